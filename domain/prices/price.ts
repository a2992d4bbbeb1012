import { EXCHANGE_RATES } from "./exchange-rates.ts";
import { toEuro } from "./money.ts";
import type { Price } from "./terms.ts";

/**
 * Everything about prices for code that runs in Node. A page in a browser imports terms.ts, age.ts, money.ts and
 * request-price.ts, which read no file.
 */
export * from "./age.ts";
export * from "./money.ts";
export * from "./request-price.ts";
export * from "./terms.ts";
export { EXCHANGE_RATES, USD_RATE } from "./exchange-rates.ts";

/** The price's amount in EUR for one of its unit, at the price book's exchange rates. */
export function inEuro(price: Pick<Price, "amount" | "currency">): number {
  return toEuro(price.amount, price.currency, EXCHANGE_RATES);
}
