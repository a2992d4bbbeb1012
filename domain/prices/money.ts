import type { Currency, Price, PriceOrigin } from "./terms.ts";

/** Units of each currency for one euro on one day. */
export interface ExchangeRates extends PriceOrigin {
  readonly perEuro: Readonly<Partial<Record<Exclude<Currency, "EUR">, number>>>;
}

/** A currency without a rate: an amount in it cannot be compared with others. */
export class MissingRateError extends Error {
  override readonly name = "MissingRateError";
  constructor(currency: Currency) {
    super(
      `no exchange rate for ${currency}.\n  Fix: add ${currency} to perEuro in domain/prices/book/currency.yaml ` +
        `with its source and day, or give the price in another currency.`,
    );
  }
}

/**
 * An amount in EUR.
 * @throws MissingRateError where `rates` has none for the currency.
 */
export function toEuro(amount: number, currency: Currency, rates: ExchangeRates): number {
  if (currency === "EUR") return amount;
  const perEuro = rates.perEuro[currency];
  if (perEuro === undefined) throw new MissingRateError(currency);
  return amount / perEuro;
}

/**
 * EUR a month for machines that are billed by the hour.
 * @param hours Machine-hours of the month, of all machines of the price together.
 */
export function monthlyEuro(price: Price, hours: number, rates: ExchangeRates): number {
  const { amount, currency, reserved } = price;
  const beyond = Math.max(0, hours - (reserved?.hoursPerMonth ?? 0));
  const committed =
    reserved === undefined ? 0 : toEuro(reserved.amount * reserved.hoursPerMonth, reserved.currency, rates);
  return committed + toEuro(beyond * amount, currency, rates);
}
