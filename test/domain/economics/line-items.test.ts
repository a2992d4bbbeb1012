import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import { COST_CATEGORIES, lineText, planLines, type Usage } from "../../../domain/economics/line-items.ts";
import { createPriceBook } from "../../../domain/prices/book.ts";
import { assume, labour, plans, rateCard, selfHosted, TODAY, traffic, usages } from "./plans.ts";
import { at } from "./scenarios.ts";

const gpu: Usage = { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 2, origin: "urn:pool" };
const lines = (used: Usage[], changes: Partial<CostAssumptions> = {}) =>
  monthlyCost(used, assume(changes), TODAY).lines;

describe("machines", () => {
  test("by the hour cost their hours, 730 where nothing else is said", () => {
    const [all, some] = lines([gpu, { ...gpu, hoursPerMonth: 286 }]);
    expect(all).toMatchObject({ quantity: 2, product: "× scaleway/L4-1-24G, 730 h", origin: "urn:pool" });
    expect(some).toMatchObject({ quantity: 2, product: "× scaleway/L4-1-24G, 286 h" });
    expect(all?.monthly).toBeCloseTo(2 * 730 * 0.79, 9);
    expect(some?.monthly).toBeCloseTo(2 * 286 * 0.79, 9);
  });

  test("that never run cost nothing", () => {
    expect(lines([{ ...gpu, hoursPerMonth: 0 }])[0]?.monthly).toBe(0);
  });

  test("by the month cost their price, whatever their hours", () => {
    expect(lines([{ ...gpu, priceAs: "ovh/l4-90", hoursPerMonth: 10 }])[0]).toMatchObject({
      monthly: 1080,
      product: "× ovh/l4-90",
    });
  });

  test("with a set-up fee have a line for it, written off like the migration", () => {
    const migration = { hours: 0, amortisationMonths: 24 };
    const [rent, fee] = lines([{ ...gpu, priceAs: "hetzner/GEX131" }], { migration });
    expect(rent?.monthly).toBeCloseTo(2 * 1497.3, 9);
    expect(fee).toMatchObject({ quantity: 2, product: "× set-up fee hetzner/GEX131, over 24 months" });
    expect(fee?.monthly).toBeCloseTo((2 * 1499) / 24, 9);
    expect(lines([{ ...gpu, priceAs: "hetzner/GEX131", quantity: 0 }])).toHaveLength(3);
  });

  test("of an existing cluster run by the schedule where they have GPUs, the others always", () => {
    const found = lines([], {
      gpuHoursPerMonth: 100,
      machines: [
        { role: "cpu", priceAs: "scaleway/BASIC3-X4C-16G", count: 1 },
        { role: "gpu", priceAs: "scaleway/L4-1-24G", count: 1 },
      ],
    });
    expect(found.slice(0, 2).map(({ product }) => product)).toEqual([
      "× scaleway/L4-1-24G, 100 h",
      "× scaleway/BASIC3-X4C-16G, 730 h",
    ]);
  });

  test("in dollars count in euro", () => {
    const [line] = lines([{ ...gpu, priceAs: "aws/g6.xlarge@eu-central-1" }]);
    expect(line?.monthly).toBeCloseTo((2 * 730 * 1.0064) / 1.1172, 6);
  });
});

describe("committed hours", () => {
  const committed = (hoursPerMonth: number): Partial<CostAssumptions> => ({
    rateCard: [
      { id: "scaleway/L4-1-24G", reserved: { amount: 0.5, currency: "EUR", hoursPerMonth }, ...rateCard },
    ],
  });
  const totals = (used: Usage[], hours: number) =>
    lines(used, committed(hours)).map(({ monthly }) => monthly ?? 0);

  test("are paid at their price, hours beyond them at the list price", () => {
    expect(totals([gpu], 1000)[0]).toBeCloseTo(1000 * 0.5 + 460 * 0.79, 9);
  });

  test("count once for all machines of a kind, each paying its part", () => {
    const [small, large] = totals(
      [
        { ...gpu, quantity: 1 },
        { ...gpu, quantity: 3 },
      ],
      1000,
    );
    const all = 1000 * 0.5 + 1920 * 0.79;
    expect(small).toBeCloseTo(all / 4, 9);
    expect(large).toBeCloseTo((3 * all) / 4, 9);
  });

  test("are paid even where nothing runs, once", () => {
    expect(totals([{ ...gpu, quantity: 0 }], 1000)[0]).toBeCloseTo(500, 9);
    const twice = totals(
      [
        { ...gpu, quantity: 0 },
        { ...gpu, hoursPerMonth: 0 },
      ],
      1000,
    );
    expect((twice[0] ?? 0) + (twice[1] ?? 0)).toBeCloseTo(500, 9);
  });
});

