import type { Engine } from "./engine-defaults.ts";
import type { Precision } from "./models.ts";
import { GPUSTACK, MUSGRAVE, SILYBENCH, TENSORRT_ONLINE } from "./measurements/serving.ts";
import { TENSORRT_0_17, TENSORRT_1_0 } from "./measurements/tensorrt.ts";

/** Published measurements: what the constants of `efficiency.ts` are fitted to and checked against. */
export interface Series {
  readonly source: keyof typeof SOURCES;
  readonly setup: {
    readonly model: string;
    readonly gpu: string;
    readonly gpus: number;
    readonly precision: Precision;
  };
  readonly metric: "output-tokens-per-second" | "total-tokens-per-second" | "milliseconds-per-output-token";
  /**
   * True where so few requests were sent, all at once, that filling and draining the batch is most of the run: not the
   * steady state that is computed. Shown, but neither fitted nor counted.
   */
  readonly burst?: true;
  /** Input tokens, output tokens, requests at the same time (undefined: as many as fit), measured value. */
  readonly points: readonly (readonly [number, number, number | undefined, number])[];
}

export interface MeasurementSource {
  readonly title: string;
  readonly url: string;
  /** When it was measured or published; where neither is given, when the engine was released on PyPI. */
  readonly date: string;
  readonly engine: Engine;
  /** FP8 where the checkpoint of an FP8 model says so: NVIDIA's do. */
  readonly cacheInFp8: boolean;
  /** Share of GPU memory that the engine was given. */
  readonly memoryUtilization: number;
}

const TENSORRT =
  "https://github.com/NVIDIA/TensorRT-LLM/blob/COMMIT/docs/source/performance/perf-overview.md";
const GPUSTACK_LAB = "https://github.com/gpustack/gpustack/tree/main/docs/performance-lab";

export const SOURCES = {
  "tensorrt-1.0": {
    title: "NVIDIA, TensorRT-LLM 1.0 performance overview",
    url: TENSORRT.replace("COMMIT", "00f37686aa854010d68bcbd0f4ab000221541ca6"),
    date: "2025-09",
    engine: "tensorrt-llm",
    cacheInFp8: true,
    memoryUtilization: 0.95,
  },
  "tensorrt-0.17": {
    title: "NVIDIA, TensorRT-LLM 0.17 performance overview",
    url: TENSORRT.replace("COMMIT", "258c7540c03517def55d9a5aadfa9288af474e1b"),
    date: "2025-01",
    engine: "tensorrt-llm",
    cacheInFp8: true,
    memoryUtilization: 0.95,
  },
  "tensorrt-0.14": {
    title: "NVIDIA, the same page: online serving with TensorRT-LLM 0.14",
    url: TENSORRT.replace("COMMIT", "258c7540c03517def55d9a5aadfa9288af474e1b"),
    date: "2024-11",
    engine: "tensorrt-llm",
    cacheInFp8: false,
    memoryUtilization: 0.9,
  },
  silybench: {
    title: "silybench, derived/csv/perf_points.csv",
    url: "https://github.com/tgarg01/silybench-data/blob/93e4887353137e64bd5605fa3d1f4529da0a1dc5/derived/csv/perf_points.csv",
    date: "2026-09-24",
    engine: "vllm",
    cacheInFp8: false,
    memoryUtilization: 0.9,
  },
  gpustack: {
    title: "GPUStack performance lab, vLLM 0.11 without options",
    url: GPUSTACK_LAB,
    date: "2025-10",
    engine: "vllm",
    cacheInFp8: false,
    memoryUtilization: 0.9,
  },
  "gpustack-quantization": {
    title: "GPUStack, impact of quantization, vLLM 0.9.2",
    url: `${GPUSTACK_LAB}/references/the-impact-of-quantization-on-vllm-inference-performance.md`,
    date: "2025-07",
    engine: "vllm",
    cacheInFp8: false,
    memoryUtilization: 0.9,
  },
  musgrave: {
    title: "J. Musgrave, vLLM throughput-latency sweep on NVIDIA A100",
    url: "https://johnmusgrave.com/p/vllm-throughput-latency-sweep-on",
    date: "2026",
    engine: "vllm",
    cacheInFp8: false,
    memoryUtilization: 0.9,
  },
} as const satisfies Record<string, MeasurementSource>;

export const MEASUREMENTS: readonly Series[] = [
  ...TENSORRT_1_0,
  ...TENSORRT_0_17,
  ...TENSORRT_ONLINE,
  ...SILYBENCH,
  ...GPUSTACK,
  ...MUSGRAVE,
];

/** Every third series is held out: its points are not fitted. */
export function isHeldOut(series: Series): boolean {
  return MEASUREMENTS.indexOf(series) % 3 === 2;
}
