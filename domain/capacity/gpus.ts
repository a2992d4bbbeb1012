/** GPU models that people serve language models with. */
export interface Gpu {
  readonly name: string;
  /** Memory that a process can see, in MiB, as nvidia-smi reports it: a little less than the label says. */
  readonly memoryMebibytes: number;
  /** Compute capability; FP8 needs 8.9 (Ada) or newer, older cards fall back to weight-only kernels. */
  readonly computeCapability: number;
  readonly source: string;
}

const SMI =
  "total memory as printed by nvidia-smi; compute capability: https://developer.nvidia.com/cuda-gpus";

export const GPUS: readonly Gpu[] = [
  { name: "L4", memoryMebibytes: 23_034, computeCapability: 8.9, source: SMI },
  { name: "L40S", memoryMebibytes: 46_068, computeCapability: 8.9, source: SMI },
  { name: "A100-40GB", memoryMebibytes: 40_960, computeCapability: 8.0, source: SMI },
  { name: "A100-80GB", memoryMebibytes: 81_920, computeCapability: 8.0, source: SMI },
  { name: "H100-80GB", memoryMebibytes: 81_559, computeCapability: 9.0, source: SMI },
];

/** A cloud instance as far as placing a model needs it. */
export interface GpuInstance {
  /** The provider's name for it; its price has the id `provider/type`. */
  readonly type: string;
  readonly provider: "scaleway";
  readonly gpu: string;
  readonly gpus: number;
  readonly zones: readonly string[];
  readonly source: string;
}

const SCALEWAY_GPU =
  "Scaleway GPU instances (https://www.scaleway.com/en/docs/gpu/reference-content/choosing-gpu-instance-type/), 2026-10-09";

export const GPU_INSTANCES: readonly GpuInstance[] = [
  {
    provider: "scaleway",
    type: "L4-1-24G",
    gpu: "L4",
    gpus: 1,
    zones: ["fr-par-1", "fr-par-2", "pl-waw-2"],
    source: SCALEWAY_GPU,
  },
  {
    provider: "scaleway",
    type: "L40S-1-48G",
    gpu: "L40S",
    gpus: 1,
    zones: ["fr-par-2", "pl-waw-2"],
    source: SCALEWAY_GPU,
  },
  {
    provider: "scaleway",
    type: "H100-1-80G",
    gpu: "H100-80GB",
    gpus: 1,
    zones: ["fr-par-2", "pl-waw-2"],
    source: SCALEWAY_GPU,
  },
  {
    provider: "scaleway",
    type: "H100-2-80G",
    gpu: "H100-80GB",
    gpus: 2,
    zones: ["fr-par-2"],
    source: SCALEWAY_GPU,
  },
  {
    provider: "scaleway",
    type: "H100-SXM-2-80G",
    gpu: "H100-80GB",
    gpus: 2,
    zones: ["fr-par-2"],
    source: SCALEWAY_GPU,
  },
];

export function findGpu(name: string): Gpu | undefined {
  return GPUS.find((gpu) => gpu.name === name);
}

export function findGpuInstance(type: string): GpuInstance | undefined {
  return GPU_INSTANCES.find((instance) => instance.type === type);
}
