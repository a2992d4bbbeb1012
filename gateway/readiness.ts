import type { Endpoint } from "../domain/jurisdiction/endpoint.ts";
import type { AttemptOutcome, Metrics } from "./metrics.ts";
import type { Sender } from "./send.ts";

/** Which endpoints can be reached, learnt from requests as they pass and, where there are none, by asking. */
export interface Readiness {
  /** Starts asking in the background. */
  start(): void;
  stop(): void;
  /** Takes note of what an attempt at an endpoint showed. */
  observe(endpoint: Endpoint, outcome: AttemptOutcome): void;
  /** By endpoint name; `false` also for one that was not heard of yet. */
  reachable(): ReadonlyMap<string, boolean>;
}

export interface ProbeIntervals {
  /** Milliseconds between two rounds of probes. @default 15000 */
  readonly settledMilliseconds?: number;
  /** The same while no endpoint is reachable, so that recovery is seen soon. @default 2000 */
  readonly searchingMilliseconds?: number;
}

const PROBE_TIMEOUT_MILLISECONDS = 2_000;

/** These show that nothing is there; other failures may be the single request's. */
const UNREACHABLE: ReadonlySet<AttemptOutcome> = new Set([
  "connection_refused",
  "host_unreachable",
  "name_not_resolved",
  "connect_timeout",
]);
const REACHABLE: ReadonlySet<AttemptOutcome> = new Set(["answered", "rejected", "rate_limited"]);

export function createReadiness(
  endpoints: readonly Endpoint[],
  sender: Sender,
  metrics: Metrics,
  { settledMilliseconds = 15_000, searchingMilliseconds = 2_000 }: ProbeIntervals = {},
): Readiness {
  const states = new Map(endpoints.map(({ name }) => [name, { reachable: false, heardAt: 0 }]));
  endpoints.forEach((endpoint) => metrics.reachable(endpoint, false));
  let timer: NodeJS.Timeout | undefined;
  const stopped = new AbortController();

  function note(endpoint: Endpoint, reachable: boolean): void {
    if (stopped.signal.aborted) return;
    states.set(endpoint.name, { reachable, heardAt: Date.now() });
    metrics.reachable(endpoint, reachable);
  }

  async function probe(endpoint: Endpoint): Promise<void> {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS)]);
    try {
      // Some endpoints list no models, or not with this key; that they answer is what counts.
      note(endpoint, (await sender.probe(endpoint, signal)) < 500);
    } catch {
      note(endpoint, false);
    }
  }

  async function round(): Promise<void> {
    const now = Date.now();
    const due = endpoints.filter(({ name }) => {
      const state = states.get(name);
      return state?.reachable !== true || now - state.heardAt >= settledMilliseconds;
    });
    await Promise.all(due.map(probe));
    if (stopped.signal.aborted) return;
    const found = [...states.values()].some(({ reachable }) => reachable);
    timer = setTimeout(() => void round(), found ? settledMilliseconds : searchingMilliseconds);
    timer.unref();
  }

  return {
    start: () => void round(),
    stop() {
      stopped.abort();
      clearTimeout(timer);
    },
    observe(endpoint, outcome) {
      if (REACHABLE.has(outcome)) note(endpoint, true);
      else if (UNREACHABLE.has(outcome)) note(endpoint, false);
    },
    reachable: () => new Map([...states].map(([name, { reachable }]) => [name, reachable])),
  };
}
