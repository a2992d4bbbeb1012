import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apiCosts,
  egressGigabytes,
  euroPerRequest,
  optionCosts,
  peakReplicas,
  replicaHours,
  running,
  secondsPerRequest,
} from "../../../domain/economics/options.ts";
import { loadLevels } from "../../../domain/economics/profile.ts";
import { api, at, cases, ownModel, scenario } from "./scenarios.ts";

/** Days of a month, written out: 730 hours. */
const DAYS = 730 / 24;

describe("one request to an API", () => {
  const request = at({ inputTokens: 3000, outputTokens: 1000 });

  test("costs its tokens, in and out at their own prices", () => {
    expect(euroPerRequest(api(2, 8), request, 1)).toBeCloseTo((3000 * 2 + 1000 * 8) / 1e6, 15);
  });

  test("with cached input pays the cached price for that share", () => {
    const cached = api(2, 8, { cachedInput: { base: 0.2, tiers: [] } });
    expect(euroPerRequest(cached, { ...request, cachedShare: 0.25 }, 1)).toBeCloseTo(
      (2250 * 2 + 750 * 0.2 + 1000 * 8) / 1e6,
      15,
    );
    expect(euroPerRequest(api(2, 8), { ...request, cachedShare: 0.25 }, 1)).toBeCloseTo(0.014, 12);
  });

  test("with cached input caches that share of the model's own tokens", () => {
    const dense = api(2, 8, { cachedInput: { base: 0.2, tiers: [] }, tokenizerFactor: 1.3 });
    expect(euroPerRequest(dense, { ...request, cachedShare: 0.25 }, 1)).toBeCloseTo(
      (1.3 * (2250 * 2 + 750 * 0.2 + 1000 * 8)) / 1e6,
      15,
    );
  });

  test("that can wait pays the batch price for that share; without a batch offer it pays the same", () => {
    const half = { ...request, batchShare: 0.4 };
    expect(euroPerRequest(api(2, 8, { batchFactor: 0.5 }), half, 1)).toBeCloseTo(0.014 * 0.8, 12);
    expect(euroPerRequest(api(2, 8), half, 1)).toBeCloseTo(0.014, 12);
  });

  test("is repriced as a whole by the tier that its input reaches, in the model's own tokens", () => {
    const tiered = api(2, 8, {
      input: { base: 2, tiers: [{ start: 3500, amount: 4 }] },
      output: { base: 8, tiers: [{ start: 3500, amount: 12 }] },
    });
    expect(euroPerRequest(tiered, request, 1)).toBeCloseTo(0.014, 12);
    expect(euroPerRequest(tiered, at({ inputTokens: 3501, outputTokens: 1000 }), 1)).toBeCloseTo(
      (3501 * 4 + 1000 * 12) / 1e6,
      12,
    );
    const dense = { ...tiered, prices: { ...tiered.prices, tokenizerFactor: 1.3 } };
    expect(euroPerRequest(dense, request, 1)).toBeCloseTo((1.3 * (3000 * 4 + 1000 * 12)) / 1e6, 12);
  });

  test("pays the EU's surcharge, the tokenizer's, the currency's, and the price factor", () => {
    const dollars = {
      ...api(2, 8, { currency: "USD", euFactor: 1.1, tokenizerFactor: 1.3 }),
      euroPerUnit: 0.9,
    };
    expect(euroPerRequest(dollars, { ...request, exchangeRate: 1.05 }, 1.2)).toBeCloseTo(
      0.014 * 1.1 * 1.3 * 0.9 * 1.05 * 1.2,
      12,
    );
    expect(euroPerRequest(api(2, 8), { ...request, exchangeRate: 1.05 }, 1)).toBeCloseTo(0.014, 12);
  });
});

