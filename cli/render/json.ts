import { exitCode, type Outcome, otherViolations, residencyViolations } from "../outcome.ts";

/** The report for programs, the same in every command; amounts in EUR. */
export function renderJson(outcome: Outcome): string {
  const { environment, source, changes, unchanged, report, diagnostics } = outcome;
  const document = {
    version: 3,
    environment,
    source,
    exitCode: exitCode(outcome),
    changes,
    unchanged,
    residency: report?.residency ?? null,
    residencyViolations: residencyViolations(outcome),
    cost: report?.cost ?? null,
    otherViolations: otherViolations(outcome),
    diagnostics,
  };
  return JSON.stringify(document, undefined, 2);
}
