import {
  COMPARED_MODELS,
  type CostAssumptions,
  costAssumptionsSchema,
} from "../../../domain/economics/assumptions.ts";
import { VOLUME_RANGE } from "../../../domain/economics/break-even.ts";
import type { Estimate } from "../../../domain/economics/estimate.ts";
import { nearest } from "../../../domain/nearest.ts";
import { RateCardError } from "../../../domain/prices/apply-rate-card.ts";
import { createPriceBook, type PriceBook } from "../../../domain/prices/book.ts";
import { PriceFileError } from "../../../domain/prices/files.ts";
import { loadRateCard, type RateCard } from "../../../domain/prices/rate-card.ts";
import { explain } from "../../../domain/validation.ts";
import { UserError } from "../../exit-codes.ts";
import { ASSUMPTION_FLAGS, flagOf, optionKey, parseEstimate, parseFlag } from "./flags.ts";

/** What the command line gave, by the names of the options. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** What is assumed where neither a stack nor a flag says otherwise. */
const DEFAULTS: CostAssumptions = {
  traffic: {
    requestsPerDay: 5000,
    inputTokens: 1500,
    outputTokens: 500,
    premiumShare: 0,
    cachedShare: 0,
    batchShare: 0,
    retryShare: 0.02,
    profile: "flat",
  },
  labour: { hoursPerMonth: { low: 10, likely: 15, high: 20 }, hourlyRate: 95, onCallPerMonth: 0 },
  compliancePerMonth: 60,
  migration: { hours: 80, amortisationMonths: 36 },
  closedApi: { operationsHours: 2, compliancePerMonth: 60 },
  targetUtilization: 0.7,
  compareWith: "openai/gpt-6-astra",
  compareAlso: [...COMPARED_MODELS],
  rateCard: [],
  stalePrices: "fail",
  missingPrices: "fail",
  gpuHoursPerMonth: 730,
  storagePriceAs: "scaleway/block-storage",
  machines: [],
  endpoints: [],
};

/**
 * The article's arithmetic ("Calculating the 10 million token breakeven point"): one dedicated GPU and its engineer against
 * the API's tokens, and nothing else.
 */
const ARTICLE: CostAssumptions = {
  ...DEFAULTS,
  traffic: { ...DEFAULTS.traffic, retryShare: 0 },
  migration: { hours: 0, amortisationMonths: 36 },
  closedApi: { operationsHours: 0, compliancePerMonth: 0 },
};

export const PRESETS = { usual: DEFAULTS, article: ARTICLE } as const;
export type PresetName = keyof typeof PRESETS;

/** A copy of `record` with `value` at `path`. */
function withValue(
  record: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (key === undefined) return { ...record };
  const inner = record[key];
  const child = typeof inner === "object" && inner !== null ? { ...inner } : {};
  return { ...record, [key]: rest.length === 0 ? value : withValue(child, rest, value) };
}

/**
 * Assumptions with what the flags say in place of what `base` says.
 * @throws UserError that names every wrong flag.
 */
export function withFlags(base: CostAssumptions, given: GivenOptions): CostAssumptions {
  let raw: Record<string, unknown> = { ...base };
  for (const each of ASSUMPTION_FLAGS) {
    const text = given[optionKey(each.name)];
    if (typeof text === "string") raw = withValue(raw, each.path, parseFlag(each, text));
  }
  const { rateCard, tokensPerDay, requestsPerDay } = given;
  if (typeof rateCard === "string") raw["rateCard"] = readRateCard(rateCard);
  if (typeof tokensPerDay === "string") {
    if (requestsPerDay !== undefined) {
      throw new UserError(
        "--requests-per-day and --tokens-per-day both say how much traffic there is: give one of them",
      );
    }
    raw = withTokens(raw, tokensPerDay);
  }
  const parsed = costAssumptionsSchema.safeParse(raw);
  if (parsed.success) {
    checkVolume(parsed.data, given);
    return parsed.data;
  }
  const problems = explain(parsed.error, raw, costAssumptionsSchema).map(({ path, value, message }) => {
    const flag = flagThatSet(path, given);
    const text = given[optionKey(flag.replace(/^--/, ""))];
    // What is an object in the assumptions was typed as text.
    const shown = typeof text === "string" && (value === "an object" || value === "a list") ? text : value;
    return `  ${flag}${shown === undefined ? "" : ` is ${shown}`}: ${message}`;
  });
  throw new UserError(["these cannot be calculated with:", ...problems].join("\n"));
}

