import { fit, type Fit, weightBytes } from "../../domain/capacity/fit.ts";
import { findGpu, type Gpu } from "../../domain/capacity/gpus.ts";
import { findGpuInstance } from "../../domain/prices/gpu-instances.ts";
import { findModel, type ModelFacts, unknownModel } from "../../domain/capacity/models.ts";
import { locate } from "../../domain/jurisdiction/locate.ts";
import { explain, problemText, type Problem } from "../../domain/validation.ts";
import { checkPrices } from "./check-prices.ts";
import { at } from "./problems.ts";
import { environmentSchema, isSecretKey, type EnvironmentConfig, type ModelConfig } from "./schema.ts";

export const PROJECT = "eu-llm-stack";

/** Wrong configuration, told so that its author can mend it. Shown without a stack trace. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(file: string, problems: readonly string[]) {
    super([`${file}:`, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
  }
}

/** GPU nodes as placing a model needs them, whoever provides them. */
export interface GpuCapacity {
  readonly gpu: Gpu;
  readonly gpusPerNode: number;
  readonly nodes: number;
}

/** The own model, checked against the GPUs that it runs on. */
export interface OwnModel extends Omit<ModelConfig, "facts" | "revision"> {
  readonly facts: ModelFacts;
  readonly revision: string;
  readonly fit: Fit;
}

/** An environment's configuration after every check that needs no cloud and no cluster. */
export interface Environment extends Omit<EnvironmentConfig, "model" | "namespace"> {
  readonly name: string;
  readonly namespace: string;
  readonly gpuCapacity: GpuCapacity | undefined;
  readonly model: OwnModel | undefined;
}

/**
 * Parses and checks an environment.
 * @param name The environment's (stack's) name.
 * @param file The file to name in errors.
 * @param raw Values by key, without the `eu-llm-stack:` before each.
 * @throws ConfigError with every problem at once.
 */
export function parseEnvironment(
  name: string,
  file: string,
  raw: Readonly<Record<string, unknown>>,
): Environment {
  const plain = Object.fromEntries(Object.entries(raw).filter(([key]) => !isSecretKey(key)));
  const parsed = environmentSchema.safeParse(plain);
  if (!parsed.success) throw new ConfigError(file, texts(explain(parsed.error, plain, environmentSchema)));
  const config = parsed.data;
  const gpuCapacity = gpuCapacityOf(config);
  const model = config.model === undefined ? undefined : resolveModel(config.model, gpuCapacity);
  const problems = [
    ...checkModel(config, gpuCapacity, model),
    ...checkEndpoints(config),
    ...checkPrices(config),
  ];
  if (problems.length > 0) throw new ConfigError(file, texts(problems));
  return { ...config, name, namespace: config.namespace ?? `llm-${name}`, gpuCapacity, model };
}

const texts = (problems: readonly Problem[]) =>
  problems.map((problem) => `${PROJECT}:${problemText(problem)}`);

function gpuCapacityOf({ cluster }: EnvironmentConfig): GpuCapacity | undefined {
  if (cluster.gpuNodes === undefined) return undefined;
  if (cluster.provider === "existing") {
    const { gpuNodes } = cluster;
    const gpu = findGpu(gpuNodes.gpu);
    return gpu && { gpu, gpusPerNode: gpuNodes.gpusPerNode, nodes: gpuNodes.count };
  }
  const instance = findGpuInstance(cluster.gpuNodes.type);
  const gpu = instance && findGpu(instance.gpu);
  return gpu && { gpu, gpusPerNode: instance.gpus, nodes: cluster.gpuNodes.count };
}

function factsOf(config: ModelConfig): ModelFacts | undefined {
  const known = findModel(config.name);
  if (config.facts === undefined) return known;
  const { keyValueHeads, headSize, slidingWindow, experts, ...facts } = config.facts;
  const sliding = slidingWindow && { layers: slidingWindow.layers, window: slidingWindow.tokens };
  return {
    ...facts,
    name: config.name,
    experts: experts && { ...experts, shared: 0 },
    attention: { kind: "grouped-query", keyValueHeads, headSize, sliding },
    license: "not known",
    source: "configuration",
  };
}

