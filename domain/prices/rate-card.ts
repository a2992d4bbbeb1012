import { z } from "zod";
import { readPriceFile } from "./files.ts";
import { CURRENCIES, MODEL_TIERS, PRICE_UNITS, TOKEN_PRICE_KINDS } from "./terms.ts";

/** A customer's own prices, in place of list prices. docs/prices.md shows each form. */

const amount = z.number().min(0).max(1_000_000);
const perMillion = z.number().min(0).max(10_000);
const currency = z.enum(CURRENCIES);

const contract = {
  source: z.string().min(1).describe("The contract or offer that grants the price."),
  asOf: z.iso.date().describe("Day on which it was last read there; the price ages from it."),
  validUntil: z.iso
    .date()
    .optional()
    .describe("Last day on which it applies; left out: until it is replaced."),
};

const exactId = z.string().regex(/^[^/\s*]+\/[^\s*]+$/, "provider/product, such as scaleway/L4-1-24G");
const idOrAll = z
  .string()
  .regex(/^[^/\s*]+\/(\*|[^\s*]+)$/, "provider/product, or provider/* for everything of a provider");

const fixedPriceSchema = z
  .strictObject({
    id: exactId.describe("Price-book id, or a new one for what the book lacks."),
    amount: amount.describe("Price of one unit, without VAT."),
    currency: currency.describe("Currency of the amount."),
    unit: z.enum(PRICE_UNITS).describe("What the amount is paid for."),
    ...contract,
  })
  .describe("A negotiated price, or one that the book lacks.");

const discountSchema = z
  .strictObject({
    id: idOrAll.describe("Price-book id, or `provider/*` for everything of a provider."),
    discountPercent: z.number().min(0).max(100).describe("Per cent off the list price."),
    ...contract,
  })
  .describe("A discount on list prices, of machines and models alike.");

const reservedSchema = z
  .strictObject({
    id: exactId.describe("Price-book id of a machine that is billed by the hour."),
    reserved: z
      .strictObject({
        amount: amount.describe("Price of one committed hour, without VAT."),
        currency: currency.describe("Currency of the amount."),
        hoursPerMonth: z
          .number()
          .min(0)
          .max(1_000_000)
          .describe("Machine-hours a month that are paid whether they are used or not."),
      })
      .describe("Committed hours; hours beyond them cost the list price."),
    ...contract,
  })
  .describe("Committed use: hours that are paid whether they are used or not.");

const tokenRateSchema = z
  .strictObject({
    id: exactId.describe("Price-book id of a model, or a new one for what the book lacks."),
    inputPerMillion: perMillion.describe("Price of a million tokens of requests."),
    cachedInputPerMillion: perMillion
      .optional()
      .describe(
        "Price of a million tokens of requests that the provider had cached; left out: as other input.",
      ),
    outputPerMillion: perMillion.describe("Price of a million tokens of answers."),
    currency: currency.describe("Currency of the prices."),
    kind: z
      .enum(TOKEN_PRICE_KINDS)
      .optional()
      .describe("What serves a new model; the book's models have it."),
    tier: z.enum(MODEL_TIERS).optional().describe("Class of a new model; the book's models have it."),
    ...contract,
  })
  .describe("A negotiated price by the token, in requests of any size.");

export const rateCardSchema = z
  .array(z.union([fixedPriceSchema, discountSchema, reservedSchema, tokenRateSchema]))
  .describe("Own prices in place of list prices: negotiated, discounted or committed.");
export type RateCard = z.infer<typeof rateCardSchema>;
export type RateCardEntry = RateCard[number];

/**
 * Reads a rate card from a YAML or JSON file, which holds the list of entries.
 * @throws PriceFileError with every problem at once.
 */
export function loadRateCard(file: string): RateCard {
  return readPriceFile(
    file,
    rateCardSchema,
    "mend the entries above; docs/prices.md shows each form of an entry.",
  );
}
