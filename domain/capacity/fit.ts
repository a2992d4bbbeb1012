import {
  cacheBytes,
  cacheParts,
  type CacheShape,
  cacheShape,
  type KeyValuePrecision,
  longestRequest,
} from "./cache.ts";
import { engineDefaults } from "./engine-defaults.ts";
import type { Gpu } from "./gpus.ts";
import type { ModelFacts, Precision } from "./models.ts";
import { BYTES, weightBytes } from "./weights.ts";

export { weightBytes } from "./weights.ts";

/** vLLM's own default for --gpu-memory-utilization. */
export const DEFAULT_MEMORY_UTILIZATION = 0.9;

/**
 * Memory beside weights and cache that every GPU of a replica needs, in bytes: CUDA context and libraries, CUDA
 * graphs, NCCL's buffers. vLLM logs between 1 and 2.5 GB for these; an estimate on the large side.
 */
const FIXED_OVERHEAD_BYTES = 1.5e9;

/** Hidden sizes' worth of BF16 values that a token has in flight: residual, normed input, MLP up and gate. */
const ACTIVATION_WIDTHS = 8;

/** What the overhead comes to where the model's hidden size is not known. */
const UNKNOWN_HIDDEN_OVERHEAD_BYTES = 2e9;

export interface FitRequest {
  readonly model: ModelFacts;
  readonly gpu: Gpu;
  /** Tensor parallel size: GPUs over which weights and cache are spread evenly. */
  readonly gpus: number;
  /** Tokens of the longest request (--max-model-len). */
  readonly contextLength: number;
  /** Precision that is served; the published precision where it is left out. */
  readonly precision?: Precision;
  /**
   * True where a checkpoint in `precision` exists, such as one of AWQ. Otherwise vLLM quantizes while it loads, and
   * the weights as published must fit too. INT4 and MXFP4 cannot be made while loading: they count as published.
   */
  readonly published?: boolean;
  readonly keyValuePrecision?: KeyValuePrecision;
  /** Share of GPU memory that vLLM may take, 0 to 1. */
  readonly memoryUtilization?: number;
}

export interface Fit {
  readonly fits: boolean;
  /** Bytes of weights, all GPUs together. */
  readonly weightBytes: number;
  /** Bytes of cache for one more token of a long request, counted once however many GPUs hold a copy. */
  readonly keyValueBytesPerToken: number;
  /** Bytes beside weights and cache, for each GPU. */
  readonly overheadBytes: number;
  /** Bytes left for the cache, all GPUs together; negative where not even the weights fit. */
  readonly cacheBytes: number;
  /** Tokens of the longest single request that the cache holds. */
  readonly cacheTokens: number;
  /** Requests of full context length that run at the same time. */
  readonly concurrency: number;
  /** What is wrong and what would help, for an error message; empty where it fits. */
  readonly reason: string;
}

/** Bytes of cache for one token of a long request: a window that is full takes nothing more. */
export function keyValueBytesPerToken(model: ModelFacts, precision?: KeyValuePrecision): number {
  return cacheShape(model, precision).full;
}

/**
 * overhead = 1.5 GB + tokens of a step × 8 × hidden size × 2 bytes. For a hidden size of 4,096 the activations are
 * 0.5 GB with steps of 8,192 tokens, which vLLM makes on an H100, and 0.1 GB with 2,048, which it makes on an L4.
 */
export function overheadBytes(model: ModelFacts, gpu: Gpu): number {
  if (model.hiddenSize === undefined) return UNKNOWN_HIDDEN_OVERHEAD_BYTES;
  return (
    FIXED_OVERHEAD_BYTES + engineDefaults(gpu).tokens * ACTIVATION_WIDTHS * model.hiddenSize * BYTES.bf16
  );
}

/** The memory of a deployment, in bytes over all its GPUs. */
export interface Memory {
  /** What vLLM may take, less overhead. */
  readonly usable: number;
  readonly weights: number;
  /** Weights while they load. */
  readonly loading: number;
  /** What is left for the cache; negative where the weights do not fit. */
  readonly cache: number;
  /** How often each byte of a request's cache is held: 1 unless there are more GPUs than key/value heads. */
  readonly copies: number;
  readonly shape: CacheShape;
}

export function memoryOf(request: FitRequest): Memory {
  const { model, gpu, gpus } = request;
  const precision = request.precision ?? model.precision;
  const utilization = request.memoryUtilization ?? DEFAULT_MEMORY_UTILIZATION;
  const weights = weightBytes(model, precision);
  const usable = gpus * (utilization * gpu.memoryMebibytes * 1_048_576 - overheadBytes(model, gpu));
  const asPublished = request.published ?? (precision === "int4" || precision === "mxfp4");
  return {
    usable,
    weights,
    loading: asPublished ? weights : Math.max(weights, weightBytes(model)),
    cache: usable - weights,
    copies: gpus / cacheParts(model, gpus),
    shape: cacheShape(model, request.keyValuePrecision),
  };
}

