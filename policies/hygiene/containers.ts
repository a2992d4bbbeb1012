import { isList, isProperties, type PlannedResource, type Value, valueAt } from "../resource.ts";

/** The pod template of every kind that has one. */
const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** A container of a workload, and the path at which it stands. */
export interface ContainerAt {
  readonly path: string;
  readonly container: Readonly<Record<string, Value>>;
}

/** Every container of a Kubernetes workload; none for other resources. */
export function containersOf(resource: PlannedResource): ContainerAt[] {
  const kind = resource.type.startsWith("kubernetes:") ? (resource.type.split(":")[2] ?? "") : "";
  const path = TEMPLATE_PATHS[kind];
  if (path === undefined) return [];
  return ["initContainers", "containers"].flatMap((list) => {
    const containers = valueAt(resource.properties, ...path, list);
    return isList(containers)
      ? containers.flatMap((container, index) =>
          isProperties(container) ? [{ path: `${path.join(".")}.${list}[${index}]`, container }] : [],
        )
      : [];
  });
}
