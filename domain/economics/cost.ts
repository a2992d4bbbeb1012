import { findPrice } from "../prices/book.ts";
import {
  ageInDays,
  DAYS_PER_MONTH,
  freshness,
  HOURS_PER_MONTH,
  inEuro,
  PRICE_AGE_DAYS,
  type Freshness,
  type Price,
} from "../prices/price.ts";
import type { CostAssumptions, EndpointPrice, Traffic } from "./assumptions.ts";

interface PricedEndpoint {
  readonly name: string;
  readonly price: EndpointPrice;
}

/** The groups of the monthly table, in its order. */
export const COST_CATEGORIES = [
  "gpu",
  "cpu",
  "storage",
  "network",
  "labour",
  "compliance",
  "endpoints",
] as const;
export type CostCategory = (typeof COST_CATEGORIES)[number];

/** Something with a price that a resource of the stack stands for. */
export interface Usage {
  readonly category: CostCategory;
  /** Price-book id. */
  readonly priceAs: string;
  /** Instances or gigabytes. */
  readonly quantity: number;
  /** Hours a month that each runs, for prices by the hour; HOURS_PER_MONTH where it is left out. */
  readonly hoursPerMonth?: number;
  /** URN, or the assumption it comes from. */
  readonly origin: string;
}

export interface LineItem {
  readonly category: CostCategory;
  readonly description: string;
  /** EUR a month; undefined where the price is missing. Never 0 for want of a price. */
  readonly monthly: number | undefined;
  readonly freshness: Freshness;
  /** Where the price comes from and its day. */
  readonly source: string;
  readonly origin: string;
}

export interface BreakEven {
  /** The closed API that the stack is compared with. */
  readonly api: string;
  /** EUR that the API would charge a month for all traffic; undefined where a price is missing. */
  readonly apiMonthly: number | undefined;
  /** Tokens a day from which the stack costs less; undefined: never at these prices, or a price is missing. */
  readonly tokensPerDay: number | undefined;
}

export interface CostReport {
  readonly lines: readonly LineItem[];
  /** EUR a month; a lower bound where a price is missing. */
  readonly total: number;
  /** True where `total` leaves out lines without a price. */
  readonly lowerBound: boolean;
  readonly tokensPerMonth: number;
  /** EUR per million tokens, all cost over all tokens; undefined without traffic. */
  readonly perMillionTokens: number | undefined;
  readonly breakEven: BreakEven;
  readonly budget: number | undefined;
  readonly overBudget: boolean;
  /** One sentence each, for exit code 4. */
  readonly priceProblems: readonly string[];
  /** One sentence each: prices that age. */
  readonly warnings: readonly string[];
}

/** EUR for one token of the average mix of input and output, from prices per million of each. */
function perToken(traffic: Traffic, input: number, output: number): number {
  const tokens = traffic.inputTokens + traffic.outputTokens;
  if (tokens === 0) return 0;
  return (traffic.inputTokens * input + traffic.outputTokens * output) / tokens / 1e6;
}

/** What an endpoint charges: EUR for each token, EUR a month whatever the traffic, and where that is written. */
interface Rate extends Pick<Price, "source" | "asOf"> {
  readonly perToken: number;
  readonly perMonth: number;
}

/** The rate of a price-book model for this traffic; undefined where the book lacks it. */
function bookRate(id: string, traffic: Traffic): Rate | undefined {
  const input = findPrice(`${id}/input`);
  const output = findPrice(`${id}/output`);
  if (input === undefined || output === undefined) return undefined;
  const { source, asOf } = input;
  return { perToken: perToken(traffic, inEuro(input), inEuro(output)), perMonth: 0, source, asOf };
}

function endpointRate(price: EndpointPrice, traffic: Traffic): Rate | undefined {
  if ("tokens" in price) return bookRate(price.tokens, traffic);
  const { source, asOf } = price;
  if ("perHour" in price) return { perToken: 0, perMonth: price.perHour * price.hoursPerMonth, source, asOf };
  const rate = perToken(traffic, price.inputPerMillion, price.outputPerMillion);
  return { perToken: rate, perMonth: 0, source, asOf };
}

