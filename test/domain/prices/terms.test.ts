import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageInDays, freshness, validity } from "../../../domain/prices/age.ts";
import { type ExchangeRates, MissingRateError, monthlyEuro, toEuro } from "../../../domain/prices/money.ts";
import { DAYS_PER_MONTH, HOURS_PER_MONTH, type Price } from "../../../domain/prices/terms.ts";

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

describe("validity", () => {
  const price = { validFrom: "2026-03-01", validUntil: "2026-03-31" };

  test.each([
    ["2026-02-28T23:59:59Z", "not-yet-valid"],
    ["2026-03-01T00:00:00Z", "valid"],
    ["2026-03-31T23:59:59Z", "valid"],
    ["2026-04-01T00:00:00Z", "expired"],
  ])("on %s a price of March is %s", (now, state) => {
    expect(validity(price, new Date(now))).toBe(state);
  });

  test("a price without days is always valid", () => {
    expect(validity({}, new Date("1970-01-01"))).toBe("valid");
    expect(validity({}, new Date("2100-01-01"))).toBe("valid");
  });

  test("a price that is not valid today is stale, however new it is", () => {
    expect(freshness({ asOf: "2026-02-28", ...price }, new Date("2026-02-28"))).toBe("stale");
    expect(freshness({ asOf: "2026-03-31", ...price }, new Date("2026-04-01"))).toBe("stale");
    expect(freshness({ asOf: "2026-03-01", ...price }, new Date("2026-03-15"))).toBe("fresh");
  });
});

const rates: ExchangeRates = { source: "a bank", asOf, perEuro: { USD: 1.25, PLN: 4 } };

describe("currency", () => {
  test("EUR stays, another is divided by what one euro buys of it", () => {
    expect(toEuro(10, "EUR", rates)).toBe(10);
    expect(toEuro(10, "USD", rates)).toBe(8);
    expect(toEuro(10, "PLN", rates)).toBe(2.5);
  });

  test("a currency without a rate is an error that says what to do, never the amount unchanged", () => {
    expect(() => toEuro(10, "CHF", rates)).toThrow(MissingRateError);
    expect(() => toEuro(10, "CHF", rates)).toThrow(/no exchange rate for CHF[^]*Fix: add CHF to perEuro/);
  });
});

describe("a month of machine-hours", () => {
  const hourly: Price = {
    id: "a/b",
    amount: 2,
    currency: "EUR",
    unit: "hour",
    source: "a page",
    asOf,
  };
  const reserved: Price = { ...hourly, reserved: { amount: 1.25, currency: "USD", hoursPerMonth: 100 } };

  test("costs hours times amount", () => {
    expect(monthlyEuro(hourly, 730, rates)).toBe(1460);
    expect(monthlyEuro({ ...hourly, currency: "USD" }, 100, rates)).toBe(160);
  });

  test("committed hours are paid whether they are used or not; the rest costs the list price", () => {
    expect(monthlyEuro(reserved, 0, rates)).toBe(100);
    expect(monthlyEuro(reserved, 100, rates)).toBe(100);
    expect(monthlyEuro(reserved, 150, rates)).toBe(200);
  });

  test("never costs less for more hours", () => {
    const hours = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(hours, hours, fc.constantFrom(hourly, reserved), (a, b, price) => {
        const [few, many] = a < b ? [a, b] : [b, a];
        expect(monthlyEuro(price, few, rates)).toBeLessThanOrEqual(monthlyEuro(price, many, rates));
      }),
    );
  });
});

test("a month has 730 hours, and its days agree with them", () => {
  expect(HOURS_PER_MONTH).toBe(730);
  expect(DAYS_PER_MONTH * 24).toBeCloseTo(730, 9);
});
