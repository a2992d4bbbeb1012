/**
 * Where limits and budgets are counted. All amounts are whole numbers, money in nano-EUR (10⁻⁹ EUR), so that sums do not
 * drift. The time is the gateway's clock, never the store's: gateways whose clocks differ by a second count in windows
 * that differ by a second.
 */
export interface UsageStore {
  /**
   * Adds a charge where no limit is exceeded by it, all or nothing.
   * @param now Milliseconds since 1970.
   * @throws StoreDown where it does not answer in time; always as a rejected promise.
   */
  charge(key: string, limits: Limits, charge: Charge, now: number): Verdict | Promise<Verdict>;
  /** Adds to what was charged at a time, whatever the limits; negative amounts take back. Never throws. */
  correct(key: string, charge: Charge, at: number): void;
  /**
   * EUR that keys have spent on the day and in the month of `now` (UTC).
   * @throws StoreDown where it does not answer in time.
   */
  spent(keys: readonly string[], now: number): Promise<ReadonlyMap<string, Spent>>;
  close(): Promise<void>;
}

export interface Limits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  readonly eurPerDay?: number | undefined;
  readonly eurPerMonth?: number | undefined;
}

export interface Charge {
  readonly requests: number;
  readonly tokens: number;
  readonly nanoEur: number;
}

export interface Spent {
  readonly eurToday: number;
  readonly eurThisMonth: number;
}

export type Verdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly limit: keyof Limits;
      /** Seconds after which it is allowed, if nothing else is charged. */
      readonly retryAfterSeconds: number;
    };

/** The store does not answer. */
export class StoreDown extends Error {
  override readonly name = "StoreDown";
}

/** Far above every honest amount, and far below where whole numbers stop being exact: 10⁶ EUR, 10¹⁰ tokens. */
const MAXIMUM_NANO_EUR = 1e15;
const MAXIMUM_TOKENS = 1e10;

/** Clients may ask for absurd amounts (`max_tokens: 1e300`); they count as the most that can be counted. */
export function nanoEurOf(eur: number): number {
  return Math.min(Math.round(eur * 1e9), MAXIMUM_NANO_EUR);
}

export function eurOf(nanoEur: number): number {
  return nanoEur / 1e9;
}

export function wholeTokens(tokens: number): number {
  return Math.min(Math.ceil(tokens), MAXIMUM_TOKENS);
}

export function negative({ requests, tokens, nanoEur }: Charge): Charge {
  return { requests: -requests, tokens: -tokens, nanoEur: -nanoEur };
}
