import { cacheBytes, cacheParts, type CacheShape, cacheShape } from "./cache.ts";
import { EFFICIENCY, type Efficiency, reachedFlops } from "./efficiency.ts";
import type { FitRequest } from "./fit.ts";
import type { ModelFacts } from "./models.ts";
import { BYTES, multipliedParameters, weightBytesByUse } from "./weights.ts";

/** Hidden size where a model's is not known: that of models with 8 thousand million parameters. */
const TYPICAL_HIDDEN_SIZE = 4096;

/** What a step of a deployment costs, prepared once so that trying a batch is a handful of operations. All in seconds. */
export interface StepCosts {
  /** Reading the weights that every step reads. */
  readonly weights: number;
  /** Reading all routed experts. */
  readonly experts: number;
  /** Share of the experts that one token leaves untouched, 0 to 1. */
  readonly untouched: number;
  /** Matrix products for one token. */
  readonly product: number;
  /** Small kernels, and adding up over GPUs, for one token. */
  readonly token: number;
  /** What a step takes whatever is in it. */
  readonly fixed: number;
  /** Reading one byte of the cache of a request. */
  readonly cacheByte: number;
  readonly cacheShape: CacheShape;
  /** Attention of one prompt token to one token before it, in layers that look back to the start. */
  readonly attention: number;
  /** The same in layers that look back a window. */
  readonly slidingAttention: number;
}

export function stepCosts(request: FitRequest, efficiency: Efficiency = EFFICIENCY): StepCosts {
  const { model, gpu, gpus } = request;
  const precision = request.precision ?? model.precision;
  const bytes = weightBytesByUse(model, precision);
  const bandwidth = gpus * gpu.memoryBandwidth;
  const flops =
    gpus * reachedFlops(gpu, precision, efficiency) * (model.experts === undefined ? 1 : efficiency.experts);
  const hidden = model.layers * (model.hiddenSize ?? TYPICAL_HIDDEN_SIZE) * BYTES.bf16;
  const waiting = gpus === 1 ? 0 : 2 * efficiency.allReduceSeconds;
  const work = attentionWork(model);
  const attentionFlops = gpus * gpu.flops.bf16 * efficiency.attention;
  return {
    weights: bytes.always / (bandwidth * efficiency.weightBandwidth),
    experts: bytes.experts / (bandwidth * efficiency.weightBandwidth),
    untouched: model.experts === undefined ? 1 : 1 - model.experts.perToken / model.experts.count,
    product: (2 * multipliedParameters(model)) / flops,
    token:
      (efficiency.passes * hidden) / (bandwidth * efficiency.weightBandwidth) +
      exchanged(hidden, gpus) / (gpu.interconnect.bandwidth * efficiency.interconnect),
    fixed: model.layers * (efficiency.layerSeconds + waiting),
    cacheByte: 1 / (cacheParts(model, gpus) * gpu.memoryBandwidth * efficiency.cacheBandwidth),
    cacheShape: cacheShape(model, request.keyValuePrecision),
    attention: work.full / attentionFlops,
    slidingAttention: work.sliding / attentionFlops,
  };
}

/** Bytes that one GPU sends for one token: two all-reduces a layer, each a ring that sends 2 (n − 1) / n. */
function exchanged(hiddenBytes: number, gpus: number): number {
  return 2 * hiddenBytes * ((2 * (gpus - 1)) / gpus);
}

/** Operations for one token and one token that it looks back at, all layers: query × key and weight × value. */
function attentionWork(model: ModelFacts): { full: number; sliding: number } {
  const { attention, layers } = model;
  if (attention.kind === "latent") {
    const width = 2 * attention.latentRank + attention.ropeHeadSize;
    return { full: 2 * layers * (model.attentionHeads ?? 0) * width, sliding: 0 };
  }
  const perLayer = 4 * (model.attentionHeads ?? attention.keyValueHeads) * attention.headSize;
  const sliding = attention.sliding?.layers ?? 0;
  const full = layers - sliding - (attention.linear?.layers ?? 0);
  return { full: full * perLayer, sliding: sliding * perLayer };
}

/**
 * Seconds of a step that decodes one token for each of `requests`, each `context` tokens long, and prefills `prompt`
 * tokens beside. Weights are read once for all tokens. Reading and computing overlap, so the slower of both counts.
 */
export function stepSeconds(costs: StepCosts, requests: number, context: number, prompt = 0): number {
  const tokens = requests + prompt;
  // Tokens choose their experts independently of each other.
  const touched = costs.experts === 0 ? 0 : 1 - costs.untouched ** tokens;
  const reading = costs.weights + costs.experts * touched;
  const cached = requests * cacheBytes(costs.cacheShape, context) * costs.cacheByte;
  return Math.max(reading, costs.product * tokens) + cached + costs.token * tokens + costs.fixed;
}

/** Seconds of attention for one prompt token: on average it looks back at what is cached and half of the prompt. */
export function promptAttention(costs: StepCosts, input: number, cached: number): number {
  const back = cached + input / 2;
  return costs.attention * back + costs.slidingAttention * Math.min(back, costs.cacheShape.window);
}
