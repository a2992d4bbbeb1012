import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recommend } from "../../../domain/economics/decision.ts";
import { flips } from "../../../domain/economics/flips.ts";
import { likelyPoint, mostOf } from "../../../domain/economics/scenario.ts";
import { api, at, cases, pinned, scenario } from "./scenarios.ts";

const distance = ({ from, to }: { from: number; to: number }) => Math.max(from / to, to / from);

describe("flips", () => {
  test("change the recommendation to what they say, at the value that they name", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found }) => {
        const likeliest = likelyPoint(found);
        const now = recommend(found, likeliest);
        for (const { assumption, from, to, option } of flips(found)) {
          expect(from).toBe(likeliest[assumption]);
          expect(option).not.toBe(now);
          expect(recommend(found, { ...likeliest, [assumption]: to })).toBe(option);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("are not reached just before that value", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found }) => {
        const likeliest = likelyPoint(found);
        const now = recommend(found, likeliest);
        for (const { assumption, from, to } of flips(found)) {
          // The value is found to one in 10,000: somewhere that close before it nothing has changed yet.
          const before = Array.from({ length: 50 }, (_, step) => 1 + ((step + 1) / 50) * 1.01e-4).map(
            (factor) => (to > from ? to / factor : to * factor),
          );
          expect(
            before.some((value) => recommend(found, { ...likeliest, [assumption]: value }) === now),
          ).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("come nearest first, within a factor of ten, and below 1 where nothing more makes sense", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found }) => {
        const list = flips(found);
        const distances = list.map(distance);
        expect(distances).toEqual(distances.toSorted((a, b) => a - b));
        expect(distances.every((factor) => factor <= 10.01)).toBe(true);
        for (const { assumption, to } of list) expect(to).toBeLessThanOrEqual(mostOf(assumption));
      }),
      { numRuns: 60 },
    );
  });

  test("are where costs cross: 4 million tokens, 730 EUR of GPU, 20 EUR a million", () => {
    const found = flips(scenario({ euServerless: undefined }, at()));
    const to = (assumption: string) => found.find((flip) => flip.assumption === assumption)?.to ?? 0;
    const ratio = 2433.333_333 / 730;
    expect(to("apiPrice") * ratio).toBeCloseTo(1, 3);
    expect(to("requestsPerDay") / (1000 / ratio)).toBeCloseTo(1, 3);
    expect(to("gpuPrice") / ratio).toBeCloseTo(1, 3);
    expect(found.every(({ option }) => option === "closedApi")).toBe(true);
  });

  test("leave out assumptions of 0, which have no multiple", () => {
    const found = flips(scenario({}, at()));
    for (const { assumption } of found) expect(at()[assumption]).toBeGreaterThan(0);
  });

  test("leave out what is said to be certain, by a range without width", () => {
    const names = (changes: Parameters<typeof scenario>[1]) =>
      new Set(
        flips(scenario({ euServerless: undefined }, { ...at(), ...changes })).map(
          ({ assumption }) => assumption,
        ),
      );
    expect(names({})).toContain("gpuPrice");
    const certain = names({ gpuPrice: { low: 1, likely: 1, high: 1 } });
    expect(certain).not.toContain("gpuPrice");
    expect(certain).toContain("apiPrice");
    expect(names({ gpuPrice: { low: 1, likely: 1, high: 1.001 } })).toContain("gpuPrice");
    const pinnedPoint = pinned(at());
    expect(flips(scenario({ euServerless: undefined }, pinnedPoint))).toEqual([]);
  });

  test("are none where one option costs nothing at all", () => {
    expect(flips(scenario({ closedApi: api(0, 0) }, at()))).toEqual([]);
  });
});
