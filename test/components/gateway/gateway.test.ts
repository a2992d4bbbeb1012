import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { GATEWAY_NODE_FLAGS } from "../../../domain/gateway/node-flags.ts";
import { Gateway, type GatewayArgs } from "../../../components/gateway/gateway.ts";
import { gatewayConfigSchema } from "../../../domain/gateway/config.ts";
import { gatewayEndpoints } from "../../../policies/residency/gateway-config.ts";
import { at, clearTexts } from "../clear-text.ts";
import { all, only, record, type Registered } from "../recorder.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const DIGEST = `registry.example/gateway@sha256:${"b".repeat(64)}`;
const KEY = "sk-a-key-that-nobody-may-see";

const endpoint = (name: string, tier: "self-hosted" | "serverless" | "premium") => ({
  name,
  tier,
  url: "https://llm.example/v1",
  model: "model",
  jurisdiction: { country: "DE", operator: "Example", ownerCountry: "DE" },
  accepts: ["public" as const],
  apiKeyVariable: "OTHER_API_KEY",
});

const config = (...endpoints: ReturnType<typeof endpoint>[]) =>
  gatewayConfigSchema.parse({
    endpoints,
    models: [{ id: "default", aliases: ["*"], endpoints: endpoints.map(({ name }) => name) }],
    timeouts: { drainSeconds: 40 },
  });

const args: GatewayArgs = {
  environment: "test",
  namespace: "llm-test",
  program: { image: DIGEST },
  config: config(endpoint("self-hosted", "self-hosted"), endpoint("other", "premium")),
  apiKeys: { OTHER_API_KEY: pulumi.secret(KEY) },
  clientNamespaceLabels: { "eu-llm-stack/client": "true" },
  metricsFrom: { app: "prometheus" },
  modelServer: { labels: { app: "model-server" }, port: 8000 },
  gpuLabels: { "eu-llm-stack/pool": "gpu" },
};

const deployed = (changes: Partial<GatewayArgs> = {}) =>
  record(() => {
    new Gateway("gateway", { ...args, ...changes });
    return Promise.resolve(undefined);
  });

let usual: Registered[] = [];
let ownOnly: Registered[] = [];
let bundled: Registered[] = [];
let otherBundle: Registered[] = [];
beforeAll(async () => {
  usual = await deployed();
  ownOnly = await deployed({ config: config(endpoint("self-hosted", "self-hosted")), replicas: 3 });
  const { modelServer, ...withoutModel } = args;
  expect(modelServer).toBeDefined();
  bundled = await record(() => {
    new Gateway("gateway", { ...withoutModel, gpuLabels: {}, program: { bundle: "console.log(1)" } });
    return Promise.resolve(undefined);
  });
  otherBundle = await deployed({ program: { bundle: "console.log(2)" } });
});

const template = (registered: Registered[]) => at(only(registered, DEPLOYMENT).inputs, "spec", "template");
const container = (registered: Registered[]) => at(template(registered), "spec", "containers", 0);
const annotations = (registered: Registered[]) => at(template(registered), "metadata", "annotations");
const policies = (registered: Registered[]) =>
  all(registered, POLICY)
    .map(({ name }) => name)
    .sort();

describe("the gateway's configuration", () => {
  test("is written into a ConfigMap that the gateway can read and the policies find", () => {
    const map = only(usual, CONFIG_MAP, "gateway-config");
    expect(at(map.inputs, "metadata", "labels", "eu-llm-stack/config")).toBe("gateway");
    const text = at(map.inputs, "data", "gateway.json");
    const written: unknown = JSON.parse(typeof text === "string" ? text : "");
    expect(gatewayConfigSchema.parse(written)).toEqual(args.config);
    const seen = { urn: "urn", type: map.type, name: map.name, properties: map.inputs, dependencies: [] };
    expect(gatewayEndpoints(seen)?.map(({ name }) => name)).toEqual(["self-hosted", "other"]);
  });

  test("is mounted and given to the program", () => {
    expect(at(container(usual), "args")).toEqual([
      ...GATEWAY_NODE_FLAGS,
      "/app/gateway.mjs",
      "--config",
      "/config/gateway.json",
    ]);
    expect(at(container(usual), "volumeMounts")).toContainEqual({
      name: "config",
      mountPath: "/config",
      readOnly: true,
    });
    expect(at(template(usual), "spec", "volumes")).toContainEqual({
      name: "config",
      configMap: { name: "gateway-config" },
    });
  });

  test("rolls the pods when it changes", () => {
    const checksum = "eu-llm-stack/config-checksum";
    expect(at(annotations(usual), checksum)).toMatch(/^[0-9a-f]{16}$/);
    expect(at(annotations(usual), checksum)).not.toBe(at(annotations(ownOnly), checksum));
    expect(at(annotations(usual), checksum)).toBe(at(annotations(otherBundle), checksum));
  });
});

