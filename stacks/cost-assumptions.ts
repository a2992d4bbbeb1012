import { SCALE_DOWN_MINUTES } from "../components/gpu-nodes/gpu-nodes.ts";
import { scheduledHoursPerMonth } from "../components/model-server/schedule.ts";
import type { CostAssumptions } from "../domain/economics/assumptions.ts";
import { HOURS_PER_MONTH } from "../domain/prices/price.ts";
import { SELF_HOSTED, type Environment } from "./config/environment.ts";

/** What the environment costs beyond its resources, as the cost policy wants to read it. */
export function costAssumptions(environment: Environment): CostAssumptions {
  const { cluster, costs, model, endpoints } = environment;
  const schedule = model?.scaleToZero;
  const own = model === undefined ? [] : [{ name: SELF_HOSTED, tier: "self-hosted" as const }];
  return {
    traffic: costs.traffic,
    labour: costs.labour,
    compliancePerMonth: costs.compliancePerMonth,
    ...(costs.monthlyBudget === undefined ? {} : { monthlyBudget: costs.monthlyBudget }),
    compareWith: costs.compareWith,
    stalePrices: costs.stalePrices,
    gpuHoursPerMonth:
      schedule === undefined ? HOURS_PER_MONTH : scheduledHoursPerMonth(schedule, SCALE_DOWN_MINUTES),
    storagePriceAs: "scaleway/block-storage",
    machines: cluster.provider === "existing" ? existingMachines(cluster) : [],
    endpoints: [...own, ...endpoints.map(({ name, tier, price }) => ({ name, tier, price }))],
  };
}

function existingMachines(
  cluster: Extract<Environment["cluster"], { provider: "existing" }>,
): CostAssumptions["machines"] {
  const { gpuNodes, cpuNodes } = cluster;
  return [
    ...(gpuNodes === undefined
      ? []
      : [{ role: "gpu" as const, priceAs: gpuNodes.priceAs, count: gpuNodes.count }]),
    ...(cpuNodes === undefined
      ? []
      : [{ role: "cpu" as const, priceAs: cpuNodes.priceAs, count: cpuNodes.count }]),
  ];
}
