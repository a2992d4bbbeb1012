import { isRecord } from "./json.ts";

/**
 * Why an attempt at one endpoint failed. The list is closed, since reasons become metric labels and are shown to
 * clients.
 */
export const FAILURE_REASONS = [
  "connection_refused",
  "host_unreachable",
  "name_not_resolved",
  "connect_timeout",
  "connection_lost",
  "first_byte_timeout",
  "idle_timeout",
  "rate_limited",
  "request_timeout",
  "server_error",
  "misconfigured",
  "redirect",
  "unexpected_status",
  "wrong_content_type",
  "invalid_answer",
  "error_in_answer",
  "answer_too_large",
  "stream_truncated",
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** One endpoint did not answer as it should; the next one may be tried unless the client has seen a byte. */
export class AttemptFailure extends Error {
  readonly reason: FailureReason;
  /** Seconds after which the upstream asked to be called again, where it said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(reason: FailureReason, retryAfterSeconds?: number) {
    super(reason);
    this.name = "AttemptFailure";
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Why a whole request ended early: nobody waits for it, its time is up, or the gateway stops. */
export type AbortCause = "client_gone" | "deadline" | "stopping";

/** The request as a whole is over; no further endpoint is tried. */
export class RequestAborted extends Error {
  readonly abortCause: AbortCause;

  constructor(abortCause: AbortCause) {
    super(abortCause);
    this.name = "RequestAborted";
    this.abortCause = abortCause;
  }
}

const REASON_BY_CODE: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: "connection_refused",
  EHOSTUNREACH: "host_unreachable",
  ENETUNREACH: "host_unreachable",
  ENOTFOUND: "name_not_resolved",
  EAI_AGAIN: "name_not_resolved",
  ETIMEDOUT: "connect_timeout",
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  // Such as an API key that no header may hold.
  UND_ERR_INVALID_ARG: "misconfigured",
};

/**
 * Turns what the HTTP client threw into a failure with a reason; an abort of the whole request stays itself.
 * @throws The error itself where it has no code, as all errors of the network have: then it is a bug.
 */
export function failureOf(error: unknown): AttemptFailure | RequestAborted {
  if (error instanceof AttemptFailure || error instanceof RequestAborted) return error;
  if (!isRecord(error) || typeof error["code"] !== "string") throw error;
  return new AttemptFailure(REASON_BY_CODE[error["code"]] ?? "connection_lost");
}