describe("what is committed of the GPU nodes", () => {
  const book = createPriceBook({
    today: TODAY,
    rateCard: [
      {
        id: "scaleway/L4-1-24G",
        reserved: { amount: 0.5, currency: "EUR", hoursPerMonth: 1000 },
        ...rateCard,
      },
    ],
  });
  const committed = (used: Usage[]) => planLines(used, assume(), book, at()).committedGpu;

  test("counts the hours of all nodes", () => {
    const used = [gpu, { ...gpu, quantity: 1, hoursPerMonth: 100 }];
    expect(committed(used)).toEqual({
      hours: 1560,
      committedHours: 1000,
      euroPerMonth: 500,
      euroPerHour: 0.79,
    });
  });

  test("is not told of nodes of several kinds, of others, or of none", () => {
    expect(committed([gpu, { ...gpu, priceAs: "scaleway/H100-1-80G" }])).toBeUndefined();
    expect(committed([{ ...gpu, priceAs: "scaleway/H100-1-80G" }])).toBeUndefined();
    expect(committed([{ ...gpu, category: "cpu" }])).toBeUndefined();
  });
});

describe("storage and network", () => {
  test("cost their gigabytes", () => {
    const disk: Usage = {
      category: "storage",
      priceAs: "scaleway/block-storage",
      quantity: 100,
      origin: "urn",
    };
    const [line] = lines([disk]);
    expect(line?.monthly).toBeCloseTo(9.49, 9);
    expect(line && lineText(line)).toBe("100 GB scaleway/block-storage");
  });

  test("answers that leave the provider's network are counted where it charges for them", () => {
    const egress = lines([], { egressPriceAs: "scaleway/egress" }).find(({ origin }) => origin === "traffic");
    expect(egress?.quantity).toBeCloseTo((1000 * 500 * (730 / 24) * 250) / 1e9, 9);
    expect(lines([]).some(({ origin }) => origin === "traffic")).toBe(false);
  });
});

describe("work", () => {
  test("labour, on-call, compliance and migration are lines of their own, with what they come from", () => {
    const found = lines([], {
      labour: labour({ hoursPerMonth: 15, hourlyRate: 95, onCallPerMonth: 300 }),
      compliancePerMonth: 60,
      migration: { hours: 80, amortisationMonths: 40 },
    });
    expect(found).toMatchObject([
      { category: "labour", product: "15 h × 95 EUR", monthly: 1425, origin: "costs" },
      { category: "labour", product: "on call", monthly: 300 },
      { category: "compliance", monthly: 60 },
      { category: "migration", product: "80 h × 95 EUR over 40 months", monthly: 190 },
    ]);
  });

  test("around the limits of APIs and their compliance are lines, by the share that APIs answer", () => {
    const price = { inputPerMillion: 1, outputPerMillion: 1, ...rateCard };
    const premium = { name: "premium", tier: "premium" as const, price };
    const shared = { name: "shared", tier: "serverless" as const, price };
    const found = (endpoints: CostAssumptions["endpoints"]) =>
      lines([], {
        traffic: traffic({ premiumShare: 0.15 }),
        labour: labour({ hoursPerMonth: 15, hourlyRate: 95 }),
        compliancePerMonth: 500,
        closedApi: { operationsHours: 2, compliancePerMonth: 60 },
        endpoints,
      })
        .filter(({ origin }) => origin === "costs")
        .map(({ category, product, monthly }) => [category, product, monthly]);
    const always = [
      ["labour", "15 h × 95 EUR", 1425],
      ["compliance", "data protection, audits", 500],
    ];
    expect(found([selfHosted])).toEqual(always);
    expect(found([selfHosted, premium])).toEqual([
      always[0],
      ["labour", "0.3 h × 95 EUR around the limits of APIs", expect.closeTo(28.5, 9)],
      always[1],
      ["compliance", "the same for what APIs answer", expect.closeTo(9, 9)],
    ]);
    const all = [
      always[0],
      ["labour", "2 h × 95 EUR around the limits of APIs", expect.closeTo(190, 9)],
      always[1],
      ["compliance", "the same for what APIs answer", expect.closeTo(60, 9)],
    ];
    expect(found([shared])).toEqual(all);
    expect(found([shared, premium])).toEqual(all);
    expect(found([selfHosted, shared])).toEqual(always);
  });

  test("of a range is counted at its likeliest", () => {
    const hoursPerMonth = { low: 5, likely: 10, high: 50 };
    expect(lines([], { labour: labour({ hoursPerMonth, hourlyRate: 95 }) })[0]?.monthly).toBe(950);
  });
});