/**
 * Does the model fit, and how many requests of full length at once? cache = utilization × memory − overhead − weights.
 * The model fits when the cache holds at least one request of `contextLength` tokens, the GPUs divide its attention
 * heads, and the published weights fit while they load: vLLM loads a model at its original precision before it
 * quantizes it (https://docs.vllm.ai/en/latest/features/quantization/fp8.html).
 */
export function fit(request: FitRequest): Fit {
  const { model, gpus, contextLength } = request;
  const memory = memoryOf(request);
  const perRequest = cacheBytes(memory.shape, contextLength) * memory.copies;
  const concurrency = Math.max(0, Math.floor(memory.cache / perRequest));
  const fits = memory.loading <= memory.usable && concurrency >= 1 && dividesHeads(model, gpus);
  return {
    fits,
    weightBytes: memory.weights,
    keyValueBytesPerToken: memory.shape.full,
    overheadBytes: overheadBytes(model, request.gpu),
    cacheBytes: memory.cache,
    cacheTokens: longestRequest(memory.shape, memory.cache / memory.copies),
    concurrency,
    reason: fits ? "" : whyNot(request, memory),
  };
}

/** Tensor parallel deals the attention heads out evenly. */
function dividesHeads(model: ModelFacts, gpus: number): boolean {
  return model.attentionHeads === undefined || model.attentionHeads % gpus === 0;
}

/** Most GPUs that are worth trying: two nodes of eight. */
const MOST_GPUS = 16;

/** Fewest GPUs, a power of two and more than now, with which the request fits; undefined where none up to 16 do. */
function enoughGpus(request: FitRequest): number | undefined {
  for (let gpus = 1; gpus <= MOST_GPUS; gpus *= 2) {
    if (gpus > request.gpus && fitsQuietly({ ...request, gpus })) return gpus;
  }
  return undefined;
}

function fitsQuietly(request: FitRequest): boolean {
  const memory = memoryOf(request);
  const needed = cacheBytes(memory.shape, request.contextLength) * memory.copies;
  return (
    memory.loading <= memory.usable && memory.cache >= needed && dividesHeads(request.model, request.gpus)
  );
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

function whyNot(request: FitRequest, memory: Memory): string {
  const { model, gpu, gpus, contextLength } = request;
  const precision = request.precision ?? model.precision;
  if (!dividesHeads(model, gpus)) {
    const heads = model.attentionHeads ?? 0;
    const possible = [1, 2, 4, 8, 16].filter((count) => heads % count === 0);
    return `${gpus} GPUs do not divide the ${heads} attention heads of ${model.name} evenly: use ${possible.join(", ")}`;
  }
  const cards = `${gpus} × ${gpu.name} with ${gigabytes(memory.usable)} usable`;
  const enough = enoughGpus(request);
  const more =
    enough === undefined
      ? `take GPUs with more memory (${MOST_GPUS} of these are not enough)`
      : `use ${enough} GPUs per replica`;
  if (memory.loading > memory.usable && memory.weights < memory.loading && memory.weights <= memory.usable) {
    return (
      `vLLM loads ${model.name} as published (${gigabytes(memory.loading)} in ${model.precision}) before it quantizes ` +
      `it, but there is ${cards}: ${more}, or a model that is published in ${precision}`
    );
  }
  const tokens = longestRequest(memory.shape, memory.cache / memory.copies);
  const advice = [
    more,
    ...quantizations(request),
    ...(tokens >= 1024 ? [`lower contextLength to ${tokens} or less`] : []),
  ].join(", or ");
  return (
    `${model.name} needs ${gigabytes(memory.weights)} for its weights in ${precision} and ` +
    `${gigabytes(cacheBytes(memory.shape, contextLength) * memory.copies)} for one request of ${contextLength} tokens, ` +
    `but there is ${cards}: ${advice}`
  );
}

/** Smaller precisions with which the request would fit on the same GPUs, as advice. */
function quantizations(request: FitRequest): string[] {
  const precision = request.precision ?? request.model.precision;
  const fp8 = precision === "bf16" && request.gpu.flops.fp8 !== undefined;
  if (fp8 && fitsQuietly({ ...request, precision: "fp8" })) return ["set quantization to fp8"];
  if (fp8 && fitsQuietly({ ...request, precision: "fp8", published: true })) {
    return [`take a checkpoint that is published in fp8 (${gigabytes(weightBytes(request.model, "fp8"))})`];
  }
  const int4 = precision !== "int4" && precision !== "mxfp4";
  if (int4 && fitsQuietly({ ...request, precision: "int4" })) {
    return [`take a checkpoint in int4, AWQ or GPTQ (${gigabytes(weightBytes(request.model, "int4"))})`];
  }
  return [];
}
