import { z } from "zod";

/**
 * The hygiene policies and what each does by default, known to the policies that carry them out and to the
 * configuration that sets them.
 */

/** What stops a preview and an update, what only informs, and what is not looked at. Pulumi's own words. */
export const ENFORCEMENT_LEVELS = ["mandatory", "advisory", "disabled"] as const;
export type Enforcement = (typeof ENFORCEMENT_LEVELS)[number];

const level = (byDefault: Enforcement, description: string) =>
  z.enum(ENFORCEMENT_LEVELS).default(byDefault).describe(description);

/** Levels of the hygiene policies, by their names. */
export const hygieneLevelsSchema = z.strictObject({
  "image-digest": level("mandatory", "Container images are named by digest: what runs is what was reviewed."),
  "telemetry-off": level(
    "mandatory",
    "Inference servers, and what watches them, send no usage statistics to their makers.",
  ),
  "private-model-endpoint": level(
    "mandatory",
    "A model server is reachable inside its cluster only, and a NetworkPolicy says by whom.",
  ),
  "restricted-pods": level(
    "mandatory",
    "Pods meet the Pod Security Standard `restricted`, or the one that their namespace's own label enforces: `privileged` for what reads a node's GPUs.",
  ),
  "no-secret-literals": level(
    "mandatory",
    "Keys and passwords come from Secrets, never as plain text in variables, arguments or ConfigMaps.",
  ),
  "tls-at-edge": level(
    "mandatory",
    "What is reachable from outside the cluster speaks TLS, or only redirects to what does.",
  ),
  "budget-set": level(
    "advisory",
    "The stack has a monthly budget. Resource quotas are not asked for: the sizes of the node pools cap what runs.",
  ),
  "egress-limited": level(
    "advisory",
    "A NetworkPolicy limits what pods reach, and none lets them reach the whole internet.",
  ),
});
export type HygieneLevels = z.infer<typeof hygieneLevelsSchema>;
export type HygienePolicy = keyof HygieneLevels;

export const DEFAULT_HYGIENE: HygieneLevels = hygieneLevelsSchema.parse({});
