import { type BreakEven, perMillion } from "../../domain/economics/break-even.ts";
import type { CostReport } from "../../domain/economics/cost.ts";
import type { Comparison, Decision, Payback } from "../../domain/economics/decision.ts";
import { type Flip, flips } from "../../domain/economics/flips.ts";
import { type Exposed, negotiation } from "../../domain/economics/lock-in.ts";
import {
  answersHard,
  type ApiRates,
  type AssumptionName,
  likelyPoint,
  OPTIONS,
  type OptionName,
  type Scenario,
} from "../../domain/economics/scenario.ts";
import { DEFAULT_DRAWS, DEFAULT_SEED, simulate, type Simulation } from "../../domain/economics/simulation.ts";
import { DAYS_PER_MONTH } from "../../domain/prices/terms.ts";
import { euro, millions, percent, wholeEuro } from "./figures.ts";

const OPTION_NAMES: Readonly<Record<OptionName, string>> = {
  closedApi: "Closed API",
  euServerless: "EU serverless",
  selfHosted: "Self-hosted",
  hybrid: "Hybrid",
};

/** What an option is called; a stack without an own model is what the hybrid would be. */
export function optionName(option: OptionName, scenario: Scenario): string {
  return option === "hybrid" && scenario.selfHosting === undefined ? "This stack" : OPTION_NAMES[option];
}

/** What is exposed to a shock: an option, or staying with the API that is in use. */
export function exposedName(exposed: Exposed, scenario: Scenario): string {
  return exposed === "incumbent"
    ? `Staying with ${scenario.incumbent.prices.id}`
    : optionName(exposed, scenario);
}

/** Assumptions as reports call them, with their unit. */
export const ASSUMPTION_NAMES: Readonly<Record<AssumptionName, readonly [name: string, unit: string]>> = {
  requestsPerDay: ["requests a day", ""],
  inputTokens: ["input tokens a request", ""],
  outputTokens: ["output tokens a request", ""],
  cachedShare: ["cached share of the input", "%"],
  batchShare: ["share of batch requests", "%"],
  retryShare: ["share of retries", "%"],
  premiumShare: ["premium share", "%"],
  apiPrice: ["API price", "×"],
  serverlessPrice: ["EU-serverless price", "×"],
  gpuPrice: ["GPU price", "×"],
  exchangeRate: ["dollar", "×"],
  throughput: ["throughput", "×"],
  targetUtilization: ["planned utilization", "%"],
  labourHours: ["hours of work a month", "h"],
  hourlyRate: ["hourly rate", "EUR"],
  onCallPerMonth: ["on call a month", "EUR"],
  compliancePerMonth: ["compliance a month", "EUR"],
  apiCompliancePerMonth: ["compliance of an API a month", "EUR"],
  apiOperationsHours: ["hours around an API's limits", "h"],
  migrationHours: ["hours of migration", "h"],
};

const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** A value of an assumption: 12 %, 0.85 ×, 95 EUR, 5,000. */
export function assumptionValue(name: AssumptionName, value: number): string {
  const [, unit] = ASSUMPTION_NAMES[name];
  if (unit === "%") return `${short.format(value * 100)} %`;
  return unit === "" ? short.format(value) : `${short.format(value)} ${unit}`;
}

/** A row of the table of options. */
export interface OptionRow {
  readonly option: OptionName;
  readonly name: string;
  /** Which model answers. */
  readonly model: string;
  /** EUR a month. */
  readonly monthly: number;
  /** EUR a month that four of five draws lie between. */
  readonly low: number;
  readonly high: number;
  /** Share of the draws in which it is the one to take. */
  readonly chance: number;
  readonly recommended: boolean;
  /** Why it is not taken whatever it costs: not good enough, or excluded. */
  readonly shortfall: string | undefined;
  readonly excluded: boolean;
}

