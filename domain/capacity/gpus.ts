import { didYouMean, meant } from "./meant.ts";

/** A GPU model that people serve language models with: what sizing needs to know of it, as its maker publishes it. */
export interface Gpu {
  readonly name: string;
  /** Memory that a process can see, in MiB, as nvidia-smi reports it: a little less than the label says. */
  readonly memoryMebibytes: number;
  /** Bytes a second between the GPU's memory and its cores. */
  readonly memoryBandwidth: number;
  /** Operations a second of the tensor cores, dense (makers print twice as much, "with sparsity"). */
  readonly flops: {
    readonly bf16: number;
    /** Absent where the card cannot compute in FP8. */
    readonly fp8?: number;
    readonly int8: number;
  };
  /** The link to the other GPUs of a node, over which tensor parallel adds up its partial results. */
  readonly interconnect: {
    readonly kind: "nvlink" | "infinity-fabric" | "pcie";
    /** Bytes a second that one GPU sends, in one direction. */
    readonly bandwidth: number;
  };
  readonly generation: "ampere" | "ada" | "hopper" | "blackwell" | "cdna3";
  /** CUDA compute capability; absent for a GPU that is not NVIDIA's. */
  readonly computeCapability?: number;
  /** Where bandwidth, operations and link come from. */
  readonly source: string;
}

/** NVLink's and PCIe's bandwidth in one direction; makers print both directions together. */
const NVLINK_3 = { kind: "nvlink", bandwidth: 300e9 } as const;
const NVLINK_4 = { kind: "nvlink", bandwidth: 450e9 } as const;
const PCIE_4 = { kind: "pcie", bandwidth: 32e9 } as const;
const PCIE_5 = { kind: "pcie", bandwidth: 64e9 } as const;

const AICONFIGURATOR = "NVIDIA aiconfigurator-core 0.12.0 (PyPI), systems/";
const DATASHEET = "https://www.nvidia.com/en-us/data-center/";

