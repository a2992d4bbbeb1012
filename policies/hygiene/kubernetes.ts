import { isProperties, type PlannedResource, UNKNOWN, type Value, valueAt } from "../resource.ts";

/** Group and kind of a Kubernetes object, such as apps and Deployment. */
export interface ObjectKind {
  /** Without its version; "core" for the oldest kinds. */
  readonly group: string;
  /** Without the ending of kinds that patch an object (DeploymentPatch). */
  readonly kind: string;
  /** True for an object that someone else made, of which the program sets some fields only. */
  readonly isPatch: boolean;
}

/** Undefined for what is no Kubernetes object. */
export function kindOf({ type }: PlannedResource): ObjectKind | undefined {
  const [provider, groupVersion = "", kind] = type.split(":");
  if (provider !== "kubernetes" || kind === undefined) return undefined;
  const isPatch = kind.length > "Patch".length && kind.endsWith("Patch");
  return {
    group: groupVersion.split("/")[0] ?? "",
    kind: isPatch ? kind.slice(0, -"Patch".length) : kind,
    isPatch,
  };
}

export function isKind(resource: PlannedResource, group: string, kind: string): boolean {
  const found = kindOf(resource);
  return found?.group === group && found.kind === kind;
}

/** The name of an object; undefined where the provider makes one up. */
export function nameOf({ properties, outputs }: PlannedResource): Value | undefined {
  const name = valueAt(properties, "metadata", "name");
  if (name !== undefined && name !== UNKNOWN) return name;
  return (outputs && valueAt(outputs, "metadata", "name")) ?? name;
}

/** Which cluster a resource goes to: the same text for the same cluster. */
export function clusterOf({ provider }: PlannedResource): string {
  if (provider === undefined) return "";
  const { kubeconfig, context, cluster } = provider.properties;
  // Two providers may reach one cluster; one whose kubeconfig is still to come is told apart by its URN.
  if (kubeconfig === UNKNOWN) return provider.urn;
  return JSON.stringify([kubeconfig ?? null, context ?? null, cluster ?? null].map(String));
}

/** Where an object is: two are in one namespace where both texts are equal. */
export interface Placed {
  readonly cluster: string;
  /** Undefined where it is not known before something else is created. */
  readonly namespace: string | undefined;
}

/**
 * The namespace of an object. One that is not known yet is told by the Namespace of this program that it comes from, as
 * `namespace(urn)`, and so is that Namespace itself.
 */
export function placeOf(resource: PlannedResource, all: readonly PlannedResource[]): Placed {
  const cluster = clusterOf(resource);
  const named = valueAt(resource.properties, "metadata", "namespace");
  if (typeof named === "string" && named !== "") return { cluster, namespace: named };
  if (named === UNKNOWN) return { cluster, namespace: namespaceBehind(resource, all) };
  const ofProvider = resource.provider?.properties["namespace"];
  if (ofProvider === UNKNOWN) return { cluster, namespace: undefined };
  return { cluster, namespace: typeof ofProvider === "string" && ofProvider !== "" ? ofProvider : "default" };
}

function namespaceBehind(resource: PlannedResource, all: readonly PlannedResource[]): string | undefined {
  const sources = resource.origins?.["metadata"] ?? resource.dependencies;
  const [namespace, another] = all.filter(({ urn, type }) => sources.includes(urn) && isNamespaceType(type));
  return namespace === undefined || another !== undefined ? undefined : namespaceText(namespace);
}

const isNamespaceType = (type: string) => /^kubernetes:core\/v1:Namespace$/.test(type);

function namespaceText(namespace: PlannedResource): string {
  const name = nameOf(namespace);
  return typeof name === "string" ? name : `namespace(${namespace.urn})`;
}

/** The Namespace of this program that an object is in; undefined where somebody else made it. */
export function namespaceAround(
  resource: PlannedResource,
  all: readonly PlannedResource[],
): PlannedResource | undefined {
  const place = placeOf(resource, all);
  return all.find(
    (other) =>
      isNamespaceType(other.type) &&
      clusterOf(other) === place.cluster &&
      namespaceText(other) === place.namespace,
  );
}

/** True where two objects are, or may be, in one namespace. */
export function maySharePlace(one: Placed, other: Placed): boolean {
  if (one.cluster !== other.cluster) return false;
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace;
}

/** True where two objects are in one namespace for certain. */
export function sharePlace(one: Placed, other: Placed): boolean {
  return one.namespace !== undefined && maySharePlace(one, other) && other.namespace !== undefined;
}

/** The value of a label or an annotation. */
export function metadataValue(metadata: Value | undefined, part: "labels" | "annotations", key: string) {
  if (metadata === UNKNOWN) return UNKNOWN;
  return isProperties(metadata) ? valueAt(metadata, part, key) : undefined;
}
