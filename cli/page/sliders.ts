import type { Estimate, Range } from "../../domain/economics/estimate.ts";
import { likely } from "../../domain/economics/estimate.ts";
import { optionCosts } from "../../domain/economics/options.ts";
import {
  type AssumptionName,
  ASSUMPTIONS,
  likelyPoint,
  mostOf,
  OPTIONS,
  pointOf,
  rangeFor,
  type Scenario,
} from "../../domain/economics/scenario.ts";

/** Steps that a slider has: one press of an arrow key each. */
export const SLIDER_STEPS = 200;

interface Limits {
  readonly scale: "linear" | "logarithmic";
  readonly least: number;
  readonly most: number;
}

/** A slider for one assumption. */
export interface Slider extends Limits {
  readonly name: AssumptionName;
  /** The likeliest value of the plan. */
  readonly planned: number;
  /** The range that the plan simulates. */
  readonly range: Range;
}

export interface SliderGroup {
  readonly title: string;
  readonly sliders: readonly Slider[];
}

/** Values that differ from the plan's likeliest ones. */
export type Changes = ReadonlyMap<AssumptionName, number>;

/** Around what is planned; where that is nothing, what services commonly have. */
const times =
  (factor: number, common = 1e6) =>
  (planned: number): Limits =>
    planned > 0
      ? { scale: "logarithmic", least: planned / factor, most: planned * factor }
      : { scale: "logarithmic", least: 1, most: common };
const share =
  (least = 0) =>
  (planned: number): Limits => ({ scale: "linear", least: Math.min(least, planned), most: 1 });
const upTo =
  (common: number) =>
  (planned: number): Limits => ({ scale: "linear", least: 0, most: Math.max(common, 4 * planned) });

/** What each slider spans. Prices go to a tenth and to ten times, as far as flips are looked for. */
const LIMITS: Readonly<Record<AssumptionName, (planned: number) => Limits>> = {
  requestsPerDay: times(100),
  inputTokens: times(20, 1e5),
  outputTokens: times(20, 1e4),
  cachedShare: share(),
  batchShare: share(),
  retryShare: share(),
  premiumShare: share(),
  apiPrice: times(10),
  serverlessPrice: times(10),
  gpuPrice: times(10),
  exchangeRate: times(2),
  throughput: times(10),
  targetUtilization: share(0.1),
  labourHours: upTo(60),
  hourlyRate: upTo(250),
  onCallPerMonth: upTo(10_000),
  compliancePerMonth: upTo(5_000),
  apiCompliancePerMonth: upTo(5_000),
  apiOperationsHours: upTo(40),
  migrationHours: upTo(500),
};

const GROUPS: readonly (readonly [title: string, names: readonly AssumptionName[]])[] = [
  [
    "Traffic",
    [
      "requestsPerDay",
      "inputTokens",
      "outputTokens",
      "premiumShare",
      "cachedShare",
      "batchShare",
      "retryShare",
    ],
  ],
  ["Prices", ["apiPrice", "serverlessPrice", "gpuPrice", "exchangeRate"]],
  ["Own model", ["throughput", "targetUtilization"]],
  [
    "Work and compliance",
    [
      "labourHours",
      "hourlyRate",
      "onCallPerMonth",
      "migrationHours",
      "apiOperationsHours",
      "compliancePerMonth",
      "apiCompliancePerMonth",
    ],
  ],
];

/** Whole tokens, requests and hours; three digits of everything else. */
const WHOLE: ReadonlySet<AssumptionName> = new Set(["requestsPerDay", "inputTokens", "outputTokens"]);

function sliderOf(scenario: Scenario, name: AssumptionName): Slider {
  const planned = likely(scenario.assumptions[name]);
  return { name, planned, range: rangeFor(scenario, name), ...LIMITS[name](planned) };
}

/** Whether moving a slider from one end to the other changes any cost, with as much traffic as its slider allows. */
function matters(scenario: Scenario, slider: Slider): boolean {
  const likeliest = likelyPoint(scenario);
  const busiest = sliderOf(scenario, "requestsPerDay").most;
  const costsAt = (value: number) =>
    optionCosts(
      scenario,
      pointOf((name) => {
        if (name === slider.name) return value;
        return name === "requestsPerDay" ? busiest : likeliest[name];
      }),
    );
  const [atLeast, atMost] = [costsAt(slider.least), costsAt(slider.most)];
  return OPTIONS.some((option) => atLeast[option]?.total !== atMost[option]?.total);
}

/** Sliders for all assumptions that have an effect on anything. */
export function sliderGroups(scenario: Scenario): SliderGroup[] {
  return GROUPS.map(([title, names]) => ({
    title,
    sliders: names.map((name) => sliderOf(scenario, name)).filter((slider) => matters(scenario, slider)),
  })).filter(({ sliders }) => sliders.length > 0);
}

/** Where a value lies on its slider, from 0 to `SLIDER_STEPS`, not rounded. */
export function placeOf({ scale, least, most }: Limits, value: number): number {
  const part =
    scale === "linear"
      ? (value - least) / (most - least)
      : Math.log(Math.max(value, least) / least) / Math.log(most / least);
  return SLIDER_STEPS * Math.min(1, Math.max(0, part));
}

/** The value at a position: the planned one, to the digit, where the slider stands at the plan. */
export function valueAt(slider: Slider, position: number): number {
  const { name, scale, least, most, planned } = slider;
  if (position === Math.round(placeOf(slider, planned))) return planned;
  const part = position / SLIDER_STEPS;
  const value = scale === "linear" ? least + part * (most - least) : least * (most / least) ** part;
  const short = Number(value.toPrecision(3));
  return WHOLE.has(name) ? Math.round(short) : short;
}

/** A lone figure is replaced; a range keeps its width relative to its likeliest value. */
export function moved(estimate: Estimate, value: number, most: number): Estimate {
  if (typeof estimate === "number" || estimate.likely === 0) return value;
  const factor = value / estimate.likely;
  return { low: estimate.low * factor, likely: value, high: Math.min(most, estimate.high * factor) };
}

export function changedScenario(scenario: Scenario, changes: Changes): Scenario {
  const { assumptions } = scenario;
  const changed: Record<AssumptionName, Estimate> = { ...assumptions };
  for (const [name, value] of changes) changed[name] = moved(assumptions[name], value, mostOf(name));
  return { ...scenario, assumptions: changed };
}

/** Changes as the part of an address after `#`; empty without any. */
export function fragmentOf(changes: Changes): string {
  return new URLSearchParams(
    [...changes].map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

/** Changes that an address asks for. What no slider could have set is left out. */
export function changesFrom(fragment: string, groups: readonly SliderGroup[]): Map<AssumptionName, number> {
  const asked = new URLSearchParams(fragment.replace(/^#/, ""));
  const sliders = groups.flatMap((group) => group.sliders);
  const changes = new Map<AssumptionName, number>();
  for (const name of ASSUMPTIONS) {
    const slider = sliders.find((each) => each.name === name);
    const text = asked.get(name);
    if (slider === undefined || text === null || text === "") continue;
    const value = Number(text);
    if (value >= slider.least && value <= slider.most && value !== slider.planned) changes.set(name, value);
  }
  return changes;
}
