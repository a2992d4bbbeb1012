import type { StackCheck } from "../check.ts";
import { euro } from "./figures.ts";
import { budgetText } from "./table.ts";

export const monthlyBudget: StackCheck = {
  name: "monthly-budget",
  description: "The stack stays within its monthly budget.",
  enforcement: "mandatory",
  check: ({ cost }) =>
    cost?.overBudget === true
      ? [
          {
            message:
              `The stack costs ${euro(cost.needed)} EUR a month, ${budgetText(cost)}.\n` +
              "  Fix: choose smaller nodes or fewer replicas, scale to zero, or raise costs.monthlyBudget.",
          },
        ]
      : [],
};
