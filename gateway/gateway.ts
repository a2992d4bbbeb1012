import { createServer } from "node:http";
import type { GatewayConfig } from "../domain/gateway/config.ts";
import { countryName } from "../domain/jurisdiction/countries.ts";
import { createAdmin } from "./admin/admin.ts";
import { readKeys, readStorePassword } from "./configuration.ts";
import { Cancellation } from "./http/cancellation.ts";
import { GatewayResponse } from "./http/gateway-response.ts";
import { createRequestListener } from "./http/server.ts";
import { createStdoutLog, type Log } from "./observability/log.ts";
import { createMetrics } from "./observability/metrics.ts";
import { createTracing } from "./observability/otlp.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import { createStore } from "./tenancy/create-store.ts";
import { RequestAborted } from "./upstream/failures.ts";
import type { ProbeIntervals } from "./upstream/readiness.ts";
import type { Resolve } from "./upstream/targets.ts";

export interface GatewayOptions {
  /** Where API keys are looked up. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** Takes the log's entries. @default one line of JSON each on stdout */
  readonly log?: Log;
  /** How often endpoints are asked whether they are there. */
  readonly probes?: ProbeIntervals;
  /** How names of endpoints with `discovery: dns` are looked up. @default the system's resolver */
  readonly resolve?: Resolve;
}

export interface Gateway {
  /** Starts to serve; resolves to the address, in which port 0 has become a real one. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /**
   * Goes on with another configuration: requests that run end with the one that they began with. `listen`, `store` and
   * `tracing` stay as they were.
   * @throws ConfigurationError where an environment variable is missing; then nothing has changed.
   */
  reload(config: GatewayConfig): Promise<void>;
  /** A configuration was refused: counted, so that somebody is told. */
  refused(): void;
  /**
   * Takes no new connections, lets running requests finish for up to `timeouts.drainSeconds`, ends the rest with an
   * error, and resolves when all is closed. Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

/** Idle connections of clients stay open longer than common load balancers keep theirs (60 s). */
const CLIENT_KEEP_ALIVE_MILLISECONDS = 75_000;
const HEADERS_MILLISECONDS = 60_000;
/** Milliseconds that streams get to send their error frame when the time to drain is up. */
const FAREWELL_MILLISECONDS = 500;

/**
 * A gateway in this process.
 * @throws ConfigurationError where an environment variable with an API key or a password is missing.
 */
export function createGateway(config: GatewayConfig, options: GatewayOptions = {}): Gateway {
  const { environment = process.env, log = createStdoutLog(), probes, resolve } = options;
  const metrics = createMetrics();
  const tracing = createTracing(config.tracing, log);
  const store = createStore(config.store, readStorePassword(config, environment), log);
  const stopping = new Cancellation<RequestAborted>();
  const shared = { store, metrics, tracing, log, stopping, probes, resolve };
  let runtime = createRuntime({ ...shared, config, keys: readKeys(config, environment) });
  let closed: Promise<void> | undefined;

  const listener = createRequestListener({
    runtime: () => runtime,
    admin: createAdmin(),
    draining: () => closed !== undefined,
  });
  const bodyMilliseconds = config.timeouts.totalSeconds * 1000;
  const server = createServer(
    {
      ServerResponse: GatewayResponse,
      keepAliveTimeout: CLIENT_KEEP_ALIVE_MILLISECONDS,
      requestTimeout: bodyMilliseconds,
      // How often a body that does not come is looked for.
      connectionsCheckingInterval: 1_000,
      headersTimeout: Math.min(HEADERS_MILLISECONDS, bodyMilliseconds),
    },
    listener,
  );

  async function listen(): Promise<{ host: string; port: number }> {
    await Promise.all([runtime.start(), tracing?.start()]);
    const { promise, resolve: listening, reject } = Promise.withResolvers<{ host: string; port: number }>();
    server.once("error", reject);
    server.listen(config.listen.port, config.listen.host, () => {
      server.off("error", reject);
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : config.listen.port;
      log({
        level: "info",
        message: "listening",
        host: config.listen.host,
        port,
        ...describeConfig(config),
      });
      listening({ host: config.listen.host, port });
    });
    return promise;
  }

  async function reload(next: GatewayConfig): Promise<void> {
    const previous = runtime;
    const replacement = createRuntime({
      ...shared,
      config: next,
      keys: readKeys(next, environment),
      previous,
    });
    for (const section of ["store", "tracing"] as const) {
      if (JSON.stringify(next[section]) === JSON.stringify(previous.config[section])) continue;
      log({ level: "warn", message: "a change of this section needs a restart", section });
    }
    await replacement.start();
    runtime = replacement;
    metrics.reloaded("taken");
    log({ level: "info", message: "configuration reloaded", ...describeConfig(next) });
    void retire(previous);
  }

  async function retire(old: Runtime): Promise<void> {
    await old.retire();
    log({ level: "info", message: "the last request of the configuration before has ended" });
  }

  async function drain(): Promise<void> {
    const { drainSeconds } = runtime.config.timeouts;
    log({ level: "info", message: "draining", seconds: drainSeconds });
    const ended = new Promise<void>((done) => server.close(() => done()));
    // Connections whose last answer is out would otherwise stay until their keep-alive ends.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const tooLate = setTimeout(() => {
      stopping.cancel(new RequestAborted("stopping"));
      setTimeout(() => server.closeAllConnections(), FAREWELL_MILLISECONDS);
    }, drainSeconds * 1000);
    await ended;
    clearInterval(sweep);
    clearTimeout(tooLate);
    await runtime.retire();
    await Promise.all([store.close(), tracing?.close()]);
    log({ level: "info", message: "stopped" });
  }

  return {
    listen,
    reload,
    refused: () => metrics.reloaded("refused"),
    close: () => (closed ??= drain()),
  };
}

function describeConfig({ residencyLevel, endpoints }: GatewayConfig) {
  return {
    residencyLevel,
    endpoints: endpoints.map(({ name, tier, jurisdiction, accepts }) => ({
      name,
      tier,
      country: countryName(jurisdiction.country),
      operator: jurisdiction.operator,
      ownerCountry: countryName(jurisdiction.ownerCountry),
      accepts,
    })),
  };
}
