import { describe, expect, test } from "vitest";
import { containersOf, podsOf, unknownContainers } from "../../../policies/hygiene/containers.ts";
import { UNKNOWN, type Value } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";

describe("containers", () => {
  const pod = {
    initContainers: [{ name: "first" }],
    containers: [{ name: "second" }],
    ephemeralContainers: [{ name: "third" }],
  };
  const template = { template: { spec: pod } };

  test.each<[string, string, Record<string, Value>, string]>([
    ["core/v1", "Pod", pod, "spec"],
    ["core/v1", "ReplicationController", template, "spec.template.spec"],
    ["apps/v1", "Deployment", template, "spec.template.spec"],
    ["apps/v1", "StatefulSet", template, "spec.template.spec"],
    ["apps/v1", "DaemonSet", template, "spec.template.spec"],
    ["apps/v1", "ReplicaSet", template, "spec.template.spec"],
    ["batch/v1", "Job", template, "spec.template.spec"],
    ["batch/v1", "CronJob", { jobTemplate: { spec: template } }, "spec.jobTemplate.spec.template.spec"],
    ["apps/v1", "DeploymentPatch", template, "spec.template.spec"],
    ["argoproj.io/v1alpha1", "Rollout", template, "spec.template.spec"],
    ["serving.knative.dev/v1", "Service", template, "spec.template.spec"],
    [
      "ray.io/v1",
      "RayCluster",
      { workerGroupSpecs: [{ replicas: 1 }, template] },
      "spec.workerGroupSpecs[1].template.spec",
    ],
  ])("of %s %s are found, first ones included", (group, kind, spec, path) => {
    expect(containersOf(planned(`kubernetes:${group}:${kind}`, { spec })).map((found) => found.path)).toEqual(
      [`${path}.initContainers[0]`, `${path}.containers[0]`, `${path}.ephemeralContainers[0]`],
    );
  });

  test("of a PodTemplate stand without a spec around them", () => {
    const resource = planned("kubernetes:core/v1:PodTemplate", { template: { spec: pod } });
    expect(containersOf(resource)[1]?.path).toBe("template.spec.containers[0]");
  });

  test("of what is no workload are none", () => {
    expect(containersOf(planned("kubernetes:core/v1:Service", { spec: pod }))).toEqual([]);
    expect(containersOf(planned("other:core/v1:Pod", { spec: pod }))).toEqual([]);
    expect(containersOf(planned("kubernetes:core/v1:Pod", { spec: UNKNOWN }))).toEqual([]);
    expect(containersOf(planned("kubernetes:core/v1:Pod", {}))).toEqual([]);
  });

  test.each<[Value, string[]]>([
    [UNKNOWN, ["spec"]],
    [{ containers: UNKNOWN }, ["spec.containers"]],
    [{ containers: [{ name: "a" }, UNKNOWN], initContainers: [] }, ["spec.containers[1]"]],
    [pod, []],
  ])("that are not known yet are told", (spec, paths) => {
    expect(podsOf(planned("kubernetes:core/v1:Pod", { spec })).flatMap(unknownContainers)).toEqual(paths);
  });
});

describe("a pod's metadata", () => {
  const metadata = { labels: { app: "a" } };

  test.each<[string, Record<string, Value>, string]>([
    ["core/v1:Pod", { metadata, spec: { containers: [] } }, "metadata"],
    [
      "apps/v1:Deployment",
      { spec: { template: { metadata, spec: { containers: [] } } } },
      "spec.template.metadata",
    ],
    [
      "argoproj.io/v1alpha1:Rollout",
      { spec: { template: { metadata, spec: { containers: [] } } } },
      "spec.template.metadata",
    ],
  ])("of %s stands beside its spec", (type, properties, path) => {
    expect(podsOf(planned(`kubernetes:${type}`, properties))).toMatchObject([
      { metadata, metadataPath: path },
    ]);
  });
});
