import {
  AWAY,
  fatal,
  FROM_ONE,
  harmless,
  hidden,
  respond,
  TOO_SLOW,
  UNUSABLE,
  right,
  type FaultCase,
} from "../case.ts";
import { FIN, pause, RST, SILENCE, type Step } from "../raw-upstream.ts";
import {
  BEGUN,
  chunk,
  delta,
  DONE,
  event,
  FINISH,
  FIRST,
  head,
  LAST,
  MARK,
  ONE,
  says,
  sse,
  STREAM_HEAD,
  TOKENS,
  usageEvent,
  WHOLE,
} from "../wire.ts";

/** Faults within a stream: before its first content they are hidden, after it they are told. */

/** Tokens that have arrived, before something happens. */
const begun: readonly Step[] = [STREAM_HEAD, ...TOKENS.map(chunk), pause(60)];
const ofLength = (parts: readonly string[], length: number): Step[] => [
  head({ headers: { "content-type": "text/event-stream", "content-length": String(length) } }),
  parts.join(""),
  pause(60),
];
/** With a length but not chunked, and closed by the end of the connection. */
const unframed = (...parts: (string | Buffer)[]): Step[] => [
  head({ headers: { "content-type": "text/event-stream", connection: "close" } }),
  ...parts,
  pause(60),
];
const endless = Array.from({ length: 400 }, () => [chunk(says("x")), pause(15)]).flat();
const SAYS_BEGUN = [...TOKENS];
const umlaut = Buffer.from(says("ü"));
const halfUmlaut = umlaut.subarray(0, umlaut.indexOf(0xc3) + 1);

const BEFORE: FaultCase[] = [
  hidden(
    "silent before the first token, after comments",
    "stream",
    respond([STREAM_HEAD, chunk(": wait\n\n"), pause(30), chunk(": wait\n\n"), SILENCE]),
    TOO_SLOW,
  ),
  hidden(
    "silent within the first event",
    "stream",
    respond([STREAM_HEAD, chunk(FIRST.slice(0, 30)), SILENCE]),
    TOO_SLOW,
  ),
  hidden(
    "cut within the first event",
    "stream",
    respond([STREAM_HEAD, chunk(FIRST.slice(0, 30)), FIN]),
    AWAY,
  ),
  hidden(
    "reset within the first event",
    "stream",
    respond([STREAM_HEAD, chunk(FIRST.slice(0, 30)), pause(50), RST]),
    AWAY,
  ),
  hidden("an orderly end within the first event", "stream", respond(sse(FIRST.slice(0, 30))), UNUSABLE),
  hidden("an empty stream", "stream", respond(sse()), UNUSABLE),
  hidden("comments and then an orderly end", "stream", respond(sse(": wait\n\n")), UNUSABLE),
  hidden(
    "a broken line of JSON first",
    "stream",
    respond(sse(`data: {"id":"${MARK}\n\n`, ...WHOLE, DONE)),
    UNUSABLE,
  ),
  hidden(
    "a first event that is JSON but no object",
    "stream",
    respond(sse(`data: "${MARK}"\n\n`, ...WHOLE, DONE)),
    UNUSABLE,
  ),
  hidden("[DONE] as the first event", "stream", respond(sse(DONE)), UNUSABLE),
  hidden(
    "an error right after the role, before any content",
    "stream",
    respond(sse(FIRST, event(JSON.stringify({ error: { message: MARK } })), DONE)),
    UNUSABLE,
    { alone: [UNUSABLE, { outcome: "broken off", text: "" }] },
  ),
  hidden(
    "a cut right after the role, before any content",
    "stream",
    respond([STREAM_HEAD, chunk(FIRST), pause(60), RST]),
    [AWAY, { outcome: "broken off", text: "" }],
  ),
  hidden(
    "a stall right after the role, before any content",
    "stream",
    respond([STREAM_HEAD, chunk(FIRST), SILENCE]),
    [TOO_SLOW, { outcome: "broken off", text: "" }],
  ),
  hidden(
    "usage first and then [DONE], without any choice",
    "stream",
    respond(sse(usageEvent(), DONE)),
    UNUSABLE,
  ),
];

