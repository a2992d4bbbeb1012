import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { undescribed } from "../../../cli/docs/environment-schema.ts";
import { RateCardError } from "../../../domain/prices/apply-rate-card.ts";
import { createPriceBook, listPrices } from "../../../domain/prices/book.ts";
import { EXCHANGE_RATES, monthlyEuro } from "../../../domain/prices/price.ts";
import { loadRateCard, type RateCard, rateCardSchema } from "../../../domain/prices/rate-card.ts";

const today = new Date("2026-11-24T12:00:00Z");
const contract = { source: "contract 42", asOf: "2026-11-01" };
const book = (...entries: RateCard) => createPriceBook({ rateCard: entries, today });
const list = createPriceBook({ today });

describe("a rate card", () => {
  test("that is empty or left out changes nothing", () => {
    expect(book().prices).toEqual(list.prices);
    expect(book().tokenPrices).toEqual(list.tokenPrices);
  });

  test("replaces a list price and says so", () => {
    const price = book({ id: "scaleway/L4-1-24G", amount: 0.6, currency: "EUR", unit: "hour", ...contract });
    expect(price.findPrice("scaleway/L4-1-24G")).toEqual({
      id: "scaleway/L4-1-24G",
      amount: 0.6,
      currency: "EUR",
      unit: "hour",
      source: "rate card: contract 42",
      asOf: "2026-11-01",
    });
    expect(price.findPrice("scaleway/L40S-1-48G")).toEqual(list.findPrice("scaleway/L40S-1-48G"));
  });

  test("may pay by the month what the book bills by the hour", () => {
    const own = book({ id: "scaleway/L4-1-24G", amount: 400, currency: "EUR", unit: "month", ...contract });
    expect(own.findPrice("scaleway/L4-1-24G")?.unit).toBe("month");
  });

  test("adds what the book lacks", () => {
    const own = book({ id: "lyceum/a100", amount: 1.5, currency: "EUR", unit: "hour", ...contract });
    expect(own.findPrice("lyceum/a100")?.amount).toBe(1.5);
    expect(own.machinePriceIds()).toContain("lyceum/a100");
    expect(listPrices.findPrice("lyceum/a100")).toBeUndefined();
  });

  test("takes per cent off a list price, and off the set-up fee", () => {
    const own = book({ id: "hetzner/GEX131", discountPercent: 10, ...contract }).findPrice("hetzner/GEX131");
    expect(own?.amount).toBeCloseTo(1497.3 * 0.9, 9);
    expect(own?.setupFee).toBeCloseTo(1499 * 0.9, 9);
    expect(own?.source).toMatch(/^rate card: contract 42 \(10 % off Hetzner/);
  });

  test("is as old as the list price that it takes a discount off", () => {
    const own = book({ id: "scaleway/L4-1-24G", discountPercent: 10, ...contract });
    expect(own.findPrice("scaleway/L4-1-24G")?.asOf).toBe("2026-10-09");
  });

  test("takes a discount off everything of a provider, models too, but for ids of their own", () => {
    const own = book(
      { id: "scaleway/*", discountPercent: 20, ...contract },
      { id: "scaleway/LB-S", discountPercent: 50, ...contract },
    );
    expect(own.findPrice("scaleway/L4-1-24G")?.amount).toBeCloseTo(0.79 * 0.8, 12);
    expect(own.findPrice("scaleway/LB-S")?.amount).toBeCloseTo(0.0115, 12);
    expect(own.findPrice("ovh/l4-90")?.amount).toBe(540);
    expect(own.findTokenPrices("scaleway/llama-3.3-70b-instruct")?.input.base).toBeCloseTo(0.72, 12);
  });

  test("takes a discount off tiers and announced changes as well", () => {
    const own = book(
      { id: "openai/gpt-6-sol", discountPercent: 50, ...contract },
      { id: "google/gemini-3.8-flash", discountPercent: 50, ...contract },
    );
    expect(own.findTokenPrices("openai/gpt-6-sol")?.input).toEqual({
      base: 1,
      tiers: [{ start: 272_000, amount: 2 }],
    });
    expect(own.findTokenPrices("google/gemini-3.8-flash")?.changes[0]?.input.base).toBe(0.75);
  });

  test("commits to hours, beyond which the list price holds", () => {
    const reserved = { amount: 0.5, currency: "EUR", hoursPerMonth: 600 } as const;
    const own = book({ id: "scaleway/L4-1-24G", reserved, ...contract }).findPrice("scaleway/L4-1-24G");
    if (own === undefined) throw new Error("the price is gone");
    expect(own).toMatchObject({ amount: 0.79, reserved });
    expect(monthlyEuro(own, 0, EXCHANGE_RATES)).toBe(300);
    expect(monthlyEuro(own, 730, EXCHANGE_RATES)).toBeCloseTo(300 + 130 * 0.79, 9);
  });

  test("replaces token prices in requests of any size, and keeps what the model is", () => {
    const own = book({
      id: "openai/gpt-6-sol",
      inputPerMillion: 1.5,
      outputPerMillion: 8,
      currency: "EUR",
      ...contract,
    }).findTokenPrices("openai/gpt-6-sol");
    expect(own).toMatchObject({
      name: "GPT-6 Sol",
      tier: "mid",
      currency: "EUR",
      input: { base: 1.5, tiers: [] },
      output: { base: 8, tiers: [] },
      changes: [],
      batchFactor: 0.5,
      source: "rate card: contract 42",
    });
    expect(own?.cachedInput).toBeUndefined();
  });

  test("adds a model whose kind and tier it says", () => {
    const rates = {
      inputPerMillion: 1,
      cachedInputPerMillion: 0.1,
      outputPerMillion: 2,
      currency: "EUR",
    } as const;
    const own = book({ id: "lyceum/own", ...rates, kind: "eu-serverless", tier: "mid", ...contract });
    expect(own.findTokenPrices("lyceum/own")).toMatchObject({
      euFactor: 1,
      cachedInput: { base: 0.1, tiers: [] },
    });
    expect(own.tokenPriceIds()).toContain("lyceum/own");
  });

  test("ends with its contract, or with the list price, whichever is first", () => {
    const own = book({ id: "scaleway/L4-1-24G", discountPercent: 5, ...contract, validUntil: "2026-12-31" });
    expect(own.findPrice("scaleway/L4-1-24G")?.validUntil).toBe("2026-12-31");
  });
});

describe("a rate card that cannot be applied", () => {
  const hourly = { amount: 1, currency: "EUR", unit: "hour" } as const;
  const rates = { inputPerMillion: 1, outputPerMillion: 2, currency: "EUR" } as const;
  const reserved = { amount: 1, currency: "EUR", hoursPerMonth: 1 } as const;

  test.each<[string, RateCard[number], RegExp]>([
    [
      "a discount on an unknown id",
      { id: "scaleway/L4-1-24", discountPercent: 10, ...contract },
      /\[0\]\.id is "scaleway\/L4-1-24": not in the price book.*did you mean "scaleway\/L4-1-24G"/,
    ],
    [
      "committed hours of an unknown id",
      { id: "scaleway/l4", reserved, ...contract },
      /\[0\]\.id is "scaleway\/l4": not in the price book/,
    ],
    [
      "a discount on an unknown provider",
      { id: "scaleweay/*", discountPercent: 10, ...contract },
      /no provider of the price book; did you mean "scaleway\/\*"\?/,
    ],
    [
      "committed hours of a month",
      { id: "ovh/l4-90", reserved, ...contract },
      /only a price by the hour has committed hours/,
    ],
    [
      "committed hours of a model",
      { id: "openai/gpt-6-sol", reserved, ...contract },
      /only a price by the hour/,
    ],
    [
      "an hourly price of a model",
      { id: "openai/gpt-6-sol", ...hourly, ...contract },
      /\[0\]\.amount is 1: .*billed by the token/,
    ],
    [
      "token prices of a machine",
      { id: "scaleway/L4-1-24G", ...rates, ...contract },
      /billed by the hour: give amount, currency and unit/,
    ],
    [
      "a price by the hour of storage",
      { id: "scaleway/block-storage", ...hourly, ...contract },
      /\[0\]\.unit is "hour": the book bills it by the gigabyte-month/,
    ],
    [
      "a new model without its kind",
      { id: "lyceum/own", ...rates, tier: "mid", ...contract },
      /\[0\]\.kind: missing/,
    ],
    [
      "a new model without its tier",
      { id: "lyceum/own", ...rates, kind: "closed-api", ...contract },
      /\[0\]\.tier: missing/,
    ],
    [
      "a day to come",
      { id: "scaleway/*", discountPercent: 1, ...contract, asOf: "2027-11-02" },
      /\[0\]\.asOf is "2027-11-02": in the future/,
    ],
    [
      "a contract that has ended",
      { id: "scaleway/*", discountPercent: 1, ...contract, validUntil: "2026-11-23" },
      /\[0\]\.validUntil is "2026-11-23": the contract has ended/,
    ],
  ])("because of %s says so", (_name, entry, message) => {
    expect(() => book(entry)).toThrow(RateCardError);
    expect(() => book(entry)).toThrow(message);
    expect(() => book(entry)).toThrow(/Fix: /);
  });

  test("because of an id given twice names both", () => {
    const entry = { id: "scaleway/*", discountPercent: 1, ...contract };
    expect(() => book(entry, entry)).toThrow('[1].id is "scaleway/*": given twice; keep one of [0] and [1]');
  });

  test("names all problems at once", () => {
    const entry = { id: "nobody/x", discountPercent: 1, ...contract };
    expect(() => book(entry, { ...entry, id: "nobody/y" })).toThrow(/\[0\]\.id[^]*\[1\]\.id/);
  });

  test("is valid on the last day of its contract", () => {
    const entry = { id: "scaleway/*", discountPercent: 1, ...contract, validUntil: "2026-11-24" };
    expect(() => book(entry)).not.toThrow();
  });
});

describe("a rate card's file", () => {
  const directory = mkdtempSync(join(tmpdir(), "rate-card-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const load = (text: string) => {
    const file = join(directory, "rates.yaml");
    writeFileSync(file, text);
    return loadRateCard(file);
  };
  const origin = "source: offer 7, asOf: 2026-11-01";

  test("in YAML or JSON gives entries", () => {
    const entry = { id: "scaleway/*", discountPercent: 15, source: "offer 7", asOf: "2026-11-01" };
    expect(load(`- { id: "scaleway/*", discountPercent: 15, ${origin} }`)).toEqual([entry]);
    expect(load(JSON.stringify([entry]))).toEqual([entry]);
  });

  test.each([
    [
      "no currency",
      `- { id: a/b, amount: 1, unit: hour, ${origin} }`,
      /\[0\]\.currency: missing; allowed: EUR/,
    ],
    [
      "a negative amount",
      `- { id: a/b, amount: -1, currency: EUR, unit: hour, ${origin} }`,
      /\[0\]\.amount is -1: too small/,
    ],
    [
      "an unknown unit",
      `- { id: a/b, amount: 1, currency: EUR, unit: day, ${origin} }`,
      /\[0\]\.unit is "day": not allowed; allowed: hour, month/,
    ],
    ["no source", "- { id: a/b, discountPercent: 5, asOf: 2026-11-01 }", /\[0\]\.source: missing/],
    [
      "a discount over 100 %",
      `- { id: a/b, discountPercent: 101, ${origin} }`,
      /discountPercent is 101: too large: at most 100/,
    ],
    [
      "an amount for all of a provider",
      `- { id: "a/*", amount: 1, currency: EUR, unit: hour, ${origin} }`,
      /\[0\]\.id is "a\/\*": expected provider\/product/,
    ],
    ["half a YAML", "- { id: a/b, amount: 1", /line 1: not readable as YAML/],
    [
      "one entry that is no list",
      `{ id: a/b, discountPercent: 5, ${origin} }`,
      /the document is an object: expected array/,
    ],
  ])("with %s says so and what to do", (_name, text, message) => {
    expect(() => load(text)).toThrow(message);
    expect(() => load(text)).toThrow(/Fix: mend the entries above; docs\/prices.md/);
  });

  test("that is not there says so", () => {
    expect(() => loadRateCard(join(directory, "none.yaml"))).toThrow(/none\.yaml:[^]*cannot be read/);
  });

  test("has a description for each key and form, for the generated pages", () => {
    expect(undescribed(rateCardSchema)).toEqual([]);
  });
});
