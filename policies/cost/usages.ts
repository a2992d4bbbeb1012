import { COST_ASSUMPTIONS_TYPE } from "../../domain/contract.ts";
import { cloudOf } from "../residency/knowledge/clouds.ts";
import { HOURS_PER_MONTH } from "../../domain/prices/price.ts";
import type { Usage } from "../../domain/economics/line-items.ts";
import { findGpuInstance } from "../../domain/prices/gpu-instances.ts";
import { costAssumptionsSchema, type CostAssumptions } from "../../domain/economics/assumptions.ts";
import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  type Value,
  valueAt,
} from "../resource.ts";

/**
 * The assumptions of the stack; undefined where it has none (a stack that is not ours).
 * @throws Error where they do not have the expected shape.
 */
export function assumptionsOf(resources: readonly PlannedResource[]): CostAssumptions | undefined {
  const holder = resources.find(({ type }) => type === COST_ASSUMPTIONS_TYPE);
  return holder && costAssumptionsSchema.parse(holder.properties);
}

/** What the resources stand for in prices. A resource that nothing is charged for gives nothing. */
export function usagesOf(resources: readonly PlannedResource[], assumptions: CostAssumptions): Usage[] {
  return resources.flatMap((resource) => {
    switch (resource.type) {
      case "scaleway:kubernetes/pool:Pool":
        return poolUsages(resource, assumptions);
      case "scaleway:kubernetes/cluster:Cluster":
        return [
          { category: "network", priceAs: "scaleway/kapsule-mutualized", quantity: 1, origin: resource.urn },
        ];
      case "kubernetes:core/v1:Service":
        return valueAt(resource.properties, "spec", "type") === "LoadBalancer"
          ? [{ category: "network", priceAs: "scaleway/LB-S", quantity: 1, origin: resource.urn }]
          : [];
      case "kubernetes:core/v1:PersistentVolumeClaim":
        return storageUsage(resource, valueAt(resource.properties, "spec"), 1, assumptions);
      case "kubernetes:apps/v1:Deployment":
        return podVolumeUsages(resource, assumptions);
      default:
        return unknownToPrices(resource) ? [unpriced(resource, "price")] : [];
    }
  });
}

/** Cloud resources that nothing is charged for. */
const FREE: ReadonlySet<string> = new Set([
  "scaleway:network/privateNetwork:PrivateNetwork",
  "scaleway:network/vpc:Vpc",
]);

/** A cloud's resource whose price nobody has looked up: an error line, never 0. */
function unknownToPrices({ type }: PlannedResource): boolean {
  return cloudOf(type) !== undefined && !type.startsWith("pulumi:") && !FREE.has(type);
}

/** Nodes of a pool, and each node's system volume and public address. */
function poolUsages(resource: PlannedResource, assumptions: CostAssumptions): Usage[] {
  const { nodeType, size, maxSize, autoscaling, rootVolumeSizeInGb, publicIpDisabled } = resource.properties;
  if (typeof nodeType !== "string") return [unpriced(resource, "nodeType")];
  // A pool that scales to zero is planned at its full size, for the hours in which it runs.
  const count = autoscaling === true && typeof maxSize === "number" ? maxSize : size;
  if (typeof count !== "number") return [unpriced(resource, "size")];
  const gpu = findGpuInstance(nodeType) !== undefined;
  const hours = gpu ? { hoursPerMonth: assumptions.gpuHoursPerMonth } : {};
  const origin = resource.urn;
  return [
    { category: gpu ? "gpu" : "cpu", priceAs: `scaleway/${nodeType}`, quantity: count, ...hours, origin },
    ...(typeof rootVolumeSizeInGb === "number"
      ? [
          {
            category: "storage" as const,
            priceAs: "scaleway/block-storage",
            // Billed by the hour like its node.
            quantity: Math.round(
              (count * rootVolumeSizeInGb * (hours.hoursPerMonth ?? HOURS_PER_MONTH)) / HOURS_PER_MONTH,
            ),
            origin,
          },
        ]
      : []),
    ...(publicIpDisabled === true
      ? []
      : [
          {
            category: "network" as const,
            priceAs: "scaleway/flexible-ipv4",
            quantity: count,
            ...hours,
            origin,
          },
        ]),
  ];
}

/** A price that cannot be found, because what decides it is unknown: an error line, never 0. */
function unpriced(resource: PlannedResource, property: string): Usage {
  return {
    category: "gpu",
    priceAs: `${resource.name}.${property} (unknown)`,
    quantity: 1,
    origin: resource.urn,
  };
}

/** Volumes that come and go with each pod of a Deployment. */
function podVolumeUsages(resource: PlannedResource, assumptions: CostAssumptions): Usage[] {
  const replicas = valueAt(resource.properties, "spec", "replicas");
  const volumes = valueAt(resource.properties, "spec", "template", "spec", "volumes");
  if (!isList(volumes)) return [];
  return volumes.flatMap((volume) => {
    const claim = isProperties(volume)
      ? valueAt(volume, "ephemeral", "volumeClaimTemplate", "spec")
      : undefined;
    return claim === undefined
      ? []
      : storageUsage(resource, claim, typeof replicas === "number" ? replicas : 1, assumptions);
  });
}

function storageUsage(
  resource: PlannedResource,
  claim: Value | undefined,
  count: number,
  assumptions: CostAssumptions,
): Usage[] {
  const requested = isProperties(claim) ? requestedStorage(claim) : undefined;
  const { storagePriceAs } = assumptions;
  return [
    requested === undefined
      ? { ...unpriced(resource, "storage"), category: "storage" }
      : { category: "storage", priceAs: storagePriceAs, quantity: requested * count, origin: resource.urn },
  ];
}

/** Bytes for each suffix of a Kubernetes quantity that storage is written with. */
const SUFFIXES: Readonly<Record<string, number>> = {
  "": 1,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Gigabytes that a claim asks for; undefined where that is not known or not readable. */
function requestedStorage(claim: Properties): number | undefined {
  const text = valueAt(claim, "resources", "requests", "storage");
  if (typeof text !== "string") return undefined;
  const [, amount, suffix = ""] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = SUFFIXES[suffix];
  return amount === undefined || factor === undefined ? undefined : (Number(amount) * factor) / 1e9;
}
