import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bookRates,
  endpointRates,
  premiumShareOf,
  pricedEndpoints,
} from "../../../domain/economics/rates.ts";
import { euroPerRequest } from "../../../domain/economics/options.ts";
import { createPriceBook } from "../../../domain/prices/book.ts";
import { pricedEndpoints as arbitraryEndpoints, rateCard, selfHosted, TODAY } from "./plans.ts";
import { at } from "./scenarios.ts";

const book = createPriceBook({ today: TODAY });
const price = { inputPerMillion: 1, outputPerMillion: 1, ...rateCard };
type Tier = "dedicated" | "serverless" | "premium";
const list = (tiers: Tier[]) => tiers.map((tier, index) => ({ name: `e${index}`, tier, price }));
const roles = (tiers: Tier[]) => pricedEndpoints({ endpoints: list(tiers) }).map(({ role }) => role);

describe("parts in answering the requests", () => {
  test("the first endpoint that is not premium takes the rest, later ones stand by", () => {
    expect(roles(["serverless", "dedicated", "premium", "premium"])).toEqual([
      "main",
      "stand-by",
      "premium",
      "stand-by",
    ]);
    expect(roles(["premium", "serverless"])).toEqual(["premium", "main"]);
  });

  test("without a premium endpoint the main one takes everything, and premium ones alone do", () => {
    expect(roles(["serverless", "dedicated"])).toEqual(["all", "stand-by"]);
    expect(roles(["premium", "premium"])).toEqual(["all", "stand-by"]);
  });

  test("the own model takes the rest and has no price", () => {
    const endpoints = [selfHosted, ...list(["serverless", "premium"])];
    expect(pricedEndpoints({ endpoints })).toEqual([
      { name: "e0", tier: "serverless", price, role: "stand-by" },
      { name: "e1", tier: "premium", price, role: "premium" },
    ]);
  });

  test("leave nothing unanswered wherever all endpoints have a price", () => {
    fc.assert(
      fc.property(arbitraryEndpoints, (endpoints) => {
        fc.pre(endpoints.length > 0);
        const found = pricedEndpoints({ endpoints }).map(({ role }) => role);
        expect(found).toHaveLength(endpoints.length);
        const answering = found.filter((role) => role !== "stand-by").toSorted();
        expect([["all"], ["main", "premium"]]).toContainEqual(answering);
      }),
    );
  });

  test("the premium share needs somebody who takes it, and somebody who takes the rest", () => {
    expect(premiumShareOf({ endpoints: [selfHosted] }, 0.2)).toBe(0);
    expect(premiumShareOf({ endpoints: list(["serverless"]) }, 0.2)).toBe(0);
    expect(premiumShareOf({ endpoints: list(["premium"]) }, 0.2)).toBe(1);
    expect(premiumShareOf({ endpoints: [selfHosted, ...list(["premium"])] }, 0.2)).toBe(0.2);
    expect(premiumShareOf({ endpoints: [] }, 0.2)).toBe(0);
  });
});

describe("rates", () => {
  const rates = (tier: Tier, own: Parameters<typeof endpointRates>[1]["price"]) =>
    endpointRates(book, { name: "x", tier, price: own });

  test("by the hour are a fixed amount a month, with source and date, and tokens that cost nothing", () => {
    const found = rates("dedicated", { perHour: 2, hoursPerMonth: 100, ...rateCard });
    expect(found).toMatchObject({ kind: "fixed", perMonth: 200, ...rateCard });
    const tokens = found?.kind === "fixed" ? found.tokens : undefined;
    expect(tokens?.prices).toMatchObject({ id: "x", input: { base: 0 }, output: { base: 0 }, ...rateCard });
    expect(tokens && euroPerRequest(tokens, at(), 1)).toBe(0);
  });

  test("of the own rate card are in EUR, with source and date", () => {
    expect(rates("serverless", { inputPerMillion: 2, outputPerMillion: 6, ...rateCard })).toMatchObject({
      kind: "tokens",
      rates: { euroPerUnit: 1, prices: { id: "x", input: { base: 2 }, output: { base: 6 }, ...rateCard } },
    });
  });

  test.each([
    ["premium", "premium", "closed-api"],
    ["serverless", "mid", "eu-serverless"],
    ["dedicated", "mid", "eu-serverless"],
  ] as const)("of the own rate card for a %s endpoint count as %s, %s", (tier, quality, kind) => {
    const byToken = rates(tier, { inputPerMillion: 2, outputPerMillion: 6, ...rateCard });
    expect(byToken).toMatchObject({ rates: { prices: { tier: quality, kind } } });
    const byHour = rates(tier, { perHour: 2, hoursPerMonth: 100, ...rateCard });
    expect(byHour).toMatchObject({ tokens: { prices: { tier: quality, kind } } });
  });

  test("of the price book are in EUR at the book's exchange rate, with the book's class", () => {
    expect(bookRates(book, "scaleway/llama-3.3-70b-instruct")).toMatchObject({ euroPerUnit: 1 });
    expect(bookRates(book, "openai/gpt-6-astra")?.euroPerUnit).toBeCloseTo(1 / 1.1172, 12);
    expect(rates("serverless", { tokens: "openai/gpt-6-astra" })).toMatchObject({
      kind: "tokens",
      rates: { prices: { id: "openai/gpt-6-astra", tier: "premium" } },
    });
    expect(rates("premium", { tokens: "openai/gpt-6-sol" })).toMatchObject({
      rates: { prices: { tier: "mid" } },
    });
  });

  test("that the book lacks are not there", () => {
    expect(bookRates(book, "nobody/x")).toBeUndefined();
    expect(rates("premium", { tokens: "nobody/x" })).toBeUndefined();
  });
});
