import type { EventDialect } from "../operations/operation.ts";
import type { Usage } from "../operations/usage.ts";
import { decodeUtf8, isRecord, parseJson } from "../json.ts";
import { AttemptFailure } from "../upstream/failures.ts";

/** Server-sent events: cutting bytes into events, and reading what an event says. */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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

  /** Whole events that end in LF LF, which is what nearly every server sends: found without a look at every byte. */
  function pushPlain(chunk: Buffer): Buffer[] | undefined {
    if (pendingBytes > 0 || afterCarriageReturn || chunk.includes(CARRIAGE_RETURN)) return undefined;
    if (!lineIsEmpty || !eventIsEmpty || chunk[0] === LINE_FEED) return undefined;
    const last = chunk.length - 1;
    if (chunk[last] !== LINE_FEED || chunk[last - 1] !== LINE_FEED) return undefined;
    const events: Buffer[] = [];
    let start = 0;
    while (start < chunk.length) {
      const end = chunk.indexOf("\n\n", start) + 2;
      // A third LF in a row is rare enough for the long way.
      if (chunk[end] === LINE_FEED) return undefined;
      events.push(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
      start = end;
    }
    return events;
  }

  function pushAny(chunk: Buffer): Buffer[] {
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
  }

  return {
    push: (chunk) => pushPlain(chunk) ?? pushAny(chunk),
    rest: () => Buffer.concat(pending),
  };
}

/** What an event of a stream means for the gateway. */
export type EventMeaning =
  /** A comment or a field that carries no data. */
  | { readonly kind: "nothing" }
  /** An event that has no place in this stream: it is kept from the client. */
  | { readonly kind: "stray" }
  /** The event that ends a stream, by its own word or with the last of its data. */
  | { readonly kind: "done"; readonly usage?: Usage | undefined }
  | { readonly kind: "error" }
  /** Its data is no JSON object, or no UTF-8. */
  | { readonly kind: "broken" }
  | Chunk;

export interface Chunk {
  readonly kind: "chunk";
  /** Choices of which the event carries a part, and those that it finishes. */
  readonly choices: readonly { readonly index: number; readonly finished: boolean }[];
  /** Whether the client gets something to show from it: until then an attempt can still be replaced. */
  readonly content: boolean;
  readonly usage: Usage | undefined;
}

const NOTHING: EventMeaning = { kind: "nothing" };
const BROKEN: EventMeaning = { kind: "broken" };

export function readEvent(event: Buffer, dialect: EventDialect): EventMeaning {
  const text = decodeUtf8(event);
  if (text === undefined) return BROKEN;
  const plain = plainData(text);
  if (plain !== undefined) return readData(plain, "", dialect);
  let name = "";
  const data: string[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    else if (line.startsWith("event:")) name = line.slice(6).trim();
  }
  if (data.length === 0) return NOTHING;
  return readData(data.join("\n"), name, dialect);
}

/** The data of an event that is one line `data: {…}` and no more, as nearly all are. */
function plainData(text: string): string | undefined {
  if (!text.startsWith("data: {")) return undefined;
  const end = text.indexOf("\n");
  return end === text.length - 2 && !text.includes("\r") ? text.slice(6, end) : undefined;
}

function readData(text: string, name: string, dialect: EventDialect): EventMeaning {
  if (text.length < 16 && text.trim() === "[DONE]") {
    // Where the API has an event of its own for the end, this is none; clients stop reading at it all the same.
    return dialect.terminator === undefined ? { kind: "stray" } : { kind: "done" };
  }
  if (name === "error") return { kind: "error" };
  const data = parseJson(text);
  if (!isRecord(data)) return BROKEN;
  return saysError(data) ? { kind: "error" } : dialect.read(data, name);
}

/** True for OpenAI's `{"error": …}` and for the older `{"object": "error"}` of vLLM and Mistral. */
export function saysError(body: Record<string, unknown>): boolean {
  return (body["error"] !== undefined && body["error"] !== null) || body["object"] === "error";
}