describe("an API for all requests", () => {
  test("costs tokens, retries, work around its limits and compliance, and nothing of the stack", () => {
    const { closedApi } = optionCosts(
      scenario({ closedApi: api(2, 8), platformPerMonth: 500 }),
      at({
        retryShare: 0.02,
        apiOperationsHours: 2,
        hourlyRate: 95,
        apiCompliancePerMonth: 40,
        labourHours: 15,
      }),
    );
    const tokens = 1000 * DAYS * 0.014;
    expect(closedApi?.tokens).toBeCloseTo(tokens, 9);
    expect(closedApi?.retries).toBeCloseTo(tokens * 0.02, 9);
    expect(closedApi).toMatchObject({ gpu: 0, platform: 0, egress: 0, labour: 0, onCall: 0, migration: 0 });
    expect(closedApi).toMatchObject({ apiOperations: 190, compliance: 40, replicaHours: 0, utilization: 0 });
    expect(closedApi?.total).toBeCloseTo(tokens * 1.02 + 230, 9);
  });

  test("of a kind goes by the price factor of its kind", () => {
    const point = at({ apiPrice: 2, serverlessPrice: 3 });
    const cost = (kind: "closed-api" | "eu-serverless") =>
      apiCosts(scenario(), api(2, 8, { kind }), point).total;
    expect(cost("closed-api")).toBeCloseTo(2 * 1000 * DAYS * 0.014, 9);
    expect(cost("eu-serverless")).toBeCloseTo(3 * 1000 * DAYS * 0.014, 9);
    const { closedApi, euServerless } = optionCosts(scenario(), point);
    expect(closedApi?.tokens).toBeCloseTo(2 * 1000 * DAYS * 0.08, 9);
    expect(euServerless?.tokens).toBeCloseTo(3 * 1000 * DAYS * 0.008, 9);
  });

  test("of a lower class than the premium model leaves the premium share to that", () => {
    const point = at({ premiumShare: 0.25, apiPrice: 2, serverlessPrice: 3, retryShare: 0.1 });
    const { euServerless, closedApi } = optionCosts(scenario(), point);
    const tokens = 1000 * DAYS * (0.75 * 0.008 * 3 + 0.25 * 0.08 * 2);
    expect(euServerless?.tokens).toBeCloseTo(tokens, 9);
    expect(euServerless?.retries).toBeCloseTo(tokens * 0.1, 9);
    expect(closedApi?.tokens).toBeCloseTo(1000 * DAYS * 0.08 * 2, 9);
    const equal = api(1, 5, { kind: "eu-serverless", tier: "premium" });
    expect(apiCosts(scenario(), equal, point).tokens).toBeCloseTo(1000 * DAYS * 0.008 * 3, 9);
  });

  describe("behind a gateway", () => {
    const incumbent = api(10, 50);
    const stack = scenario({ incumbent, platformPerMonth: 200, amortisationMonths: 40 });
    const point = at({ premiumShare: 0.25, migrationHours: 80, hourlyRate: 100 });
    const cost = (rates: ReturnType<typeof api>, there = point, found = stack) =>
      apiCosts(found, rates, there);

    test("pays for the platform that it runs on, once others answer its hard requests", () => {
      const weak = api(2, 10, { id: "example/mid", tier: "mid" });
      expect(cost(weak).platform).toBe(200);
      // 1,000 requests at 0.016 EUR for three of four and 0.08 for the fourth; 80 hours over 40 months.
      const tokens = 1000 * DAYS * (0.75 * 0.016 + 0.25 * 0.08);
      expect(cost(weak).tokens).toBeCloseTo(tokens, 9);
      expect(cost(weak).total).toBeCloseTo(tokens + 200 + 200, 9);
      expect(cost(weak, at({ premiumShare: 0 })).platform).toBe(0);
    });

    test("is not needed where the model is premium, or the premium model itself", () => {
      const strong = api(2, 10, { id: "example/strong" });
      expect(cost(strong).platform).toBe(0);
      expect(cost(strong).tokens).toBeCloseTo(1000 * DAYS * 0.016, 9);
      expect(cost(incumbent).platform).toBe(0);
    });

    test("of a premium endpoint whose model is mid: that model answers what is hard, for itself and for others", () => {
      const endpoint = api(3, 15, { id: "example/endpoint", tier: "mid" });
      const found = { ...stack, premiumApi: endpoint };
      expect(cost(endpoint, point, found)).toMatchObject({ platform: 0 });
      expect(cost(endpoint, point, found).tokens).toBeCloseTo(1000 * DAYS * 0.024, 9);
      const equal = api(2, 10, { id: "example/mid", tier: "mid" });
      expect(cost(equal, point, found).platform).toBe(200);
      expect(cost(equal, point, found).tokens).toBeCloseTo(1000 * DAYS * (0.75 * 0.016 + 0.25 * 0.024), 9);
      // A model of class premium needs no one else.
      expect(cost(incumbent, point, found)).toMatchObject({ platform: 0 });
      expect(cost(incumbent, point, found).tokens).toBeCloseTo(1000 * DAYS * 0.08, 9);
    });

    test("an incumbent that does not answer hard requests has a gateway, but no migration", () => {
      const today = api(2, 10, { id: "example/today", tier: "mid" });
      expect(cost(today, point, { ...stack, incumbent: today })).toMatchObject({
        platform: 200,
        migration: 0,
      });
    });
  });

  test("that is not in use today is migrated to, written off; the incumbent is not", () => {
    const found = scenario({ amortisationMonths: 40 });
    const point = at({ migrationHours: 80, hourlyRate: 100 });
    const other = apiCosts(found, api(1, 1, { id: "example/other" }), point);
    expect(other.migration).toBe(200);
    expect(other.total).toBeCloseTo(1000 * DAYS * 0.004 + 200, 9);
    expect(running(other)).toBeCloseTo(1000 * DAYS * 0.004, 9);
    expect(apiCosts(found, found.incumbent, point).migration).toBe(0);
    const { closedApi, euServerless } = optionCosts(found, point);
    expect([closedApi?.migration, euServerless?.migration]).toEqual([0, 200]);
  });
});

