/** One figure of the price book. Amounts exclude VAT. */
export interface Price {
  /** provider/product, such as scaleway/L4-1-24G: how configuration and resources refer to it. */
  readonly id: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly unit: PriceUnit;
  readonly source: string;
  /** Day on which the source was read, ISO 8601. Where a source gives only a month, its last day. */
  readonly asOf: string;
}

export type Currency = "EUR" | "USD";

export type PriceUnit =
  "hour" | "month" | "gigabyte-month" | "million-input-tokens" | "million-output-tokens";

/** Hours in a month as clouds bill it: 8,760 hours a year / 12. */
export const HOURS_PER_MONTH = 730;

/** Days in a month: 365.25 / 12, rounded to the 30.4 that is consistent with 730 hours. */
export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;

/** EUR for one USD. */
export const USD_RATE = {
  eurPerUsd: 1 / 1.1133,
  source:
    "1 EUR = 1.1133 USD, the rate used in this project's cost research; compare with the ECB's before you sign",
  asOf: "2026-11-23",
};

/** The price's amount in EUR for one of its unit. */
export function inEuro(price: Pick<Price, "amount" | "currency">): number {
  return price.currency === "EUR" ? price.amount : price.amount * USD_RATE.eurPerUsd;
}

/** A price older than this is marked; one older than `stale` fails the preview unless the stack says otherwise. */
export const PRICE_AGE_DAYS = { ageing: 30, stale: 90 } as const;

export type Freshness = "fresh" | "ageing" | "stale";

/** Whole days from the price's day to `today`. */
export function ageInDays(price: Pick<Price, "asOf">, today: Date): number {
  return Math.floor((today.getTime() - Date.parse(price.asOf)) / 86_400_000);
}

export function freshness(price: Pick<Price, "asOf">, today: Date): Freshness {
  const age = ageInDays(price, today);
  if (age > PRICE_AGE_DAYS.stale) return "stale";
  return age > PRICE_AGE_DAYS.ageing ? "ageing" : "fresh";
}
