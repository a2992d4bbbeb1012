import type { TieredAmount, TokenAmounts, TokenPrices } from "./terms.ts";

/** Tokens of one request. */
export interface RequestUsage {
  /** The whole input, with what is cached and what is written to the cache. */
  readonly inputTokens: number;
  /** Part of the input that the provider had cached. */
  readonly cachedInputTokens?: number;
  /** Part of the input that the provider caches for later requests. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
}

/** The amount for a million tokens in a request with this input. */
export function amountAt({ base, tiers }: TieredAmount, inputTokens: number): number {
  let amount = base;
  for (const tier of tiers) if (inputTokens > tier.start) amount = tier.amount;
  return amount;
}

/**
 * What one request costs, in the prices' currency, without batch, EU and tokenizer factors. Large inputs reprice the whole
 * request, so price an average request and multiply; the sum of a month's tokens has no price. Allocates nothing: callers
 * run it in loops.
 * @throws RangeError where more input is cached and written than there is.
 */
export function requestPrice(prices: TokenAmounts, usage: RequestUsage): number {
  const { inputTokens, cachedInputTokens = 0, cacheWriteTokens = 0, outputTokens } = usage;
  const plain = inputTokens - cachedInputTokens - cacheWriteTokens;
  if (plain < 0) {
    throw new RangeError(
      `cached (${cachedInputTokens}) and written (${cacheWriteTokens}) tokens exceed the input (${inputTokens})`,
    );
  }
  const input = amountAt(prices.input, inputTokens);
  const cached = prices.cachedInput === undefined ? input : amountAt(prices.cachedInput, inputTokens);
  const written = prices.cacheWrite === undefined ? input : amountAt(prices.cacheWrite, inputTokens);
  return (
    (plain * input +
      cachedInputTokens * cached +
      cacheWriteTokens * written +
      outputTokens * amountAt(prices.output, inputTokens)) /
    1e6
  );
}

/** The amounts that are in force on a day (ISO 8601) according to the changes that are announced. */
export function amountsOn(prices: TokenPrices, day: string): TokenAmounts {
  return prices.changes.findLast(({ on }) => on <= day) ?? prices;
}

/** Amounts times a factor: a surcharge or a discount on each. */
export function scaled(amounts: TokenAmounts, factor: number): TokenAmounts {
  const scale = ({ base, tiers }: TieredAmount): TieredAmount => ({
    base: base * factor,
    tiers: tiers.map((tier) => ({ start: tier.start, amount: tier.amount * factor })),
  });
  const { input, cachedInput, cacheWrite, output } = amounts;
  return {
    input: scale(input),
    output: scale(output),
    ...(cachedInput === undefined ? {} : { cachedInput: scale(cachedInput) }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: scale(cacheWrite) }),
  };
}
