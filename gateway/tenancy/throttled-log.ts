import type { Log, LogEntry } from "../observability/log.ts";

const PAUSE_MILLISECONDS = 60_000;

/** Logs entries of the same message once a minute at most; the next one says how many were left out. */
export function createThrottledLog(log: Log): Log {
  const states = new Map<string, { until: number; leftOut: number }>();
  return (entry: LogEntry) => {
    const now = performance.now();
    const state = states.get(entry.message);
    if (state !== undefined && now < state.until) {
      state.leftOut += 1;
      return;
    }
    states.set(entry.message, { until: now + PAUSE_MILLISECONDS, leftOut: 0 });
    const leftOut = state?.leftOut ?? 0;
    log(leftOut === 0 ? entry : { ...entry, leftOut });
  };
}
