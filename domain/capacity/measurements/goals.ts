import type { Precision } from "../models.ts";

/**
 * silybench: the most clients with which the 99th percentile of the time to the first token stays below 2 s, and the
 * output tokens a second with these. Qwen/Qwen3-8B on one H100-80GB, vLLM, 2026-09-24; the same file as `silybench`.
 */
export const GOAL_SECONDS = 2;

export interface GoalMeasurement {
  readonly precision: Precision;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly clients: number;
  readonly outputTokensPerSecond: number;
}

export const GOAL_MEASUREMENTS: readonly GoalMeasurement[] = [
  { precision: "fp8", inputTokens: 2048, outputTokens: 2048, clients: 52, outputTokensPerSecond: 3653.1 },
  { precision: "fp8", inputTokens: 128, outputTokens: 1024, clients: 472, outputTokensPerSecond: 15_103.5 },
  { precision: "fp8", inputTokens: 8192, outputTokens: 512, clients: 10, outputTokensPerSecond: 786.9 },
  { precision: "fp8", inputTokens: 1024, outputTokens: 128, clients: 108, outputTokensPerSecond: 4129 },
  { precision: "bf16", inputTokens: 2048, outputTokens: 2048, clients: 40, outputTokensPerSecond: 2814.7 },
  { precision: "bf16", inputTokens: 128, outputTokens: 1024, clients: 396, outputTokensPerSecond: 13_322 },
  { precision: "bf16", inputTokens: 8192, outputTokens: 512, clients: 7, outputTokensPerSecond: 501.6 },
  { precision: "bf16", inputTokens: 1024, outputTokens: 128, clients: 80, outputTokensPerSecond: 3017.7 },
];

/**
 * TensorRT-LLM 0.14 under a fixed rate of requests, BF16: mean milliseconds to the first token. The same page as
 * `tensorrt-0.14`; requests at once by Little's law.
 */
export interface FirstTokenMeasurement {
  readonly model: string;
  readonly gpu: string;
  readonly gpus: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests at the same time, and the mean time to the first token with so many. */
  readonly points: readonly (readonly [number, number])[];
}

export const FIRST_TOKEN_MEASUREMENTS: readonly FirstTokenMeasurement[] = [
  {
    ...{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-80GB", gpus: 1 },
    ...{ inputTokens: 202, outputTokens: 214 },
    points: [
      [3, 19],
      [14, 21],
      [28, 23],
      [55, 27],
    ],
  },
  {
    ...{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-80GB", gpus: 1 },
    ...{ inputTokens: 467, outputTokens: 256 },
    points: [
      [4, 23],
      [9, 24],
      [16, 26],
      [43, 30],
      [128, 50],
    ],
  },
  {
    ...{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H200-141GB", gpus: 1 },
    ...{ inputTokens: 202, outputTokens: 214 },
    points: [
      [3, 17],
      [11, 19],
      [24, 20],
      [47, 24],
    ],
  },
  {
    ...{ model: "meta-llama/Llama-3.1-70B-Instruct", gpu: "H100-80GB", gpus: 4 },
    ...{ inputTokens: 202, outputTokens: 214 },
    points: [
      [9, 48],
      [19, 51],
      [38, 57],
      [76, 74],
      [127, 116],
    ],
  },
];
