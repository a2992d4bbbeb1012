import { fit } from "../../../domain/capacity/fit.ts";
import { findGpu, type Gpu, unknownGpu } from "../../../domain/capacity/gpus.ts";
import {
  findModel,
  type ModelFacts,
  type Precision,
  qualityClassOf,
  unknownModel,
} from "../../../domain/capacity/models.ts";
import { throughput } from "../../../domain/capacity/throughput.ts";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { likely } from "../../../domain/economics/estimate.ts";
import { estimatesOf } from "../../../domain/economics/estimates.ts";
import type { Usage } from "../../../domain/economics/line-items.ts";
import { peakReplicas, replicaHours } from "../../../domain/economics/options.ts";
import { loadLevels } from "../../../domain/economics/profile.ts";
import { pointOf, type SelfHosting } from "../../../domain/economics/scenario.ts";
import { servingFigures } from "../../../domain/economics/serving.ts";
import type { PriceBook } from "../../../domain/prices/book.ts";
import { GPU_OFFERS } from "../../../domain/prices/gpu-instances.ts";
import type { GpuOffer } from "../../../domain/prices/terms.ts";
import { UserError } from "../../exit-codes.ts";
import { unknownId } from "./assumptions.ts";
import { precisionOrFail } from "./flags.ts";

/** A model on machines, as flags describe it. */
export interface ServingOptions {
  readonly model: string;
  readonly machine: string;
  readonly precision: Precision | undefined;
  readonly contextLength: number;
  readonly gpusPerReplica: number | undefined;
  readonly spareNodes: number;
  readonly autoscale: boolean;
  readonly cpuMachine: string;
  readonly cpuMachines: number;
  readonly storageGigabytes: number;
}

/** What a plan made of flags consists of. */
export interface SizedPlan {
  readonly usages: readonly Usage[];
  readonly assumptions: CostAssumptions;
}

/** @throws UserError with the nearest names. */
export function modelOrFail(name: string): ModelFacts {
  const model = findModel(name);
  if (model === undefined) throw new UserError(`--model is "${name}": ${unknownModel(name)}`);
  return model;
}

/** @throws UserError with the nearest names. */
export function gpuOrFail(flag: string, name: string): Gpu {
  const gpu = findGpu(name);
  if (gpu === undefined) throw new UserError(`${flag} is "${name}": ${unknownGpu(name)}`);
  return gpu;
}

/** @throws UserError with the nearest ids. */
export function offerOrFail(id: string): GpuOffer {
  const offer = GPU_OFFERS.find((each) => each.id === id);
  if (offer === undefined) {
    throw unknownId(
      "--machine",
      id,
      GPU_OFFERS.map((each) => each.id),
    );
  }
  return offer;
}

/** GPUs of one replica: as asked for, or the fewest of the machine that hold the model. @throws UserError */
function gpusPerReplica(options: ServingOptions, model: ModelFacts, gpu: Gpu, most: number): number {
  const { contextLength, precision, gpusPerReplica: asked } = options;
  if (asked !== undefined && asked > most) {
    throw new UserError(
      `--gpus-per-replica is ${asked}: ${options.machine} has ${most}; choose another --machine`,
    );
  }
  const sizes = asked === undefined ? [1, 2, 4, 8, 16].filter((size) => size <= most) : [asked];
  let reason = "";
  for (const gpus of sizes) {
    const result = fit({
      model,
      gpu,
      gpus,
      contextLength,
      ...(precision === undefined ? {} : { precision, published: true }),
    });
    if (result.fits) return gpus;
    reason = result.reason;
  }
  throw new UserError(`${model.name} does not fit ${options.machine}: ${reason}`);
}

/**
 * Sizes a plan: so many nodes as the traffic's busiest hour needs, each running as many replicas as its GPUs hold.
 * @throws UserError where the model, the machine or the fit between them is wrong.
 */
