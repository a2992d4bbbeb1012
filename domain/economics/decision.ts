import {
  type BreakEven,
  breakEven,
  paybackWeeks,
  volumeClass,
  type VolumeClass,
  volumes,
} from "./break-even.ts";
import { apiCosts, optionCosts, type OptionCosts, running } from "./options.ts";
import {
  answersHard,
  type ApiRates,
  atVolume,
  likelyPoint,
  meets,
  OPTIONS,
  type OptionName,
  type Point,
  type Scenario,
  tokensPerDay,
} from "./scenario.ts";

/**
 * Why an option does not answer the traffic well enough, or undefined where it does. The routine requests need the class
 * of the own model; the premium share needs the premium model or one of that class, which the gateway asks for every
 * option but the self-hosted one.
 */
export function shortfall(scenario: Scenario, point: Point, option: OptionName): string | undefined {
  const { closedApi, euServerless, selfHosting, routineApi } = scenario;
  if (scenario.excluded?.includes(option) === true) return "excluded by costs.exclude or --exclude";
  const routine = selfHosting?.quality ?? routineApi?.prices.tier ?? "budget";
  const served = {
    closedApi: closedApi?.prices.tier,
    euServerless: euServerless?.prices.tier,
    selfHosted: selfHosting?.quality,
    hybrid: routine,
  }[option];
  if (served === undefined) return "not available";
  // Without hard requests the hybrid is the own model by another name.
  if (option === "hybrid" && selfHosting !== undefined && point.premiumShare === 0)
    return shortfall(scenario, point, "selfHosted");
  if (!meets(served, routine)) return `a ${served} model for requests that need a ${routine} one`;
  return option === "selfHosted" && point.premiumShare > 0 && served !== "premium"
    ? `${shareText(point.premiumShare)} of the requests need a premium model or ${scenario.premiumApi.prices.id}`
    : undefined;
}

