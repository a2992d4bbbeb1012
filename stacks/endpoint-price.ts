import type { EndpointPrice } from "../domain/economics/assumptions.ts";
import type { TokenPrice } from "../domain/gateway/endpoint.ts";
import { createPriceBook } from "../domain/prices/book.ts";
import { inEuro } from "../domain/prices/price.ts";
import type { TieredAmount, TokenPrices } from "../domain/prices/terms.ts";
import type { Environment } from "./config/environment.ts";

/**
 * What the gateway counts for a token of an endpoint, by which it keeps budgets: the price book's EUR with the factor
 * for processing in the EU, or the environment's own rate; undefined for an endpoint that is paid by the hour.
 */
export function gatewayPrice(price: EndpointPrice, { costs }: Environment): TokenPrice | undefined {
  if ("perHour" in price) return undefined;
  if (!("tokens" in price)) {
    return {
      inputEurPerMillionTokens: price.inputPerMillion,
      outputEurPerMillionTokens: price.outputPerMillion,
      source: price.source,
      date: price.asOf,
    };
  }
  const prices = createPriceBook({ rateCard: costs.rateCard }).findTokenPrices(price.tokens);
  return prices && inEuroPerMillion(prices);
}

function inEuroPerMillion(prices: TokenPrices): TokenPrice {
  const { id, currency, euFactor, source, asOf, input, cachedInput, output } = prices;
  const euro = (amount: TieredAmount) =>
    roundedEuro(inEuro({ amount: dearest(amount) * euFactor, currency }));
  return {
    inputEurPerMillionTokens: euro(input),
    ...(cachedInput === undefined ? {} : { cachedInputEurPerMillionTokens: euro(cachedInput) }),
    outputEurPerMillionTokens: euro(output),
    source: `${id}: ${source}`,
    date: asOf,
  };
}

/** Where long requests cost more, all count as if they were long: a budget then stops too early rather than too late. */
function dearest({ base, tiers }: TieredAmount): number {
  return Math.max(base, ...tiers.map(({ amount }) => amount));
}

/** EUR for a million tokens, to a millionth: the configuration is read by people. */
function roundedEuro(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
