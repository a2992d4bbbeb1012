import type { MODEL_TIERS, TokenPrices } from "../prices/terms.ts";
import type { Estimate, Range, Spread } from "./estimate.ts";
import { likely, rangeOf } from "./estimate.ts";
import type { LoadLevel } from "./profile.ts";

/** Class of a model: how hard the requests are that it answers well. */
export type Quality = (typeof MODEL_TIERS)[number];

const RANK: Readonly<Record<Quality, number>> = { budget: 0, mid: 1, premium: 2 };

/** Whether a model of class `offered` answers requests that ask for `wanted`. */
export function meets(offered: Quality, wanted: Quality): boolean {
  return RANK[offered] >= RANK[wanted];
}

/**
 * Whether an API answers the hard requests by itself: it is the premium model, or of its class. Otherwise the gateway sends
 * them to the premium model.
 */
export function answersHard({ premiumApi }: Pick<Scenario, "premiumApi">, { prices }: ApiRates): boolean {
  return prices.id === premiumApi.prices.id || prices.tier === "premium";
}

/** Prices of a model behind an API, ready to multiply. */
export interface ApiRates {
  readonly prices: TokenPrices;
  /** EUR for one unit of the prices' currency. */
  readonly euroPerUnit: number;
}

/** How the own model is served and paid for. */
export interface SelfHosting {
  /** Name of the model. */
  readonly model: string;
  readonly quality: Quality;
  /** EUR for one hour of one replica, its share of GPU nodes; beyond the committed hours where there are any. */
  readonly euroPerReplicaHour: number;
  /** Hours of replicas that are paid whether they run or not. */
  readonly committed?: { readonly replicaHours: number; readonly euroPerMonth: number };
  /** Whether the GPU nodes are paid in another currency, so that the exchange rate moves their price. */
  readonly foreignCurrency: boolean;
  /** Replica-seconds that one input token which is not in the prefix cache takes. */
  readonly secondsPerInputToken: number;
  /** Replica-seconds that one output token takes. */
  readonly secondsPerOutputToken: number;
  /** How the traffic is spread over a month. */
  readonly levels: readonly LoadLevel[];
  /** Replicas that run at least while anything runs. */
  readonly minimumReplicas: number;
  /** Replicas beyond those that the traffic needs, so that one may fail. */
  readonly spareReplicas: number;
  /** True: replicas follow the load of each hour. False: the busiest hour decides for all. */
  readonly autoscaled: boolean;
  /** Whether hours without traffic cost nothing. */
  readonly scalesToZero: boolean;
}

/** The four ways to answer the same traffic. */
export const OPTIONS = ["closedApi", "euServerless", "selfHosted", "hybrid"] as const;
export type OptionName = (typeof OPTIONS)[number];

/** What is assumed and may be otherwise, in the order in which reports list it. */
export const ASSUMPTIONS = [
  "requestsPerDay",
  "inputTokens",
  "outputTokens",
  "cachedShare",
  "batchShare",
  "retryShare",
  "premiumShare",
  "apiPrice",
  "serverlessPrice",
  "gpuPrice",
  "exchangeRate",
  "throughput",
  "targetUtilization",
  "labourHours",
  "hourlyRate",
  "onCallPerMonth",
  "compliancePerMonth",
  "apiCompliancePerMonth",
  "apiOperationsHours",
  "migrationHours",
] as const;
export type AssumptionName = (typeof ASSUMPTIONS)[number];

/** One value for each assumption. `…Price`, `exchangeRate` and `throughput` are factors on the scenario's own figures. */
export type Point = Record<AssumptionName, number>;

/** Everything that a decision is calculated from, without a lookup left to do. */
export interface Scenario {
  readonly assumptions: Readonly<Record<AssumptionName, Estimate>>;
  /** Months over which moving to the own model is written off. */
  readonly amortisationMonths: number;
  /** The API that is in use today, for all requests: what a move is measured against. */
  readonly incumbent: ApiRates;
  /** The cheapest closed API of the own model's class; undefined where the price book has none. */
  readonly closedApi: ApiRates | undefined;
  /** What answers the requests that are too hard for a model of the own model's class. */
  readonly premiumApi: ApiRates;
  /** Open weights by the token in the EU; undefined where the price book has none of this class. */
  readonly euServerless: ApiRates | undefined;
  /** Options that are out of the question, whatever they cost. */
  readonly excluded?: readonly OptionName[];
  /** Undefined where no own model is served. */
  readonly selfHosting: SelfHosting | undefined;
  /** What answers the other requests of a stack without an own model; undefined where that costs nothing by the token. */
  readonly routineApi: ApiRates | undefined;
  /** EUR a month for what is there whatever the traffic: CPU nodes, volumes, load balancers, endpoints by the hour. */
  readonly platformPerMonth: number;
  /** EUR for a gigabyte that leaves the provider's network. */
  readonly euroPerEgressGigabyte: number;
}

