import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, internalError } from "./errors.ts";
import type { Log } from "./log.ts";

type Headers = Readonly<Record<string, string>>;

/** Sends a complete JSON answer, given as bytes or as a value. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Headers = {},
): void {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...headers,
    "content-type": "application/json",
    "content-length": bytes.length,
  });
  response.end(bytes);
}

/** Milliseconds that a client gets to finish sending a body which nobody wants. */
const LINGER_MILLISECONDS = 1_000;

/** Tells the client of a failure; one that nobody expected goes to the log and is not described to the client. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
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
function sendError(request: IncomingMessage, response: ServerResponse, error: ApiError): void {
  if (request.complete) {
    sendJson(response, error.status, error.body, error.headers);
    return;
  }
  const bytes = Buffer.from(JSON.stringify(error.body));
  response.writeHead(error.status, {
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
function logInternalError(log: Log, error: unknown, response: ServerResponse): void {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  log({
    level: "error",
    message: "internal error",
    requestId: response.getHeader("x-request-id"),
    name: error instanceof Error ? error.name : typeof error,
    at: stack
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
  });
}
