import { isRecord } from "./json.ts";

/** Tokens that an upstream says it charged. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The `usage` of a completion or of a chunk, where it has one. */
export function usageOf(body: Record<string, unknown>): Usage | undefined {
  const usage = body["usage"];
  if (!isRecord(usage)) return undefined;
  return { inputTokens: count(usage["prompt_tokens"]), outputTokens: count(usage["completion_tokens"]) };
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}
