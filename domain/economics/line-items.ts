import type { PriceBook } from "../prices/book.ts";
import {
  DAYS_PER_MONTH,
  HOURS_PER_MONTH,
  inEuro,
  monthlyEuro,
  type Price,
  type PriceOrigin,
  EXCHANGE_RATES,
} from "../prices/price.ts";
import type { CostAssumptions } from "./assumptions.ts";
import { egressGigabytes, euroPerRequest } from "./options.ts";
import { endpointRates, type EndpointRates, type PricedEndpoint, pricedEndpoints } from "./rates.ts";
import type { Point } from "./scenario.ts";

/** The groups of the monthly table, in its order. */
export const COST_CATEGORIES = [
  "gpu",
  "cpu",
  "storage",
  "network",
  "labour",
  "compliance",
  "migration",
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
  /** How the amount comes about, where it is a quantity times a price. */
  readonly rate?: { readonly unit: string; readonly monthlyQuantity: number; readonly euroPerUnit: number };
  /** Where the price is written; undefined for what the configuration itself says, and for a missing price. */
  readonly price: (PriceOrigin & Pick<Price, "validFrom" | "validUntil">) | undefined;
  /** URN of the resource, or the assumption, that the line stands for. */
  readonly origin: string;
}

/** "2 × scaleway/L4-1-24G, 730 h" */
export function lineText({ quantity, product }: Pick<LineItem, "quantity" | "product">): string {
  return quantity === undefined ? product : `${Math.round(quantity * 10) / 10} ${product}`;
}

/** EUR a month of all lines that have a price. */
export function sum(lines: readonly LineItem[]): number {
  return lines.reduce((total, line) => total + (line.monthly ?? 0), 0);
}

