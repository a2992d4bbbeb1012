import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../domain/economics/random.ts";

const draw = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random());
};

/** Mulberry32 as its author wrote it, signed where this project has it unsigned. */
function reference(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("random numbers", () => {
  test("are those of Mulberry32", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const expected = reference(seed);
        expect(draw(seed, 50)).toEqual(Array.from({ length: 50 }, () => expected()));
      }),
    );
    expect(draw(1, 1)[0]).toBeCloseTo(0.627_073_940_588_161_3, 15);
  });

  test("are the same for the same seed, and others for another", () => {
    expect(draw(7, 100)).toEqual(draw(7, 100));
    expect(draw(7, 100)).not.toEqual(draw(8, 100));
  });

  test("lie from 0 up to 1 without it", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(draw(seed, 100).every((value) => value >= 0 && value < 1)).toBe(true);
      }),
    );
  });

  test.each([1, 2, 42])("of seed %d are spread evenly: chi-squared over 100 boxes", (seed) => {
    const boxes = Array.from({ length: 100 }, () => 0);
    for (const value of draw(seed, 100_000)) {
      const box = Math.floor(value * 100);
      boxes[box] = (boxes[box] ?? 0) + 1;
    }
    const statistic = boxes.reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: below 60 or above 149 once in a thousand times.
    expect(statistic).toBeGreaterThan(56);
    expect(statistic).toBeLessThan(149);
  });

  test("do not follow from the one before, nor from the one twenty before (the same assumption)", () => {
    const values = draw(1, 100_000);
    for (const lag of [1, 20]) {
      let product = 0;
      for (let index = lag; index < values.length; index++)
        product += ((values[index] ?? 0) - 0.5) * ((values[index - lag] ?? 0) - 0.5);
      // The correlation of independent numbers has a standard deviation of 1 / √100,000.
      expect(Math.abs((product / values.length) * 12)).toBeLessThan(0.013);
    }
  });
});
