import { z } from "zod";
import { ENDPOINT_TIERS } from "../jurisdiction/endpoint.ts";
import { rateCardSchema } from "../prices/rate-card.ts";
import { MODEL_TIERS } from "../prices/terms.ts";
import { PROFILES } from "./profile.ts";
import { OPTIONS } from "./scenario.ts";

/**
 * What no cloud resource carries but the monthly cost depends on: traffic, labour, compliance, rate cards. The stack
 * registers them as inputs of a component resource, so that they are diffed and reviewed like everything else, and the
 * cost policy reads them from there.
 */

/** EUR a month, EUR an hour: never negative, and below what any sane plan holds. */
const euro = z.number().min(0).max(10_000_000);

const amount = z.number().min(0).max(1_000_000_000_000);
const share = z.number().min(0).max(1);

/** A figure, or a range of what it may be: the bounds and the likeliest. */
function estimateOf(figure: z.ZodNumber, description: string) {
  const range = z
    .strictObject({
      low: figure.describe("Nearly never below."),
      likely: figure.describe("Most often near it; single figures are calculated with it."),
      high: figure.describe("Nearly never above."),
    })
    .refine(({ low, likely, high }) => low <= likely && likely <= high, {
      message: "low, likely and high must not fall",
    })
    .describe("A range, for the simulation.");
  return z
    .union([figure.describe("A figure; the simulation puts its usual range around it."), range])
    .describe(description);
}

const hours = z.number().min(0).max(1_000_000);
const hourOfProfile = z.number().min(0).max(1_000_000_000);

const profileSchema = z
  .union([
    z.enum(PROFILES).describe("A shape by its name."),
    z
      .array(hourOfProfile)
      .refine(
        (list) => list.length === 24 || list.length === 168,
        "24 hours of a day or 168 of a week from Monday 00:00",
      )
      .refine((list) => list.some((hour) => hour > 0), "at least one hour must be above 0")
      .describe("Traffic of the 24 hours of a day, or of the 168 of a week from Monday 00:00, in any unit."),
  ])
  .describe("How traffic is spread over the hours; only ratios count.");

export const trafficSchema = z.strictObject({
  requestsPerDay: estimateOf(amount, "Requests on an average day, all days of the month alike."),
  inputTokens: estimateOf(amount, "Tokens of an average request."),
  outputTokens: estimateOf(amount, "Tokens of an average answer."),
  premiumShare: estimateOf(
    share,
    "Share of the requests that need the premium endpoint, which answers them; without one it is ignored.",
  ).refine((value) => typeof value === "number" || value.likely > 0 || value.high === 0, {
    message:
      "likely must be above 0 where high is: whether some requests are hard decides what is good enough",
  }),
  cachedShare: estimateOf(
    share,
    "Share of the input tokens that repeat from request to request, so that an API's prompt cache or the own model's " +
      "prefix cache holds them.",
  ).default(0),
  batchShare: estimateOf(share, "Share of the requests that can wait for an API's batch price.").default(0),
  retryShare: estimateOf(
    share,
    "Share of the tokens of APIs that are paid again, because a request timed out, was refused half-way or had to be repeated.",
  ).default(0.02),
  profile: profileSchema.default("flat"),
});
export type Traffic = z.infer<typeof trafficSchema>;

export const labourSchema = z.strictObject({
  hoursPerMonth: estimateOf(
    hours,
    "Hours a month that an engineer spends on operating the stack; 10 to 20 is usual.",
  ),
  hourlyRate: estimateOf(
    euro,
    "EUR an hour; IT freelancers in Germany, Austria and Switzerland took 94 on average in 2021, 60 to 130 is the usual range.",
  ),
  onCallPerMonth: estimateOf(euro, "EUR a month for being on call.").default(0),
});

export const migrationSchema = z.strictObject({
  hours: estimateOf(hours, "Hours of work, once, to move to the own model."),
  amortisationMonths: z.int().min(1).max(120).describe("Months over which this work is written off."),
});

export const closedApiSchema = z.strictObject({
  model: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Price-book id of the closed API option; left out: the cheapest that answers the routine requests.",
    ),
  operationsHours: estimateOf(
    hours,
    "Hours a month for what grows around an API's limits: queues, retries, fallbacks, quota requests.",
  ).default(2),
  compliancePerMonth: estimateOf(
    euro,
    "EUR a month for data protection where prompts go to someone else's API: processing agreement, transfer assessment. " +
      "The same as the stack's own where nothing else is known.",
  ).default(60),
});

