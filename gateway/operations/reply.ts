import type { ApiError } from "../http/errors.ts";
import type { GatewayResponse } from "../http/gateway-response.ts";
import { sendJsonText } from "../http/respond.ts";
import { isRecord, parseJson } from "../json.ts";
import { endWithError } from "../stream/relay.ts";
import type { Operation } from "./operation.ts";

type Headers = Readonly<Record<string, string>>;

const HEARTBEAT = Buffer.from(": the model is waking up\n\n");

/**
 * What the client gets. A stream may have been opened early, with comments that keep its connection alive; from then on
 * everything, errors included, is told within it.
 */
export class Reply {
  readonly response: GatewayResponse;
  readonly #operation: Operation;

  constructor(response: GatewayResponse, operation: Operation) {
    this.response = response;
    this.#operation = operation;
  }

  /** True where the status has gone out. */
  get opened(): boolean {
    return this.response.headersSent;
  }

  openStream(headers: Headers): void {
    if (this.opened) return;
    this.response.begin(200, {
      ...headers,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      // Asks reverse proxies not to hold events back.
      "x-accel-buffering": "no",
    });
  }

  /** Keeps a waiting stream's connection open. */
  beat(): void {
    this.openStream({});
    // A client that does not read has no use for another comment.
    if (!this.response.writableNeedDrain) this.response.write(HEARTBEAT);
  }

  complete({ text, bytes }: { readonly text: string; readonly bytes: number }, headers: Headers): void {
    sendJsonText(this.response, 200, text, headers, bytes);
  }

  /** Passes an endpoint's refusal on. */
  reject(status: number, text: string, headers: Headers): void {
    if (!this.opened) sendJsonText(this.response, status, text, headers);
    else this.#endWith(messageOf(text) ?? `The endpoint refused the request with status ${status}.`);
  }

  /** Ends a stream that was opened before anything answered. */
  fail(error: ApiError): void {
    this.#endWith(error.message);
  }

  #endWith(message: string): void {
    endWithError(this.response, this.#operation.events, message);
  }
}

function messageOf(text: string): string | undefined {
  const value = parseJson(text);
  const error = isRecord(value) ? value["error"] : undefined;
  return isRecord(error) && typeof error["message"] === "string" ? error["message"] : undefined;
}
