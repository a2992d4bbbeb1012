import { type CostAssumptions, costAssumptionsSchema } from "../domain/economics/assumptions.ts";
import { monthlyCost } from "../domain/economics/cost.ts";
import type { Scenario } from "../domain/economics/scenario.ts";

/** A stack like the examples': an 8B model on an L4, a premium endpoint for 15 % of the requests, all that costs counted. */
const assumptions: CostAssumptions = costAssumptionsSchema.parse({
  traffic: {
    requestsPerDay: 20_000,
    inputTokens: 1500,
    outputTokens: 500,
    premiumShare: 0.15,
    cachedShare: 0.3,
    batchShare: 0.1,
    profile: "office",
  },
  labour: { hoursPerMonth: 15, hourlyRate: 95, onCallPerMonth: 0 },
  compliancePerMonth: 60,
  migration: { hours: 80, amortisationMonths: 36 },
  closedApi: { operationsHours: 2, compliancePerMonth: 60 },
  targetUtilization: 0.7,
  compareWith: "openai/gpt-6-astra",
  compareAlso: ["anthropic/claude-sonnet-5", "google/gemini-3.8-flash", "openai/gpt-6-luna"],
  rateCard: [],
  stalePrices: "warn",
  missingPrices: "fail",
  gpuHoursPerMonth: 730,
  storagePriceAs: "scaleway/block-storage",
  egressPriceAs: "scaleway/egress",
  selfHosting: {
    model: "Qwen/Qwen3-8B",
    quality: "budget",
    secondsPerInputToken: 2e-4,
    secondsPerOutputToken: 2e-3,
    capacityTrust: "extrapolated",
    replicas: 1,
    minimumReplicas: 1,
    spareReplicas: 0,
    autoscaled: false,
    replicaHoursPerMonth: 730,
  },
  machines: [
    { role: "gpu", priceAs: "scaleway/L4-1-24G", count: 1 },
    { role: "cpu", priceAs: "scaleway/BASIC3-X4C-16G", count: 1 },
  ],
  endpoints: [
    { name: "self-hosted", tier: "self-hosted" },
    { name: "premium", tier: "premium", price: { tokens: "anthropic/claude-opus-5.5" } },
  ],
});

export function exampleScenario(): Scenario {
  const { scenario } = monthlyCost([], assumptions, new Date("2026-11-24"));
  if (scenario === undefined) throw new Error("a price of the example is missing");
  return scenario;
}
