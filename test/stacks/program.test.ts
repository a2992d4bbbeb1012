import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { COST_ASSUMPTIONS_TYPE } from "../../domain/contract.ts";
import { gatewayConfigSchema } from "../../domain/gateway/config.ts";
import type { StackReport } from "../../policies/check.ts";
import { RESOURCE_CHECKS } from "../../policies/pack.ts";
import { assess } from "../../policies/report.ts";
import type { PlannedResource, Properties } from "../../policies/resource.ts";
import { PROJECT } from "../../stacks/config/environment.ts";
import { environmentValues, loadEnvironment } from "../../stacks/config/files.ts";
import program from "../../stacks/index.ts";
import { checkSettings } from "../policies/settings.ts";
import { at, clearTexts, keysOf } from "../components/clear-text.ts";
import {
  all,
  GENERATED_PASSWORD,
  KUBECONFIG,
  only,
  record,
  type Registered,
} from "../components/recorder.ts";
import { containersIn, podOf, restrictedViolations } from "./pod-security.ts";

const MISTRAL_KEY = "sk-mistral-that-nobody-may-see";
const SCALEWAY_KEY = "scw-key-that-nobody-may-see";
const CREDENTIALS = JSON.stringify({ "mistral-eu": MISTRAL_KEY, "scaleway-serverless": SCALEWAY_KEY });