/** The lines of a plan, by what decides their amount. */
export interface PlanLines {
  /** What GPU nodes cost. */
  readonly gpu: readonly LineItem[];
  /** What is there whatever the traffic: other nodes, volumes, network, endpoints by the hour. */
  readonly platform: readonly LineItem[];
  readonly egress: readonly LineItem[];
  /** Labour, on-call, compliance, migration. */
  readonly own: readonly LineItem[];
  /** Endpoints by the token. */
  readonly tokens: readonly LineItem[];
  /** Machine-hours of the GPU nodes, and what is committed of them; undefined where nothing is. */
  readonly committedGpu:
    | {
        readonly hours: number;
        readonly committedHours: number;
        readonly euroPerMonth: number;
        /** EUR for an hour beyond. */
        readonly euroPerHour: number;
      }
    | undefined;
  /** Whether any GPU node is paid in another currency. */
  readonly foreignGpu: boolean;
  /** Whether any GPU node is paid by the month, however long it runs. */
  readonly monthlyGpu: boolean;
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

const hoursOf = (usage: Usage) => usage.quantity * (usage.hoursPerMonth ?? HOURS_PER_MONTH);

/** What all usages of one machine have together: committed hours are counted against all of a kind. */
interface AllOfAKind {
  readonly hours: number;
  readonly usages: number;
}

function allOfAKind(usages: readonly Usage[]): ReadonlyMap<string, AllOfAKind> {
  const kinds = new Map<string, AllOfAKind>();
  for (const usage of usages) {
    const known = kinds.get(usage.priceAs) ?? { hours: 0, usages: 0 };
    kinds.set(usage.priceAs, { hours: known.hours + hoursOf(usage), usages: known.usages + 1 });
  }
  return kinds;
}

function usageLine(usage: Usage, price: Price | undefined, all: AllOfAKind): LineItem {
  const { category, quantity, origin } = usage;
  const line = (units: number, monthly: number, unit: string, product: string): LineItem => ({
    category,
    quantity,
    product,
    monthly,
    ...(units === 0 ? {} : { rate: { unit, monthlyQuantity: units, euroPerUnit: monthly / units } }),
    price,
    origin,
  });
  switch (price?.unit) {
    case "hour": {
      const hours = hoursOf(usage);
      // Committed hours are paid even where nothing runs.
      const part = all.hours === 0 ? 1 / all.usages : hours / all.hours;
      const each = Math.round(usage.hoursPerMonth ?? HOURS_PER_MONTH);
      return line(
        hours,
        monthlyEuro(price, all.hours, EXCHANGE_RATES) * part,
        "hours",
        `× ${price.id}, ${each} h`,
      );
    }
    case "month":
      return line(quantity, quantity * inEuro(price), "months", `× ${price.id}`);
    case "gigabyte-month":
    case "gigabyte":
      return line(quantity, quantity * inEuro(price), "GB", `GB ${price.id}`);
    case undefined:
      return missing(
        category,
        `${Math.round(quantity * 10) / 10} ${usage.origin === "traffic" ? "GB" : "×"} ${usage.priceAs}`,
        usage.priceAs,
        origin,
      );
  }
}

/** A fee for setting up machines, written off like the migration. */
function setupLine(usage: Usage, price: Price | undefined, months: number): LineItem[] {
  if (price?.setupFee === undefined || usage.quantity === 0) return [];
  const fee = inEuro({ amount: price.setupFee, currency: price.currency });
  return [
    {
      category: usage.category,
      quantity: usage.quantity,
      product: `× set-up fee ${price.id}, over ${months} months`,
      monthly: (usage.quantity * fee) / months,
      price,
      origin: usage.origin,
    },
  ];
}

/**
 * What the stack's owner pays beside clouds and endpoints.
 * @param apiShare Share of the requests that APIs answer, 0 to 1.
 */
function ownLines(assumptions: CostAssumptions, point: Point, apiShare: number): LineItem[] {
  const own = (category: CostCategory, product: string, monthly: number): LineItem => ({
    category,
    quantity: undefined,
    product,
    monthly,
    price: undefined,
    origin: "costs",
  });
  const some = (category: CostCategory, product: string, monthly: number) =>
    monthly > 0 ? [own(category, product, monthly)] : [];
  const { amortisationMonths } = assumptions.migration;
  const { labourHours, hourlyRate, migrationHours } = point;
  const around = apiShare * point.apiOperationsHours;
  return [
    own("labour", `${figure(labourHours)} h × ${hourlyRate} EUR`, labourHours * hourlyRate),
    ...some(
      "labour",
      `${figure(around)} h × ${hourlyRate} EUR around the limits of APIs`,
      around * hourlyRate,
    ),
    ...some("labour", "on call", point.onCallPerMonth),
    own("compliance", "data protection, audits", point.compliancePerMonth),
    ...some("compliance", "the same for what APIs answer", apiShare * point.apiCompliancePerMonth),
    ...some(
      "migration",
      `${figure(migrationHours)} h × ${hourlyRate} EUR over ${amortisationMonths} months`,
      (migrationHours * hourlyRate) / amortisationMonths,
    ),
  ];
}

/** Hours, to two places. */
const figure = (value: number) => String(Math.round(value * 100) / 100);

/** Share of the requests that an endpoint answers, 0 to 1. */
function shareOf({ role }: PricedEndpoint, premiumShare: number): number {
  switch (role) {
    case "premium":
      return premiumShare;
    case "main":
      return 1 - premiumShare;
    case "all":
      return 1;
    case "stand-by":
      return 0;
  }
}

function endpointLines(endpoint: PricedEndpoint, rates: EndpointRates | undefined, point: Point): LineItem[] {
  const { name, price } = endpoint;
  const share = shareOf(endpoint, point.premiumShare);
  const percent = share > 0 && share < 0.01 ? "under 1" : String(Math.round(share * 100));
  const product = `${name}, ${share > 0 ? `${percent} % of traffic` : "stand-by"}`;
  const origin = `endpoint ${name}`;
  if (rates === undefined)
    return [missing("endpoints", product, "tokens" in price ? price.tokens : name, origin)];
  const line = (text: string, monthly: number): LineItem => ({
    category: "endpoints",
    quantity: undefined,
    product: text,
    monthly,
    price: rates.kind === "tokens" ? rates.rates.prices : rates,
    origin,
  });
  if (rates.kind === "fixed") return [line(product, rates.perMonth)];
  const tokens = point.requestsPerDay * DAYS_PER_MONTH * share * euroPerRequest(rates.rates, point, 1);
  const { retryShare } = point;
  const again = `${name}, ${Math.round(retryShare * 1000) / 10} % paid again for retries`;
  return [line(product, tokens), ...(share > 0 && retryShare > 0 ? [line(again, tokens * retryShare)] : [])];
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

function egressUsages({ egressPriceAs }: CostAssumptions, point: Point): Usage[] {
  if (egressPriceAs === undefined) return [];
  const quantity = egressGigabytes(point.requestsPerDay, point.outputTokens);
  return [{ category: "network", priceAs: egressPriceAs, quantity, origin: "traffic" }];
}

/** What is committed of the GPU nodes, where all of them are one kind of machine. */
function committedOf(
  usages: readonly Usage[],
  prices: readonly (Price | undefined)[],
): PlanLines["committedGpu"] {
  const [price] = prices;
  if (price?.reserved === undefined || prices.some((other) => other?.id !== price.id)) return undefined;
  const { amount, currency, hoursPerMonth } = price.reserved;
  return {
    hours: usages.reduce((sum, usage) => sum + hoursOf(usage), 0),
    committedHours: hoursPerMonth,
    euroPerMonth: inEuro({ amount: amount * hoursPerMonth, currency }),
    euroPerHour: inEuro(price),
  };
}

/** Everything that a plan costs a month, line by line. */
export function planLines(
  usages: readonly Usage[],
  assumptions: CostAssumptions,
  book: PriceBook,
  point: Point,
): PlanLines {
  const all = [...usages, ...machineUsages(assumptions)];
  const kinds = allOfAKind(all);
  const { amortisationMonths } = assumptions.migration;
  const linesOf = (usage: Usage) => {
    const price = book.findPrice(usage.priceAs);
    return [
      usageLine(usage, price, kinds.get(usage.priceAs) ?? { hours: 0, usages: 1 }),
      ...setupLine(usage, price, amortisationMonths),
    ];
  };
  const gpuUsages = all.filter(({ category }) => category === "gpu");
  const gpuPrices = gpuUsages.map(({ priceAs }) => book.findPrice(priceAs));
  const endpoints = pricedEndpoints(assumptions).map((endpoint) => ({
    endpoint,
    rates: endpointRates(book, endpoint),
  }));
  const fixed = endpoints.filter(({ rates }) => rates?.kind === "fixed");
  const byToken = endpoints.filter(({ rates }) => rates?.kind !== "fixed");
  const endpointsOf = (list: typeof endpoints) =>
    list.flatMap(({ endpoint, rates }) => endpointLines(endpoint, rates, point));
  const apiShare = endpoints.reduce((sum, { endpoint }) => sum + shareOf(endpoint, point.premiumShare), 0);
  return {
    gpu: gpuUsages.flatMap(linesOf),
    platform: [...all.filter(({ category }) => category !== "gpu").flatMap(linesOf), ...endpointsOf(fixed)],
    egress: egressUsages(assumptions, point).flatMap(linesOf),
    own: ownLines(assumptions, point, apiShare),
    tokens: endpointsOf(byToken),
    committedGpu: committedOf(gpuUsages, gpuPrices),
    foreignGpu: gpuPrices.some((price) => price !== undefined && price.currency !== "EUR"),
    monthlyGpu: gpuPrices.some((price) => price?.unit === "month"),
  };
}
