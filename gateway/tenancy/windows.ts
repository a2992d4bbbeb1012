import type { Limits } from "./store.ts";

export const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

/** The windows that a moment belongs to (UTC). */
export interface Windows {
  /** Minutes since 1970. */
  readonly minute: number;
  /** Milliseconds until the minute is over, 1 to 60,000. */
  readonly minuteLeft: number;
  /** Days since 1970. */
  readonly day: number;
  /** Months since the year 0. */
  readonly month: number;
}

/** @param now Milliseconds since 1970. */
export function windowsAt(now: number): Windows {
  const milliseconds = Math.floor(now);
  const minute = Math.floor(milliseconds / MINUTE_MILLISECONDS);
  const date = new Date(milliseconds);
  return {
    minute,
    minuteLeft: (minute + 1) * MINUTE_MILLISECONDS - milliseconds,
    day: Math.floor(milliseconds / DAY_MILLISECONDS),
    month: date.getUTCFullYear() * 12 + date.getUTCMonth(),
  };
}

/** What a rate was measured at when it refused something. */
export interface Measured {
  readonly limit: number;
  /** Counted in this minute so far, and in the one before. */
  readonly current: number;
  readonly earlier: number;
  /** What was to be added. */
  readonly added: number;
}

/**
 * True where a sliding window is exceeded: what the minute before had counts for the share of it that still lies within
 * the last 60 s. In whole numbers, so that all stores say the same.
 */
export function exceedsRate({ limit, current, earlier, added }: Measured, minuteLeft: number): boolean {
  return (current + added) * MINUTE_MILLISECONDS + earlier * minuteLeft > limit * MINUTE_MILLISECONDS;
}

/** Whole seconds until a refused rate has room again, if nothing else is counted; at least 1. */
export function secondsUntilRoom({ limit, current, earlier, added }: Measured, minuteLeft: number): number {
  const room = limit - current - added;
  // Either the minute before fades far enough within this one, or this one has to fade in its turn.
  const milliseconds =
    room >= 0
      ? minuteLeft - MINUTE_MILLISECONDS * share(room, earlier)
      : minuteLeft + MINUTE_MILLISECONDS * (1 - share(limit - added, current));
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

const share = (part: number, whole: number) => Math.min(1, Math.max(0, part / whole));

/** Whole seconds until a budget's day or month (UTC) is over; at least 1. */
export function secondsUntilReset(limit: keyof Limits, now: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const end = limit === "eurPerMonth" ? Date.UTC(year, month + 1, 1) : Date.UTC(year, month, day + 1);
  return Math.max(1, Math.ceil((end - now) / 1000));
}
