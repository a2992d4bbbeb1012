import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
  valueAt,
} from "../resource.ts";
import type { PodAt } from "./containers.ts";
import { isKind, maySharePlace, placeOf, sharePlace } from "./kubernetes.ts";
import { type Match, selects } from "./selectors.ts";

export type Direction = "Ingress" | "Egress";

/** The NetworkPolicies of the program. */
export function networkPolicies(all: readonly PlannedResource[]): PlannedResource[] {
  return all.filter((resource) => isKind(resource, "networking.k8s.io", "NetworkPolicy"));
}

/** Whether a policy limits what goes in or out of the pods that it selects. */
export function limits({ properties }: PlannedResource, direction: Direction): Match {
  const types = valueAt(properties, "spec", "policyTypes");
  if (types === UNKNOWN) return "unknown";
  if (isList(types) && types.length > 0) {
    return types.includes(direction) ? "yes" : types.includes(UNKNOWN) ? "unknown" : "no";
  }
  // Kubernetes takes Ingress for granted, and Egress where there are rules for it.
  if (direction === "Ingress") return "yes";
  const rules = valueAt(properties, "spec", "egress");
  return rules === UNKNOWN ? "unknown" : isList(rules) && rules.length > 0 ? "yes" : "no";
}

/** Whether any of the policies limits what goes in or out of a pod. */
export function limitedBy(
  policies: readonly PlannedResource[],
  pod: PodAt,
  direction: Direction,
  all: readonly PlannedResource[],
): Match {
  const found = policies.map((policy) => appliesTo(policy, pod, direction, all));
  return found.includes("yes") ? "yes" : found.includes("unknown") ? "unknown" : "no";
}

export function appliesTo(
  policy: PlannedResource,
  pod: PodAt,
  direction: Direction,
  all: readonly PlannedResource[],
): Match {
  const places = [placeOf(policy, all), placeOf(pod.resource, all)] as const;
  if (!maySharePlace(...places)) return "no";
  const parts: Match[] = [
    sharePlace(...places) ? "yes" : "unknown",
    limits(policy, direction),
    selects(valueAt(policy.properties, "spec", "podSelector"), labelsOf(pod)),
  ];
  return parts.includes("no") ? "no" : parts.includes("unknown") ? "unknown" : "yes";
}

export function labelsOf({ metadata }: PodAt): Value | undefined {
  return metadata === UNKNOWN ? UNKNOWN : isProperties(metadata) ? metadata["labels"] : undefined;
}

/** A rule that lets everything in or out. */
export interface OpenRule {
  /** Path of the rule, such as spec.egress[0]. */
  readonly path: string;
  /** What is open: a range such as 0.0.0.0/0, or "every address". */
  readonly range: string;
  /** Ranges that are left out. */
  readonly except: readonly string[];
  /** The ports that it is open on, for people. */
  readonly ports: string;
}

/** The rules of a policy that hold for the whole internet. */
export function openRules({ properties }: PlannedResource, direction: Direction): OpenRule[] {
  const key = direction === "Ingress" ? "ingress" : "egress";
  const rules = valueAt(properties, "spec", key);
  if (rules === UNKNOWN) return [unknownRule(`spec.${key}`)];
  if (!isList(rules)) return [];
  return rules.flatMap((rule, index) => openParts(rule, direction, `spec.${key}[${index}]`));
}

const unknownRule = (path: string): OpenRule => ({ path, range: NOT_KNOWN_RANGE, except: [], ports: "" });

/** Stands for a rule that is not known before something else is created. */
export const NOT_KNOWN_RANGE = "";

function openParts(rule: Value, direction: Direction, path: string): OpenRule[] {
  if (rule === UNKNOWN) return [unknownRule(path)];
  const properties: Properties = isProperties(rule) ? rule : {};
  const side = direction === "Ingress" ? "from" : "to";
  const peers = properties[side];
  const ports = portsText(properties["ports"]);
  if (peers === UNKNOWN) return [unknownRule(`${path}.${side}`)];
  if (!isList(peers) || peers.length === 0) return [{ path, range: "every address", except: [], ports }];
  return peers.flatMap((peer, index) => {
    const peerPath = `${path}.${side}[${index}]`;
    if (peer === UNKNOWN) return [unknownRule(peerPath)];
    const block = isProperties(peer) ? peer["ipBlock"] : undefined;
    if (block === UNKNOWN) return [unknownRule(`${peerPath}.ipBlock`)];
    if (!isProperties(block)) return [];
    const { cidr, except } = block;
    if (cidr === UNKNOWN) return [unknownRule(`${peerPath}.ipBlock.cidr`)];
    if (typeof cidr !== "string" || !cidr.endsWith("/0")) return [];
    const excepted = isList(except) ? except.filter((range) => typeof range === "string") : [];
    return [{ path: peerPath, range: cidr, except: excepted, ports }];
  });
}

function portsText(ports: Value | undefined): string {
  if (ports === UNKNOWN) return "ports that are not known yet";
  if (!isList(ports) || ports.length === 0) return "every port";
  return ports
    .map((entry) => {
      if (!isProperties(entry)) return "a port that is not known yet";
      const { protocol, port, endPort } = entry;
      const name = typeof protocol === "string" ? protocol : "TCP";
      if (port === UNKNOWN) return `${name} on a port that is not known yet`;
      if (typeof port !== "string" && typeof port !== "number") return `every port of ${name}`;
      return typeof endPort === "number" ? `${name} ${port} to ${endPort}` : `${name} ${port}`;
    })
    .join(", ");
}
