import type { ResourceCheck, StackCheck } from "./check.ts";
import { monthlyBudget } from "./cost/monthly-budget.ts";
import { monthlyCost } from "./cost/monthly-cost.ts";
import { priceBook } from "./cost/price-book.ts";
import { imageDigest } from "./hygiene/image-digest.ts";
import { telemetryOff } from "./hygiene/telemetry-off.ts";
import { dataResidency } from "./residency/data-residency.ts";
import { residencyLedger } from "./residency/residency-ledger.ts";
import { sovereignOwner } from "./residency/sovereign-owner.ts";
import { stackResidency } from "./residency/stack-residency.ts";

/** The policies of the pack, in the order in which they are reported. */
export const RESOURCE_CHECKS: readonly ResourceCheck[] = [dataResidency, imageDigest, telemetryOff];
export const STACK_CHECKS: readonly StackCheck[] = [
  stackResidency,
  sovereignOwner,
  residencyLedger,
  monthlyCost,
  monthlyBudget,
  priceBook,
];
