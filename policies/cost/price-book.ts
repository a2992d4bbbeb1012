import type { StackCheck } from "../check.ts";

export const priceBook: StackCheck = {
  name: "price-book",
  description: "Everything that costs something has a price that is not stale.",
  enforcement: "mandatory",
  check: ({ cost }) =>
    (cost?.priceProblems ?? []).map((problem) => ({
      message:
        `${problem}.\n  Fix: add or refresh it below domain/prices/book/ with its source, give it in costs.rateCard, name a product that is there, ` +
        `or (for age alone) set costs.stalePrices to "warn".`,
    })),
};
