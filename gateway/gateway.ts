import { createServer } from "node:http";
import type { GatewayConfig } from "../domain/gateway/config.ts";
import { countryName } from "../domain/jurisdiction/countries.ts";
import { readKeys } from "./configuration.ts";
import { RequestAborted } from "./failures.ts";
import { stdoutLog, type Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createReadiness, type ProbeIntervals } from "./readiness.ts";
import { createRouter } from "./router.ts";
import { createSender } from "./send.ts";
import { createRequestListener } from "./server.ts";

export interface GatewayOptions {
  /** Where API keys are looked up. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** Takes the log's entries. @default one line of JSON each on stdout */
  readonly log?: Log;
  /** How often endpoints are asked whether they are there. */
  readonly probes?: ProbeIntervals;
}

export interface Gateway {
  /** Starts to serve; resolves to the address, in which port 0 has become a real one. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
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
 * @throws ConfigurationError where an environment variable with an API key is missing.
 */
export function createGateway(config: GatewayConfig, options: GatewayOptions = {}): Gateway {
  const { environment = process.env, log = stdoutLog, probes } = options;
  const { timeouts, residencyLevel: level } = config;
  const keys = readKeys(config, environment);
  const sender = createSender({ level, keys, connectSeconds: timeouts.connectSeconds });
  const metrics = createMetrics();
  const readiness = createReadiness(config.endpoints, sender, metrics, probes);
  const stopping = new AbortController();
  let closed: Promise<void> | undefined;

  const listener = createRequestListener({
    config,
    timeouts,
    sender,
    metrics,
    readiness,
    log,
    router: createRouter(config),
    withoutStreamOptions: new Set(),
    stopping: stopping.signal,
    draining: () => closed !== undefined,
  });
  const bodyMilliseconds = timeouts.totalSeconds * 1000;
  const server = createServer(
    {
      keepAliveTimeout: CLIENT_KEEP_ALIVE_MILLISECONDS,
      requestTimeout: bodyMilliseconds,
      headersTimeout: Math.min(HEADERS_MILLISECONDS, bodyMilliseconds),
    },
    listener,
  );

  function listen(): Promise<{ host: string; port: number }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ host: string; port: number }>();
    server.once("error", reject);
    server.listen(config.listen.port, config.listen.host, () => {
      server.off("error", reject);
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : config.listen.port;
      readiness.start();
      log({
        level: "info",
        message: "listening",
        host: config.listen.host,
        port,
        residencyLevel: level,
        endpoints: config.endpoints.map(({ name, tier, jurisdiction, accepts }) => ({
          name,
          tier,
          country: countryName(jurisdiction.country),
          operator: jurisdiction.operator,
          ownerCountry: countryName(jurisdiction.ownerCountry),
          accepts,
        })),
      });
      resolve({ host: config.listen.host, port });
    });
    return promise;
  }

  async function drain(): Promise<void> {
    log({ level: "info", message: "draining", seconds: timeouts.drainSeconds });
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    // Connections whose last answer is out would otherwise stay until their keep-alive ends.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const tooLate = setTimeout(() => {
      stopping.abort(new RequestAborted("stopping"));
      setTimeout(() => server.closeAllConnections(), FAREWELL_MILLISECONDS);
    }, timeouts.drainSeconds * 1000);
    await ended;
    clearInterval(sweep);
    clearTimeout(tooLate);
    readiness.stop();
    await sender.close();
    log({ level: "info", message: "stopped" });
  }

  return {
    listen,
    close: () => (closed ??= drain()),
  };
}
