import { DEEPSEEK_MODELS } from "./catalogue/deepseek.ts";
import { GOOGLE_MODELS } from "./catalogue/google.ts";
import { LLAMA_MODELS } from "./catalogue/llama.ts";
import { MISTRAL_MODELS } from "./catalogue/mistral.ts";
import { OTHER_MODELS } from "./catalogue/others.ts";
import { QWEN_MODELS } from "./catalogue/qwen.ts";
import { didYouMean, meant } from "./meant.ts";

/**
 * How weights are stored. `int4` is AWQ or GPTQ: 4-bit weights in groups of 128, computed in BF16. `mxfp4` is
 * gpt-oss: the experts' weights in 4 bits, everything else in BF16.
 */
export type Precision = "bf16" | "fp8" | "int8" | "int4" | "mxfp4";

/** What a request leaves in the cache for each of its tokens, layer by layer. */
export type Attention = GroupedQueryAttention | LatentAttention;

export interface GroupedQueryAttention {
  readonly kind: "grouped-query";
  /** `num_key_value_heads`. */
  readonly keyValueHeads: number;
  /** `head_dim`, or `hidden_size` / `num_attention_heads`. */
  readonly headSize: number;
  /** Layers that look back a window only; without heads of their own they have those above. */
  readonly sliding?: {
    readonly layers: number;
    /** Tokens that such a layer keeps. */
    readonly window: number;
    readonly keyValueHeads?: number;
    readonly headSize?: number;
  };
  /** Layers of linear attention: a state of a fixed size for each request, however long it is. */
  readonly linear?: {
    readonly layers: number;
    /** Bytes of state for one request in one such layer. */
    readonly stateBytes: number;
  };
}

/** DeepSeek's multi-head latent attention: one compressed vector for each token, whatever the number of heads. */
export interface LatentAttention {
  readonly kind: "latent";
  /** `kv_lora_rank`. */
  readonly latentRank: number;
  /** `qk_rope_head_dim`. */
  readonly ropeHeadSize: number;
}

/** What sizing needs to know of a model: facts of its config.json, no estimates. */
export interface ModelFacts {
  /** Hugging Face repository. */
  readonly name: string;
  /** Commit that is served where the configuration names no other; absent where none has been reviewed. */
  readonly revision?: string;
  /** Parameters of the language model; what a vision tower adds, 0.4 to 0.9 thousand million, is left out. */
  readonly parameters: number;
  /** Parameters that one token is multiplied with, of a mixture of experts; absent for a dense model. */
  readonly activeParameters?: number;
  readonly experts?: {
    /** Experts of a layer among which a token's are chosen. */
    readonly count: number;
    /** Experts that one token is sent to. */
    readonly perToken: number;
    /** Experts that every token is sent to. */
    readonly shared: number;
  };
  /** Input and output tables: never quantized. Two tables, or one for both. */
  readonly embeddings?: { readonly parameters: number; readonly tables: 1 | 2 };
  /** Size of the weights as published, in bytes; absent where it follows from parameters and precision. */
  readonly weightBytes?: number;
  /** Precision of the published weights. */
  readonly precision: Precision;
  readonly layers: number;
  readonly hiddenSize?: number;
  /** `num_attention_heads`; tensor parallel divides them evenly. */
  readonly attentionHeads?: number;
  readonly attention: Attention;
  readonly maximumContext: number;
  readonly license: string;
  /** Where shape and context come from. Parameters follow from the shape, see docs/capacity.md. */
  readonly source: string;
  /** Overrides the rule of `qualityClassOf`. */
  readonly qualityClass?: QualityClass;
}

/** Which kind of closed model one would compare a model with. */
export type QualityClass = "budget" | "mid" | "premium";

export const MODELS: readonly ModelFacts[] = [
  ...LLAMA_MODELS,
  ...MISTRAL_MODELS,
  ...QWEN_MODELS,
  ...GOOGLE_MODELS,
  ...DEEPSEEK_MODELS,
  ...OTHER_MODELS,
];

const BY_NAME = new Map(MODELS.map((model) => [model.name, model]));

export function findModel(name: string): ModelFacts | undefined {
  return BY_NAME.get(name);
}

/**
 * What is wrong with a model's name that the catalogue lacks: what may have been meant, and what to do otherwise. To
 * be put behind the name. Names are compared without what stands before the slash, which is easily left out.
 */
export function unknownModel(name: string): string {
  const short = (full: string) => full.slice(full.indexOf("/") + 1);
  const candidates = meant(
    short(name),
    MODELS.map((model) => short(model.name)),
  );
  const names = MODELS.filter((model) => candidates.includes(short(model.name))).map((model) => model.name);
  return (
    `not in the catalogue of ${MODELS.length} models${didYouMean(names)}` +
    `${names.length === 0 ? ";" : ""} otherwise give its facts from config.json`
  );
}

/** Parameters that every token is multiplied with: all of them, or those that a token's experts bring. */
export function activeParameters(model: ModelFacts): number {
  return model.activeParameters ?? model.parameters;
}

/**
 * Parameters of all routed experts together. With A active of P parameters and k of E experts for a token:
 * A = rest + k/E × experts and P = rest + experts.
 */
export function expertParameters(model: ModelFacts): number {
  if (model.experts === undefined) return 0;
  const share = model.experts.perToken / model.experts.count;
  return (model.parameters - activeParameters(model)) / (1 - share);
}

/** Effective size, in parameters, from which a model counts as `mid`. */
const MID_FROM = 20e9;

/**
 * A rule of thumb by size: √(parameters × active parameters) below 20 thousand million is `budget`, from there on `mid`.
 * For a dense model that is its number of parameters. None is `premium` by size: no source here places open weights
 * beside the closed vendors' best. Age is not counted: a model of 2024 does worse than its class. Override it with
 * `qualityClass` where you know better.
 */
export function qualityClassOf(model: ModelFacts): QualityClass {
  if (model.qualityClass !== undefined) return model.qualityClass;
  return Math.sqrt(model.parameters * activeParameters(model)) < MID_FROM ? "budget" : "mid";
}