/** What answers under an option: a model, and the premium one behind it where some requests are too hard for it. */
function modelOf(scenario: Scenario, premiumShare: number, option: OptionName): string {
  const hard = premiumShare > 0;
  const { closedApi, euServerless, selfHosting, premiumApi, routineApi } = scenario;
  const premium = premiumApi.prices;
  const api = (rates: ApiRates | undefined) => {
    if (rates === undefined) return "";
    const { id } = rates.prices;
    return hard && !answersHard(scenario, rates) ? `${id} + ${premium.id}` : id;
  };
  switch (option) {
    case "closedApi":
      return api(closedApi);
    case "euServerless":
      return api(euServerless);
    case "selfHosted":
      return selfHosting?.model ?? "";
    case "hybrid": {
      const routine = selfHosting?.model ?? routineApi?.prices.id;
      if (routine === undefined || premiumShare === 1) return premium.id;
      return hard ? `${routine} + ${premium.id}` : routine;
    }
  }
}

/** The options with their cost, its band and the chance to be the one to take. */
export function optionRows(scenario: Scenario, decision: Decision, simulation: Simulation): OptionRow[] {
  return OPTIONS.flatMap((option) => {
    const cost = decision.costs[option];
    const simulated = simulation.options[option];
    // Without premium requests the hybrid is the own model by another name.
    const repeats = option === "hybrid" && decision.own === "selfHosted";
    if (cost === undefined || simulated === undefined || repeats) return [];
    return [
      {
        option,
        name: optionName(option, scenario),
        model: modelOf(scenario, likelyPoint(scenario).premiumShare, option),
        monthly: cost.total,
        low: simulated.monthly.p10,
        high: simulated.monthly.p90,
        chance: simulated.recommended,
        recommended: decision.recommended === option,
        shortfall: decision.shortfalls[option],
        excluded: scenario.excluded?.includes(option) === true,
      },
    ];
  });
}

/** "from 3.9 M tokens a day" */
export function breakEvenPoint({ from, always }: BreakEven): string {
  if (from === undefined) return "never";
  const first = `from ${millions(from)} tokens a day`;
  if (always === undefined)
    return `${first}, but not for good: each further replica costs more than it saves`;
  return always > from * 1.05 ? `${first}, for good from ${millions(always)}` : first;
}

/** "against openai/gpt-6-astra (premium), 5,464.24: from 3.9 M tokens a day" */
export function comparisonText({ api, behind, monthly, equalQuality, breakEven }: Comparison): string {
  const { id, tier } = api.prices;
  const premium = behind === undefined ? "" : ` + ${behind}`;
  return `against ${id}${premium} (${tier}${equalQuality ? ", equal class" : ""}), ${euro(monthly)}: ${breakEvenPoint(breakEven)}`;
}

/** How much of what is paid for is used, and what a token costs at other shares. */
export function utilizationText(
  report: Pick<CostReport, "decision" | "scenario" | "tokensPerMonth">,
): string | undefined {
  const { decision, scenario, tokensPerMonth } = report;
  const cost = decision && decision.costs[decision.own];
  if (scenario?.selfHosting === undefined || cost === undefined || cost.utilization === 0) return undefined;
  // At another utilization the same cost is spread over other tokens; what APIs charge grows with the tokens.
  const each = perMillion({ total: cost.total - cost.tokens - cost.retries }, tokensPerMonth) ?? 0;
  const variable = perMillion({ total: cost.tokens + cost.retries }, tokensPerMonth) ?? 0;
  const at = (utilization: number) => euro((each * cost.utilization) / utilization + variable);
  return (
    `${percent(cost.utilization)} of the GPU hours paid for; a million tokens costs ${euro(each + variable)}, ` +
    `in theory ${at(0.1)} at 10 % and ${at(0.8)} at 80 %`
  );
}

