import { z } from "zod";

/** What the cost commands print with --json. docs/cost.schema.json is written from here. */

const euro = z.number();
const volume = z.number().min(0);

const head = {
  version: z.literal(1).describe("Version of this document's form."),
  title: z.string().describe("Environment, or model and machine."),
  currency: z.literal("EUR").describe("Currency of every amount, without VAT."),
  day: z.iso.date().describe("Day against which prices age."),
  exitCode: z.int().describe("Exit code of the command."),
  priceProblems: z.array(z.string()).describe("Prices that are missing, or stale where that is not allowed."),
  warnings: z.array(z.string()).describe("What to know before relying on the figures."),
};

const decimal = z.string().describe("Decimal number as text, as Infracost writes it.");
const orNull = (text: string) => decimal.nullable().describe(text);

const componentSchema = z.strictObject({
  name: z.string().describe("What is paid for."),
  unit: z.string().describe("Unit of the quantity."),
  monthlyQuantity: orNull("Units a month; null where the price is missing."),
  price: orNull("EUR for one unit; null where it is missing."),
  hourlyCost: orNull("EUR an hour, of 730 in a month; null where the price is missing."),
  monthlyCost: orNull("EUR a month; null where the price is missing."),
  priceNotFound: z.boolean().describe("True where there is no price: the total is a lower bound."),
  source: z.string().nullable().describe("Where the price is written."),
  asOf: z.string().nullable().describe("Day on which it was read there."),
});

/** Sums of the components as they are printed. */
const totals = {
  totalHourlyCost: decimal.describe("EUR an hour, of 730 in a month."),
  totalMonthlyCost: decimal.describe("EUR a month."),
};

export const estimateDocument = z
  .strictObject({
    ...head,
    command: z.literal("estimate").describe("The command."),
    projects: z
      .array(
        z.strictObject({
          name: z.string().describe("Environment, or model and machine."),
          breakdown: z
            .strictObject({
              resources: z
                .array(
                  z.strictObject({
                    name: z.string().describe("Resource, or the assumption that costs something."),
                    resourceType: z.string().describe("Group of the monthly table."),
                    hourlyCost: orNull("EUR an hour, of 730 in a month; null where a price is missing."),
                    monthlyCost: orNull("EUR a month; null where a price is missing."),
                    costComponents: z.array(componentSchema).describe("What it consists of."),
                  }),
                )
                .describe("Everything that costs something."),
              ...totals,
            })
            .describe("The costs as in an Infracost breakdown."),
        }),
      )
      .describe("One project: the plan."),
    ...totals,
    lowerBound: z.boolean().describe("True where a price is missing."),
    tokensPerMonth: volume.describe("Tokens a month, input and output together."),
    perMillionTokens: euro.nullable().describe("EUR for a million tokens; null without traffic."),
    utilization: z
      .number()
      .nullable()
      .describe("Share of the GPU hours that are used, 0 to 1; null without GPUs."),
    budget: euro.nullable().describe("EUR a month; null: none."),
    overBudget: z.boolean().describe("Whether the total exceeds the budget."),
  })
  .describe("eu-llm cost estimate");

const comparisonSchema = z.strictObject({
  id: z.string().describe("Price-book id."),
  kind: z.string().describe("closed-api, eu-serverless or serverless (open weights, region not promised)."),
  tier: z.string().describe("Class of the model."),
  equalQuality: z.boolean().describe("Whether it is of the own model's class."),
  monthly: euro.describe("EUR a month for the planned traffic."),
  from: volume.nullable().describe("Tokens a day from which the stack is cheaper; null: never."),
  always: volume.nullable().describe("Tokens a day from which it stays cheaper; null: never."),
  p10: volume.nullable().describe("One draw in ten breaks even below; null: never."),
  p50: volume.nullable().describe("One draw in two breaks even below; null: never."),
  p90: volume.nullable().describe("Nine draws in ten break even below; null: never."),
  reached: z.number().describe("Share of the draws with a break-even, 0 to 1."),
});

export const breakEvenDocument = z
  .strictObject({
    ...head,
    command: z.literal("breakeven").describe("The command."),
    tokensPerDay: volume.describe("Planned tokens a day."),
    comparisons: z.array(comparisonSchema).describe("The stack against one model each."),
  })
  .describe("eu-llm cost breakeven");

