import fc from "fast-check";
import { type CostAssumptions, COMPARED_MODELS } from "../../../domain/economics/assumptions.ts";
import type { CostReport } from "../../../domain/economics/cost.ts";
import type { Usage } from "../../../domain/economics/line-items.ts";
import { PROFILES } from "../../../domain/economics/profile.ts";
import { MODEL_TIERS } from "../../../domain/prices/terms.ts";

/** A day on which no price is stale but those that say so, and none is of the future. */
export const TODAY = new Date("2026-11-24");

type Traffic = CostAssumptions["traffic"];
type Own = NonNullable<CostAssumptions["selfHosting"]>;
type Endpoint = CostAssumptions["endpoints"][number];

/** A thousand requests a day of 1,500 tokens in and 500 out, of which 15 % are hard. */
export function traffic(changes: Partial<Traffic> = {}): Traffic {
  return {
    requestsPerDay: 1000,
    inputTokens: 1500,
    outputTokens: 500,
    premiumShare: 0.15,
    cachedShare: 0,
    batchShare: 0,
    retryShare: 0,
    profile: "flat",
    ...changes,
  };
}

/** An engineer's month; without changes nothing. */
export function labour(changes: Partial<CostAssumptions["labour"]> = {}): CostAssumptions["labour"] {
  return { hoursPerMonth: 0, hourlyRate: 0, onCallPerMonth: 0, ...changes };
}

/** An 8B model on one replica that a plan's GPU nodes run all month. */
export function own(changes: Partial<Own> = {}): Own {
  return {
    model: "Qwen/Qwen3-8B",
    quality: "budget",
    secondsPerInputToken: 1e-5,
    secondsPerOutputToken: 2e-4,
    capacityTrust: "calibrated",
    replicas: 1,
    minimumReplicas: 1,
    spareReplicas: 0,
    autoscaled: false,
    replicaHoursPerMonth: 730,
    ...changes,
  };
}

/** Assumptions in which nothing costs anything, for a test to add what it is about. */
export function assume(changes: Partial<CostAssumptions> = {}): CostAssumptions {
  return {
    traffic: traffic(),
    labour: labour(),
    compliancePerMonth: 0,
    migration: { hours: 0, amortisationMonths: 36 },
    closedApi: { operationsHours: 0, compliancePerMonth: 0 },
    targetUtilization: 0.7,
    compareWith: "openai/gpt-6-astra",
    compareAlso: [],
    rateCard: [],
    stalePrices: "fail",
    missingPrices: "fail",
    gpuHoursPerMonth: 730,
    storagePriceAs: "scaleway/block-storage",
    machines: [],
    endpoints: [],
    ...changes,
  };
}

export const rateCard = { source: "offer", asOf: "2026-10-15" } as const;
export const selfHosted: Endpoint = { name: "self-hosted", tier: "self-hosted" };

/** What the option costs that stands for the stack. */
export function ownTotal({ decision }: CostReport): number {
  const cost = decision?.costs[decision.own];
  if (cost === undefined) throw new Error("there is no decision");
  return cost.total;
}

/** Numbers of six decimals at most, as people write them. */
const double = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.max(min, Math.round(value * 1e6) / 1e6));

const byToken: fc.Arbitrary<Endpoint["price"]> = fc.oneof(
  fc
    .constantFrom("mistral-eu/mistral-medium-3.5", "openai/gpt-6-luna", "scaleway/llama-3.3-70b-instruct")
    .map((tokens) => ({ tokens })),
  fc
    .record({ inputPerMillion: double(0, 100), outputPerMillion: double(0, 100) })
    .map((price) => ({ ...price, ...rateCard })),
);
const byHour: fc.Arbitrary<Endpoint["price"]> = fc
  .record({ perHour: double(0, 20), hoursPerMonth: double(0, 744) })
  .map((price) => ({ ...price, ...rateCard }));
const unknown = fc.constant({ tokens: "nobody/nothing" });

const tiers = fc.constantFrom("dedicated" as const, "serverless" as const, "premium" as const);
const named = (list: readonly Omit<Endpoint, "name">[]): Endpoint[] =>
  list.map((endpoint, index) => ({ name: `endpoint-${index}`, ...endpoint }));

/** Up to five endpoints, each with a price. */
export const pricedEndpoints: fc.Arbitrary<Endpoint[]> = fc
  .array(fc.record({ tier: tiers, price: fc.oneof(byToken, byHour, unknown) }), { maxLength: 5 })
  .map(named);

/** Endpoints whose prices the book has. Premium ones are paid by the token. */
const knownEndpoints = fc
  .array(
    fc.oneof(
      fc.record({ tier: fc.constant("premium" as const), price: byToken }),
      fc.record({
        tier: fc.constantFrom("dedicated" as const, "serverless" as const),
        price: fc.oneof(byToken, byHour),
      }),
    ),
    { maxLength: 4 },
  )
  .map(named);