/** The one sentence to take away. */
export function verdictText(scenario: Scenario, decision: Decision, simulation: Simulation): string {
  const { recommended, cheapest, volumeClass } = decision;
  if (decision.tokensPerDay === 0) return "no traffic to decide on";
  if (recommended === undefined) return "no option is left that answers this traffic well enough";
  const chance = simulation.options[recommended]?.recommended ?? 0;
  const against = decision.comparisons.find(({ api }) => api.prices.id === scenario.incumbent.prices.id);
  const from = against?.breakEven.from;
  const volume =
    volumeClass === undefined || against === undefined || from === undefined
      ? ""
      : recommended === decision.own
        ? `; the volume is ${volumeClass} for a break-even of ${millions(from)} against ${against.api.prices.id}`
        : `; against ${against.api.prices.id} alone ${optionName(decision.own, scenario)} breaks even at ${millions(from)}`;
  const cheaper =
    cheapest === undefined || cheapest === recommended
      ? ""
      : `; ${optionName(cheapest, scenario)} is cheaper, but ${decision.shortfalls[cheapest] ?? ""}`;
  return `${optionName(recommended, scenario)}, in ${percent(chance)} of ${simulation.draws.toLocaleString("en")} draws${cheaper}${volume}`;
}

/** "Hybrid instead of openai/gpt-6-astra: 7,600 EUR once, 1,136.51 saved a month: 30 weeks" */
function paybackText({ option, oneOff, savedPerMonth, weeks }: Payback, scenario: Scenario): string {
  const move = `${optionName(option, scenario)} instead of ${scenario.incumbent.prices.id}`;
  if (Math.abs(savedPerMonth) < 0.005) return `${move}: never, it costs as much`;
  if (weeks === undefined) return `${move}: never, it costs ${euro(-savedPerMonth)} a month more`;
  const time = weeks <= 1 ? "within a week" : `${wholeEuro(Math.ceil(weeks))} weeks`;
  return `${move}: ${wholeEuro(oneOff)} EUR once, ${euro(savedPerMonth)} saved a month: ${time}`;
}

/** Paybacks of moving away from the API that is in use: to what is recommended, and to the stack. */
export function paybackTexts({ payback, recommendedPayback }: Decision, scenario: Scenario): string[] {
  return [recommendedPayback, payback].flatMap((each) =>
    each === undefined ? [] : [paybackText(each, scenario)],
  );
}

/** What being able to move the routine requests away is worth at the table; undefined where that cannot be told. */
export function negotiationText(scenario: Scenario): string | undefined {
  const found = negotiation(scenario, likelyPoint(scenario));
  if (found === undefined) return undefined;
  const moving = `move ${percent(found.share)} of the requests away`;
  return found.perMonth > 0
    ? `Being able to ${moving} justifies asking for ${percent(found.discount)} off: ${wholeEuro(found.perMonth)} EUR a month`
    : `To ${moving} would save nothing at this volume, so it is no argument at the table`;
}

/** "EU serverless from GPU price 1.2 × (assumed 1 ×)" */
export function flipText({ assumption, from, to, option }: Flip, scenario: Scenario): string {
  const [name] = ASSUMPTION_NAMES[assumption];
  const side = to > from ? "from" : "down to";
  return `${optionName(option, scenario)} ${side} ${name} ${assumptionValue(assumption, to)} (assumed ${assumptionValue(assumption, from)})`;
}

const FLIPS_SHOWN = 3;

/** How the chances of a report are drawn. */
export type Drawn = Pick<Simulation, "draws" | "seed">;
const DEFAULT_DRAWN: Drawn = { draws: DEFAULT_DRAWS, seed: DEFAULT_SEED };

/** Everything that reports say about a decision, in words. */
export interface DecisionTexts {
  readonly options: readonly OptionRow[];
  readonly draws: string;
  readonly verdict: string;
  readonly utilization: string | undefined;
  readonly breakEvens: readonly string[];
  readonly paybacks: readonly string[];
  readonly flips: readonly string[];
}

