import { GPU_OFFERS } from "./list-prices.ts";

export { GPU_OFFERS };

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

/** Instances that a stack can create node pools of. */
export const GPU_INSTANCES: readonly GpuInstance[] = GPU_OFFERS.flatMap(
  ({ provider, type, gpu, gpus, zones, price }) =>
    provider === "scaleway" && zones !== undefined
      ? [{ type, provider, gpu, gpus, zones, source: `${price.source}, ${price.asOf}` }]
      : [],
);

export function findGpuInstance(type: string): GpuInstance | undefined {
  return GPU_INSTANCES.find((instance) => instance.type === type);
}
