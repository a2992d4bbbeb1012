import { describe, expect, test } from "vitest";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import { budgetSet } from "../../../policies/hygiene/budget-set.ts";
import { UNKNOWN, type Value } from "../../../policies/resource.ts";
import { assume, TODAY } from "../../domain/economics/plans.ts";
import { planned } from "../planned.ts";
import { stackMessages } from "./stack.ts";

test("is advisory", () => expect(budgetSet.enforcement).toBe("advisory"));

describe("a stack with cost assumptions", () => {
  test("needs a budget of its own", () => {
    expect(stackMessages(budgetSet, [], monthlyCost([], assume({ monthlyBudget: 1000 }), TODAY))).toEqual([]);
    expect(stackMessages(budgetSet, [], monthlyCost([], assume(), TODAY))).toEqual([
      "The stack has no monthly budget.\n  Fix: set costs.monthlyBudget, in EUR.",
    ]);
  });

  test("does not rely on its cloud's", () => {
    const budget = planned("gcp:billing/budget:Budget");
    expect(stackMessages(budgetSet, [budget], monthlyCost([], assume(), TODAY))).toHaveLength(1);
  });
});

describe("a stack without them", () => {
  test("needs its cloud's budget", () => {
    expect(stackMessages(budgetSet, [planned("aws:s3/bucket:Bucket")])).toEqual([
      expect.stringContaining("neither cost assumptions nor a budget of its cloud"),
    ]);
  });

  test.each([
    "azure-native:consumption:Budget",
    "azure-native:consumption/v20230501:Budget",
    "azure-native:costmanagement:Budget",
    "azure:consumption/budgetManagementGroup:BudgetManagementGroup",
    "azure:consumption/budgetResourceGroup:BudgetResourceGroup",
    "azure:consumption/budgetSubscription:BudgetSubscription",
    "gcp:billing/budget:Budget",
    "google-native:billingbudgets/v1:Budget",
    "oci:Budget/budget:Budget",
  ])("has one in %s", (type) =>
    expect(stackMessages(budgetSet, [planned(type, { amount: UNKNOWN })])).toEqual([]),
  );

  test.each<[Value, number]>([
    ["COST", 0],
    ["USAGE", 1],
    [UNKNOWN, 1],
  ])("has one of AWS of type %o", (budgetType, count) => {
    const found = stackMessages(budgetSet, [planned("aws:budgets/budget:Budget", { budgetType })]);
    expect(found).toHaveLength(count);
    if (budgetType === UNKNOWN) expect(found[0]).toContain("budgetType is not known before");
  });
});
