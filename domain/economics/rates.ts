import { findPrice } from "../prices/book.ts";
import { inEuro, type Price } from "../prices/price.ts";
import type { CostAssumptions, EndpointPrice, Traffic } from "./assumptions.ts";

/** Where a figure is written and when that was read. */
export type PriceOrigin = Pick<Price, "source" | "asOf">;

/** What an endpoint charges. */
export interface Rate extends PriceOrigin {
  /** EUR for one token of the average mix of input and output. */
  readonly perToken: number;
  /** EUR a month whatever the traffic. */
  readonly perMonth: number;
}

/** EUR for one token of the average mix of input and output, from prices per million of each. */
function perToken(traffic: Traffic, input: number, output: number): number {
  const tokens = traffic.inputTokens + traffic.outputTokens;
  if (tokens === 0) return 0;
  return (traffic.inputTokens * input + traffic.outputTokens * output) / tokens / 1e6;
}

/** The rate of a price-book model for this traffic; undefined where the book lacks it. */
export function bookRate(id: string, traffic: Traffic): Rate | undefined {
  const input = findPrice(`${id}/input`);
  const output = findPrice(`${id}/output`);
  if (input === undefined || output === undefined) return undefined;
  const { source, asOf } = input;
  return { perToken: perToken(traffic, inEuro(input), inEuro(output)), perMonth: 0, source, asOf };
}

/** The rate of an endpoint for this traffic; undefined where the price book lacks what its price names. */
export function endpointRate(price: EndpointPrice, traffic: Traffic): Rate | undefined {
  if ("tokens" in price) return bookRate(price.tokens, traffic);
  const { source, asOf } = price;
  if ("perHour" in price) return { perToken: 0, perMonth: price.perHour * price.hoursPerMonth, source, asOf };
  const rate = perToken(traffic, price.inputPerMillion, price.outputPerMillion);
  return { perToken: rate, perMonth: 0, source, asOf };
}

/** An endpoint that charges something, and its share of the traffic, 0 to 1. */
export interface PricedEndpoint {
  readonly name: string;
  readonly price: EndpointPrice;
  readonly share: number;
}

/**
 * The endpoints that charge something, each with its share of the traffic. The gateway tries endpoints in their order,
 * so the first premium endpoint takes `premiumShare`, the first other one (the own model, where there is one) takes the
 * rest, and all others stand by with 0.
 */
export function pricedEndpoints({ endpoints, traffic }: CostAssumptions): PricedEndpoint[] {
  const main = endpoints.find((endpoint) => endpoint.tier !== "premium");
  const premium = endpoints.find((endpoint) => endpoint.tier === "premium");
  const premiumShare = premium === undefined ? 0 : main === undefined ? 1 : traffic.premiumShare;
  return endpoints.flatMap(({ name, price }) => {
    if (price === undefined) return [];
    const share = name === main?.name ? 1 - premiumShare : name === premium?.name ? premiumShare : 0;
    return [{ name, price, share }];
  });
}