const amounts = {
  requestsPerDay: fc.nat(1_000_000),
  inputTokens: fc.nat(20_000),
  outputTokens: fc.nat(4000),
  premiumShare: fc.oneof(fc.constantFrom(0, 1), double(0, 1)),
  cachedShare: double(0, 1),
  batchShare: double(0, 1),
  retryShare: double(0, 0.5),
  profile: fc.constantFrom(...PROFILES),
};

const money = {
  labour: fc.record({ hoursPerMonth: fc.nat(100), hourlyRate: fc.nat(200), onCallPerMonth: fc.nat(1000) }),
  compliancePerMonth: fc.nat(5000),
  migration: fc.record({ hours: fc.nat(400), amortisationMonths: fc.integer({ min: 1, max: 120 }) }),
  closedApi: fc.record({ operationsHours: fc.nat(20), compliancePerMonth: fc.nat(500) }),
  targetUtilization: double(0.05, 1),
  compareAlso: fc.subarray([...COMPARED_MODELS]),
};

/** Plans of any kind: machines and endpoints may lack a price, and the traffic may be too much for the own model. */
export const plans: fc.Arbitrary<CostAssumptions> = fc
  .record({
    traffic: fc.record(amounts),
    ...money,
    missingPrices: fc.constantFrom("fail" as const, "warn" as const),
    machines: fc.array(
      fc.record({
        role: fc.constantFrom("gpu" as const, "cpu" as const),
        priceAs: fc.constantFrom("scaleway/L4-1-24G", "ovh/l4-90", "hetzner/GEX131", "nobody/machine"),
        count: fc.nat(10),
      }),
      { maxLength: 3 },
    ),
    endpoints: fc
      .tuple(fc.boolean(), pricedEndpoints)
      .map(([served, others]) => (served ? [selfHosted, ...others] : others)),
  })
  .map(assume);

interface OwnPlan {
  readonly usages: readonly Usage[];
  readonly assumptions: CostAssumptions;
}

/** Machines of an own model: by the hour in EUR or USD, by the month, with a set-up fee. */
const gpuMachines = fc.constantFrom(
  "scaleway/L4-1-24G",
  "nebius/gpu-h100-sxm_1gpu-16vcpu-200gb",
  "ovh/h100-380",
  "hetzner/GEX131",
);

/**
 * Plans with an own model and every price, whose replicas reach for the traffic: so many GPU nodes as there are replicas,
 * by the hour on a schedule or by the month.
 */
export const ownPlans: fc.Arbitrary<OwnPlan> = fc
  .record({
    traffic: fc.record({ ...amounts, requestsPerDay: fc.nat(2000), profile: fc.constant("flat" as const) }),
    ...money,
    endpoints: knownEndpoints.map((others) => [selfHosted, ...others]),
    gpu: gpuMachines,
    replicas: fc.integer({ min: 1, max: 5 }),
    hours: fc.oneof(fc.constant(730), double(20, 730)),
    quality: fc.constantFrom(...MODEL_TIERS),
    egress: fc.boolean(),
    reserved: fc.boolean(),
  })
  .map(({ gpu, replicas, hours, quality, egress, reserved, ...rest }) => ({
    usages: [
      { category: "gpu", priceAs: gpu, quantity: replicas, hoursPerMonth: hours, origin: "urn" },
      { category: "cpu", priceAs: "scaleway/POP2-2C-8G", quantity: 2, origin: "urn" },
      { category: "storage", priceAs: "scaleway/block-storage", quantity: 100, origin: "urn" },
    ],
    assumptions: assume({
      ...rest,
      gpuHoursPerMonth: hours,
      ...(egress ? { egressPriceAs: "scaleway/egress" } : {}),
      rateCard: reserved
        ? [
            {
              id: "scaleway/L4-1-24G",
              reserved: { amount: 0.5, currency: "EUR", hoursPerMonth: 700 },
              ...rateCard,
            },
          ]
        : [],
      selfHosting: own({
        quality,
        replicas,
        minimumReplicas: replicas,
        replicaHoursPerMonth: replicas * hours,
        secondsPerInputToken: 1e-8,
        secondsPerOutputToken: 1e-7,
      }),
    }),
  }));

export const usages: fc.Arbitrary<Usage[]> = fc.array(
  fc.record({
    category: fc.constantFrom("gpu" as const, "storage" as const, "network" as const),
    priceAs: fc.constantFrom(
      "scaleway/L4-1-24G",
      "scaleway/block-storage",
      "scaleway/kapsule-mutualized",
      "hetzner/GEX131",
      "nobody/thing",
      "openai/gpt-6-sol/input",
    ),
    quantity: fc.nat(1000),
    origin: fc.constant("urn"),
  }),
  { maxLength: 5 },
);
