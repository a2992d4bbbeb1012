import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { monthlyCost, type Usage } from "../../../domain/economics/cost.ts";
import { endpointRate, pricedEndpoints as withShares } from "../../../domain/economics/rates.ts";
import { assume, plans, pricedEndpoints, rateCard, TODAY } from "./plans.ts";

const l4: Usage = { category: "gpu", priceAs: "ovh/l4-90", quantity: 1, origin: "urn" };
const labour = { hoursPerMonth: 15, hourlyRate: 95 };
/** Three input tokens for one of output. */
const traffic = { requestsPerDay: 1000, inputTokens: 3000, outputTokens: 1000, premiumShare: 0 };

describe("break-even", () => {
  test("one L4, 15 hours and 60 EUR against $10 / $50 a million: from about 3.7 million tokens a day", () => {
    const { total, breakEven } = monthlyCost(
      [l4],
      assume({ traffic, labour, compliancePerMonth: 60 }),
      TODAY,
    );
    expect(total).toBe(2025);
    expect(breakEven.tokensPerDay).toBeGreaterThan(3.7e6 * 0.95);
    expect(breakEven.tokensPerDay).toBeLessThan(3.7e6 * 1.05);
  });

  test("the API is charged for all traffic at its own mix", () => {
    const { breakEven } = monthlyCost([], assume({ traffic }), TODAY);
    expect(breakEven.apiMonthly).toBeCloseTo((1000 * (730 / 24) * (3000 * 10 + 1000 * 50)) / 1e6 / 1.1133, 6);
  });

  test("at the break-even volume stack and API cost the same", () => {
    let reached = 0;
    fc.assert(
      fc.property(plans, (plan) => {
        // The volume that is looked for needs no whole number of requests.
        const { inputTokens, outputTokens } = plan.traffic;
        const known = {
          ...plan,
          machines: plan.machines.filter(({ priceAs }) => !priceAs.startsWith("nobody")),
        };
        const { tokensPerDay } = monthlyCost([], known, TODAY).breakEven;
        if (tokensPerDay === undefined) return;
        reached += 1;
        const requestsPerDay = tokensPerDay / (inputTokens + outputTokens);
        const there = monthlyCost([], { ...known, traffic: { ...known.traffic, requestsPerDay } }, TODAY);
        const api = there.breakEven.apiMonthly ?? Number.NaN;
        expect(Math.abs(api - there.total)).toBeLessThanOrEqual(1e-6 * Math.max(api, 1e-6));
      }),
      { numRuns: 500 },
    );
    expect(reached).toBeGreaterThan(100);
  });

  test("does not depend on the traffic that is planned, only on its mix", () => {
    const at = (requestsPerDay: number) =>
      monthlyCost([l4], assume({ traffic: { ...traffic, requestsPerDay } }), TODAY).breakEven.tokensPerDay;
    expect(at(10)).toBe(at(100_000));
    expect(at(0)).toBe(at(10));
  });

  test("an endpoint by the hour is part of the fixed cost", () => {
    const price = { perHour: 1, hoursPerMonth: 540, ...rateCard };
    const rented = assume({ traffic, endpoints: [{ name: "rented", tier: "dedicated", price }] });
    expect(monthlyCost([], rented, TODAY).breakEven.tokensPerDay).toBeCloseTo(
      monthlyCost([l4], assume({ traffic }), TODAY).breakEven.tokensPerDay ?? 0,
      6,
    );
  });

  test.each([
    ["as dear as the API", "openai/gpt-6-astra"],
    ["dearer than the API", "openai/gpt-6-sol"],
  ])("is never reached where each token of the stack is %s", (_, compareWith) => {
    const plan = assume({
      traffic,
      compareWith,
      endpoints: [{ name: "premium", tier: "premium", price: { tokens: "openai/gpt-6-astra" } }],
    });
    const { breakEven } = monthlyCost([l4], plan, TODAY);
    expect(breakEven.tokensPerDay).toBeUndefined();
    expect(breakEven.apiMonthly).toBeGreaterThan(0);
  });

  test("cannot be told where an endpoint has no price", () => {
    const plan = assume({
      traffic,
      endpoints: [{ name: "x", tier: "serverless", price: { tokens: "nobody/x" } }],
    });
    expect(monthlyCost([l4], plan, TODAY).breakEven).toMatchObject({
      apiMonthly: undefined,
      tokensPerDay: undefined,
    });
  });

  test("without tokens there is none", () => {
    const silent = { ...traffic, inputTokens: 0, outputTokens: 0 };
    expect(monthlyCost([l4], assume({ traffic: silent }), TODAY).breakEven).toMatchObject({
      apiMonthly: 0,
      tokensPerDay: undefined,
    });
  });
});

