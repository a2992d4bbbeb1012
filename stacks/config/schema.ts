import { z } from "zod";
import { GPUS } from "../../domain/capacity/gpus.ts";
import { GPU_INSTANCES } from "../../domain/prices/gpu-instances.ts";
import {
  COMPARED_MODELS,
  costAssumptionsSchema,
  endpointPriceSchema,
} from "../../domain/economics/assumptions.ts";
import { DEFAULT_RESIDENCY, residencySettingsSchema } from "../../domain/jurisdiction/declarations.ts";
import { adminSchema, keySchema as gatewayKeySchema } from "../../domain/gateway/sections.ts";
import { hygieneLevelsSchema } from "../../domain/hygiene.ts";
import {
  endpointSchema,
  isPlainUrl,
  jurisdictionSchema,
  PLAIN_URL,
} from "../../domain/jurisdiction/endpoint.ts";

/**
 * The configuration of an environment: the keys of `stacks/Pulumi.<environment>.yaml` below `eu-llm-stack:`. Parsed
 * once, strictly: a key that is not here is an error.
 */

const count = (most: number) => z.int().min(1).max(most);

const instanceTypes = GPU_INSTANCES.map((instance) => instance.type);
const gpuNames = GPUS.map((gpu) => gpu.name);

const existingClusterSchema = z
  .strictObject({
    provider: z.literal("existing").describe("A cluster that exists already."),
    context: z
      .string()
      .min(1)
      .optional()
      .describe("Context of the kubeconfig; the current one where it is left out."),
    whenUnreachable: z
      .enum(["fail", "render"])
      .default("fail")
      .describe(
        "What happens where the cluster does not answer: fail, or write the manifests into a folder instead. `render` " +
          "is for looking around without a cluster; keep `fail` for an environment that people depend on.",
      ),
    place: jurisdictionSchema.describe(
      "Where the cluster's nodes stand and who operates them: nothing in a kubeconfig says so, you do. Reports show it " +
        "as declared.",
    ),
    storageClass: z
      .string()
      .min(1)
      .optional()
      .describe("StorageClass of the volumes; the cluster's default where it is left out."),
    gpuNodes: z
      .strictObject({
        gpu: z.enum(gpuNames).describe("The GPUs in these nodes."),
        gpusPerNode: count(16).describe("GPUs of one node."),
        count: count(1000).describe("How many such nodes there are."),
        labels: z
          .record(z.string(), z.string())
          .default({ "nvidia.com/gpu.present": "true" })
          .describe("Labels by which the scheduler finds them."),
        priceAs: z
          .string()
          .min(1)
          .describe("Price-book id of what such a node costs you, such as scaleway/L4-1-24G."),
      })
      .optional()
      .describe("GPU nodes that the cluster has; left out: no own model is served."),
    cpuNodes: z
      .strictObject({
        count: count(1000).describe("How many such nodes there are."),
        priceAs: z
          .string()
          .min(1)
          .describe("Price-book id of what such a node costs you, such as scaleway/BASIC3-X4C-16G."),
      })
      .optional()
      .describe("The other nodes that this stack fills, for the cost table."),
  })
  .describe("A cluster that exists already: the stack adds workloads to it and creates no nodes.");

const scalewayClusterSchema = z
  .strictObject({
    provider: z.literal("scaleway").describe("A new cluster on Scaleway."),
    zone: z.string().min(1).describe("Zone of all nodes, such as fr-par-2."),
    kubernetesVersion: z
      .string()
      .regex(/^1\.\d{2}$/, "a minor version such as 1.36")
      .describe(
        'Minor version, such as "1.36" (in quotes); Kapsule then applies patch releases in the maintenance window.',
      ),
    gpuNodes: z
      .strictObject({
        type: z.enum(instanceTypes).describe("Scaleway's name of the GPU instance."),
        count: count(100).describe("How many nodes; with `model.scaleToZero` so many while the model runs."),
      })
      .optional()
      .describe("The pool of GPU nodes; left out: no own model is served."),
    cpuNodes: z
      .strictObject({
        type: z.string().min(1).describe("Scaleway's name of the instance, such as BASIC3-X4C-16G."),
        count: count(100).describe("How many nodes."),
      })
      .describe("The pool for everything but the model server."),
  })
  .describe("A new Scaleway Kapsule cluster with a pool of GPU nodes and one of CPU nodes.");

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const timeOfDay = z.string().regex(TIME_OF_DAY, "a time of day such as 07:30");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const scheduleSchema = z
  .strictObject({
    timeZone: z
      .string()
      .refine(isTimeZone, "no such time zone; it takes an IANA name such as Europe/Berlin")
      .default("Europe/Berlin")
      .describe("IANA name of the time zone."),
    weekdays: z
      .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
      .min(1)
      .default(["mon", "tue", "wed", "thu", "fri"])
      .describe("Days on which the model server runs."),
    from: timeOfDay.default("07:00").describe('Time at which it starts, such as "07:30" (in quotes).'),
    until: timeOfDay.default("20:00").describe("Time at which it stops; later on the same day."),
  })
  // A malformed time has its own message.
  .refine(({ from, until }) => ![from, until].every((time) => TIME_OF_DAY.test(time)) || from < until, {
    path: ["until"],
    message: "must be later than from, on the same day",
  });

