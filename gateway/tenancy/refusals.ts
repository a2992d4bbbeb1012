import type { VirtualKey } from "../../domain/gateway/sections.ts";
import { ApiError, invalidRequest, serverError } from "../http/errors.ts";
import type { Limits, Verdict } from "./store.ts";

/** What clients are told when a request is not let in. */

export function forbiddenModel({ name }: VirtualKey, model: string): ApiError {
  return invalidRequest(403, `The key "${name}" is not for model "${model}".`, { code: "model_not_allowed" });
}

export function forbiddenLabel({ name }: VirtualKey, label: string): ApiError {
  return invalidRequest(403, `The key "${name}" is not for requests labelled "${label}".`, {
    code: "label_not_allowed",
  });
}

export function limitsUnavailable(): ApiError {
  return serverError(
    503,
    "limits_unavailable",
    "The store of limits and budgets does not answer, and without it no request is let in.",
  );
}

/** OpenAI's clients repeat every 429 unless they are told that it is useless. */
const DO_NOT_RETRY = { "x-should-retry": "false" };

/** 429 for a request that no waiting helps: it alone is more than a minute's tokens. */
export function neverPasses({ name }: VirtualKey, tokens: number, tokensPerMinute: number): ApiError {
  const message =
    `The request may come to ${tokens} tokens, and the key "${name}" has ${tokensPerMinute} per minute in all, so that ` +
    "it can never pass: send less, or ask for less with max_tokens.";
  return new ApiError(
    429,
    { message, type: "rate_limit_error", param: null, code: "rate_limit_exceeded" },
    DO_NOT_RETRY,
  );
}

const LIMIT_TEXTS: Readonly<Record<keyof Limits, string>> = {
  requestsPerMinute: "requests per minute",
  tokensPerMinute: "tokens per minute",
  eurPerDay: "EUR per day",
  eurPerMonth: "EUR per month",
};

/** 429 with the code that OpenAI's clients know: they wait and repeat for a rate, and give up for a budget. */
export function tooMany(
  { name }: VirtualKey,
  limits: Limits,
  { limit, retryAfterSeconds }: Extract<Verdict, { allowed: false }>,
): ApiError {
  const budget = limit === "eurPerDay" || limit === "eurPerMonth";
  const error = {
    message: `The key "${name}" has used up its ${LIMIT_TEXTS[limit]} (${limits[limit] ?? ""}).`,
    type: budget ? "insufficient_quota" : "rate_limit_error",
    param: null,
    code: budget ? "insufficient_quota" : "rate_limit_exceeded",
  };
  const headers = { "retry-after": String(retryAfterSeconds), ...(budget && DO_NOT_RETRY) };
  return new ApiError(429, error, headers);
}
