import { applyRateCard, type Prices } from "./apply-rate-card.ts";
import { MACHINE_PRICES } from "./list-prices.ts";
import { listTokenPrices } from "./list-tokens.ts";
import type { RateCard } from "./rate-card.ts";
import type { Price, TokenPrices } from "./terms.ts";

/**
 * The price book: every figure with its source and date. A product that is not here has no price, and what needs it says
 * so instead of counting 0.
 */
export interface PriceBook {
  readonly prices: readonly Price[];
  readonly tokenPrices: readonly TokenPrices[];
  /** The price called `id`, or undefined: whoever asks then reports it as missing. */
  findPrice(id: string): Price | undefined;
  /** What the model called `id` charges, or undefined: whoever asks then reports it as missing. */
  findTokenPrices(id: string): TokenPrices | undefined;
  /** Ids of everything that is billed by the hour or the month: what `priceAs` may name. */
  machinePriceIds(): string[];
  /** Ids of the models with token prices. */
  tokenPriceIds(): string[];
}

export interface PriceBookOptions {
  /** Own prices in place of list prices. */
  readonly rateCard?: RateCard;
  /** The day whose prices are wanted: of prices that change, those in force on it. */
  readonly today?: Date;
}

/**
 * The list prices, with those of a rate card in their place.
 * @throws RateCardError where the rate card cannot be applied.
 */
export function createPriceBook({ rateCard = [], today = new Date() }: PriceBookOptions = {}): PriceBook {
  const list: Prices = { machines: MACHINE_PRICES, tokens: listTokenPrices(today) };
  const { machines, tokens } = rateCard.length === 0 ? list : applyRateCard(rateCard, list, today);
  const machinesById = new Map(machines.map((price) => [price.id, price]));
  const tokensById = new Map(tokens.map((prices) => [prices.id, prices]));
  return {
    prices: machines,
    tokenPrices: tokens,
    findPrice: (id) => machinesById.get(id),
    findTokenPrices: (id) => tokensById.get(id),
    machinePriceIds: () =>
      machines.filter(({ unit }) => unit === "hour" || unit === "month").map(({ id }) => id),
    tokenPriceIds: () => tokens.map(({ id }) => id),
  };
}

/** Today's list prices. */
export const listPrices: PriceBook = createPriceBook();

/** A model's price of a million tokens of a small request, in one direction. */
export interface MillionTokens extends Pick<Price, "id" | "amount" | "currency" | "source" | "asOf"> {
  readonly unit: "million-tokens";
}

/** The list price called `id`; `model/input` and `model/output` are what a model charges for a million tokens. */
export function findPrice(id: string): Price | MillionTokens | undefined {
  const [, model, direction] = /^(.+)\/(input|output)$/.exec(id) ?? [];
  const tokens = model === undefined ? undefined : listPrices.findTokenPrices(model);
  if (tokens === undefined) return listPrices.findPrice(id);
  const { currency, source, asOf } = tokens;
  const { base } = direction === "input" ? tokens.input : tokens.output;
  return { id, amount: base, currency, unit: "million-tokens", source, asOf };
}

/** Ids of the list prices by the hour or the month. */
export const machinePriceIds = (): string[] => listPrices.machinePriceIds();

/** Ids of the models with list prices. */
export const tokenPriceIds = (): string[] => listPrices.tokenPriceIds();