describe("the own model", () => {
  const month = at({
    labourHours: 15,
    hourlyRate: 95,
    onCallPerMonth: 300,
    compliancePerMonth: 60,
    migrationHours: 80,
    retryShare: 0.1,
  });

  test("costs GPUs, platform, egress, labour, on-call, compliance and a part of the migration", () => {
    const { selfHosted } = optionCosts(
      scenario({ platformPerMonth: 200, euroPerEgressGigabyte: 0.01, amortisationMonths: 40 }),
      month,
    );
    expect(selfHosted?.gpu).toBeCloseTo(730, 9);
    expect(selfHosted?.egress).toBeCloseTo(((1000 * DAYS * 1000 * 250) / 1e9) * 0.01, 12);
    expect(selfHosted).toMatchObject({
      platform: 200,
      labour: 1425,
      onCall: 300,
      compliance: 60,
      migration: 190,
    });
    expect(selfHosted).toMatchObject({ tokens: 0, retries: 0, apiOperations: 0 });
    expect(selfHosted && running(selfHosted)).toBeCloseTo((selfHosted?.total ?? 0) - 190, 9);
  });

  test("takes the seconds of what is computed: cached input costs none, faster engines fewer", () => {
    const own = ownModel({ secondsPerInputToken: 1e-5, secondsPerOutputToken: 2e-4 });
    expect(secondsPerRequest(own, at({ cachedShare: 0.5 }))).toBeCloseTo(1500 * 1e-5 + 1000 * 2e-4, 15);
    expect(secondsPerRequest(own, at({ throughput: 2 }))).toBeCloseTo((3000 * 1e-5 + 1000 * 2e-4) / 2, 15);
  });

  test("needs replicas for its busiest hour at the planned utilization, and spare ones beyond", () => {
    // 0.4 seconds a request: 216,000 a day keep one replica busy.
    const load = at({ requestsPerDay: 216_000 });
    expect(peakReplicas(ownModel(), load, 1)).toBe(1);
    expect(peakReplicas(ownModel(), at({ requestsPerDay: 216_001 }), 1)).toBe(2);
    expect(peakReplicas(ownModel(), { ...load, targetUtilization: 0.5 }, 1)).toBe(2);
    expect(peakReplicas(ownModel(), { ...load, targetUtilization: 0.7 }, 1)).toBe(2);
    expect(peakReplicas(ownModel({ spareReplicas: 1 }), load, 1)).toBe(2);
    expect(peakReplicas(ownModel({ minimumReplicas: 3, spareReplicas: 1 }), load, 1)).toBe(3);
    expect(peakReplicas(ownModel({ levels: loadLevels("flat", 365) }), load, 1)).toBe(2);
    expect(peakReplicas(ownModel(), { ...load, requestsPerDay: 432_000 }, 0.5)).toBe(1);
  });

  test("pays for hours as it scales: all of them, those with traffic, or as many replicas as each needs", () => {
    const levels = [
      { weight: 3, hoursPerMonth: 182.5 },
      { weight: 1, hoursPerMonth: 182.5 },
      { weight: 0, hoursPerMonth: 100 },
      { weight: 0, hoursPerMonth: 265, idle: true as const },
    ];
    const load = at({ requestsPerDay: 216_000 });
    const hours = (changes: Parameters<typeof ownModel>[0]) =>
      replicaHours(ownModel({ levels, ...changes }), load, 1);
    expect(hours({})).toBe(3 * 730);
    // Hours inside a schedule are paid, with traffic or without.
    expect(hours({ scalesToZero: true })).toBe(3 * 465);
    expect(hours({ autoscaled: true })).toBe(3 * 182.5 + 182.5 + 365);
    expect(hours({ autoscaled: true, scalesToZero: true })).toBe(3 * 182.5 + 182.5);
    expect(hours({ autoscaled: true, scalesToZero: true, spareReplicas: 1 })).toBe(4 * 182.5 + 2 * 182.5);
  });

  describe("with committed hours", () => {
    // 0.4 seconds a request: 216,000 a day keep one replica busy. 1,000 hours for 500 EUR, 0.79 beyond.
    const own = ownModel({ euroPerReplicaHour: 0.79, committed: { replicaHours: 1000, euroPerMonth: 500 } });
    const gpu = (replicas: number, changes: Partial<typeof own> = {}, point = at()) =>
      optionCosts(scenario({ selfHosting: { ...own, ...changes } }), {
        ...point,
        requestsPerDay: 216_000 * replicas,
      }).selfHosted?.gpu;

    test("pays them whole at any volume, and the rest by the hour", () => {
      expect(gpu(0)).toBe(500);
      expect(gpu(1)).toBe(500);
      expect(gpu(2)).toBeCloseTo(500 + 460 * 0.79, 9);
      expect(gpu(5)).toBeCloseTo(500 + (5 * 730 - 1000) * 0.79, 9);
    });

    test("further replicas within them cost nothing more", () => {
      const committed = { replicaHours: 2190, euroPerMonth: 900 };
      expect([1, 2, 3].map((replicas) => gpu(replicas, { committed }))).toEqual([900, 900, 900]);
      expect(gpu(4, { committed })).toBeCloseTo(900 + 730 * 0.79, 9);
    });

    test("saves nothing by scaling to zero within them", () => {
      const changes = { levels: loadLevels("flat", 100), scalesToZero: true };
      expect(gpu(1 / 7.3, changes)).toBe(500);
    });

    test("follows price and dollar with both parts", () => {
      const point = at({ gpuPrice: 1.2, exchangeRate: 1.1 });
      expect(gpu(2, { foreignCurrency: true }, point)).toBeCloseTo((500 + 460 * 0.79) * 1.2 * 1.1, 9);
    });
  });

  test("in dollars follows the dollar, and the GPU price in any currency", () => {
    const gpu = (foreignCurrency: boolean) =>
      optionCosts(
        scenario({ selfHosting: ownModel({ foreignCurrency }) }),
        at({ exchangeRate: 1.1, gpuPrice: 1.2 }),
      ).selfHosted?.gpu;
    expect(gpu(false)).toBeCloseTo(730 * 1.2, 9);
    expect(gpu(true)).toBeCloseTo(730 * 1.2 * 1.1, 9);
  });

  test("is used by the share of what is paid for", () => {
    const half = optionCosts(scenario(), at({ requestsPerDay: 108_000 })).selfHosted;
    expect(half?.utilization).toBeCloseTo(0.5, 9);
  });

  test("without traffic still runs its replica, unless it may scale to zero in hours without any", () => {
    const idle = optionCosts(scenario(), at({ requestsPerDay: 0 }));
    expect(idle.selfHosted).toMatchObject({ utilization: 0, tokens: 0 });
    expect(idle.selfHosted?.gpu).toBeCloseTo(730, 9);
    expect(idle.closedApi?.total).toBe(0);
    const empty = at({ inputTokens: 0, outputTokens: 0 });
    expect(optionCosts(scenario(), empty).selfHosted?.total).toBeCloseTo(730, 9);
  });
});

