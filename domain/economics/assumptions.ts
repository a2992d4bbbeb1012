import { z } from "zod";
import { ENDPOINT_TIERS } from "../jurisdiction/endpoint.ts";

/**
 * What no cloud resource carries but the monthly cost depends on: traffic, labour, compliance, rate cards. The stack
 * registers them as inputs of a component resource, so that they are diffed and reviewed like everything else, and the
 * cost policy reads them from there.
 */

/** EUR a month, EUR an hour: never negative, and below what any sane plan holds. */
const euro = z.number().min(0).max(10_000_000);

const tokenCount = z.int().min(0).max(1_000_000_000_000);

export const trafficSchema = z.strictObject({
  requestsPerDay: tokenCount,
  /** Tokens of an average request. */
  inputTokens: tokenCount,
  /** Tokens of an average answer. */
  outputTokens: tokenCount,
  /** Share of the requests that the premium endpoint answers, 0 to 1. */
  premiumShare: z.number().min(0).max(1),
});
export type Traffic = z.infer<typeof trafficSchema>;

export const labourSchema = z.strictObject({
  /** Hours a month that an engineer spends on operating the stack; 10 to 20 is usual. */
  hoursPerMonth: z.number().min(0).max(2000),
  /** EUR an hour; DACH freelancers took 94 on average, 60 to 130 is the usual range. */
  hourlyRate: euro,
});

/** What an endpoint costs: by the token (a price-book id or own rates) or by the hour. */
export const endpointPriceSchema = z.union([
  /** A price-book id such as mistral-eu/mistral-medium-3.5. */
  z.strictObject({ tokens: z.string().min(1) }),
  /** EUR per million tokens, from your own rate card. */
  z.strictObject({
    inputPerMillion: euro,
    outputPerMillion: euro,
    source: z.string().min(1),
    asOf: z.iso.date(),
  }),
  /** EUR an hour for a dedicated endpoint, and the hours it runs in a month. */
  z.strictObject({
    perHour: euro,
    hoursPerMonth: z.number().min(0).max(744).default(730),
    source: z.string().min(1),
    asOf: z.iso.date(),
  }),
]);
export type EndpointPrice = z.infer<typeof endpointPriceSchema>;

/** Machines that are paid for but that the stack did not create: the nodes of an existing cluster. */
export const rentedMachinesSchema = z.strictObject({
  role: z.enum(["gpu", "cpu"]),
  /** Price-book id of the machine they are priced as, such as scaleway/L4-1-24G. */
  priceAs: z.string().min(1),
  count: z.int().min(0).max(10_000),
});

export const costAssumptionsSchema = z.strictObject({
  traffic: trafficSchema,
  labour: labourSchema,
  /** EUR a month for data protection, audits, certificates. */
  compliancePerMonth: euro,
  /** EUR a month above which a preview fails; absent: no limit. */
  monthlyBudget: euro.optional(),
  /** Token price (price-book id) of the closed API that the stack is compared with. */
  compareWith: z.string().min(1),
  /** Whether a price of over 90 days fails the preview or only warns. */
  stalePrices: z.enum(["fail", "warn"]),
  /** Hours a month in which the GPU nodes run; 730 unless they scale to zero. */
  gpuHoursPerMonth: z.number().min(0).max(744),
  /** Price-book id of a gigabyte of volume for a month. */
  storagePriceAs: z.string().min(1),
  machines: z.array(rentedMachinesSchema),
  endpoints: z.array(
    z.strictObject({
      name: z.string(),
      tier: z.enum(ENDPOINT_TIERS),
      /** Absent for `self-hosted`, whose cost is that of its resources. */
      price: endpointPriceSchema.optional(),
    }),
  ),
});
export type CostAssumptions = z.infer<typeof costAssumptionsSchema>;
