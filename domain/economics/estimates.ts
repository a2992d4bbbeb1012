import type { CostAssumptions } from "./assumptions.ts";
import type { Estimate } from "./estimate.ts";
import { premiumShareOf } from "./rates.ts";
import type { AssumptionName } from "./scenario.ts";
import { throughputRange } from "./serving.ts";

/** The assumptions of a stack, each as a figure or a range; factors on prices and throughput start from 1. */
export function estimatesOf(assumptions: CostAssumptions): Readonly<Record<AssumptionName, Estimate>> {
  const { traffic, labour, closedApi, migration } = assumptions;
  return {
    requestsPerDay: traffic.requestsPerDay,
    inputTokens: traffic.inputTokens,
    outputTokens: traffic.outputTokens,
    cachedShare: traffic.cachedShare,
    batchShare: traffic.batchShare,
    retryShare: traffic.retryShare,
    premiumShare: pinned(premiumShareOf(assumptions, traffic.premiumShare)),
    apiPrice: 1,
    serverlessPrice: 1,
    gpuPrice: 1,
    exchangeRate: 1,
    throughput:
      assumptions.selfHosting === undefined ? 1 : throughputRange(assumptions.selfHosting.capacityTrust),
    targetUtilization: assumptions.targetUtilization,
    labourHours: labour.hoursPerMonth,
    hourlyRate: labour.hourlyRate,
    onCallPerMonth: labour.onCallPerMonth,
    compliancePerMonth: assumptions.compliancePerMonth,
    apiCompliancePerMonth: closedApi.compliancePerMonth,
    apiOperationsHours: closedApi.operationsHours,
    migrationHours: migration.hours,
  };
}

/** All or nothing follows from which endpoints there are, and not from how many requests happen to be hard. */
function pinned(share: Estimate): Estimate {
  return share === 0 || share === 1 ? { low: share, likely: share, high: share } : share;
}