function resolveModel(config: ModelConfig, capacity: GpuCapacity | undefined): OwnModel | undefined {
  const facts = factsOf(config);
  if (facts === undefined || capacity === undefined) return undefined;
  const fitting = fit({
    model: facts,
    gpu: capacity.gpu,
    gpus: config.gpusPerReplica,
    contextLength: config.contextLength,
    ...(config.quantization === undefined ? {} : { precision: config.quantization }),
  });
  return { ...config, facts, revision: config.revision ?? facts.revision ?? "", fit: fitting };
}

function checkModel(
  config: EnvironmentConfig,
  capacity: GpuCapacity | undefined,
  model: OwnModel | undefined,
): Problem[] {
  if (config.model === undefined) {
    return config.cluster.gpuNodes === undefined
      ? []
      : [at("model", undefined, "missing; cluster.gpuNodes stand idle without a model")];
  }
  const { name, contextLength, replicas, gpusPerReplica } = config.model;
  if (capacity === undefined)
    return [at("cluster.gpuNodes", undefined, `missing; model ${name} needs GPU nodes`)];
  if (model === undefined) {
    return [at("model.name", name, `${unknownModel(name)}, as model.facts`)];
  }
  const problems: Problem[] = [];
  if (model.revision === "")
    problems.push(at("model.revision", undefined, "missing; pin the commit of the weights"));
  if (contextLength > model.facts.maximumContext) {
    problems.push(
      at("model.contextLength", contextLength, `at most ${model.facts.maximumContext} for ${name}`),
    );
  }
  if (!model.fit.fits) problems.push(at("model", name, `does not fit its GPU: ${model.fit.reason}`));
  if (gpusPerReplica > capacity.gpusPerNode) {
    problems.push(
      at(
        "model.gpusPerReplica",
        gpusPerReplica,
        `a node has ${capacity.gpusPerNode}; a replica must fit one node`,
      ),
    );
  }
  const slots = Math.floor(capacity.gpusPerNode / gpusPerReplica) * capacity.nodes;
  problems.push(...checkZone(config));
  if (replicas > slots) {
    problems.push(
      at("model.replicas", replicas, `the GPU nodes hold ${slots}; raise cluster.gpuNodes.count`),
    );
  }
  // What is downloaded is what was published, whatever it is quantized to later.
  const diskNeeded = Math.ceil(weightBytes(model.facts) / 1e9);
  if (config.model.cacheGigabytes < diskNeeded) {
    problems.push(
      at("model.cacheGigabytes", config.model.cacheGigabytes, `the weights alone take ${diskNeeded} GB`),
    );
  }
  return problems;
}

/** A GPU is not to be had everywhere; whether the zone itself may be used is the residency policy's question. */
function checkZone({ cluster }: EnvironmentConfig): Problem[] {
  if (cluster.provider !== "scaleway" || cluster.gpuNodes === undefined) return [];
  const { zone } = cluster;
  const { type } = cluster.gpuNodes;
  const zones = findGpuInstance(type)?.zones ?? [];
  if (zones.includes(zone) || locate(zone, "scaleway").status !== "known") return [];
  return [at("cluster.zone", zone, `${type} is not offered there; allowed: ${zones.join(", ")}`)];
}

function checkEndpoints(config: EnvironmentConfig): Problem[] {
  const problems: Problem[] = [];
  const names = config.endpoints.map((endpoint) => endpoint.name);
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index || name === SELF_HOSTED) {
      problems.push(
        at(
          `endpoints[${index}].name`,
          name,
          "used twice (the own model is called self-hosted); choose another",
        ),
      );
    }
  });
  if (config.model === undefined && config.endpoints.length === 0) {
    problems.push(at("endpoints", undefined, "missing; without a model there must be at least one endpoint"));
  }
  return problems;
}

/** The own model's name among the gateway's endpoints. */
export const SELF_HOSTED = "self-hosted";
