import { describe, expect, test } from "vitest";
import { GPU_INSTANCES } from "../../../domain/prices/gpu-instances.ts";
import { findPrice, machinePriceIds, PRICE_BOOK, tokenPriceIds } from "../../../domain/prices/book.ts";
import { isDay } from "../jurisdiction/iso.ts";

/** What is free, and why that is no missing price. */
const FREE: Readonly<Record<string, RegExp>> = { "scaleway/kapsule-mutualized": /without additional cost/ };

describe.each(PRICE_BOOK.map((price) => [price.id, price] as const))("price of %s", (id, price) => {
  test("is positive, or its source says that it is free", () => {
    expect(Number.isFinite(price.amount)).toBe(true);
    expect(price.amount).toBeGreaterThanOrEqual(0);
    if (price.amount === 0) expect(price.source).toMatch(FREE[id] ?? /^no reason is known$/);
  });

  test("has currency, unit, source and date", () => {
    expect(["EUR", "USD"]).toContain(price.currency);
    expect(["hour", "month", "gigabyte-month", "million-input-tokens", "million-output-tokens"]).toContain(
      price.unit,
    );
    expect(price.source.length).toBeGreaterThan(10);
    expect(price.asOf).toSatisfy(isDay);
  });

  test("is found by its id, which names provider and product", () => {
    expect(findPrice(id)).toBe(price);
    expect(id).toMatch(/^[a-z][a-z0-9-]*\/[A-Za-z0-9.-]+(\/(input|output))?$/);
  });
});

describe("the price book", () => {
  test("has no id twice", () => {
    const ids = PRICE_BOOK.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has a price of input and one of output for each model, by the million tokens", () => {
    const inputs = PRICE_BOOK.filter(({ id }) => id.endsWith("/input"));
    const outputs = PRICE_BOOK.filter(({ id }) => id.endsWith("/output"));
    expect(inputs.map(({ unit }) => unit)).toEqual(inputs.map(() => "million-input-tokens"));
    expect(outputs.map(({ unit }) => unit)).toEqual(outputs.map(() => "million-output-tokens"));
    expect(inputs.map(({ id }) => id.replace("/input", "/output"))).toEqual(outputs.map(({ id }) => id));
  });

  test("knows every GPU instance that a stack may ask for", () => {
    const missing = GPU_INSTANCES.filter(
      ({ provider, type }) => findPrice(`${provider}/${type}`)?.unit !== "hour",
    );
    expect(missing).toEqual([]);
  });

  test("gives undefined, never 0, for what it lacks", () => {
    expect(findPrice("scaleway/L4-1-24g")).toBeUndefined();
    expect(findPrice("")).toBeUndefined();
  });

  test("lists machines and models apart", () => {
    expect(machinePriceIds()).toEqual(expect.arrayContaining(["scaleway/L4-1-24G", "ovh/l4-90"]));
    expect(machinePriceIds()).not.toContain("scaleway/block-storage");
    expect(machinePriceIds().filter((id) => /put$/.test(id))).toEqual([]);
    expect(tokenPriceIds()).toContain("openai/gpt-6-astra");
    expect(tokenPriceIds().filter((id) => findPrice(`${id}/output`) === undefined)).toEqual([]);
  });

  test("charges Mistral's EU inference at 1.1 times the list price", () => {
    expect(findPrice("mistral-eu/mistral-medium-3.5/input")?.amount).toBeCloseTo(1.65, 12);
    expect(findPrice("mistral-eu/mistral-medium-3.5/output")?.amount).toBeCloseTo(8.25, 12);
  });
});
