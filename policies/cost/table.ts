import type { CostReport } from "../../domain/economics/cost.ts";
import { type CostCategory, type LineItem, lineText } from "../../domain/economics/line-items.ts";
import { decisionLines, type Drawn } from "./decision.ts";
import { euro, millions } from "./figures.ts";

export const CATEGORY_NAMES: Readonly<Record<CostCategory, string>> = {
  gpu: "GPU",
  cpu: "CPU nodes",
  storage: "Storage",
  network: "Network",
  labour: "Labour",
  compliance: "Compliance",
  migration: "Migration",
  endpoints: "API share",
};

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

/** "654.33 of 3,000.00 left" */
export function budgetText({ budget, total, needed, overBudget }: CostReport): string {
  if (budget === undefined) return "none set (costs.monthlyBudget)";
  const of = needed > total ? `, for what serves the traffic: ${euro(needed)}` : "";
  return overBudget
    ? `${euro(needed - budget)} over the budget of ${euro(budget)}${of}`
    : `${euro(budget - needed)} of ${euro(budget)} left${of}`;
}

/** The monthly total cost of ownership as one block of plain text, 80 columns wide where descriptions allow. */
export function costTable(report: CostReport, drawn?: Drawn): string {
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
    ...decisionLines(report, drawn).map((text) => `  ${text}`),
    `  Budget: ${budgetText(report)}`,
    ...report.priceProblems.map((problem) => `  Price problem: ${problem}`),
    ...report.warnings.map((warning) => `  Note: ${warning}`),
  ].join("\n");
}
