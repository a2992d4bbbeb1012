import { type CostCategory, type CostReport, type LineItem, lineText } from "../../domain/economics/cost.ts";
import { DAYS_PER_MONTH } from "../../domain/prices/price.ts";

export const CATEGORY_NAMES: Readonly<Record<CostCategory, string>> = {
  gpu: "GPU",
  cpu: "CPU nodes",
  storage: "Storage",
  network: "Network",
  labour: "Labour",
  compliance: "Compliance",
  endpoints: "API share",
};

const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 1234.5 → "1,234.50" (EUR). */
export function euro(amount: number): string {
  return money.format(amount);
}

/** Tokens in millions: 12.3 M. */
export function millions(tokens: number): string {
  const value = tokens / 1e6;
  return `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1)} M`;
}

/** A row of the monthly table: equal lines of the report added up. */
export interface CostRow {
  readonly category: string;
  readonly description: string;
  /** EUR, or that there is no price. */
  readonly amount: string;
}

/** The rows of the monthly table, in the order of its categories. */
export function costRows({ lines }: CostReport): CostRow[] {
  const groups = new Map<string, LineItem>();
  for (const line of lines) {
    const key = `${line.category} ${line.product}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? line : added(known, line));
  }
  return [...groups.values()].map((line) => ({
    category: CATEGORY_NAMES[line.category],
    description: lineText(line),
    amount: line.monthly === undefined ? "no price" : euro(line.monthly),
  }));
}

function added(one: LineItem, other: LineItem): LineItem {
  const add = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? undefined : a + b;
  return { ...one, quantity: add(one.quantity, other.quantity), monthly: add(one.monthly, other.monthly) };
}

/** "4.2 M tokens a day; this stack serves 10.0 M" or why there is none. */
export function breakEvenText({ breakEven, tokensPerMonth }: CostReport): string {
  if (breakEven.apiMonthly === undefined) return "a price is missing";
  if (tokensPerMonth === 0) return "no traffic to compare";
  const now = millions(tokensPerMonth / DAYS_PER_MONTH);
  const api = `${breakEven.api} would charge ${euro(breakEven.apiMonthly)}`;
  return breakEven.tokensPerDay === undefined
    ? `never: ${api}, and each token of this stack costs as much or more`
    : `from ${millions(breakEven.tokensPerDay)} tokens a day, planned ${now}; ${api}`;
}

/** "654.33 of 3,000.00 left" */
export function budgetText({ budget, total, overBudget }: CostReport): string {
  if (budget === undefined) return "none set (costs.monthlyBudget)";
  return overBudget
    ? `${euro(total - budget)} over the budget of ${euro(budget)}`
    : `${euro(budget - total)} of ${euro(budget)} left`;
}

/** The monthly total cost of ownership as one block of plain text, 80 columns wide where descriptions allow. */
export function costTable(report: CostReport): string {
  const rows = costRows(report);
  const perMillion = report.perMillionTokens;
  const summary = [
    {
      category: report.lowerBound ? "Total, at least" : "Total",
      description: "",
      amount: euro(report.total),
    },
    {
      category: "Per million tokens",
      description: `${millions(report.tokensPerMonth)} a month`,
      amount: perMillion === undefined ? "no traffic" : euro(perMillion),
    },
  ];
  const width = Math.max(...[...rows, ...summary].map(({ category }) => category.length));
  const text = Math.max(...[...rows, ...summary].map(({ description }) => description.length));
  const line = ({ category, description, amount }: CostRow) =>
    `  ${category.padEnd(width)}  ${description.padEnd(text)}  ${amount.padStart(10)}`;
  let shown = "";
  const body = rows.map((row) => {
    const category = row.category === shown ? "" : row.category;
    shown = row.category;
    return line({ ...row, category });
  });
  return [
    "Monthly cost in EUR, without VAT",
    ...body,
    `  ${"─".repeat(width + text + 14)}`,
    ...summary.map(line),
    `  Break-even: ${breakEvenText(report)}`,
    `  Budget: ${budgetText(report)}`,
    ...report.priceProblems.map((problem) => `  Price problem: ${problem}`),
    ...report.warnings.map((warning) => `  Note: ${warning}`),
  ].join("\n");
}
