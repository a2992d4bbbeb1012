import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { euro, millions, percent, wholeEuro } from "../../../policies/cost/figures.ts";

test("amounts have two decimals and thousands; estimates have none", () => {
  expect([euro(0), euro(1234.5), euro(0.005_01)]).toEqual(["0.00", "1,234.50", "0.01"]);
  expect([wholeEuro(0.4), wholeEuro(1234.5)]).toEqual(["0", "1,235"]);
});

test("nothing is never written with a sign", () => {
  expect([euro(-0), wholeEuro(-0), euro(-0.001), wholeEuro(-0.3)]).toEqual(["0.00", "0", "0.00", "0"]);
});

test("tokens come in millions, with a decimal while they are few, and are never nothing where there are some", () => {
  const texts = [0, 3_706_000, 99_940_000, 1_234_567_890, 50_000, 4000, 1].map(millions);
  expect(texts).toEqual(["0.0 M", "3.7 M", "99.9 M", "1,235 M", "0.05 M", "0.004 M", "0.000001 M"]);
});

describe("shares", () => {
  test.each([
    [0, "0 %"],
    [0.004, "under 1 %"],
    [0.01, "1 %"],
    [0.634, "63 %"],
    [0.99, "99 %"],
    [0.999_9, "over 99 %"],
    [1, "100 %"],
  ])("%d is %s", (share, text) => {
    expect(percent(share)).toBe(text);
  });

  test("look like nothing or everything only where they are", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(percent(share) === "0 %").toBe(share === 0);
        expect(percent(share) === "100 %").toBe(share === 1);
      }),
    );
  });
});
