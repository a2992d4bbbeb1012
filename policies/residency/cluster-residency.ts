import type { StackValidationPolicy } from "@pulumi/policy";
import { writeFileSync } from "node:fs";
import { levelSchema, reportOf } from "../convert.ts";
import { findingText } from "./judge.ts";

/** File to which the pack writes its report as JSON, for whoever started the engine. */
export const REPORT_VARIABLE = "EU_LLM_REPORT";

/**
 * Judges what only the whole stack shows: the place of a cluster behind its kubeconfig. What a resource says by itself
 * is data-residency's part, which runs before it is created.
 */
export const clusterResidency: StackValidationPolicy = {
  name: "cluster-residency",
  description: "Every Kubernetes cluster that the stack uses can be shown to stand inside.",
  enforcementLevel: "mandatory",
  configSchema: levelSchema,
  validateStack: (args, report) => {
    const assessed = reportOf(args);
    const file = process.env[REPORT_VARIABLE];
    if (file !== undefined && file !== "") writeFileSync(file, JSON.stringify(assessed));
    for (const finding of assessed.residency.findings) {
      if (finding.verdict !== "proved" && finding.property === "kubeconfig")
        report(findingText(finding), finding.urn);
    }
  },
};
