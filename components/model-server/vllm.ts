import type * as kubernetes from "@pulumi/kubernetes";

/** What `vllm serve` is told: everything known before anything is created. */
export interface VllmSettings {
  /** Hugging Face repository. */
  model: string;
  /** Commit of the weights. */
  revision: string;
  /** Name under which the server answers. */
  servedName: string;
  /** Tokens of the longest request. */
  contextLength: number;
  /** Tensor parallel size: GPUs of one replica. */
  gpus: number;
  /** Precision to quantize to while loading; left out: as published. */
  quantization?: "fp8";
  /** Share of GPU memory to take, 0 to 1. */
  memoryUtilization: number;
}

export const VLLM_PORT = 8000;

/**
 * Seconds that running answers get once a replica is told to stop. vLLM's default of 0 would cut them off.
 */
export const SHUTDOWN_SECONDS = 45;

/** The options after `vllm serve`. */
export function vllmArguments(settings: VllmSettings): string[] {
  return [
    settings.model,
    `--revision=${settings.revision}`,
    `--tokenizer-revision=${settings.revision}`,
    `--served-model-name=${settings.servedName}`,
    `--max-model-len=${settings.contextLength}`,
    `--tensor-parallel-size=${settings.gpus}`,
    `--gpu-memory-utilization=${settings.memoryUtilization}`,
    ...(settings.quantization === undefined ? [] : [`--quantization=${settings.quantization}`]),
    `--shutdown-timeout=${SHUTDOWN_SECONDS}`,
    "--host=0.0.0.0",
    `--port=${VLLM_PORT}`,
  ];
}

/** Mount point of the volume with weights and compiled kernels. */
export const CACHE_PATH = "/cache";

/**
 * Environment of the server: no usage statistics to anyone, and every cache on the volume, since the image's own user
 * and home directory are not there for a process that is not root.
 */
export function vllmEnvironment(): kubernetes.types.input.core.v1.EnvVar[] {
  const values: Record<string, string> = {
    VLLM_NO_USAGE_STATS: "1",
    DO_NOT_TRACK: "1",
    HF_HUB_DISABLE_TELEMETRY: "1",
    // torch asks for the user's name; the user id has none in the image.
    USER: "vllm",
    HOME: "/tmp",
    HF_HOME: `${CACHE_PATH}/huggingface`,
    VLLM_CACHE_ROOT: `${CACHE_PATH}/vllm`,
    TRITON_CACHE_DIR: `${CACHE_PATH}/triton`,
    TORCHINDUCTOR_CACHE_DIR: `${CACHE_PATH}/torchinductor`,
    NUMBA_CACHE_DIR: `${CACHE_PATH}/numba`,
    XDG_CACHE_HOME: `${CACHE_PATH}/xdg`,
    XDG_CONFIG_HOME: "/tmp/config",
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
