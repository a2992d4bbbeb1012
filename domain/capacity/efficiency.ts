import type { Gpu } from "./gpus.ts";
import type { Precision } from "./models.ts";

/**
 * Shares of what the data sheet says that serving engines reach, and what every step costs beside. Eleven numbers, fitted
 * to the measurements of `measurements.ts`; docs/capacity.md has their ranges and the errors that remain.
 */
export interface Efficiency {
  /** Share of memory bandwidth at which weights are read, 0 to 1. */
  readonly weightBandwidth: number;
  /** Share of memory bandwidth at which keys and values are read, 0 to 1. */
  readonly cacheBandwidth: number;
  /** Share of the data sheet's operations a second that matrix products reach, by what they compute in, 0 to 1. */
  readonly compute: Readonly<Record<Computing, number>>;
  /** Factor on that share for a mixture of experts, whose products are smaller. */
  readonly experts: number;
  /** Factor on that share for Ampere, whose peak is low for its bandwidth. */
  readonly ampere: number;
  /** Share of the BF16 operations a second that attention over a prompt reaches, 0 to 1. */
  readonly attention: number;
  /** Seconds that one layer of one step takes beside: launches, small kernels. */
  readonly layerSeconds: number;
  /** Times that a token's hidden state goes to memory or back in one layer: norms, rotation, activation, scales. */
  readonly passes: number;
  /** Seconds that one all-reduce waits, whatever its size. */
  readonly allReduceSeconds: number;
  /** Share of the interconnect's bandwidth, 0 to 1. */
  readonly interconnect: number;
}

/** What matrix products compute in; `unpacked` is weights of 4 bits, or of a precision the GPU lacks, as BF16. */
export type Computing = "bf16" | "fp8" | "int8" | "unpacked";

export const EFFICIENCY: Efficiency = {
  weightBandwidth: 0.92,
  cacheBandwidth: 0.77,
  // INT8: no measurement found, taken as BF16. Unpacked: a few points only.
  compute: { bf16: 0.65, fp8: 0.76, int8: 0.65, unpacked: 0.5 },
  experts: 0.65,
  ampere: 1.1,
  attention: 0.6,
  layerSeconds: 63e-6,
  passes: 57,
  allReduceSeconds: 50e-6,
  interconnect: 0.55,
};

function computingOf(gpu: Gpu, precision: Precision): Computing {
  switch (precision) {
    case "bf16":
    case "int8":
      return precision;
    case "fp8":
      return gpu.flops.fp8 === undefined ? "unpacked" : "fp8";
    case "int4":
    case "mxfp4":
      return "unpacked";
  }
}

/** Operations a second that one GPU reaches in matrix products. */
export function reachedFlops(gpu: Gpu, precision: Precision, efficiency: Efficiency): number {
  const computing = computingOf(gpu, precision);
  const peak = (computing === "unpacked" ? undefined : gpu.flops[computing]) ?? gpu.flops.bf16;
  return peak * efficiency.compute[computing] * (gpu.generation === "ampere" ? efficiency.ampere : 1);
}
