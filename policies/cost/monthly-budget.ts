import type { StackValidationPolicy } from "@pulumi/policy";
import { reportOf } from "../convert.ts";

export const monthlyBudget: StackValidationPolicy = {
  name: "monthly-budget",
  description: "The stack stays within its monthly budget.",
  enforcementLevel: "mandatory",
  validateStack: (args, report) => {
    const { cost } = reportOf(args);
    if (cost?.overBudget === true) {
      report(
        `The stack costs ${cost.total.toFixed(2)} EUR a month, over its budget of ${(cost.budget ?? 0).toFixed(2)} EUR.\n` +
          "  Fix: choose smaller nodes or fewer replicas, scale to zero, or raise costs.monthlyBudget.",
      );
    }
  },
};
