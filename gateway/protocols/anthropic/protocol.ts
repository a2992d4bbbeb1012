import { isRecord } from "../../json.ts";
import { keyHeader } from "../openai.ts";
import type { Protocol } from "../protocol.ts";
import { translateAnswer, translateError } from "./answer.ts";
import { translateRequest } from "./request.ts";
import { createStreamTranslator } from "./stream.ts";

/** https://platform.claude.com/docs/en/api/versioning */
const DEFAULT_VERSION = "2023-06-01";

/** An account without money is told by 400 with the type of a wrong request; newer accounts get 402. */
function saysNoCredit({ error }: Record<string, unknown>): boolean {
  return (
    isRecord(error) &&
    typeof error["message"] === "string" &&
    /credit balance is too low/i.test(error["message"])
  );
}

/**
 * Anthropic's Messages API: `url` is https://api.anthropic.com/v1. It serves chat alone.
 * https://platform.claude.com/docs/en/api/messages
 */
export const anthropic: Protocol = {
  path: (_endpoint, base) => `${base}/messages`,
  probePath: (_endpoint, base) => `${base}/models`,
  headers: ({ apiVersion = DEFAULT_VERSION }, key) => ({
    "anthropic-version": apiVersion,
    ...keyHeader("x-api-key", key),
  }),
  translation: {
    request: translateRequest,
    answer: translateAnswer,
    isOperatorsFault: saysNoCredit,
    error: translateError,
    stream: createStreamTranslator,
  },
};
