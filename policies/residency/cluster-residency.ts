import type { StackCheck } from "../check.ts";
import { findingText } from "./judge.ts";

/**
 * Judges what only the whole stack shows: the place of a cluster behind its kubeconfig. What a resource says by itself
 * is data-residency's part, which runs before it is created.
 */
export const clusterResidency: StackCheck = {
  name: "cluster-residency",
  description: "Every Kubernetes cluster that the stack uses can be shown to stand inside.",
  enforcement: "mandatory",
  check: ({ residency }) =>
    residency.findings
      .filter(({ verdict, property }) => verdict !== "proved" && property === "kubeconfig")
      .map((finding) => ({ message: findingText(finding), urn: finding.urn })),
};
