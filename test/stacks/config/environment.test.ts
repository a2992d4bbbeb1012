import { describe, expect, test } from "vitest";
import { parseEnvironment } from "../../../stacks/config/environment.ts";
import {
  costs as usualCosts,
  endpoint,
  environment,
  existingCluster,
  ownModel,
  problems,
  scalewayCluster,
} from "../environments.ts";

const cluster = (changes: Record<string, unknown>) => ({ cluster: { ...scalewayCluster, ...changes } });
const model = (changes: Record<string, unknown>) => ({ model: { ...ownModel, ...changes } });
const costs = (changes: Record<string, unknown>) => ({ costs: { ...usualCosts, ...changes } });

describe("an environment that is right", () => {
  test("needs cluster, model and costs only; the rest has defaults", () => {
    expect(environment()).toMatchObject({
      name: "test",
      namespace: "llm-test",
      residency: { level: "eu" },
      endpoints: [],
      gateway: { replicas: 2, image: { source: "bundle" }, modelName: "default" },
      monitoring: { retentionDays: 15, storageGigabytes: 20, dcgmExporter: true },
      costs: { labour: { hoursPerMonth: 15, hourlyRate: 95 }, compliancePerMonth: 60, stalePrices: "fail" },
      model: { replicas: 1, gpusPerReplica: 1, startMinutes: 30 },
    });
  });

  test("knows the GPUs of its nodes, the commit of its model, and that the model fits", () => {
    const { gpuCapacity, model: own } = environment();
    expect(gpuCapacity).toMatchObject({ gpu: { name: "L4" }, gpusPerNode: 1, nodes: 1 });
    expect(own).toMatchObject({
      revision: "b968826d9c46dd6066d109eabc6255188de91218",
      fit: { fits: true, concurrency: 1 },
    });
    expect(environment({ cluster: existingCluster }).gpuCapacity).toMatchObject({ gpu: { name: "L4" } });
  });

  test("keeps the namespace and the commit that it names", () => {
    const revision = "0".repeat(40);
    expect(environment({ namespace: "chat", ...model({ revision }) })).toMatchObject({
      namespace: "chat",
      model: { revision },
    });
  });

  test("takes a model that the catalogue lacks with the facts of its config.json", () => {
    const facts = {
      parameters: 1e9,
      precision: "bf16",
      layers: 16,
      keyValueHeads: 8,
      headSize: 64,
      maximumContext: 32_768,
    };
    const own = { name: "acme/tiny", revision: "f".repeat(40), facts };
    expect(environment(model(own)).model?.fit).toMatchObject({ fits: true, weightBytes: 2e9 });
  });

  test("needs no model where other endpoints answer and no GPU stands idle", () => {
    const { gpuNodes, ...withoutGpus } = existingCluster;
    expect(gpuNodes.count).toBe(1);
    const managed = { cluster: withoutGpus, model: undefined, endpoints: [endpoint("other", "serverless")] };
    expect(environment(managed)).toMatchObject({ model: undefined, gpuCapacity: undefined });
  });

  test("never holds a secret: those keys are left out unread", () => {
    const parsed = environment({ credentials: { other: "sk-secret" }, registryPassword: "hunter2" });
    expect(JSON.stringify(parsed)).not.toMatch(/sk-secret|hunter2|credentials|registryPassword/);
  });
});

