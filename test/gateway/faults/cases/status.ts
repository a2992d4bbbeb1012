import {
  AWAY,
  awayFor,
  hidden,
  hiddenInBoth,
  refusal,
  respond,
  status,
  UNUSABLE,
  unusableFor,
  FROM_ONE,
  FROM_TWO,
  harmless,
  type FaultCase,
} from "../case.ts";
import { answer, completion, event, head, MARK, ONE, sse, STREAM_ONE } from "../wire.ts";
import { gzipSync } from "node:zlib";

/** Answers whose status or headers say that they are none. */

/** Waits are longer than a request may last, so that nobody waits for them. */
const inHalfAMinute = () => new Date(Date.now() + 30_000).toUTCString();
const asJson = (value: unknown) => JSON.stringify(value);
const OWN_FAULT = asJson({
  error: {
    message: "context too long",
    type: "invalid_request_error",
    param: "messages",
    code: "context_length",
  },
});

const redirects = ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"].map((line) =>
  hidden(
    `redirect to another host, ${line.slice(0, 3)}`,
    "JSON",
    respond(({ trap }) => [
      answer("", { status: line, headers: { location: `${trap}/v1/chat/completions` } }),
    ]),
    UNUSABLE,
  ),
);

/** The client's own mistake: its endpoint says so, and no other is asked. */
const refusals = ["400 Bad Request", "422 Unprocessable", "413 Too Large"].flatMap((line) =>
  (["JSON", "stream"] as const).map((asked): FaultCase => {
    const expected = [refusal(Number(line.slice(0, 3)), "context_length")];
    return {
      kind: `the client's own mistake, ${line.slice(0, 3)}`,
      asked,
      first: respond([answer(OWN_FAULT, { status: line })]),
      alone: expected,
      backed: expected,
    };
  }),
);

