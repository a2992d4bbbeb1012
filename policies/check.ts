import type { Enforcement } from "../domain/hygiene.ts";
import type { ResidencySettings } from "../domain/jurisdiction/declarations.ts";
import type { CostReport } from "../domain/economics/cost.ts";
import type { ResidencyReport } from "./residency/stack.ts";
import type { PlannedResource } from "./resource.ts";

/** What checks are run with. */
export interface Settings {
  readonly residency: ResidencySettings;
  /** Day against which exceptions expire and prices age. */
  readonly today: Date;
}

interface Check {
  /** Name under which it is configured and reported. */
  readonly name: string;
  readonly description: string;
  /** Level where the configuration says nothing. */
  readonly enforcement: Enforcement;
  /** What its configuration holds besides the level. */
  readonly settings?: "residency";
}

/** A policy on one resource, judged before it is created. Pure: the engine and the offline plan run the same. */
export interface ResourceCheck extends Check {
  /** What is wrong, one message each; none where all is well. */
  readonly check: (resource: PlannedResource, settings: Settings) => readonly string[];
}

/** What the policies on the whole stack judge from. */
export interface StackReport {
  readonly residency: ResidencyReport;
  /** Undefined for a stack without cost assumptions. */
  readonly cost: CostReport | undefined;
  readonly resources: readonly PlannedResource[];
}

export interface StackMessage {
  readonly message: string;
  readonly urn?: string;
}

/** A policy on the whole stack, judged from the report on it. */
export interface StackCheck extends Check {
  readonly check: (report: StackReport) => readonly StackMessage[];
}
