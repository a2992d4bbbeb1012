import { requestPrice } from "../prices/request-price.ts";
import { DAYS_PER_MONTH, HOURS_PER_MONTH } from "../prices/terms.ts";
import {
  type ApiRates,
  answersHard,
  type OptionName,
  type Point,
  type Scenario,
  type SelfHosting,
} from "./scenario.ts";

/** What one option costs a month, in EUR, by what it is paid for; 0 for what it does not have. */
export interface Breakdown {
  /** GPU nodes. */
  readonly gpu: number;
  /** CPU nodes, volumes, load balancers. */
  readonly platform: number;
  readonly egress: number;
  readonly labour: number;
  readonly onCall: number;
  readonly compliance: number;
  /** Moving to the own model, written off. */
  readonly migration: number;
  /** Tokens of APIs, after caching and batch discounts. */
  readonly tokens: number;
  /** Tokens that are paid for again because a request failed or was refused. */
  readonly retries: number;
  /** Engineering of queues, retries and fallbacks around an API's limits. */
  readonly apiOperations: number;
  readonly total: number;
  /** Hours of replicas that are paid for. */
  readonly replicaHours: number;
  /** Replica-hours of work over replica-hours paid for, 0 to 1. */
  readonly utilization: number;
}

/** What adds up to an option's total. */
export const COMPONENTS = [
  "gpu",
  "platform",
  "egress",
  "labour",
  "onCall",
  "compliance",
  "migration",
  "tokens",
  "retries",
  "apiOperations",
] as const satisfies readonly (keyof Breakdown)[];

/** Undefined for an option that is not there: no own model, or no EU-serverless price. The hybrid is always there. */
export type OptionCosts = Readonly<Record<OptionName, Breakdown | undefined>>;

/**
 * Bytes on the wire for one token of an answer: a server-sent event with its JSON around some four letters. Derived from
 * the size of the chunks that OpenAI-compatible servers send.
 */
const BYTES_PER_OUTPUT_TOKEN = 250;

/** Gigabytes of answers that leave the provider's network in a month. */
export function egressGigabytes(requestsPerDay: number, outputTokens: number): number {
  return (requestsPerDay * DAYS_PER_MONTH * outputTokens * BYTES_PER_OUTPUT_TOKEN) / 1e9;
}

/** EUR for one average request, after caching and batch discounts, with the EU's surcharge. */
export function euroPerRequest({ prices, euroPerUnit }: ApiRates, point: Point, priceFactor: number): number {
  const { inputTokens, outputTokens, cachedShare, batchShare, exchangeRate } = point;
  // Tiers go by the tokens that the model's own tokenizer makes.
  const each = prices.tokenizerFactor;
  const amount = requestPrice(prices, {
    inputTokens: inputTokens * each,
    cachedInputTokens: inputTokens * each * cachedShare,
    outputTokens: outputTokens * each,
  });
  const batch = 1 - batchShare * (1 - (prices.batchFactor ?? 1));
  const exchange = prices.currency === "EUR" ? 1 : exchangeRate;
  return amount * prices.euFactor * batch * euroPerUnit * exchange * priceFactor;
}

/** EUR a month of the migration, written off. */
function migrationOf({ amortisationMonths }: Scenario, point: Point): number {
  return (point.migrationHours * point.hourlyRate) / amortisationMonths;
}

/**
 * An API for all requests. One that cannot answer the hard requests has them answered by the premium model, as the hybrid
 * does, and needs the platform that the gateway runs on. Whoever does not stay with the incumbent migrates.
 */
export function apiCosts(scenario: Scenario, rates: ApiRates, point: Point): Breakdown {
  const { premiumApi, incumbent } = scenario;
  const premiumShare = answersHard(scenario, rates) ? 0 : point.premiumShare;
  const priceFactor = rates.prices.kind === "closed-api" ? point.apiPrice : point.serverlessPrice;
  const routine = (1 - premiumShare) * euroPerRequest(rates, point, priceFactor);
  const hard = premiumShare === 0 ? 0 : premiumShare * euroPerRequest(premiumApi, point, point.apiPrice);
  const tokens = point.requestsPerDay * DAYS_PER_MONTH * (routine + hard);
  const retries = tokens * point.retryShare;
  const apiOperations = point.apiOperationsHours * point.hourlyRate;
  const compliance = point.apiCompliancePerMonth;
  const platform = premiumShare === 0 ? 0 : scenario.platformPerMonth;
  const migration = rates.prices.id === incumbent.prices.id ? 0 : migrationOf(scenario, point);
  return {
    gpu: 0,
    platform,
    egress: 0,
    labour: 0,
    onCall: 0,
    compliance,
    migration,
    tokens,
    retries,
    apiOperations,
    total: platform + compliance + migration + tokens + retries + apiOperations,
    replicaHours: 0,
    utilization: 0,
  };
}

/** Replica-seconds that one average request takes. */
export function secondsPerRequest(own: SelfHosting, point: Point): number {
  const { inputTokens, outputTokens, cachedShare, throughput } = point;
  return (
    (inputTokens * (1 - cachedShare) * own.secondsPerInputToken + outputTokens * own.secondsPerOutputToken) /
    throughput
  );
}