const option = z.string().describe("closedApi, euServerless, selfHosted or hybrid.");

const paybackSchema = z.strictObject({
  option,
  oneOff: euro.describe("EUR once."),
  savedPerMonth: euro.describe("EUR a month against the API in use."),
  weeks: z.number().nullable().describe("Weeks until it is earned back; null: never."),
});

export const verdictDocument = z
  .strictObject({
    ...head,
    command: z.literal("verdict").describe("The command."),
    verdict: z.string().describe("The one sentence to take away."),
    tokensPerDay: volume.describe("Planned tokens a day."),
    volumeClass: z
      .string()
      .nullable()
      .describe("low, moderate or high against the break-even; null without one."),
    recommended: option.nullable(),
    cheapest: option.nullable(),
    options: z
      .array(
        z.strictObject({
          option,
          model: z.string().describe("What answers."),
          monthly: euro.describe("EUR a month at the likeliest values."),
          p10: euro.describe("EUR a month that one draw in ten stays below."),
          p90: euro.describe("EUR a month that nine draws in ten stay below."),
          chance: z.number().describe("Share of the draws in which it is the one to take, 0 to 1."),
          shortfall: z.string().nullable().describe("Why it does not answer the traffic well enough."),
          components: z.record(z.string(), euro).describe("EUR a month by what it is paid for."),
        }),
      )
      .describe("The options."),
    regimes: z
      .array(
        z.strictObject({
          option,
          from: volume.describe("Tokens a day."),
          to: volume.nullable().describe("Tokens a day."),
        }),
      )
      .describe("Which option is recommended at what volume."),
    payback: paybackSchema.nullable().describe("Of moving from the API in use to the stack."),
    recommendedPayback: paybackSchema
      .nullable()
      .describe("Of moving from the API in use to what is recommended; null: that is the stack, or to stay."),
    flips: z
      .array(
        z.strictObject({
          assumption: z.string().describe("What is moved."),
          from: z.number().describe("What is assumed."),
          to: z.number().describe("Where the recommendation changes."),
          option,
        }),
      )
      .describe("What would change the recommendation, the nearest first."),
    drivers: z
      .array(
        z.strictObject({
          assumption: z.string().describe("What is moved."),
          low: z.number().describe("Its 10th percentile."),
          high: z.number().describe("Its 90th percentile."),
          savedAtLow: euro.describe("EUR a month that the stack saves there."),
          savedAtHigh: euro.describe("EUR a month that the stack saves there."),
        }),
      )
      .describe("The tornado: what moves the savings, the strongest first."),
    lockIn: z
      .array(
        z.strictObject({
          event: z.string().describe("What happens."),
          exposures: z
            .array(
              z.strictObject({
                option: z
                  .string()
                  .describe("incumbent (the API in use), closedApi, euServerless, selfHosted or hybrid."),
                perMonth: euro.describe("EUR a month more."),
                oneOff: euro.describe("EUR once."),
                firstYear: euro.describe("EUR in the first twelve months."),
              }),
            )
            .describe("What it costs each option."),
          spared: euro.nullable().describe("EUR in the first year that the stack is spared."),
        }),
      )
      .describe("What the owners of APIs may do."),
    negotiation: z
      .strictObject({
        share: z.number().describe("Share of the requests that could move."),
        discount: z.number().describe("Discount that can credibly be asked for, 0 to 1."),
        perMonth: euro.describe("EUR a month that it is worth."),
      })
      .nullable()
      .describe("What being able to move is worth at the table."),
    simulation: z
      .strictObject({ draws: z.int().describe("Draws."), seed: z.int().describe("Seed.") })
      .describe("How the chances were simulated."),
  })
  .describe("eu-llm cost verdict");

const nullableNumber = (text: string) => z.number().nullable().describe(text);

