import type { CostReport } from "../../../domain/economics/cost.ts";
import type { Decision, Payback } from "../../../domain/economics/decision.ts";
import { flips } from "../../../domain/economics/flips.ts";
import { type LineItem, lineText } from "../../../domain/economics/line-items.ts";
import { exposures, negotiation, spared } from "../../../domain/economics/lock-in.ts";
import { type Breakdown, COMPONENTS } from "../../../domain/economics/options.ts";
import { likelyPoint, type Scenario } from "../../../domain/economics/scenario.ts";
import { drivers, type Simulation, type SimulatedBreakEven } from "../../../domain/economics/simulation.ts";
import { HOURS_PER_MONTH } from "../../../domain/prices/terms.ts";
import { optionRows, verdictText } from "../../../policies/cost/decision.ts";
import { CATEGORY_NAMES } from "../../../policies/cost/table.ts";
import { type CalculatedPlan, costExitCode } from "../../commands/cost/plan.ts";
import type { BreakEvenDocument, EstimateDocument, VerdictDocument } from "./documents.ts";
import { EVENTS } from "./events.ts";

/** What every document on a plan begins with. */
export function head({ title, report, day }: CalculatedPlan) {
  return {
    version: 1 as const,
    title,
    currency: "EUR" as const,
    day,
    exitCode: costExitCode(report),
    priceProblems: [...report.priceProblems],
    warnings: [...report.warnings],
  };
}

/**
 * EUR to a millionth, which no sum of money needs more of: the nearest binary number to 576.7 would else be told as
 * 576.6999999999985.
 */
export function money(amount: number): number {
  return Number(amount.toFixed(6));
}

/** A decimal number as Infracost writes it: never with an exponent. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(12).replace(/\.?0+$/, "") : text;
}

/** Quantities and prices of a unit keep twelve digits, so that their product is the amount: a token costs millionths. */
const factor = (value: number) => decimal(Number(value.toPrecision(12)));

/** What an hour costs of the month that clouds bill. */
const hourly = (monthly: number) => decimal(money(monthly / HOURS_PER_MONTH));

function component(line: LineItem) {
  const { rate, price } = line;
  const monthly = line.monthly === undefined ? undefined : money(line.monthly);
  return {
    name: lineText(line),
    unit: rate?.unit ?? "months",
    monthlyQuantity: monthly === undefined ? null : factor(rate?.monthlyQuantity ?? 1),
    price: monthly === undefined ? null : factor(rate?.euroPerUnit ?? monthly),
    hourlyCost: monthly === undefined ? null : hourly(monthly),
    monthlyCost: monthly === undefined ? null : decimal(monthly),
    priceNotFound: monthly === undefined,
    source: price?.source ?? null,
    asOf: price?.asOf ?? null,
  };
}

/** The sum of what is printed, not of what was rounded to print it: whoever adds the components up comes to the same. */
function addedUp(lines: readonly LineItem[]): number {
  return money(lines.reduce((sum, { monthly }) => sum + money(monthly ?? 0), 0));
}