/** The texts of a report's decision, or why there is none. */
export function decisionTexts(report: CostReport, drawn: Drawn = DEFAULT_DRAWN): DecisionTexts | string {
  const { decision, scenario, tokensPerMonth } = report;
  if (decision === undefined || scenario === undefined) return "none, since a price is missing";
  if (tokensPerMonth === 0) return "none, since there is no traffic";
  const simulation = simulate(scenario, drawn.draws, drawn.seed);
  return {
    options: optionRows(scenario, decision, simulation),
    draws: simulation.draws.toLocaleString("en"),
    verdict: verdictText(scenario, decision, simulation),
    utilization: utilizationText(report),
    breakEvens: decision.comparisons.map(comparisonText),
    paybacks: paybackTexts(decision, scenario),
    flips: flips(scenario)
      .slice(0, FLIPS_SHOWN)
      .map((flip) => flipText(flip, scenario)),
  };
}

const flipLines = (texts: DecisionTexts) =>
  texts.flips.length === 0
    ? ["Flips: none; no assumption above 0 does it on its own, moved up to ten times"]
    : texts.flips.map((text) => `Flips to ${text}`);

const chanceText = ({ shortfall, chance, excluded }: OptionRow) => {
  if (excluded) return "excluded";
  return shortfall === undefined ? percent(chance) : "not good enough";
};

/** "1,488 to 2,103" */
export const bandText = ({ low, high }: Pick<OptionRow, "low" | "high">) =>
  `${wholeEuro(low)} to ${wholeEuro(high)}`;

/** What the table of costs is followed by: options, verdict, break-even, payback, what would flip it. */
export function decisionLines(report: CostReport, drawn?: Drawn): string[] {
  const texts = decisionTexts(report, drawn);
  if (typeof texts === "string") return [`Verdict: ${texts}`];
  const { options, utilization } = texts;
  const name = Math.max(...options.map((row) => row.name.length));
  const band = Math.max(...options.map((row) => bandText(row).length));
  const chance = Math.max(...options.map((row) => chanceText(row).length));
  const volume = millions(report.tokensPerMonth / DAYS_PER_MONTH);
  return [
    ...(utilization === undefined ? [] : [`Utilization: ${utilization}`]),
    `Options at ${volume} tokens a day: EUR a month, the band of 8 of 10 draws, share of ${texts.draws} draws in which to take it`,
    ...options.map(
      (row) =>
        `${row.recommended ? "▸" : " "} ${row.name.padEnd(name)}  ${euro(row.monthly).padStart(10)}  ` +
        `${bandText(row).padStart(band)}  ${chanceText(row).padStart(chance)}  ${row.model}`,
    ),
    `Verdict: ${texts.verdict}`,
    ...texts.breakEvens.map((text) => `Break-even ${text}`),
    ...texts.paybacks.map((text) => `Payback of ${text}`),
    ...flipLines(texts),
  ];
}

/** The same as a part of a pull-request comment. @param table Makes a Markdown table of head and rows. */
export function decisionMarkdown(
  report: CostReport,
  drawn: Drawn | undefined,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => readonly string[],
): string[] {
  const texts = decisionTexts(report, drawn);
  if (typeof texts === "string") return [`**Verdict**: ${texts}`, ""];
  const { utilization } = texts;
  return [
    `**Verdict**: ${texts.verdict}`,
    "",
    ...table(
      ["Option", "Answers", "EUR a month", "8 of 10 draws", "Best in"],
      texts.options.map((row) => [
        row.recommended ? `**${row.name}**` : row.name,
        row.model,
        euro(row.monthly),
        bandText(row),
        chanceText(row),
      ]),
    ),
    "",
    `<details><summary>Break-even, payback, what would flip it</summary>`,
    "",
    ...texts.breakEvens.map((text) => `- Break-even ${text}`),
    ...texts.paybacks.map((text) => `- Payback of ${text}`),
    ...(utilization === undefined ? [] : [`- Utilization: ${utilization}`]),
    ...flipLines(texts).map((text) => `- ${text}`),
    "",
    "</details>",
    "",
  ];
}
