import { describe, expect, test } from "vitest";
import { telemetryOff } from "../../../policies/hygiene/telemetry-off.ts";
import { UNKNOWN, type Value } from "../../../policies/resource.ts";
import { DIGEST, planned } from "../planned.ts";
import { deployment as workload, messages } from "./stack.ts";

const deployment = (container: Record<string, Value>) => workload({ containers: [container] });

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

  test("a patch leaves the variables as they are", () => {
    const pod = { containers: [{ image: "vllm/vllm-openai" }] };
    const patch = planned("kubernetes:apps/v1:DeploymentPatch", { spec: { template: { spec: pod } } });
    expect(messages(telemetryOff, patch)).toEqual([]);
  });

  test.each<[string, string, string, string]>([
    ["TensorRT-LLM", "nvcr.io/nvidia/tensorrt-llm/release:1.3", "TRTLLM_NO_USAGE_STATS", "1"],
    ["TensorRT-LLM", "nvcr.io/nvidia/tensorrt-llm/release:1.3", "TELEMETRY_DISABLED", "1"],
    ["Ray", "docker.io/rayproject/ray:2.50", "RAY_USAGE_STATS_ENABLED", "0"],
    ["Grafana", "docker.io/grafana/grafana:13.2.3", "GF_ANALYTICS_REPORTING_ENABLED", "false"],
  ])("%s (%s) needs %s = %s", (program, image, name, value) => {
    const found = (env: Value[]) => messages(telemetryOff, deployment({ image, env }));
    expect(found([])).toEqual([expect.stringContaining(`${program} sends usage statistics unless`)]);
    expect(found([{ name, value }])).toEqual([]);
    expect(found([{ name, value: "maybe" }])).toHaveLength(1);
  });

  test.each<[string[], number]>([
    [["--usage-stats=off"], 0],
    [["--usage-stats", "off"], 0],
    [["--usage-stats=no-stack"], 1],
    [["--usage-stats"], 1],
    [[], 1],
  ])("Text Generation Inference with %j", (args, count) => {
    const image = "ghcr.io/huggingface/text-generation-inference:3.3";
    expect(messages(telemetryOff, deployment({ image, args }))).toHaveLength(count);
  });
});
