import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { StackCheck } from "../check.ts";
import { packageOf, type PlannedResource, UNKNOWN } from "../resource.ts";
import { NOT_KNOWN, problem } from "./message.ts";

/** Resources by which a cloud watches what is spent. The version in azure-native's types is left out. */
const BUDGETS: ReadonlySet<string> = new Set([
  "aws:budgets/budget:Budget",
  "azure-native:consumption:Budget",
  "azure-native:costmanagement:Budget",
  "azure:consumption/budgetManagementGroup:BudgetManagementGroup",
  "azure:consumption/budgetResourceGroup:BudgetResourceGroup",
  "azure:consumption/budgetSubscription:BudgetSubscription",
  "gcp:billing/budget:Budget",
  "google-native:billingbudgets:Budget",
  "oci:Budget/budget:Budget",
]);

const isBudget = ({ type }: PlannedResource) => BUDGETS.has(type.replace(/\/v\d\w*(?=:)/, ""));

/** AWS also has budgets of hours and of coverage, which limit no money; its providers' default is none. */
function watchesMoney({ type, properties }: PlannedResource): boolean {
  return packageOf(type) !== "aws" || properties["budgetType"] === "COST";
}

export const budgetSet: StackCheck = {
  name: "budget-set",
  description: "The stack has a monthly budget, of its own or of its cloud.",
  enforcement: DEFAULT_HYGIENE["budget-set"],
  check: ({ cost, resources }) => {
    if (cost !== undefined) {
      return cost.budget === undefined
        ? [{ message: "The stack has no monthly budget.\n  Fix: set costs.monthlyBudget, in EUR." }]
        : [];
    }
    const budgets = resources.filter(isBudget);
    // Whatever its amount comes to be, a budget is there.
    if (budgets.some(watchesMoney)) return [];
    const undecided = budgets.filter(({ properties }) => properties["budgetType"] === UNKNOWN);
    if (undecided.length > 0) {
      return undecided.map((budget) => ({
        message: problem(budget, `budgetType ${NOT_KNOWN}`, "set it to COST."),
        urn: budget.urn,
      }));
    }
    return [
      {
        message:
          "The stack has neither cost assumptions nor a budget of its cloud: nobody is told what it costs.\n" +
          "  Fix: create a budget, such as aws:budgets/budget:Budget with budgetType COST.",
      },
    ];
  },
};
