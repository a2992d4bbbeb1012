import type { Report } from "../policies/report.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** What is about to happen to a resource, in Pulumi's words: create, update, replace, delete, … */
export interface Change {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

export interface PolicyMessage {
  readonly policy: string;
  readonly mandatory: boolean;
  readonly message: string;
  readonly urn: string | undefined;
}

export interface Diagnostic {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
}

/** How an outcome was found out. */
export type Source =
  | { readonly kind: "engine"; readonly version: string }
  /** In process, with Pulumi's mocks: nothing is known of what exists already. */
  | { readonly kind: "offline plan"; readonly reason: string };

/** What a preview (or an update) came to, whoever made it. */
export interface Outcome {
  readonly environment: string;
  readonly source: Source;
  readonly changes: readonly Change[];
  /** Resources that stay as they are. */
  readonly unchanged: number;
  /** Undefined where the program failed before the policies saw the whole stack. */
  readonly report: Report | undefined;
  readonly policyMessages: readonly PolicyMessage[];
  readonly diagnostics: readonly Diagnostic[];
  readonly failed: boolean;
  readonly interrupted: boolean;
}

const RESIDENCY_POLICIES: readonly string[] = ["data-residency", "stack-residency", "sovereign-owner"];

/** What mandatory residency policies said: violating and unproven alike. */
export function residencyViolations({ policyMessages }: Outcome): PolicyMessage[] {
  return policyMessages.filter(({ policy, mandatory }) => mandatory && RESIDENCY_POLICIES.includes(policy));
}

/** What the other mandatory policies said, apart from budget and prices, which the cost table shows. */
export function otherViolations({ policyMessages }: Outcome): PolicyMessage[] {
  const shownElsewhere = [...RESIDENCY_POLICIES, "monthly-budget", "price-book"];
  return policyMessages.filter(({ policy, mandatory }) => mandatory && !shownElsewhere.includes(policy));
}

/** The gravest finding decides: a leak before a bill, a bill before a price that nobody knows. */
export function exitCode(outcome: Outcome): ExitCode {
  const { report } = outcome;
  if (outcome.interrupted) return EXIT.interrupted;
  if (residencyViolations(outcome).length > 0) return EXIT.residency;
  if (report !== undefined && report.residency.verdict !== "proved") return EXIT.residency;
  if (outcome.diagnostics.some(({ severity }) => severity === "error")) return EXIT.error;
  if (otherViolations(outcome).length > 0) return EXIT.error;
  if (report?.cost?.overBudget === true) return EXIT.overBudget;
  if ((report?.cost?.priceProblems.length ?? 0) > 0) return EXIT.price;
  return outcome.failed || report === undefined ? EXIT.error : EXIT.fine;
}
