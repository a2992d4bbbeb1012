import { Pool, type Dispatcher } from "undici";
import type { ResidencyLevel } from "../domain/jurisdiction/countries.ts";
import { mayReceive, type Endpoint, type SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";

/**
 * The choke point: this is the only module that opens connections to endpoints, and `send` the only function that
 * takes bytes of a client's request. Whoever adds a retry, a hedge or a cache has to come through here.
 */

/** Somebody tried to send a request to an endpoint that must not see it: a bug, stopped at the last moment. */
export class NotPermittedError extends Error {
  constructor(label: SensitivityLabel, endpoint: string) {
    super(`a request labelled "${label}" must not be sent to endpoint "${endpoint}"`);
    this.name = "NotPermittedError";
  }
}

export interface Message {
  /** The request's JSON body. */
  readonly body: Buffer;
  readonly accept: "application/json" | "text/event-stream";
  readonly requestId: string;
}

export interface Sender {
  /**
   * Posts a chat completion to an endpoint. Redirects are not followed, nothing is retried; headers are the gateway's
   * own, none of the client's is passed on.
   * @throws NotPermittedError where `endpoint` may not see a request with `label`; no byte has left then.
   */
  send(
    label: SensitivityLabel,
    endpoint: Endpoint,
    message: Message,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData>;
  /** Asks an endpoint for its models, with no data of any request; resolves to the HTTP status. */
  probe(endpoint: Endpoint, signal: AbortSignal): Promise<number>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

export interface SenderOptions {
  readonly level: ResidencyLevel;
  /** API keys by the endpoint's name. */
  readonly keys: ReadonlyMap<string, string>;
  readonly connectSeconds: number;
}

/** vLLM's server closes idle connections after 5 s; letting go earlier avoids sending into a closing one. */
const KEEP_ALIVE_MILLISECONDS = 4_000;

export function createSender({ level, keys, connectSeconds }: SenderOptions): Sender {
  const pools = new Map<string, Pool>();

  function poolOf(origin: string): Pool {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connect: { timeout: connectSeconds * 1000 },
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      keepAliveMaxTimeout: KEEP_ALIVE_MILLISECONDS,
      allowH2: false,
      // Silence is watched by the attempt itself, which can tell the first byte from later ones.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(origin, pool);
    return pool;
  }

  function request(
    endpoint: Endpoint,
    resource: string,
    options: Pick<Dispatcher.RequestOptions, "method" | "body" | "signal"> & {
      headers: Record<string, string>;
    },
  ): Promise<Dispatcher.ResponseData> {
    const url = new URL(endpoint.url);
    const key = keys.get(endpoint.name);
    return poolOf(url.origin).request({
      ...options,
      path: `${url.pathname.replace(/\/+$/, "")}/${resource}${url.search}`,
      headers: key === undefined ? options.headers : { ...options.headers, authorization: `Bearer ${key}` },
    });
  }

  return {
    async send(label, endpoint, message, signal) {
      if (!mayReceive(endpoint, label, level)) throw new NotPermittedError(label, endpoint.name);
      return request(endpoint, "chat/completions", {
        method: "POST",
        body: message.body,
        signal,
        headers: {
          "content-type": "application/json",
          accept: message.accept,
          "accept-encoding": "identity",
          "x-request-id": message.requestId,
        },
      });
    },
    async probe(endpoint, signal) {
      const { statusCode, body } = await request(endpoint, "models", {
        method: "GET",
        signal,
        headers: { accept: "application/json", "accept-encoding": "identity" },
      });
      await body.dump({ limit: 1 << 20, signal });
      return statusCode;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
