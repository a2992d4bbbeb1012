import type { StackValidationPolicy } from "@pulumi/policy";
import { reportOf } from "../convert.ts";
import { costTable } from "./table.ts";

export const monthlyCost: StackValidationPolicy = {
  name: "monthly-cost",
  description: "What the stack will cost a month, for information.",
  enforcementLevel: "advisory",
  validateStack: (args, report) => {
    const { cost } = reportOf(args);
    if (cost !== undefined) report(costTable(cost));
  },
};