/**
 * How far a lone figure may be off: the range that it stands for in a simulation. A range in the configuration is taken
 * as it is. Reasons and sources: docs/economics.md.
 */
export const SPREADS: Readonly<Record<AssumptionName, Spread>> = {
  requestsPerDay: { low: 0.6, high: 1.6 },
  inputTokens: { low: 0.7, high: 1.4 },
  outputTokens: { low: 0.7, high: 1.4 },
  cachedShare: { low: 0.6, high: 1.2 },
  batchShare: { low: 0.6, high: 1.4 },
  retryShare: { low: 0.5, high: 2 },
  premiumShare: { low: 0.7, high: 1.5 },
  apiPrice: { low: 0.7, high: 1.3 },
  serverlessPrice: { low: 0.7, high: 1.3 },
  gpuPrice: { low: 0.85, high: 1.25 },
  exchangeRate: { low: 0.93, high: 1.07 },
  throughput: { low: 0.6, high: 1.4 },
  targetUtilization: { low: 0.7, high: 1.2 },
  labourHours: { low: 10 / 15, high: 20 / 15 },
  hourlyRate: { low: 60 / 95, high: 130 / 95 },
  onCallPerMonth: { low: 0.7, high: 1.5 },
  compliancePerMonth: { low: 0.5, high: 3 },
  apiCompliancePerMonth: { low: 0.5, high: 3 },
  apiOperationsHours: { low: 0.5, high: 2.5 },
  migrationHours: { low: 0.5, high: 2 },
};

/** Assumptions that are shares of a whole, so that nothing above 1 makes sense. */
const SHARES: ReadonlySet<AssumptionName> = new Set([
  "cachedShare",
  "batchShare",
  "retryShare",
  "premiumShare",
  "targetUtilization",
]);

/** The largest value that an assumption may have. */
export function mostOf(name: AssumptionName): number {
  return SHARES.has(name) ? 1 : Number.POSITIVE_INFINITY;
}

/** The range of an assumption in a simulation. */
export function rangeFor(scenario: Scenario, name: AssumptionName): Range {
  return rangeOf(scenario.assumptions[name], SPREADS[name], mostOf(name));
}

/** A value for each assumption, as `choose` says. */
export function pointOf(choose: (name: AssumptionName) => number): Point {
  return {
    requestsPerDay: choose("requestsPerDay"),
    inputTokens: choose("inputTokens"),
    outputTokens: choose("outputTokens"),
    cachedShare: choose("cachedShare"),
    batchShare: choose("batchShare"),
    retryShare: choose("retryShare"),
    premiumShare: choose("premiumShare"),
    apiPrice: choose("apiPrice"),
    serverlessPrice: choose("serverlessPrice"),
    gpuPrice: choose("gpuPrice"),
    exchangeRate: choose("exchangeRate"),
    throughput: choose("throughput"),
    targetUtilization: choose("targetUtilization"),
    labourHours: choose("labourHours"),
    hourlyRate: choose("hourlyRate"),
    onCallPerMonth: choose("onCallPerMonth"),
    compliancePerMonth: choose("compliancePerMonth"),
    apiCompliancePerMonth: choose("apiCompliancePerMonth"),
    apiOperationsHours: choose("apiOperationsHours"),
    migrationHours: choose("migrationHours"),
  };
}

/** The point at which every assumption has its likeliest value. */
export function likelyPoint({ assumptions }: Scenario): Point {
  return pointOf((name) => likely(assumptions[name]));
}

/** Tokens a day, input and output together. */
export function tokensPerDay(point: Point): number {
  return point.requestsPerDay * (point.inputTokens + point.outputTokens);
}

/** The same point with another volume, the mix of input and output unchanged. */
export function atVolume(point: Point, tokens: number): Point {
  const each = point.inputTokens + point.outputTokens;
  return { ...point, requestsPerDay: each === 0 ? 0 : tokens / each };
}
