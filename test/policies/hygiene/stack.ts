import type { CostReport } from "../../../domain/economics/cost.ts";
import type { ResourceCheck, StackCheck, StackReport } from "../../../policies/check.ts";
import { judgeStack } from "../../../policies/residency/stack.ts";
import type { PlannedResource, Properties, Value } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { checkSettings } from "../settings.ts";

const settings = checkSettings();

/** What a policy on one resource says. */
export const messages = (check: ResourceCheck, resource: PlannedResource): readonly string[] =>
  check.check(resource, settings);

/** What a policy on the whole stack says. */
export function stackMessages(
  check: StackCheck,
  resources: readonly PlannedResource[],
  cost?: CostReport,
): string[] {
  const report: StackReport = {
    residency: judgeStack([], settings.residency, settings.today),
    cost,
    resources,
  };
  return check.check(report).map(({ message }) => message);
}

export const LABELS: Properties = { app: "server" };

/** A Deployment in the namespace `llm` with this pod. */
export function deployment(pod: Value, labels: Value = LABELS, name = "server"): PlannedResource {
  return planned(
    "kubernetes:apps/v1:Deployment",
    {
      metadata: { name, namespace: "llm" },
      spec: { template: { metadata: { labels }, spec: pod } },
    },
    { name },
  );
}

/** An object in the namespace `llm`. */
export function object(
  type: string,
  spec: Value,
  rest: Partial<PlannedResource> = {},
  metadata: Properties = {},
): PlannedResource {
  const name = rest.name ?? "object";
  return planned(
    `kubernetes:${type}`,
    { metadata: { name, namespace: "llm", ...metadata }, spec },
    { name, ...rest },
  );
}

export const networkPolicy = (spec: Value, rest: Partial<PlannedResource> = {}): PlannedResource =>
  object("networking.k8s.io/v1:NetworkPolicy", spec, { name: "policy", ...rest });

export function namespace(name: string, labels: Value = {}): PlannedResource {
  return planned("kubernetes:core/v1:Namespace", { metadata: { name, labels } }, { name });
}
