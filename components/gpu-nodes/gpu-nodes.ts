import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Schedule } from "../model-server/schedule.ts";

/** How a pod gets onto the GPU nodes. */
export interface GpuScheduling {
  readonly labels: Readonly<Record<string, string>>;
  readonly tolerations: readonly kubernetes.types.input.core.v1.Toleration[];
  /** GPUs on all nodes together: tells whether a rolling update has a spare one. */
  readonly totalGpus: number;
}

/** GPU nodes are kept free of everything that does not ask for a GPU. */
export const GPU_TAINT = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" } as const;

export const GPU_TOLERATIONS: readonly kubernetes.types.input.core.v1.Toleration[] = [
  { key: GPU_TAINT.key, operator: "Exists", effect: GPU_TAINT.effect },
];

/** Minutes without a pod after which an elastic pool removes a node: the cluster autoscaler's own default. */
export const SCALE_DOWN_MINUTES = 10;

export interface GpuPoolArgs {
  /** The provider's name for the machine. */
  type: string;
  count: number;
  gpusPerNode: number;
  /** Given: nodes exist only while something runs on them. */
  schedule?: Schedule;
}

/**
 * The nodes that the stack runs on, whoever provides them, and the Kubernetes provider that reaches them. Each provider
 * of nodes has its own subclass.
 */
export abstract class GpuNodes extends pulumi.ComponentResource {
  /** Everything in Kubernetes is created through this provider. */
  abstract readonly provider: kubernetes.Provider;
  /** Undefined where there are no GPU nodes. */
  abstract readonly gpus: GpuScheduling | undefined;
  /** StorageClass for volumes; undefined: the cluster's default. */
  abstract readonly storageClass: string | undefined;
}
