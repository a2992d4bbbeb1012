import { isRecord } from "../../json.ts";

/**
 * What an answer says in OpenAI's words.
 * https://platform.claude.com/docs/en/api/messages
 */

/**
 * Why it ended. A turn that is only paused (`pause_turn`) comes with tools that run at Anthropic, for which the gateway
 * never asks: it is not whole, and neither is one that ended for a reason unknown here.
 * https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
 */
const FINISH_REASONS: ReadonlyMap<unknown, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  ["refusal", "content_filter"],
]);

export const finishReason = (stopReason: unknown): string | undefined => FINISH_REASONS.get(stopReason);

/** Blocks that hold nothing to show: thoughts that are encrypted. */
export const HIDDEN_BLOCK = "redacted_thinking";

/** Why the model refused, where it says so. */
export function explanationOf(details: unknown): string | undefined {
  return isRecord(details) && typeof details["explanation"] === "string" ? details["explanation"] : undefined;
}

/** A `chat.completion`, or `undefined` where the value is no answer or one that OpenAI's form cannot hold. */
export function translateAnswer(
  value: Record<string, unknown>,
  model: string,
): Record<string, unknown> | undefined {
  const { id, type, content, usage } = value;
  const finish = finishReason(value["stop_reason"]);
  if (type !== "message" || !Array.isArray(content) || finish === undefined) return undefined;
  let text: string | null = null;
  let reasoning = "";
  const calls: unknown[] = [];
  for (const block of content) {
    if (!isRecord(block)) return undefined;
    if (block["type"] === "text" && typeof block["text"] === "string") text = (text ?? "") + block["text"];
    else if (block["type"] === "thinking" && typeof block["thinking"] === "string")
      reasoning += block["thinking"];
    else if (block["type"] === "tool_use") calls.push(toolCall(block));
    else if (block["type"] !== HIDDEN_BLOCK) return undefined;
  }
  const message = {
    role: "assistant",
    content: text,
    refusal: explanationOf(value["stop_details"]) ?? null,
    ...(reasoning !== "" && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return {
    id,
    object: "chat.completion",
    created: secondsNow(),
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    ...(isRecord(usage) && { usage: translateUsage(usage) }),
  };
}

function toolCall({ id, name, input }: Record<string, unknown>): Record<string, unknown> {
  return { id, type: "function", function: { name, arguments: JSON.stringify(input ?? {}) } };
}

/** The API does not say when it answered. */
export const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** OpenAI counts what was cached as part of the prompt, Anthropic beside it. */
export function translateUsage(usage: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cached = count(usage["cache_read_input_tokens"]);
  const prompt = count(usage["input_tokens"]) + cached + count(usage["cache_creation_input_tokens"]);
  const completion = count(usage["output_tokens"]);
  const details = usage["output_tokens_details"];
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
    ...(isRecord(details) && {
      completion_tokens_details: { reasoning_tokens: count(details["thinking_tokens"]) },
    }),
  };
}

const count = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);

/**
 * An error of the API (`{"type":"error","error":{"type","message"}}`) in OpenAI's form.
 * https://platform.claude.com/docs/en/api/errors
 */
export function translateError(value: Record<string, unknown>): Record<string, unknown> {
  const error = isRecord(value["error"]) ? value["error"] : {};
  const { type, message } = error;
  return {
    error: {
      message: typeof message === "string" ? message : "The endpoint refused the request.",
      type: "invalid_request_error",
      param: null,
      code: typeof type === "string" && type !== "invalid_request_error" ? type : null,
    },
  };
}
