import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { StackCheck, StackMessage } from "../check.ts";
import { type PlannedResource, UNKNOWN } from "../resource.ts";
import { type PodAt, podsOf } from "./containers.ts";
import { NOT_KNOWN, problem } from "./message.ts";
import { limitedBy, limits, networkPolicies, NOT_KNOWN_RANGE, openRules } from "./network-policies.ts";

/** Pods that no policy keeps from the internet: one message for each. */
function unlimitedPods(resources: readonly PlannedResource[]): StackMessage[] {
  const policies = networkPolicies(resources);
  return resources.flatMap(podsOf).flatMap((pod) => {
    const text = unlimitedText(pod, policies, resources);
    return text === undefined ? [] : [{ message: problem(pod.resource, ...text), urn: pod.resource.urn }];
  });
}

function unlimitedText(
  pod: PodAt,
  policies: readonly PlannedResource[],
  resources: readonly PlannedResource[],
): [text: string, fix: string] | undefined {
  const network = pod.spec === UNKNOWN ? undefined : pod.spec["hostNetwork"];
  if (network === true) {
    return [
      `${pod.path}.hostNetwork is true: no NetworkPolicy holds for its pods, which reach all that the node reaches`,
      "leave it out.",
    ];
  }
  const limited = limitedBy(policies, pod, "Egress", resources);
  const fix = "add a NetworkPolicy with policyTypes [Egress] that selects its pods and names what they need.";
  if (limited === "no") return ["no NetworkPolicy limits what its pods reach", fix];
  if (limited === "yes") return undefined;
  return [
    `whether a NetworkPolicy limits what its pods reach ${NOT_KNOWN}: labels, selectors or namespaces are open`,
    fix,
  ];
}

/** Policies that let pods reach every address: one message for each. */
function openPolicies(resources: readonly PlannedResource[]): StackMessage[] {
  return networkPolicies(resources)
    .filter((policy) => limits(policy, "Egress") !== "no")
    .flatMap((policy) => {
      const rules = openRules(policy, "Egress");
      if (rules.length === 0) return [];
      const text = rules.map((rule) => ruleText(rule)).join("; ");
      const fix = "name the addresses or pods that are needed; a NetworkPolicy knows no host names.";
      return [{ message: problem(policy, text, fix), urn: policy.urn }];
    });
}

function ruleText({ path, range, ports, except }: ReturnType<typeof openRules>[number]): string {
  if (range === NOT_KNOWN_RANGE) return `${path} ${NOT_KNOWN}, and may be the whole internet`;
  const excepted = except.length === 0 ? "without exception" : `except ${except.join(", ")}`;
  return `${path} lets pods reach ${range} on ${ports}, ${excepted}`;
}

export const egressLimited: StackCheck = {
  name: "egress-limited",
  description: "A NetworkPolicy limits what pods reach, and none lets them reach the whole internet.",
  enforcement: DEFAULT_HYGIENE["egress-limited"],
  check: ({ resources }) => [...unlimitedPods(resources), ...openPolicies(resources)],
};
