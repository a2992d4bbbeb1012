import fc from "fast-check";
import type { Estimate } from "../../../domain/economics/estimate.ts";
import { loadLevels, PROFILES } from "../../../domain/economics/profile.ts";
import {
  type ApiRates,
  type AssumptionName,
  type Point,
  pointOf,
  type Scenario,
  type SelfHosting,
} from "../../../domain/economics/scenario.ts";
import { MODEL_TIERS, type TokenPrices } from "../../../domain/prices/terms.ts";

/** A model behind an API at so many EUR for a million tokens in and out. */
export function api(input: number, output: number, changes: Partial<TokenPrices> = {}): ApiRates {
  return {
    euroPerUnit: 1,
    prices: {
      id: "example/model",
      name: "Model",
      kind: "closed-api",
      tier: "premium",
      currency: "EUR",
      input: { base: input, tiers: [] },
      output: { base: output, tiers: [] },
      euFactor: 1,
      tokenizerFactor: 1,
      factorSources: {},
      changes: [],
      source: "example",
      asOf: "2026-11-01",
      ...changes,
    },
  };
}

/** An own model on one replica that serves a million tokens in 100 seconds, whichever way they go. */
export function ownModel(changes: Partial<SelfHosting> = {}): SelfHosting {
  return {
    model: "example/Own-8B",
    quality: "budget",
    euroPerReplicaHour: 1,
    foreignCurrency: false,
    secondsPerInputToken: 1e-4,
    secondsPerOutputToken: 1e-4,
    levels: loadLevels("flat"),
    minimumReplicas: 1,
    spareReplicas: 0,
    autoscaled: false,
    scalesToZero: false,
    ...changes,
  };
}

const NEUTRAL: Point = {
  requestsPerDay: 1000,
  inputTokens: 3000,
  outputTokens: 1000,
  cachedShare: 0,
  batchShare: 0,
  retryShare: 0,
  premiumShare: 0,
  apiPrice: 1,
  serverlessPrice: 1,
  gpuPrice: 1,
  exchangeRate: 1,
  throughput: 1,
  targetUtilization: 1,
  labourHours: 0,
  hourlyRate: 0,
  onCallPerMonth: 0,
  compliancePerMonth: 0,
  apiCompliancePerMonth: 0,
  apiOperationsHours: 0,
  migrationHours: 0,
};

/** A point at which nothing costs anything beside tokens and GPUs, for a test to add what it is about. */
export function at(changes: Partial<Point> = {}): Point {
  return { ...NEUTRAL, ...changes };
}

/**
 * A premium API that is in use today, an EU-serverless model at a tenth of it, and an own model. Assumptions are those of
 * `at`.
 */
export function scenario(
  changes: Partial<Omit<Scenario, "assumptions">> = {},
  assumptions: Partial<Record<AssumptionName, Estimate>> = {},
): Scenario {
  const closedApi = "closedApi" in changes ? changes.closedApi : api(10, 50);
  const incumbent = changes.incumbent ?? closedApi ?? api(10, 50);
  return {
    assumptions: { ...NEUTRAL, ...assumptions },
    amortisationMonths: 36,
    incumbent,
    closedApi,
    premiumApi: incumbent,
    euServerless: api(1, 5, { id: "example/serverless", kind: "eu-serverless", tier: "budget" }),
    selfHosting: ownModel(),
    routineApi: undefined,
    platformPerMonth: 0,
    euroPerEgressGigabyte: 0,
    ...changes,
  };
}

/** The same scenario with each assumption pinned, so that a simulation has nothing to vary. */
export function pinned(point: Point): Readonly<Record<AssumptionName, Estimate>> {
  const pin = (name: AssumptionName): Estimate => {
    const value = point[name];
    return { low: value, likely: value, high: value };
  };
  return {
    requestsPerDay: pin("requestsPerDay"),
    inputTokens: pin("inputTokens"),
    outputTokens: pin("outputTokens"),
    cachedShare: pin("cachedShare"),
    batchShare: pin("batchShare"),
    retryShare: pin("retryShare"),
    premiumShare: pin("premiumShare"),
    apiPrice: pin("apiPrice"),
    serverlessPrice: pin("serverlessPrice"),
    gpuPrice: pin("gpuPrice"),
    exchangeRate: pin("exchangeRate"),
    throughput: pin("throughput"),
    targetUtilization: pin("targetUtilization"),
    labourHours: pin("labourHours"),
    hourlyRate: pin("hourlyRate"),
    onCallPerMonth: pin("onCallPerMonth"),
    compliancePerMonth: pin("compliancePerMonth"),
    apiCompliancePerMonth: pin("apiCompliancePerMonth"),
    apiOperationsHours: pin("apiOperationsHours"),
    migrationHours: pin("migrationHours"),
  };
}

/** Numbers of six decimals at most: what people write, and far from where doubles underflow. */
const double = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.max(min, Math.round(value * 1e6) / 1e6));