/** A share of requests that is not nothing never reads as 0 %. */
const shareText = (share: number) => (share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`);

/** The cheapest of the options that `counts` lets through. */
export function cheapest(
  costs: OptionCosts,
  counts: (option: OptionName) => boolean = () => true,
): OptionName | undefined {
  let best: OptionName | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const option of OPTIONS) {
    const total = costs[option]?.total;
    if (total !== undefined && total < lowest && counts(option)) {
      lowest = total;
      best = option;
    }
  }
  return best;
}

/** The cheapest option that answers the traffic well enough. */
export function recommend(scenario: Scenario, point: Point): OptionName | undefined {
  return cheapest(optionCosts(scenario, point), (option) => shortfall(scenario, point, option) === undefined);
}

/** The stack against one model of the price book. */
export interface Comparison {
  readonly api: ApiRates;
  /** EUR a month for the planned traffic. */
  readonly monthly: number;
  /** The premium model that answers what is too hard for it; undefined where there is no such request. */
  readonly behind: string | undefined;
  /** Whether its class is that of the own model: the fair comparison. */
  readonly equalQuality: boolean;
  readonly breakEven: BreakEven;
}

/** Volumes, in tokens a day, between which one option is recommended. */
export interface Regime {
  readonly option: OptionName;
  readonly from: number;
  /** Undefined: no end within the range that was looked at. */
  readonly to: number | undefined;
}

export interface Payback {
  /** What is moved to. */
  readonly option: OptionName;
  /** EUR, once. */
  readonly oneOff: number;
  /** EUR a month; negative where the move costs more than it saves. */
  readonly savedPerMonth: number;
  /** Undefined: never. */
  readonly weeks: number | undefined;
}

/** Closed API, EU serverless, self-hosted or hybrid: what each costs, which to take, and from what volume. */
export interface Decision {
  readonly tokensPerDay: number;
  readonly costs: OptionCosts;
  /** Why an option does not answer the traffic well enough; only those that do not. */
  readonly shortfalls: Partial<Readonly<Record<OptionName, string>>>;
  /** The cheapest of all; undefined where no option has a price. */
  readonly cheapest: OptionName | undefined;
  /** The cheapest that answers the traffic well enough. */
  readonly recommended: OptionName | undefined;
  /** The option with the own model that is compared: the hybrid where some requests need a premium model. */
  readonly own: OptionName;
  readonly comparisons: readonly Comparison[];
  /** Where the volume lies with regard to the break-even against the incumbent. */
  readonly volumeClass: VolumeClass | undefined;
  readonly regimes: readonly Regime[];
  /** Of moving from the incumbent to the stack. */
  readonly payback: Payback | undefined;
  /** Of moving from the incumbent to what is recommended; undefined where that is the stack, or the incumbent itself. */
  readonly recommendedPayback: Payback | undefined;
}

/** The option that stands for the stack itself: the hybrid where some requests need a premium model. */
export function ownOptionName({ selfHosting }: Scenario, { premiumShare }: Point): "selfHosted" | "hybrid" {
  return premiumShare > 0 || selfHosting === undefined ? "hybrid" : "selfHosted";
}

const REGIME_POINTS = 181;
const REGIME_RANGE = { least: 1e4, most: 1e10 } as const;

/** Which option is recommended at what volume. Short stretches around a new replica are told as well. */
export function regimes(scenario: Scenario, point: Point): Regime[] {
  const found: { option: OptionName; from: number; to: number | undefined }[] = [];
  for (const volume of volumes(REGIME_RANGE.least, REGIME_RANGE.most, REGIME_POINTS)) {
    const option = recommend(scenario, atVolume(point, volume));
    const last = found.at(-1);
    if (option === undefined || last?.option === option) continue;
    if (last !== undefined) last.to = volume;
    found.push({ option, from: volume, to: undefined });
  }
  return found;
}

function compare(scenario: Scenario, point: Point, api: ApiRates): Comparison {
  const own = ownOptionName(scenario, point);
  const costOf = (at: Point) => optionCosts(scenario, at)[own]?.total ?? Number.POSITIVE_INFINITY;
  return {
    api,
    monthly: apiCosts(scenario, api, point).total,
    behind: point.premiumShare > 0 && !answersHard(scenario, api) ? scenario.premiumApi.prices.id : undefined,
    equalQuality: api.prices.tier === (scenario.selfHosting?.quality ?? scenario.routineApi?.prices.tier),
    breakEven: breakEven(costOf, (at) => apiCosts(scenario, api, at).total, point),
  };
}

function payback(
  scenario: Scenario,
  point: Point,
  costs: OptionCosts,
  option: OptionName,
): Payback | undefined {
  const after = costs[option];
  if (after === undefined) return undefined;
  const oneOff = point.migrationHours * point.hourlyRate;
  const [before, afterwards] = [running(apiCosts(scenario, scenario.incumbent, point)), running(after)];
  return {
    option,
    oneOff,
    savedPerMonth: before - afterwards,
    weeks: paybackWeeks(oneOff, before, afterwards),
  };
}

/** Whether an option is to stay with the API that is in use. */
function isIncumbent({ closedApi, incumbent }: Scenario, option: OptionName): boolean {
  return option === "closedApi" && closedApi?.prices.id === incumbent.prices.id;
}

/**
 * Everything that a decision needs, at one point.
 * @param compareWith Models to compare with, besides the scenario's own.
 */
export function decide(
  scenario: Scenario,
  compareWith: readonly ApiRates[] = [],
  point: Point = likelyPoint(scenario),
): Decision {
  const costs = optionCosts(scenario, point);
  const own = ownOptionName(scenario, point);
  const reasons = OPTIONS.map((option) => [option, shortfall(scenario, point, option)] as const);
  const shortfalls: Partial<Record<OptionName, string>> = {};
  for (const [option, reason] of reasons) if (reason !== undefined) shortfalls[option] = reason;
  const candidates = [scenario.incumbent, ...compareWith, scenario.closedApi, scenario.euServerless].filter(
    (api) => api !== undefined,
  );
  const apis = candidates.filter(
    ({ prices }, index) =>
      candidates.findIndex((other) => other.prices.id === prices.id) === index &&
      // Where every request needs a premium model, a weaker one would answer none.
      (point.premiumShare < 1 || answersHard(scenario, { prices, euroPerUnit: 1 })),
  );
  const comparisons = apis.map((api) => compare(scenario, point, api));
  const against = comparisons.find(({ api }) => api.prices.id === scenario.incumbent.prices.id);
  const volume = tokensPerDay(point);
  const recommended = cheapest(costs, (option) => shortfalls[option] === undefined);
  return {
    tokensPerDay: volume,
    costs,
    shortfalls,
    cheapest: cheapest(costs),
    recommended,
    own,
    comparisons,
    volumeClass: against && volumeClass(volume, against.breakEven),
    regimes: regimes(scenario, point),
    payback: payback(scenario, point, costs, own),
    recommendedPayback:
      recommended === undefined || recommended === own || isIncumbent(scenario, recommended)
        ? undefined
        : payback(scenario, point, costs, recommended),
  };
}
