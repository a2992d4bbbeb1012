import type { PageData } from "../../../cli/page/data.ts";
import { loadLevels } from "../../../domain/economics/profile.ts";
import type { ApiRates, Scenario } from "../../../domain/economics/scenario.ts";

function rates(
  id: string,
  tier: ApiRates["prices"]["tier"],
  kind: ApiRates["prices"]["kind"],
  input: number,
  output: number,
): ApiRates {
  return {
    euroPerUnit: 0.9,
    prices: {
      id,
      name: id,
      kind,
      tier,
      currency: "USD",
      source: "price list (https://example.eu/prices)",
      asOf: "2026-11-12",
      batchFactor: 0.5,
      euFactor: 1,
      tokenizerFactor: 1,
      factorSources: {},
      input: { base: input, tiers: [] },
      output: { base: output, tiers: [] },
      changes: [],
    },
  };
}

export const astra = rates("openai/gpt-6-astra", "premium", "closed-api", 10, 50);
export const medium = rates("mistral-eu/mistral-medium-3.5", "mid", "closed-api", 1.65, 8.25);
const serverless = rates("ovh/gpt-oss-120b", "mid", "eu-serverless", 0.9, 4.7);

/** An own model of class mid, with a premium share: all four options are there. */
export const ownModel: Scenario = {
  assumptions: {
    requestsPerDay: 20_000,
    inputTokens: 2000,
    outputTokens: 500,
    cachedShare: 0.2,
    batchShare: 0,
    retryShare: 0.02,
    premiumShare: 0.15,
    apiPrice: 1,
    serverlessPrice: 1,
    gpuPrice: { low: 0.9, likely: 1, high: 1.4 },
    exchangeRate: 1,
    throughput: 1,
    targetUtilization: 0.7,
    labourHours: 20,
    hourlyRate: 95,
    onCallPerMonth: 0,
    compliancePerMonth: 500,
    apiCompliancePerMonth: 0,
    apiOperationsHours: 2,
    migrationHours: 80,
  },
  amortisationMonths: 36,
  incumbent: astra,
  closedApi: astra,
  premiumApi: medium,
  euServerless: serverless,
  selfHosting: {
    model: "Qwen/Qwen3-32B",
    quality: "mid",
    euroPerReplicaHour: 2.73,
    foreignCurrency: false,
    secondsPerInputToken: 0.000_13,
    secondsPerOutputToken: 0.000_65,
    levels: loadLevels("office"),
    minimumReplicas: 1,
    spareReplicas: 0,
    autoscaled: true,
    scalesToZero: false,
  },
  routineApi: undefined,
  platformPerMonth: 250,
  euroPerEgressGigabyte: 0,
};

/** No model of one's own: endpoints by the token only. */
export const managed: Scenario = {
  ...ownModel,
  selfHosting: undefined,
  routineApi: rates("scaleway/llama-3.3-70b-instruct", "mid", "eu-serverless", 0.9, 0.9),
};

export function pageData(scenario: Scenario, changes: Partial<PageData> = {}): PageData {
  return {
    title: "prod",
    day: "2026-11-24",
    scenario,
    comparisons: [medium],
    rows: [
      { category: "GPU", description: "1 × scaleway/H100-1-80G, 730 h", amount: "1,992.90" },
      { category: "Storage", description: "180 GB scaleway/block-storage", amount: "no price" },
    ],
    total: 1992.9,
    lowerBound: true,
    notes: ["prices are 55 days old: price list (https://example.eu/prices), 2026-09-30"],
    ...changes,
  };
}
