import { AttemptFailure } from "./failures.ts";
import { isRecord, parseJson } from "./json.ts";
import { usageOf, type Usage } from "./usage.ts";

/** Server-sent events: cutting bytes into events, and reading what an event of a chat completion says. */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export const DONE_EVENT = Buffer.from("data: [DONE]\n\n");

/** Larger events than this are no events but an attack on the gateway's memory. */
const MAXIMUM_EVENT_BYTES = 16 << 20;

export interface EventSplitter {
  /**
   * Takes the next bytes and returns the events that they complete, each with its closing blank line.
   * @throws AttemptFailure when an event grows beyond 16 MiB.
   */
  push(chunk: Buffer): Buffer[];
  /** Bytes of an event that was begun and not closed. */
  rest(): Buffer;
}

/** Cuts a byte stream after each blank line, whichever line ends (LF, CRLF, CR) it uses and however it is split. */
export function createEventSplitter(): EventSplitter {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let lineIsEmpty = true;
  let afterCarriageReturn = false;
  // A blank line closes an event only where there is one: a lone LF after "\r\n\r" belongs to the event before.
  let eventIsEmpty = true;

  return {
    push(chunk) {
      const events: Buffer[] = [];
      let start = 0;
      for (let index = 0; index < chunk.length; index += 1) {
        const byte = chunk[index];
        if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
          lineIsEmpty = false;
          eventIsEmpty = false;
          afterCarriageReturn = false;
          continue;
        }
        const secondHalf = byte === LINE_FEED && afterCarriageReturn;
        afterCarriageReturn = byte === CARRIAGE_RETURN;
        if (secondHalf) continue;
        if (!lineIsEmpty || eventIsEmpty) {
          lineIsEmpty = true;
          continue;
        }
        if (byte === CARRIAGE_RETURN && chunk[index + 1] === LINE_FEED) {
          index += 1;
          afterCarriageReturn = false;
        }
        const end = chunk.subarray(start, index + 1);
        events.push(pending.length === 0 ? end : Buffer.concat([...pending, end]));
        pending = [];
        pendingBytes = 0;
        eventIsEmpty = true;
        start = index + 1;
      }
      if (start < chunk.length) {
        pending.push(chunk.subarray(start));
        pendingBytes += chunk.length - start;
        if (pendingBytes > MAXIMUM_EVENT_BYTES) throw new AttemptFailure("answer_too_large");
      }
      return events;
    },
    rest: () => Buffer.concat(pending),
  };
}

/** What an event of a chat completion stream means for the gateway. */
export type EventMeaning =
  /** A comment or a field that carries no data. */
  | { readonly kind: "nothing" }
  | { readonly kind: "done" }
  | { readonly kind: "error" }
  /** Its data is no JSON object. */
  | { readonly kind: "broken" }
  | {
      readonly kind: "chunk";
      /** Choices of which the event carries a part, and those that it finishes. */
      readonly choices: readonly { readonly index: number; readonly finished: boolean }[];
      readonly usage: Usage | undefined;
    };

export function readEvent(event: Buffer): EventMeaning {
  let name = "";
  const data: string[] = [];
  for (const line of event
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)) {
    if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    else if (line.startsWith("event:")) name = line.slice(6).trim();
  }
  if (data.length === 0) return { kind: "nothing" };
  const text = data.join("\n");
  if (text.trim() === "[DONE]") return { kind: "done" };
  if (name === "error") return { kind: "error" };
  const chunk = parseJson(text);
  if (!isRecord(chunk)) return { kind: "broken" };
  if (saysError(chunk)) return { kind: "error" };
  const choices = Array.isArray(chunk["choices"]) ? chunk["choices"].filter(isRecord) : [];
  return {
    kind: "chunk",
    choices: choices.map((choice) => ({
      index: typeof choice["index"] === "number" ? choice["index"] : 0,
      finished: typeof choice["finish_reason"] === "string",
    })),
    usage: usageOf(chunk),
  };
}

/** True for OpenAI's `{"error": …}` and for the older `{"object": "error"}` of vLLM and Mistral. */
export function saysError(body: Record<string, unknown>): boolean {
  return (body["error"] !== undefined && body["error"] !== null) || body["object"] === "error";
}