describe("API keys", () => {
  test("reach the pods as variables from a Secret, and nothing else in clear", () => {
    expect(at(only(usual, "kubernetes:core/v1:Secret").inputs, "stringData")).toEqual({ OTHER_API_KEY: KEY });
    expect(at(container(usual), "envFrom")).toEqual([{ secretRef: { name: "gateway-keys" } }]);
    expect(at(container(usual), "env")).toBeUndefined();
    expect(usual.flatMap(({ sent }) => clearTexts(sent)).join("\n")).not.toContain(KEY);
  });
});

describe("the gateway's pods", () => {
  test("are two unless more are asked for, and one at a time is replaced, after its successor is ready", () => {
    expect(at(only(usual, DEPLOYMENT).inputs, "spec", "replicas")).toBe(2);
    expect(at(only(ownOnly, DEPLOYMENT).inputs, "spec", "replicas")).toBe(3);
    expect(at(only(usual, DEPLOYMENT).inputs, "spec", "strategy")).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
  });

  test("keep one alive while nodes are drained", () => {
    expect(at(only(usual, "kubernetes:policy/v1:PodDisruptionBudget").inputs, "spec")).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { "app.kubernetes.io/name": "gateway" } },
    });
  });

  test("are spread over nodes and kept off GPU nodes where that is possible", () => {
    expect(at(template(usual), "spec", "topologySpreadConstraints")).toEqual([
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": "gateway" } },
      },
    ]);
    expect(at(template(usual), "spec", "affinity", "nodeAffinity")).toEqual({
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          preference: { matchExpressions: [{ key: "eu-llm-stack/pool", operator: "DoesNotExist" }] },
        },
      ],
    });
    expect(at(template(bundled), "spec", "affinity")).toEqual({});
  });

  test("are killed only after running answers had their time to finish", () => {
    expect(at(template(usual), "spec", "terminationGracePeriodSeconds")).toBe(55);
    expect(at(container(usual), "lifecycle", "preStop", "sleep", "seconds")).toBe(5);
  });

  test("are alive by /healthz and ready by /readyz", () => {
    expect(at(container(usual), "livenessProbe", "httpGet")).toEqual({ path: "/healthz", port: "http" });
    expect(at(container(usual), "readinessProbe", "httpGet")).toEqual({ path: "/readyz", port: "http" });
    expect(at(container(usual), "ports")).toEqual([{ name: "http", containerPort: 8080 }]);
  });
});

describe("the gateway's program", () => {
  test("is an image by digest where one is given", () => {
    expect(at(container(usual), "image")).toBe(DIGEST);
    expect(all(usual, CONFIG_MAP).map(({ name }) => name)).toEqual(["gateway-config"]);
  });

  test("as a bundle comes with ConfigMaps, and a new one rolls the pods", () => {
    expect(at(container(bundled), "image")).toMatch(/nodejs.*@sha256:[0-9a-f]{64}$/);
    expect(all(bundled, CONFIG_MAP).length).toBeGreaterThan(1);
    const checksum = "eu-llm-stack/program-checksum";
    expect(at(annotations(bundled), checksum)).not.toBe(at(annotations(otherBundle), checksum));
  });
});

describe("network policies", () => {
  test("let in namespaces of clients and the metrics reader, at the gateway's port", () => {
    expect(at(only(usual, POLICY, "gateway-from-clients").inputs, "spec", "ingress")).toEqual([
      {
        from: [
          { namespaceSelector: { matchLabels: { "eu-llm-stack/client": "true" } } },
          { podSelector: { matchLabels: { app: "prometheus" } } },
        ],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ]);
  });

  test("let out to the model server's pods at their port", () => {
    expect(at(only(usual, POLICY, "gateway-to-model-server").inputs, "spec", "egress")).toEqual([
      {
        to: [{ podSelector: { matchLabels: { app: "model-server" } } }],
        ports: [{ protocol: "TCP", port: 8000 }],
      },
    ]);
  });

  test("let out to the internet only where there is another endpoint, to the model server only where there is one", () => {
    expect(policies(usual)).toEqual([
      "gateway-from-clients",
      "gateway-to-model-server",
      "gateway-to-other-endpoints",
    ]);
    expect(policies(ownOnly)).toEqual(["gateway-from-clients", "gateway-to-model-server"]);
    expect(policies(bundled)).toEqual(["gateway-from-clients", "gateway-to-other-endpoints"]);
  });
});

test.each(["serverless", "premium"] as const)("a %s endpoint is reached over the internet", async (tier) => {
  const both = config(endpoint("self-hosted", "self-hosted"), endpoint("other", tier));
  expect(policies(await deployed({ config: both }))).toContain("gateway-to-other-endpoints");
});

describe("services", () => {
  test("are one for clients inside the cluster and one that lists every pod for metrics", () => {
    const services = all(usual, "kubernetes:core/v1:Service").sort((a, b) => a.name.localeCompare(b.name));
    expect(services.map(({ inputs }) => at(inputs, "metadata", "name"))).toEqual(["gateway", "gateway-pods"]);
    expect(services.map(({ inputs }) => at(inputs, "spec", "type"))).toEqual(["ClusterIP", undefined]);
    expect(at(services[1]?.inputs, "spec")).toMatchObject({
      clusterIP: "None",
      publishNotReadyAddresses: true,
    });
  });
});
