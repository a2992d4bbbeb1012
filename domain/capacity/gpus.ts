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

export function findGpu(name: string): Gpu | undefined {
  return GPUS.find((gpu) => gpu.name === name);
}
