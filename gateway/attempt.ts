import type { GatewayConfig } from "../domain/gateway/config.ts";
import type { Endpoint, SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import { bodyFor, type ChatRequest, type UsageMode } from "./chat-request.ts";
import { createEventSplitter, readEvent, saysError, type EventSplitter } from "./event-stream.ts";
import { openExchange, type Exchange } from "./exchange.ts";
import { AttemptFailure } from "./failures.ts";
import { decodeUtf8, isRecord, parseJson } from "./json.ts";
import type { Sender } from "./send.ts";
import { usageOf, type Usage } from "./usage.ts";

/** What one endpoint gave; everything up to here is invisible to the client. */
export type Answer =
  | { readonly kind: "complete"; readonly body: Buffer; readonly usage: Usage | undefined }
  /** 4xx: the client's own fault, which no other endpoint would mend. */
  | { readonly kind: "rejected"; readonly status: number; readonly body: Buffer }
  | StreamOpening;

/** A stream of which at least one good event has come. */
export interface StreamOpening {
  readonly kind: "stream";
  readonly exchange: Exchange;
  readonly splitter: EventSplitter;
  /** Events received so far, comments included. */
  readonly events: readonly Buffer[];
}

export interface AttemptContext {
  readonly sender: Sender;
  readonly timeouts: GatewayConfig["timeouts"];
  /** Names of endpoints that were found not to take `stream_options`. */
  readonly withoutStreamOptions: Set<string>;
}

/** Answers larger than this are given up. */
const MAXIMUM_ANSWER_BYTES = 64 << 20;

/** The upstream's own trouble or the gateway's wrong key, URL or model name, never the client's fault. */
const MISCONFIGURED = new Set([401, 402, 403, 404, 405]);

/**
 * Asks one endpoint.
 * @throws AttemptFailure where the next endpoint may be tried, RequestAborted where the request as a whole is over.
 */
export async function attempt(
  context: AttemptContext,
  label: SensitivityLabel,
  endpoint: Endpoint,
  request: ChatRequest,
  requestId: string,
  signal: AbortSignal,
): Promise<Answer> {
  const ask = async (mode: UsageMode): Promise<Answer> => {
    const message = {
      body: bodyFor(endpoint, request, mode),
      accept: request.stream ? ("text/event-stream" as const) : ("application/json" as const),
      requestId,
    };
    const exchange = await openExchange(context.sender, label, endpoint, message, context.timeouts, signal);
    try {
      return await readAnswer(exchange, request.stream);
    } catch (error) {
      void exchange.finish();
      throw error;
    }
  };

  if (!request.stream || context.withoutStreamOptions.has(endpoint.name)) return ask("leave-out");
  const answer = await ask("ask");
  if (!blamesStreamOptions(answer, request)) return answer;
  // Mistral answers 422 to stream_options and sends the tokens anyway: ask again without, and remember.
  const second = await ask("leave-out");
  if (second.kind !== "rejected") context.withoutStreamOptions.add(endpoint.name);
  return second;
}

function blamesStreamOptions(answer: Answer, request: ChatRequest): boolean {
  if (answer.kind !== "rejected" || (answer.status !== 400 && answer.status !== 422)) return false;
  return !request.wantsUsage || answer.body.includes("stream_options");
}

async function readAnswer(exchange: Exchange, stream: boolean): Promise<Answer> {
  const { status, mediaType, retryAfterSeconds } = exchange;
  if (status === 429) throw new AttemptFailure("rate_limited", retryAfterSeconds);
  if (status >= 500) throw new AttemptFailure("server_error", retryAfterSeconds);
  if (status === 408) throw new AttemptFailure("request_timeout");
  if (MISCONFIGURED.has(status)) throw new AttemptFailure("misconfigured");
  if (status >= 400) return { kind: "rejected", status, body: (await readJson(exchange)).body };
  if (status >= 300) throw new AttemptFailure("redirect");
  if (status !== 200) throw new AttemptFailure("unexpected_status");
  if (mediaType !== (stream ? "text/event-stream" : "application/json")) {
    throw new AttemptFailure("wrong_content_type");
  }
  if (stream) return openStream(exchange);
  const { body, value } = await readJson(exchange);
  if (saysError(value)) throw new AttemptFailure("error_in_answer");
  return { kind: "complete", body, usage: usageOf(value) };
}

async function readJson(exchange: Exchange): Promise<{ body: Buffer; value: Record<string, unknown> }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (let chunk = await exchange.next(); chunk !== undefined; chunk = await exchange.next()) {
    size += chunk.length;
    if (size > MAXIMUM_ANSWER_BYTES) throw new AttemptFailure("answer_too_large");
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, size);
  const text = decodeUtf8(body);
  const value = text === undefined ? undefined : parseJson(text);
  if (!isRecord(value)) throw new AttemptFailure("invalid_answer");
  return { body, value };
}

/** Waits for the first event with data, so that an error in its place can still be hidden. */
async function openStream(exchange: Exchange): Promise<StreamOpening> {
  const splitter = createEventSplitter();
  const events: Buffer[] = [];
  for (;;) {
    const chunk = await exchange.next();
    if (chunk === undefined) throw new AttemptFailure("stream_truncated");
    const arrived = splitter.push(chunk);
    events.push(...arrived);
    const first = arrived.map((event) => readEvent(event).kind).find((kind) => kind !== "nothing");
    if (first === "error") throw new AttemptFailure("error_in_answer");
    if (first === "broken" || first === "done") throw new AttemptFailure("invalid_answer");
    if (first === "chunk") return { kind: "stream", exchange, splitter, events };
  }
}
