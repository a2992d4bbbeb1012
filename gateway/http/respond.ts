import type { IncomingMessage } from "node:http";
import { ApiError, internalError } from "./errors.ts";
import type { Log } from "../observability/log.ts";
import type { GatewayResponse } from "./gateway-response.ts";

type Headers = Readonly<Record<string, string>>;

/** Sends a complete JSON answer, given as a value. */
export function sendJson(
  response: GatewayResponse,
  status: number,
  value: unknown,
  headers: Headers = {},
): void {
  sendJsonText(response, status, JSON.stringify(value), headers);
}

/** Sends a complete JSON answer, given as text: Node writes it together with the headers, which it does not do for bytes. */
export function sendJsonText(
  response: GatewayResponse,
  status: number,
  text: string,
  headers: Headers = {},
  bytes: number = Buffer.byteLength(text),
): void {
  response.begin(status, { ...headers, "content-type": "application/json", "content-length": bytes });
  // One byte to a character, which is written faster; anything else is not ASCII.
  response.end(text, bytes === text.length ? "latin1" : "utf8");
}

/** Milliseconds that a client gets to finish sending a body which nobody wants. */
const LINGER_MILLISECONDS = 1_000;

/** Tells the client of a failure; one that nobody expected goes to the log and is not described to the client. */
export function sendFailure(
  request: IncomingMessage,
  response: GatewayResponse,
  error: unknown,
  log: Log,
): void {
  if (!(error instanceof ApiError)) logInternalError(log, error, response);
  if (response.headersSent) response.destroy();
  else sendError(request, response, error instanceof ApiError ? error : internalError());
}

/**
 * Sends an error. Where the client is still sending its body, the connection is closed afterwards, but not at once: a
 * reset would overtake the answer.
 */
function sendError(request: IncomingMessage, response: GatewayResponse, error: ApiError): void {
  if (request.complete) {
    sendJson(response, error.status, error.body, error.headers);
    return;
  }
  const bytes = Buffer.from(JSON.stringify(error.body));
  response.begin(error.status, {
    ...error.headers,
    "content-type": "application/json",
    "content-length": bytes.length,
    connection: "close",
  });
  response.write(bytes);
  const timer = setTimeout(() => response.end(), LINGER_MILLISECONDS);
  request.once("close", () => {
    clearTimeout(timer);
    response.end();
  });
  request.resume();
}

/** Logs where an unexpected error came from, but not its message: that may quote a prompt. */
export function logInternalError(log: Log, error: unknown, response: GatewayResponse): void {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  log({
    level: "error",
    message: "internal error",
    requestId: response.requestId,
    name: error instanceof Error ? error.name : typeof error,
    at: stack
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
  });
}
