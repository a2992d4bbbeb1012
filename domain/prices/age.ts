import type { PriceOrigin, Validity } from "./terms.ts";

/** A price older than `ageing` is marked; one older than `stale` fails the preview unless the stack says otherwise. */
export const PRICE_AGE_DAYS = { ageing: 30, stale: 90 } as const;

export type Freshness = "fresh" | "ageing" | "stale";

/** Whole days from the price's day to `today`. */
export function ageInDays(price: Pick<PriceOrigin, "asOf">, today: Date): number {
  return Math.floor((today.getTime() - Date.parse(price.asOf)) / 86_400_000);
}

/** Whether `today` is one of the days on which the price is valid; the days are UTC. */
export function validity(price: Validity, today: Date): "valid" | "not-yet-valid" | "expired" {
  // Days in ISO 8601 sort as text.
  const day = today.toISOString().slice(0, 10);
  if (price.validFrom !== undefined && day < price.validFrom) return "not-yet-valid";
  return price.validUntil !== undefined && day > price.validUntil ? "expired" : "valid";
}

/** How far a price can be relied upon today. One that is not valid today is stale, whatever its age. */
export function freshness(price: Pick<PriceOrigin, "asOf"> & Validity, today: Date): Freshness {
  const age = ageInDays(price, today);
  if (age > PRICE_AGE_DAYS.stale || validity(price, today) !== "valid") return "stale";
  return age > PRICE_AGE_DAYS.ageing ? "ageing" : "fresh";
}
