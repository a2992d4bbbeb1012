import { findPrice } from "../prices/book.ts";
import {
  ageInDays,
  DAYS_PER_MONTH,
  freshness,
  HOURS_PER_MONTH,
  inEuro,
  PRICE_AGE_DAYS,
  USD_RATE,
} from "../prices/price.ts";
import type { CostAssumptions } from "./assumptions.ts";
import { bookRate, endpointRate, type PricedEndpoint, pricedEndpoints, type PriceOrigin } from "./rates.ts";

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
  /** How many of `product`; undefined where it cannot be counted. */
  readonly quantity: number | undefined;
  /** What is paid for, so that equal lines can be added up: "× scaleway/L4-1-24G, 730 h". */
  readonly product: string;
  /** EUR a month; undefined where the price is missing. Never 0 for want of a price. */
  readonly monthly: number | undefined;
  /** Where the price is written; undefined for what the configuration itself says, and for a missing price. */
  readonly price: PriceOrigin | undefined;
  /** URN of the resource, or the assumption, that the line stands for. */
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
  /** One sentence each: prices that are missing, or stale where the configuration does not allow it. */
  readonly priceProblems: readonly string[];
  /** One sentence each: sources whose prices age. */
  readonly warnings: readonly string[];
}

/** "2 × scaleway/L4-1-24G, 730 h" */
export function lineText({ quantity, product }: Pick<LineItem, "quantity" | "product">): string {
  return quantity === undefined ? product : `${quantity} ${product}`;
}

function missing(category: CostCategory, product: string, id: string, origin: string): LineItem {
  return {
    category,
    quantity: undefined,
    product: `${product}: no price for "${id}"`,
    monthly: undefined,
    price: undefined,
    origin,
  };
}

function usageLine(usage: Usage): LineItem {
  const { category, quantity, origin } = usage;
  const price = findPrice(usage.priceAs);
  const hours = usage.hoursPerMonth ?? HOURS_PER_MONTH;
  const line = (units: number, amount: number, product: string): LineItem => ({
    category,
    quantity,
    product,
    monthly: units * amount,
    price,
    origin,
  });
  switch (price?.unit) {
    case "hour":
      return line(quantity * hours, inEuro(price), `× ${price.id}, ${Math.round(hours)} h`);
    case "month":
      return line(quantity, inEuro(price), `× ${price.id}`);
    case "gigabyte-month":
      return line(quantity, inEuro(price), `GB ${price.id}`);
    default:
      return missing(category, `${quantity} × ${usage.priceAs}`, usage.priceAs, origin);
  }
}

function endpointLine(
  endpoint: PricedEndpoint,
  assumptions: CostAssumptions,
  tokensPerMonth: number,
): LineItem {
  const { name, price, share } = endpoint;
  const rate = endpointRate(price, assumptions.traffic);
  const product = `${name}, ${share > 0 ? `${Math.round(share * 100)} % of traffic` : "stand-by"}`;
  const origin = `endpoint ${name}`;
  if (rate === undefined)
    return missing("endpoints", product, "tokens" in price ? price.tokens : name, origin);
  return {
    category: "endpoints",
    quantity: undefined,
    product,
    monthly: rate.perMonth + tokensPerMonth * share * rate.perToken,
    price: rate,
    origin,
  };
}

/** Break-even in tokens a day: fixed / ((API price − the stack's own price per token) × days in a month). */
function breakEven(
  assumptions: CostAssumptions,
  endpoints: readonly PricedEndpoint[],
  tokensPerMonth: number,
  fixedWithoutEndpoints: number | undefined,
): BreakEven {
  const api = assumptions.compareWith;
  const apiRate = bookRate(api, assumptions.traffic);
  if (apiRate === undefined || fixedWithoutEndpoints === undefined) {
    return { api, apiMonthly: undefined, tokensPerDay: undefined };
  }
  let marginal = 0;
  let fixed = fixedWithoutEndpoints;
  for (const { price, share } of endpoints) {
    const rate = endpointRate(price, assumptions.traffic);
    if (rate === undefined) return { api, apiMonthly: undefined, tokensPerDay: undefined };
    marginal += share * rate.perToken;
    fixed += rate.perMonth;
  }
  const saving = apiRate.perToken - marginal;
  return {
    api,
    apiMonthly: tokensPerMonth * apiRate.perToken,
    tokensPerDay: saving > 0 ? fixed / saving / DAYS_PER_MONTH : undefined,
  };
}

