import type { StackCheck } from "../check.ts";
import { fails, findingText } from "./finding.ts";

/**
 * Judges what only the whole stack shows: the cluster behind a kubeconfig, the resource that a value comes from, the
 * state, and exceptions that have expired. What a resource says by itself is data-residency's part, which runs before
 * it is created.
 */
export const stackResidency: StackCheck = {
  name: "stack-residency",
  description: "Whatever refers to something else can be shown to refer to something inside.",
  enforcement: "mandatory",
  settings: "residency",
  check: ({ residency }) =>
    residency.findings
      .filter((found) => fails(found) && (found.deferred !== undefined || found.urn === ""))
      .map((found) => ({
        message: findingText(found),
        ...(found.urn === "" ? {} : { urn: found.urn }),
      })),
};
