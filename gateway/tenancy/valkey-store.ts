import type { Log } from "../observability/log.ts";
import { Corrections, type Correction } from "./corrections.ts";
import {
  eurOf,
  nanoEurOf,
  negative,
  StoreDown,
  type Charge,
  type Limits,
  type Spent,
  type UsageStore,
  type Verdict,
} from "./store.ts";
import { createThrottledLog } from "./throttled-log.ts";
import { Connection } from "./valkey-connection.ts";
import { CHARGE, CORRECT } from "./valkey-scripts.ts";
import { secondsUntilReset, secondsUntilRoom, windowsAt } from "./windows.ts";

export interface ValkeyStoreOptions {
  /** redis://host:port or rediss://host:port (TLS), with or without /database. */
  readonly url: string;
  readonly password: string | undefined;
  /** What all keys in the store begin with. */
  readonly prefix: string;
  /** Seconds that an answer may take. */
  readonly timeoutSeconds: number;
  readonly log: Log;
}

/** Milliseconds at least that corrections get to arrive when the gateway stops. */
const FAREWELL_MILLISECONDS = 1_000;

/** In the order of the script's answers. */
const LIMIT_NAMES = ["requestsPerMinute", "tokensPerMinute", "eurPerDay", "eurPerMonth"] as const;

/**
 * Counts in Valkey or Redis (tested with Redis 7), so that replicas of the gateway share limits and budgets.
 *
 * - A store that lost its data (restarted without persistence, flushed) begins to count at 0: with `appendonly yes` it
 *   does not. Corrections that were on their way are applied to whatever it has then, and make no credit.
 * - What a time limit cut off is taken back as soon as the answer comes. Where the connection broke instead, it stays
 *   unknown whether charges on their way were counted: they may stay until the minute, the day or the month is over,
 *   never the other way round. Corrections are counted exactly once.
 * - The keys of one virtual key are in one slot of a cluster; behind the URL must be a server or proxy that takes all.
 */
export function createValkeyStore(options: ValkeyStoreOptions): UsageStore {
  const { url, password, prefix, timeoutSeconds, log } = options;
  const throttled = createThrottledLog(log);
  const corrections = new Corrections({
    apply,
    failed: (keys, nanoEur) =>
      throttled({
        level: "warn",
        message: "corrections of limits and budgets wait for the store",
        keys,
        eur: eurOf(nanoEur),
      }),
  });
  const connection = new Connection({
    url,
    password,
    timeoutSeconds,
    log,
    onReady: () => corrections.flush(),
  });

  const place = (key: string, window: string) => `${prefix}:{${key}}:${window}`;

  function placesAt(key: string, at: number) {
    const date = new Date(at).toISOString();
    const { minute } = windowsAt(at);
    return {
      minute: place(key, `minute:${minute}`),
      minuteBefore: place(key, `minute:${minute - 1}`),
      day: place(key, `day:${date.slice(0, 10)}`),
      month: place(key, `month:${date.slice(0, 7)}`),
    };
  }

  async function charge(key: string, limits: Limits, amount: Charge, now: number): Promise<Verdict> {
    const { minute, minuteBefore, day, month } = placesAt(key, now);
    const { minuteLeft } = windowsAt(now);
    const { requests, tokens, nanoEur } = amount;
    const reply = await connection.run(
      CHARGE,
      [minute, minuteBefore, day, month],
      [requests, tokens, nanoEur, minuteLeft, ...limitValues(limits)],
      (late) => {
        // The request was refused or counted elsewhere meanwhile.
        if (numbersOf(late)[0] === 0) corrections.add(key, negative(amount), now);
      },
    );
    return verdictOf(numbersOf(reply), limits, amount, now);
  }

  async function apply({
    key,
    at,
    charge: { requests, tokens, nanoEur },
    sequence,
  }: Correction): Promise<void> {
    if (!connection.ready) throw new StoreDown("not connected");
    const { minute, day, month } = placesAt(key, at);
    const last = place(key, `corrected:${corrections.sender}`);
    await connection.run(CORRECT, [minute, day, month, last], [requests, tokens, nanoEur, sequence]);
  }

  async function spentOf(key: string, now: number): Promise<Spent> {
    const { day, month } = placesAt(key, now);
    const reply = await connection.send(["MGET", day, month]);
    const [today, thisMonth] = Array.isArray(reply) ? reply.map((text) => Number(text ?? 0)) : [];
    return { eurToday: eurOf(today ?? 0), eurThisMonth: eurOf(thisMonth ?? 0) };
  }

  return {
    charge,
    correct: (key, amount, at) => corrections.add(key, amount, at),
    async spent(keys, now) {
      return new Map(await Promise.all(keys.map(async (key) => [key, await spentOf(key, now)] as const)));
    },
    async close() {
      const lost = await corrections.drain(Math.max(FAREWELL_MILLISECONDS, 2000 * timeoutSeconds));
      for (const { key, nanoEur } of lost) {
        log({
          level: "error",
          message: "the store never learnt what a key spent",
          key,
          eur: eurOf(nanoEur),
        });
      }
      await connection.close();
    },
  };
}

function limitValues({
  requestsPerMinute,
  tokensPerMinute,
  eurPerDay,
  eurPerMonth,
}: Limits): (number | "")[] {
  const money = [eurPerDay, eurPerMonth].map((eur) => (eur === undefined ? "" : nanoEurOf(eur)));
  return [requestsPerMinute ?? "", tokensPerMinute ?? "", ...money];
}

function numbersOf(reply: unknown): readonly number[] {
  return Array.isArray(reply) ? reply.map(Number) : [];
}

/** @throws StoreDown for an answer that none is. */
function verdictOf(
  [which, current = 0, earlier = 0]: readonly number[],
  limits: Limits,
  charge: Charge,
  now: number,
): Verdict {
  if (which === 0) return { allowed: true };
  const name = which === undefined ? undefined : LIMIT_NAMES[which - 1];
  const limit = name === undefined ? undefined : limits[name];
  if (name === undefined || limit === undefined) throw new StoreDown("unknown answer");
  if (name === "eurPerDay" || name === "eurPerMonth") {
    return { allowed: false, limit: name, retryAfterSeconds: secondsUntilReset(name, now) };
  }
  const added = name === "requestsPerMinute" ? charge.requests : charge.tokens;
  const { minuteLeft } = windowsAt(now);
  return {
    allowed: false,
    limit: name,
    retryAfterSeconds: secondsUntilRoom({ limit, current, earlier, added }, minuteLeft),
  };
}
