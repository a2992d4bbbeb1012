import { describe, expect, test } from "vitest";
import { containersOf } from "../../../policies/hygiene/containers.ts";
import { imageDigest } from "../../../policies/hygiene/image-digest.ts";
import { telemetryOff } from "../../../policies/hygiene/telemetry-off.ts";
import { type PlannedResource, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { DIGEST, planned } from "../planned.ts";

const settings = { level: "eu" } as const;

const deployment = (container: Record<string, Value>, list = "containers") =>
  planned("kubernetes:apps/v1:Deployment", { spec: { template: { spec: { [list]: [container] } } } });

const messages = (check: typeof imageDigest, resource: PlannedResource) => check.check(resource, settings);

describe("containers", () => {
  const pod = { initContainers: [{ name: "first" }], containers: [{ name: "second" }] };
  const template = { template: { spec: pod } };

  test.each<[string, string, Record<string, Value>, string]>([
    ["core/v1", "Pod", pod, "spec"],
    ["apps/v1", "Deployment", template, "spec.template.spec"],
    ["apps/v1", "StatefulSet", template, "spec.template.spec"],
    ["apps/v1", "DaemonSet", template, "spec.template.spec"],
    ["apps/v1", "ReplicaSet", template, "spec.template.spec"],
    ["batch/v1", "Job", template, "spec.template.spec"],
    ["batch/v1", "CronJob", { jobTemplate: { spec: template } }, "spec.jobTemplate.spec.template.spec"],
  ])("of %s %s are found, first ones included", (group, kind, spec, path) => {
    expect(containersOf(planned(`kubernetes:${group}:${kind}`, { spec })).map((found) => found.path)).toEqual(
      [`${path}.initContainers[0]`, `${path}.containers[0]`],
    );
  });

  test("of what is no workload are none", () => {
    expect(containersOf(planned("kubernetes:core/v1:Service", { spec: pod }))).toEqual([]);
    expect(containersOf(planned("other:core/v1:Pod", { spec: pod }))).toEqual([]);
    expect(containersOf(planned("kubernetes:core/v1:Pod", { spec: UNKNOWN }))).toEqual([]);
  });
});

describe("image-digest", () => {
  test("is mandatory", () => expect(imageDigest.enforcement).toBe("mandatory"));

  test.each(["nginx", "nginx:1.29", `nginx@sha256:${"0".repeat(63)}`, `nginx@${DIGEST}-x`, ""])(
    "refuses %j, and says where it stands",
    (image) => {
      expect(messages(imageDigest, deployment({ image }))).toEqual([
        `spec.template.spec.containers[0].image ${JSON.stringify(image)} has no digest`,
      ]);
    },
  );

  test("refuses a container without an image, and looks at init containers too", () => {
    expect(messages(imageDigest, deployment({}))).toHaveLength(1);
    expect(messages(imageDigest, deployment({ image: "busybox" }, "initContainers"))).toHaveLength(1);
  });

  test("takes a digest with or without a tag, and one that becomes known later", () => {
    expect(messages(imageDigest, deployment({ image: `docker.io/nginx@${DIGEST}` }))).toEqual([]);
    expect(messages(imageDigest, deployment({ image: `docker.io/nginx:1.29@${DIGEST}` }))).toEqual([]);
    expect(messages(imageDigest, deployment({ image: UNKNOWN }))).toEqual([]);
  });
});

describe("telemetry-off", () => {
  const vllm = (...env: Value[]) => deployment({ image: `docker.io/vllm/vllm-openai@${DIGEST}`, env });

  test("is mandatory", () => expect(telemetryOff.enforcement).toBe("mandatory"));

  test.each(["VLLM_NO_USAGE_STATS", "DO_NOT_TRACK"])("takes vLLM with %s set to 1", (name) => {
    expect(messages(telemetryOff, vllm({ name: "A", value: "b" }, { name, value: "1" }))).toEqual([]);
  });

  test.each<[string, Value]>([
    ["nothing", { name: "HOME", value: "/tmp" }],
    ["0", { name: "DO_NOT_TRACK", value: "0" }],
    ["a value not known yet", { name: "DO_NOT_TRACK", value: UNKNOWN }],
    ["a name not known yet", { name: UNKNOWN, value: "1" }],
  ])("refuses vLLM with %s", (_, variable) => {
    expect(messages(telemetryOff, vllm(variable))).toEqual([
      expect.stringMatching(
        /^spec\.template\.spec\.containers\[0\]: .*VLLM_NO_USAGE_STATS or DO_NOT_TRACK is "1"$/,
      ),
    ]);
  });

  test("refuses vLLM without variables, from whatever registry", () => {
    expect(
      messages(telemetryOff, deployment({ image: `registry.example/vllm-openai@${DIGEST}` })),
    ).toHaveLength(1);
    expect(messages(telemetryOff, deployment({ image: "vllm/vllm-openai" }))).toHaveLength(1);
  });

  test("other images need no such variable", () => {
    expect(messages(telemetryOff, deployment({ image: "docker.io/prom/prometheus" }))).toEqual([]);
    expect(messages(telemetryOff, deployment({ image: UNKNOWN }))).toEqual([]);
  });
});
