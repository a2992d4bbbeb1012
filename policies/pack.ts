import type { ResourceCheck, StackCheck } from "./check.ts";
import { monthlyBudget } from "./cost/monthly-budget.ts";
import { monthlyCost } from "./cost/monthly-cost.ts";
import { priceBook } from "./cost/price-book.ts";
import { budgetSet } from "./hygiene/budget-set.ts";
import { egressLimited } from "./hygiene/egress-limited.ts";
import { imageDigest } from "./hygiene/image-digest.ts";
import { noSecretLiterals } from "./hygiene/no-secret-literals.ts";
import { privateModelEndpoint } from "./hygiene/private-model-endpoint.ts";
import { restrictedPods } from "./hygiene/restricted-pods.ts";
import { telemetryOff } from "./hygiene/telemetry-off.ts";
import { tlsAtEdge } from "./hygiene/tls-at-edge.ts";
import { dataResidency } from "./residency/data-residency.ts";
import { residencyLedger } from "./residency/residency-ledger.ts";
import { sovereignOwner } from "./residency/sovereign-owner.ts";
import { stackResidency } from "./residency/stack-residency.ts";

/** The policies of the pack, in the order in which they are reported. */
export const RESOURCE_CHECKS: readonly ResourceCheck[] = [
  dataResidency,
  imageDigest,
  telemetryOff,
  noSecretLiterals,
];
export const STACK_CHECKS: readonly StackCheck[] = [
  stackResidency,
  sovereignOwner,
  residencyLedger,
  monthlyCost,
  monthlyBudget,
  priceBook,
  privateModelEndpoint,
  restrictedPods,
  tlsAtEdge,
  budgetSet,
  egressLimited,
];
