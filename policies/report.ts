import type { CostReport } from "../domain/economics/cost.ts";
import { monthlyCost } from "../domain/economics/cost.ts";
import type { Settings, StackReport } from "./check.ts";
import { assumptionsOf, usagesOf } from "./cost/usages.ts";
import type { StatePlace } from "./residency/state.ts";
import { judgeStack, type ResidencyReport } from "./residency/stack.ts";
import type { PlannedResource } from "./resource.ts";

/** Both verdicts on a stack: where it lies and what it costs. */
export interface Report {
  readonly residency: ResidencyReport;
  /** Undefined for a stack without cost assumptions. */
  readonly cost: CostReport | undefined;
  /** Resources that were judged, providers and components included. */
  readonly resources: number;
}

/**
 * Judges what the engine (or the offline plan) is about to create. The policy pack prints from this report and the
 * command line shows it, so the two cannot differ.
 */
export function assess(
  resources: readonly PlannedResource[],
  { residency, today }: Settings,
  state?: StatePlace,
): StackReport {
  const assumptions = assumptionsOf(resources);
  return {
    residency: judgeStack(resources, residency, today, state),
    cost: assumptions && monthlyCost(usagesOf(resources, assumptions), assumptions, today),
    resources,
  };
}

/** The part of it that is shown and written. */
export function reportOf({ residency, cost, resources }: StackReport): Report {
  return { residency, cost, resources: resources.length };
}
