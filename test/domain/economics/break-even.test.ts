import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  breakEven,
  paybackWeeks,
  perMillion,
  volumeClass,
  volumes,
  VOLUME_RANGE,
} from "../../../domain/economics/break-even.ts";
import { tokensPerDay, type Point } from "../../../domain/economics/scenario.ts";
import { at } from "./scenarios.ts";

const fixed = (amount: number) => () => amount;
/** EUR a month at so many EUR for a million tokens. */
const linear = (each: number) => (point: Point) => (tokensPerDay(point) * 30 * each) / 1e6;
/** A machine at `each` EUR for every `capacity` tokens a day. */
const steps = (each: number, capacity: number) => (point: Point) =>
  Math.max(1, Math.ceil(tokensPerDay(point) / capacity)) * each;
const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("break-even", () => {
  test("of a fixed cost against a price by the token is where the closed form says, to 1 in 100,000", () => {
    fc.assert(
      fc.property(positive(1, 100_000), positive(0.01, 100), (cost, each) => {
        const expected = (cost / 30 / each) * 1e6;
        fc.pre(expected > VOLUME_RANGE.least * 1.01 && expected < VOLUME_RANGE.most * 0.99);
        const { from, always } = breakEven(fixed(cost), linear(each), at());
        expect(Math.abs((from ?? 0) / expected - 1)).toBeLessThan(1e-5);
        expect(always).toBe(from);
      }),
    );
  });

  test("does not depend on the traffic that is planned, only on its mix", () => {
    const own = (point: Point) => 100 + point.requestsPerDay * point.outputTokens * 1e-6;
    const found = (changes: Partial<Point>) => breakEven(own, linear(5), at(changes)).from ?? 0;
    expect(found({ requestsPerDay: 1 })).toBe(found({ requestsPerDay: 1e9 }));
    expect(found({ requestsPerDay: 0 })).toBe(found({ requestsPerDay: 1 }));
    expect(found({ outputTokens: 2000 })).not.toBeCloseTo(found({}), -3);
  });

  test("is never reached where each token of the own model costs as much or more", () => {
    const never = { from: undefined, always: undefined };
    expect(breakEven((point) => linear(5)(point) + 1, linear(5), at())).toEqual(never);
    expect(breakEven(linear(6), linear(5), at())).toEqual(never);
    expect(breakEven(linear(5), linear(5), at())).toEqual(never);
    expect(breakEven(fixed(1), linear(5), at({ inputTokens: 0, outputTokens: 0 }))).toEqual(never);
  });

  test("at the smallest volume is that volume, where it is cheaper there already", () => {
    const { from, always } = breakEven(fixed(0), linear(5), at());
    expect(from).toBeCloseTo(VOLUME_RANGE.least, 6);
    expect(always).toBe(from);
  });

  test("for good comes after the first where a further replica loses what the first won", () => {
    // 100 EUR for every 10 million tokens a day, against 0.42 EUR a million: won from 7.94, lost from 10, won from 15.9.
    const { from, always } = breakEven(steps(100, 1e7), linear(0.42), at());
    expect(Math.abs((from ?? 0) / 7.936_508e6 - 1)).toBeLessThan(1e-5);
    // The last time it turns is the last replica that costs more than the tokens that it takes over.
    expect(always).toBeGreaterThan((from ?? 0) * 1.5);
    const after = (tokens: number) => ({ ...at(), requestsPerDay: tokens / 4000 });
    for (const tokens of volumes((always ?? 0) * 1.001, 1e11, 500))
      expect(steps(100, 1e7)(after(tokens))).toBeLessThan(linear(0.42)(after(tokens)));
  });

  test("is not for good where a full replica costs more than the API", () => {
    const { from, always } = breakEven(
      (point) => (tokensPerDay(point) < 5e6 ? 1 : linear(10)(point)),
      linear(5),
      at(),
    );
    expect(from).toBeDefined();
    expect(always).toBeUndefined();
  });

  test("falls, or stays, as the API grows dearer", () => {
    fc.assert(
      fc.property(
        positive(50, 5000),
        positive(1e6, 1e9),
        positive(0.05, 30),
        positive(1, 3),
        (each, capacity, price, factor) => {
          const cheap =
            breakEven(steps(each, capacity), linear(price), at()).from ?? Number.POSITIVE_INFINITY;
          const dear =
            breakEven(steps(each, capacity), linear(price * factor), at()).from ?? Number.POSITIVE_INFINITY;
          // Within a step of the search more than one turn may lie.
          expect(dear).toBeLessThanOrEqual(cheap * 1.05);
        },
      ),
    );
  });

  test("parts volumes: dearer just before, cheaper just after", () => {
    fc.assert(
      fc.property(positive(50, 5000), positive(1e6, 1e9), positive(0.05, 30), (each, capacity, price) => {
        const [own, other] = [steps(each, capacity), linear(price)];
        const { from } = breakEven(own, other, at());
        fc.pre(from !== undefined && from > VOLUME_RANGE.least * 1.1);
        const there = (tokens: number) => ({ ...at(), requestsPerDay: tokens / 4000 });
        expect(own(there(from))).toBeLessThan(other(there(from)));
        expect(own(there(from * (1 - 3e-6)))).toBeGreaterThanOrEqual(other(there(from * (1 - 3e-6))));
      }),
    );
  });
});

test("volumes run from the least to the most, each the same multiple of the one before", () => {
  const list = volumes(1e3, 1e6, 4);
  expect(list.map(Math.round)).toEqual([1000, 10_000, 100_000, 1_000_000]);
});

describe("a volume", () => {
  const found = { from: 10, always: 10 };

  test.each([
    [0, "low"],
    [4.99, "low"],
    [5, "moderate"],
    [15, "moderate"],
    [15.01, "high"],
  ])("of %d against a break-even of 10 is %s", (volume, expected) => {
    expect(volumeClass(volume, found)).toBe(expected);
  });

  test("against none is neither", () => {
    expect(volumeClass(10, { from: undefined, always: undefined })).toBeUndefined();
  });
});

describe("payback", () => {
  test("of 8,690 EUR by 2,000 a month is 18.9 weeks", () => {
    expect(paybackWeeks(8690, 3000, 1000)).toBeCloseTo((8690 / 2000) * (730 / 168), 9);
    expect(paybackWeeks(0, 2, 1)).toBe(0);
  });

  test("is never where nothing is saved", () => {
    expect(paybackWeeks(100, 5, 5)).toBeUndefined();
    expect(paybackWeeks(100, 5, 6)).toBeUndefined();
  });
});

test("cost per million tokens needs tokens", () => {
  expect(perMillion({ total: 50 }, 25e6)).toBeCloseTo(2, 12);
  expect(perMillion({ total: 50 }, 0)).toBeUndefined();
});