describe("shares of the traffic", () => {
  const price = { inputPerMillion: 1, outputPerMillion: 1, ...rateCard };
  const shares = (tiers: ("dedicated" | "serverless" | "premium")[], premiumShare = 0.2) =>
    withShares(
      assume({
        traffic: { ...traffic, premiumShare },
        endpoints: tiers.map((tier, index) => ({ name: `e${index}`, tier, price })),
      }),
    ).map(({ share }) => share);

  test("the first endpoint that is not premium takes the rest, later ones stand by", () => {
    expect(shares(["serverless", "dedicated", "premium", "premium"])).toEqual([0.8, 0, 0.2, 0]);
    expect(shares(["premium", "serverless"])).toEqual([0.2, 0.8]);
  });

  test("without a premium endpoint the main one takes everything", () => {
    expect(shares(["serverless", "dedicated"])).toEqual([1, 0]);
  });

  test("premium endpoints alone take everything, whatever premiumShare says", () => {
    expect(shares(["premium", "premium"])).toEqual([1, 0]);
  });

  test("the own model takes the rest and has no price", () => {
    const endpoints = [
      { name: "self-hosted", tier: "self-hosted" as const },
      { name: "other", tier: "serverless" as const, price },
      { name: "premium", tier: "premium" as const, price },
    ];
    expect(withShares(assume({ traffic: { ...traffic, premiumShare: 0.1 }, endpoints }))).toEqual([
      { name: "other", price, share: 0 },
      { name: "premium", price, share: 0.1 },
    ]);
  });

  test("add up to 1 wherever all endpoints have a price", () => {
    fc.assert(
      fc.property(pricedEndpoints, fc.double({ min: 0, max: 1, noNaN: true }), (endpoints, premiumShare) => {
        fc.pre(endpoints.length > 0);
        const all = withShares(assume({ traffic: { ...traffic, premiumShare }, endpoints }));
        expect(all).toHaveLength(endpoints.length);
        expect(all.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});

test("a machine without a price leaves no break-even: it would be too low", () => {
  const usage = { category: "gpu", priceAs: "nobody/gpu", quantity: 1, origin: "x" } as const;
  const { breakEven, lowerBound } = monthlyCost([usage], assume(), TODAY);
  expect(lowerBound).toBe(true);
  expect(breakEven).toMatchObject({ apiMonthly: undefined, tokensPerDay: undefined });
});

describe("rates", () => {
  test("each form of price gives its rate with source and date", () => {
    expect(endpointRate({ perHour: 2, hoursPerMonth: 100, ...rateCard }, traffic)).toEqual({
      perToken: 0,
      perMonth: 200,
      ...rateCard,
    });
    const own = endpointRate({ inputPerMillion: 2, outputPerMillion: 6, ...rateCard }, traffic);
    expect(own).toMatchObject({ perMonth: 0, ...rateCard });
    expect(own?.perToken).toBeCloseTo(3e-6, 15);
    const book = endpointRate({ tokens: "scaleway/llama-3.3-70b-instruct" }, traffic);
    expect(book?.perToken).toBeCloseTo(0.9e-6, 15);
    expect(book?.asOf).toBe("2026-11-24");
    expect(endpointRate({ tokens: "nobody/x" }, traffic)).toBeUndefined();
  });
});
