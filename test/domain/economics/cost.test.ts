import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import type { Usage } from "../../../domain/economics/line-items.ts";
import {
  assume,
  own,
  ownPlans,
  ownTotal,
  plans,
  rateCard,
  selfHosted,
  TODAY,
  traffic,
  usages,
} from "./plans.ts";

const routine = traffic({ premiumShare: 0 });
const gpu: Usage = { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 2, origin: "urn:pool" };

describe("total", () => {
  test("is the sum of the lines that have a price", () => {
    fc.assert(
      fc.property(usages, plans, (used, plan) => {
        const { lines, total } = monthlyCost(used, plan, TODAY);
        const sum = lines.reduce((one, { monthly }) => one + (monthly ?? 0), 0);
        expect(Math.abs(total - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1, sum));
        expect(Number.isFinite(total) && total >= 0).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("is what the option costs that stands for the stack, to the cent", () => {
    fc.assert(
      fc.property(ownPlans, ({ usages: used, assumptions }) => {
        const report = monthlyCost(used, assumptions, TODAY);
        expect(report.priceProblems).toEqual([]);
        expect(Math.abs(ownTotal(report) - report.total)).toBeLessThan(0.005);
      }),
      { numRuns: 150 },
    );
  });

  test("never falls with more traffic", () => {
    fc.assert(
      fc.property(usages, plans, fc.nat(1_000_000), (used, plan, more) => {
        const at = (requestsPerDay: number) =>
          monthlyCost(used, { ...plan, traffic: { ...plan.traffic, requestsPerDay } }, TODAY).total;
        expect(at(more + 1000)).toBeGreaterThanOrEqual(at(1000) * (1 - 1e-12));
      }),
      { numRuns: 30 },
    );
  });

  test("per million tokens it is the total over all tokens, and undefined without traffic", () => {
    const report = (changes: Partial<CostAssumptions["traffic"]>) =>
      monthlyCost([], assume({ traffic: traffic(changes), compliancePerMonth: 730 }), TODAY);
    expect(report({ inputTokens: 600, outputTokens: 400 }).tokensPerMonth).toBeCloseTo(1e6 * (730 / 24), 6);
    expect(report({ inputTokens: 600, outputTokens: 400 }).perMillionTokens).toBeCloseTo(24, 9);
    expect(report({ requestsPerDay: 0 })).toMatchObject({
      perMillionTokens: undefined,
      tokensPerMonth: 0,
      total: 730,
    });
    expect(report({ inputTokens: 0, outputTokens: 0 }).perMillionTokens).toBeUndefined();
  });

  test("comes with what it was calculated from", () => {
    const [used, plan] = [[gpu], assume()];
    const report = monthlyCost(used, plan, TODAY);
    expect(report.usages).toBe(used);
    expect(report.assumptions).toBe(plan);
  });
});

describe("a missing price", () => {
  test("makes the total a lower bound, is told, is never a line of 0, and leaves no decision unless it may", () => {
    fc.assert(
      fc.property(usages, plans, (used, plan) => {
        const report = monthlyCost(used, plan, TODAY);
        const missing = [
          ...used.map(({ priceAs }) => priceAs),
          ...plan.machines.map(({ priceAs }) => priceAs),
          ...plan.endpoints.flatMap(({ price }) =>
            price !== undefined && "tokens" in price ? [price.tokens] : [],
          ),
          // A price by the token is none for a machine.
        ].filter((id) => id.startsWith("nobody/") || id.endsWith("/input")).length;
        const told = plan.missingPrices === "fail" ? report.priceProblems : report.warnings;
        expect(report.lowerBound).toBe(missing > 0);
        expect(told.filter((text) => text.startsWith("price not found"))).toHaveLength(missing);
        const blocked = missing > 0 && plan.missingPrices === "fail";
        expect(report.decision === undefined).toBe(blocked);
        expect(report.scenario === undefined).toBe(blocked);
        for (const line of report.lines.filter(({ monthly }) => monthly === 0))
          expect(line.product).not.toContain("nobody/");
      }),
      { numRuns: 60 },
    );
  });

  test("is named in the problem, with what needs it; as a warning where the configuration allows it", () => {
    const report = (missingPrices: "fail" | "warn") =>
      monthlyCost([{ ...gpu, priceAs: "scaleway/L5" }], assume({ missingPrices }), TODAY);
    const text = 'price not found: 2 × scaleway/L5: no price for "scaleway/L5" (urn:pool)';
    expect(report("fail")).toMatchObject({ priceProblems: [text], lowerBound: true, decision: undefined });
    expect(report("warn")).toMatchObject({ priceProblems: [], lowerBound: true });
    expect(report("warn").decision).toBeDefined();
    expect(report("warn").warnings).toContain(text);
  });

  test("that is only warned of leaves a decision on what has a price: a lower bound", () => {
    const cpu: Usage = { ...gpu, category: "cpu", priceAs: "nobody/cpu", quantity: 1 };
    const plan = assume({
      missingPrices: "warn",
      selfHosting: own(),
      endpoints: [selfHosted],
      traffic: routine,
    });
    const report = monthlyCost([{ ...gpu, quantity: 1 }, cpu], plan, TODAY);
    expect(ownTotal(report)).toBeCloseTo(576.7, 6);
    expect(report).toMatchObject({ lowerBound: true });
  });

  test("of what leaves the network never stands in the way of a decision", () => {
    const report = monthlyCost([gpu], assume({ egressPriceAs: "nobody/egress" }), TODAY);
    expect(report.priceProblems).toEqual([expect.stringContaining("nobody/egress")]);
    expect(report.lowerBound).toBe(true);
    expect(report.decision).toBeDefined();
    expect(report.scenario?.euroPerEgressGigabyte).toBe(0);
  });

  test.each([
    ["compareWith", { compareWith: "openai/gpt-9" }],
    ["compareAlso", { compareAlso: ["openai/gpt-9"] }],
    ["serverless", { serverless: "openai/gpt-9" }],
    ["closedApi.model", { closedApi: { operationsHours: 0, compliancePerMonth: 0, model: "openai/gpt-9" } }],
  ])("of %s is a problem, but no lower bound", (key, changes) => {
    const report = monthlyCost([gpu], assume(changes), TODAY);
    expect(report.priceProblems).toEqual([
      'price not found: "openai/gpt-9", with which the stack is compared',
    ]);
    expect(report.lowerBound).toBe(false);
    expect(report.decision === undefined).toBe(key === "compareWith");
  });
});

describe("age of prices", () => {
  const catalogue = Date.parse("2026-10-09");
  const after = (days: number) => new Date(catalogue + days * 86_400_000);
  const llama = "scaleway/llama-3.3-70b-instruct";
  const closedApi = (model: string) => ({ operationsHours: 0, compliancePerMonth: 0, model });
  /** All compared prices are younger than the catalogue's. */
  const report = (days: number, stalePrices: "fail" | "warn") =>
    monthlyCost(
      [gpu],
      assume({ stalePrices, compareWith: llama, serverless: llama, closedApi: closedApi(llama) }),
      after(days),
    );

  test("up to 30 days nothing is said", () => {
    expect(report(30, "fail")).toMatchObject({ priceProblems: [], warnings: [] });
  });

  test("over 30 days the source is named in a warning", () => {
    expect(report(31, "fail")).toMatchObject({
      priceProblems: [],
      warnings: [expect.stringMatching(/^prices are 31 days old: Scaleway product catalog.*2026-10-09/)],
    });
  });

  test("over 90 days it is a problem, with line, age, source and date", () => {
    expect(report(90, "fail").priceProblems).toEqual([]);
    expect(report(91, "fail").priceProblems[0]).toMatch(
      /^2 × scaleway\/L4-1-24G, 730 h: its price is 91 days old, over 90.*2026-10-09\)/,
    );
    expect(report(91, "fail").warnings.join()).not.toContain("product catalog");
  });

  test("over 90 days it stays a warning where the configuration allows it", () => {
    expect(report(91, "warn").priceProblems).toEqual([]);
    expect(report(91, "warn").warnings.join()).toMatch(/prices are 91 days old: Scaleway product catalog/);
  });

  test("of several sources the oldest is named, with how many others there are", () => {
    const { warnings } = monthlyCost([gpu, { ...gpu, quantity: 1 }], assume(), after(40));
    expect(warnings).toHaveLength(1);
    const [two] = report(60, "fail").warnings;
    expect(two).not.toMatch(/\b1 more sources\b/);
  });

  test("an endpoint's own rate card, the API of the comparison and the dollar's rate age too", () => {
    const price = { inputPerMillion: 1, outputPerMillion: 1, source: "offer of spring", asOf: "2026-03-01" };
    const endpoints = [{ name: "rented", tier: "serverless" as const, price }];
    const plan = assume({
      endpoints,
      serverless: "ovh/gpt-oss-20b",
      closedApi: closedApi("openai/gpt-6-astra"),
    });
    const { priceProblems } = monthlyCost([], plan, new Date("2027-03-01"));
    expect(priceProblems).toEqual([
      expect.stringMatching(
        /^rented, 100 % of traffic: its price is 365 days old.*offer of spring, 2026-03-01/,
      ),
      expect.stringMatching(/^comparison with openai\/gpt-6-astra: its price is \d+ days old/),
      expect.stringMatching(/^comparison with ovh\/gpt-oss-20b: its price is 159 days old.*2026-09-23/),
      expect.stringMatching(/^prices in USD: its price is 122 days old.*1\.1172/),
    ]);
  });

  test("every model that the stack is compared with ages, named or found", () => {
    const named = assume({ serverless: "ovh/gpt-oss-120b", closedApi: closedApi("openai/gpt-6-sol") });
    const ids = (plan: CostAssumptions) =>
      monthlyCost([], plan, new Date("2027-03-01")).priceProblems.flatMap(
        (text) => /^comparison with (\S+):/.exec(text)?.[1] ?? [],
      );
    expect(ids({ ...named, compareAlso: ["openai/gpt-6-luna"] })).toEqual([
      "openai/gpt-6-astra",
      "openai/gpt-6-luna",
      "openai/gpt-6-sol",
      "ovh/gpt-oss-120b",
    ]);
    const found = monthlyCost([], assume(), TODAY).scenario;
    expect(ids(assume())).toEqual([
      "openai/gpt-6-astra",
      found?.closedApi?.prices.id,
      found?.euServerless?.prices.id,
    ]);
  });

  test("a contract that ends makes the price stale, however young it is", () => {
    const card = {
      id: "nobody/gpu",
      amount: 1,
      currency: "EUR" as const,
      unit: "hour" as const,
      ...rateCard,
    };
    const used = [{ ...gpu, priceAs: "nobody/gpu" }];
    const on = (day: string) =>
      monthlyCost(used, assume({ rateCard: [{ ...card, validUntil: "2026-11-30" }] }), new Date(day));
    expect(on("2026-11-30").priceProblems).toEqual([]);
    expect(() => on("2026-12-01")).toThrow("the contract has ended");
  });
});

describe("a rate card", () => {
  test("stands in place of list prices, in the table and in the decision", () => {
    const card = { id: "scaleway/*", discountPercent: 50, ...rateCard };
    const plan = assume({
      rateCard: [card],
      selfHosting: own({ replicas: 2, minimumReplicas: 2, replicaHoursPerMonth: 1460 }),
    });
    const report = monthlyCost([gpu], plan, TODAY);
    expect(report.total).toBeCloseTo(730 * 0.79, 9);
    expect(ownTotal(report)).toBeCloseTo(report.total, 6);
    expect(report.lines[0]?.price?.source).toContain("50 % off");
  });

  test("prices what the book lacks", () => {
    const card = { id: "own/gpu", amount: 2, currency: "USD" as const, unit: "hour" as const, ...rateCard };
    const report = monthlyCost([{ ...gpu, priceAs: "own/gpu" }], assume({ rateCard: [card] }), TODAY);
    expect(report.total).toBeCloseTo((2 * 730 * 2) / 1.1172, 6);
  });
});

describe("what the plan cannot do", () => {
  const busy = (requestsPerDay: number, changes: Partial<CostAssumptions> = {}) =>
    monthlyCost(
      [
        {
          ...gpu,
          quantity: 1,
          ...(changes.gpuHoursPerMonth === undefined ? {} : { hoursPerMonth: changes.gpuHoursPerMonth }),
        },
      ],
      assume({
        traffic: traffic({ requestsPerDay, premiumShare: 0 }),
        selfHosting: own(),
        endpoints: [selfHosted],
        ...changes,
      }),
      TODAY,
    ).warnings.filter((text) => text.includes("replica"));

  test("is told with the replicas that are needed", () => {
    // 0.115 seconds a request at 70 %: one replica for 525,913 requests a day.
    expect(busy(525_900)).toEqual([]);
    expect(busy(526_000)).toEqual([
      "the plan's 1 replica cannot serve the busiest hour: 2 are needed, which the comparison counts and the table does not",
    ]);
  });

  test.each([100.3, 123.456, 286, 282.633_928_571_428_56])(
    "counts whole replicas, whatever the hours: %d of them",
    (hours) => {
      const requestsPerDay = Math.floor((1.2 * 525_913 * hours) / 730);
      const changes = { gpuHoursPerMonth: hours, selfHosting: own({ replicaHoursPerMonth: hours }) };
      expect(busy(requestsPerDay, changes)).toEqual([expect.stringContaining(": 2 are needed")]);
    },
  );

  test("is nothing where machines are rented by the month and the model runs by a schedule", () => {
    const plan = assume({
      gpuHoursPerMonth: 286,
      traffic: traffic({ premiumShare: 0 }),
      selfHosting: own({ replicaHoursPerMonth: 286 }),
      endpoints: [selfHosted],
      machines: [{ role: "gpu", priceAs: "ovh/l4-90", count: 1 }],
    });
    expect(monthlyCost([], plan, TODAY).warnings.filter((text) => text.includes("replica"))).toEqual([]);
  });

  test("an extrapolated throughput is said to be one", () => {
    const warnings = (capacityTrust: "calibrated" | "extrapolated") =>
      monthlyCost([gpu], assume({ selfHosting: own({ capacityTrust }) }), TODAY).warnings.join();
    expect(warnings("extrapolated")).toContain(
      "no published measurement is like Qwen/Qwen3-8B on these GPUs",
    );
    expect(warnings("calibrated")).not.toContain("no published measurement");
  });
});

describe("budget", () => {
  const report = (monthlyBudget?: number) =>
    monthlyCost(
      [],
      assume({ compliancePerMonth: 1000, ...(monthlyBudget === undefined ? {} : { monthlyBudget }) }),
      TODAY,
    );

  test("is kept where the stack costs just as much, and broken a cent above", () => {
    expect(report(1000)).toMatchObject({ overBudget: false, budget: 1000 });
    expect(report(999.99)).toMatchObject({ overBudget: true });
  });

  test("of a plan that is too small for its traffic is judged by what would serve it", () => {
    // Two replicas at 576.70 EUR are needed, the plan has one.
    const small = (requestsPerDay: number, monthlyBudget: number) =>
      monthlyCost(
        [{ ...gpu, quantity: 1 }],
        assume({
          traffic: traffic({ requestsPerDay, premiumShare: 0 }),
          selfHosting: own(),
          endpoints: [selfHosted],
          monthlyBudget,
        }),
        TODAY,
      );
    expect(small(526_000, 1153.39).total).toBeCloseTo(576.7, 6);
    expect(small(526_000, 1153.39).overBudget).toBe(true);
    expect(small(526_000, 1153.41).overBudget).toBe(false);
    expect(small(525_900, 576.71).overBudget).toBe(false);
  });

  test("of a plan that is larger than it has to be is judged by what it costs", () => {
    const large = monthlyCost(
      [gpu],
      assume({
        traffic: routine,
        selfHosting: own({ replicas: 2, replicaHoursPerMonth: 1460 }),
        monthlyBudget: 1000,
      }),
      TODAY,
    );
    expect(ownTotal(large)).toBeCloseTo(576.7, 6);
    expect(large).toMatchObject({ overBudget: true });
  });

  test("where there is none, nothing is over it", () => {
    expect(report()).toMatchObject({ overBudget: false, budget: undefined });
  });
});
