import { createPriceBook, type PriceBook } from "../prices/book.ts";
import {
  ageInDays,
  DAYS_PER_MONTH,
  freshness,
  PRICE_AGE_DAYS,
  type PriceOrigin,
  type TokenPrices,
  USD_RATE,
} from "../prices/price.ts";
import type { CostAssumptions } from "./assumptions.ts";
import { decide, type Decision } from "./decision.ts";
import { likely } from "./estimate.ts";
import { estimatesOf } from "./estimates.ts";
import { COST_CATEGORIES, type LineItem, lineText, planLines, sum, type Usage } from "./line-items.ts";
import { peakReplicas } from "./options.ts";
import { bookRates } from "./rates.ts";
import { type ApiRates, type Point, pointOf, type Scenario, tokensPerDay } from "./scenario.ts";
import { sameWeights, scenarioOf } from "./stack-scenario.ts";

/** What a month of a stack costs, and what follows from it. */
export interface CostReport {
  /** What it was calculated from. */
  readonly usages: readonly Usage[];
  readonly assumptions: CostAssumptions;
  readonly lines: readonly LineItem[];
  /** EUR a month; a lower bound where a price is missing. */
  readonly total: number;
  /** True where `total` leaves out lines without a price. */
  readonly lowerBound: boolean;
  readonly tokensPerMonth: number;
  /** EUR per million tokens, all cost over all tokens; undefined without traffic. */
  readonly perMillionTokens: number | undefined;
  /** What the decision is calculated from; undefined where a price is missing. */
  readonly scenario: Scenario | undefined;
  /** Undefined where a price is missing. */
  readonly decision: Decision | undefined;
  /** EUR a month of what serves the traffic: more than the total where the plan is too small for it. */
  readonly needed: number;
  readonly budget: number | undefined;
  readonly overBudget: boolean;
  /** One sentence each: prices that are missing, or stale where the configuration does not allow it. */
  readonly priceProblems: readonly string[];
  /** One sentence each: sources whose prices age, and what else to know before relying on the figures. */
  readonly warnings: readonly string[];
}

/**
 * The monthly total cost of ownership, and the decision that it leads to: what the resources cost, plus what no resource
 * carries.
 * @param usages What the resources of the stack stand for, in prices.
 * @param today The day against which prices age.
 */
export function monthlyCost(usages: readonly Usage[], assumptions: CostAssumptions, today: Date): CostReport {
  const book = createPriceBook({ rateCard: assumptions.rateCard, today });
  const estimates = estimatesOf(assumptions);
  const point = pointOf((name) => likely(estimates[name]));
  const planned = planLines(usages, assumptions, book, point);
  const lines = [planned.gpu, planned.platform, planned.egress, planned.own, planned.tokens]
    .flat()
    .sort((a, b) => COST_CATEGORIES.indexOf(a.category) - COST_CATEGORIES.indexOf(b.category));
  const total = sum(lines);
  const tokensPerMonth = tokensPerDay(point) * DAYS_PER_MONTH;
  const scenario = scenarioOf(assumptions, planned, book, point, today);
  const decision = scenario && decide(scenario, comparedRates(assumptions, book, point), point);
  // A plan that is too small to serve its traffic is judged by what would serve it.
  const needed = Math.max(total, decision?.costs[decision.own]?.total ?? 0);
  const comparedWith = decision?.comparisons.map(({ api }) => api.prices) ?? [];
  const state = priceState(lines, assumptions, book, comparedWith, today);
  return {
    usages,
    assumptions,
    lines,
    total,
    lowerBound: lines.some((line) => line.monthly === undefined),
    tokensPerMonth,
    perMillionTokens: tokensPerMonth > 0 ? (total / tokensPerMonth) * 1e6 : undefined,
    scenario,
    decision,
    needed,
    budget: assumptions.monthlyBudget,
    overBudget: assumptions.monthlyBudget !== undefined && needed > assumptions.monthlyBudget,
    priceProblems: state.priceProblems,
    warnings: [...state.warnings, ...capacityWarnings(assumptions, scenario, point)],
  };
}