/** The own model in figures: what the stack or a flag says, worked out by domain/capacity. */
export const selfHostingSchema = z.strictObject({
  model: z.string().min(1).describe("Name of the model."),
  quality: z.enum(MODEL_TIERS).describe("Class of the model, by the rule of docs/capacity.md."),
  secondsPerInputToken: z.number().positive().describe("Seconds of a replica that an input token takes."),
  secondsPerOutputToken: z.number().positive().describe("Seconds of a replica that an output token takes."),
  capacityTrust: z
    .enum(["calibrated", "extrapolated"])
    .describe("Whether published measurements exist for the like of it."),
  deployment: z
    .strictObject({
      gpu: z.string().min(1).describe("The GPUs' name in the capacity catalogue."),
      gpusPerReplica: z.int().min(1).max(16).describe("GPUs of one model server."),
      serversPerReplica: z
        .int()
        .min(1)
        .max(16)
        .describe("Model servers that are counted as one replica, where whole machines are."),
      precision: z
        .enum(["bf16", "fp8", "int8", "int4", "mxfp4"])
        .optional()
        .describe("Left out: as published."),
      contextLength: z.int().min(1).describe("Longest request in tokens."),
    })
    .optional()
    .describe("How it is served, for other mixes of tokens than the traffic's; left out: not known."),
  replicas: z
    .int()
    .min(1)
    .max(100_000)
    .describe("Replicas that the GPU nodes of the plan run at the busiest hour."),
  minimumReplicas: z.int().min(1).max(100_000).describe("Replicas that run at least while the model runs."),
  spareReplicas: z.int().min(0).max(100).describe("Replicas beyond what the traffic needs."),
  autoscaled: z.boolean().describe("Whether the number of replicas follows the traffic of each hour."),
  replicaHoursPerMonth: z
    .number()
    .min(0)
    .describe("Replica-hours that the GPU nodes of the plan are paid for."),
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

export type SelfHostingAssumptions = z.infer<typeof selfHostingSchema>;

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

/**
 * What a stack is compared with beside the API that it replaces: one of the mid tier and one of the budget tier, the
 * cheapest of the three large vendors' current models there when the list was last reviewed, 2026-11-24.
 */
export const COMPARED_MODELS = [
  "anthropic/claude-sonnet-5",
  "google/gemini-3.8-flash",
  "openai/gpt-6-luna",
] as const;

export const costAssumptionsSchema = z.strictObject({
  traffic: trafficSchema.describe("What the applications ask for."),
  labour: labourSchema.describe("Work on operating the stack."),
  compliancePerMonth: estimateOf(euro, "EUR a month for data protection, audits, certificates."),
  migration: migrationSchema.describe("Work, once, to get there."),
  closedApi: closedApiSchema.describe("What the alternative costs beside its tokens."),
  targetUtilization: estimateOf(
    z.number().min(0.05).max(1),
    "How much of a replica's measured best the busiest hour may use; the rest is for bursts within the hour.",
  ),
  monthlyBudget: euro.optional().describe("EUR a month above which a preview fails; left out: no limit."),
  compareWith: z.string().min(1).describe("Price-book id of the closed API that the stack is compared with."),
  compareAlso: z.array(z.string().min(1)).describe("Price-book ids of further models to compare with."),
  serverless: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Price-book id of the EU-serverless model to compare with; left out: the cheapest of the own model's class.",
    ),
  exclude: z
    .array(z.enum(OPTIONS))
    .optional()
    .describe(
      "Options that are out of the question whatever they cost, such as euServerless where no one else may see a prompt.",
    ),
  rateCard: rateCardSchema,
  stalePrices: z
    .enum(["fail", "warn"])
    .describe("Whether a price of over 90 days fails a preview or only warns."),
  missingPrices: z
    .enum(["fail", "warn"])
    .describe(
      "Whether something without a price fails a preview; the total is a lower bound in either case.",
    ),
  gpuHoursPerMonth: z
    .number()
    .min(0)
    .max(744)
    .describe("Hours a month in which the GPU nodes run; 730 unless they scale to zero."),
  storagePriceAs: z.string().min(1).describe("Price-book id of a gigabyte of volume for a month."),
  egressPriceAs: z
    .string()
    .min(1)
    .optional()
    .describe("Price-book id of a gigabyte that leaves the provider's network; left out: not counted."),
  selfHosting: selfHostingSchema.optional().describe("The own model; left out: none is served."),
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
