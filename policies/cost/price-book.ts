import type { StackCheck } from "../check.ts";

export const priceBook: StackCheck = {
  name: "price-book",
  description: "Everything that costs something has a price that is not stale.",
  enforcement: "mandatory",
  check: ({ cost }) =>
    (cost?.priceProblems ?? []).map((problem) => ({
      message:
        `${problem}.\n  Fix: add or refresh it in domain/prices/book.ts with its source, name a product that is there, ` +
        `or (for age alone) set costs.stalePrices to "warn".`,
    })),
};
