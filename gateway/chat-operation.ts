import type { IncomingMessage, ServerResponse } from "node:http";
import { handleChatCompletion, type ChatContext, type ChatRecord } from "./chat-completions.ts";
import { ApiError, serverError } from "./errors.ts";
import { RequestAborted, type AbortCause } from "./failures.ts";
import type { Log } from "./log.ts";
import { sendFailure } from "./responses.ts";

export interface OperationContext extends ChatContext {
  readonly log: Log;
  /** Aborted with a RequestAborted when the time to drain is up. */
  readonly stopping: AbortSignal;
}

/** Status that stands in metrics and log for a client that left before it was answered. */
export const CLIENT_GONE = 499;

/** Runs a chat completion under its deadline, and measures and logs how it went; never throws. */
export async function runChatCompletion(
  context: OperationContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const requestId = String(response.getHeader("x-request-id"));
  const record: ChatRecord = { attempts: [], errorType: "" };
  const { signal, end } = watchRequest(context, response);
  context.metrics.began();
  try {
    await handleChatCompletion(context, { request, response, requestId, elapsed, signal, record });
  } catch (error) {
    record.errorType = errorTypeOf(error);
    const clientGone = error instanceof RequestAborted && error.abortCause === "client_gone";
    if (!clientGone) sendFailure(request, response, asApiError(error), context.log);
  }
  end();
  context.metrics.ended();
  report(context, record, requestId, response, elapsed());
}

function errorTypeOf(error: unknown): string {
  if (error instanceof RequestAborted) return error.abortCause;
  return error instanceof ApiError ? (error.body.error.code ?? error.body.error.type) : "internal_error";
}

/** A request that ended before any endpoint had answered gets an answer that says why. */
function asApiError(error: unknown): unknown {
  if (!(error instanceof RequestAborted)) return error;
  const answers: Partial<Record<AbortCause, ApiError>> = {
    deadline: serverError(504, "deadline_exceeded", "The time for this request is up."),
    stopping: serverError(503, "gateway_stopping", "The gateway is stopping."),
  };
  return answers[error.abortCause] ?? error;
}

/** A signal that says when a request need not go on. */
function watchRequest(
  context: OperationContext,
  response: ServerResponse,
): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const deadline = setTimeout(
    () => controller.abort(new RequestAborted("deadline")),
    context.timeouts.totalSeconds * 1000,
  );
  const gone = () => {
    if (!response.writableFinished) controller.abort(new RequestAborted("client_gone"));
  };
  const stop = () => controller.abort(context.stopping.reason);
  response.once("close", gone);
  context.stopping.addEventListener("abort", stop, { once: true });
  if (context.stopping.aborted) stop();
  return {
    signal: controller.signal,
    end() {
      clearTimeout(deadline);
      response.off("close", gone);
      context.stopping.removeEventListener("abort", stop);
    },
  };
}

function report(
  { metrics, log }: OperationContext,
  record: ChatRecord,
  requestId: string,
  response: ServerResponse,
  seconds: number,
): void {
  const { label, model, stream = false, attempts, endpoint, usage, firstByteSeconds, errorType } = record;
  if (model !== undefined) {
    metrics.operation({ model: model.id, endpoint, stream, seconds, firstByteSeconds, usage, errorType });
  }
  log({
    level: errorType === "" ? "info" : "warn",
    message: "request",
    requestId,
    status: response.headersSent ? response.statusCode : CLIENT_GONE,
    error: errorType === "" ? undefined : errorType,
    label,
    model: model?.id,
    stream,
    endpoint: endpoint?.name,
    attempts: attempts.map((tried) => ({ endpoint: tried.endpoint.name, outcome: tried.outcome })),
    seconds: roundSeconds(seconds),
    firstByteSeconds: firstByteSeconds === undefined ? undefined : roundSeconds(firstByteSeconds),
    inputTokens: usage?.inputTokens,
    outputTokens: usage?.outputTokens,
  });
}

/** Seconds, rounded to three digits. */
const roundSeconds = (seconds: number) => Math.round(seconds * 1000) / 1000;
