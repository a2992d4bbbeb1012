import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { monthlyCost, type Usage } from "../../../domain/economics/cost.ts";
import { monthlyBudget } from "../../../policies/cost/monthly-budget.ts";
import { monthlyCost as monthlyCostPolicy } from "../../../policies/cost/monthly-cost.ts";
import { priceBook } from "../../../policies/cost/price-book.ts";
import {
  breakEvenText,
  budgetText,
  costRows,
  costTable,
  euro,
  millions,
} from "../../../policies/cost/table.ts";
import { assume, TODAY } from "../../domain/economics/plans.ts";

const node: Usage = { category: "cpu", priceAs: "scaleway/BASIC3-X4C-16G", quantity: 2, origin: "urn:a" };
const unpriced: Usage = { ...node, priceAs: "nobody/node", quantity: 1 };
const report = (used: Usage[], changes: Partial<CostAssumptions> = {}) =>
  monthlyCost(used, assume(changes), TODAY);

describe("rows", () => {
  test("equal lines are one row, quantities and amounts added up", () => {
    const rows = costRows(report([node, { ...node, quantity: 1, origin: "urn:b" }]));
    expect(rows[0]).toEqual({
      category: "CPU nodes",
      description: "3 × scaleway/BASIC3-X4C-16G, 730 h",
      amount: euro(3 * 730 * 0.118_45),
    });
    expect(rows.map(({ category }) => category)).toEqual(["CPU nodes", "Labour", "Compliance"]);
  });

  test("lines of different hours or categories stay apart", () => {
    const rows = costRows(report([node, { ...node, hoursPerMonth: 100 }, { ...node, category: "gpu" }]));
    expect(rows.slice(0, 3).map(({ category, description }) => `${category}: ${description}`)).toEqual([
      "GPU: 2 × scaleway/BASIC3-X4C-16G, 730 h",
      "CPU nodes: 2 × scaleway/BASIC3-X4C-16G, 730 h",
      "CPU nodes: 2 × scaleway/BASIC3-X4C-16G, 100 h",
    ]);
  });

  test('a line without a price reads "no price", and stays so beside another like it', () => {
    const rows = costRows(report([unpriced, unpriced]));
    expect(rows[0]?.amount).toBe("no price");
    expect(rows[0]?.description).toContain('no price for "nobody/node"');
    expect(rows.filter(({ amount }) => amount === "no price")).toHaveLength(1);
  });
});

describe("texts", () => {
  test("amounts have two decimals and thousands", () => {
    expect([euro(0), euro(1234.5), euro(0.005_01)]).toEqual(["0.00", "1,234.50", "0.01"]);
  });

  test("tokens come in millions, with a decimal while they are few", () => {
    expect([millions(0), millions(3_706_000), millions(99_940_000), millions(1_234_567_890)]).toEqual([
      "0.0 M",
      "3.7 M",
      "99.9 M",
      "1,235 M",
    ]);
  });

  test("break-even names volume, plan and the API's bill", () => {
    const traffic = { requestsPerDay: 1000, inputTokens: 3000, outputTokens: 1000, premiumShare: 0 };
    const text = breakEvenText(report([], { traffic, compliancePerMonth: 2025 }));
    expect(text).toBe("from 3.7 M tokens a day, planned 4.0 M; openai/gpt-6-astra would charge 2,185.69");
  });

  test("break-even says why there is none", () => {
    expect(breakEvenText(report([], { compareWith: "nobody/api" }))).toBe("a price is missing");
    const quiet = { requestsPerDay: 0, inputTokens: 1, outputTokens: 1, premiumShare: 0 };
    expect(breakEvenText(report([], { traffic: quiet }))).toBe("no traffic to compare");
    const dear = [{ name: "x", tier: "premium" as const, price: { tokens: "openai/gpt-6-astra" } }];
    expect(breakEvenText(report([], { endpoints: dear }))).toMatch(
      /^never: openai\/gpt-6-astra would charge /,
    );
  });

  test("the budget tells what is left or what is over", () => {
    expect(budgetText(report([], { compliancePerMonth: 400, monthlyBudget: 1000 }))).toBe(
      "600.00 of 1,000.00 left",
    );
    expect(budgetText(report([], { compliancePerMonth: 1400, monthlyBudget: 1000 }))).toBe(
      "400.00 over the budget of 1,000.00",
    );
    expect(budgetText(report([]))).toBe("none set (costs.monthlyBudget)");
  });
});

describe("the table", () => {
  test("has all rows, the sum, break-even, budget, problems and notes", () => {
    const text = costTable(report([node, unpriced], { monthlyBudget: 3000 }));
    expect(text).toMatch(/^Monthly cost in EUR, without VAT\n/);
    expect(text).toMatch(/ {2}CPU nodes +2 × scaleway\/BASIC3-X4C-16G, 730 h +172\.94\n/);
    expect(text).toMatch(/Total, at least +172\.94\n/);
    expect(text).toMatch(/Break-even: /);
    expect(text).toMatch(/Budget: 2,827\.06 of 3,000\.00 left\n/);
    expect(text).toMatch(/Price problem: 1 × nobody\/node: no price for "nobody\/node" \(urn:a\)/);
    expect(text).not.toContain("undefined");
  });

  test("names a category once, and its total plainly where no price is missing", () => {
    const text = costTable(report([node, { ...node, hoursPerMonth: 1 }]));
    expect(text.match(/CPU nodes/g)).toHaveLength(1);
    expect(text).toMatch(/\n {2}Total +\d/);
  });

  test("without traffic has no price per million tokens", () => {
    const traffic = { requestsPerDay: 0, inputTokens: 1, outputTokens: 1, premiumShare: 0 };
    expect(costTable(report([], { traffic }))).toMatch(/Per million tokens +0\.0 M a month +no traffic/);
  });
});

describe("the policies on cost", () => {
  const residency = {
    verdict: "proved" as const,
    level: "eu" as const,
    findings: [],
    ledger: [],
    foreignOwners: [],
  };
  const stack = (cost: ReturnType<typeof report> | undefined) => ({ residency, cost, resources: 1 });

  test("monthly-cost only informs", () => {
    expect(monthlyCostPolicy.enforcement).toBe("advisory");
    const cost = report([node]);
    expect(monthlyCostPolicy.check(stack(cost))).toEqual([{ message: costTable(cost) }]);
  });

  test("monthly-budget stops what is over, with both amounts and what to do", () => {
    expect(monthlyBudget.enforcement).toBe("mandatory");
    expect(monthlyBudget.check(stack(report([node], { monthlyBudget: 172.95 })))).toEqual([]);
    const over = monthlyBudget.check(stack(report([node], { monthlyBudget: 100 })));
    expect(over.map(({ message }) => message)).toEqual([
      expect.stringMatching(/costs 172\.94 EUR a month, 72\.94 over the budget of 100\.00\.\n {2}Fix: /),
    ]);
  });

  test("price-book stops what has no price, one message each", () => {
    expect(priceBook.enforcement).toBe("mandatory");
    expect(priceBook.check(stack(report([node])))).toEqual([]);
    const problems = priceBook.check(stack(report([unpriced, { ...unpriced, priceAs: "nobody/other" }])));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/"nobody\/node" \(urn:a\)\.\n {2}Fix: .*domain\/prices\/book\.ts/),
      expect.stringContaining("nobody/other"),
    ]);
  });

  test("none of them says anything about a stack without assumptions", () => {
    expect(
      [monthlyCostPolicy, monthlyBudget, priceBook].flatMap(({ check }) => check(stack(undefined))),
    ).toEqual([]);
  });
});