describe("mistakes are told with key, value and what is allowed", () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ["a key with a typo", { enpoints: [] }, /^enpoints is \[\]: no such key; did you mean "endpoints"\?$/],
    [
      "a nested key with a typo",
      model({ replica: 2 }),
      /^model\.replica is 2: no such key; did you mean "replicas"\?$/,
    ],
    [
      "a value that is not allowed",
      { residency: { level: "eua" } },
      /^residency\.level is "eua": not allowed; allowed: eu, eea, adequacy/,
    ],
    [
      "an unknown provider",
      { cluster: { provider: "scalway" } },
      /^cluster\.provider is "scalway": not allowed; allowed: existing, scaleway; did you mean "scaleway"\?$/,
    ],
    ["a cluster that is missing", { cluster: undefined }, /^cluster: missing/],
    [
      "an unknown GPU instance",
      cluster({ gpuNodes: { type: "L4-1-24", count: 1 } }),
      /^cluster\.gpuNodes\.type is "L4-1-24": not allowed; allowed: .*did you mean "L4-1-24G"\?$/,
    ],
    [
      "a version that is no text",
      cluster({ kubernetesVersion: 1.36 }),
      /^cluster\.kubernetesVersion is 1\.36: expected string$/,
    ],
    [
      "too many GPU nodes",
      cluster({ gpuNodes: { type: "L4-1-24G", count: 101 } }),
      /count is 101: too large: at most 100$/,
    ],
    [
      "a namespace that is none",
      { namespace: "LLM" },
      /^namespace is "LLM": expected a Kubernetes name in lower case$/,
    ],
    [
      "a commit that is a branch",
      model({ revision: "main" }),
      /^model\.revision is "main": expected a commit of 40/,
    ],
    [
      "an unknown model",
      model({ name: "Qwen/Qwen3-8b-instruct" }),
      /^model\.name is "Qwen\/Qwen3-8b-instruct": not in the catalogue of \d+ models; did you mean Qwen\/Qwen3-8B\? .*model\.facts/,
    ],
    [
      "a model that does not fit",
      model({ name: "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic", cacheGigabytes: 120 }),
      /^model is "RedHatAI\/Llama.*": does not fit its GPU: .*use 4 GPUs per replica/,
    ],
    [
      "a context longer than the model's",
      model({ contextLength: 50_000, quantization: "fp8" }),
      /^model\.contextLength is 50000: at most 40960/,
    ],
    [
      "more replicas than GPUs",
      model({ replicas: 2 }),
      /^model\.replicas is 2: the GPU nodes hold 1; raise cluster\.gpuNodes\.count$/,
    ],
    [
      "a cache smaller than the weights",
      model({ cacheGigabytes: 16 }),
      /^model\.cacheGigabytes is 16: the weights alone take 17 GB$/,
    ],
    [
      "GPU nodes without a model",
      { model: undefined, endpoints: [endpoint("other", "serverless")] },
      /^model: missing; cluster\.gpuNodes stand idle without a model$/,
    ],
    [
      "a model without GPU nodes",
      cluster({ gpuNodes: undefined }),
      /^cluster\.gpuNodes: missing; model Qwen\/Qwen3-8B needs GPU nodes$/,
    ],
    [
      "an API that the price book lacks",
      costs({ compareWith: "openai/gpt-6-astro" }),
      /^costs\.compareWith is "openai\/gpt-6-astro": not in the price book.*did you mean "openai\/gpt-6-astra"/,
    ],
    [
      "a further API that the price book lacks",
      costs({ compareAlso: ["openai/gpt-6-luna", "openai/gpt-6-lune"] }),
      /^costs\.compareAlso\[1\] is "openai\/gpt-6-lune": not in the price book/,
    ],
    [
      "an EU-serverless model that the price book lacks",
      costs({ serverless: "scaleway/llama" }),
      /^costs\.serverless is "scaleway\/llama": not in the price book/,
    ],
    [
      "a rate card for what nobody has",
      costs({
        rateCard: [{ id: "scaleway/L5", discountPercent: 5, source: "offer", asOf: "2026-11-01" }],
      }),
      /^costs\.rateCard\[0\]\.id is "scaleway\/L5": not in the price book, so there is no list price/,
    ],
    [
      "a machine that the price book lacks",
      { cluster: { ...existingCluster, cpuNodes: { count: 1, priceAs: "scaleway/BASIC3-X4C-16" } } },
      /^cluster\.cpuNodes\.priceAs is "scaleway\/BASIC3-X4C-16": not in the price book.*did you mean "scaleway\/BASIC3-X4C-16G"/,
    ],
    [
      "GPU nodes that the price book lacks",
      { cluster: { ...existingCluster, gpuNodes: { ...existingCluster.gpuNodes, priceAs: "acme/L4" } } },
      /^cluster\.gpuNodes\.priceAs is "acme\/L4": not in the price book/,
    ],
    ["a budget of 0", costs({ monthlyBudget: 0 }), /^costs\.monthlyBudget is 0: too small/],
    [
      "two endpoints of one name",
      { endpoints: [endpoint("other", "premium"), endpoint("other", "serverless")] },
      /^endpoints\[1\]\.name is "other": used twice/,
    ],
    [
      "an endpoint with the own model's name",
      { endpoints: [endpoint("self-hosted", "premium")] },
      /^endpoints\[0\]\.name is "self-hosted": used twice \(the own model is called self-hosted\)/,
    ],
    [
      "a further own model among the endpoints",
      { endpoints: [endpoint("other", "self-hosted")] },
      /^endpoints\[0\]\.tier is "self-hosted": not allowed; allowed: dedicated, serverless, premium/,
    ],
    [
      "an endpoint without a price",
      { endpoints: [endpoint("other", "premium", { price: undefined })] },
      /^endpoints\[0\]\.price: missing/,
    ],
    [
      "an image by tag",
      { gateway: { image: { source: "reference", reference: "registry.example/gateway:1" } } },
      /^gateway\.image\.reference is .*: expected an image with its digest/,
    ],
    [
      "a schedule that ends before it starts",
      model({ scaleToZero: { from: "20:00", until: "07:00" } }),
      /^model\.scaleToZero\.until is "07:00": must be later/,
    ],
    [
      "a time that is none",
      model({ scaleToZero: { from: "07.30" } }),
      /^model\.scaleToZero\.from is "07\.30": expected a time of day/,
    ],
    [
      "a time zone that is none",
      model({ scaleToZero: { timeZone: "Europe/Berln" } }),
      /^model\.scaleToZero\.timeZone is "Europe\/Berln": no such time zone/,
    ],
  ])("%s", (_, changes, line) => {
    expect(problems(changes)).toEqual([expect.stringMatching(line)]);
  });

  test("a GPU instance that is not offered in the zone is refused, but a zone outside is left to the policies", () => {
    const h100 = { gpuNodes: { type: "H100-2-80G", count: 1 } };
    expect(problems(cluster({ ...h100, zone: "pl-waw-2" }))).toEqual([
      'cluster.zone is "pl-waw-2": H100-2-80G is not offered there; allowed: fr-par-2',
    ]);
    expect(problems(cluster({ zone: "eu-west-2a" }))).toEqual([]);
  });

  test("a replica over more GPUs than a node has is refused", () => {
    expect(problems(model({ gpusPerReplica: 2 }))).toEqual([
      "model.gpusPerReplica is 2: a node has 1; a replica must fit one node",
      "model.replicas is 1: the GPU nodes hold 0; raise cluster.gpuNodes.count",
    ]);
  });

  test("the weights' size on disk is that of what is published, not of what they are quantized to", () => {
    expect(problems(model({ quantization: "fp8", cacheGigabytes: 9 }))).toEqual([
      "model.cacheGigabytes is 9: the weights alone take 17 GB",
    ]);
  });

  test("a replica does not reach over nodes: GPUs that are left over on each hold none", () => {
    const odd = { ...existingCluster, gpuNodes: { ...existingCluster.gpuNodes, gpusPerNode: 3, count: 2 } };
    const spread = (replicas: number) => ({ cluster: odd, ...model({ gpusPerReplica: 2, replicas }) });
    expect(problems(spread(2))).toEqual([]);
    expect(problems(spread(3))).toEqual([
      "model.replicas is 3: the GPU nodes hold 2; raise cluster.gpuNodes.count",
    ]);
  });

  test("a context of the model's own length is allowed", () => {
    expect(problems(model({ contextLength: 40_960, quantization: "fp8" }))).toEqual([]);
  });

  test("a cache of just the weights' size is enough", () => {
    expect(problems(model({ cacheGigabytes: 17 }))).toEqual([]);
  });

  test("all problems are told at once", () => {
    const lines = problems({
      ...model({ replicas: 3, cacheGigabytes: 1 }),
      ...costs({ compareWith: "nobody/x" }),
    });
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "model.replicas",
      "model.cacheGigabytes",
      "costs.compareWith",
    ]);
  });

  test("the file is named once, before the problems, and the error has no other name", () => {
    expect(() => parseEnvironment("x", "stacks/Pulumi.x.yaml", {})).toThrow(
      /^stacks\/Pulumi\.x\.yaml:\n {2}- eu-llm-stack:cluster: missing/,
    );
  });
});
