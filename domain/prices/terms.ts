/**
 * What a price is. Nothing here or in what it imports reads a file: a page in a browser may bundle it.
 */

export const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "PLN"] as const;
export type Currency = (typeof CURRENCIES)[number];

/** What an amount is paid for: an hour or a month of one, a gigabyte stored for a month, a gigabyte sent out. */
export const PRICE_UNITS = ["hour", "month", "gigabyte-month", "gigabyte"] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** Hours in a month as clouds bill it: 8,760 hours a year / 12. */
export const HOURS_PER_MONTH = 730;

/** Days in a month: 365.25 / 12, rounded to the 30.4 that is consistent with 730 hours. */
export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;

/** Where a figure is written and when that was read. */
export interface PriceOrigin {
  readonly source: string;
  /** Day on which the source was read, ISO 8601. Where a source gives only a month, its last day. */
  readonly asOf: string;
}

/** The days on which a price is valid, both included, ISO 8601; without them it is valid until it is replaced. */
export interface Validity {
  readonly validFrom?: string;
  readonly validUntil?: string;
}

/** Hours that a contract commits to: paid whether they are used or not. Hours beyond them cost the list price. */
export interface Reservation {
  /** For one hour. */
  readonly amount: number;
  readonly currency: Currency;
  /** Machine-hours a month, for all machines of the kind together. */
  readonly hoursPerMonth: number;
}

/** One figure of the price book. Amounts exclude VAT. */
export interface Price extends PriceOrigin, Validity {
  /** provider/product, such as scaleway/L4-1-24G: how configuration and resources refer to it. */
  readonly id: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly unit: PriceUnit;
  /** Paid once, when the machine is ordered, in the price's currency. */
  readonly setupFee?: number;
  /** From a rate card; only for prices by the hour. */
  readonly reserved?: Reservation;
}

/** A machine with GPUs that a provider offers in the EU. */
export interface GpuOffer {
  readonly id: string;
  readonly provider: string;
  /** The provider's name for it. */
  readonly type: string;
  /** A name of the capacity catalogue, such as H100-80GB. */
  readonly gpu: string;
  readonly gpus: number;
  /** The provider's codes of EU regions; empty where the source names none. */
  readonly regions: readonly string[];
  /** Zones in which a node pool may use the type; undefined where that is not known. */
  readonly zones: readonly string[] | undefined;
  readonly price: Price;
}

/**
 * An amount for a million tokens that may depend on how large a request's input is. A request whose input has more than
 * `start` tokens costs the amount of the last tier it passes, for all of its tokens and not only for those beyond.
 */
export interface TieredAmount {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly amount: number }[];
}

/** What a model charges for a million tokens. */
export interface TokenAmounts {
  readonly input: TieredAmount;
  /** Input that the provider had cached; without it, such input costs what other input does. */
  readonly cachedInput?: TieredAmount;
  /** Input that the provider caches for later; without it, such input costs what other input does. */
  readonly cacheWrite?: TieredAmount;
  readonly output: TieredAmount;
}

/**
 * A closed model behind its vendor's API; open weights by the token that are said to be served in the EU; open weights by
 * the token of which nobody says so.
 */
export const TOKEN_PRICE_KINDS = ["closed-api", "eu-serverless", "serverless"] as const;
export const MODEL_TIERS = ["premium", "mid", "budget"] as const;

/** Prices of one model at one provider. */
export interface TokenPrices extends PriceOrigin, Validity, TokenAmounts {
  /** provider/model, such as openai/gpt-6-astra. */
  readonly id: string;
  readonly name: string;
  readonly kind: (typeof TOKEN_PRICE_KINDS)[number];
  /** Class of the model; docs/prices.md has the rule. */
  readonly tier: (typeof MODEL_TIERS)[number];
  readonly currency: Currency;
  /** Price of a batch call as a share of a direct one, such as 0.5; undefined: no batch offer is known. */
  readonly batchFactor?: number;
  /** What processing in the EU costs, as a multiple of the amounts; 1 where it costs nothing more. */
  readonly euFactor: number;
  /** Tokens that the model's tokenizer makes of a text, relative to others; 1 where nothing else is known. */
  readonly tokenizerFactor: number;
  /** Where each factor is written; a factor that is 1 for want of a source has none. */
  readonly factorSources: {
    readonly batch?: string;
    readonly eu?: string;
    readonly tokenizer?: string;
    /** Where it is written that the model is served in the EU. */
    readonly hostedInEu?: string;
  };
  /** Hugging Face repository of open weights. */
  readonly weights?: string;
  /** Tokens. */
  readonly contextLength?: number;
  /** The provider's announced end of the model. */
  readonly retires?: { readonly on: string; readonly source: string };
  /** Changes that are announced for later days, earliest first. */
  readonly changes: readonly (TokenAmounts & { readonly on: string })[];
}
