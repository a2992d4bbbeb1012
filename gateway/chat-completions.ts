import type { IncomingMessage, ServerResponse } from "node:http";
import type { GatewayConfig } from "../domain/gateway/config.ts";
import type { Endpoint, SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import { attempt, type Answer, type AttemptContext } from "./attempt.ts";
import { readChatRequest, readLabel, type ChatRequest } from "./chat-request.ts";
import { invalidRequest, serverError, type ApiError } from "./errors.ts";
import { AttemptFailure, RequestAborted, type FailureReason } from "./failures.ts";
import type { AttemptOutcome, Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import type { Model, Router } from "./router.ts";
import { sendJson } from "./responses.ts";
import { relayStream } from "./stream-relay.ts";
import type { Usage } from "./usage.ts";

export interface ChatContext extends AttemptContext {
  readonly config: GatewayConfig;
  readonly router: Router;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/** One try at one endpoint, as the log shows it. */
interface AttemptRecord {
  readonly endpoint: Endpoint;
  outcome: AttemptOutcome;
  readonly retryAfterSeconds?: number | undefined;
}

/** What is known of a request by the time it is over; nothing in it comes from a prompt or an answer. */
export interface ChatRecord {
  label?: SensitivityLabel;
  model?: Model;
  stream?: boolean;
  readonly attempts: AttemptRecord[];
  endpoint?: Endpoint;
  usage?: Usage | undefined;
  firstByteSeconds?: number;
  /** What went wrong, "" where nothing did. */
  errorType: string;
}

export interface ChatExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Seconds since the request arrived. */
  readonly elapsed: () => number;
  /** Aborted with a RequestAborted when the client is gone, the time is up or the gateway stops. */
  readonly signal: AbortSignal;
  readonly record: ChatRecord;
}

/**
 * Answers a chat completion: label and model decide which endpoints may be asked, they are asked in turn, and the
 * first good answer goes to the client.
 * @throws ApiError or RequestAborted while nothing was sent yet; what goes wrong later is told within the stream.
 */
export async function handleChatCompletion(context: ChatContext, exchange: ChatExchange): Promise<void> {
  const { record } = exchange;
  const label = readLabel(exchange.request);
  record.label = label;
  const request = await readChatRequest(exchange.request, context.config.maxBodyBytes);
  record.stream = request.stream;
  const model = findModel(context.router, request.model);
  record.model = model;
  const endpoints = context.router.candidates(model, label);
  if (endpoints.length === 0) throw noPermittedEndpoint(model, label);

  for (const endpoint of endpoints) {
    const answer = await tryEndpoint(context, exchange, endpoint, label, request);
    if (answer instanceof AttemptFailure) {
      if (endpoint !== endpoints.at(-1)) context.metrics.fallback(model.id, endpoint, answer.reason);
      continue;
    }
    record.endpoint = endpoint;
    await respond(context, exchange, answer, endpoint, label, request);
    return;
  }
  throw allFailed(record.attempts, label);
}

/**
 * The model that a client's name means.
 * @throws ApiError 404 `model_not_found`.
 */
export function findModel(router: Router, name: string): Model {
  const model = router.find(name);
  if (model !== undefined) return model;
  throw invalidRequest(404, `The model "${name}" does not exist here; GET /v1/models lists those that do.`, {
    param: "model",
    code: "model_not_found",
  });
}

/** The endpoint's answer, or its failure where the next may be tried. */
async function tryEndpoint(
  context: ChatContext,
  { signal, requestId, record }: ChatExchange,
  endpoint: Endpoint,
  label: SensitivityLabel,
  request: ChatRequest,
): Promise<Answer | AttemptFailure> {
  const settle = (outcome: AttemptOutcome, retryAfterSeconds?: number) => {
    record.attempts.push({ endpoint, outcome, retryAfterSeconds });
    // A stream is counted when it has ended, by how it ended.
    if (outcome === "answered" && request.stream) return;
    noteOutcome(context, endpoint, label, outcome);
  };
  try {
    const answer = await attempt(context, label, endpoint, request, requestId, signal);
    settle(answer.kind === "rejected" ? "rejected" : "answered");
    return answer;
  } catch (error) {
    if (error instanceof AttemptFailure) {
      settle(error.reason, error.retryAfterSeconds);
      return error;
    }
    if (error instanceof RequestAborted) settle(error.abortCause);
    throw error;
  }
}

function noteOutcome(
  { metrics, readiness }: ChatContext,
  endpoint: Endpoint,
  label: SensitivityLabel,
  outcome: AttemptOutcome,
): void {
  metrics.attempt(endpoint, label, outcome);
  readiness.observe(endpoint, outcome);
}

async function respond(
  context: ChatContext,
  { response, elapsed, signal, record }: ChatExchange,
  answer: Answer,
  endpoint: Endpoint,
  label: SensitivityLabel,
  request: ChatRequest,
): Promise<void> {
  const headers = {
    "x-eu-llm-endpoint": endpoint.name,
    "x-eu-llm-attempts": String(record.attempts.length),
  };
  record.firstByteSeconds = elapsed();
  if (answer.kind === "rejected") {
    record.errorType = String(answer.status);
    sendJson(response, answer.status, answer.body, headers);
    return;
  }
  if (answer.kind === "complete") {
    record.usage = answer.usage;
    sendJson(response, 200, answer.body, headers);
    return;
  }
  response.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    // Asks reverse proxies not to hold events back.
    "x-accel-buffering": "no",
  });
  const end = await relayStream(answer, response, { stripUsage: !request.wantsUsage, signal });
  record.usage = end.usage;
  const last = record.attempts.at(-1);
  if (last !== undefined) last.outcome = end.outcome;
  if (end.outcome !== "answered") record.errorType = end.outcome;
  noteOutcome(context, endpoint, label, end.outcome);
}

function noPermittedEndpoint(model: Model, label: SensitivityLabel): ApiError {
  return serverError(
    503,
    "no_permitted_endpoint",
    `No endpoint of model "${model.id}" may receive a request labelled "${label}". It was sent nowhere: its data stayed inside the gateway.`,
  );
}

const TIMEOUTS: ReadonlySet<string> = new Set<FailureReason>([
  "connect_timeout",
  "first_byte_timeout",
  "idle_timeout",
  "request_timeout",
]);
const BUSY_OR_AWAY: ReadonlySet<string> = new Set<FailureReason>([
  "connection_refused",
  "host_unreachable",
  "name_not_resolved",
  "connect_timeout",
  "connection_lost",
  "rate_limited",
]);

/** 504 where all were too slow, 503 where trying again later may help, else 502. */
function allFailed(attempts: readonly AttemptRecord[], label: SensitivityLabel): ApiError {
  const all = (reasons: ReadonlySet<string>) => attempts.every(({ outcome }) => reasons.has(outcome));
  const status = all(TIMEOUTS) ? 504 : all(BUSY_OR_AWAY) ? 503 : 502;
  const tried = attempts.map(({ endpoint, outcome }) => ({ endpoint: endpoint.name, reason: outcome }));
  const waits = attempts.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  const headers = {
    "x-eu-llm-attempts": String(attempts.length),
    ...(waits.length > 0 && { "retry-after": String(Math.min(...waits)) }),
  };
  return serverError(
    status,
    "all_endpoints_failed",
    `No endpoint that may receive a request labelled "${label}" gave an answer: ` +
      `${tried.map(({ endpoint, reason }) => `${endpoint} (${reason})`).join(", ")}.`,
    { attempts: tried, headers },
  );
}
