import type { FitRequest } from "./fit.ts";

/** Whether measurements stand behind a figure, and if not, why not. */
export type Trust =
  { readonly level: "calibrated" } | { readonly level: "extrapolated"; readonly reasons: readonly string[] };

/** GPUs for which there are measurements. */
const MEASURED_GPUS: readonly string[] = ["L40S", "A100-40GB", "A100-80GB", "H100-80GB", "H200-141GB"];

/** Experts of a layer up to which there are measurements that agree (Mixtral has 8). */
const MOST_EXPERTS = 8;

/** Requests in memory below which the measured figures scatter: the cache is starved, and requests are evicted. */
const FEWEST_REQUESTS = 16;

/**
 * The domain of validity: dense models and mixtures of up to 8 experts with plain grouped-query attention, in BF16 or
 * FP8, on one of the measured GPUs or several of them linked by NVLink, with room for 16 requests or more.
 * @param inMemory Requests of the workload that the cache holds.
 */
export function trustOf(deployment: FitRequest, inMemory: number): Trust {
  const { model, gpu, gpus } = deployment;
  const precision = deployment.precision ?? model.precision;
  const { attention } = model;
  const special =
    attention.kind === "latent" || attention.sliding !== undefined || attention.linear !== undefined;
  const reasons = [
    ...(MEASURED_GPUS.includes(gpu.name) ? [] : [`no measurement on ${gpu.name}`]),
    ...(precision === "bf16" || precision === "fp8" ? [] : [`too few measurements in ${precision}`]),
    ...(precision === "fp8" && gpu.flops.fp8 === undefined ? [`${gpu.name} cannot compute in fp8`] : []),
    ...(gpus > 1 && gpu.interconnect.kind !== "nvlink"
      ? [`tensor parallel over ${gpu.interconnect.kind}`]
      : []),
    ...(model.experts !== undefined && model.experts.count > MOST_EXPERTS
      ? [`${model.experts.count} experts: measurements with many experts scatter`]
      : []),
    ...(special ? ["attention of a kind that was not measured enough"] : []),
    ...(inMemory < FEWEST_REQUESTS
      ? [`the cache holds ${inMemory} such requests only, fewer than ${FEWEST_REQUESTS}`]
      : []),
  ];
  return reasons.length === 0 ? { level: "calibrated" } : { level: "extrapolated", reasons };
}

/**
 * Factors on a computed throughput between which measurements lie: 10th, 50th and 90th percentile of measured /
 * computed, rounded. `extrapolated` is of the points outside the domain of validity, which a test keeps true.
 */
export const EFFICIENCY_RANGE = {
  calibrated: { low: 0.85, likely: 1, high: 1.12 },
  extrapolated: { low: 0.55, likely: 0.9, high: 1.19 },
} as const;
