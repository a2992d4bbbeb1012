import { EFFICIENCY_RANGE } from "../capacity/trust.ts";
import { findGpu } from "../capacity/gpus.ts";
import { findModel } from "../capacity/models.ts";
import { throughput, type Throughput, type Workload } from "../capacity/throughput.ts";
import type { SelfHostingAssumptions } from "./assumptions.ts";
import type { Range } from "./estimate.ts";

type Trust = SelfHostingAssumptions["capacityTrust"];

/** What economics needs of a capacity estimate: the likeliest time that a token takes, and how far to trust it. */
export function servingFigures({
  secondsPerInputToken,
  secondsPerOutputToken,
  trust,
}: Throughput): Pick<
  SelfHostingAssumptions,
  "secondsPerInputToken" | "secondsPerOutputToken" | "capacityTrust"
> {
  const { likely } = EFFICIENCY_RANGE[trust.level];
  return {
    secondsPerInputToken: secondsPerInputToken / likely,
    secondsPerOutputToken: secondsPerOutputToken / likely,
    capacityTrust: trust.level,
  };
}

/**
 * A tenth of a symmetric triangular distribution lies below 1 − √0.2 = 0.553 of the way down to its bound: by this its
 * bounds follow from tenth and ninetieth percentiles.
 */
const BOUND_BEYOND_TENTH = 1 / (1 - Math.sqrt(0.2));

/** How far the throughput may lie from its likeliest, as a factor: the errors against published measurements. */
export function throughputRange(trust: Trust): Range {
  const { low, likely, high } = EFFICIENCY_RANGE[trust];
  return {
    low: 1 - (1 - low / likely) * BOUND_BEYOND_TENTH,
    likely: 1,
    high: 1 + (high / likely - 1) * BOUND_BEYOND_TENTH,
  };
}

/** How a deployment serves a workload; undefined where the model or its GPU is not in the catalogue. */
function servedBy(own: SelfHostingAssumptions, workload: Workload): Throughput | undefined {
  const { deployment } = own;
  if (deployment === undefined) return undefined;
  const model = findModel(own.model);
  const gpu = findGpu(deployment.gpu);
  if (model === undefined || gpu === undefined) return undefined;
  const { gpusPerReplica, precision, contextLength } = deployment;
  return throughput(
    {
      model,
      gpu,
      gpus: gpusPerReplica,
      contextLength,
      ...(precision === undefined ? {} : { precision, published: true }),
    },
    workload,
  );
}

/**
 * The same own model for another mix of tokens.
 * @returns Undefined where the model or its GPU is not in the catalogue; the reason where it cannot serve the workload.
 */
export function withWorkload(
  own: SelfHostingAssumptions,
  workload: Workload,
): SelfHostingAssumptions | string | undefined {
  const served = servedBy(own, workload);
  if (served === undefined) return undefined;
  if (served.concurrency === 0) return served.reason;
  const { secondsPerInputToken, secondsPerOutputToken, capacityTrust } = servingFigures(served);
  const servers = own.deployment?.serversPerReplica ?? 1;
  return {
    ...own,
    secondsPerInputToken: secondsPerInputToken / servers,
    secondsPerOutputToken: secondsPerOutputToken / servers,
    capacityTrust,
  };
}

/**
 * Replica-seconds that one request of a workload takes: unlike the figures of the plan's own mix, this follows how many
 * requests of this length run at once.
 * @returns Undefined where the model or its deployment is not known, or the request does not fit.
 */
export function requestSeconds(own: SelfHostingAssumptions, workload: Workload): number | undefined {
  const served = servedBy(own, workload);
  if (served === undefined || served.concurrency === 0) return undefined;
  const { likely } = EFFICIENCY_RANGE[served.trust.level];
  return 1 / served.requestsPerSecond / likely / (own.deployment?.serversPerReplica ?? 1);
}
