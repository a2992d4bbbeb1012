import {
  eurOf,
  nanoEurOf,
  type Charge,
  type Limits,
  type Spent,
  type UsageStore,
  type Verdict,
} from "./store.ts";
import { exceedsRate, secondsUntilReset, secondsUntilRoom, windowsAt, type Windows } from "./windows.ts";

/** Sums of a window and of the one before it, to which requests that began in it may still belong. */
class Counter {
  #window = 0;
  #current = 0;
  #previous = 0;

  /** 0 for a window older than the two. */
  in(window: number): number {
    if (window === this.#window) return this.#current;
    return window === this.#window - 1 ? this.#previous : 0;
  }

  add(window: number, amount: number): void {
    if (window > this.#window) {
      this.#previous = window === this.#window + 1 ? this.#current : 0;
      this.#current = 0;
      this.#window = window;
    }
    if (window === this.#window) this.#current = Math.max(0, this.#current + amount);
    else if (window === this.#window - 1) this.#previous = Math.max(0, this.#previous + amount);
  }
}

interface Counters {
  readonly requests: Counter;
  readonly tokens: Counter;
  readonly day: Counter;
  readonly month: Counter;
}

const ALLOWED: Verdict = { allowed: true };

export interface MemoryStore extends UsageStore {
  /** Answers at once. */
  charge(key: string, limits: Limits, charge: Charge, now: number): Verdict;
}

/** Counts in this process alone. */
export function createMemoryStore(): MemoryStore {
  const all = new Map<string, Counters>();

  function countersOf(key: string): Counters {
    let counters = all.get(key);
    if (counters === undefined) {
      counters = { requests: new Counter(), tokens: new Counter(), day: new Counter(), month: new Counter() };
      all.set(key, counters);
    }
    return counters;
  }

  function add({ requests, tokens, day, month }: Counters, charge: Charge, windows: Windows): void {
    requests.add(windows.minute, charge.requests);
    tokens.add(windows.minute, charge.tokens);
    day.add(windows.day, charge.nanoEur);
    month.add(windows.month, charge.nanoEur);
  }

  return {
    charge(key, limits, charge, now) {
      const windows = windowsAt(now);
      const counters = countersOf(key);
      const refusal = refusalOf(counters, limits, charge, windows, now);
      if (refusal !== undefined) return refusal;
      add(counters, charge, windows);
      return ALLOWED;
    },
    correct: (key, charge, at) => add(countersOf(key), charge, windowsAt(at)),
    spent(keys, now) {
      const { day, month } = windowsAt(now);
      const spentOf = (key: string): Spent => {
        const counters = all.get(key);
        return {
          eurToday: eurOf(counters?.day.in(day) ?? 0),
          eurThisMonth: eurOf(counters?.month.in(month) ?? 0),
        };
      };
      return Promise.resolve(new Map(keys.map((key) => [key, spentOf(key)])));
    },
    close: () => Promise.resolve(),
  };
}

function refusalOf(
  counters: Counters,
  limits: Limits,
  charge: Charge,
  windows: Windows,
  now: number,
): Verdict | undefined {
  return (
    rateRefusal("requestsPerMinute", limits.requestsPerMinute, counters.requests, charge.requests, windows) ??
    rateRefusal("tokensPerMinute", limits.tokensPerMinute, counters.tokens, charge.tokens, windows) ??
    budgetRefusal("eurPerMonth", limits.eurPerMonth, counters.month.in(windows.month), charge.nanoEur, now) ??
    budgetRefusal("eurPerDay", limits.eurPerDay, counters.day.in(windows.day), charge.nanoEur, now)
  );
}

function rateRefusal(
  name: keyof Limits,
  limit: number | undefined,
  counter: Counter,
  added: number,
  { minute, minuteLeft }: Windows,
): Verdict | undefined {
  if (limit === undefined || added <= 0) return undefined;
  const measured = { limit, current: counter.in(minute), earlier: counter.in(minute - 1), added };
  if (!exceedsRate(measured, minuteLeft)) return undefined;
  return { allowed: false, limit: name, retryAfterSeconds: secondsUntilRoom(measured, minuteLeft) };
}

/** A budget that is used up stops everything; one with something left stops what would cost more than that. */
function budgetRefusal(
  name: keyof Limits,
  budget: number | undefined,
  spent: number,
  added: number,
  now: number,
): Verdict | undefined {
  if (budget === undefined) return undefined;
  const limit = nanoEurOf(budget);
  const exceeded = added > 0 ? spent + added > limit : spent >= limit;
  return exceeded
    ? { allowed: false, limit: name, retryAfterSeconds: secondsUntilReset(name, now) }
    : undefined;
}
