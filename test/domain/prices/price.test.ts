import { describe, expect, test } from "vitest";
import {
  ageInDays,
  DAYS_PER_MONTH,
  freshness,
  HOURS_PER_MONTH,
  inEuro,
  USD_RATE,
} from "../../../domain/prices/price.ts";
import { isDay } from "../jurisdiction/iso.ts";

const asOf = "2026-01-01";
const daysLater = (days: number) => new Date(Date.parse(asOf) + days * 86_400_000);

describe("age", () => {
  test.each([
    [0, "fresh"],
    [30, "fresh"],
    [31, "ageing"],
    [90, "ageing"],
    [91, "stale"],
    [400, "stale"],
  ])("a price of %i days is %s", (days, state) => {
    expect(freshness({ asOf }, daysLater(days))).toBe(state);
  });

  test("counts whole days: the hours of a day change nothing", () => {
    expect(ageInDays({ asOf }, daysLater(30.99))).toBe(30);
    expect(freshness({ asOf }, daysLater(30.99))).toBe("fresh");
  });

  test("a price from tomorrow is fresh", () => {
    expect(freshness({ asOf }, daysLater(-1))).toBe("fresh");
  });
});

describe("currency", () => {
  test("EUR stays, USD is divided by 1.1133", () => {
    expect(inEuro({ amount: 10, currency: "EUR" })).toBe(10);
    expect(inEuro({ amount: 11.133, currency: "USD" })).toBeCloseTo(10, 12);
  });

  test("the rate has its source and date", () => {
    expect(USD_RATE.source).toContain("1.1133");
    expect(USD_RATE.asOf).toSatisfy(isDay);
  });
});

test("a month has 730 hours, and its days agree with them", () => {
  expect(HOURS_PER_MONTH).toBe(730);
  expect(DAYS_PER_MONTH * 24).toBeCloseTo(730, 9);
});
