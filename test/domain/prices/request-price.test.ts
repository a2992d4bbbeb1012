import { calcPrice } from "@pydantic/genai-prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBookFile } from "../../../domain/prices/files.ts";
import { listTokenPrices } from "../../../domain/prices/list-tokens.ts";
import { amountAt, amountsOn, requestPrice, scaled } from "../../../domain/prices/request-price.ts";
import { tokenFileSchema } from "../../../domain/prices/schemas.ts";

const TODAY = new Date("2026-11-24T12:00:00Z");
const flat = (base: number) => ({ base, tiers: [] });

describe("one request", () => {
  const prices = {
    input: { base: 2, tiers: [{ start: 1000, amount: 4 }] },
    cachedInput: { base: 0.5, tiers: [{ start: 1000, amount: 1 }] },
    cacheWrite: flat(3),
    output: { base: 10, tiers: [{ start: 1000, amount: 15 }] },
  };

  test("costs each kind of token at its amount", () => {
    const usage = { inputTokens: 1000, cachedInputTokens: 600, cacheWriteTokens: 100, outputTokens: 50 };
    expect(requestPrice(prices, usage)).toBeCloseTo((300 * 2 + 600 * 0.5 + 100 * 3 + 50 * 10) / 1e6, 15);
  });

  test("with an input beyond a tier's start costs that tier for all its tokens", () => {
    expect(requestPrice(prices, { inputTokens: 1001, outputTokens: 50 })).toBeCloseTo(
      (1001 * 4 + 50 * 15) / 1e6,
      15,
    );
    expect(amountAt(prices.input, 1000)).toBe(2);
    expect(amountAt(prices.input, 1001)).toBe(4);
  });

  test("is billed by the whole input: cached tokens count towards the tier", () => {
    const usage = { inputTokens: 1001, cachedInputTokens: 1001, outputTokens: 0 };
    expect(requestPrice(prices, usage)).toBeCloseTo(1001e-6, 15);
  });

  test("costs cached and written input as other input where the model has no price for it", () => {
    const plain = { input: flat(2), output: flat(10) };
    const usage = { inputTokens: 100, cachedInputTokens: 40, cacheWriteTokens: 30, outputTokens: 0 };
    expect(requestPrice(plain, usage)).toBeCloseTo(200e-6, 15);
  });

  test("with more cached than there is input is refused", () => {
    expect(() => requestPrice(prices, { inputTokens: 10, cachedInputTokens: 11, outputTokens: 0 })).toThrow(
      "cached (11) and written (0) tokens exceed the input (10)",
    );
  });

  test("costs a factor more where all amounts do", () => {
    const usage = { inputTokens: 5000, cachedInputTokens: 1000, cacheWriteTokens: 500, outputTokens: 50 };
    expect(requestPrice(scaled(prices, 1.1), usage)).toBeCloseTo(requestPrice(prices, usage) * 1.1, 15);
  });
});

/** Models whose amounts come from the package, with what the book adds to them. */
const packaged = ["closed-apis.yaml", "serverless.yaml"].flatMap((file) =>
  readBookFile(file, tokenFileSchema).flatMap((group) =>
    group.models.flatMap((model) =>
      "genai" in model
        ? [{ id: model.id, ...model.genai, includes: (model.includes ?? group.includes)?.factor ?? 1 }]
        : [],
    ),
  ),
);

const usages = fc
  .record({
    // Around the starts of tiers as well as far from them.
    input: fc.oneof(fc.nat(2_000_000), fc.constantFrom(199_999, 200_000, 200_001, 271_999, 272_000, 272_001)),
    cached: fc.double({ min: 0, max: 1, noNaN: true }),
    written: fc.double({ min: 0, max: 1, noNaN: true }),
    output: fc.nat(200_000),
  })
  .map(({ input, cached, written, output }) => {
    const cachedInputTokens = Math.floor(input * cached);
    return {
      inputTokens: input,
      cachedInputTokens,
      cacheWriteTokens: Math.floor((input - cachedInputTokens) * written),
      outputTokens: output,
    };
  });

describe.each([
  ["today", TODAY],
  ["after the changes that are announced", new Date("2027-02-01T12:00:00Z")],
])("the arithmetic agrees with @pydantic/genai-prices %s", (_name, day) => {
  const byId = new Map(listTokenPrices(TODAY).map((prices) => [prices.id, prices]));

  test.each(packaged)("for $id", ({ id, provider, model, includes }) => {
    const prices = byId.get(id);
    if (prices === undefined) throw new Error(`${id} is not in the book`);
    const amounts = amountsOn(prices, day.toISOString().slice(0, 10));
    fc.assert(
      fc.property(usages, (usage) => {
        const theirs = calcPrice(
          {
            input_tokens: usage.inputTokens,
            cache_read_tokens: usage.cachedInputTokens,
            cache_write_tokens: usage.cacheWriteTokens,
            output_tokens: usage.outputTokens,
          },
          model,
          { providerId: provider, timestamp: day },
        );
        const expected = (theirs?.total_price ?? Number.NaN) * includes;
        expect(Math.abs(requestPrice(amounts, usage) - expected)).toBeLessThanOrEqual(
          1e-9 * Math.max(1, expected),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("announced changes", () => {
  const flash = (today: Date) => listTokenPrices(today).find(({ id }) => id === "google/gemini-3.8-flash");

  test("Gemini 3.8 Flash doubles on 2027-01-01 and is known to before", () => {
    const prices = flash(TODAY);
    expect(prices?.input.base).toBe(0.75);
    expect(prices?.changes).toMatchObject([{ on: "2027-01-01", input: flat(1.5), output: flat(7.5) }]);
  });

  test("are in force from their day and no longer announced then", () => {
    const prices = flash(new Date("2027-01-01T00:00:00Z"));
    expect(prices?.input.base).toBe(1.5);
    expect(prices?.changes).toEqual([]);
  });

  test("are found for a day", () => {
    const prices = flash(TODAY);
    if (prices === undefined) throw new Error("the model is not in the book");
    expect(amountsOn(prices, "2026-12-31").input.base).toBe(0.75);
    expect(amountsOn(prices, "2027-01-01").input.base).toBe(1.5);
  });
});
