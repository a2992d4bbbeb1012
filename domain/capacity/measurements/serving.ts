import type { Series } from "../measurements.ts";

/** silybench: `vllm bench serve` with a fixed number of clients; output tokens a second. */
export const SILYBENCH: readonly Series[] = [
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "fp8" },
    metric: "output-tokens-per-second",
    points: [
      [2048, 2048, 1, 207.6],
      [2048, 2048, 4, 716.2],
      [2048, 2048, 16, 2136.1],
      [2048, 2048, 32, 3086.1],
      [2048, 2048, 52, 3653.1],
      [2048, 2048, 64, 4033.0],
      [2048, 2048, 128, 4428.2],
      [2048, 2048, 256, 4310.4],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "fp8" },
    metric: "output-tokens-per-second",
    points: [
      [128, 128, 1, 213.3],
      [128, 128, 4, 796.9],
      [128, 128, 16, 3087.6],
      [128, 128, 32, 5413.1],
      [128, 128, 64, 9170.4],
      [128, 128, 128, 13376.9],
      [128, 128, 256, 15703.8],
      [128, 128, 512, 16542.0],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "fp8" },
    metric: "output-tokens-per-second",
    points: [
      [128, 1024, 1, 214.1],
      [128, 1024, 4, 796.9],
      [128, 1024, 16, 3027],
      [128, 1024, 32, 5248.6],
      [128, 1024, 64, 8620.7],
      [128, 1024, 128, 12176.5],
      [128, 1024, 256, 15263.9],
      [128, 1024, 472, 15103.5],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "fp8" },
    metric: "output-tokens-per-second",
    points: [
      [8192, 512, 1, 182.6],
      [8192, 512, 4, 505.4],
      [8192, 512, 10, 786.9],
      [8192, 512, 16, 966.3],
      [8192, 512, 32, 1124.5],
      [8192, 512, 64, 1140.6],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "fp8" },
    metric: "output-tokens-per-second",
    points: [
      [1024, 128, 1, 205.1],
      [1024, 128, 4, 759.8],
      [1024, 128, 16, 2393.3],
      [1024, 128, 32, 3444.3],
      [1024, 128, 64, 3700.6],
      [1024, 128, 128, 4263.5],
      [1024, 128, 256, 4560.8],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "output-tokens-per-second",
    points: [
      [2048, 2048, 1, 142.4],
      [2048, 2048, 4, 506.4],
      [2048, 2048, 16, 1625.1],
      [2048, 2048, 32, 2528.5],
      [2048, 2048, 64, 3462.8],
      [2048, 2048, 128, 3917.1],
      [2048, 2048, 256, 3881.4],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "output-tokens-per-second",
    points: [
      [128, 128, 1, 145.3],
      [128, 128, 4, 548.2],
      [128, 128, 16, 2156.2],
      [128, 128, 32, 4030.3],
      [128, 128, 64, 6957.7],
      [128, 128, 128, 11193.7],
      [128, 128, 256, 13092.7],
      [128, 128, 512, 14539.5],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "output-tokens-per-second",
    points: [
      [128, 1024, 1, 145.7],
      [128, 1024, 4, 547.9],
      [128, 1024, 16, 2116.8],
      [128, 1024, 32, 3910.2],
      [128, 1024, 64, 6597],
      [128, 1024, 128, 10301],
      [128, 1024, 256, 13566.9],
      [128, 1024, 392, 13319.4],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "output-tokens-per-second",
    points: [
      [8192, 512, 1, 128.8],
      [8192, 512, 4, 377.6],
      [8192, 512, 7, 501.6],
      [8192, 512, 16, 784],
      [8192, 512, 32, 951.5],
      [8192, 512, 64, 981.8],
    ],
  },
  {
    source: "silybench",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "output-tokens-per-second",
    points: [
      [1024, 128, 1, 141],
      [1024, 128, 4, 531.6],
      [1024, 128, 16, 1756.8],
      [1024, 128, 32, 2697.1],
      [1024, 128, 64, 2847.3],
      [1024, 128, 128, 3348.5],
      [1024, 128, 256, 3617.7],
    ],
  },
];

/** GPUStack's performance lab: all requests sent at once to `vllm serve` as it comes; tokens a second in and out together. */
export const GPUSTACK: readonly Series[] = [
  {
    source: "gpustack-quantization",
    setup: { model: "Qwen/Qwen3-8B", gpu: "A100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 10338.25]],
  },
  {
    source: "gpustack-quantization",
    setup: { model: "Qwen/Qwen3-8B", gpu: "A100-80GB", gpus: 1, precision: "int4" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 9611.61]],
  },
  {
    source: "gpustack-quantization",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 13305.38]],
  },
  {
    source: "gpustack-quantization",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "fp8" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 15275.64]],
  },
  {
    source: "gpustack-quantization",
    setup: { model: "Qwen/Qwen3-8B", gpu: "H100-80GB", gpus: 1, precision: "int4" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 13605.46]],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-14B", gpu: "A100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 3922.41]],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-14B", gpu: "A100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    points: [
      [32000, 99, 100, 4430.14],
      [2000, 100, 500, 5967.13],
      [4000, 200, 500, 5153.42],
    ],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-14B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 6595.66]],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-14B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    points: [
      [32000, 99, 100, 8298.56],
      [2000, 100, 500, 10597.19],
      [4000, 200, 500, 9218.03],
    ],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-32B", gpu: "A100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 1730.98]],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-32B", gpu: "A100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    points: [
      [2000, 100, 500, 2521.38],
      [4000, 200, 500, 1837.08],
    ],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-32B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[217, 202, 1000, 2352.82]],
  },
  {
    source: "gpustack",
    setup: { model: "Qwen/Qwen3-32B", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "total-tokens-per-second",
    points: [
      [2000, 100, 500, 3195.3],
      [4000, 200, 500, 2148.69],
    ],
  },
  {
    source: "gpustack",
    setup: { model: "openai/gpt-oss-20b", gpu: "H100-80GB", gpus: 1, precision: "mxfp4" },
    metric: "total-tokens-per-second",
    burst: true,
    points: [[215, 194, 1000, 16493.75]],
  },
  {
    source: "gpustack",
    setup: { model: "openai/gpt-oss-20b", gpu: "H100-80GB", gpus: 1, precision: "mxfp4" },
    metric: "total-tokens-per-second",
    points: [
      [32000, 93, 100, 29730.3],
      [4000, 105, 500, 33236.17],
      [2000, 94, 500, 32113.65],
    ],
  },
];

