import { activeParameters, expertParameters, type ModelFacts, type Precision } from "./models.ts";

/** Bytes of a parameter that is not quantized. */
const BF16_BYTES = 2;

/**
 * Bytes for one stored parameter. INT4: 4 bits, and for each group of 128 a scale of 16 bits and a zero point of 4:
 * 0.5195. With embeddings in BF16 that gives the sizes of published checkpoints to 1 % (Qwen2.5-7B-Instruct-AWQ:
 * 5.6 GB, Llama-3.1-70B AWQ: 39.8 GB). MXFP4: 4 bits, and a scale of 8 bits for each 32: 0.53125.
 */
export const BYTES: Record<Precision, number> = {
  bf16: BF16_BYTES,
  fp8: 1,
  int8: 1,
  int4: 0.5 + 2.5 / 128,
  mxfp4: 0.5 + 1 / 32,
};

/** Bytes of weights by what reads them. */
export interface WeightBytes {
  /** Everything on the GPUs. */
  readonly total: number;
  /** What every step of a decode reads: all but the experts and the input table. */
  readonly always: number;
  /** All routed experts together; a step reads those that its tokens are sent to. */
  readonly experts: number;
}

/**
 * Bytes of the weights in a precision. Embeddings stay in BF16, and MXFP4 is for experts only: the rest of such a
 * model stays in BF16. The published size is taken where there is one and nothing is requantized.
 */
export function weightBytesByUse(model: ModelFacts, precision: Precision): WeightBytes {
  const embeddings = model.embeddings?.parameters ?? 0;
  const inputTable = model.embeddings?.tables === 2 ? embeddings / 2 : 0;
  const expertCount = expertParameters(model);
  const rest = model.parameters - embeddings - expertCount;
  const experts = expertCount * BYTES[precision];
  const dense = rest * (precision === "mxfp4" ? BF16_BYTES : BYTES[precision]);
  const total = experts + dense + embeddings * BF16_BYTES;
  const published = precision === model.precision ? model.weightBytes : undefined;
  const scale = published === undefined ? 1 : published / total;
  return {
    total: total * scale,
    always: (total - experts - inputTable * BF16_BYTES) * scale,
    experts: experts * scale,
  };
}

/** Weights in bytes: as published, or as they become in another precision. */
export function weightBytes(model: ModelFacts, precision: Precision = model.precision): number {
  return weightBytesByUse(model, precision).total;
}

/** Parameters that a token is multiplied with: the input table is looked up instead. */
export function multipliedParameters(model: ModelFacts): number {
  const { embeddings } = model;
  return activeParameters(model) - (embeddings?.tables === 2 ? embeddings.parameters / 2 : 0);
}