describe("the hybrid", () => {
  test("asks the premium API for its share, and the own model for the rest", () => {
    const point = at({ requestsPerDay: 432_000, premiumShare: 0.5, retryShare: 0.1 });
    const { hybrid, closedApi } = optionCosts(scenario(), point);
    const tokens = 216_000 * DAYS * 0.08;
    expect(hybrid?.tokens).toBeCloseTo(tokens, 6);
    expect(hybrid?.retries).toBeCloseTo(tokens * 0.1, 6);
    expect(hybrid?.gpu).toBeCloseTo(730, 9);
    expect(hybrid?.tokens).toBeCloseTo((closedApi?.tokens ?? 0) / 2, 6);
  });

  test("pays what grows around the limits of APIs, and their compliance, by the share that they answer", () => {
    const point = at({
      premiumShare: 0.25,
      apiOperationsHours: 4,
      hourlyRate: 100,
      compliancePerMonth: 60,
      apiCompliancePerMonth: 40,
    });
    const { hybrid, selfHosted } = optionCosts(scenario(), point);
    expect(hybrid).toMatchObject({ apiOperations: 100, compliance: 70 });
    expect(selfHosted).toMatchObject({ apiOperations: 0, compliance: 60 });
    const apis = scenario({ selfHosting: undefined, routineApi: api(1, 1) });
    expect(optionCosts(apis, point).hybrid).toMatchObject({ apiOperations: 400, compliance: 100 });
    // Without an own model and an endpoint that is known, the premium share alone goes to an API.
    const nobody = scenario({ selfHosting: undefined, routineApi: undefined });
    expect(optionCosts(nobody, point).hybrid).toMatchObject({ apiOperations: 100, compliance: 70 });
  });

  test("without a premium share is the own model, to the last digit", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        const { hybrid, selfHosted } = optionCosts(found, { ...point, premiumShare: 0 });
        if (found.selfHosting !== undefined) expect(hybrid).toEqual(selfHosted);
      }),
    );
  });

  test("without an own model asks the stack's main endpoint, at the price factor of open weights", () => {
    const stack = scenario({ selfHosting: undefined, routineApi: api(1, 1) });
    const { hybrid, selfHosted } = optionCosts(
      stack,
      at({ premiumShare: 0.25, apiPrice: 2, serverlessPrice: 3, retryShare: 0.1 }),
    );
    expect(hybrid?.retries).toBeCloseTo((hybrid?.tokens ?? 0) * 0.1, 9);
    expect(selfHosted).toBeUndefined();
    expect(hybrid?.tokens).toBeCloseTo(1000 * DAYS * (0.25 * 0.08 * 2 + 0.75 * 0.004 * 3), 9);
    expect(hybrid).toMatchObject({ gpu: 0, replicaHours: 0, utilization: 0 });
  });
});

test("egress: ten million tokens a day, a quarter of them answers, are about 19 GB a month", () => {
  expect(egressGigabytes(2500, 1000)).toBeCloseTo(19.01, 2);
  expect(egressGigabytes(0, 1000)).toBe(0);
});
