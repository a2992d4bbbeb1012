import { isRecord } from "../json.ts";

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
  "first_token_late",
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
  "not_supported",
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** One endpoint did not answer as it should; the next one may be tried unless the client has seen a byte. */
export class AttemptFailure extends Error {
  readonly reason: FailureReason;
  /** Seconds after which the upstream asked to be called again, where it said so. */
  readonly retryAfterSeconds: number | undefined;
  /** True where the connection went before a byte of the answer had come, as a kept one does that the other side closes. */
  readonly unanswered: boolean;

  /** What of a request the endpoint cannot do, in words for the client. */
  readonly detail: string | undefined;

  constructor(
    reason: FailureReason,
    details: { retryAfterSeconds?: number | undefined; unanswered?: boolean; detail?: string } = {},
  ) {
    super(reason);
    this.name = "AttemptFailure";
    this.reason = reason;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.unanswered = details.unanswered === true;
    this.detail = details.detail;
  }
}

/** Why a whole request ended early: nobody waits for it, its time is up, or the gateway stops. */
export type AbortCause = "client_gone" | "deadline" | "stopping";

/**
 * Failures that say nothing about the endpoint's health. A 404 is among them (misconfigured): who asks a chat model for
 * embeddings must not take the chat from others.
 */
const NEUTRAL: ReadonlySet<FailureReason> = new Set([
  // A long prompt takes its time: late is not down.
  "first_token_late",
  "rate_limited",
  "not_supported",
  "misconfigured",
  "answer_too_large",
  // Embeddings in a binary form, say, which a client asked for.
  "wrong_content_type",
]);

/** Failures that the same endpoint will repeat. */
const PERMANENT: ReadonlySet<FailureReason> = new Set([
  "misconfigured",
  "redirect",
  "unexpected_status",
  "wrong_content_type",
  "answer_too_large",
  "not_supported",
]);

/** True where a failure is a sign that the endpoint is down or broken. */
export function isUnhealthy(reason: FailureReason): boolean {
  return !NEUTRAL.has(reason);
}

/** True where asking the same endpoint again may help. */
export function mayPass(reason: FailureReason): boolean {
  return !PERMANENT.has(reason);
}

/** The attempt was given up because another one answered first. */
export class AttemptSuperseded extends Error {
  override readonly name = "AttemptSuperseded";
}

/** The request as a whole is over; no further endpoint is tried. */
export class RequestAborted extends Error {
  readonly abortCause: AbortCause;

  constructor(abortCause: AbortCause) {
    super(abortCause);
    this.name = "RequestAborted";
    this.abortCause = abortCause;
  }
}

/** What an attempt at one endpoint came to. */
export type AttemptOutcome = "answered" | "rejected" | "superseded" | FailureReason | AbortCause;

/** All ways in which an attempt can end without an answer. */
export type AttemptError = AttemptFailure | RequestAborted | AttemptSuperseded;

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
export function failureOf(error: unknown): AttemptError {
  if (
    error instanceof AttemptFailure ||
    error instanceof RequestAborted ||
    error instanceof AttemptSuperseded
  ) {
    return error;
  }
  // What the HTTP client's parser does not understand, such as a header that is none or a chunk without a size.
  if (error instanceof Error && error.name === "HTTPParserError") return new AttemptFailure("invalid_answer");
  // Node's own complaints about wrong arguments have codes, too.
  if (error instanceof TypeError || error instanceof RangeError) throw error;
  if (!isRecord(error) || typeof error["code"] !== "string") throw error;
  return new AttemptFailure(REASON_BY_CODE[error["code"]] ?? "connection_lost");
}