/**
 * Which endpoint answers which share of the traffic. The gateway tries endpoints in their order, so the first premium
 * endpoint takes `premiumShare`, the first other one takes the rest, and all others stand by with 0.
 */
function trafficShares(assumptions: CostAssumptions): ReadonlyMap<string, number> {
  const { endpoints, traffic } = assumptions;
  const main = endpoints.find((endpoint) => endpoint.tier !== "premium");
  const premium = endpoints.find((endpoint) => endpoint.tier === "premium");
  const premiumShare = premium === undefined ? 0 : main === undefined ? 1 : traffic.premiumShare;
  return new Map(
    endpoints.map(({ name }) => [
      name,
      name === main?.name ? 1 - premiumShare : name === premium?.name ? premiumShare : 0,
    ]),
  );
}

function priceSource(price: Pick<Price, "source" | "asOf">): string {
  return `${price.source}, ${price.asOf}`;
}

const missing = (category: CostCategory, description: string, id: string, origin: string): LineItem => ({
  category,
  description: `${description}: price not found for "${id}"`,
  monthly: undefined,
  freshness: "fresh",
  source: "none",
  origin,
});

function usageLine(usage: Usage, today: Date): LineItem {
  const { category, quantity, origin } = usage;
  const price = findPrice(usage.priceAs);
  const hours = usage.hoursPerMonth ?? HOURS_PER_MONTH;
  if (price === undefined) return missing(category, `${quantity} × ${usage.priceAs}`, usage.priceAs, origin);
  const byUnit = {
    hour: { units: quantity * hours, description: `${quantity} × ${price.id}, ${Math.round(hours)} h` },
    month: { units: quantity, description: `${quantity} × ${price.id}` },
    "gigabyte-month": { units: quantity, description: `${quantity} GB ${price.id}` },
    "million-input-tokens": undefined,
    "million-output-tokens": undefined,
  }[price.unit];
  if (byUnit === undefined) return missing(category, `${price.id} is billed by the token`, price.id, origin);
  return {
    category,
    description: byUnit.description,
    monthly: byUnit.units * inEuro(price),
    freshness: freshness(price, today),
    source: priceSource(price),
    origin,
  };
}

function endpointLine(
  endpoint: PricedEndpoint,
  share: number,
  assumptions: CostAssumptions,
  tokensPerMonth: number,
  today: Date,
): LineItem {
  const rate = endpointRate(endpoint.price, assumptions.traffic);
  const description = `${endpoint.name}, ${share > 0 ? `${Math.round(share * 100)} % of traffic` : "stand-by"}`;
  const origin = `endpoint ${endpoint.name}`;
  if (rate === undefined) {
    const id = "tokens" in endpoint.price ? endpoint.price.tokens : endpoint.name;
    return missing("endpoints", description, id, origin);
  }
  return {
    category: "endpoints",
    description,
    monthly: rate.perMonth + tokensPerMonth * share * rate.perToken,
    freshness: freshness(rate, today),
    source: priceSource(rate),
    origin,
  };
}

/** Break-even in tokens a day: fixed / ((API price − the stack's own price per token) × days in a month). */
function breakEven(
  assumptions: CostAssumptions,
  priced: readonly PricedEndpoint[],
  tokensPerMonth: number,
  fixedWithoutEndpoints: number,
): BreakEven {
  const api = assumptions.compareWith;
  const apiRate = bookRate(api, assumptions.traffic);
  if (apiRate === undefined) return { api, apiMonthly: undefined, tokensPerDay: undefined };
  const shares = trafficShares(assumptions);
  let marginal = 0;
  let fixed = fixedWithoutEndpoints;
  for (const endpoint of priced) {
    const rate = endpointRate(endpoint.price, assumptions.traffic);
    if (rate === undefined) return { api, apiMonthly: undefined, tokensPerDay: undefined };
    marginal += (shares.get(endpoint.name) ?? 0) * rate.perToken;
    fixed += rate.perMonth;
  }
  const saving = apiRate.perToken - marginal;
  return {
    api,
    apiMonthly: tokensPerMonth * apiRate.perToken,
    tokensPerDay: saving > 0 ? fixed / saving / DAYS_PER_MONTH : undefined,
  };
}

