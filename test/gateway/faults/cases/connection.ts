import {
  AWAY,
  FROM_ONE,
  FROM_TWO,
  harmless,
  headersAlone,
  hidden,
  hiddenInBoth,
  respond,
  right,
  TOO_SLOW,
  UNUSABLE,
  type FaultCase,
} from "../case.ts";
import { FIN, pause, RST, SILENCE, type Step, type Turn } from "../raw-upstream.ts";
import {
  answer,
  chunk,
  completion,
  good,
  head,
  LAST,
  MARK,
  ONE,
  sse,
  STREAM_HEAD,
  STREAM_ONE,
  TOKENS,
  USAGE_ONE,
} from "../wire.ts";

/** Faults of the connection: nobody there, cut, silent, or kept in a way that the next request suffers. */

const WHOLE_JSON = completion(ONE);

/** Each answer says which question it answers, so that one that reaches the wrong request shows. */
const echo = ({ body }: Turn) => ({ id: ONE.id, text: `Antwort auf ${/Frage \d+/.exec(body)?.[0] ?? ""}` });
const answerTo = (question: number) =>
  right({ id: ONE.id, text: `Antwort auf Frage ${question}` }, USAGE_ONE);

/** Leftovers that would be a perfect answer to the next request on the connection. */
const STRAY = answer(completion({ id: "chatcmpl-streuner", text: MARK }));

/** Requests in turn; each must have its own answer, whatever the endpoint does to the connection. */
function inTurn(kind: string, script: (turn: Turn) => readonly Step[], pauseBefore = 0): FaultCase {
  const acceptable = (question: number) => [answerTo(question)];
  const then = {
    times: 4,
    pause: pauseBefore,
    alone: acceptable,
    backed: (question: number) => [answerTo(question), FROM_TWO],
  };
  return harmless(kind, "JSON", script, answerTo(1), { then, tokens: [25, 15] });
}

const KEEP_ALIVE = { connection: "keep-alive", "keep-alive": "timeout=60" };
const ECHO_AND = (turn: Turn, behind: string | Buffer = "") =>
  Buffer.concat([answer(completion(echo(turn)), { headers: KEEP_ALIVE }), Buffer.from(behind)]);

const KEPT: FaultCase[] = [
  inTurn("a kept connection is reset when the next request arrives", (turn) => [
    turn.onConnection > 0 ? RST : ECHO_AND(turn),
  ]),
  inTurn("a kept connection is closed when the next request arrives", (turn) => [
    turn.onConnection > 0 ? FIN : ECHO_AND(turn),
  ]),
  inTurn("the connection is closed right after an answer that promised to keep it", (turn) => [
    ECHO_AND(turn),
    FIN,
  ]),
  inTurn("the connection is reset right after an answer that promised to keep it", (turn) => [
    ECHO_AND(turn),
    pause(1),
    RST,
  ]),
  inTurn("a second answer behind the first, which nobody asked for", (turn) => [ECHO_AND(turn, STRAY)]),
  // Had the next request left by then, no client of HTTP/1.1 could tell that the answer is not its own.
  inTurn("a second answer, a moment after the first", (turn) => [ECHO_AND(turn), pause(5), STRAY], 100),
  inTurn("garbage behind the end of an answer", (turn) => [ECHO_AND(turn, `${MARK}\r\n\r\n`)]),
  harmless(
    "a second answer behind the end of a stream",
    "stream",
    ({ body }) => [...good(body, ONE), STRAY],
    FROM_ONE,
    {
      then: { times: 3, alone: () => [FROM_ONE], backed: () => [FROM_ONE, FROM_TWO] },
      tokens: [20, 12],
    },
  ),
  harmless("a stream whose connection stays open after [DONE]", "stream", [
    STREAM_HEAD,
    ...STREAM_ONE.map(chunk),
    SILENCE,
  ]),
];

