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
  requestsPerDay: tokenCount.describe("Requests on an average day, all days of the month alike."),
  inputTokens: tokenCount.describe("Tokens of an average request."),
  outputTokens: tokenCount.describe("Tokens of an average answer."),
  premiumShare: z
    .number()
    .min(0)
    .max(1)
    .describe(
      "Share of the requests that the premium endpoint answers; without a premium endpoint it is ignored.",
    ),
});
export type Traffic = z.infer<typeof trafficSchema>;

export const labourSchema = z.strictObject({
  hoursPerMonth: z
    .number()
    .min(0)
    .max(2000)
    .describe("Hours a month that an engineer spends on operating the stack; 10 to 20 is usual."),
  hourlyRate: euro.describe(
    "EUR an hour; DACH freelancers took 94 on average, 60 to 130 is the usual range.",
  ),
});

const priceOrigin = {
  source: z.string().min(1).describe("Where the price is written, such as the offer's name."),
  asOf: z.iso.date().describe("Day on which it was read there; prices age from it."),
};

export const endpointPriceSchema = z
  .union([
    z
      .strictObject({
        tokens: z
          .string()
          .min(1)
          .describe("Price-book id of the model, such as mistral-eu/mistral-medium-3.5."),
      })
      .describe("By the token, as the price book has it."),
    z
      .strictObject({
        inputPerMillion: euro.describe("EUR for a million tokens of requests."),
        outputPerMillion: euro.describe("EUR for a million tokens of answers."),
        ...priceOrigin,
      })
      .describe("By the token, from your own rate card."),
    z
      .strictObject({
        perHour: euro.describe("EUR an hour."),
        hoursPerMonth: z.number().min(0).max(744).default(730).describe("Hours a month in which it runs."),
        ...priceOrigin,
      })
      .describe("By the hour, for a dedicated endpoint."),
  ])
  .describe("What the endpoint costs: by the token (a price-book id or your own rates) or by the hour.");
export type EndpointPrice = z.infer<typeof endpointPriceSchema>;

/** Machines that are paid for but that the stack did not create: the nodes of an existing cluster. */
export const rentedMachinesSchema = z.strictObject({
  role: z
    .enum(["gpu", "cpu"])
    .describe("What the machines are for: GPU nodes run by the schedule, others always."),
  priceAs: z
    .string()
    .min(1)
    .describe("Price-book id of the machine they are priced as, such as scaleway/L4-1-24G."),
  count: z.int().min(0).max(10_000).describe("How many there are."),
});

export const costAssumptionsSchema = z.strictObject({
  traffic: trafficSchema.describe("What the applications ask for."),
  labour: labourSchema.describe("Work on operating the stack."),
  compliancePerMonth: euro.describe("EUR a month for data protection, audits, certificates."),
  monthlyBudget: euro.optional().describe("EUR a month above which a preview fails; left out: no limit."),
  compareWith: z.string().min(1).describe("Price-book id of the closed API that the stack is compared with."),
  stalePrices: z
    .enum(["fail", "warn"])
    .describe("Whether a price of over 90 days fails a preview or only warns."),
  gpuHoursPerMonth: z
    .number()
    .min(0)
    .max(744)
    .describe("Hours a month in which the GPU nodes run; 730 unless they scale to zero."),
  storagePriceAs: z.string().min(1).describe("Price-book id of a gigabyte of volume for a month."),
  machines: z.array(rentedMachinesSchema).describe("Nodes of an existing cluster."),
  endpoints: z
    .array(
      z.strictObject({
        name: z.string().describe("The endpoint's name."),
        tier: z.enum(ENDPOINT_TIERS).describe("Its kind, which decides its share of the traffic."),
        price: endpointPriceSchema
          .optional()
          .describe("Left out for `self-hosted`, whose cost is that of its resources."),
      }),
    )
    .describe("The gateway's endpoints, in the order in which they are tried."),
});
export type CostAssumptions = z.infer<typeof costAssumptionsSchema>;
