import { z } from "zod";
import { GPU_INSTANCES, GPUS } from "../../domain/capacity/gpus.ts";
import { endpointPriceSchema, labourSchema, trafficSchema } from "../../domain/economics/assumptions.ts";
import { RESIDENCY_LEVELS } from "../../domain/jurisdiction/countries.ts";
import { endpointSchema, jurisdictionSchema } from "../../domain/jurisdiction/endpoint.ts";

/**
 * The configuration of an environment: the keys of `stacks/Pulumi.<environment>.yaml` below `eu-llm-stack:`. Parsed
 * once, strictly: a key that is not here is an error.
 */

const count = (most: number) => z.int().min(1).max(most);

const instanceTypes = GPU_INSTANCES.map((instance) => instance.type);
const gpuNames = GPUS.map((gpu) => gpu.name);

/** A cluster that exists already; the stack adds workloads to it and creates no nodes. */
const existingClusterSchema = z.strictObject({
  provider: z.literal("existing"),
  /** Context of the kubeconfig; the current one where it is left out. */
  context: z.string().min(1).optional(),
  /**
   * What happens where the cluster does not answer: `fail`, or `render` the manifests into a folder instead. `render`
   * is for looking around without a cluster; keep `fail` for an environment that people depend on.
   */
  whenUnreachable: z.enum(["fail", "render"]).default("fail"),
  /** Where the cluster's nodes stand and who operates them: nothing in a kubeconfig says so, you do. */
  place: jurisdictionSchema,
  /** StorageClass of the volumes; the cluster's default where it is left out. */
  storageClass: z.string().min(1).optional(),
  /** GPU nodes that the cluster has; left out: no own model is served. */
  gpuNodes: z
    .strictObject({
      gpu: z.enum(gpuNames),
      gpusPerNode: count(16),
      count: count(1000),
      /** Labels by which the scheduler finds them. */
      labels: z.record(z.string(), z.string()).default({ "nvidia.com/gpu.present": "true" }),
      /** Price-book id of what such a node costs you. */
      priceAs: z.string().min(1),
    })
    .optional(),
  /** The other nodes that this stack fills, for the cost table. */
  cpuNodes: z.strictObject({ count: count(1000), priceAs: z.string().min(1) }).optional(),
});