/** The flag that a wrong value came from: requests a day may have been typed as tokens. */
function flagThatSet(path: string, given: GivenOptions): string {
  const flag = flagOf(path);
  return flag === "--requests-per-day" && given["tokensPerDay"] !== undefined ? "--tokens-per-day" : flag;
}

/** Flags that together say how many tokens a day there are. */
const VOLUME_FLAGS = ["tokens-per-day", "requests-per-day", "input-tokens", "output-tokens"] as const;

const most = (estimate: Estimate) => (typeof estimate === "number" ? estimate : estimate.high);

/** Beyond the volumes that a break-even is looked for in, there would be none to tell. @throws UserError */
function checkVolume({ traffic }: CostAssumptions, given: GivenOptions): void {
  const tokens = most(traffic.requestsPerDay) * (most(traffic.inputTokens) + most(traffic.outputTokens));
  // What a tokens-per-day of exactly the limit is divided by comes back with its last bit changed.
  if (tokens <= VOLUME_RANGE.most * (1 + 1e-9)) return;
  const typed = VOLUME_FLAGS.flatMap((name) => {
    const text = given[optionKey(name)];
    return typeof text === "string" ? [`--${name} ${text}`] : [];
  });
  throw new UserError(
    `${typed.length === 0 ? "the traffic" : typed.join(", ")}: ${tokens.toPrecision(3)} tokens a day; at most ` +
      `${VOLUME_RANGE.most.toExponential().replace("+", "")} can be calculated with`,
  );
}

/** Requests a day from tokens a day, at the mix of the other flags. */
function withTokens(raw: Record<string, unknown>, text: string): Record<string, unknown> {
  const parsed = costAssumptionsSchema.shape.traffic.safeParse(raw["traffic"]);
  if (!parsed.success) return raw;
  const { inputTokens, outputTokens } = parsed.data;
  if (typeof inputTokens !== "number" || typeof outputTokens !== "number") {
    throw new UserError(
      "--tokens-per-day takes --input-tokens and --output-tokens as single figures, not ranges",
    );
  }
  const each = inputTokens + outputTokens;
  if (each === 0)
    throw new UserError("--input-tokens and --output-tokens are both 0: a request has some tokens");
  const tokens = parseEstimate("tokens-per-day", text);
  // Not rounded: a day of fewer tokens than one request has is a request every few days.
  const requests =
    typeof tokens === "number"
      ? tokens / each
      : { low: tokens.low / each, likely: tokens.likely / each, high: tokens.high / each };
  return withValue(raw, ["traffic", "requestsPerDay"], requests);
}

/** @throws UserError that names what is wrong with it. */
export function readRateCard(file: string): RateCard {
  try {
    return loadRateCard(file);
  } catch (error) {
    throw error instanceof PriceFileError ? new UserError(error.message) : error;
  }
}

/**
 * The price book with the assumptions' rate card, once every model that they compare with is in it.
 * @throws UserError
 */
export function bookFor(assumptions: CostAssumptions, today: Date): PriceBook {
  const book = priceBook(assumptions, today);
  const { compareWith, compareAlso, serverless, closedApi } = assumptions;
  const named: readonly (readonly [string, string | undefined])[] = [
    ["compare-with", compareWith],
    ["closed-api", closedApi.model],
    ["serverless", serverless],
    ...compareAlso.map((id) => ["compare-also", id] as const),
  ];
  for (const [name, id] of named) {
    if (id !== undefined && book.findTokenPrices(id) === undefined)
      throw unknownId(`--${name}`, id, book.tokenPriceIds());
  }
  const closed = assumptions.closedApi.model;
  if (closed !== undefined && book.findTokenPrices(closed)?.kind !== "closed-api")
    throw new UserError(`--closed-api is "${closed}": not a closed API`);
  if (serverless !== undefined && book.findTokenPrices(serverless)?.kind !== "eu-serverless") {
    throw new UserError(
      `--serverless is "${serverless}": not known to be open weights that are served in the EU`,
    );
  }
  return book;
}

/** The price book with a rate card. @throws UserError where the card does not fit it. */
export function priceBook({ rateCard }: Pick<CostAssumptions, "rateCard">, today: Date): PriceBook {
  try {
    return createPriceBook({ rateCard, today });
  } catch (error) {
    throw error instanceof RateCardError ? new UserError(error.message) : error;
  }
}

/** An id that is not in the price book, with those that it may have been meant to be. */
export function unknownId(flag: string, id: string, known: readonly string[]): UserError {
  const close = nearest(id, known);
  const hint = close.length === 0 ? "" : `; did you mean ${close.join(" or ")}?`;
  return new UserError(`${flag} is "${id}": not in the price book${hint} (eu-llm cost prices lists it)`);
}
