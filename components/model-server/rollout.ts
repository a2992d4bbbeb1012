/** Where the weights of a replica are kept. */
export type CacheVolume =
  /** One claim that outlives its pod; only one replica can mount it. */
  | "persistent"
  /** A claim for each pod, gone with it: several replicas, at the price of a download when a pod is replaced. */
  | "per-replica";

/** A ReadWriteOnce volume serves one node, so only a single replica can keep its weights across restarts. */
export function cacheVolume(replicas: number): CacheVolume {
  return replicas === 1 ? "persistent" : "per-replica";
}

/**
 * How a new version replaces the old one. A spare GPU lets the new replica start first; without one it could never be
 * scheduled, so the old replica must go first. The same holds for a volume that only one node can mount.
 */
export function rollingUpdate(args: { replicas: number; gpusPerReplica: number; totalGpus: number }): {
  maxSurge: number;
  maxUnavailable: number;
} {
  const spare = args.totalGpus - args.replicas * args.gpusPerReplica;
  const surge = spare >= args.gpusPerReplica && cacheVolume(args.replicas) === "per-replica";
  return surge ? { maxSurge: 1, maxUnavailable: 0 } : { maxSurge: 0, maxUnavailable: 1 };
}