/**
 * The monthly total cost of ownership: what the resources cost, plus what no resource carries.
 * @param usages What the resources of the stack stand for, in prices.
 * @param today The day against which prices age.
 */
export function monthlyCost(usages: readonly Usage[], assumptions: CostAssumptions, today: Date): CostReport {
  const { traffic, labour } = assumptions;
  const tokensPerMonth =
    traffic.requestsPerDay * (traffic.inputTokens + traffic.outputTokens) * DAYS_PER_MONTH;
  const machines = assumptions.machines.map((machine): Usage => ({
    category: machine.role,
    priceAs: machine.priceAs,
    quantity: machine.count,
    ...(machine.role === "gpu" ? { hoursPerMonth: assumptions.gpuHoursPerMonth } : {}),
    origin: "nodes of the existing cluster",
  }));
  const own = (category: CostCategory, description: string, monthly: number): LineItem => ({
    category,
    description,
    monthly,
    freshness: "fresh",
    source: "configuration",
    origin: "costs",
  });
  const fixedLines = [
    ...[...usages, ...machines].map((usage) => usageLine(usage, today)),
    own(
      "labour",
      `${labour.hoursPerMonth} h × ${labour.hourlyRate} EUR`,
      labour.hoursPerMonth * labour.hourlyRate,
    ),
    own("compliance", "data protection, audits", assumptions.compliancePerMonth),
  ];
  const shares = trafficShares(assumptions);
  const priced = assumptions.endpoints.flatMap(({ name, price }) =>
    price === undefined ? [] : [{ name, price }],
  );
  const endpointLines = priced.map((endpoint) =>
    endpointLine(endpoint, shares.get(endpoint.name) ?? 0, assumptions, tokensPerMonth, today),
  );
  const lines = [...fixedLines, ...endpointLines].sort(
    (a, b) => COST_CATEGORIES.indexOf(a.category) - COST_CATEGORIES.indexOf(b.category),
  );
  const total = sum(lines);
  const even = breakEven(assumptions, priced, tokensPerMonth, sum(fixedLines));
  return {
    lines,
    total,
    lowerBound: lines.some((line) => line.monthly === undefined),
    tokensPerMonth,
    perMillionTokens: tokensPerMonth > 0 ? (total / tokensPerMonth) * 1e6 : undefined,
    breakEven: even,
    budget: assumptions.monthlyBudget,
    overBudget: assumptions.monthlyBudget !== undefined && total > assumptions.monthlyBudget,
    ...priceState(lines, assumptions, even, today),
  };
}

const sum = (lines: readonly LineItem[]) => lines.reduce((total, line) => total + (line.monthly ?? 0), 0);

function priceState(
  lines: readonly LineItem[],
  assumptions: CostAssumptions,
  even: BreakEven,
  today: Date,
): Pick<CostReport, "priceProblems" | "warnings"> {
  const priceProblems = lines
    .filter((line) => line.monthly === undefined)
    .map((line) => `${line.description} (${line.origin})`);
  const warnings: string[] = [];
  if (even.apiMonthly === undefined) {
    priceProblems.push(`no price to compare with for "${even.api}" (costs.compareWith)`);
  }
  for (const line of lines) {
    if (line.freshness === "fresh") continue;
    const limit = PRICE_AGE_DAYS[line.freshness];
    const text = `${line.description}: price is over ${limit} days old (${line.source})`;
    if (line.freshness === "stale" && assumptions.stalePrices === "fail") priceProblems.push(text);
    else warnings.push(text);
  }
  const compared = findPrice(`${even.api}/input`);
  if (compared !== undefined && freshness(compared, today) !== "fresh") {
    warnings.push(`${even.api}: price is ${ageInDays(compared, today)} days old (${priceSource(compared)})`);
  }
  return { priceProblems, warnings };
}
