import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { likely, quantileOf, type Range, rangeOf } from "../../../domain/economics/estimate.ts";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const ranges: fc.Arbitrary<Range> = fc
  .tuple(finite, finite, finite)
  .map((values) => values.toSorted((a, b) => a - b))
  .map(([low = 0, middle = 0, high = 0]) => ({ low, likely: middle, high }));
const wide = ranges.filter(({ low, high }) => high - low > 1e-3);
const probabilities = fc.double({ min: 0, max: 1, noNaN: true });

/** The distribution function as textbooks give it, by the side of the peak on which a value lies. */
function share({ low, likely: peak, high }: Range, value: number): number {
  const width = high - low;
  if (value <= low) return 0;
  if (value >= high) return 1;
  return value <= peak
    ? (value - low) ** 2 / (width * (peak - low))
    : 1 - (high - value) ** 2 / (width * (high - peak));
}

describe("a value at a probability", () => {
  test("is the inverse of the distribution function", () => {
    fc.assert(
      fc.property(wide, probabilities, (range, probability) => {
        expect(share(range, quantileOf(range, probability))).toBeCloseTo(probability, 5);
      }),
    );
  });

  test("stays within the bounds, and reaches them", () => {
    fc.assert(
      fc.property(ranges, probabilities, (range, probability) => {
        const slack = 1e-9 * Math.max(1, Math.abs(range.low), Math.abs(range.high));
        const value = quantileOf(range, probability);
        expect(value).toBeGreaterThanOrEqual(range.low - slack);
        expect(value).toBeLessThanOrEqual(range.high + slack);
        expect(Math.abs(quantileOf(range, 0) - range.low)).toBeLessThanOrEqual(slack);
        expect(Math.abs(quantileOf(range, 1) - range.high)).toBeLessThanOrEqual(slack);
      }),
    );
  });

  test("of a share that may be everything is never above 1, so that no more is cached than there is", () => {
    fc.assert(
      fc.property(probabilities, probabilities, probabilities, (a, b, probability) => {
        const value = quantileOf({ low: Math.min(a, b), likely: Math.max(a, b), high: 1 }, probability);
        expect(value).toBeLessThanOrEqual(1);
        expect(value).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("grows with the probability", () => {
    fc.assert(
      fc.property(ranges, probabilities, probabilities, (range, a, b) => {
        const slack = 1e-9 * Math.max(1, Math.abs(range.low), Math.abs(range.high));
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(quantileOf(range, less)).toBeLessThanOrEqual(quantileOf(range, more) + slack);
      }),
    );
  });

  test("is the peak where the probability is that of lying below it", () => {
    expect(quantileOf({ low: 0, likely: 3, high: 4 }, 0.75)).toBeCloseTo(3, 12);
    expect(quantileOf({ low: 0, likely: 1, high: 2 }, 0.125)).toBeCloseTo(0.5, 12);
    expect(quantileOf({ low: 0, likely: 1, high: 2 }, 0.875)).toBeCloseTo(1.5, 12);
  });

  test("of a range without width is that one value, exactly", () => {
    fc.assert(
      fc.property(finite, probabilities, (value, probability) => {
        expect(quantileOf({ low: value, likely: value, high: value }, probability)).toBe(value);
      }),
    );
  });

  test.each([
    ["at the lower bound", { low: 2, likely: 2, high: 6 }, 6 - Math.sqrt(0.5 * 16)],
    ["at the upper bound", { low: 2, likely: 6, high: 6 }, 2 + Math.sqrt(0.5 * 16)],
  ])("works with the peak %s", (_, range, median) => {
    expect(quantileOf(range, 0.5)).toBeCloseTo(median, 12);
  });
});

describe("a range", () => {
  test("in the configuration is taken as it is, whatever the spread", () => {
    const range = { low: 1, likely: 2, high: 30 };
    expect(rangeOf(range, { low: 0.5, high: 2 }, 5)).toBe(range);
    expect(likely(range)).toBe(2);
  });

  test("of a lone figure lies around it, and not above what makes sense", () => {
    expect(rangeOf(10, { low: 0.5, high: 2 })).toEqual({ low: 5, likely: 10, high: 20 });
    expect(rangeOf(0.9, { low: 0.5, high: 2 }, 1)).toEqual({ low: 0.45, likely: 0.9, high: 1 });
    expect(rangeOf(0, { low: 0.5, high: 2 })).toEqual({ low: 0, likely: 0, high: 0 });
    expect(likely(7)).toBe(7);
  });
});