export const STATUS: readonly FaultCase[] = [
  ...hiddenInBoth(
    "429 with Retry-After in seconds",
    status("429 Busy", { "retry-after": "31" }),
    awayFor(/^31$/),
  ),
  hidden(
    "429 with Retry-After as a date",
    "JSON",
    respond(() => [answer(MARK, { status: "429 Busy", headers: { "retry-after": inHalfAMinute() } })]),
    awayFor(/^(|[12]?\d|3[01])$/),
  ),
  hidden(
    "429 with a Retry-After of thirty years",
    "JSON",
    status("429 Busy", { "retry-after": "999999999" }),
    // Missing, or not more than a day.
    awayFor(/^(|\d{1,4}|[1-7]\d{4}|8[0-6]\d{3})$/),
  ),
  hidden("429 without Retry-After", "stream", status("429 Busy"), awayFor(/^$/)),
  ...hiddenInBoth(
    "503 with Retry-After in seconds",
    status("503 Away", { "retry-after": "32" }),
    unusableFor(/^32$/),
  ),
  hidden(
    "503 with Retry-After that is nonsense",
    "JSON",
    status("503 Away", { "retry-after": "-1; soon" }),
    unusableFor(/^$/),
  ),
  ...hiddenInBoth(
    "503 no endpoints, as a mesh without replicas says",
    status("503 Away", { "content-type": "text/plain" }, `no healthy upstream ${MARK}`),
    UNUSABLE,
  ),
  hidden(
    "404 page not found, as an ingress without replicas says",
    "JSON",
    status("404 Not Found", { "content-type": "text/plain" }, `404 page not found ${MARK}`),
    UNUSABLE,
  ),
  ...hiddenInBoth(
    "500 with HTML",
    status("500 Oops", { "content-type": "text/html" }, `<html>${MARK}`),
    UNUSABLE,
  ),
  hidden(
    "500 with an answer that looks good",
    "JSON",
    status("500 Oops", {}, completion({ id: ONE.id, text: MARK })),
    UNUSABLE,
  ),
  hidden("502 without a body", "JSON", status("502 Bad Gateway", {}, ""), UNUSABLE),
  hidden("504", "stream", status("504 Gateway Timeout"), UNUSABLE),
  hidden("529 overloaded", "JSON", status("529 Overloaded"), UNUSABLE),
  hidden("408", "JSON", status("408 Request Timeout"), {
    outcome: "error",
    status: 504,
    code: "all_endpoints_failed",
  }),
  ...hiddenInBoth("401", status("401 Unauthorized"), UNUSABLE),
  hidden("402", "JSON", status("402 Payment Required"), UNUSABLE),
  hidden("403", "JSON", status("403 Forbidden"), UNUSABLE),
  ...hiddenInBoth("404", status("404 Not Found"), UNUSABLE),
  ...hiddenInBoth("204", respond([head({ status: "204 No Content" })]), UNUSABLE),
  hidden(
    "206 with a part",
    "JSON",
    status("206 Partial", {}, completion({ id: ONE.id, text: MARK })),
    UNUSABLE,
  ),
  hidden(
    "400 with HTML",
    "JSON",
    status("400 Bad", { "content-type": "text/html" }, `<html>${MARK}`),
    UNUSABLE,
  ),
  ...refusals,
  ...redirects,
  hidden(
    "redirect to another host, 307",
    "stream",
    respond(({ trap }) => [
      answer("", { status: "307 T", headers: { location: `${trap}/v1/chat/completions` } }),
    ]),
    UNUSABLE,
  ),
  hidden("200 with OpenAI's error inside", "JSON", status("200 OK"), UNUSABLE),
  hidden(
    "200 with vLLM's error inside",
    "JSON",
    status("200 OK", {}, asJson({ object: "error", message: MARK, code: 500 })),
    UNUSABLE,
  ),
  hidden("200 with JSON that is no object", "JSON", status("200 OK", {}, asJson([MARK])), UNUSABLE),
  hidden("200 with an empty body", "JSON", status("200 OK", {}, ""), UNUSABLE),
  hidden(
    "200 with an object that is no completion",
    "JSON",
    status("200 OK", {}, asJson({ detail: MARK })),
    UNUSABLE,
  ),
  hidden(
    "200 with JSON in bytes that are no UTF-8",
    "JSON",
    respond([answer(Buffer.from(completion(ONE), "latin1"))]),
    UNUSABLE,
  ),
  hidden(
    "200 with HTML",
    "JSON",
    status("200 OK", { "content-type": "text/html" }, `<html>${MARK}`),
    UNUSABLE,
  ),
  hidden(
    "200 with JSON where a stream was asked for",
    "stream",
    respond([answer(completion(ONE))]),
    UNUSABLE,
  ),
  hidden("200 with an error as JSON where a stream was asked for", "stream", status("200 OK"), UNUSABLE),
  hidden("200 with a stream where JSON was asked for", "JSON", respond(sse(...STREAM_ONE)), UNUSABLE),
  ...(["JSON", "stream"] as const).map((asked): FaultCase => ({
    kind: "content type missing",
    asked,
    first: respond([
      head({ headers: { "transfer-encoding": "chunked" } }),
      ...(asked === "JSON" ? sse(completion(ONE)) : sse(...STREAM_ONE)).slice(1),
    ]),
    alone: [FROM_ONE, UNUSABLE],
    backed: [FROM_ONE, FROM_TWO],
  })),
  harmless("content type in capitals and with parameters", "JSON", [
    answer(completion(ONE), { headers: { "content-type": "Application/JSON;charset=UTF-8" } }),
  ]),
  harmless("content type in capitals and with parameters", "stream", [
    head({ headers: { "content-type": "Text/Event-Stream; charset=UTF-8", "transfer-encoding": "chunked" } }),
    ...sse(...STREAM_ONE).slice(1),
  ]),
  ...(["JSON", "stream"] as const).map((asked): FaultCase => {
    const body = gzipSync(asked === "JSON" ? completion(ONE) : STREAM_ONE.join(""));
    const type = asked === "JSON" ? "application/json" : "text/event-stream";
    return {
      kind: "gzip that nobody asked for",
      asked,
      first: respond([answer(body, { headers: { "content-type": type, "content-encoding": "gzip" } })]),
      alone: [FROM_ONE, UNUSABLE],
      backed: [FROM_ONE, FROM_TWO],
    };
  }),
  hidden(
    "OpenAI's error as the first event",
    "stream",
    respond(sse(event(asJson({ error: { message: MARK, type: "server_error" } })), "data: [DONE]\n\n")),
    UNUSABLE,
  ),
  hidden(
    "vLLM's error as the first event",
    "stream",
    respond(sse(event(asJson({ object: "error", message: MARK, type: "x", code: 500 })), "data: [DONE]\n\n")),
    UNUSABLE,
  ),
  hidden(
    "an event named error as the first event",
    "stream",
    respond(sse(`event: error\ndata: ${asJson({ message: MARK })}\n\n`)),
    UNUSABLE,
  ),
  hidden(
    "429 at the first, 429 at the second",
    "JSON",
    status("429 Busy", { "retry-after": "39" }),
    awayFor(/^39$/),
    {
      second: status("429 Busy", { "retry-after": "34" }),
      backed: [awayFor(/^34$/)],
    },
  ),
  hidden("nobody at the first, 500 at the second", "JSON", { kind: "absent" }, AWAY, {
    second: status("500 Oops"),
    backed: [UNUSABLE],
  }),
];