const apis: fc.Arbitrary<ApiRates> = fc
  .record({
    id: fc.constantFrom("example/model", "example/other", "example/third"),
    input: double(0.01, 20),
    output: double(0.01, 80),
    currency: fc.constantFrom("EUR" as const, "USD" as const),
    kind: fc.constantFrom("closed-api" as const, "eu-serverless" as const),
    tier: fc.constantFrom(...MODEL_TIERS),
    cached: fc.option(double(0.01, 1), { nil: undefined }),
    batchFactor: fc.option(double(0.3, 1), { nil: undefined }),
    euFactor: fc.constantFrom(1, 1.1),
    tokenizerFactor: fc.constantFrom(1, 1.3),
    tier2: fc.option(fc.record({ start: fc.nat(100_000), factor: double(1, 3) }), { nil: undefined }),
  })
  .map(({ input, output, cached, batchFactor, tier2, currency, ...others }) => {
    const tiered = (base: number) => ({
      base,
      tiers: tier2 === undefined ? [] : [{ start: tier2.start, amount: base * tier2.factor }],
    });
    const rates = api(input, output, { currency, ...others });
    return {
      euroPerUnit: currency === "EUR" ? 1 : 0.9,
      prices: {
        ...rates.prices,
        input: tiered(input),
        output: tiered(output),
        ...(cached === undefined ? {} : { cachedInput: tiered(input * cached) }),
        ...(batchFactor === undefined ? {} : { batchFactor }),
      },
    };
  });

const profiles = fc.oneof(
  fc.constantFrom(...PROFILES),
  fc.array(fc.nat(100), { minLength: 24, maxLength: 24 }).filter((hours) => hours.some((hour) => hour > 0)),
);

export const ownModels: fc.Arbitrary<SelfHosting> = fc
  .record({
    quality: fc.constantFrom(...MODEL_TIERS),
    euroPerReplicaHour: double(0.1, 30),
    foreignCurrency: fc.boolean(),
    secondsPerInputToken: double(1e-6, 1e-3),
    secondsPerOutputToken: double(1e-6, 1e-2),
    levels: fc.tuple(profiles, double(10, 730)).map(([profile, hours]) => loadLevels(profile, hours)),
    minimumReplicas: fc.integer({ min: 1, max: 3 }),
    spareReplicas: fc.integer({ min: 0, max: 2 }),
    autoscaled: fc.boolean(),
    scalesToZero: fc.boolean(),
    committed: fc.option(fc.record({ replicaHours: double(1, 5000), euroPerMonth: double(0, 5000) }), {
      nil: undefined,
    }),
  })
  .map(({ committed, ...others }) =>
    ownModel({ ...others, ...(committed === undefined ? {} : { committed }) }),
  );

/** Values of all assumptions. */
export const points: fc.Arbitrary<Point> = fc
  .tuple(
    fc.record({
      requestsPerDay: fc.nat(1_000_000),
      inputTokens: fc.nat(50_000),
      outputTokens: fc.nat(10_000),
      labourHours: fc.nat(100),
      hourlyRate: fc.nat(200),
      onCallPerMonth: fc.nat(2000),
      compliancePerMonth: fc.nat(2000),
      apiCompliancePerMonth: fc.nat(2000),
      apiOperationsHours: fc.nat(20),
      migrationHours: fc.nat(400),
    }),
    fc.record({
      cachedShare: double(0, 1),
      batchShare: double(0, 1),
      retryShare: double(0, 1),
      premiumShare: fc.oneof(fc.constantFrom(0, 1), double(0, 1)),
      targetUtilization: double(0.05, 1),
      apiPrice: double(0.5, 2),
      serverlessPrice: double(0.5, 2),
      gpuPrice: double(0.5, 2),
      exchangeRate: double(0.8, 1.2),
      throughput: double(0.3, 2),
    }),
  )
  .map(([amounts, factors]) => ({ ...amounts, ...factors }));

/** Scenarios at which `assumptions` stand for the neutral point. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    amortisationMonths: fc.integer({ min: 1, max: 120 }),
    incumbent: apis,
    closedApi: fc.option(apis, { nil: undefined }),
    premiumApi: apis,
    euServerless: fc.option(apis, { nil: undefined }),
    selfHosting: fc.option(ownModels, { nil: undefined }),
    routineApi: fc.option(apis, { nil: undefined }),
    platformPerMonth: fc.nat(3000),
    euroPerEgressGigabyte: double(0, 0.1),
  })
  .map((changes) => scenario(changes));

/** A scenario with a point that stands for its likeliest. */
export const cases: fc.Arbitrary<{ scenario: Scenario; point: Point }> = fc
  .tuple(scenarios, points)
  .map(([found, point]) => ({ scenario: { ...found, assumptions: pointOf((name) => point[name]) }, point }));