/** Replicas that a load needs, with spare ones. @param replicas Replicas of work, fully used. */
function replicasFor(replicas: number, own: SelfHosting, targetUtilization: number): number {
  const needed = Math.ceil(replicas / targetUtilization - 1e-9);
  return Math.max(own.minimumReplicas, needed + own.spareReplicas);
}

/** Replicas that run in the busiest hour. */
export function peakReplicas(own: SelfHosting, point: Point, servedShare: number): number {
  let peak = 0;
  for (const { weight } of own.levels) peak = Math.max(peak, weight);
  return replicasFor(peak * averageReplicas(own, point, servedShare), own, point.targetUtilization);
}

/** Replicas of work in the average hour of the month, fully used. */
function averageReplicas(own: SelfHosting, point: Point, servedShare: number): number {
  return (point.requestsPerDay * servedShare * secondsPerRequest(own, point)) / 86_400;
}

/** Hours of replicas a month: what runs in each hour of the profile. */
export function replicaHours(own: SelfHosting, point: Point, servedShare: number): number {
  const average = averageReplicas(own, point, servedShare);
  const fixed = own.autoscaled ? 0 : peakReplicas(own, point, servedShare);
  let hours = 0;
  for (const { weight, hoursPerMonth, idle } of own.levels) {
    if (own.scalesToZero && (idle === true || (own.autoscaled && weight === 0))) continue;
    const replicas = own.autoscaled ? replicasFor(weight * average, own, point.targetUtilization) : fixed;
    hours += replicas * hoursPerMonth;
  }
  return hours;
}

/** EUR a month for so many hours of replicas: what is committed to, and the rest by the hour. */
function gpuCost({ euroPerReplicaHour, committed }: SelfHosting, hours: number): number {
  if (committed === undefined) return hours * euroPerReplicaHour;
  return committed.euroPerMonth + Math.max(0, hours - committed.replicaHours) * euroPerReplicaHour;
}

/** Share of the stack's requests that APIs answer, 0 to 1. */
function apiShareOf({ selfHosting, routineApi }: Scenario, premiumShare: number): number {
  return selfHosting === undefined && routineApi !== undefined ? 1 : premiumShare;
}

/** The own model, or the stack's main endpoint, for all requests or for all but the premium share. */
function ownOption(scenario: Scenario, point: Point, premiumShare: number): Breakdown {
  const { selfHosting: own, routineApi, premiumApi } = scenario;
  const served = 1 - premiumShare;
  const requests = point.requestsPerDay * DAYS_PER_MONTH;
  const hours = own === undefined ? 0 : replicaHours(own, point, served);
  const exchange = own?.foreignCurrency === true ? point.exchangeRate : 1;
  const gpu = own === undefined ? 0 : gpuCost(own, hours) * point.gpuPrice * exchange;
  const platform = scenario.platformPerMonth;
  const egress = egressGigabytes(point.requestsPerDay, point.outputTokens) * scenario.euroPerEgressGigabyte;
  const labour = point.labourHours * point.hourlyRate;
  const onCall = point.onCallPerMonth;
  const apiShare = apiShareOf(scenario, premiumShare);
  const compliance = point.compliancePerMonth + apiShare * point.apiCompliancePerMonth;
  const apiOperations = apiShare * point.apiOperationsHours * point.hourlyRate;
  const migration = migrationOf(scenario, point);
  const premium =
    premiumShare === 0 ? 0 : requests * premiumShare * euroPerRequest(premiumApi, point, point.apiPrice);
  const routine =
    own !== undefined || routineApi === undefined
      ? 0
      : requests * served * euroPerRequest(routineApi, point, point.serverlessPrice);
  const tokens = premium + routine;
  const retries = tokens * point.retryShare;
  // Committed hours are paid for whether anything runs in them or not.
  const paid = Math.max(hours, own?.committed?.replicaHours ?? 0);
  const work = own === undefined ? 0 : averageReplicas(own, point, served) * HOURS_PER_MONTH;
  return {
    gpu,
    platform,
    egress,
    labour,
    onCall,
    compliance,
    migration,
    tokens,
    retries,
    apiOperations,
    total:
      gpu + platform + egress + labour + onCall + compliance + migration + tokens + retries + apiOperations,
    replicaHours: hours,
    utilization: paid === 0 ? 0 : work / paid,
  };
}

/** What each option costs a month at one point. Called in loops: it looks nothing up. */
export function optionCosts(scenario: Scenario, point: Point): OptionCosts {
  const { closedApi, euServerless, selfHosting } = scenario;
  return {
    closedApi: closedApi && apiCosts(scenario, closedApi, point),
    euServerless: euServerless && apiCosts(scenario, euServerless, point),
    selfHosted: selfHosting && ownOption(scenario, point, 0),
    hybrid: ownOption(scenario, point, point.premiumShare),
  };
}

/** EUR a month without what is paid only once: what a payback is measured by. */
export function running(cost: Breakdown): number {
  return cost.total - cost.migration;
}
