import type { PriceBook } from "../prices/book.ts";
import { inEuro, type PriceOrigin, type TokenPrices } from "../prices/price.ts";
import type { CostAssumptions, EndpointPrice } from "./assumptions.ts";
import type { ApiRates } from "./scenario.ts";

/** What an endpoint charges: by the token, or EUR a month whatever the traffic. */
export type EndpointRates =
  | { readonly kind: "tokens"; readonly rates: ApiRates }
  | {
      readonly kind: "fixed";
      readonly perMonth: number;
      readonly source: string;
      readonly asOf: string;
      /** The endpoint as an API whose tokens cost nothing. */
      readonly tokens: ApiRates;
    };

export function apiRates(prices: TokenPrices): ApiRates {
  return { prices, euroPerUnit: inEuro({ amount: 1, currency: prices.currency }) };
}

/** The rates of a price-book model; undefined where the book lacks it. */
export function bookRates(book: PriceBook, id: string): ApiRates | undefined {
  const prices = book.findTokenPrices(id);
  return prices && apiRates(prices);
}

/** An endpoint with a price of its own. */
type Endpoint = Required<Pick<CostAssumptions["endpoints"][number], "name" | "tier" | "price">>;

/**
 * An endpoint's own rates. Nothing says what its model can do, so a premium endpoint counts as premium and every other as
 * mid.
 */
function ownRates(
  { name, tier }: Endpoint,
  inputPerMillion: number,
  outputPerMillion: number,
  origin: PriceOrigin,
): ApiRates {
  const flat = (base: number) => ({ base, tiers: [] });
  return apiRates({
    id: name,
    name,
    kind: tier === "premium" ? "closed-api" : "eu-serverless",
    tier: tier === "premium" ? "premium" : "mid",
    currency: "EUR",
    input: flat(inputPerMillion),
    output: flat(outputPerMillion),
    euFactor: 1,
    tokenizerFactor: 1,
    factorSources: {},
    changes: [],
    source: origin.source,
    asOf: origin.asOf,
  });
}

/** What an endpoint charges; undefined where the price book lacks what its price names. */
export function endpointRates(book: PriceBook, endpoint: Endpoint): EndpointRates | undefined {
  const { price } = endpoint;
  if ("tokens" in price) {
    const rates = bookRates(book, price.tokens);
    return rates && { kind: "tokens", rates };
  }
  const { source, asOf } = price;
  if ("perHour" in price) {
    const perMonth = price.perHour * price.hoursPerMonth;
    return { kind: "fixed", perMonth, source, asOf, tokens: ownRates(endpoint, 0, 0, price) };
  }
  return { kind: "tokens", rates: ownRates(endpoint, price.inputPerMillion, price.outputPerMillion, price) };
}

/** An endpoint that charges something, and its part in answering the requests. */
export interface PricedEndpoint {
  readonly name: string;
  readonly tier: CostAssumptions["endpoints"][number]["tier"];
  readonly price: EndpointPrice;
  /** The premium share, all other requests, all of them, or none while others answer. */
  readonly role: "premium" | "main" | "all" | "stand-by";
}

/**
 * The endpoints that charge something, each with its role. The gateway tries endpoints in their order, so the first
 * premium endpoint takes `premiumShare`, the first other one (the own model, where there is one) takes the rest, and all
 * others stand by.
 */
export function pricedEndpoints({ endpoints }: Pick<CostAssumptions, "endpoints">): PricedEndpoint[] {
  const main = endpoints.find((endpoint) => endpoint.tier !== "premium");
  const premium = endpoints.find((endpoint) => endpoint.tier === "premium");
  return endpoints.flatMap(({ name, tier, price }): PricedEndpoint[] => {
    if (price === undefined) return [];
    if (name === premium?.name) return [{ name, tier, price, role: main === undefined ? "all" : "premium" }];
    if (name !== main?.name) return [{ name, tier, price, role: "stand-by" }];
    return [{ name, tier, price, role: premium === undefined ? "all" : "main" }];
  });
}

/** Whether an endpoint is there that takes the premium share, and one that takes the rest. */
export function premiumShareOf<Share>(
  { endpoints }: Pick<CostAssumptions, "endpoints">,
  share: Share,
): Share | 0 | 1 {
  if (!endpoints.some(({ tier }) => tier === "premium")) return 0;
  return endpoints.some(({ tier }) => tier !== "premium") ? share : 1;
}
