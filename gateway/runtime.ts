import type { GatewayConfig } from "../domain/gateway/config.ts";
import type { Endpoint } from "../domain/gateway/endpoint.ts";
import type { SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import type { Cancellation } from "./http/cancellation.ts";
import type { Log } from "./observability/log.ts";
import type { Metrics } from "./observability/metrics.ts";
import type { Tracing } from "./observability/tracing.ts";
import { createRouter, type Router } from "./router.ts";
import { createTenancy } from "./tenancy/create.ts";
import type { UsageStore } from "./tenancy/store.ts";
import type { Tenancy } from "./tenancy/tenancy.ts";
import type { AttemptRecord, AttemptsContext } from "./upstream/attempts.ts";
import type { RequestAborted } from "./upstream/failures.ts";
import { createReadiness, type ProbeIntervals, type Readiness } from "./upstream/readiness.ts";
import { createSender } from "./upstream/send.ts";
import { createTargets, type Resolve, type Targets } from "./upstream/targets.ts";
import { createWaitingRoom, type WaitingRoom } from "./upstream/waiting-room.ts";

/**
 * Everything that hangs on one configuration. A reload makes a new one beside it; requests that began with the old one
 * end with it.
 */
export interface Runtime {
  readonly config: GatewayConfig;
  readonly router: Router;
  readonly tenancy: Tenancy;
  readonly targets: Targets;
  readonly readiness: Readiness;
  readonly waitingRoom: WaitingRoom;
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
  readonly log: Log;
  /** Cancelled when the time to drain is up. */
  readonly stopping: Cancellation<RequestAborted>;
  /** What all attempts share. */
  readonly attempts: Omit<AttemptsContext, "awake" | "admission" | "trace" | "ended">;
  ended(record: AttemptRecord, label: SensitivityLabel): void;
  /** Starts to look after the endpoints; resolves when their names are resolved. */
  start(): Promise<void>;
  /** A request uses it. @returns Lets go of it. */
  hold(): () => void;
  /** Stops looking after the endpoints, and lets go of their connections when no request uses them any more. */
  retire(): Promise<void>;
}

export interface RuntimeOptions {
  readonly config: GatewayConfig;
  /** API keys by the endpoint's name. */
  readonly keys: ReadonlyMap<string, string>;
  readonly store: UsageStore;
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
  readonly log: Log;
  readonly stopping: Cancellation<RequestAborted>;
  readonly probes?: ProbeIntervals | undefined;
  readonly resolve?: Resolve | undefined;
  /** The one before, whose replicas keep what was learnt about them. */
  readonly previous?: Runtime | undefined;
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const { config, keys, store, metrics, tracing, log, stopping, probes, previous } = options;
  const sender = createSender({
    level: config.residencyLevel,
    keys,
    connectSeconds: config.timeouts.connectSeconds,
  });
  const targets = createTargets(config, previous?.targets, options.resolve);
  // One for all configurations: who waits goes on waiting, and is counted, through a reload.
  const waitingRoom =
    previous?.waitingRoom ?? createWaitingRoom((endpoint, depth) => metrics.queueDepth(endpoint, depth));
  const readiness = createReadiness({
    endpoints: config.endpoints,
    targets,
    sender,
    awaited: (endpoint) => waitingRoom.depth(endpoint) > 0,
    found(endpoint, reachable) {
      metrics.reachable(endpoint, reachable);
      if (reachable) waitingRoom.wake(endpoint);
    },
    previous: previous?.readiness.reachable(),
    probes,
  });
  config.endpoints.forEach((endpoint) => {
    if (endpoint.scaleToZero !== undefined) metrics.queueDepth(endpoint, waitingRoom.depth(endpoint));
  });
  let users = 0;
  let idle: (() => void) | undefined;

  function ended(record: AttemptRecord, label: SensitivityLabel): void {
    const { endpoint, outcome } = record;
    if (outcome === "running") return;
    metrics.attempt(record, label);
    readiness.observe(endpoint, outcome);
  }

  return {
    config,
    router: createRouter(config),
    tenancy: createTenancy(config, store),
    targets,
    readiness,
    waitingRoom,
    metrics,
    tracing,
    log,
    stopping,
    attempts: {
      sender,
      timeouts: config.timeouts,
      withoutStreamOptions: new Set(),
      config,
      targets,
      asleep: (endpoint: Endpoint) => readiness.asleep(endpoint),
    },
    ended,
    async start() {
      await targets.start();
      readiness.start();
    },
    hold() {
      users += 1;
      return () => {
        users -= 1;
        if (users === 0) idle?.();
      };
    },
    async retire() {
      if (users > 0) await new Promise<void>((resolve) => (idle = resolve));
      readiness.stop();
      targets.stop();
      await sender.close();
    },
  };
}
