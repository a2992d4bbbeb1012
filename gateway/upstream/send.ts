import { Pool, type Dispatcher } from "undici";
import type { Endpoint, OperationName } from "../../domain/gateway/endpoint.ts";
import type { ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import { mayReceive, type SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import { protocolOf } from "../protocols/protocol.ts";
import type { Address } from "./targets.ts";

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
  readonly operation: OperationName;
  /** The request's JSON body. */
  readonly body: Buffer;
  readonly accept: "application/json" | "text/event-stream";
  readonly requestId: string;
  /** W3C trace context of the attempt, where it is traced. */
  readonly traceparent?: string | undefined;
}

export interface Sender {
  /**
   * Posts a request to one address of an endpoint. Redirects are not followed, nothing is retried; headers are the
   * gateway's own, none of the client's is passed on.
   * @throws NotPermittedError where `endpoint` may not see a request with `label`; no byte has left then.
   */
  send(
    label: SensitivityLabel,
    endpoint: Endpoint,
    address: Address,
    message: Message,
    handler: Dispatcher.DispatchHandler,
  ): void;
  /** Asks an address for its models, with no data of any request; resolves to the HTTP status. */
  probe(endpoint: Endpoint, address: Address, signal: AbortSignal): Promise<number>;
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
  const keyHeaders = new Map<string, Readonly<Record<string, string>>>();

  function poolOf(origin: string): Pool {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connect: { timeout: connectSeconds * 1000 },
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      keepAliveMaxTimeout: KEEP_ALIVE_MILLISECONDS,
      allowH2: false,
      // Silence is watched by the exchange itself, which can tell the first byte from later ones.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(origin, pool);
    return pool;
  }

  /** Headers that do not change from request to request. */
  function headersOf(endpoint: Endpoint): Readonly<Record<string, string>> {
    const known = keyHeaders.get(endpoint.name);
    if (known !== undefined) return known;
    const headers = protocolOf(endpoint).headers(endpoint, keys.get(endpoint.name));
    keyHeaders.set(endpoint.name, headers);
    return headers;
  }

  return {
    send(label, endpoint, address, message, handler) {
      if (!mayReceive(endpoint, label, level)) throw new NotPermittedError(label, endpoint.name);
      const headers: Record<string, string> = {
        host: address.host,
        "content-type": "application/json",
        accept: message.accept,
        "accept-encoding": "identity",
        "x-request-id": message.requestId,
        ...headersOf(endpoint),
      };
      if (message.traceparent !== undefined) headers["traceparent"] = message.traceparent;
      poolOf(address.origin).dispatch(
        {
          path: protocolOf(endpoint).path(endpoint, address.path, message.operation),
          method: "POST",
          body: message.body,
          headers,
        },
        handler,
      );
    },
    async probe(endpoint, address, signal) {
      const { statusCode, body } = await poolOf(address.origin).request({
        path: protocolOf(endpoint).probePath(endpoint, address.path),
        method: "GET",
        signal,
        headers: {
          host: address.host,
          accept: "application/json",
          "accept-encoding": "identity",
          ...headersOf(endpoint),
        },
      });
      await body.dump({ limit: 1 << 20, signal });
      return statusCode;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
