import { readBookFile } from "./files.ts";
import type { ExchangeRates } from "./money.ts";
import { currencyFileSchema } from "./schemas.ts";

/** The rates of domain/prices/book/currency.yaml. */
export const EXCHANGE_RATES = readBookFile("currency.yaml", currencyFileSchema) satisfies ExchangeRates;

/** EUR for one USD. */
export const USD_RATE = {
  eurPerUsd: 1 / EXCHANGE_RATES.perEuro.USD,
  source: `1 EUR = ${EXCHANGE_RATES.perEuro.USD} USD: ${EXCHANGE_RATES.source}`,
  asOf: EXCHANGE_RATES.asOf,
};
