import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import type { AttemptOutcome } from "./failures.ts";
import type { Sender } from "./send.ts";
import type { Targets } from "./targets.ts";

/** Which endpoints can be reached, learnt from requests as they pass and, where there are none, by asking. */
export interface Readiness {
  /** Starts asking in the background. */
  start(): void;
  stop(): void;
  /** Takes note of what an attempt at an endpoint showed. */
  observe(endpoint: Endpoint, outcome: AttemptOutcome): void;
  /** By endpoint name; `false` also for one that was not heard of yet. */
  reachable(): ReadonlyMap<string, boolean>;
  /** True where an endpoint that may scale to zero was found without a replica that is ready. */
  asleep(endpoint: Endpoint): boolean;
  /** Asks an endpoint soon and often: somebody waits for it. */
  hurry(endpoint: Endpoint): void;
}

export interface ProbeIntervals {
  /** Milliseconds between two rounds of probes. @default 15000 */
  readonly settledMilliseconds?: number;
  /** The same while no endpoint is reachable or somebody waits for one, so that recovery is seen soon. @default 2000 */
  readonly searchingMilliseconds?: number;
}

export interface ReadinessOptions {
  readonly endpoints: readonly Endpoint[];
  readonly targets: Targets;
  readonly sender: Sender;
  /** Called with every finding that is new. */
  readonly found: (endpoint: Endpoint, reachable: boolean) => void;
  /** Whether requests wait for an endpoint. */
  readonly awaited: (endpoint: Endpoint) => boolean;
  /** What was known before a reload. */
  readonly previous?: ReadonlyMap<string, boolean> | undefined;
  readonly probes?: ProbeIntervals | undefined;
}

const PROBE_TIMEOUT_MILLISECONDS = 2_000;
/** Replicas of an endpoint that are asked in one round at most. */
const PROBED_REPLICAS = 8;

/** These show that nothing is there; other failures may be the single request's. */
const UNREACHABLE: ReadonlySet<AttemptOutcome> = new Set([
  "connection_refused",
  "host_unreachable",
  "name_not_resolved",
  "connect_timeout",
]);
/** What may stand in for "no replica" where a proxy or a Service answers for the endpoint. */
const ASLEEP: ReadonlySet<AttemptOutcome> = new Set(["server_error", "misconfigured"]);
const REACHABLE: ReadonlySet<AttemptOutcome> = new Set(["answered", "rejected", "rate_limited"]);

interface State {
  reachable: boolean;
  /** Milliseconds of `performance.now()`; 0 where it was never heard of. */
  heardAt: number;
}

export function createReadiness(options: ReadinessOptions): Readiness {
  const { endpoints, targets, sender, found, awaited, previous, probes = {} } = options;
  const { settledMilliseconds = 15_000, searchingMilliseconds = 2_000 } = probes;
  const states = new Map<string, State>(
    endpoints.map(({ name }) => {
      const known = previous?.get(name) === true;
      return [name, { reachable: known, heardAt: known ? performance.now() : 0 }];
    }),
  );
  const probing = new Set<string>();
  endpoints.forEach((endpoint) => found(endpoint, states.get(endpoint.name)?.reachable === true));
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let searching = true;
  const stopped = new AbortController();

  function note(endpoint: Endpoint, reachable: boolean): void {
    const state = states.get(endpoint.name);
    if (stopped.signal.aborted || state === undefined) return;
    const news = state.reachable !== reachable;
    state.reachable = reachable;
    state.heardAt = performance.now();
    if (news) found(endpoint, reachable);
  }

  async function probe(endpoint: Endpoint): Promise<void> {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS)]);
    const answers = targets
      .of(endpoint)
      .slice(0, PROBED_REPLICAS)
      .map(async ({ address }) => {
        const status = await sender.probe(endpoint, address, signal);
        // Some endpoints list no models, or not with this key; that they answer is what counts. Where no replica may be
        // there, a 404 is more likely the word of a proxy.
        const there = status < 500 && (endpoint.scaleToZero === undefined || status !== 404);
        if (!there) throw new Error("not ready");
      });
    try {
      await Promise.any(answers);
      note(endpoint, true);
    } catch {
      note(endpoint, false);
    }
  }

  async function probeOnce(endpoint: Endpoint): Promise<void> {
    if (probing.has(endpoint.name)) return;
    probing.add(endpoint.name);
    await probe(endpoint);
    probing.delete(endpoint.name);
  }

  async function round(): Promise<void> {
    running = true;
    const now = performance.now();
    const due = endpoints.filter(({ name }) => {
      const state = states.get(name);
      return state?.reachable !== true || now - state.heardAt >= settledMilliseconds;
    });
    await Promise.all(due.map(probeOnce));
    running = false;
    schedule();
  }

  function schedule(): void {
    if (stopped.signal.aborted) return;
    searching = ![...states.values()].some(({ reachable }) => reachable) || endpoints.some(awaited);
    timer = setTimeout(() => void round(), searching ? searchingMilliseconds : settledMilliseconds);
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
      // A client can bring these about as well, so that the endpoint itself is asked.
      else if (endpoint.scaleToZero !== undefined && ASLEEP.has(outcome)) void probeOnce(endpoint);
    },
    reachable: () => new Map([...states].map(([name, { reachable }]) => [name, reachable])),
    asleep({ name, scaleToZero }) {
      const state = states.get(name);
      return scaleToZero !== undefined && state !== undefined && state.heardAt > 0 && !state.reachable;
    },
    hurry() {
      // While it is looked for already, starting over would only put the next look off.
      if (running || searching) return;
      clearTimeout(timer);
      schedule();
    },
  };
}
