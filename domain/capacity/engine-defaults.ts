import type { Gpu } from "./gpus.ts";

export type Engine = "vllm" | "tensorrt-llm";

/** What an engine does where it is not told otherwise. */
export interface EngineDefaults {
  /** Most requests in a step: vLLM's --max-num-seqs, TensorRT-LLM's --max_batch_size. */
  readonly requests: number;
  /** Most tokens in a step: vLLM's --max-num-batched-tokens, TensorRT-LLM's --max_num_tokens. */
  readonly tokens: number;
}

const TENSORRT: EngineDefaults = { requests: 2048, tokens: 8192 };

/** vLLM's server on a GPU with 70 GiB or more that is not an A100, and on any other (vllm/engine/arg_utils.py). */
const VLLM_LARGE: EngineDefaults = { requests: 1024, tokens: 8192 };
const VLLM: EngineDefaults = { requests: 256, tokens: 2048 };

const LARGE_MEBIBYTES = 70 * 1024;

export function engineDefaults(gpu: Gpu, engine: Engine = "vllm"): EngineDefaults {
  if (engine === "tensorrt-llm") return TENSORRT;
  return gpu.memoryMebibytes >= LARGE_MEBIBYTES && gpu.generation !== "ampere" ? VLLM_LARGE : VLLM;
}