/** Lines of the same origin and category, as one resource. */
function resources({ lines }: CostReport) {
  const groups = new Map<string, LineItem[]>();
  for (const line of lines) {
    const key = `${line.category} ${line.origin}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const total = group.some(({ monthly }) => monthly === undefined) ? undefined : addedUp(group);
    return [
      {
        name: first.origin,
        resourceType: CATEGORY_NAMES[first.category],
        hourlyCost: total === undefined ? null : hourly(total),
        monthlyCost: total === undefined ? null : decimal(total),
        costComponents: group.map(component),
      },
    ];
  });
}

/** What `cost estimate --json` prints: an Infracost breakdown where it fits. */
export function estimateJson(plan: CalculatedPlan): EstimateDocument {
  const { title, report } = plan;
  const { decision } = report;
  const total = addedUp(report.lines);
  const totals = { totalHourlyCost: hourly(total), totalMonthlyCost: decimal(total) };
  const own = decision && decision.costs[decision.own];
  return {
    ...head(plan),
    command: "estimate",
    projects: [{ name: title, breakdown: { resources: resources(report), ...totals } }],
    ...totals,
    lowerBound: report.lowerBound,
    tokensPerMonth: report.tokensPerMonth,
    perMillionTokens: report.perMillionTokens === undefined ? null : money(report.perMillionTokens),
    utilization: report.scenario?.selfHosting === undefined ? null : (own?.utilization ?? null),
    budget: report.budget ?? null,
    overBudget: report.overBudget,
  };
}

/** What `cost breakeven --json` prints. */
export function breakEvenJson(
  plan: CalculatedPlan,
  decision: Decision,
  simulated: readonly SimulatedBreakEven[],
): BreakEvenDocument {
  return {
    ...head(plan),
    command: "breakeven",
    tokensPerDay: decision.tokensPerDay,
    comparisons: decision.comparisons.map(({ api, monthly, equalQuality, breakEven }, index) => {
      const drawn = simulated[index];
      return {
        id: api.prices.id,
        kind: api.prices.kind,
        tier: api.prices.tier,
        equalQuality,
        monthly: money(monthly),
        from: breakEven.from ?? null,
        always: breakEven.always ?? null,
        p10: drawn?.p10 ?? null,
        p50: drawn?.p50 ?? null,
        p90: drawn?.p90 ?? null,
        reached: drawn?.reached ?? 0,
      };
    }),
  };
}

function components(cost: Breakdown | undefined): Record<string, number> {
  return cost === undefined ? {} : Object.fromEntries(COMPONENTS.map((name) => [name, money(cost[name])]));
}

function paybackOf(payback: Payback | undefined): VerdictDocument["payback"] {
  if (payback === undefined) return null;
  const { option, oneOff, savedPerMonth, weeks } = payback;
  return { option, oneOff: money(oneOff), savedPerMonth: money(savedPerMonth), weeks: weeks ?? null };
}

/** What `cost verdict --json` prints. */
export function verdictJson(
  plan: CalculatedPlan,
  scenario: Scenario,
  decision: Decision,
  simulation: Simulation,
): VerdictDocument {
  const point = likelyPoint(scenario);
  const bargain = negotiation(scenario, point);
  return {
    ...head(plan),
    command: "verdict",
    verdict: verdictText(scenario, decision, simulation),
    tokensPerDay: decision.tokensPerDay,
    volumeClass: decision.volumeClass ?? null,
    recommended: decision.recommended ?? null,
    cheapest: decision.cheapest ?? null,
    options: optionRows(scenario, decision, simulation).map(
      ({ option, model, monthly, low, high, chance, shortfall }) => ({
        option,
        model,
        monthly: money(monthly),
        p10: money(low),
        p90: money(high),
        chance,
        shortfall: shortfall ?? null,
        components: components(decision.costs[option]),
      }),
    ),
    regimes: decision.regimes.map(({ option, from, to }) => ({ option, from, to: to ?? null })),
    payback: paybackOf(decision.payback),
    recommendedPayback: paybackOf(decision.recommendedPayback),
    flips: flips(scenario).map((flip) => ({ ...flip })),
    drivers: drivers(scenario).map((driver) => ({
      ...driver,
      savedAtLow: money(driver.savedAtLow),
      savedAtHigh: money(driver.savedAtHigh),
    })),
    lockIn: EVENTS.map(({ name, shock }) => {
      const found = exposures(scenario, point, shock);
      const saved = spared(scenario, point, found);
      return {
        event: name,
        exposures: found.map(({ option, perMonth, oneOff, firstYear }) => ({
          option,
          perMonth: money(perMonth),
          oneOff: money(oneOff),
          firstYear: money(firstYear),
        })),
        spared: saved === undefined ? null : money(saved),
      };
    }),
    negotiation:
      bargain === undefined
        ? null
        : { share: bargain.share, discount: bargain.discount, perMonth: money(bargain.perMonth) },
    simulation: { draws: simulation.draws, seed: simulation.seed },
  };
}
