import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { EXISTING_NODES_TYPE } from "../../domain/contract.ts";
import type { Jurisdiction } from "../../domain/jurisdiction/endpoint.ts";
import { GPU_TOLERATIONS, GpuNodes, type GpuScheduling } from "./gpu-nodes.ts";

export interface ExistingGpuNodesArgs {
  /** Where the nodes stand and who operates them; the residency policy reads it from here. */
  place: Jurisdiction;
  /** Context of the kubeconfig; the current one where it is left out. */
  context?: string;
  /** Address of the API server that the place is declared for: another one shows in the next diff. */
  server?: string;
  /** Folder for manifests: given, objects are written there as YAML and no cluster is contacted. */
  renderTo?: string;
  /** StorageClass of volumes; the cluster's default where it is left out. */
  storageClass?: string;
  /** The GPU nodes that the cluster has. */
  gpuNodes?: { labels: Record<string, string>; count: number; gpusPerNode: number };
}

/** An existing cluster, reached through the current kubeconfig. Creates nothing but the provider. */
export class ExistingGpuNodes extends GpuNodes {
  readonly provider: kubernetes.Provider;
  readonly gpus: GpuScheduling | undefined;
  readonly storageClass: string | undefined;

  constructor(name: string, args: ExistingGpuNodesArgs, options?: pulumi.ComponentResourceOptions) {
    super(EXISTING_NODES_TYPE, name, args, options);
    // Two names: going from manifests to a cluster must create the objects there, not update files.
    const target = args.renderTo === undefined ? "cluster" : "manifests";
    this.provider = new kubernetes.Provider(
      `${name}-${target}`,
      {
        ...(args.context === undefined ? {} : { context: args.context }),
        ...(args.renderTo === undefined ? {} : { renderYamlToDirectory: args.renderTo }),
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      { parent: this },
    );
    this.gpus = args.gpuNodes && {
      labels: args.gpuNodes.labels,
      tolerations: GPU_TOLERATIONS,
      totalGpus: args.gpuNodes.count * args.gpuNodes.gpusPerNode,
    };
    this.storageClass = args.storageClass;
    // Policies on the whole stack see outputs only.
    this.registerOutputs({ target, place: args.place, server: args.server });
  }
}
