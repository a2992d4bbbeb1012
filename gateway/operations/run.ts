import type { IncomingMessage } from "node:http";
import { ApiError, internalError } from "../http/errors.ts";
import type { GatewayResponse } from "../http/gateway-response.ts";
import { logInternalError, sendFailure } from "../http/respond.ts";
import type { Runtime } from "../runtime.ts";
import { AllFailed } from "../upstream/attempts.ts";
import { RequestAborted } from "../upstream/failures.ts";
import { NotAwake } from "../upstream/waiting-room.ts";
import { answerFor } from "./failure-answers.ts";
import { generate, type GenerationRecord } from "./generate.ts";
import type { Operation } from "./operation.ts";
import { Reply } from "./reply.ts";
import { watchRequest } from "./watch.ts";

/** Status that stands in metrics and log for a client that left before it was answered. */
export const CLIENT_GONE = 499;

/** Runs a request under its deadline, and measures and logs how it went; never throws. */
export async function runGeneration(
  runtime: Runtime,
  operation: Operation,
  request: IncomingMessage,
  response: GatewayResponse,
  requestId: string,
): Promise<void> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const record: GenerationRecord = { operation, attempts: [], errorType: "", waitedSeconds: 0 };
  const watch = watchRequest(response, runtime.config.timeouts.totalSeconds, runtime.stopping);
  const reply = new Reply(response, operation);
  const trace = runtime.tracing?.startRequest(request, operation);
  const release = runtime.hold();
  runtime.metrics.began();
  try {
    await generate(runtime, { request, reply, requestId, elapsed, watch, record, trace });
  } catch (error) {
    record.errorType = errorTypeOf(error);
    const clientGone = error instanceof RequestAborted && error.abortCause === "client_gone";
    if (!clientGone) tell(runtime, request, reply, answerFor(error, record));
  }
  watch.end();
  limitDelivery(response);
  release();
  runtime.metrics.ended();
  report(runtime, record, requestId, response, elapsed());
  trace?.end(record, response.headersSent ? response.statusCode : CLIENT_GONE);
}

/** Milliseconds in which a client that was answered takes nothing before its connection is cut. */
const DELIVERY_MILLISECONDS = 60_000;

/** The request's time is over with its answer; a client that does not read it must not keep it for ever. */
function limitDelivery(response: GatewayResponse): void {
  if (response.writableLength === 0 || response.destroyed) return;
  response.setTimeout(DELIVERY_MILLISECONDS, () => response.destroy());
  response.once("finish", () => response.setTimeout(0));
}

function tell(runtime: Runtime, request: IncomingMessage, reply: Reply, error: unknown): void {
  if (!reply.opened) {
    sendFailure(request, reply.response, error, runtime.log);
    return;
  }
  if (!(error instanceof ApiError)) logInternalError(runtime.log, error, reply.response);
  if (!reply.response.writableEnded) reply.fail(error instanceof ApiError ? error : internalError());
}

function errorTypeOf(error: unknown): string {
  if (error instanceof RequestAborted) return error.abortCause;
  if (error instanceof NotAwake) return error.reason;
  if (error instanceof AllFailed) return error.overBudget ? "insufficient_quota" : "all_endpoints_failed";
  return error instanceof ApiError ? (error.body.error.code ?? error.body.error.type) : "internal_error";
}

function report(
  { metrics, log }: Runtime,
  record: GenerationRecord,
  requestId: string,
  response: GatewayResponse,
  seconds: number,
): void {
  const { operation, key, label, model, stream = false, attempts, endpoint, usage, errorType } = record;
  const { firstByteSeconds, waitedSeconds } = record;
  if (model !== undefined) {
    metrics.operation({
      operation,
      model: model.id,
      endpoint,
      stream,
      seconds,
      firstByteSeconds,
      usage,
      errorType,
    });
  }
  log({
    level: errorType === "" ? "info" : "warn",
    message: "request",
    requestId,
    status: response.headersSent ? response.statusCode : CLIENT_GONE,
    error: errorType === "" ? undefined : errorType,
    operation: operation.name,
    key: key?.name,
    label,
    model: model?.id,
    stream,
    endpoint: endpoint?.name,
    attempts: attempts.map((tried) => ({
      endpoint: tried.endpoint.name,
      outcome: tried.outcome,
      costEur: tried.costEur === 0 ? undefined : roundCost(tried.costEur),
      usage: tried.usage?.basis === "estimated" ? "estimated" : undefined,
    })),
    seconds: roundSeconds(seconds),
    waitedSeconds: waitedSeconds === 0 ? undefined : roundSeconds(waitedSeconds),
    firstByteSeconds: firstByteSeconds === undefined ? undefined : roundSeconds(firstByteSeconds),
    inputTokens: usage?.inputTokens,
    outputTokens: usage?.outputTokens,
  });
}

/** Seconds, rounded to three digits. */
const roundSeconds = (seconds: number) => Math.round(seconds * 1000) / 1000;
/** EUR, rounded to a millionth. */
const roundCost = (eur: number) => Math.round(eur * 1e6) / 1e6;
