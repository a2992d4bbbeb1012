import { z } from "zod";
import { CURRENCIES, MODEL_TIERS, PRICE_UNITS } from "./terms.ts";

/** Schemas of the files in domain/prices/book/. */

const origin = {
  source: z.string().min(10),
  asOf: z.iso.date(),
};
const currency = z.enum(CURRENCIES);
const amount = z.number().min(0).max(1_000_000);

/** provider/product, `@` and a region where prices differ by region, `:` and a unit where it is billed in two ways. */
const machineId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*\/[A-Za-z0-9._-]+(@[A-Za-z0-9-]+)?(:(hour|month))?$/,
    "provider/product, such as scaleway/L4-1-24G or aws/g6.xlarge@eu-central-1",
  );

const modelId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/, "provider/model in lower case, such as openai/gpt-6-sol");

const validity = { validFrom: z.iso.date().optional(), validUntil: z.iso.date().optional() };

const machineFields = {
  id: machineId,
  amount,
  unit: z.enum(PRICE_UNITS),
  /** Why the amount is 0: a price that is not known is left out and never 0. */
  free: z.string().min(1).optional(),
  setupFee: amount.optional(),
  regions: z.array(z.string().min(1)).optional(),
  ...validity,
};

const isPaidOrFree = (price: { readonly amount: number; readonly free?: string | undefined }) =>
  (price.amount === 0) === (price.free !== undefined);
const PAID_OR_FREE = {
  message: "an amount of 0 needs `free` with the reason, another amount must not have it",
  path: ["amount"],
};

export const machineFileSchema = z.array(
  z.strictObject({
    ...origin,
    currency,
    prices: z.array(z.strictObject(machineFields).refine(isPaidOrFree, PAID_OR_FREE)),
  }),
);

export const gpuFileSchema = z.array(
  z.strictObject({
    ...origin,
    currency,
    prices: z.array(
      z
        .strictObject({
          ...machineFields,
          unit: z.enum(["hour", "month"]),
          gpu: z.string().min(1),
          gpus: z.int().min(1).max(16),
          regions: z.array(z.string().min(1)),
          zones: z.array(z.string().min(1)).optional(),
        })
        .refine(isPaidOrFree, PAID_OR_FREE),
    ),
  }),
);

/** Either one amount or one with tiers. */
const tokenAmount = z
  .union([
    z.number().positive().max(10_000),
    z.strictObject({
      base: z.number().positive().max(10_000),
      tiers: z.array(z.strictObject({ start: z.int().min(1), amount: z.number().positive().max(10_000) })),
    }),
  ])
  .transform((value) => (typeof value === "number" ? { base: value, tiers: [] } : value));

const factor = z.strictObject({ factor: z.number().positive().max(10), source: origin.source });
const factors = {
  batch: factor.optional(),
  eu: factor.optional(),
  tokenizer: factor.optional(),
  /** A factor that the amounts of the book contain, because the id names what costs it. */
  includes: factor.optional(),
};

const modelFields = {
  id: modelId,
  name: z.string().min(1),
  tier: z.enum(MODEL_TIERS),
  weights: z.string().optional(),
  contextLength: z.int().min(1).optional(),
  retires: z.strictObject({ on: z.iso.date(), source: origin.source }).optional(),
  ...validity,
  ...factors,
};

const listedModel = z.strictObject({
  ...modelFields,
  input: tokenAmount,
  cachedInput: tokenAmount.optional(),
  cacheWrite: tokenAmount.optional(),
  output: tokenAmount,
});

/** A model whose amounts come from @pydantic/genai-prices. */
const packagedModel = z.strictObject({
  ...modelFields,
  genai: z.strictObject({ provider: z.string().min(1), model: z.string().min(1) }),
});

export const tokenFileSchema = z.array(
  z.strictObject({
    ...origin,
    currency,
    ...factors,
    /** Where it is written that these models are served in the EU; left out where nothing says so. */
    hostedInEu: origin.source.optional(),
    models: z.array(z.union([listedModel, packagedModel])),
  }),
);
export type TokenGroup = z.infer<typeof tokenFileSchema>[number];
export type TokenModel = TokenGroup["models"][number];

export const currencyFileSchema = z.strictObject({
  ...origin,
  perEuro: z.strictObject({
    // Most of the book is in USD: without a rate for it, nothing could be compared.
    USD: z.number().positive(),
    GBP: z.number().positive().optional(),
    CHF: z.number().positive().optional(),
    PLN: z.number().positive().optional(),
  }),
});
