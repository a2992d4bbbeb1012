import type { ModelFacts } from "./models.ts";

/** How keys and values are cached: as BF16 unless vLLM is told `--kv-cache-dtype fp8`. */
export type KeyValuePrecision = "bf16" | "fp8";

const KEY_VALUE_BYTES: Record<KeyValuePrecision, number> = { bf16: 2, fp8: 1 };

/** The cache of one request as a function of its length: bytes(tokens) = state + full × tokens + sliding × min(…). */
export interface CacheShape {
  /** Bytes a token in layers that look back to the start. */
  readonly full: number;
  /** Bytes a token in layers that look back a window, and that window in tokens. */
  readonly sliding: number;
  readonly window: number;
  /** Bytes a request has whatever its length: the states of linear attention. */
  readonly state: number;
}

/**
 * Grouped-query attention: 2 (keys and values) × key/value heads × head size × bytes, for each layer. Latent
 * attention: (latent rank + rope head size) × bytes, for each layer.
 */
export function cacheShape(model: ModelFacts, precision: KeyValuePrecision = "bf16"): CacheShape {
  const bytes = KEY_VALUE_BYTES[precision];
  const { attention, layers } = model;
  if (attention.kind === "latent") {
    const full = layers * (attention.latentRank + attention.ropeHeadSize) * bytes;
    return { full, sliding: 0, window: 0, state: 0 };
  }
  const { keyValueHeads, headSize, sliding, linear } = attention;
  const fullLayers = layers - (sliding?.layers ?? 0) - (linear?.layers ?? 0);
  const slidingBytes =
    sliding === undefined
      ? 0
      : 2 *
        sliding.layers *
        (sliding.keyValueHeads ?? keyValueHeads) *
        (sliding.headSize ?? headSize) *
        bytes;
  return {
    full: 2 * fullLayers * keyValueHeads * headSize * bytes,
    sliding: slidingBytes,
    window: sliding?.window ?? 0,
    state: (linear?.layers ?? 0) * (linear?.stateBytes ?? 0),
  };
}

/** Bytes that one request of so many tokens takes, all layers together. */
export function cacheBytes({ full, sliding, window, state }: CacheShape, tokens: number): number {
  return state + full * tokens + sliding * Math.min(tokens, window);
}

/** The longest request whose cache takes at most `bytes`; 0 where not even its state fits. */
export function longestRequest({ full, sliding, window, state }: CacheShape, bytes: number): number {
  const left = bytes - state;
  if (left <= 0) return 0;
  const within = Math.floor(left / (full + sliding));
  return within <= window ? within : Math.floor((left - sliding * window) / full);
}

/**
 * How many parts tensor parallel can split the cache into: key/value heads are dealt out, and where there are more
 * GPUs than heads some hold the same. A latent vector cannot be split: every GPU holds all of it.
 */
export function cacheParts(model: ModelFacts, gpus: number): number {
  return model.attention.kind === "latent" ? 1 : Math.min(gpus, model.attention.keyValueHeads);
}
