import { isDeepStrictEqual } from "node:util";
import { assemble, jsonOf, readEvents, type Choice, type Seen, type Whole } from "./seen.ts";
import { isFields, parsed, textOf, type Fields } from "./values.ts";
import { MARK } from "./wire.ts";

/** What a client must see. */
export type Expected =
  /** The full right answer, without a trace of a fault. */
  | { readonly outcome: "right"; readonly whole: Whole }
  /** An HTTP error before anything of an answer. */
  | {
      readonly outcome: "error";
      readonly status: number;
      readonly code: string | null;
      /** What the header Retry-After must be; "" where it must be missing. */
      readonly retryAfter?: RegExp;
    }
  /** A stream that was begun: this text and no more, then exactly one error frame, and no [DONE]. */
  | { readonly outcome: "broken off"; readonly text: string }
  /** The client left: the endpoint's connection is closed within so many milliseconds. */
  | { readonly outcome: "cancelled"; readonly within: number };

export type Verdict = "right" | "explicit error" | "bad";

export interface Judgement {
  readonly verdict: Verdict;
  /** Which of the acceptable outcomes it is, 0 for the best; -1 where it is none. */
  readonly rank: number;
  /** Why it is bad, or what was seen. */
  readonly reason: string;
}

export interface Strictness {
  /** Judge ids, unknown fields, codes and statuses of errors too; a gateway that is not ours may have its own. */
  readonly exact: boolean;
}

/** What was seen beside the answer. */
export interface Beside {
  /** Requests that reached the server that nobody should ask. */
  readonly trapped: number;
  /** Milliseconds from the client's leaving until the endpoint's connection was closed; undefined where it never was. */
  readonly cancelledAfter?: number | undefined;
}

const NOTHING_BESIDE: Beside = { trapped: 0 };

/** Judges what a client saw by the outcomes that are acceptable, the best first. */
export function judge(
  seen: Seen,
  acceptable: readonly Expected[],
  { exact }: Strictness = { exact: true },
  beside: Beside = NOTHING_BESIDE,
): Judgement {
  const bad = (reason: string): Judgement => ({ verdict: "bad", rank: -1, reason });
  if (beside.trapped > 0) return bad(`a redirect was followed: the trap got ${beside.trapped} requests`);
  if (seen.ended === "left") return judgeLeft(acceptable, beside);
  if (seen.ended === "deadline") return bad("hangs: no end within the deadline");
  if (seen.ended === "cut") {
    return bad(seen.status === 0 ? "no answer: the connection was cut" : "silent cut of the connection");
  }
  const found = readAnswer(seen);
  if (typeof found === "string") return bad(found);
  const complaints = acceptable.map((expected) => compare(expected, found, seen, exact));
  const rank = complaints.indexOf(undefined);
  if (rank === -1) return bad(complaints[0] ?? "nothing is acceptable");
  const verdict = found.kind === "whole" ? "right" : "explicit error";
  return { verdict, rank, reason: found.kind === "whole" ? "" : found.said };
}

function judgeLeft(acceptable: readonly Expected[], { cancelledAfter }: Beside): Judgement {
  const rank = acceptable.findIndex(
    (expected) =>
      expected.outcome === "cancelled" && cancelledAfter !== undefined && cancelledAfter <= expected.within,
  );
  const after = cancelledAfter === undefined ? "never" : `${Math.round(cancelledAfter)} ms after the client`;
  return { verdict: rank === -1 ? "bad" : "right", rank, reason: `the endpoint was let go ${after}` };
}

/** What an orderly answer says. */
export type Found =
  | { readonly kind: "whole"; readonly whole: Whole }
  | { readonly kind: "broken off"; readonly text: string; readonly said: string }
  | { readonly kind: "error"; readonly code: string | null; readonly said: string };

/** Reads an answer; a text says why it is none that a client can rely on. */
export function readAnswer(seen: Seen): Found | string {
  if (seen.status !== 200) return readError(seen);
  const type = (seen.headers["content-type"] ?? "").split(";", 1).join("").toLowerCase();
  if (type === "text/event-stream") return readStream(seen.body);
  if (type !== "application/json") return `200 with content type "${type}"`;
  const body = jsonOf(seen);
  if (body === undefined) return "200 whose body is no JSON: truncated, doubled or spliced";
  if (saysError(body)) return "200 with an error inside";
  const all = assemble([body]);
  if (typeof all === "string") return all;
  return { kind: "whole", whole: all };
}

