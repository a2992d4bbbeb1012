import { isRecord } from "../json.ts";

/** Tokens of one attempt. */
export interface Usage {
  /** The whole input, with what was cached. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Whether the endpoint told them, or the gateway estimates them because the answer was cut or does not say. */
  readonly basis: "reported" | "estimated";
}

/** The `usage` of an answer or an event, in the words of chat completions or of responses; where it has one. */
export function usageOf(body: Record<string, unknown>): Usage | undefined {
  const usage = body["usage"];
  if (!isRecord(usage)) return undefined;
  if (typeof (usage["prompt_tokens"] ?? usage["input_tokens"]) !== "number") return undefined;
  const details = usage["prompt_tokens_details"] ?? usage["input_tokens_details"];
  return {
    inputTokens: count(usage["prompt_tokens"] ?? usage["input_tokens"]),
    cachedInputTokens: isRecord(details) ? count(details["cached_tokens"]) : 0,
    outputTokens: count(usage["completion_tokens"] ?? usage["output_tokens"]),
    basis: "reported",
  };
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}