/** A new Scaleway Kapsule cluster with a pool of GPU nodes and one of CPU nodes. */
const scalewayClusterSchema = z.strictObject({
  provider: z.literal("scaleway"),
  /** Zone of all nodes, such as fr-par-2. */
  zone: z.string().min(1),
  /** Minor version; Kapsule then applies patch releases in the maintenance window. */
  kubernetesVersion: z.string().regex(/^1\.\d{2}$/, "a minor version such as 1.36"),
  gpuNodes: z.strictObject({ type: z.enum(instanceTypes), count: count(100) }).optional(),
  cpuNodes: z.strictObject({ type: z.string().min(1), count: count(100) }),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 07:30");

/** When the model server runs; outside these hours it has no replicas and its GPU nodes go away. */
export const scheduleSchema = z.strictObject({
  /** IANA name. */
  timeZone: z.string().default("Europe/Berlin"),
  weekdays: z
    .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
    .min(1)
    .default(["mon", "tue", "wed", "thu", "fri"]),
  from: timeOfDay.default("07:00"),
  until: timeOfDay.default("20:00"),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** What config.json says of a model that the bundled catalogue does not know. */
const modelFactsSchema = z.strictObject({
  parameters: z.number().positive(),
  precision: z.enum(["bf16", "fp8"]),
  layers: count(1000),
  keyValueHeads: count(1024),
  headSize: count(4096),
  maximumContext: count(100_000_000),
});

const modelSchema = z.strictObject({
  /** Hugging Face repository, such as Qwen/Qwen3-8B. */
  name: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "a repository such as Qwen/Qwen3-8B"),
  /** Commit; a branch could change under a running service. */
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/, "a commit of 40 hexadecimal digits")
    .optional(),
  /** Needed only for a model that the catalogue lacks. */
  facts: modelFactsSchema.optional(),
  /** Precision to quantize to while loading; the published one where it is left out. */
  quantization: z.enum(["fp8"]).optional(),
  /** Longest request in tokens, prompt and answer together. */
  contextLength: z.int().min(256).max(10_000_000),
  replicas: count(100).default(1),
  /** GPUs over which one replica is spread (tensor parallel). */
  gpusPerReplica: count(16).default(1),
  /** Size of the volume with the downloaded weights, in GB, for each replica. */
  cacheGigabytes: count(10_000),
  /** Minutes until a replica must serve: download, load, compile. Drives probes and Pulumi's timeout. */
  startMinutes: count(240).default(30),
  /** Left out: it runs all the time. */
  scaleToZero: scheduleSchema.optional(),
});

const endpointConfigSchema = endpointSchema.omit({ apiKeyVariable: true, tier: true }).extend({
  /** The own model is an endpoint of its own accord; these are the others. */
  tier: endpointSchema.shape.tier.exclude(["self-hosted"]),
  /** `config`: the key is the secret `eu-llm-stack:credentials` under this endpoint's name; `none`: no key. */
  credential: z.enum(["config", "none"]).default("config"),
  price: endpointPriceSchema,
});

const digestReference = z
  .string()
  .regex(
    /^[^\s@]+@sha256:[0-9a-f]{64}$/,
    "an image with its digest, such as registry.example/gateway@sha256:…",
  );

const gatewayImageSchema = z.discriminatedUnion("source", [
  /** The gateway's one-file bundle, mounted into a stock Node.js image: needs no registry. */
  z.strictObject({ source: z.literal("bundle") }),
  /** An image that was built elsewhere. */
  z.strictObject({ source: z.literal("reference"), reference: digestReference }),
  /** Built by this stack and pushed; the password is the secret `eu-llm-stack:registryPassword`. */
  z.strictObject({
    source: z.literal("registry"),
    /** Host of the registry, such as rg.fr-par.scw.cloud. */
    server: z.string().min(1),
    repository: z.string().min(1),
    username: z.string().min(1),
  }),
]);

const gatewaySchema = z.strictObject({
  replicas: count(100).default(2),
  image: gatewayImageSchema.default({ source: "bundle" }),
  /** Name under which clients ask for the model; every other name means it too. */
  modelName: z.string().min(1).default("default"),
  /** Pods may call the gateway from namespaces with these labels. */
  clientNamespaceLabels: z.record(z.string(), z.string()).default({ "eu-llm-stack/client": "true" }),
});

const monitoringSchema = z.strictObject({
  retentionDays: count(3650).default(15),
  storageGigabytes: count(10_000).default(20),
  /** NVIDIA's DCGM exporter on the GPU nodes; false where a GPU operator runs one already. */
  dcgmExporter: z.boolean().default(true),
});

const costsSchema = z.strictObject({
  monthlyBudget: z.number().positive().max(10_000_000).optional(),
  traffic: trafficSchema,
  labour: labourSchema.default({ hoursPerMonth: 15, hourlyRate: 95 }),
  /** EUR a month. */
  compliancePerMonth: z.number().min(0).max(10_000_000).default(60),
  /** Token price of the closed API to compare with. */
  compareWith: z.string().min(1).default("openai/gpt-6-astra"),
  stalePrices: z.enum(["fail", "warn"]).default("fail"),
});

const residencySchema = z.strictObject({
  /** How far sensitive data may go. */
  level: z.enum(RESIDENCY_LEVELS).default("eu"),
});

export const environmentSchema = z.strictObject({
  /** Kubernetes namespace; `llm-<environment>` where it is left out. */
  namespace: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/, "a Kubernetes name in lower case")
    .optional(),
  residency: residencySchema.default(() => residencySchema.parse({})),
  cluster: z.discriminatedUnion("provider", [existingClusterSchema, scalewayClusterSchema]),
  model: modelSchema.optional(),
  endpoints: z.array(endpointConfigSchema).default([]),
  gateway: gatewaySchema.default(() => gatewaySchema.parse({})),
  monitoring: monitoringSchema.default(() => monitoringSchema.parse({})),
  costs: costsSchema,
});

/** Keys whose values are secrets: kept out of the parsed configuration, read by the program alone. */
const SECRET_KEYS: readonly string[] = ["credentials", "registryPassword"];

export function isSecretKey(key: string): boolean {
  return SECRET_KEYS.includes(key);
}

export type EnvironmentConfig = z.output<typeof environmentSchema>;
export type ClusterConfig = EnvironmentConfig["cluster"];
export type ModelConfig = NonNullable<EnvironmentConfig["model"]>;
