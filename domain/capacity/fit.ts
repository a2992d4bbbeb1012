import type { Gpu } from "./gpus.ts";
import type { ModelFacts, Precision } from "./models.ts";

/** Bytes for one stored value. */
const BYTES: Record<Precision, number> = { bf16: 2, fp8: 1 };

/** Keys and values are cached as BF16 unless vLLM is told otherwise. */
const KEY_VALUE_BYTES = 2;

/**
 * Memory that vLLM needs beside weights and cache, per GPU, in bytes: CUDA context, activations of one prefill chunk,
 * CUDA graphs. Measured values lie between 1 and 3 GB; an estimate that errs on the large side.
 */
const OVERHEAD_BYTES = 2e9;

/** vLLM's own default for --gpu-memory-utilization. */
export const DEFAULT_MEMORY_UTILIZATION = 0.9;

export interface FitRequest {
  readonly model: ModelFacts;
  readonly gpu: Gpu;
  /** Tensor parallel size: GPUs over which weights and cache are spread evenly. */
  readonly gpus: number;
  /** Tokens of the longest request (--max-model-len). */
  readonly contextLength: number;
  /** Precision after quantization on load; the published precision where it is left out. */
  readonly precision?: Precision;
  /** Share of GPU memory that vLLM may take, 0 to 1. */
  readonly memoryUtilization?: number;
}

export interface Fit {
  readonly fits: boolean;
  /** Bytes of weights, all GPUs together. */
  readonly weightBytes: number;
  /** Bytes of cache for one token of one request. */
  readonly keyValueBytesPerToken: number;
  /** Bytes left for the cache, all GPUs together; negative where not even the weights fit. */
  readonly cacheBytes: number;
  /** Tokens that the cache holds. */
  readonly cacheTokens: number;
  /** Requests of full context length that run at the same time. */
  readonly concurrency: number;
  /** What is wrong and what would help, for an error message; empty where it fits. */
  readonly reason: string;
}

/** Weights in bytes: as published, or parameters × bytes when vLLM quantizes them while loading. */
export function weightBytes(model: ModelFacts, precision: Precision = model.precision): number {
  if (precision === model.precision && model.weightBytes !== undefined) return model.weightBytes;
  return model.parameters * BYTES[precision];
}

/** 2 (keys and values) × layers × key/value heads × head size × bytes. */
export function keyValueBytesPerToken(model: ModelFacts): number {
  return 2 * model.layers * model.keyValueHeads * model.headSize * KEY_VALUE_BYTES;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * Does the model fit, and how many requests of full length at once? cache = utilization × memory − weights − overhead.
 * The model fits when the cache holds at least one request of `contextLength` tokens, and the published weights fit
 * while they load: vLLM loads a model at its original precision before it quantizes it
 * (https://docs.vllm.ai/en/latest/features/quantization/fp8.html).
 */
export function fit(request: FitRequest): Fit {
  const { model, gpu, gpus, contextLength } = request;
  const utilization = request.memoryUtilization ?? DEFAULT_MEMORY_UTILIZATION;
  const weights = weightBytes(model, request.precision);
  const perToken = keyValueBytesPerToken(model);
  const usable = gpus * (utilization * gpu.memoryMebibytes * 1_048_576 - OVERHEAD_BYTES);
  const published = weightBytes(model);
  const cacheBytes = usable - weights;
  const cacheTokens = Math.max(0, Math.floor(cacheBytes / perToken));
  const concurrency = Math.floor(cacheTokens / contextLength);
  const fits = published <= usable && concurrency >= 1;
  return {
    fits,
    weightBytes: weights,
    keyValueBytesPerToken: perToken,
    cacheBytes,
    cacheTokens,
    concurrency,
    reason: fits ? "" : whyNot(request, { published, weights, usable, perToken, cacheTokens }),
  };
}

interface Facts {
  /** Bytes of the weights as published. */
  readonly published: number;
  /** Bytes of the weights as served. */
  readonly weights: number;
  /** Bytes that weights and cache may take, all GPUs together. */
  readonly usable: number;
  readonly perToken: number;
  readonly cacheTokens: number;
}

function whyNot(request: FitRequest, facts: Facts): string {
  const { model, gpu, gpus, contextLength, precision = model.precision } = request;
  const { published, weights, usable, perToken, cacheTokens } = facts;
  const cards = `${gpus} × ${gpu.name} with ${gigabytes(usable)} usable`;
  const needed = Math.max(published, weights + contextLength * perToken);
  const more = `use ${powerOfTwo(Math.ceil((needed / usable) * gpus))} GPUs per replica`;
  if (published > usable && weights < published) {
    return (
      `vLLM loads ${model.name} as published (${gigabytes(published)} in ${model.precision}) before it quantizes it, ` +
      `but there is ${cards}: ${more}, or a model that is published in ${precision}`
    );
  }
  const canQuantize = precision === "bf16" && gpu.computeCapability >= 8.9 && published <= usable;
  const advice = [
    more,
    ...(canQuantize ? ["set quantization to fp8"] : []),
    ...(cacheTokens >= 1024 ? [`lower contextLength to ${cacheTokens} or less`] : []),
  ].join(", or ");
  return (
    `${model.name} needs ${gigabytes(weights)} for its weights in ${precision} and ` +
    `${gigabytes(contextLength * perToken)} for one request of ${contextLength} tokens, but there is ${cards}: ${advice}`
  );
}

/** Tensor parallel sizes are powers of two in practice, since they must divide the number of attention heads. */
function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, atLeast)));
}
