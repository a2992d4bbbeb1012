import { SCALE_DOWN_MINUTES } from "../components/gpu-nodes/gpu-nodes.ts";
import { scheduledHoursPerMonth } from "../components/model-server/schedule.ts";
import { qualityClassOf } from "../domain/capacity/models.ts";
import { throughput } from "../domain/capacity/throughput.ts";
import type { CostAssumptions } from "../domain/economics/assumptions.ts";
import { likely } from "../domain/economics/estimate.ts";
import { servingFigures } from "../domain/economics/serving.ts";
import { HOURS_PER_MONTH } from "../domain/prices/price.ts";
import { SELF_HOSTED, type Environment } from "./config/environment.ts";

/** What the environment costs beyond its resources, as the cost policy wants to read it. */
export function costAssumptions(environment: Environment): CostAssumptions {
  const { cluster, costs, model, endpoints } = environment;
  const schedule = model?.scaleToZero;
  const own = model === undefined ? [] : [{ name: SELF_HOSTED, tier: "self-hosted" as const }];
  const gpuHoursPerMonth =
    schedule === undefined ? HOURS_PER_MONTH : scheduledHoursPerMonth(schedule, SCALE_DOWN_MINUTES);
  const selfHosting = selfHostingOf(environment, gpuHoursPerMonth);
  const { monthlyBudget, serverless, exclude, ...others } = costs;
  return {
    ...others,
    ...(monthlyBudget === undefined ? {} : { monthlyBudget }),
    ...(serverless === undefined ? {} : { serverless }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(selfHosting === undefined ? {} : { selfHosting }),
    ...(cluster.provider === "scaleway" ? { egressPriceAs: "scaleway/egress" } : {}),
    gpuHoursPerMonth,
    storagePriceAs: "scaleway/block-storage",
    machines: cluster.provider === "existing" ? existingMachines(cluster) : [],
    endpoints: [...own, ...endpoints.map(({ name, tier, price }) => ({ name, tier, price }))],
  };
}

/** The own model in figures; undefined where there is none or nothing is asked of it. */
function selfHostingOf(
  { model, gpuCapacity, costs }: Environment,
  gpuHoursPerMonth: number,
): CostAssumptions["selfHosting"] {
  if (model === undefined || gpuCapacity === undefined) return undefined;
  const served = throughput(
    {
      model: model.facts,
      gpu: gpuCapacity.gpu,
      gpus: model.gpusPerReplica,
      contextLength: model.contextLength,
      ...(model.quantization === undefined ? {} : { precision: model.quantization }),
    },
    {
      inputTokens: Math.max(1, likely(costs.traffic.inputTokens)),
      outputTokens: Math.max(1, likely(costs.traffic.outputTokens)),
    },
  );
  if (served.concurrency === 0) return undefined;
  return {
    model: model.name,
    quality: qualityClassOf(model.facts),
    ...servingFigures(served),
    deployment: {
      gpu: gpuCapacity.gpu.name,
      gpusPerReplica: model.gpusPerReplica,
      serversPerReplica: 1,
      ...(model.quantization === undefined ? {} : { precision: model.quantization }),
      contextLength: model.contextLength,
    },
    replicas: model.replicas,
    minimumReplicas: model.replicas,
    spareReplicas: 0,
    autoscaled: false,
    replicaHoursPerMonth: model.replicas * gpuHoursPerMonth,
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