function readError(seen: Seen): Found | string {
  if (seen.status < 400) return `status ${seen.status}`;
  const error = jsonOf(seen)?.["error"];
  if (!isFields(error) || textOf(error["message"]) === "") {
    return `status ${seen.status} without an error that says what is wrong`;
  }
  const { code } = error;
  const said = typeof code === "string" || typeof code === "number" ? String(code) : null;
  return { kind: "error", code: said, said: `${seen.status} ${said ?? ""}`.trim() };
}

function readStream(bytes: Buffer): Found | string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "a stream that is no UTF-8";
  }
  const { events, rest } = readEvents(text);
  if (rest !== "") return `half an event at the stream's end: ${rest.slice(0, 80)}`;
  const chunks: Fields[] = [];
  for (const [position, { name, data }] of events.entries()) {
    const last = position === events.length - 1;
    if (data === "[DONE]") {
      if (!last) return "events after [DONE]";
      const all = assemble(chunks);
      if (typeof all === "string") return all;
      const open = all.choices.filter(({ finish }) => finish === "");
      if (open.length > 0 || all.choices.length === 0) return "[DONE], but a choice has no finish_reason";
      return { kind: "whole", whole: all };
    }
    const value = parsed(data);
    if (name === "error" || (isFields(value) && saysError(value))) {
      return last ? readErrorFrame(value, chunks) : "events after an error frame";
    }
    if (!isFields(value)) return `an event that is no JSON object: ${data.slice(0, 80)}`;
    chunks.push(value);
  }
  return "silent truncation: neither [DONE] nor an error frame at the end";
}

function readErrorFrame(frame: unknown, chunks: readonly Fields[]): Found | string {
  const error = isFields(frame) ? frame["error"] : undefined;
  if (!isFields(error)) return "an error in a form that OpenAI's clients take for a chunk";
  if (textOf(error["message"]) === "") return "an error frame that does not say what is wrong";
  const all = assemble(chunks);
  if (typeof all === "string") return all;
  const text = all.choices.map(({ content }) => content).join("|");
  return { kind: "broken off", text, said: `error frame after ${chunks.length} chunks` };
}

function saysError(body: Fields): boolean {
  return (body["error"] !== undefined && body["error"] !== null) || body["object"] === "error";
}

/** Why what was found is not what is expected; undefined where it is. */
function compare(expected: Expected, found: Found, seen: Seen, exact: boolean): string | undefined {
  if (expected.outcome === "cancelled") return "the client left, but the answer came to its end";
  if (expected.outcome === "right") {
    if (found.kind !== "whole") return `the right answer was due, not: ${found.said}`;
    if (seen.body.includes(MARK)) return "text of the fault is in the answer";
    return difference(found.whole, expected.whole, exact);
  }
  if (found.kind === "whole") return "an answer that seems whole, where the truth is an error";
  if (expected.outcome === "broken off") {
    if (found.kind !== "broken off") return `an error frame was due, not: ${found.said}`;
    return found.text === expected.text
      ? undefined
      : `before the error frame "${found.text}" instead of "${expected.text}"`;
  }
  if (found.kind !== "error") return `an HTTP error was due, not an ${found.said}`;
  if (seen.body.includes(MARK)) return "text of the endpoint's own error reached the client";
  if (!exact) return undefined;
  if (seen.status !== expected.status || found.code !== expected.code) {
    return `"${found.said}" instead of "${expected.status} ${expected.code ?? ""}"`;
  }
  const retryAfter = seen.headers["retry-after"] ?? "";
  if (expected.retryAfter === undefined || expected.retryAfter.test(retryAfter)) return undefined;
  return `retry-after "${retryAfter}" instead of ${String(expected.retryAfter)}`;
}

function difference(found: Whole, expected: Whole, exact: boolean): string | undefined {
  const shown = (all: Whole) => (exact ? all : lenient(all, expected));
  const [left, right] = [shown(found), shown(expected)];
  if (isDeepStrictEqual(left, right)) return undefined;
  return `differs: ${clip(JSON.stringify(left))} instead of ${clip(JSON.stringify(right))}`;
}

/** Without what a gateway may change: its own ids, and fields that the case does not name. */
function lenient(all: Whole, expected: Whole): Whole {
  const named = (choice: Choice, position: number): Choice => ({
    ...choice,
    other: pick(choice.other, Object.keys(expected.choices[position]?.other ?? {})),
  });
  return {
    id: "",
    usage:
      isFields(all.usage) && isFields(expected.usage) ? pick(all.usage, Object.keys(expected.usage)) : null,
    choices: all.choices.map(named),
    other: pick(all.other, Object.keys(expected.other)),
  };
}

function pick(fields: Readonly<Record<string, unknown>>, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.flatMap((key) => (key in fields ? [[key, fields[key]]] : [])));
}

const clip = (text: string) => (text.length > 400 ? `${text.slice(0, 400)}…` : text);
