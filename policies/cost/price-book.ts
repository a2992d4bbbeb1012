import type { StackValidationPolicy } from "@pulumi/policy";
import { reportOf } from "../convert.ts";

export const priceBook: StackValidationPolicy = {
  name: "price-book",
  description: "Everything that costs something has a price that is not stale.",
  enforcementLevel: "mandatory",
  validateStack: (args, report) => {
    for (const problem of reportOf(args).cost?.priceProblems ?? []) {
      report(
        `${problem}.\n  Fix: add or refresh it in domain/prices/book.ts with its source, or name a product that is there.`,
      );
    }
  },
};