/** What the nodes of the plan cannot do, and how far their throughput can be relied upon. */
function capacityWarnings(
  { selfHosting: plan }: CostAssumptions,
  scenario: Scenario | undefined,
  point: Point,
): string[] {
  const own = scenario?.selfHosting;
  if (plan === undefined || own === undefined || tokensPerDay(point) === 0) return [];
  const needed = peakReplicas(own, point, 1 - point.premiumShare);
  const replicas = plan.replicas === 1 ? "1 replica" : `${plan.replicas} replicas`;
  return [
    ...(needed > plan.replicas
      ? [
          `the plan's ${replicas} cannot serve the busiest hour: ${needed} are needed, which the comparison counts and the ` +
            `table does not`,
        ]
      : []),
    ...(plan.capacityTrust === "extrapolated"
      ? [`no published measurement is like ${plan.model} on these GPUs: its throughput is extrapolated`]
      : []),
  ];
}

/** The models that a plan is compared with besides the API that it replaces; those without a price are problems. */
function comparedRates(
  { compareAlso, selfHosting }: CostAssumptions,
  book: PriceBook,
  point: Point,
): ApiRates[] {
  const same = selfHosting && sameWeights(book, selfHosting.model, point);
  return [...compareAlso.map((id) => bookRates(book, id)), same].filter((api) => api !== undefined);
}

/** One sentence on all sources whose prices age. */
function ageingText(ageing: ReadonlyMap<string, number>): string[] {
  const [oldest, ...others] = [...ageing].sort(([, a], [, b]) => b - a);
  if (oldest === undefined) return [];
  const [origin, age] = oldest;
  const sources = others.length === 1 ? "1 more source is" : `${others.length} more sources are`;
  const more = others.length === 0 ? "" : `; ${sources} over ${PRICE_AGE_DAYS.ageing}`;
  return [`prices are ${age} days old: ${origin}${more}`];
}

const originText = ({ source, asOf }: PriceOrigin) => `${source}, ${asOf}`;

function priceState(
  lines: readonly LineItem[],
  assumptions: CostAssumptions,
  book: PriceBook,
  comparedWith: readonly TokenPrices[],
  today: Date,
): Pick<CostReport, "priceProblems" | "warnings"> {
  const missing = lines
    .filter((line) => line.monthly === undefined)
    .map((line) => `price not found: ${lineText(line)} (${line.origin})`);
  const { compareWith, compareAlso, serverless, closedApi } = assumptions;
  const compared = [compareWith, ...compareAlso, serverless, closedApi.model].filter(
    (id) => id !== undefined,
  );
  for (const id of compared) {
    if (book.findTokenPrices(id) === undefined)
      missing.push(`price not found: "${id}", with which the stack is compared`);
  }
  const stale: string[] = [];
  const used = [
    ...lines.map((line) => ({ description: lineText(line), price: line.price })),
    ...comparedWith.map((prices) => ({ description: `comparison with ${prices.id}`, price: prices })),
    { description: "prices in USD", price: USD_RATE },
  ];
  const ageing = new Map<string, number>();
  for (const { description, price } of used) {
    if (price === undefined) continue;
    const state = freshness(price, today);
    const age = ageInDays(price, today);
    if (state === "stale" && assumptions.stalePrices === "fail") {
      stale.push(
        `${description}: its price is ${age} days old, over ${PRICE_AGE_DAYS.stale}, or no longer valid (${originText(price)})`,
      );
    } else if (state !== "fresh") ageing.set(originText(price), age);
  }
  const failing = assumptions.missingPrices === "fail";
  return {
    priceProblems: [...(failing ? missing : []), ...stale],
    warnings: [...(failing ? [] : missing), ...ageingText(ageing)],
  };
}