export const fineTuneDocument = z
  .strictObject({
    ...head,
    command: z.literal("fine-tune").describe("The command."),
    training: z
      .strictObject({
        machine: z.string().describe("Price-book id of the machine that trains."),
        gpu: z.string().describe("Its GPU."),
        gpus: z.int().describe("How many of them it has."),
        hours: z.number().describe("GPU-hours."),
        cost: euro.describe("EUR."),
      })
      .describe("Training the adapter."),
    projectCost: euro.describe("EUR once, training and work together."),
    throughputGain: nullableNumber(
      "Requests with the short prompt for each one with the long; null without own model.",
    ),
    cases: z
      .array(
        z.strictObject({
          where: z.string().describe("closedApi, closedApiCached, selfHosted or selfHostedCached."),
          before: euro.describe("EUR for a request with the long prompt."),
          after: euro.describe("EUR for a request with the short prompt."),
          savedPerRequest: euro.describe("EUR that a request saves."),
          requestsToPay: nullableNumber("Requests until the project is paid; null: never."),
          weeksToPay: nullableNumber("Weeks until then; null: never, or no traffic."),
        }),
      )
      .describe("Ways to serve the task."),
  })
  .describe("eu-llm cost fine-tune");

export const fitDocument = z
  .strictObject({
    version: head.version,
    command: z.literal("fit").describe("The command."),
    model: z.string().describe("Hugging Face repository."),
    day: head.day,
    contextLength: z.int().describe("Tokens of the longest request."),
    results: z
      .array(
        z.strictObject({
          gpu: z.string().describe("GPU."),
          gpus: z.int().describe("GPUs of a replica."),
          precision: z.string().describe("Precision of the weights."),
          weightGigabytes: z.number().describe("Weights in GB."),
          cacheTokens: z.number().describe("Tokens that the cache holds."),
          longestRequests: z.number().describe("Requests of full length at once."),
          concurrency: z.number().describe("Average requests at once."),
          requestsPerSecond: z.number().describe("Requests a second of a replica."),
          outputTokensPerSecond: z.number().describe("Output tokens a second of a replica."),
          timeToFirstTokenMs: z.number().describe("Mean milliseconds to the first token."),
          timePerOutputTokenMs: z.number().describe("Milliseconds between tokens."),
          limitedBy: z.string().describe("What keeps the batch from being larger."),
          trust: z.string().describe("calibrated or extrapolated."),
          cheapestMachine: z
            .string()
            .nullable()
            .describe("Price-book id of the cheapest machine with such GPUs."),
          monthly: nullableNumber("EUR a month for that machine."),
          stale: z
            .boolean()
            .describe(
              "True where no such machine has a price that is not stale on the day, so that one is taken.",
            ),
        }),
      )
      .describe("The fewest GPUs of each kind that hold the model and serve such requests."),
  })
  .describe("eu-llm cost fit");

const priced = {
  id: z.string().describe("Price-book id."),
  currency: z.string().describe("Currency of the list price."),
  source: z.string().describe("Where it is written."),
  asOf: z.string().describe("Day on which it was read there."),
  freshness: z.string().describe("fresh, ageing or stale."),
};

export const pricesDocument = z
  .strictObject({
    version: head.version,
    command: z.literal("prices").describe("The command."),
    day: head.day,
    exitCode: head.exitCode,
    machines: z
      .array(
        z.looseObject({
          ...priced,
          amount: z.number().describe("List price."),
          unit: z.string().describe("hour, month, gigabyte-month or gigabyte."),
          euro: euro.describe("The same in EUR."),
        }),
      )
      .describe("Machines, disks, network."),
    models: z
      .array(
        z.looseObject({
          ...priced,
          kind: z
            .string()
            .describe("closed-api, eu-serverless or serverless (open weights, region not promised)."),
          tier: z.string().describe("Class."),
        }),
      )
      .describe("Models by the token, with amounts for a million tokens and the factors on them."),
    exchangeRates: z
      .looseObject({ source: priced.source, asOf: priced.asOf })
      .describe("Units of each currency for one EUR."),
  })
  .describe("eu-llm cost prices");

/** Every document, by its command. */
export const COST_DOCUMENTS = [
  estimateDocument,
  breakEvenDocument,
  verdictDocument,
  fineTuneDocument,
  fitDocument,
  pricesDocument,
] as const;

export type EstimateDocument = z.input<typeof estimateDocument>;
export type BreakEvenDocument = z.input<typeof breakEvenDocument>;
export type VerdictDocument = z.input<typeof verdictDocument>;
export type FineTuneDocument = z.input<typeof fineTuneDocument>;
export type FitDocument = z.input<typeof fitDocument>;
export type PricesDocument = z.input<typeof pricesDocument>;
