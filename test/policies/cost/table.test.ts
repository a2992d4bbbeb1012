import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import type { Usage } from "../../../domain/economics/line-items.ts";
import { monthlyBudget } from "../../../policies/cost/monthly-budget.ts";
import { monthlyCost as monthlyCostPolicy } from "../../../policies/cost/monthly-cost.ts";
import { priceBook } from "../../../policies/cost/price-book.ts";
import { budgetText, costRows, costTable } from "../../../policies/cost/table.ts";
import { euro } from "../../../policies/cost/figures.ts";
import { assume, own, selfHosted, TODAY, traffic } from "../../domain/economics/plans.ts";

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

describe("the budget", () => {
  test("tells what is left or what is over", () => {
    expect(budgetText(report([], { compliancePerMonth: 400, monthlyBudget: 1000 }))).toBe(
      "600.00 of 1,000.00 left",
    );
    expect(budgetText(report([], { compliancePerMonth: 1400, monthlyBudget: 1000 }))).toBe(
      "400.00 over the budget of 1,000.00",
    );
    expect(budgetText(report([]))).toBe("none set (costs.monthlyBudget)");
  });

  test("of a plan that is too small for its traffic is never told to be over by less than nothing", () => {
    const used: Usage[] = [{ category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 1, origin: "urn:g" }];
    const small = report(used, {
      traffic: traffic({ requestsPerDay: 526_000, premiumShare: 0 }),
      selfHosting: own(),
      endpoints: [selfHosted],
      monthlyBudget: 1000,
    });
    expect(small.overBudget).toBe(true);
    expect(budgetText(small)).not.toContain("-");
  });
});

describe("the table", () => {
  const gpu: Usage = { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 1, origin: "urn:g" };

  test("has all rows, the sum, budget, problems and notes, and no verdict where a price is missing", () => {
    const text = costTable(report([node, unpriced], { monthlyBudget: 3000 }));
    expect(text).toMatch(/^Monthly cost in EUR, without VAT\n/);
    expect(text).toMatch(/ {2}CPU nodes +2 × scaleway\/BASIC3-X4C-16G, 730 h +172\.94\n/);
    expect(text).toMatch(/Total, at least +172\.94\n/);
    expect(text).toMatch(/\n {2}Verdict: none, since a price is missing\n/);
    expect(text).toMatch(/Budget: 2,827\.06 of 3,000\.00 left\n/);
    expect(text).toMatch(
      /Price problem: price not found: 1 × nobody\/node: no price for "nobody\/node" \(urn:a\)/,
    );
    expect(text).not.toContain("undefined");
  });

  test("goes on with the decision: options, verdict, break-even, payback, flips", () => {
    const text = costTable(
      report([gpu], {
        traffic: traffic({ premiumShare: 0 }),
        selfHosting: own(),
        endpoints: [selfHosted],
        compareAlso: ["anthropic/claude-sonnet-5"],
      }),
    );
    expect(text).toMatch(
      /\n {2}Utilization: under 1 % of the GPU hours paid for; a million tokens costs 9\.48, /,
    );
    expect(text).toMatch(/\n {2}Options at 2\.0 M tokens a day: EUR a month/);
    expect(text).toMatch(/\n {2}▸ EU serverless +\d+\.\d\d +\d+ to \d+ +\d+ % {2}\S+\n/);
    expect(text).toMatch(/\n {4}Self-hosted +576\.70 /);
    expect(text).toMatch(/\n {2}Verdict: EU serverless, in \d+ % of 10,000 draws/);
    expect(text.match(/\n {2}Break-even against /g)?.length).toBeGreaterThanOrEqual(3);
    expect(text).toMatch(/\n {2}Payback of Self-hosted instead of openai\/gpt-6-astra: /);
    expect(text).toMatch(/\n {2}Flips/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("names a category once, and its total plainly where no price is missing", () => {
    const text = costTable(report([node, { ...node, hoursPerMonth: 1 }]));
    expect(text.match(/CPU nodes/g)).toHaveLength(1);
    expect(text).toMatch(/\n {2}Total +\d/);
  });

  test("without traffic has no price per million tokens and no verdict", () => {
    const text = costTable(report([], { traffic: traffic({ requestsPerDay: 0 }) }));
    expect(text).toMatch(/Per million tokens +0\.0 M a month +no traffic/);
    expect(text).toMatch(/\n {2}Verdict: none, since there is no traffic\n/);
  });
});

describe("the policies on cost", () => {
  const residency = {
    verdict: "proved" as const,
    level: "eu" as const,
    findings: [],
    ledger: [],
    foreignOwners: [],
    judgements: [],
    accepted: 0,
  };
  const stack = (cost: ReturnType<typeof report> | undefined) => ({ residency, cost, resources: [] });

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
      expect.stringMatching(/"nobody\/node" \(urn:a\)\.\n {2}Fix: .*domain\/prices\/book/),
      expect.stringContaining("nobody/other"),
    ]);
  });

  test("none of them says anything about a stack without assumptions", () => {
    expect(
      [monthlyCostPolicy, monthlyBudget, priceBook].flatMap(({ check }) => check(stack(undefined))),
    ).toEqual([]);
  });
});
