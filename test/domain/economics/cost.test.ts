import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COST_CATEGORIES, lineText, monthlyCost, type Usage } from "../../../domain/economics/cost.ts";
import { assume, plans, rateCard, TODAY, usages } from "./plans.ts";

const gpu: Usage = { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 2, origin: "urn:pool" };

describe("lines", () => {
  test("a machine by the hour costs its hours, 730 where nothing else is said", () => {
    const { lines, total } = monthlyCost([gpu, { ...gpu, hoursPerMonth: 286 }], assume(), TODAY);
    expect(lines.slice(0, 2)).toMatchObject([
      { quantity: 2, product: "× scaleway/L4-1-24G, 730 h", origin: "urn:pool" },
      { quantity: 2, product: "× scaleway/L4-1-24G, 286 h" },
    ]);
    expect(lines[0]?.monthly).toBeCloseTo(2 * 730 * 0.79, 9);
    expect(lines[1]?.monthly).toBeCloseTo(2 * 286 * 0.79, 9);
    expect(total).toBeCloseTo(2 * 1016 * 0.79, 9);
  });

  test("a machine that never runs costs nothing", () => {
    expect(monthlyCost([{ ...gpu, hoursPerMonth: 0 }], assume(), TODAY).lines[0]?.monthly).toBe(0);
  });

  test("a machine by the month costs its price, whatever its hours", () => {
    const usage: Usage = { ...gpu, priceAs: "ovh/l4-90", hoursPerMonth: 10 };
    expect(monthlyCost([usage], assume(), TODAY).lines[0]).toMatchObject({
      monthly: 1080,
      product: "× ovh/l4-90",
    });
  });

  test("storage costs its gigabytes", () => {
    const usage: Usage = {
      category: "storage",
      priceAs: "scaleway/block-storage",
      quantity: 100,
      origin: "urn",
    };
    const [line] = monthlyCost([usage], assume(), TODAY).lines;
    expect(line?.monthly).toBeCloseTo(9.49, 9);
    expect(line && lineText(line)).toBe("100 GB scaleway/block-storage");
  });

  test("a price of the book in dollars counts in euro", () => {
    const report = monthlyCost(
      [],
      assume({
        traffic: { requestsPerDay: 1000, inputTokens: 1000, outputTokens: 0, premiumShare: 1 },
        endpoints: [{ name: "premium", tier: "premium", price: { tokens: "openai/gpt-6-astra" } }],
      }),
      TODAY,
    );
    expect(report.total).toBeCloseTo((1000 * 1000 * (730 / 24) * 10) / 1e6 / 1.1133, 6);
  });

  test("GPU machines of an existing cluster run by the schedule, the others always", () => {
    const { lines } = monthlyCost(
      [],
      assume({
        gpuHoursPerMonth: 100,
        machines: [
          { role: "cpu", priceAs: "scaleway/BASIC3-X4C-16G", count: 1 },
          { role: "gpu", priceAs: "scaleway/L4-1-24G", count: 1 },
        ],
      }),
      TODAY,
    );
    expect(lines.slice(0, 2).map(({ product }) => product)).toEqual([
      "× scaleway/L4-1-24G, 100 h",
      "× scaleway/BASIC3-X4C-16G, 730 h",
    ]);
  });

  test("labour and compliance are lines of their own, with what they come from", () => {
    const { lines, total } = monthlyCost(
      [],
      assume({ labour: { hoursPerMonth: 15, hourlyRate: 95 }, compliancePerMonth: 60 }),
      TODAY,
    );
    expect(lines).toMatchObject([
      { category: "labour", product: "15 h × 95 EUR", monthly: 1425, origin: "costs" },
      { category: "compliance", monthly: 60 },
    ]);
    expect(total).toBe(1485);
  });

  test("come in the order of the table's categories", () => {
    fc.assert(
      fc.property(usages, plans, (used, plan) => {
        const order = monthlyCost(used, plan, TODAY).lines.map(({ category }) =>
          COST_CATEGORIES.indexOf(category),
        );
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });
});

describe("endpoints", () => {
  const hourly = (name: string, tier: "dedicated" | "premium") => ({
    name,
    tier,
    price: { perHour: 3.1, hoursPerMonth: 200, ...rateCard },
  });

  test("an endpoint by the hour costs its hours, whatever the traffic", () => {
    const none = { requestsPerDay: 0, inputTokens: 0, outputTokens: 0, premiumShare: 0 };
    const quiet = monthlyCost(
      [],
      assume({ traffic: none, endpoints: [hourly("rented", "dedicated")] }),
      TODAY,
    );
    expect(quiet.total).toBeCloseTo(620, 9);
    expect(quiet.lines.at(-1)).toMatchObject({ category: "endpoints", price: rateCard });
  });

  test("an endpoint by the token that stands by costs nothing, and says that it stands by", () => {
    const { lines, total } = monthlyCost(
      [],
      assume({
        endpoints: [
          { name: "self-hosted", tier: "self-hosted" },
          {
            name: "second",
            tier: "serverless",
            price: { inputPerMillion: 1, outputPerMillion: 1, ...rateCard },
          },
        ],
      }),
      TODAY,
    );
    expect(lines.at(-1)).toMatchObject({ product: "second, stand-by", monthly: 0 });
    expect(total).toBe(0);
  });

  test("the premium endpoint is charged for its share, input and output at their own prices", () => {
    const { lines } = monthlyCost(
      [],
      assume({
        traffic: { requestsPerDay: 1000, inputTokens: 3000, outputTokens: 1000, premiumShare: 0.2 },
        endpoints: [
          { name: "self-hosted", tier: "self-hosted" },
          {
            name: "premium",
            tier: "premium",
            price: { inputPerMillion: 2, outputPerMillion: 8, ...rateCard },
          },
        ],
      }),
      TODAY,
    );
    const days = 730 / 24;
    expect(lines.at(-1)?.product).toBe("premium, 20 % of traffic");
    expect(lines.at(-1)?.monthly).toBeCloseTo(0.2 * 1000 * days * ((3000 * 2 + 1000 * 8) / 1e6), 9);
  });
});

describe("total", () => {
  test("is the sum of the lines that have a price", () => {
    fc.assert(
      fc.property(usages, plans, (used, plan) => {
        const { lines, total } = monthlyCost(used, plan, TODAY);
        let sum = 0;
        for (const { monthly } of lines) sum += monthly ?? 0;
        expect(Math.abs(total - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1, sum));
        expect(Number.isFinite(total) && total >= 0).toBe(true);
      }),
    );
  });

  test("never falls with more traffic", () => {
    fc.assert(
      fc.property(usages, plans, fc.nat(1_000_000), (used, plan, more) => {
        const { traffic } = plan;
        const busier = { ...plan, traffic: { ...traffic, requestsPerDay: traffic.requestsPerDay + more } };
        const before = monthlyCost(used, plan, TODAY).total;
        expect(monthlyCost(used, busier, TODAY).total).toBeGreaterThanOrEqual(before * (1 - 1e-12));
      }),
    );
  });

  test("per million tokens it is the total over all tokens, and undefined without traffic", () => {
    const traffic = { requestsPerDay: 1000, inputTokens: 600, outputTokens: 400, premiumShare: 0 };
    const report = monthlyCost([], assume({ traffic, compliancePerMonth: 730 }), TODAY);
    expect(report.tokensPerMonth).toBeCloseTo(1e6 * (730 / 24), 6);
    expect(report.perMillionTokens).toBeCloseTo(24, 9);
    const idle = { ...traffic, requestsPerDay: 0 };
    expect(monthlyCost([], assume({ traffic: idle, compliancePerMonth: 730 }), TODAY)).toMatchObject({
      perMillionTokens: undefined,
      tokensPerMonth: 0,
      total: 730,
    });
    const empty = { ...traffic, inputTokens: 0, outputTokens: 0 };
    expect(monthlyCost([], assume({ traffic: empty }), TODAY).perMillionTokens).toBeUndefined();
  });
});

describe("a missing price", () => {
  test("makes the total a lower bound, is told as a problem, and is never a line of 0", () => {
    fc.assert(
      fc.property(usages, plans, (used, plan) => {
        const report = monthlyCost(used, plan, TODAY);
        const wanted = [
          ...used.map(({ priceAs }) => priceAs),
          ...plan.machines.map(({ priceAs }) => priceAs),
        ];
        // A price by the token is none for a machine.
        const missing =
          wanted.filter((id) => id.startsWith("nobody/") || id.endsWith("/input")).length +
          plan.endpoints.filter(
            ({ price }) => price && "tokens" in price && price.tokens === "nobody/nothing",
          ).length;
        const withoutPrice = report.lines.filter(({ monthly }) => monthly === undefined);
        expect(withoutPrice).toHaveLength(missing);
        expect(report.lowerBound).toBe(missing > 0);
        expect(report.priceProblems).toHaveLength(missing);
        for (const line of report.lines.filter(({ monthly }) => monthly === 0))
          expect(line.product).not.toContain("nobody/");
      }),
    );
  });

  test("is named in the problem, with what needs it", () => {
    const { priceProblems } = monthlyCost([{ ...gpu, priceAs: "scaleway/L5" }], assume(), TODAY);
    expect(priceProblems).toEqual(['2 × scaleway/L5: no price for "scaleway/L5" (urn:pool)']);
  });

  test("of the API that the stack is compared with is a problem, but no lower bound", () => {
    const report = monthlyCost([gpu], assume({ compareWith: "openai/gpt-9" }), TODAY);
    expect(report.priceProblems).toEqual([expect.stringContaining('"openai/gpt-9"')]);
    expect(report.lowerBound).toBe(false);
    expect(report.breakEven).toEqual({ api: "openai/gpt-9", apiMonthly: undefined, tokensPerDay: undefined });
  });
});

describe("age of prices", () => {
  const catalogue = Date.parse("2026-10-09");
  const after = (days: number) => new Date(catalogue + days * 86_400_000);
  const report = (days: number, stalePrices: "fail" | "warn") =>
    monthlyCost([gpu], assume({ stalePrices, compareWith: "scaleway/llama-3.3-70b-instruct" }), after(days));

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
    expect(report(91, "fail").priceProblems).toEqual([
      expect.stringMatching(
        /^2 × scaleway\/L4-1-24G, 730 h: its price is 91 days old, over 90 \(.*2026-10-09\)/,
      ),
    ]);
    expect(report(91, "fail").warnings.join()).not.toContain("product catalog");
  });

  test("over 90 days it stays a warning where the configuration allows it", () => {
    expect(report(91, "warn").priceProblems).toEqual([]);
    expect(report(91, "warn").warnings).toEqual(
      expect.arrayContaining([expect.stringContaining("prices are 91 days old: Scaleway product catalog")]),
    );
  });

  test("of several lines from one source the source is named once", () => {
    const { warnings } = monthlyCost([gpu, { ...gpu, quantity: 1 }], assume({ compareWith: "x" }), after(40));
    expect(warnings).toHaveLength(1);
  });

  test("an endpoint's own rate card, the API of the comparison and the dollar's rate age too", () => {
    const price = { inputPerMillion: 1, outputPerMillion: 1, source: "offer of spring", asOf: "2026-03-01" };
    const endpoints = [{ name: "rented", tier: "serverless" as const, price }];
    const { priceProblems } = monthlyCost([], assume({ endpoints }), new Date("2027-03-01"));
    expect(priceProblems).toEqual([
      expect.stringMatching(
        /^rented, 100 % of traffic: its price is 365 days old.*offer of spring, 2026-03-01/,
      ),
      expect.stringMatching(/^comparison with openai\/gpt-6-astra: its price is \d+ days old/),
      expect.stringMatching(/^prices in USD: its price is 98 days old.*1\.1133/),
    ]);
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

  test("where there is none, nothing is over it", () => {
    expect(report()).toMatchObject({ overBudget: false, budget: undefined });
  });
});
