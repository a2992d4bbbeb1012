import type { ResourceCheck } from "../check.ts";
import { findingText, judgeResource } from "./judge.ts";

export const dataResidency: ResourceCheck = {
  name: "data-residency",
  description: "Everything stays inside the residency level, and can be shown to.",
  enforcement: "mandatory",
  check: (resource, { level }) =>
    judgeResource(resource, level)
      .filter(({ verdict }) => verdict !== "proved")
      .map(findingText),
};