export function sizePlan(assumptions: CostAssumptions, options: ServingOptions, book: PriceBook): SizedPlan {
  const model = modelOrFail(options.model);
  if (options.precision !== undefined) precisionOrFail(model, options.precision);
  const offer = offerOrFail(options.machine);
  if (options.contextLength > model.maximumContext) {
    throw new UserError(
      `--context-length is ${options.contextLength}: at most ${model.maximumContext} for ${model.name}`,
    );
  }
  if (options.autoscale && offer.price.unit === "month") {
    throw new UserError(
      `--autoscale: ${offer.id} is rented by the month, whether it runs or not; choose a machine by the hour`,
    );
  }
  const gpu = gpuOrFail(`the GPU of ${offer.id}`, offer.gpu);
  const gpus = gpusPerReplica(options, model, gpu, offer.gpus);
  const replicasPerNode = Math.floor(offer.gpus / gpus);
  const { traffic } = assumptions;
  const served = throughput(
    {
      model,
      gpu,
      gpus,
      contextLength: options.contextLength,
      ...(options.precision === undefined ? {} : { precision: options.precision, published: true }),
    },
    {
      inputTokens: Math.max(1, likely(traffic.inputTokens)),
      outputTokens: Math.max(1, likely(traffic.outputTokens)),
    },
  );
  if (served.concurrency === 0) throw new UserError(`${model.name} on ${offer.id}: ${served.reason}`);
  const figures = servingFigures(served);
  const byHour = offer.price.unit === "hour";
  const node: SelfHosting = {
    model: model.name,
    quality: qualityClassOf(model),
    euroPerReplicaHour: 0,
    foreignCurrency: false,
    secondsPerInputToken: figures.secondsPerInputToken / replicasPerNode,
    secondsPerOutputToken: figures.secondsPerOutputToken / replicasPerNode,
    levels: loadLevels(traffic.profile),
    minimumReplicas: 1,
    spareReplicas: options.spareNodes,
    autoscaled: options.autoscale && byHour,
    scalesToZero: options.autoscale && byHour,
  };
  const estimates = estimatesOf(assumptions);
  const point = pointOf((name) => likely(estimates[name]));
  const share = 1 - point.premiumShare;
  const nodes = peakReplicas(node, point, share);
  const hours = replicaHours(node, point, share);
  const origin = "flags";
  return {
    usages: [
      { category: "gpu", priceAs: offer.id, quantity: nodes, hoursPerMonth: hours / nodes, origin },
      ...(options.cpuMachines > 0
        ? [{ category: "cpu" as const, priceAs: options.cpuMachine, quantity: options.cpuMachines, origin }]
        : []),
      ...(options.storageGigabytes > 0
        ? [
            {
              category: "storage" as const,
              priceAs: assumptions.storagePriceAs,
              quantity: options.storageGigabytes,
              origin,
            },
          ]
        : []),
    ],
    assumptions: {
      ...assumptions,
      ...egressOf(offer, book),
      selfHosting: {
        model: model.name,
        quality: node.quality,
        secondsPerInputToken: node.secondsPerInputToken,
        secondsPerOutputToken: node.secondsPerOutputToken,
        capacityTrust: figures.capacityTrust,
        deployment: {
          gpu: gpu.name,
          gpusPerReplica: gpus,
          serversPerReplica: replicasPerNode,
          ...(options.precision === undefined ? {} : { precision: options.precision }),
          contextLength: options.contextLength,
        },
        // A node is what is added and paid for, so the plan counts in nodes.
        replicas: nodes,
        minimumReplicas: node.minimumReplicas,
        spareReplicas: options.spareNodes,
        autoscaled: node.autoscaled,
        replicaHoursPerMonth: hours,
      },
    },
  };
}

/**
 * The provider's price for outgoing traffic. Where the book has none it is a line "price not found", never 0.
 */
function egressOf(offer: GpuOffer, book: PriceBook): { egressPriceAs: string } {
  const id = [
    `${offer.provider}/egress`,
    ...offer.regions.map((region) => `${offer.provider}/egress@${region}`),
  ].find((each) => book.findPrice(each) !== undefined);
  return { egressPriceAs: id ?? `${offer.provider}/egress` };
}
