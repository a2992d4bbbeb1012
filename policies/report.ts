import type { CostReport } from "../domain/economics/cost.ts";
import { monthlyCost } from "../domain/economics/cost.ts";
import type { ResidencyLevel } from "../domain/jurisdiction/countries.ts";
import { assumptionsOf, usagesOf } from "./cost/usages.ts";
import { judgeStack, type ResidencyReport } from "./residency/ledger.ts";
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
 * @param today The day against which prices age.
 */
export function assess(resources: readonly PlannedResource[], level: ResidencyLevel, today: Date): Report {
  const assumptions = assumptionsOf(resources);
  return {
    residency: judgeStack(resources, level),
    cost: assumptions && monthlyCost(usagesOf(resources, assumptions), assumptions, today),
    resources: resources.length,
  };
}
