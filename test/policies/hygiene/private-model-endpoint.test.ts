import { describe, expect, test } from "vitest";
import { privateModelEndpoint } from "../../../policies/hygiene/private-model-endpoint.ts";
import { type PlannedResource, type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { DIGEST, planned } from "../planned.ts";
import { deployment, LABELS, networkPolicy, object, stackMessages } from "./stack.ts";

const VLLM = { name: "vllm", image: `docker.io/vllm/vllm-openai:v0.31.0@${DIGEST}` };
const MODEL = deployment({ containers: [VLLM] });
const LIMITED = networkPolicy({
  podSelector: { matchLabels: LABELS },
  policyTypes: ["Ingress"],
  ingress: [{ from: [{ podSelector: { matchLabels: { app: "gateway" } } }] }],
});
const service = (spec: Properties, rest: Partial<PlannedResource> = {}) =>
  object(
    "core/v1:Service",
    { selector: LABELS, ports: [{ port: 8000 }], ...spec },
    { name: "model", ...rest },
  );

const found = (...resources: PlannedResource[]) => stackMessages(privateModelEndpoint, resources);
const beside = (...resources: PlannedResource[]) => found(MODEL, LIMITED, ...resources);

test("is mandatory, and takes a server behind a Service of the cluster with a NetworkPolicy", () => {
  expect(privateModelEndpoint.enforcement).toBe("mandatory");
  expect(beside(service({}), service({ type: "ClusterIP" }))).toEqual([]);
});

describe("a model server is known", () => {
  test.each([
    "vllm/vllm-openai:v0.31.0",
    "registry.example/vllm-openai",
    "nvcr.io/nvidia/tensorrt-llm/release:1.3",
    "nvcr.io/nvidia/tritonserver:26.10-py3",
    "nvcr.io/nim/meta/llama-3.1-8b-instruct:1",
    "ghcr.io/huggingface/text-generation-inference:3.3",
    "docker.io/lmsysorg/sglang:latest",
    "ghcr.io/ggml-org/llama.cpp:server-cuda",
    "ollama/ollama",
  ])("by its image %s", (image) => expect(found(deployment({ containers: [{ image }] }))).toHaveLength(1));

  test.each<[Value, Value]>([
    [["vllm", "serve"], null],
    [["python3", "-m", "vllm.entrypoints.openai.api_server"], null],
    [null, ["trtllm-serve", "model"]],
    [["tritonserver"], []],
    [["sh", "-c", "text-generation-launcher --port 80"], []],
    [["python3"], ["-m", "sglang.launch_server"]],
    [["/app/llama-server"], []],
    [["ollama", "serve"], []],
  ])("by its command %j %j, whatever the image", (command, args) => {
    expect(found(deployment({ containers: [{ image: "own/server", command, args }] }))).toHaveLength(1);
    expect(found(deployment({ containers: [{ image: UNKNOWN, command, args }] }))).toHaveLength(1);
  });

  test("by the GPU that it asks for, where the image is not known yet", () => {
    const container = (image: Value, resources: Value) => deployment({ containers: [{ image, resources }] });
    expect(found(container(UNKNOWN, { limits: { "nvidia.com/gpu": "1" } }))).toHaveLength(1);
    expect(found(container(UNKNOWN, { requests: { "amd.com/gpu": 1 } }))).toHaveLength(1);
    expect(found(container(UNKNOWN, { limits: { memory: "1Gi" } }))).toEqual([]);
    expect(found(container("own/training", { limits: { "nvidia.com/gpu": "1" } }))).toEqual([]);
  });

  test("and other pods are not judged", () => {
    expect(found(deployment({ containers: [{ image: "docker.io/prom/prometheus" }] }))).toEqual([]);
    expect(found(deployment({ containers: [{ image: "nginx" }], hostNetwork: true }))).toEqual([]);
  });
});

describe("the node's address", () => {
  const onHost = (pod: Properties) => found(deployment({ containers: [VLLM], ...pod }), LIMITED);

  test.each<[Value, number]>([
    [true, 1],
    [UNKNOWN, 1],
    [false, 0],
    [null, 0],
  ])("hostNetwork %o", (hostNetwork, count) => expect(onHost({ hostNetwork })).toHaveLength(count));

  test.each<[Value, number]>([
    [8000, 1],
    [UNKNOWN, 1],
    [0, 0],
  ])("hostPort %o", (hostPort, count) => {
    const messages = onHost({ containers: [{ ...VLLM, ports: [{ containerPort: 8000, hostPort }] }] });
    expect(messages).toHaveLength(count);
    if (count > 0) expect(messages[0]).toContain("spec.template.spec.containers[0].ports[0].hostPort");
  });
});

describe("a Service", () => {
  test.each(["LoadBalancer", "NodePort"])("of type %s that selects it is refused", (type) => {
    expect(beside(service({ type }))).toEqual([
      `kubernetes:core/v1:Service "model": spec.type ${type} makes the Service reachable from outside the cluster ` +
        'and reaches vLLM in kubernetes:apps/v1:Deployment "server"\n' +
        "  Fix: let the gateway alone reach it, through a Service of type ClusterIP.",
    ]);
    expect(beside(service({ type, selector: { app: "gateway" } }))).toEqual([]);
    expect(beside(service({ type, selector: {} }))).toEqual([]);
  });

  test("with addresses from outside is refused", () => {
    expect(beside(service({ externalIPs: ["192.0.2.1"] }))).toHaveLength(1);
    expect(beside(service({ externalIPs: UNKNOWN }))).toHaveLength(1);
    expect(beside(service({ externalIPs: [] }))).toEqual([]);
  });

  test("whose type or selector is not known yet is refused", () => {
    expect(beside(service({ type: UNKNOWN }))).toEqual([
      expect.stringContaining("spec.type is not known before something else is created"),
    ]);
    expect(beside(service({ type: "NodePort", selector: UNKNOWN }))).toEqual([
      expect.stringContaining("may reach, since labels or selector are not known yet"),
    ]);
    expect(beside(service({ selector: UNKNOWN }))).toEqual([]);
  });

  test("of another namespace or cluster does not reach it, one of an unknown namespace may", () => {
    const open = service({ type: "LoadBalancer" });
    const elsewhere = (namespace: Value): PlannedResource => ({
      ...open,
      properties: { ...open.properties, metadata: { namespace } },
    });
    expect(beside(elsewhere("other"))).toEqual([]);
    expect(beside(elsewhere(UNKNOWN))).toHaveLength(1);
    const provider = { urn: "urn:other", properties: { kubeconfig: "other" } };
    expect(beside({ ...open, provider })).toEqual([]);
  });

  test("is told once for each workload that it reaches", () => {
    const open = service({ type: "LoadBalancer" });
    const second = deployment({ containers: [VLLM, VLLM] }, LABELS, "second");
    expect(found(MODEL, second, LIMITED, open)).toHaveLength(2);
  });

  test("of Knative is none", () => {
    const knative = object("serving.knative.dev/v1:Service", { type: "LoadBalancer", selector: LABELS });
    expect(beside(knative)).toEqual([]);
  });
});

/** Routes to the Service of this name. */
const ROUTES: [string, (name: Value) => Value][] = [
  ["networking.k8s.io/v1:Ingress", (name) => ({ defaultBackend: { service: { name } } })],
  [
    "networking.k8s.io/v1:Ingress",
    (name) => ({ rules: [{ http: { paths: [{ backend: { service: { name } } }] } }] }),
  ],
  ["gateway.networking.k8s.io/v1:HTTPRoute", (name) => ({ rules: [{ backendRefs: [{ name }] }] })],
  ["gateway.networking.k8s.io/v1:GRPCRoute", (name) => ({ rules: [{ backendRefs: [{ name }] }] })],
  ["gateway.networking.k8s.io/v1alpha2:TCPRoute", (name) => ({ rules: [{ backendRefs: [{ name }] }] })],
  [
    "gateway.networking.k8s.io/v1:HTTPRoute",
    (name) => ({ rules: [{ filters: [{ requestMirror: { backendRef: { name } } }] }] }),
  ],
  [
    "networking.istio.io/v1:VirtualService",
    (host) => ({ hosts: ["a"], gateways: ["edge"], http: [{ route: [{ destination: { host } }] }] }),
  ],
  [
    "networking.istio.io/v1:VirtualService",
    (host) => ({ hosts: ["a"], gateways: ["edge"], http: [{ mirror: { host } }] }),
  ],
  ["route.openshift.io/v1:Route", (name) => ({ to: { name } })],
  ["traefik.io/v1alpha1:IngressRoute", (name) => ({ routes: [{ services: [{ name }] }] })],
  ["projectcontour.io/v1:HTTPProxy", (name) => ({ routes: [{ services: [{ name }] }] })],
];

describe.each(ROUTES)("a route from outside: %s %o", (type, spec) => {
  test("to its Service is refused, to another is not", () => {
    expect(beside(service({}), object(type, spec("model")))).toEqual([
      expect.stringMatching(/"model" leads from outside to vLLM/),
    ]);
    expect(beside(service({}), object(type, spec("gateway")))).toEqual([]);
  });

  test("to a Service that is not known yet is refused, unless it comes from another one", () => {
    const route = object(type, spec(UNKNOWN));
    const own = service({});
    const gateway = service({ selector: { app: "gateway" } }, { name: "gateway" });
    const from = (...origins: string[]) => ({ ...route, origins: { spec: origins } });
    expect(beside(own, gateway, route)).toEqual([expect.stringContaining("is not known before")]);
    expect(beside(own, gateway, from(own.urn))).toHaveLength(1);
    expect(beside(own, gateway, from(gateway.urn, own.urn))).toHaveLength(1);
    expect(beside(own, gateway, from(gateway.urn))).toEqual([]);
  });
});

describe("a route", () => {
  const istio = (host: string, gateways?: Value) =>
    object("networking.istio.io/v1:VirtualService", {
      hosts: ["a"],
      ...(gateways === undefined ? {} : { gateways }),
      http: [{ route: [{ destination: { host } }] }],
    });

  test("of Istio may name the Service in full", () => {
    expect(beside(service({}), istio("model.llm.svc.cluster.local", ["edge"]))).toHaveLength(1);
    expect(beside(service({}), istio("model.other.svc.cluster.local", ["edge"]))).toEqual([]);
  });

  test("inside a mesh is none from outside", () => {
    expect(beside(service({}), istio("model"))).toEqual([]);
    expect(beside(service({}), istio("model", ["mesh"]))).toEqual([]);
    expect(beside(service({}), istio("model", ["mesh", "edge"]))).toHaveLength(1);
    expect(beside(service({}), istio("model", UNKNOWN))).toHaveLength(1);
    const http = (kind: string) =>
      object("gateway.networking.k8s.io/v1:HTTPRoute", {
        parentRefs: [{ kind, name: "a" }],
        rules: [{ backendRefs: [{ name: "model" }] }],
      });
    expect(beside(service({}), http("Service"))).toEqual([]);
    expect(beside(service({}), http("Gateway"))).toHaveLength(1);
  });

  test("from another namespace is followed", () => {
    const route = (namespace: Value) =>
      object(
        "gateway.networking.k8s.io/v1:HTTPRoute",
        { rules: [{ backendRefs: [{ name: "model", namespace }] }] },
        {},
        { namespace: "edge" },
      );
    expect(beside(service({}), route("llm"))).toHaveLength(1);
    expect(beside(service({}), route(UNKNOWN))).toHaveLength(1);
    expect(beside(service({}), route("edge"))).toEqual([]);
  });

  test("to a pool of inference pods is followed", () => {
    const pool = (type: string) => object(type, { selector: { matchLabels: LABELS } }, { name: "pool" });
    const route = object("gateway.networking.k8s.io/v1:HTTPRoute", {
      rules: [{ backendRefs: [{ kind: "InferencePool", name: "pool" }] }],
    });
    expect(beside(pool("inference.networking.k8s.io/v1:InferencePool"), route)).toHaveLength(1);
    expect(beside(pool("inference.networking.x-k8s.io/v1alpha2:InferencePool"), route)).toHaveLength(1);
    expect(beside(pool("example.org/v1:InferencePool"), route)).toEqual([]);
  });
});

describe("its NetworkPolicy", () => {
  const rule = { from: [{ podSelector: {} }] };

  test.each<[string, Value, number]>([
    ["denies everything", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }, 0],
    ["says no types", { podSelector: {}, ingress: [rule] }, 0],
    ["selects its labels", { podSelector: { matchLabels: LABELS }, ingress: [rule] }, 0],
    ["is for egress only", { podSelector: {}, policyTypes: ["Egress"] }, 1],
    ["selects others", { podSelector: { matchLabels: { app: "gateway" } }, ingress: [rule] }, 1],
    ["has a selector that is not known yet", { podSelector: UNKNOWN, ingress: [rule] }, 1],
    ["has types that are not known yet", { podSelector: {}, policyTypes: UNKNOWN }, 1],
    ["lets everybody in", { podSelector: {}, ingress: [{}] }, 1],
    ["lets everybody in by an empty list", { podSelector: {}, ingress: [{ from: [] }] }, 1],
    [
      "lets the internet in",
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] },
      1,
    ],
    ["lets IPv6's internet in", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }] }, 1],
    ["lets a network in", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] }, 0],
    ["has rules that are not known yet", { podSelector: {}, ingress: UNKNOWN }, 1],
    ["has a rule that is not known yet", { podSelector: {}, ingress: [UNKNOWN] }, 1],
    ["has peers that are not known yet", { podSelector: {}, ingress: [{ from: UNKNOWN }] }, 1],
    ["has a peer that is not known yet", { podSelector: {}, ingress: [{ from: [UNKNOWN] }] }, 1],
    [
      "has a block that is not known yet",
      { podSelector: {}, ingress: [{ from: [{ ipBlock: UNKNOWN }] }] },
      1,
    ],
    [
      "has a range that is not known yet",
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: UNKNOWN } }] }] },
      1,
    ],
  ])("%s", (_, spec, count) => expect(found(MODEL, networkPolicy(spec))).toHaveLength(count));

  test("is missing", () => {
    expect(found(MODEL)).toEqual([
      'kubernetes:apps/v1:Deployment "server": no NetworkPolicy of this program limits who reaches vLLM\n' +
        "  Fix: add a NetworkPolicy with policyTypes [Ingress] that selects its labels and lets the gateway in.",
    ]);
  });

  test("is in another namespace, or in one that is not known yet", () => {
    const at = (namespace: Value): PlannedResource => ({
      ...LIMITED,
      properties: { ...LIMITED.properties, metadata: { namespace } },
    });
    expect(found(MODEL, at("other"))).toHaveLength(1);
    expect(found(MODEL, at(UNKNOWN))).toEqual([expect.stringContaining("is not known before")]);
  });

  test("cannot be matched with labels that are not known yet, unless it selects all", () => {
    const pod = deployment({ containers: [VLLM] }, UNKNOWN);
    expect(found(pod, LIMITED)).toHaveLength(1);
    expect(found(pod, networkPolicy({ podSelector: {} }))).toEqual([]);
    const bare = planned("kubernetes:apps/v1:Deployment", {
      metadata: { namespace: "llm" },
      spec: { template: { metadata: UNKNOWN, spec: { containers: [VLLM] } } },
    });
    expect(found(bare, LIMITED)).toHaveLength(1);
  });
});
