import { isRecord } from "../json.ts";
import type { EventDialect } from "../operations/operation.ts";
import { usageOf } from "../operations/usage.ts";

/** Events that open something and show nothing yet: up to the first other one an attempt can still be replaced. */
const OPENING: ReadonlySet<unknown> = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.output_item.added",
  "response.content_part.added",
  "response.reasoning_summary_part.added",
  "keepalive",
]);

/**
 * Streams of the Responses API: typed events, of which `response.completed` or `response.incomplete` is the last.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
export const responseEvents: EventDialect = {
  read(data) {
    const { type, response } = data;
    switch (type) {
      case "response.completed":
      case "response.incomplete":
        return { kind: "done", usage: isRecord(response) ? usageOf(response) : undefined };
      case "response.failed":
      case "error":
        return { kind: "error" };
      default: {
        const content = typeof type === "string" && !OPENING.has(type);
        return { kind: "chunk", choices: [], content, usage: undefined };
      }
    }
  },
  terminator: undefined,
  errorFrame(code, message) {
    const data = { type: "error", code, message, param: null };
    return `event: error\ndata: ${JSON.stringify(data)}\n\n`;
  },
};
