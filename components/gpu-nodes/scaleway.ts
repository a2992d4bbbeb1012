import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as scaleway from "@pulumiverse/scaleway";
import {
  SCALE_DOWN_MINUTES,
  GPU_TAINT,
  GPU_TOLERATIONS,
  type GpuPoolArgs,
  GpuNodes,
  type GpuScheduling,
} from "./gpu-nodes.ts";

export interface ScalewayGpuNodesArgs {
  environment: string;
  /** Zone of the nodes, such as fr-par-2; its region is that of cluster and network. */
  zone: string;
  /** Kubernetes minor version. */
  kubernetesVersion: string;
  gpuPool?: GpuPoolArgs;
  cpuPool: { type: string; count: number };
}

/** Our own label: Kapsule's GPU operator adds nvidia.com/gpu.present only once its driver runs. */
const GPU_POOL_LABEL = { "eu-llm-stack/pool": "gpu" };

/** GPU images need at least 125 GB; container images of inference servers take another 30. */
const GPU_ROOT_GIGABYTES = 200;
const CPU_ROOT_GIGABYTES = 60;

/**
 * A Scaleway Kapsule cluster in a private network of its own, with a GPU pool that only GPU workloads may use and a CPU
 * pool for the rest. Scaleway installs NVIDIA's GPU operator (driver, device plugin) on GPU pools by itself.
 */
export class ScalewayGpuNodes extends GpuNodes {
  readonly provider: kubernetes.Provider;
  readonly gpus: GpuScheduling | undefined;
  /** Kapsule's default class: block storage, billed by the gigabyte. */
  readonly storageClass = undefined;

  constructor(name: string, args: ScalewayGpuNodesArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:ScalewayGpuNodes", name, args, options);
    const region = args.zone.replace(/-\d$/, "");
    // Region and zone are inputs of this provider, so that none is taken from a shell profile.
    const cloud = new scaleway.Provider(`${name}-scaleway`, { region, zone: args.zone }, { parent: this });
    const child = { parent: this, provider: cloud };
    const tags = ["eu-llm-stack", args.environment];

    const network = new scaleway.network.PrivateNetwork(
      `${name}-network`,
      { region, tags, name: `llm-${args.environment}` },
      child,
    );

    const cluster = new scaleway.kubernetes.Cluster(
      `${name}-cluster`,
      {
        name: `llm-${args.environment}`,
        region,
        tags,
        type: "kapsule",
        version: args.kubernetesVersion,
        cni: "cilium",
        privateNetworkId: network.id,
        // Volumes and load balancers that the cluster made for itself go with it; they would be billed on otherwise.
        deleteAdditionalResources: true,
        autoUpgrade: { enable: true, maintenanceWindowDay: "sunday", maintenanceWindowStartHour: 3 },
        autoscalerConfig: {
          disableScaleDown: false,
          scaleDownUnneededTime: `${SCALE_DOWN_MINUTES}m`,
          ignoreDaemonsetsUtilization: true,
        },
      },
      child,
    );

    const cpuPool = new scaleway.kubernetes.Pool(
      `${name}-cpu`,
      {
        name: "cpu",
        clusterId: cluster.id,
        region,
        zone: args.zone,
        nodeType: args.cpuPool.type,
        size: args.cpuPool.count,
        autohealing: true,
        rootVolumeSizeInGb: CPU_ROOT_GIGABYTES,
        publicIpDisabled: false,
        tags,
      },
      child,
    );

    const { gpuPool } = args;
    if (gpuPool !== undefined) {
      const elastic = gpuPool.schedule !== undefined;
      new scaleway.kubernetes.Pool(
        `${name}-gpu`,
        {
          name: "gpu",
          clusterId: cluster.id,
          region,
          zone: args.zone,
          nodeType: gpuPool.type,
          size: gpuPool.count,
          autoscaling: elastic,
          minSize: elastic ? 0 : gpuPool.count,
          maxSize: gpuPool.count,
          autohealing: true,
          rootVolumeSizeInGb: GPU_ROOT_GIGABYTES,
          labels: GPU_POOL_LABEL,
          taints: [GPU_TAINT],
          tags,
        },
        // The autoscaler owns the size once the pool exists.
        elastic ? { ...child, ignoreChanges: ["size"] } : child,
      );
      this.gpus = {
        labels: GPU_POOL_LABEL,
        tolerations: GPU_TOLERATIONS,
        totalGpus: gpuPool.count * gpuPool.gpusPerNode,
      };
    }

    // A kubeconfig without nodes behind it would let workloads wait for ever.
    const kubeconfig = pulumi
      .all([cluster.kubeconfigs, cpuPool.status])
      .apply(([configs]) => configs[0]?.configFile ?? "");
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { kubeconfig: pulumi.secret(kubeconfig), enableConfigMapMutable: true, enableSecretMutable: true },
      { parent: this },
    );
    this.registerOutputs({ clusterId: cluster.id, region });
  }
}
