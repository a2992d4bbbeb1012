import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import type { Cancellation } from "../http/cancellation.ts";
import { decodeUtf8, isRecord, parseJson } from "../json.ts";
import { OPERATION_BY_NAME } from "../operations/operations.ts";
import { bodyFor, type GenerationRequest, type UsageMode } from "../operations/request.ts";
import { usageOf, type Usage } from "../operations/usage.ts";
import { protocolOf } from "../protocols/protocol.ts";
import { AnswerStream } from "../stream/answer-stream.ts";
import { saysError } from "../stream/event-stream.ts";
import { Exchange } from "./exchange.ts";
import { AttemptFailure, type AttemptError } from "./failures.ts";
import type { Sender } from "./send.ts";
import type { Target } from "./targets.ts";

/** What one endpoint gave; everything up to here is invisible to the client. */
export type Answer =
  | {
      readonly kind: "complete";
      readonly text: string;
      /** Its length in UTF-8. */
      readonly bytes: number;
      readonly usage: Usage | undefined;
    }
  /** 4xx: the client's own fault, which no other endpoint would mend. */
  | { readonly kind: "rejected"; readonly status: number; readonly text: string }
  /** A stream whose first content has come. */
  | { readonly kind: "stream"; readonly stream: AnswerStream };

export interface AttemptContext {
  readonly sender: Sender;
  readonly timeouts: GatewayConfig["timeouts"];
  /** Names of endpoints that were found not to take `stream_options`. */
  readonly withoutStreamOptions: Set<string>;
}

export interface AttemptTask {
  readonly label: SensitivityLabel;
  readonly request: GenerationRequest;
  readonly requestId: string;
  readonly traceparent?: string | undefined;
}

/** Answers larger than this are given up. */
const MAXIMUM_ANSWER_BYTES = 64 << 20;

/** The upstream's own trouble or the gateway's wrong key, URL or model name, never the client's fault. */
const MISCONFIGURED = new Set([401, 402, 403, 404, 405]);

/**
 * Asks one replica of an endpoint.
 * @throws AttemptError, or NotPermittedError from the choke point.
 */
export async function attempt(
  context: AttemptContext,
  task: AttemptTask,
  target: Target,
  cancellation: Cancellation<AttemptError>,
): Promise<Answer> {
  const { request } = task;
  const { endpoint } = target;
  const operation = OPERATION_BY_NAME[request.operation];
  const { translation } = protocolOf(endpoint);

  const ask = async (body: Buffer): Promise<Answer> => {
    const message = {
      operation: request.operation,
      body,
      accept: request.stream ? ("text/event-stream" as const) : ("application/json" as const),
      requestId: task.requestId,
      traceparent: task.traceparent,
    };
    const { sender, timeouts } = context;
    const exchange = await Exchange.open(
      sender,
      task.label,
      endpoint,
      target.address,
      message,
      timeouts,
      cancellation,
    );
    try {
      return await readAnswer(exchange, target, request);
    } catch (error) {
      void exchange.finish();
      throw error;
    }
  };
  const askPlain = (mode: UsageMode) => ask(bodyFor(endpoint, request, operation, mode));

  if (translation !== undefined) {
    const body = translation.request(endpoint, request);
    if (!Buffer.isBuffer(body)) throw new AttemptFailure("not_supported", { detail: body.unsupported });
    return ask(body);
  }
  if (!request.stream || context.withoutStreamOptions.has(endpoint.name)) return askPlain("leave-out");
  const answer = await askPlain("ask");
  if (!operation.streamOptions || !blamesStreamOptions(answer)) return answer;
  // Mistral answers 422 to stream_options and sends the tokens anyway: ask again without, and remember.
  const second = await askPlain("leave-out");
  // What a client wrote into the options itself says nothing about others' requests.
  const ours = Object.entries(request.streamOptions ?? {}).every(
    ([key, value]) => key === "include_usage" && typeof value === "boolean",
  );
  if (second.kind !== "rejected" && ours) context.withoutStreamOptions.add(endpoint.name);
  return second;
}

function blamesStreamOptions(answer: Answer): boolean {
  if (answer.kind !== "rejected" || (answer.status !== 400 && answer.status !== 422)) return false;
  return answer.text.includes("stream_options");
}

async function readAnswer(exchange: Exchange, target: Target, request: GenerationRequest): Promise<Answer> {
  const { status, mediaType } = exchange;
  const { translation } = protocolOf(target.endpoint);
  if (status !== 200) return readRefusal(exchange, target);
  if (mediaType !== (request.stream ? "text/event-stream" : "application/json")) {
    throw new AttemptFailure("wrong_content_type");
  }
  const operation = OPERATION_BY_NAME[request.operation];
  if (request.stream) {
    const stream = new AnswerStream(exchange, {
      dialect: operation.events,
      stripUsage: operation.streamOptions && !request.wantsUsage,
      stripContinuousUsage:
        // An adapter tells the input's tokens at the beginning, so that they are known of aborted streams, too.
        (target.endpoint.usageInStream === "continuous" || translation !== undefined) &&
        request.streamOptions?.["continuous_usage_stats"] !== true,
      translate: translation?.stream(request.model),
    });
    await stream.open();
    return { kind: "stream", stream };
  }
  const { text, bytes, value } = await readJson(exchange);
  if (saysError(value)) throw new AttemptFailure("error_in_answer");
  const answer = translation === undefined ? value : translation.answer(value, request.model);
  if (answer === undefined || !operation.isAnswer(answer)) throw new AttemptFailure("invalid_answer");
  const usage = usageOf(answer);
  if (answer === value) return { kind: "complete", text, bytes, usage };
  const translated = JSON.stringify(answer);
  return { kind: "complete", text: translated, bytes: Buffer.byteLength(translated), usage };
}

/** @throws AttemptFailure for everything but the client's own fault. */
async function readRefusal(exchange: Exchange, target: Target): Promise<Answer> {
  const { status, retryAfterSeconds } = exchange;
  if (status === 429) throw new AttemptFailure("rate_limited", { retryAfterSeconds });
  if (status >= 500) throw new AttemptFailure("server_error", { retryAfterSeconds });
  if (status === 408) throw new AttemptFailure("request_timeout");
  if (MISCONFIGURED.has(status)) throw new AttemptFailure("misconfigured");
  if (status >= 400) {
    const { text, value } = await readJson(exchange);
    const { translation } = protocolOf(target.endpoint);
    if (translation?.isOperatorsFault(value) === true) throw new AttemptFailure("misconfigured");
    const told = translation === undefined ? text : JSON.stringify(translation.error(value));
    return { kind: "rejected", status, text: told };
  }
  throw new AttemptFailure(status >= 300 ? "redirect" : "unexpected_status");
}

interface JsonAnswer {
  readonly text: string;
  /** Its length in UTF-8. */
  readonly bytes: number;
  readonly value: Record<string, unknown>;
}

async function readJson(exchange: Exchange): Promise<JsonAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (let chunk = await exchange.next(); chunk !== undefined; chunk = await exchange.next()) {
    size += chunk.length;
    if (size > MAXIMUM_ANSWER_BYTES) throw new AttemptFailure("answer_too_large");
    chunks.push(chunk);
  }
  const [first] = chunks;
  const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
  const text = decodeUtf8(body);
  const value = text === undefined ? undefined : parseJson(text);
  if (text === undefined || !isRecord(value)) throw new AttemptFailure("invalid_answer");
  return { text, bytes: size, value };
}