const modelFactsSchema = z.strictObject({
  parameters: z.number().positive().describe("Number of parameters."),
  activeParameters: z
    .number()
    .positive()
    .optional()
    .describe("Parameters that one token uses, of a mixture of experts; left out for a dense model."),
  experts: z
    .strictObject({
      count: count(10_000).describe("Experts of a layer: `num_local_experts`, `num_experts` or the like."),
      perToken: count(1000).describe("`num_experts_per_tok`."),
    })
    .optional()
    .describe("The experts of a mixture; left out for a dense model."),
  precision: z
    .enum(["bf16", "fp8", "int8", "int4", "mxfp4"])
    .describe("Precision of the published weights; int4 is AWQ or GPTQ."),
  layers: count(1000).describe("`num_hidden_layers`."),
  hiddenSize: count(1_000_000)
    .optional()
    .describe("`hidden_size`; activations are sized by it, and guessed where it is left out."),
  attentionHeads: count(1024)
    .optional()
    .describe(
      "`num_attention_heads`; `gpusPerReplica` must divide them, which is not checked where it is left out.",
    ),
  keyValueHeads: count(1024).describe("`num_key_value_heads`."),
  headSize: count(4096).describe("`head_dim`, or `hidden_size` / `num_attention_heads`."),
  slidingWindow: z
    .strictObject({
      layers: count(1000).describe("How many layers look back a window only."),
      tokens: count(100_000_000).describe("`sliding_window`."),
    })
    .optional()
    .describe("Layers with sliding-window attention; left out: every layer looks back to the start."),
  maximumContext: count(100_000_000).describe("`max_position_embeddings`."),
});

const modelSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, "a repository such as Qwen/Qwen3-8B")
    .describe("Hugging Face repository, such as Qwen/Qwen3-8B."),
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/, "a commit of 40 hexadecimal digits")
    .optional()
    .describe(
      "Commit of the weights, because a branch could change under a running service; the catalogue's where it is " +
        "left out.",
    ),
  facts: modelFactsSchema
    .optional()
    .describe("What config.json says of the model; needed only for one that the catalogue lacks."),
  quantization: z
    .enum(["fp8"])
    .optional()
    .describe("Precision to quantize to while loading; the published one where it is left out."),
  contextLength: z
    .int()
    .min(256)
    .max(10_000_000)
    .describe("Longest request in tokens, prompt and answer together."),
  replicas: count(100).default(1).describe("Model servers that share the requests."),
  gpusPerReplica: z
    .literal([1, 2, 4, 8, 16])
    .default(1)
    .describe(
      "GPUs over which one replica is spread (tensor parallel); they must be in one node, and divide the model's " +
        "attention heads evenly.",
    ),
  cacheGigabytes: count(10_000).describe(
    "Size of the volume with the downloaded weights, in GB, for each replica.",
  ),
  startMinutes: count(240)
    .default(30)
    .describe(
      "Minutes until a replica must serve: download, load, compile. Drives probes and Pulumi's timeout.",
    ),
  scaleToZero: scheduleSchema
    .optional()
    .describe(
      "When the model server runs; outside these hours it has no replicas and its GPU nodes go away. Left out: it " +
        "runs all the time.",
    ),
});

const endpointConfigSchema = endpointSchema.omit({ apiKeyVariable: true, tier: true }).extend({
  url: z
    .url({ protocol: /^https$/, error: "an https URL such as https://api.example.com/v1" })
    .refine(isPlainUrl, PLAIN_URL)
    .describe("Base URL up to and including the version. Requests leave the cluster, so they are encrypted."),
  tier: endpointSchema.shape.tier
    .exclude(["self-hosted"])
    .describe(
      "What kind of endpoint it is: rented whole by the hour, shared open weights by the token, or a premium closed " +
        "API. The own model is an endpoint of its own accord; these are the others.",
    ),
  credential: z
    .enum(["config", "none"])
    .default("config")
    .describe(
      "`config`: the API key is the secret `eu-llm-stack:credentials` under this endpoint's name; `none`: it needs none.",
    ),
  price: endpointPriceSchema,
});

const digestReference = z
  .string()
  .regex(
    /^[^\s@]+@sha256:[0-9a-f]{64}$/,
    "an image with its digest, such as registry.example/gateway@sha256:…",
  );

