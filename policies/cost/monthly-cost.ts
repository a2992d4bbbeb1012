import type { StackCheck } from "../check.ts";
import { costTable } from "./table.ts";

export const monthlyCost: StackCheck = {
  name: "monthly-cost",
  description: "What the stack will cost a month, for information.",
  enforcement: "advisory",
  check: ({ cost }) => (cost === undefined ? [] : [{ message: costTable(cost) }]),
};