describe("endpoints", () => {
  test("by the hour cost their hours, whatever the traffic", () => {
    const price = { perHour: 3.1, hoursPerMonth: 200, ...rateCard };
    const found = lines([], {
      traffic: traffic({ requestsPerDay: 0 }),
      endpoints: [{ name: "rented", tier: "dedicated", price }],
    });
    expect(found.at(-1)).toMatchObject({ category: "endpoints", price: rateCard });
    expect(found.at(-1)?.monthly).toBeCloseTo(620, 9);
  });

  test("by the token that stand by cost nothing, and say that they stand by", () => {
    const price = { inputPerMillion: 1, outputPerMillion: 1, ...rateCard };
    const found = lines([], { endpoints: [selfHosted, { name: "second", tier: "serverless", price }] });
    expect(found.at(-1)).toMatchObject({ product: "second, stand-by", monthly: 0 });
  });

  test("are charged for their share, input and output at their own prices, and for retries", () => {
    const price = { inputPerMillion: 2, outputPerMillion: 8, ...rateCard };
    const found = lines([], {
      traffic: traffic({ inputTokens: 3000, outputTokens: 1000, premiumShare: 0.2, retryShare: 0.025 }),
      endpoints: [selfHosted, { name: "premium", tier: "premium", price }],
    });
    const tokens = 0.2 * 1000 * (730 / 24) * ((3000 * 2 + 1000 * 8) / 1e6);
    expect(found.slice(-2).map(({ product }) => product)).toEqual([
      "premium, 20 % of traffic",
      "premium, 2.5 % paid again for retries",
    ]);
    expect(found.at(-2)?.monthly).toBeCloseTo(tokens, 9);
    expect(found.at(-1)?.monthly).toBeCloseTo(tokens * 0.025, 9);
  });

  test("share the traffic where there is no own model", () => {
    const price = { inputPerMillion: 1, outputPerMillion: 1, ...rateCard };
    const found = lines([], {
      traffic: traffic({ premiumShare: 0.2 }),
      endpoints: [
        { name: "shared", tier: "serverless", price },
        { name: "premium", tier: "premium", price },
      ],
    });
    const all = (1000 * 2000 * (730 / 24)) / 1e6;
    expect(found.slice(-2).map(({ product }) => product)).toEqual([
      "shared, 80 % of traffic",
      "premium, 20 % of traffic",
    ]);
    expect(found.at(-2)?.monthly).toBeCloseTo(0.8 * all, 9);
    expect(found.at(-1)?.monthly).toBeCloseTo(0.2 * all, 9);
  });

  test("of the book in dollars count in euro, with the EU's surcharge", () => {
    const found = lines([], {
      traffic: traffic({ inputTokens: 1000, outputTokens: 0 }),
      endpoints: [{ name: "premium", tier: "premium", price: { tokens: "openai/gpt-6-astra" } }],
    });
    expect(found.at(-1)?.monthly).toBeCloseTo((1e6 * (730 / 24) * 10 * 1.1) / 1e6 / 1.1172, 6);
  });
});

test("lines come in the order of the table's categories", () => {
  fc.assert(
    fc.property(usages, plans, (used, plan) => {
      const order = monthlyCost(used, plan, TODAY).lines.map(({ category }) =>
        COST_CATEGORIES.indexOf(category),
      );
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
    { numRuns: 30 },
  );
});