const gatewayImageSchema = z.discriminatedUnion("source", [
  z
    .strictObject({ source: z.literal("bundle").describe("Mount the bundle.") })
    .describe("The gateway's one-file bundle, mounted into a stock Node.js image: needs no registry."),
  z
    .strictObject({
      source: z.literal("reference").describe("Use an image that exists."),
      reference: digestReference.describe(
        "The image with its digest, such as registry.example/gateway@sha256:….",
      ),
    })
    .describe("An image that was built elsewhere."),
  z
    .strictObject({
      source: z.literal("registry").describe("Build the image and push it."),
      server: z.string().min(1).describe("Host of the registry, such as rg.fr-par.scw.cloud."),
      repository: z.string().min(1).describe("Name of the image there, without the host."),
      username: z.string().min(1).describe("User of the registry."),
    })
    .describe("Built by this stack and pushed; the password is the secret `eu-llm-stack:registryPassword`."),
]);

const gatewaySchema = z.strictObject({
  replicas: count(100).default(2).describe("Pods of the gateway."),
  image: gatewayImageSchema
    .default({ source: "bundle" })
    .describe("How the gateway's program gets into its pods."),
  modelName: z
    .string()
    .min(1)
    .default("default")
    .describe("Name under which clients ask for the model; every other name means it too."),
  clientNamespaceLabels: z
    .record(z.string(), z.string())
    // An empty selector means every namespace.
    .refine(
      (labels) => Object.keys(labels).length > 0,
      "at least one label; without any, every namespace may call",
    )
    .default({ "eu-llm-stack/client": "true" })
    .describe("Pods may call the gateway from namespaces with these labels."),
  keys: z
    .array(gatewayKeySchema)
    .optional()
    .describe(
      "Virtual keys of the applications, with limits and budgets; left out: every pod that reaches the gateway may call " +
        "it. Each pod of the gateway counts by itself.",
    ),
  admin: adminSchema
    .default(() => adminSchema.parse({}))
    .describe("The gateway's read-only page for operators."),
});

const monitoringSchema = z.strictObject({
  retentionDays: count(3650).default(15).describe("Days for which metrics are kept."),
  storageGigabytes: count(10_000).default(20).describe("Volume for metrics, in GB."),
  dcgmExporter: z
    .boolean()
    .default(true)
    .describe("NVIDIA's DCGM exporter on the GPU nodes; false where a GPU operator runs one already."),
});

const assumed = costAssumptionsSchema.shape;

const costsSchema = z.strictObject({
  monthlyBudget: z
    .number()
    .positive()
    .max(10_000_000)
    .optional()
    .describe("EUR a month above which a preview fails; left out: no limit."),
  traffic: assumed.traffic,
  labour: assumed.labour.default({ hoursPerMonth: 15, hourlyRate: 95, onCallPerMonth: 0 }),
  compliancePerMonth: assumed.compliancePerMonth.default(60),
  migration: assumed.migration.default({ hours: 80, amortisationMonths: 36 }),
  closedApi: assumed.closedApi.default({ operationsHours: 2, compliancePerMonth: 60 }),
  targetUtilization: assumed.targetUtilization.default(0.7),
  compareWith: assumed.compareWith.default("openai/gpt-6-astra"),
  compareAlso: assumed.compareAlso.default([...COMPARED_MODELS]),
  serverless: assumed.serverless,
  exclude: assumed.exclude,
  rateCard: assumed.rateCard.default([]),
  stalePrices: assumed.stalePrices.default("fail"),
  missingPrices: assumed.missingPrices.default("fail"),
});

export const environmentSchema = z.strictObject({
  namespace: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/, "a Kubernetes name in lower case")
    .optional()
    .describe("Kubernetes namespace; `llm-<environment>` where it is left out."),
  residency: residencySettingsSchema.default(DEFAULT_RESIDENCY).describe("Where data may lie."),
  policies: hygieneLevelsSchema
    .default(() => hygieneLevelsSchema.parse({}))
    .describe("What the hygiene policies do with what they find."),
  cluster: z
    .discriminatedUnion("provider", [existingClusterSchema, scalewayClusterSchema])
    .describe("The nodes that everything runs on, and who provides them."),
  model: modelSchema
    .optional()
    .describe("The own model and how it is served; left out: the gateway serves other endpoints alone."),
  endpoints: z
    .array(endpointConfigSchema)
    .default([])
    .describe(
      "What answers OpenAI's API besides the own model. The gateway tries the own model first, then these in their " +
        "order, premium ones last.",
    ),
  gateway: gatewaySchema
    .default(() => gatewaySchema.parse({}))
    .describe("The routing gateway that applications call."),
  monitoring: monitoringSchema
    .default(() => monitoringSchema.parse({}))
    .describe("Prometheus, Grafana and the GPU metrics."),
  costs: costsSchema.describe("What the monthly cost depends on and no resource carries."),
});

/** Keys whose values are secrets: kept out of the parsed configuration, read by the program alone. */
const SECRET_KEYS: readonly string[] = ["credentials", "registryPassword"];

export function isSecretKey(key: string): boolean {
  return SECRET_KEYS.includes(key);
}

export type EnvironmentConfig = z.output<typeof environmentSchema>;
export type ClusterConfig = EnvironmentConfig["cluster"];
export type ModelConfig = NonNullable<EnvironmentConfig["model"]>;
