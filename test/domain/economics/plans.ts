import fc from "fast-check";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import type { Usage } from "../../../domain/economics/cost.ts";

/** A day on which no price of the book is older than 30 days, and none is from the future by much. */
export const TODAY = new Date("2026-10-20");

/** Assumptions in which nothing costs anything, for a test to add what it is about. */
export function assume(changes: Partial<CostAssumptions> = {}): CostAssumptions {
  return {
    traffic: { requestsPerDay: 1000, inputTokens: 1500, outputTokens: 500, premiumShare: 0.15 },
    labour: { hoursPerMonth: 0, hourlyRate: 0 },
    compliancePerMonth: 0,
    compareWith: "openai/gpt-6-astra",
    stalePrices: "fail",
    gpuHoursPerMonth: 730,
    storagePriceAs: "scaleway/block-storage",
    machines: [],
    endpoints: [],
    ...changes,
  };
}

type Endpoint = CostAssumptions["endpoints"][number];

export const rateCard = { source: "offer", asOf: "2026-10-15" } as const;

const prices: fc.Arbitrary<Endpoint["price"]> = fc.oneof(
  fc.constantFrom("mistral-eu/mistral-medium-3.5", "openai/gpt-6-luna", "nobody/nothing").map((tokens) => ({
    tokens,
  })),
  fc.record({
    inputPerMillion: fc.double({ min: 0, max: 100, noNaN: true }),
    outputPerMillion: fc.double({ min: 0, max: 100, noNaN: true }),
    source: fc.constant(rateCard.source),
    asOf: fc.constant(rateCard.asOf),
  }),
  fc.record({
    perHour: fc.double({ min: 0, max: 20, noNaN: true }),
    hoursPerMonth: fc.double({ min: 0, max: 744, noNaN: true }),
    source: fc.constant(rateCard.source),
    asOf: fc.constant(rateCard.asOf),
  }),
);

const tiers = fc.constantFrom("dedicated" as const, "serverless" as const, "premium" as const);

/** Up to five endpoints, each with a price. */
export const pricedEndpoints: fc.Arbitrary<Endpoint[]> = fc
  .array(fc.record({ tier: tiers, price: prices }), { maxLength: 5 })
  .map((list) => list.map((endpoint, index) => ({ name: `endpoint-${index}`, ...endpoint })));

/** The same, and sometimes the own model before them, which has no price of its own. */
export const endpoints: fc.Arbitrary<Endpoint[]> = fc
  .tuple(fc.boolean(), pricedEndpoints)
  .map(([own, others]) => (own ? [{ name: "self-hosted", tier: "self-hosted" }, ...others] : others));

export const plans: fc.Arbitrary<CostAssumptions> = fc
  .record({
    traffic: fc.record({
      requestsPerDay: fc.nat(1_000_000),
      inputTokens: fc.nat(100_000),
      outputTokens: fc.nat(10_000),
      premiumShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    labour: fc.record({ hoursPerMonth: fc.nat(100), hourlyRate: fc.nat(200) }),
    compliancePerMonth: fc.nat(5000),
    gpuHoursPerMonth: fc.double({ min: 0, max: 744, noNaN: true }),
    machines: fc.array(
      fc.record({
        role: fc.constantFrom("gpu" as const, "cpu" as const),
        priceAs: fc.constantFrom("scaleway/L4-1-24G", "ovh/l4-90", "nobody/machine"),
        count: fc.nat(10),
      }),
      { maxLength: 3 },
    ),
    endpoints,
  })
  .map(assume);

export const usages: fc.Arbitrary<Usage[]> = fc.array(
  fc.record({
    category: fc.constantFrom("gpu" as const, "storage" as const, "network" as const),
    priceAs: fc.constantFrom(
      "scaleway/L4-1-24G",
      "scaleway/block-storage",
      "scaleway/kapsule-mutualized",
      "nobody/thing",
      "openai/gpt-6-sol/input",
    ),
    quantity: fc.nat(1000),
    origin: fc.constant("urn"),
  }),
  { maxLength: 5 },
);
