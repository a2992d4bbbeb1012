import { ApiError, serverError } from "../http/errors.ts";
import { AllFailed, type AttemptRecord } from "../upstream/attempts.ts";
import { RequestAborted, type FailureReason } from "../upstream/failures.ts";
import { NotAwake } from "../upstream/waiting-room.ts";
import type { GenerationRecord } from "./generate.ts";

/** What a client is told where no endpoint's answer can be given; any other error stays what it is. */
export function answerFor(error: unknown, record: GenerationRecord): unknown {
  if (error instanceof AllFailed) return allFailed(error, record);
  if (error instanceof NotAwake) return notAwake(error);
  if (!(error instanceof RequestAborted)) return error;
  switch (error.abortCause) {
    case "deadline":
      return serverError(504, "deadline_exceeded", "The time for this request is up.");
    case "stopping":
      return serverError(503, "gateway_stopping", "The gateway is stopping.");
    default:
      return error;
  }
}

const TIMEOUTS: ReadonlySet<string> = new Set<FailureReason>([
  "connect_timeout",
  "first_byte_timeout",
  "first_token_late",
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
function allFailed(failed: AllFailed, { label, attempts, key }: GenerationRecord): ApiError {
  if (failed.overBudget) return overBudget(key?.name ?? "");
  const { retryAfterSeconds } = failed;
  const every = (reasons: ReadonlySet<string>) => attempts.every(({ outcome }) => reasons.has(outcome));
  const unsupported = attempts.length > 0 && attempts.every(({ outcome }) => outcome === "not_supported");
  const status = unsupported
    ? 400
    : attempts.length === 0 || every(BUSY_OR_AWAY)
      ? 503
      : every(TIMEOUTS)
        ? 504
        : 502;
  const tried = attempts.map(({ endpoint, outcome }) => ({ endpoint: endpoint.name, reason: outcome }));
  const headers = {
    "x-eu-llm-attempts": String(attempts.length),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
  };
  const whom = `endpoint that may receive a request labelled "${label ?? ""}"`;
  const message =
    attempts.length === 0
      ? `Every ${whom} is down, and was not asked.`
      : `No ${whom} gave an answer: ${describe(attempts)}.`;
  return serverError(status, "all_endpoints_failed", message, { attempts: tried, headers });
}

function describe(attempts: readonly AttemptRecord[]): string {
  return attempts
    .map(
      ({ endpoint, outcome, detail }) =>
        `${endpoint.name} (${outcome}${detail === undefined ? "" : `: ${detail}`})`,
    )
    .join(", ");
}

/** The code that OpenAI's clients know for "do not try again". */
function overBudget(key: string): ApiError {
  const message = `The budget of the key "${key}" has less left than this request may cost.`;
  const error = { message, type: "insufficient_quota", param: null, code: "insufficient_quota" };
  return new ApiError(429, error, { "x-should-retry": "false" });
}

/** Seconds after which a request that found the queue full may find a place. */
const QUEUE_RETRY_SECONDS = 10;

function notAwake({ reason }: NotAwake): ApiError {
  return reason === "queue_full"
    ? serverError(503, "queue_full", "The model is waking up, and as many requests wait for it as may.", {
        headers: { "retry-after": String(QUEUE_RETRY_SECONDS) },
      })
    : serverError(503, "wake_timeout", "The model did not wake up in time.");
}