/** Runs the stack's program for an environment's file as it would run on the engine. */
async function deployed(name: string): Promise<Registered[]> {
  const values = Object.entries(environmentValues(name)).map(([key, value]): [string, string] => [
    `${PROJECT}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const credentials = `${PROJECT}:credentials`;
  pulumi.runtime.setAllConfig({ ...Object.fromEntries(values), [credentials]: CREDENTIALS }, [credentials]);
  return record(program, name);
}

/** The resources as the policies see them. */
function planned(registered: readonly Registered[]): PlannedResource[] {
  return registered.map(({ urn, type, name, inputs, parent, dependencies, provider }) => {
    const used = registered.find((other) => provider.startsWith(`${other.urn}::`));
    return {
      ...{ urn, type, name, properties: inputs, dependencies },
      ...(parent === "" ? {} : { parent }),
      ...(used === undefined ? {} : { provider: { urn: used.urn, properties: used.inputs } }),
    };
  });
}

/** A resource and the components around it. */
function withAncestors(one: Registered, registered: readonly Registered[]): Registered[] {
  const above = registered.find(({ urn }) => urn === one.parent);
  return above === undefined ? [one] : [one, ...withAncestors(above, registered)];
}

const pods = (registered: Registered[]): [Registered, Properties][] =>
  registered.flatMap((one): [Registered, Properties][] => {
    const pod = podOf(one);
    return pod === undefined ? [] : [[one, pod]];
  });

beforeAll(() => void vi.stubEnv("KUBECONFIG", "/there/is/none"));
afterAll(() => void vi.unstubAllEnvs());

describe.each(["local", "dev", "prod", "managed"])("the whole stack of environment %s", (name) => {
  let registered: Registered[] = [];
  let report: StackReport | undefined;
  beforeAll(async () => {
    registered = await deployed(name);
    report = assess(planned(registered), checkSettings());
  }, 60_000);

  test("is proved to stay in the EU by its own policies, and breaks none of them", () => {
    expect(report?.residency.findings.filter(({ verdict }) => verdict !== "proved")).toEqual([]);
    expect(report?.residency.verdict).toBe("proved");
    const messages = planned(registered).flatMap((resource) =>
      RESOURCE_CHECKS.flatMap(({ check }) => check(resource, checkSettings())),
    );
    expect(messages).toEqual([]);
  });

  test("has a price for everything and keeps its budget", () => {
    expect(report?.cost).toMatchObject({ priceProblems: [], lowerBound: false, overBudget: false });
    expect(report?.cost?.total).toBeGreaterThan(0);
  });

  test("knows where its Kubernetes objects are, all of them", () => {
    const objects = registered.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(objects.length).toBeGreaterThan(20);
    const rows = report?.residency.ledger.filter(({ subject }) => subject.startsWith("Kubernetes objects"));
    expect(rows?.map(({ resources, countries }) => [resources, countries])).toEqual([
      [objects.length, [name === "dev" || name === "prod" ? "FR" : "DE"]],
    ]);
  });

  test("has pods of the restricted Pod Security Standard, except NVIDIA's exporter", () => {
    const broken = pods(registered).flatMap(([one, pod]) => {
      const violations = restrictedViolations(pod);
      return violations.length === 0 ? [] : [[at(one.inputs, "metadata", "name"), violations]];
    });
    const exporter = ["volume of type hostPath", "dcgm-exporter: runAsNonRoot", "dcgm-exporter: runAsUser 0"];
    expect(broken).toEqual(name === "managed" ? [] : [["dcgm-exporter", exporter]]);
    expect(pods(registered).length).toBeGreaterThanOrEqual(3);
  });

  test("has containers with a read-only root, except the two that NVIDIA's hook writes into", () => {
    const writable = pods(registered)
      .flatMap(([, pod]) => containersIn(pod))
      .filter((container) => at(container, "securityContext", "readOnlyRootFilesystem") !== true)
      .map((container) => at(container, "name"));
    expect(writable.sort()).toEqual(name === "managed" ? [] : ["dcgm-exporter", "vllm"]);
  });

  test("gives pods no API token, except the job that scales", () => {
    const withToken = pods(registered)
      .filter(([, pod]) => pod["automountServiceAccountToken"] !== false)
      .map(([one]) => at(one.inputs, "metadata", "name"));
    expect(withToken.sort()).toEqual(name === "dev" ? ["model-server-start", "model-server-stop"] : []);
  });

  test("bounds the memory of every container", () => {
    for (const [one, pod] of pods(registered))
      for (const container of containersIn(pod)) {
        expect(at(container, "resources", "limits", "memory"), one.name).toBeDefined();
        expect(at(container, "resources", "requests", "memory"), one.name).toBeDefined();
      }
  });

  test("denies all traffic in every namespace that it uses, before anything runs there", () => {
    const namespaces = all(registered, "kubernetes:core/v1:Namespace").map(({ inputs }) =>
      at(inputs, "metadata", "name"),
    );
    const denied = all(registered, "kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .filter(({ inputs }) => at(inputs, "metadata", "name") === "deny-all")
      .map(({ inputs }) => at(inputs, "metadata", "namespace"));
    expect(denied.sort()).toEqual(namespaces.sort());
    const used = registered
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Namespace"))
      .map(({ inputs }) => at(inputs, "metadata", "namespace"));
    expect(new Set(used)).toEqual(new Set(namespaces));
    for (const [one] of pods(registered)) {
      // What a component depends on is there before anything in it is registered.
      const waitsFor = withAncestors(one, registered).flatMap(({ dependencies }) => dependencies);
      const namespace = at(one.inputs, "metadata", "namespace");
      const standing = all(registered, "kubernetes:networking.k8s.io/v1:NetworkPolicy").find(
        ({ inputs, urn }) =>
          waitsFor.includes(urn) &&
          at(inputs, "metadata", "name") === "deny-all" &&
          at(inputs, "metadata", "namespace") === namespace,
      );
      expect(standing, one.name).toBeDefined();
    }
  });

  test("sends no key, password or kubeconfig to the engine in clear", () => {
    const clear = registered.flatMap(({ sent }) => clearTexts(sent)).join("\n");
    for (const secret of [MISTRAL_KEY, SCALEWAY_KEY, GENERATED_PASSWORD, KUBECONFIG])
      expect(clear).not.toContain(secret);
  });

  test("hands the gateway a configuration that it takes, without secrets, and a key for each variable", () => {
    const map = only(registered, "kubernetes:core/v1:ConfigMap", "gateway-config");
    const text = at(map.inputs, "data", "gateway.json");
    const written: unknown = JSON.parse(typeof text === "string" ? text : "");
    const config = gatewayConfigSchema.parse(written);
    const variables = config.endpoints.flatMap(({ apiKeyVariable }) => apiKeyVariable ?? []);
    const keys = at(only(registered, "kubernetes:core/v1:Secret", "gateway-keys").inputs, "stringData");
    expect(keysOf(keys)).toEqual(variables.sort());
    expect(config.endpoints[0]?.tier).toBe(name === "managed" ? "serverless" : "self-hosted");
  });

  test("puts no object into a ConfigMap that Kubernetes would refuse for its size", () => {
    for (const { inputs, name: map } of all(registered, "kubernetes:core/v1:ConfigMap"))
      expect(JSON.stringify(inputs).length, map).toBeLessThan(1_048_576);
  });

  test("carries its assumptions where the cost policy reads them", () => {
    expect(only(registered, COST_ASSUMPTIONS_TYPE).inputs).toMatchObject({
      traffic: { ...loadEnvironment(name).costs.traffic },
    });
  });

  test("has a model server exactly where it has a model", () => {
    const names = all(registered, "kubernetes:apps/v1:Deployment").map((one) => one.name);
    expect(names.includes("model-server")).toBe(name !== "managed");
    expect(names).toEqual(expect.arrayContaining(["gateway", "monitoring-prometheus", "monitoring-grafana"]));
  });
});

describe("nodes", () => {
  test("of dev are gone outside working hours; those of prod stay", async () => {
    const pool = async (name: string) =>
      only(await deployed(name), "scaleway:kubernetes/pool:Pool", "nodes-gpu").inputs;
    expect(await pool("dev")).toMatchObject({
      zone: "fr-par-2",
      region: "fr-par",
      minSize: 0,
      autoscaling: true,
    });
    expect(await pool("prod")).toMatchObject({
      zone: "fr-par-2",
      region: "fr-par",
      minSize: 2,
      autoscaling: false,
    });
  }, 60_000);
});

describe("a configuration that is wrong", () => {
  const config = (values: Record<string, unknown>) =>
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(values).map(([key, value]): [string, string] => [
          `${PROJECT}:${key}`,
          JSON.stringify(value),
        ]),
      ),
    );
  const failing = (name: string, message: RegExp) =>
    record(async () => {
      await expect(program()).rejects.toThrow(message);
      return undefined;
    }, name);

  test("ends the program with the whole list of problems, before anything is registered", async () => {
    config({ cluster: { provider: "scalway" } });
    const registered = await failing(
      "dev",
      /^stacks\/Pulumi\.dev\.yaml:\n {2}- eu-llm-stack:cluster\.provider is "scalway".*\n {2}- eu-llm-stack:costs: missing/,
    );
    expect(registered.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  test("a key that is missing is told with the command that sets it, before anything is registered", async () => {
    config(environmentValues("managed"));
    const registered = await failing(
      "managed",
      /credentials\.scaleway-serverless: missing secret; set it with: pulumi config set --stack managed --secret/,
    );
    expect(registered.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });
});
