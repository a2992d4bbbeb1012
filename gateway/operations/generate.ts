import type { IncomingMessage } from "node:http";
import type { VirtualKey } from "../../domain/gateway/sections.ts";
import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import type { SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import { invalidRequest, serverError, type ApiError } from "../http/errors.ts";
import { readJsonBody } from "../http/request-body.ts";
import type { RequestTrace } from "../observability/tracing.ts";
import type { Model, Router } from "../router.ts";
import type { Runtime } from "../runtime.ts";
import { relayStream } from "../stream/relay.ts";
import type { AnswerStream } from "../stream/answer-stream.ts";
import { estimatedTokens, estimatedUsage } from "../tenancy/accounting.ts";
import type { Admission } from "../tenancy/tenancy.ts";
import { Attempts, outcomeOf, type AttemptRecord, type Winner } from "../upstream/attempts.ts";
import type { AttemptError } from "../upstream/failures.ts";
import type { Operation } from "./operation.ts";
import type { Reply } from "./reply.ts";
import { BYTES_PER_TOKEN, parseRequest, readLabel, type GenerationRequest } from "./request.ts";
import type { Usage } from "./usage.ts";
import type { RequestWatch } from "./watch.ts";

/** What is known of a request by the time it is over; nothing in it comes from a prompt or an answer. */
export interface GenerationRecord {
  readonly operation: Operation;
  key?: VirtualKey | undefined;
  label?: SensitivityLabel;
  model?: Model;
  stream?: boolean;
  attempts: readonly AttemptRecord[];
  /** The endpoint whose answer the client got. */
  endpoint?: Endpoint;
  usage?: Usage | undefined;
  firstByteSeconds?: number;
  /** Seconds that it waited for a model to wake up. */
  waitedSeconds: number;
  /** What went wrong, "" where nothing did. */
  errorType: string;
}

export interface Generation {
  readonly request: IncomingMessage;
  readonly reply: Reply;
  readonly requestId: string;
  /** Seconds since the request arrived. */
  readonly elapsed: () => number;
  readonly watch: RequestWatch;
  readonly record: GenerationRecord;
  readonly trace: RequestTrace | undefined;
}

/**
 * Answers a request to generate something: key, label and model decide which endpoints may be asked, they are asked in
 * turn, and the first good answer goes to the client.
 * @throws ApiError, AllFailed, NotAwake or RequestAborted where no endpoint's answer goes to the client; what goes
 * wrong later is told within the stream.
 */
export async function generate(runtime: Runtime, generation: Generation): Promise<void> {
  const { request, record } = generation;
  const key = runtime.tenancy.authenticate(request);
  record.key = key;
  const label = readLabel(request);
  record.label = label;
  const body = await readJsonBody(request, runtime.config.maxBodyBytes);
  const task = parseRequest(record.operation, body);
  record.stream = task.stream;
  const model = findModel(runtime.router, task.model);
  record.model = model;
  const endpoints = permittedEndpoints(runtime, model, label, record.operation);
  let admission: Admission | undefined;
  if (key !== undefined) admission = await runtime.tenancy.admit(key, model.id, label, estimatedTokens(task));
  try {
    await ask(runtime, generation, { request: task, label, endpoints, admission });
  } finally {
    admission?.settle(sumOf(record.attempts));
  }
}

/**
 * The model that a client's name means.
 * @throws ApiError 404 `model_not_found`.
 */
export function findModel(router: Router, name: string): Model {
  const model = router.find(name);
  if (model !== undefined) return model;
  throw unknownModel(name);
}

export function unknownModel(name: string): ApiError {
  return invalidRequest(404, `The model "${name}" does not exist here; GET /v1/models lists those that do.`, {
    param: "model",
    code: "model_not_found",
  });
}

/** @throws ApiError 404 where no endpoint serves the operation, 503 where none may see the request. */
function permittedEndpoints(
  { router }: Runtime,
  model: Model,
  label: SensitivityLabel,
  operation: Operation,
): readonly Endpoint[] {
  const candidates = router.candidates(model, operation.name);
  if (candidates.serving.length === 0) {
    throw invalidRequest(404, `No endpoint of model "${model.id}" serves ${operation.name}.`, {
      param: "model",
      code: "operation_not_served",
    });
  }
  const permitted = candidates[label];
  if (permitted.length > 0) return permitted;
  throw serverError(
    503,
    "no_permitted_endpoint",
    `No endpoint of model "${model.id}" may receive a request labelled "${label}". It was sent nowhere: its data stayed inside the gateway.`,
  );
}

interface Task {
  readonly request: GenerationRequest;
  readonly label: SensitivityLabel;
  readonly endpoints: readonly Endpoint[];
  readonly admission: Admission | undefined;
}

async function ask(runtime: Runtime, generation: Generation, task: Task): Promise<void> {
  const { record, watch, reply, requestId, elapsed, trace } = generation;
  const { request, label, endpoints, admission } = task;
  const awake = async (endpoint: Endpoint) => {
    const from = elapsed();
    const goOn = watch.pauseDeadline();
    const beat = () => {
      if (request.stream) reply.beat();
    };
    try {
      const waiting = runtime.waitingRoom.wait(endpoint, watch.cancellation, beat);
      runtime.readiness.hurry(endpoint);
      await waiting;
      // After a reload another configuration's probe may have found it.
      runtime.readiness.observe(endpoint, "answered");
    } finally {
      goOn();
      record.waitedSeconds += elapsed() - from;
    }
  };
  const attempts = new Attempts(
    {
      ...runtime.attempts,
      awake,
      admission,
      trace,
      ended: (attempt) => runtime.ended(attempt, label),
    },
    { label, request, requestId },
    endpoints,
    () => record.operation.prefix(request.parsed),
    watch.cancellation,
  );
  record.attempts = attempts.records;
  const winner = await attempts.run();
  noteFallbacks(runtime, record);
  record.endpoint = winner.record.endpoint;
  await respond(generation, winner, attempts, request);
}

function noteFallbacks({ metrics }: Runtime, { model, attempts }: GenerationRecord): void {
  if (model === undefined) return;
  for (const [index, attempt] of attempts.entries()) {
    const next = attempts[index + 1];
    if (next?.cause === "fallback") metrics.fallback(model.id, attempt.endpoint, attempt.outcome);
  }
}

async function respond(
  { reply, elapsed, watch, record }: Generation,
  { answer, record: attempt }: Winner,
  attempts: Attempts,
  request: GenerationRequest,
): Promise<void> {
  const headers = {
    "x-eu-llm-endpoint": attempt.endpoint.name,
    "x-eu-llm-attempts": String(attempts.records.length),
  };
  record.firstByteSeconds = elapsed();
  if (answer.kind === "rejected") {
    record.errorType = String(answer.status);
    attempts.end(attempt, "rejected", undefined, undefined);
    reply.reject(answer.status, answer.text, headers);
    return;
  }
  if (answer.kind === "complete") {
    record.usage = answer.usage ?? usageByBytes(request, answer.bytes);
    attempts.end(attempt, "answered", record.usage, undefined);
    reply.complete(answer, headers);
    return;
  }
  reply.openStream(headers);
  let broken: AttemptError | undefined;
  try {
    broken = await relayStream(answer.stream, reply.response, record.operation.events, watch.cancellation);
  } finally {
    record.usage = streamUsage(answer.stream, request, broken === undefined);
    const outcome = broken === undefined ? "answered" : outcomeOf(broken);
    if (broken !== undefined) {
      record.errorType = outcome;
      attempt.target.health.note(broken, performance.now());
    }
    attempts.end(attempt, outcome, record.usage, broken);
  }
}

/** What an answer was charged whose endpoint does not say: its bytes as tokens. */
function usageByBytes(request: GenerationRequest, bytes: number): Usage {
  return estimatedUsage(request, request.operation === "embeddings" ? 0 : Math.ceil(bytes / BYTES_PER_TOKEN));
}

/** What a stream was charged: as the endpoint said, or, where it was cut before it could, one token to each event. */
function streamUsage(
  { usage, contentEvents }: AnswerStream,
  request: GenerationRequest,
  whole: boolean,
): Usage {
  if (usage === undefined) return estimatedUsage(request, contentEvents);
  // What was told at the beginning of a stream that then broke says nothing about its output.
  const more = !whole && contentEvents > usage.outputTokens;
  return more ? { ...usage, outputTokens: contentEvents, basis: "estimated" } : usage;
}

function sumOf(attempts: readonly AttemptRecord[]): { tokens: number; eur: number } {
  let tokens = 0;
  let eur = 0;
  for (const { usage, costEur } of attempts) {
    tokens += usage === undefined ? 0 : usage.inputTokens + usage.outputTokens;
    eur += costEur;
  }
  return { tokens, eur };
}
