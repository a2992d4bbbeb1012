import { ExistingGpuNodes } from "../components/gpu-nodes/existing.ts";
import type { GpuNodes } from "../components/gpu-nodes/gpu-nodes.ts";
import type { Environment } from "./config/environment.ts";
import type { Target } from "./target.ts";

/** The nodes of the environment. A cloud's SDK is loaded only where that cloud is used: it is large. */
export async function createNodes(environment: Environment, target: Target): Promise<GpuNodes> {
  const { cluster, gpuCapacity, model } = environment;
  if (cluster.provider === "existing") {
    const { place, context, storageClass, gpuNodes } = cluster;
    return new ExistingGpuNodes("nodes", {
      place,
      ...(context === undefined ? {} : { context }),
      ...(storageClass === undefined ? {} : { storageClass }),
      ...(target.kind === "manifests" ? { renderTo: target.folder } : {}),
      ...(target.kind === "existing-cluster" ? { server: target.server } : {}),
      ...(gpuNodes === undefined ? {} : { gpuNodes }),
    });
  }
  const { ScalewayGpuNodes } = await import("../components/gpu-nodes/scaleway.ts");
  const { zone, kubernetesVersion, gpuNodes, cpuNodes } = cluster;
  return new ScalewayGpuNodes("nodes", {
    environment: environment.name,
    zone,
    kubernetesVersion,
    cpuPool: cpuNodes,
    ...(gpuNodes === undefined || gpuCapacity === undefined
      ? {}
      : {
          gpuPool: {
            type: gpuNodes.type,
            count: gpuNodes.count,
            gpusPerNode: gpuCapacity.gpusPerNode,
            ...(model?.scaleToZero === undefined ? {} : { schedule: model.scaleToZero }),
          },
        }),
  });
}