/** One client against vLLM 0.23 on a 40 GB A100: output tokens a second while it decodes. */
export const MUSGRAVE: readonly Series[] = [
  {
    source: "musgrave",
    setup: { model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "A100-40GB", gpus: 1, precision: "bf16" },
    metric: "output-tokens-per-second",
    points: [[1024, 128, 1, 75]],
  },
];

/** TensorRT-LLM 0.14 under a fixed rate of requests: milliseconds between tokens. Requests at once by Little's law: rate × (first token + 214 × time between tokens). */
export const TENSORRT_ONLINE: readonly Series[] = [
  {
    source: "tensorrt-0.14",
    setup: { model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-80GB", gpus: 1, precision: "bf16" },
    metric: "milliseconds-per-output-token",
    points: [
      [202, 214, 3, 7],
      [202, 214, 14, 9],
      [202, 214, 28, 10],
      [202, 214, 55, 11],
    ],
  },
  {
    source: "tensorrt-0.14",
    setup: { model: "meta-llama/Llama-3.1-70B-Instruct", gpu: "H100-80GB", gpus: 4, precision: "bf16" },
    metric: "milliseconds-per-output-token",
    points: [
      [202, 214, 9, 20],
      [202, 214, 19, 22],
      [202, 214, 38, 25],
      [202, 214, 76, 32],
      [202, 214, 127, 42],
    ],
  },
  {
    source: "tensorrt-0.14",
    setup: { model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H200-141GB", gpus: 1, precision: "bf16" },
    metric: "milliseconds-per-output-token",
    points: [
      [202, 214, 3, 6],
      [202, 214, 11, 7],
      [202, 214, 24, 8],
      [202, 214, 47, 9],
    ],
  },
  {
    source: "tensorrt-0.14",
    setup: { model: "meta-llama/Llama-3.1-70B-Instruct", gpu: "H200-141GB", gpus: 4, precision: "bf16" },
    metric: "milliseconds-per-output-token",
    points: [
      [202, 214, 7, 17],
      [202, 214, 16, 18],
      [202, 214, 32, 21],
      [202, 214, 67, 28],
      [202, 214, 127, 39],
    ],
  },
];
