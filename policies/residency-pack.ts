import type { Assess } from "./adapter.ts";
import type { ResourceCheck, StackCheck } from "./check.ts";
import { dataResidency } from "./residency/data-residency.ts";
import { residencyLedger } from "./residency/residency-ledger.ts";
import { sovereignOwner } from "./residency/sovereign-owner.ts";
import { judgeStack } from "./residency/stack.ts";
import { stackResidency } from "./residency/stack-residency.ts";

/** The policies on residency alone: a pack of their own, for anyone's program. */
export const RESIDENCY_RESOURCE_CHECKS: readonly ResourceCheck[] = [dataResidency];
export const RESIDENCY_STACK_CHECKS: readonly StackCheck[] = [
  stackResidency,
  sovereignOwner,
  residencyLedger,
];

/** The report that they judge from: no costs. */
export const assessResidency: Assess = (resources, { residency, today }, state) => ({
  residency: judgeStack(resources, residency, today, state),
  cost: undefined,
  resources,
});