/** What the stack's owner pays beside clouds and endpoints. */
function ownLines({ labour, compliancePerMonth }: CostAssumptions): LineItem[] {
  const own = (category: CostCategory, product: string, monthly: number): LineItem => ({
    category,
    quantity: undefined,
    product,
    monthly,
    price: undefined,
    origin: "costs",
  });
  const { hoursPerMonth, hourlyRate } = labour;
  return [
    own("labour", `${hoursPerMonth} h × ${hourlyRate} EUR`, hoursPerMonth * hourlyRate),
    own("compliance", "data protection, audits", compliancePerMonth),
  ];
}

/** Nodes of an existing cluster: paid for, but created by someone else. */
function machineUsages({ machines, gpuHoursPerMonth }: CostAssumptions): Usage[] {
  return machines.map(({ role, priceAs, count }) => ({
    category: role,
    priceAs,
    quantity: count,
    ...(role === "gpu" ? { hoursPerMonth: gpuHoursPerMonth } : {}),
    origin: "nodes of the existing cluster",
  }));
}

/**
 * The monthly total cost of ownership: what the resources cost, plus what no resource carries.
 * @param usages What the resources of the stack stand for, in prices.
 * @param today The day against which prices age.
 */
export function monthlyCost(usages: readonly Usage[], assumptions: CostAssumptions, today: Date): CostReport {
  const { requestsPerDay, inputTokens, outputTokens } = assumptions.traffic;
  const tokensPerMonth = requestsPerDay * (inputTokens + outputTokens) * DAYS_PER_MONTH;
  const endpoints = pricedEndpoints(assumptions);
  const fixedLines = [...[...usages, ...machineUsages(assumptions)].map(usageLine), ...ownLines(assumptions)];
  const lines = [
    ...fixedLines,
    ...endpoints.map((endpoint) => endpointLine(endpoint, assumptions, tokensPerMonth)),
  ].sort((a, b) => COST_CATEGORIES.indexOf(a.category) - COST_CATEGORIES.indexOf(b.category));
  const total = sum(lines);
  const fixed = fixedLines.some((line) => line.monthly === undefined) ? undefined : sum(fixedLines);
  const even = breakEven(assumptions, endpoints, tokensPerMonth, fixed);
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

const originText = ({ source, asOf }: PriceOrigin) => `${source}, ${asOf}`;

function priceState(
  lines: readonly LineItem[],
  assumptions: CostAssumptions,
  even: BreakEven,
  today: Date,
): Pick<CostReport, "priceProblems" | "warnings"> {
  const priceProblems = lines
    .filter((line) => line.monthly === undefined)
    .map((line) => `${lineText(line)} (${line.origin})`);
  const compared = bookRate(even.api, assumptions.traffic);
  if (compared === undefined)
    priceProblems.push(`no price for "${even.api}", with which the stack is compared`);
  const used = [
    ...lines.map((line) => ({ description: lineText(line), price: line.price })),
    { description: `comparison with ${even.api}`, price: compared },
    { description: "prices in USD", price: USD_RATE },
  ];
  const ageing = new Map<string, number>();
  for (const { description, price } of used) {
    if (price === undefined) continue;
    const state = freshness(price, today);
    const age = ageInDays(price, today);
    if (state === "stale" && assumptions.stalePrices === "fail") {
      priceProblems.push(
        `${description}: its price is ${age} days old, over ${PRICE_AGE_DAYS.stale} (${originText(price)})`,
      );
    } else if (state !== "fresh") ageing.set(originText(price), age);
  }
  return {
    priceProblems,
    warnings: [...ageing].map(([origin, age]) => `prices are ${age} days old: ${origin}`),
  };
}
