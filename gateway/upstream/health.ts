import type { GatewayConfig } from "../../domain/gateway/config.ts";
import { isUnhealthy, type AttemptError, AttemptFailure } from "./failures.ts";

type Settings = GatewayConfig["health"];

export type BreakerState = "closed" | "open" | "half-open";

/** Attempts that the breaker looks back on. */
const WINDOW = 20;
/** Streams whose first token the learned limit looks back on. */
const LATENCY_WINDOW = 200;
const LATENCY_MINIMUM_SAMPLES = 20;
const LATENCY_FACTOR = 3;
const LATENCY_FLOOR_SECONDS = 1;
/** Streams between two looks at the percentile. */
const LATENCY_REFRESH = 10;
/** Retries that a replica gets however few requests it has; a share of little traffic would round down to none. */
const RETRY_RESERVE = 10;
/** Seconds that a Retry-After is heeded for at most: a mistaken one must not take an endpoint out for a day. */
const MAXIMUM_COOL_DOWN_SECONDS = 300;

/**
 * How one replica fares: its circuit breaker, its wish to be left alone, how fast its first tokens come and how many
 * more retries it may get. Times are in milliseconds of `performance.now()`.
 */
export class Health {
  /** Tokens that the replica is estimated to have still to read and write. */
  outstandingTokens = 0;
  #settings: Settings;
  #retryShare: number;
  #failuresInRow = 0;
  readonly #recent: boolean[] = [];
  #openUntil = 0;
  #tripped = false;
  #probing = false;
  #coolUntil = 0;
  readonly #firstTokens: number[] = [];
  #firstTokenCount = 0;
  #learnedSeconds: number | undefined;
  #retries: number;

  constructor(settings: Settings, retryShare: number) {
    this.#settings = settings;
    this.#retryShare = retryShare;
    this.#retries = retryShare === 0 ? 0 : RETRY_RESERVE;
  }

  /** Goes on with other settings, and with what was learnt. */
  configure(settings: Settings, retryShare: number): void {
    this.#settings = settings;
    this.#retryShare = retryShare;
    if (retryShare === 0) this.#retries = 0;
  }

  breaker(now: number): BreakerState {
    if (!this.#tripped) return "closed";
    return now < this.#openUntil ? "open" : "half-open";
  }

  /** When it may be asked: `now` or later; Infinity while another request is trying whether it is back. */
  availableAt(now: number): number {
    if (this.#tripped && this.#probing) return Infinity;
    const from = Math.max(this.#coolUntil, this.#tripped ? this.#openUntil : 0);
    return Math.max(now, from);
  }

  /** Takes note that an attempt begins. @returns What must be called once when it is over. */
  begin(): (end: { error?: AttemptError | undefined; now: number }) => void {
    const probe = this.#tripped;
    if (probe) this.#probing = true;
    return ({ error, now }) => {
      if (probe) this.#probing = false;
      this.note(error, now);
    };
  }

  /** Takes note of how an attempt, or a stream that had begun well, came out: an error, or `undefined`. */
  note(error: AttemptError | undefined, now: number): void {
    if (error === undefined) {
      this.#failuresInRow = 0;
      this.#tripped = false;
      this.#remember(true);
      return;
    }
    // That nobody waited for the answer says nothing about who was to give it.
    if (!(error instanceof AttemptFailure)) return;
    if (error.retryAfterSeconds !== undefined) {
      const seconds = Math.min(error.retryAfterSeconds, MAXIMUM_COOL_DOWN_SECONDS);
      this.#coolUntil = Math.max(this.#coolUntil, now + seconds * 1000);
    }
    if (!isUnhealthy(error.reason)) return;
    this.#failuresInRow += 1;
    this.#remember(false);
    const { failures, failureShare, openSeconds } = this.#settings.breaker;
    const failed = this.#recent.filter((good) => !good).length;
    const often = this.#recent.length === WINDOW && failed >= failureShare * WINDOW;
    if (this.#tripped || this.#failuresInRow >= failures || often) {
      this.#tripped = true;
      this.#openUntil = now + openSeconds * 1000;
      this.#recent.length = 0;
    }
  }

  #remember(good: boolean): void {
    this.#recent.push(good);
    if (this.#recent.length > WINDOW) this.#recent.shift();
  }

  /** Takes note of the time until a stream's first token, in seconds. */
  sawFirstToken(seconds: number): void {
    this.#firstTokens[this.#firstTokenCount % LATENCY_WINDOW] = seconds;
    this.#firstTokenCount += 1;
    if (this.#firstTokens.length < LATENCY_MINIMUM_SAMPLES || this.#firstTokenCount % LATENCY_REFRESH !== 0)
      return;
    const sorted = this.#firstTokens.toSorted((a, b) => a - b);
    const percentile = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
    this.#learnedSeconds = Math.max(LATENCY_FLOOR_SECONDS, LATENCY_FACTOR * percentile);
  }

  /** Seconds after which a stream's first token is late; `undefined` where nobody knows. */
  firstTokenLimit(): number | undefined {
    const { limit } = this.#settings.latency;
    if (limit === "off") return undefined;
    return limit === "learned" ? this.#learnedSeconds : limit;
  }

  /** A first attempt pays in for retries to come. */
  earnRetry(): void {
    if (this.#retryShare > 0) this.#retries = Math.min(RETRY_RESERVE, this.#retries + this.#retryShare);
  }

  /** Whether the budget has a retry left. */
  mayRetry(): boolean {
    return this.#retries >= 1;
  }

  /** True, and one retry less, where the budget has one. */
  takeRetry(): boolean {
    if (!this.mayRetry()) return false;
    this.#retries -= 1;
    return true;
  }
}
