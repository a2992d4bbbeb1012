import type { ApiRates, Scenario } from "../../domain/economics/scenario.ts";
import type { CostRow } from "../../policies/cost/table.ts";

/** Everything that a page shows and calculates with, as JSON inside the page. */
export interface PageData {
  /** What the figures are about: a stack, or a model and the machine that serves it. */
  readonly title: string;
  /** Day against which prices age, ISO 8601. */
  readonly day: string;
  readonly scenario: Scenario;
  /** Further models to compare with, as given to `decide`. */
  readonly comparisons: readonly ApiRates[];
  /** How the simulation was asked for; without it, as `simulate` does it by itself. */
  readonly simulation?: { readonly draws: number; readonly seed: number };
  /** The monthly table. */
  readonly rows: readonly CostRow[];
  /** EUR a month, the sum of the table. */
  readonly total: number;
  /** Whether the table leaves out what has no price. */
  readonly lowerBound: boolean;
  /** One sentence each: problems of prices, and what else to know before relying on the figures. */
  readonly notes: readonly string[];
}

/** Checks no more than that the page's own renderer wrote it. */
export function isPageData(value: unknown): value is PageData {
  return typeof value === "object" && value !== null && "scenario" in value && "comparisons" in value;
}
