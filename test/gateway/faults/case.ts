import type { Expected } from "./judge.ts";
import { whole } from "./seen.ts";
import { SILENCE, type Endpoint, type Script, type Step } from "./raw-upstream.ts";
import { answer, asks, BEGUN, head, MARK, ONE, TWO, USAGE_ONE, USAGE_TWO } from "./wire.ts";
import type { Fields } from "./values.ts";

/** What a client does beside asking. */
export type ClientConduct =
  /** Hangs up so many milliseconds after endpoint 1 was asked. */
  | { readonly kind: "leaves"; readonly after: number }
  /** Reads nothing for so many milliseconds; endpoint 1 must not be able to send more than so many bytes by then. */
  | { readonly kind: "reads late"; readonly after: number; readonly atMostBytes: number };

/** A fault of endpoint 1 and everything that a client may see of it. */
export interface FaultCase {
  readonly kind: string;
  readonly asked: "JSON" | "stream";
  /** What endpoint 1 does. */
  readonly first: Endpoint;
  /** What endpoint 2 does; it is good unless a case says otherwise. */
  readonly second?: Endpoint;
  /** Acceptable outcomes, best first, where there is no other endpoint; left out where that makes no sense. */
  readonly alone?: readonly Expected[];
  /** The same where a second endpoint stands behind it. */
  readonly backed?: readonly Expected[];
  /** Fields of the request beside model, messages and stream; a stream asks for its usage unless this says otherwise. */
  readonly request?: Fields;
  /** More requests, one after the other, through the same gateway; the questions count on from 2. */
  readonly then?: {
    readonly times: number;
    /** Milliseconds before each. */
    readonly pause?: number;
    readonly alone: (question: number) => readonly Expected[];
    readonly backed: (question: number) => readonly Expected[];
  };
  readonly client?: ClientConduct;
  /** Fields that endpoint 1 must have been sent as the client wrote them. */
  readonly passes?: Fields;
  /** Input and output tokens that the gateway must have counted where the answer is endpoint 1's. */
  readonly tokens?: readonly [number, number];
}

export const respond = (script: Script): Endpoint => ({ kind: "request", script });

export const right = (...args: Parameters<typeof whole>): Expected => ({
  outcome: "right",
  whole: whole(...args),
});
/** Endpoint 1's own full answer. */
export const FROM_ONE = right(ONE, USAGE_ONE);
/** Endpoint 2's own full answer. */
export const FROM_TWO = right(TWO, USAGE_TWO);
/** The first tokens of endpoint 1, then an error frame. */
export const BROKEN_OFF: Expected = { outcome: "broken off", text: BEGUN };

const failed = (status: number, retryAfter?: RegExp): Expected => ({
  outcome: "error",
  status,
  code: "all_endpoints_failed",
  ...(retryAfter && { retryAfter }),
});
/** Nobody is there, or asks to come back later. */
export const AWAY = failed(503);
export const awayFor = (retryAfter: RegExp) => failed(503, retryAfter);
/** What came is no answer. */
export const UNUSABLE = failed(502);
export const unusableFor = (retryAfter: RegExp) => failed(502, retryAfter);
/** Nothing came in time. */
export const TOO_SLOW = failed(504);
/** The endpoint's own refusal of a request that is wrong. */
export const refusal = (status: number, code: string): Expected => ({ outcome: "error", status, code });

/** A fault before the first content: endpoint 2's answer, or else an error. */
export function hidden(
  kind: string,
  asked: FaultCase["asked"],
  first: Endpoint,
  alone: Expected | readonly Expected[],
  more: Partial<FaultCase> = {},
): FaultCase {
  const errors = "outcome" in alone ? [alone] : alone;
  return { kind, asked, first, alone: errors, backed: [FROM_TWO], ...more };
}

/** The same fault for both kinds of answers. */
export function hiddenInBoth(
  kind: string,
  first: Endpoint,
  alone: Expected | readonly Expected[],
  more: Partial<FaultCase> = {},
): FaultCase[] {
  return [hidden(kind, "JSON", first, alone, more), hidden(kind, "stream", first, alone, more)];
}

/** Nothing that a client may notice: endpoint 1's own answer, whether another endpoint is there or not. */
export function harmless(
  kind: string,
  asked: FaultCase["asked"],
  script: Script,
  expected: Expected | readonly Expected[] = FROM_ONE,
  more: Partial<FaultCase> = {},
): FaultCase {
  const all = "outcome" in expected ? [expected] : expected;
  return { kind, asked, first: respond(script), alone: all, backed: all, tokens: [5, 3], ...more };
}

/** A fault after the first tokens: an error frame, whether another endpoint is there or not. */
export function fatal(
  kind: string,
  script: Script,
  acceptable: readonly Expected[] = [BROKEN_OFF],
): FaultCase {
  return { kind, asked: "stream", first: respond(script), alone: acceptable, backed: acceptable };
}

/** An error answer of endpoint 1 whose text nobody may see. */
export function status(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Endpoint {
  const text = body ?? JSON.stringify({ error: { message: MARK, type: "server_error", code: null } });
  return respond([answer(text, { status: line, headers })]);
}

/** Headers of the kind of answer that was asked for, and nothing after. */
export const headersAlone: Script = ({ body }): readonly Step[] => [
  head({
    headers: asks(body).stream
      ? { "content-type": "text/event-stream", "transfer-encoding": "chunked" }
      : { "content-type": "application/json", "content-length": "300" },
  }),
  SILENCE,
];
