import type { ResourceCheck } from "../check.ts";
import { withException } from "./exceptions.ts";
import { fails, findingText } from "./finding.ts";
import { judgeResource } from "./judge.ts";

/**
 * Judges what a resource says by itself, before it is created. What only the rest of the stack can show is
 * stack-residency's part.
 */
export const dataResidency: ResourceCheck = {
  name: "data-residency",
  description: "Everything stays inside the residency level, and can be shown to.",
  enforcement: "mandatory",
  settings: "residency",
  check: (resource, { residency, today }) =>
    judgeResource(resource, residency)
      .filter(({ deferred }) => deferred === undefined)
      .map((found) => withException(found, residency, today))
      .filter(fails)
      .map(findingText),
};
