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

export function findGpuInstance(type: string): GpuInstance | undefined {
  return GPU_INSTANCES.find((instance) => instance.type === type);
}
