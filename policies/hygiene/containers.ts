import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
  valueAt,
} from "../resource.ts";
import { kindOf } from "./kubernetes.ts";

/** Where the pod's own object stands in the kinds that Kubernetes brings along: what holds `metadata` and `spec`. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ["template"],
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"];

/** A pod that a resource makes. */
export interface PodAt {
  readonly resource: PlannedResource;
  /** Path of the pod's spec, such as spec.template.spec. */
  readonly path: string;
  /** UNKNOWN where nothing of it is known before something else is created. */
  readonly spec: Properties | typeof UNKNOWN;
  /** Path of the object that holds labels and annotations of the pod, and that object. */
  readonly metadataPath: string;
  readonly metadata: Value | undefined;
  /** True where the program sets some fields of a pod that somebody else made. */
  readonly isPatch: boolean;
}

/** A container of a workload, and the path at which it stands. */
export interface ContainerAt {
  readonly path: string;
  readonly container: Properties;
}

/**
 * The pods of a Kubernetes workload. Kinds that others brought to the cluster (Argo's Rollout, Ray's clusters, Knative's
 * Service) hold pods wherever there is a list of containers.
 */
export function podsOf(resource: PlannedResource): PodAt[] {
  const kind = kindOf(resource);
  if (kind === undefined) return [];
  const path = POD_PATHS[kind.kind];
  const isBuiltIn = !kind.group.includes(".");
  if (isBuiltIn && path !== undefined) return podAt(resource, path, kind.isPatch);
  return isBuiltIn ? [] : podsBelow(resource, resource.properties, [], kind.isPatch);
}

function podAt(resource: PlannedResource, path: readonly string[], isPatch: boolean): PodAt[] {
  const spec = valueAt(resource.properties, ...path, "spec");
  if (spec !== UNKNOWN && !isProperties(spec)) return [];
  const metadata = valueAt(resource.properties, ...path, "metadata");
  return [
    {
      resource,
      path: [...path, "spec"].join("."),
      spec,
      metadataPath: [...path, "metadata"].join("."),
      metadata,
      isPatch,
    },
  ];
}

function podsBelow(
  resource: PlannedResource,
  value: Value,
  path: readonly string[],
  isPatch: boolean,
  around?: Properties,
): PodAt[] {
  if (isList(value)) {
    return value.flatMap((item, index) =>
      podsBelow(resource, item, [...path.slice(0, -1), `${path.at(-1) ?? ""}[${index}]`], isPatch),
    );
  }
  if (!isProperties(value)) return [];
  if (isList(value["containers"])) {
    const above = path.slice(0, -1);
    return [
      {
        resource,
        path: path.join("."),
        spec: value,
        metadataPath: [...above, "metadata"].join("."),
        metadata: around?.["metadata"],
        isPatch,
      },
    ];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    podsBelow(resource, item, [...path, key], isPatch, value),
  );
}

/** The containers of a pod that are known. */
export function containersIn({ path, spec }: PodAt): ContainerAt[] {
  if (spec === UNKNOWN) return [];
  return CONTAINER_LISTS.flatMap((list) => {
    const containers = spec[list];
    return isList(containers)
      ? containers.flatMap((container, index) =>
          isProperties(container) ? [{ path: `${path}.${list}[${index}]`, container }] : [],
        )
      : [];
  });
}

/** Paths at which containers of a pod are not known before something else is created. */
export function unknownContainers({ path, spec }: PodAt): string[] {
  if (spec === UNKNOWN) return [path];
  return CONTAINER_LISTS.flatMap((list) => {
    const containers = spec[list];
    if (containers === UNKNOWN) return [`${path}.${list}`];
    return isList(containers)
      ? containers.flatMap((container, index) => (container === UNKNOWN ? [`${path}.${list}[${index}]`] : []))
      : [];
  });
}

/** Every container of a Kubernetes workload; none for other resources. */
export function containersOf(resource: PlannedResource): ContainerAt[] {
  return podsOf(resource).flatMap(containersIn);
}