const AFTER: FaultCase[] = [
  fatal("OpenAI's error after some tokens", [
    ...begun,
    chunk(event(JSON.stringify({ error: { message: "out of memory" } }))),
    chunk(DONE),
    LAST,
  ]),
  fatal("vLLM's error after some tokens", [
    ...begun,
    chunk(event(JSON.stringify({ object: "error", message: "out of memory" }))),
    chunk(DONE),
    LAST,
  ]),
  fatal("an event named error after some tokens", [
    ...begun,
    chunk('event: error\ndata: {"message":"out of memory"}\n\n'),
    LAST,
  ]),
  fatal("an error whose fields say nothing, after some tokens", [
    ...begun,
    chunk(event('{"error":{}}')),
    LAST,
  ]),
  fatal("an error after some tokens, at an endpoint that then goes on for ever", [
    ...begun,
    chunk(event(JSON.stringify({ error: { message: "out of memory" } }))),
    ...endless,
  ]),
  fatal("a broken line after some tokens, at an endpoint that then goes on for ever", [
    ...begun,
    chunk("data: {oops\n\n"),
    ...endless,
  ]),
  fatal("a cut after some tokens, chunked", [...begun, FIN]),
  fatal("a reset after some tokens, chunked", [...begun, RST]),
  fatal("a cut after some tokens, with content-length", [...ofLength(SAYS_BEGUN, 5000), FIN]),
  fatal("a reset after some tokens, with content-length", [...ofLength(SAYS_BEGUN, 5000), RST]),
  fatal("an end by closing after some tokens, without any length", [...unframed(...SAYS_BEGUN), FIN]),
  fatal(
    "a content-length that ends after some tokens",
    ofLength(SAYS_BEGUN, Buffer.byteLength(SAYS_BEGUN.join(""))),
  ),
  fatal("a cut within an event", [...begun, chunk(says("never seen").slice(0, 50)), FIN]),
  fatal("an orderly end within an event", [...begun, chunk(says("never seen").slice(0, 50)), LAST]),
  fatal("a cut within a UTF-8 character", [...begun, chunk(halfUmlaut), FIN]),
  fatal("an orderly end within a UTF-8 character", [...begun, chunk(halfUmlaut), LAST]),
  fatal("an event with bytes that are no UTF-8", [
    ...begun,
    chunk(Buffer.from(says("ü"), "latin1")),
    chunk(FINISH),
    chunk(DONE),
    LAST,
  ]),
  fatal("a stall after some tokens", [...begun, SILENCE]),
  fatal("a stall within an event", [...begun, chunk(says("never seen").slice(0, 50)), SILENCE]),
  fatal("a broken line of JSON after some tokens", [
    ...begun,
    chunk(`data: {"id":"${MARK}\n\n`),
    chunk(FINISH),
    chunk(DONE),
    LAST,
  ]),
  fatal("an event that is JSON but no object after some tokens", [
    ...begun,
    chunk("data: 7\n\n"),
    chunk(FINISH),
    chunk(DONE),
    LAST,
  ]),
  fatal("a chunk size that is no number after some tokens", [...begun, "zz\r\nfault\r\n", pause(30), FIN]),
  fatal("an orderly end without finish_reason and [DONE]", [...begun, LAST]),
  fatal("[DONE] without finish_reason", [...begun, chunk(DONE), LAST]),
  fatal(
    "one of two choices never finished, without [DONE]",
    [
      STREAM_HEAD,
      chunk(delta({ content: BEGUN })),
      chunk(
        event(
          JSON.stringify({
            id: ONE.id,
            object: "chat.completion.chunk",
            choices: [{ index: 1, delta: { content: "x" } }],
          }),
        ),
      ),
      chunk(FINISH),
      LAST,
    ],
    [{ outcome: "broken off", text: `${BEGUN}|x` }],
  ),
];

const ENDS: FaultCase[] = [
  harmless("finished, but no [DONE]", "stream", sse(...WHOLE, usageEvent())),
  harmless("finished, closed without any length and without [DONE]", "stream", [
    ...unframed(...WHOLE, usageEvent()),
    FIN,
  ]),
  harmless("[DONE] without its blank line", "stream", sse(...WHOLE, usageEvent(), "data: [DONE]")),
  harmless("the last event without its blank line", "stream", sse(...WHOLE, usageEvent().trimEnd())),
  harmless("cut after [DONE], without the last chunk", "stream", [
    STREAM_HEAD,
    ...[...WHOLE, usageEvent(), DONE].map(chunk),
    FIN,
  ]),
  harmless("reset after [DONE]", "stream", [
    STREAM_HEAD,
    ...[...WHOLE, usageEvent(), DONE].map(chunk),
    pause(60),
    RST,
  ]),
  harmless("more events after [DONE]", "stream", sse(...WHOLE, usageEvent(), DONE, says(MARK), DONE)),
  harmless("[DONE] at an endpoint that then goes on for ever", "stream", [
    STREAM_HEAD,
    ...[...WHOLE, usageEvent(), DONE].map(chunk),
    ...endless,
  ]),
  harmless("[DONE] twice", "stream", sse(...WHOLE, usageEvent(), DONE, DONE)),
  {
    kind: "finished, then cut before usage and [DONE]",
    asked: "stream",
    first: respond([STREAM_HEAD, ...WHOLE.map(chunk), pause(60), FIN]),
    alone: [{ outcome: "broken off", text: ONE.text }, right(ONE, null)],
    backed: [{ outcome: "broken off", text: ONE.text }, right(ONE, null)],
  },
  {
    kind: "finished, then silent without [DONE]",
    asked: "stream",
    first: respond([STREAM_HEAD, ...[...WHOLE, usageEvent()].map(chunk), SILENCE]),
    alone: [FROM_ONE, { outcome: "broken off", text: ONE.text }],
    backed: [FROM_ONE, { outcome: "broken off", text: ONE.text }],
  },
];

export const STREAMS: readonly FaultCase[] = [...BEFORE, ...AFTER, ...ENDS];