const LENGTHS: FaultCase[] = [
  hidden(
    "content-length too small",
    "JSON",
    respond([answer(WHOLE_JSON.slice(0, -20)), WHOLE_JSON.slice(-20)]),
    [UNUSABLE, AWAY],
  ),
  hidden(
    "content-length too large, then the end",
    "JSON",
    respond([
      head({
        headers: { "content-type": "application/json", "content-length": String(WHOLE_JSON.length + 50) },
      }),
      WHOLE_JSON,
      FIN,
    ]),
    AWAY,
  ),
  hidden(
    "content-length too large, then silence",
    "JSON",
    respond([
      head({
        headers: { "content-type": "application/json", "content-length": String(WHOLE_JSON.length + 50) },
      }),
      WHOLE_JSON,
      SILENCE,
    ]),
    TOO_SLOW,
  ),
  ...hiddenInBoth(
    "content-length and chunked at once",
    respond(({ body }) => [
      head({
        headers: {
          "content-type": body.includes('"stream":true') ? "text/event-stream" : "application/json",
          "content-length": "10",
          "transfer-encoding": "chunked",
        },
      }),
      chunk(MARK),
      LAST,
    ]),
    [AWAY, UNUSABLE],
  ),
  hidden(
    "two lengths that differ",
    "JSON",
    respond([
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\ncontent-length: ${WHOLE_JSON.length}\r\n\r\n`,
      WHOLE_JSON,
    ]),
    [AWAY, UNUSABLE],
  ),
  ...hiddenInBoth("a chunk size that is no number", respond([STREAM_HEAD, "zz\r\nfault\r\n"]), [
    AWAY,
    UNUSABLE,
  ]),
  hidden(
    "chunked JSON that lacks its last chunk",
    "JSON",
    respond([
      head({ headers: { "content-type": "application/json", "transfer-encoding": "chunked" } }),
      chunk(WHOLE_JSON),
      FIN,
    ]),
    AWAY,
  ),
];

const EARLY: FaultCase[] = [
  {
    kind: "the answer comes before the request's body was read",
    asked: "JSON",
    first: { kind: "headers", script: [answer(WHOLE_JSON)] },
    request: { filler: "x".repeat(3 << 20) },
    alone: [FROM_ONE, AWAY],
    backed: [FROM_ONE, FROM_TWO],
  },
  hidden(
    "503 and a close before the request's body was read",
    "JSON",
    {
      kind: "headers",
      script: [answer(MARK, { status: "503 Busy", headers: { connection: "close" } }), FIN],
    },
    [UNUSABLE, AWAY],
    { request: { filler: "x".repeat(3 << 20) } },
  ),
];

/** HTTP that is right but that few endpoints speak: the answer itself is best, failing over is honest too. */
const oddButFair = (kind: string, asked: FaultCase["asked"], script: readonly Step[]): FaultCase => ({
  ...harmless(kind, asked, script),
  alone: [FROM_ONE, AWAY],
  backed: [FROM_ONE, FROM_TWO],
});

const INTERIM: FaultCase[] = [
  oddButFair("100 Continue before the answer", "JSON", ["HTTP/1.1 100 Continue\r\n\r\n", answer(WHOLE_JSON)]),
  oddButFair("100 Continue before the answer", "stream", [
    "HTTP/1.1 100 Continue\r\n\r\n",
    pause(20),
    ...sse(...STREAM_ONE),
  ]),
  harmless("103 Early Hints before the answer", "JSON", [
    "HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n",
    pause(20),
    answer(WHOLE_JSON),
  ]),
  ...hiddenInBoth(
    "interim answers only, then the end",
    respond(["HTTP/1.1 102 Processing\r\n\r\n", FIN]),
    AWAY,
  ),
  ...hiddenInBoth(
    "interim answers only, then silence",
    respond(["HTTP/1.1 103 Early Hints\r\n\r\n", SILENCE]),
    TOO_SLOW,
  ),
  harmless("HTTP/1.0, closed at its end", "JSON", [
    head({ version: "1.0", headers: { "content-type": "application/json" } }),
    WHOLE_JSON,
    FIN,
  ]),
  harmless("HTTP/1.0, closed at its end", "stream", [
    head({ version: "1.0", headers: { "content-type": "text/event-stream" } }),
    ...STREAM_ONE,
    FIN,
  ]),
  hidden(
    "HTTP/1.0, closed within the JSON",
    "JSON",
    respond([
      head({ version: "1.0", headers: { "content-type": "application/json" } }),
      WHOLE_JSON.slice(0, 60),
      FIN,
    ]),
    UNUSABLE,
  ),
];

export const CONNECTION: readonly FaultCase[] = [
  ...hiddenInBoth("connection refused, as with no replicas", { kind: "absent" }, AWAY),
  ...hiddenInBoth("accepts and closes", { kind: "connection", script: [FIN] }, AWAY),
  ...hiddenInBoth("accepts and resets", { kind: "connection", script: [RST] }, AWAY),
  ...hiddenInBoth("closes instead of headers", respond([FIN]), AWAY),
  ...hiddenInBoth("resets instead of headers", respond([RST]), AWAY),
  ...hiddenInBoth("silent before its headers", respond([SILENCE]), TOO_SLOW),
  ...hiddenInBoth("silent after its headers", respond(headersAlone), TOO_SLOW),
  ...hiddenInBoth("cut within the status line", respond(["HTTP/1.1 20", FIN]), AWAY),
  ...hiddenInBoth("cut within its headers", respond(["HTTP/1.1 200 OK\r\ncontent-ty", FIN]), AWAY),
  ...hiddenInBoth("garbage instead of headers", respond(["\u0000\u0001fault\r\n\r\n", FIN]), [
    AWAY,
    UNUSABLE,
  ]),
  hidden(
    "a header that is no header",
    "JSON",
    respond(["HTTP/1.1 200 OK\r\nthis is no header\r\n\r\n", WHOLE_JSON, FIN]),
    [AWAY, UNUSABLE],
  ),
  ...hiddenInBoth(
    "a megabyte of headers",
    respond([
      "HTTP/1.1 200 OK\r\n",
      { flood: Buffer.from(`x-flood: ${"f".repeat(1014)}\r\n`), times: 1024 },
      "\r\n",
    ]),
    [AWAY, UNUSABLE],
  ),
  hidden("cut within the JSON", "JSON", respond([answer(WHOLE_JSON).subarray(0, -40), FIN]), AWAY),
  hidden(
    "reset within the JSON",
    "JSON",
    respond([answer(WHOLE_JSON).subarray(0, -40), pause(50), RST]),
    AWAY,
  ),
  hidden("silent within the JSON", "JSON", respond([answer(WHOLE_JSON).subarray(0, -40), SILENCE]), TOO_SLOW),
  hidden("both endpoints fail alike", "JSON", respond([RST]), AWAY, {
    second: respond([RST]),
    backed: [AWAY],
  }),
  hidden("both endpoints fail alike", "stream", respond([STREAM_HEAD, chunk("data: {"), FIN]), AWAY, {
    second: respond([STREAM_HEAD, chunk("data: {"), FIN]),
    backed: [AWAY],
  }),
  {
    kind: "the first breaks off, the second would too",
    asked: "stream",
    first: respond([STREAM_HEAD, ...TOKENS.map(chunk), pause(50), RST]),
    second: respond([RST]),
    backed: [{ outcome: "broken off", text: "Guten Tag, hier ist " }],
  },
  ...KEPT,
  ...LENGTHS,
  ...EARLY,
  ...INTERIM,
];
