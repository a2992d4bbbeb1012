import type { ResidencyLevel } from "../domain/jurisdiction/countries.ts";
import type { Report } from "./report.ts";
import type { PlannedResource } from "./resource.ts";

/** What a policy is configured with, by the pack's configuration file or by default. */
export interface Settings {
  /** How far sensitive data may go. */
  readonly level: ResidencyLevel;
}

export const DEFAULT_SETTINGS: Settings = { level: "eu" };

interface Check {
  /** Name under which it is configured and reported. */
  readonly name: string;
  readonly description: string;
  /** Mandatory: what it says stops a preview and an update. */
  readonly enforcement: "mandatory" | "advisory";
}

/** A policy on one resource, judged before it is created. Pure: the engine and the offline plan run the same. */
export interface ResourceCheck extends Check {
  /** What is wrong, one message each; none where all is well. */
  readonly check: (resource: PlannedResource, settings: Settings) => readonly string[];
}

/** A policy on the whole stack, judged from the report on it. */
export interface StackCheck extends Check {
  readonly check: (report: Report) => readonly { readonly message: string; readonly urn?: string }[];
}