/** Memory is the total that nvidia-smi prints; compute capability is from https://developer.nvidia.com/cuda-gpus. */
export const GPUS: readonly Gpu[] = [
  {
    name: "L4",
    memoryMebibytes: 23_034,
    memoryBandwidth: 300e9,
    flops: { bf16: 121e12, fp8: 242e12, int8: 242e12 },
    interconnect: PCIE_4,
    generation: "ada",
    computeCapability: 8.9,
    source: `${AICONFIGURATOR}l4.yaml, which halves the figures of ${DATASHEET}l4/`,
  },
  {
    name: "L40S",
    memoryMebibytes: 46_068,
    memoryBandwidth: 864e9,
    flops: { bf16: 362.05e12, fp8: 733e12, int8: 733e12 },
    interconnect: PCIE_4,
    generation: "ada",
    computeCapability: 8.9,
    source: `${AICONFIGURATOR}l40s.yaml; ${DATASHEET}l40s/`,
  },
  {
    name: "A10",
    memoryMebibytes: 23_028,
    memoryBandwidth: 600e9,
    flops: { bf16: 125e12, int8: 250e12 },
    interconnect: PCIE_4,
    generation: "ampere",
    computeCapability: 8.6,
    source: `${DATASHEET}products/a10-gpu/ (datasheet: BFLOAT16 125 TF, INT8 250 TOPS, 600 GB/s)`,
  },
  {
    name: "A100-40GB",
    memoryMebibytes: 40_960,
    memoryBandwidth: 1_555e9,
    flops: { bf16: 312e12, int8: 624e12 },
    interconnect: NVLINK_3,
    generation: "ampere",
    computeCapability: 8.0,
    source: `${DATASHEET}a100/ (SXM, 40 GB: 1,555 GB/s)`,
  },
  {
    name: "A100-80GB",
    memoryMebibytes: 81_920,
    memoryBandwidth: 2_039e9,
    flops: { bf16: 312e12, int8: 624e12 },
    interconnect: NVLINK_3,
    generation: "ampere",
    computeCapability: 8.0,
    source: `${AICONFIGURATOR}a100_sxm.yaml; ${DATASHEET}a100/ (SXM; the PCIe card has 1,935 GB/s)`,
  },
  {
    // The SXM module.
    name: "H100-80GB",
    memoryMebibytes: 81_559,
    memoryBandwidth: 3_350e9,
    flops: { bf16: 989e12, fp8: 1_978e12, int8: 1_978e12 },
    interconnect: NVLINK_4,
    generation: "hopper",
    computeCapability: 9.0,
    source: `${AICONFIGURATOR}h100_sxm.yaml; ${DATASHEET}h100/`,
  },
  {
    // Two of them in a server talk over PCIe, unless they have a bridge.
    name: "H100-PCIE-80GB",
    memoryMebibytes: 81_559,
    memoryBandwidth: 2_000e9,
    flops: { bf16: 756.5e12, fp8: 1_513e12, int8: 1_513e12 },
    interconnect: PCIE_5,
    generation: "hopper",
    computeCapability: 9.0,
    source: `${AICONFIGURATOR}h100_pcie.yaml, which halves the figures of ${DATASHEET}h100/`,
  },
  {
    name: "H100-NVL",
    memoryMebibytes: 95_830,
    memoryBandwidth: 3_900e9,
    flops: { bf16: 835.5e12, fp8: 1_670.5e12, int8: 1_670.5e12 },
    interconnect: { kind: "nvlink", bandwidth: 300e9 },
    generation: "hopper",
    computeCapability: 9.0,
    source: `${DATASHEET}h100/ (NVL: 1,671 TFLOPS BF16 and 3,341 FP8 with sparsity, 3.9 TB/s, NVLink 600 GB/s)`,
  },
  {
    name: "H200-141GB",
    memoryMebibytes: 143_771,
    memoryBandwidth: 4_800e9,
    flops: { bf16: 989e12, fp8: 1_978e12, int8: 1_978e12 },
    interconnect: NVLINK_4,
    generation: "hopper",
    computeCapability: 9.0,
    source: `${AICONFIGURATOR}h200_sxm.yaml; ${DATASHEET}h200/`,
  },
  {
    name: "B200-180GB",
    memoryMebibytes: 183_359,
    memoryBandwidth: 7_700e9,
    flops: { bf16: 2_250e12, fp8: 4_500e12, int8: 4_500e12 },
    interconnect: { kind: "nvlink", bandwidth: 900e9 },
    generation: "blackwell",
    computeCapability: 10.0,
    source: `${AICONFIGURATOR}b200_sxm.yaml`,
  },
  {
    name: "RTX-PRO-6000-96GB",
    memoryMebibytes: 97_887,
    memoryBandwidth: 1_792e9,
    flops: { bf16: 467.8e12, fp8: 935.6e12, int8: 935.6e12 },
    interconnect: PCIE_5,
    generation: "blackwell",
    computeCapability: 12.0,
    source: `${AICONFIGURATOR}rtx_pro_6000_server.yaml (Server Edition)`,
  },
  {
    // The SFF card, 70 W: what Hetzner's GEX44 holds.
    name: "RTX-4000-ADA-20GB",
    memoryMebibytes: 20_475,
    memoryBandwidth: 280e9,
    flops: { bf16: 76.7e12, fp8: 153.4e12, int8: 153.4e12 },
    interconnect: PCIE_4,
    generation: "ada",
    computeCapability: 8.9,
    source:
      "https://www.nvidia.com/en-us/design-visualization/rtx-4000-sff/ (306.8 TFLOPS are FP8 with sparsity: halved, and " +
      "halved again for BF16; 280 GB/s)",
  },
  {
    name: "MI300X-192GB",
    memoryMebibytes: 196_608,
    memoryBandwidth: 5_300e9,
    flops: { bf16: 1_307.4e12, fp8: 2_614.9e12, int8: 2_614.9e12 },
    // Seven links of 64 GB/s in each direction, one to every other GPU of the node.
    interconnect: { kind: "infinity-fabric", bandwidth: 448e9 },
    generation: "cdna3",
    source: "https://www.amd.com/en/products/accelerators/instinct/mi300/mi300x.html",
  },
];

const BY_NAME = new Map(GPUS.map((gpu) => [gpu.name, gpu]));

export function findGpu(name: string): Gpu | undefined {
  return BY_NAME.get(name);
}

/** What is wrong with a GPU's name that the catalogue lacks, to be put behind it: what is there, and what was meant. */
export function unknownGpu(name: string): string {
  const names = GPUS.map((gpu) => gpu.name);
  return `not in the catalogue (${names.join(", ")})${didYouMean(meant(name, names))}`;
}
