import { errorFrame } from "../http/errors.ts";
import { isRecord } from "../json.ts";
import type { EventDialect } from "../operations/operation.ts";
import { usageOf } from "../operations/usage.ts";
import type { Chunk } from "./event-stream.ts";

/** Streams of chat completions and of completions: chunks with `choices`, then `[DONE]`. */

export const DONE_EVENT = Buffer.from("data: [DONE]\n\n");

function readChunk(
  data: Record<string, unknown>,
  hasContent: (choice: Record<string, unknown>) => boolean,
): Chunk {
  const choices: { index: number; finished: boolean }[] = [];
  let content = false;
  if (Array.isArray(data["choices"])) {
    for (const choice of data["choices"]) {
      if (!isRecord(choice)) continue;
      const finished = typeof choice["finish_reason"] === "string";
      choices.push({ index: typeof choice["index"] === "number" ? choice["index"] : 0, finished });
      content ||= finished || hasContent(choice);
    }
  }
  return { kind: "chunk", choices, content, usage: usageOf(data) };
}

/** True where a delta carries more than the role, with which most servers open before they have a token. */
function deltaHasContent({ delta }: Record<string, unknown>): boolean {
  if (!isRecord(delta)) return false;
  for (const key in delta) {
    if (key === "role") continue;
    const value = delta[key];
    if (value === null || value === "" || value === undefined) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    return true;
  }
  return false;
}

const ending = { terminator: DONE_EVENT, errorFrame };

export const chatEvents: EventDialect = {
  read: (data) => readChunk(data, deltaHasContent),
  ...ending,
};

export const completionEvents: EventDialect = {
  read: (data) => readChunk(data, ({ text }) => typeof text === "string" && text !== ""),
  ...ending,
};
