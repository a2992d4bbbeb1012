import { fatal, harmless, hidden, respond, right, UNUSABLE, type FaultCase } from "../case.ts";
import { FIN, pause, type Step } from "../raw-upstream.ts";
import {
  answer,
  chunk,
  chunkJson,
  completion,
  delta,
  DONE,
  event,
  FINISH,
  head,
  LAST,
  ONE,
  pieces,
  says,
  sse,
  STREAM_HEAD,
  STREAM_ONE,
  TOKENS,
  USAGE_ONE,
  usageEvent,
  WHOLE,
} from "../wire.ts";
import type { Fields } from "../values.ts";

/** Content that is hard to pass on: cut anywhere, large, with fields and line ends that few expect. */

const whole = STREAM_ONE.join("");
/** Characters of two, three and four bytes, and one of many joined. */
const HARD = { id: ONE.id, text: "ä €uro 𝄞 👩‍👩‍👧‍👦 fertig" };
const hardStream = [says("ä €uro "), says("𝄞 👩‍👩‍👧‍👦"), says(" fertig"), FINISH, usageEvent(), DONE].join("");
const large = "x".repeat(8 << 20);
const chunked = (parts: readonly (string | Buffer)[]): Step[] => [STREAM_HEAD, ...parts.map(chunk), LAST];
/** Each byte in a packet of its own, as far as a network allows. */
const dripped = (bytes: string | Buffer): Step[] => pieces(bytes, 1).flatMap((byte) => [byte, pause(0)]);

const call = (index: number, part: Fields, named: Fields = {}) => ({ index, ...named, function: part });
const named = (id: string, name: string) => ({ id, type: "function", function: { name, arguments: "" } });
const CALLS = [
  { id: "call_1", name: "wetter", arguments: '{"stadt": "Mün\\u0063hen 🇪🇺", "tage": [1, 2]}' },
  { id: "call_2", name: "zeit", arguments: '{"zone":"Europe/Berlin"}' },
];
const [first = "", second = ""] = CALLS.map((one) => one.arguments);
const WITH_CALLS = right({ id: ONE.id, text: "" }, USAGE_ONE, { finish: "tool_calls", toolCalls: CALLS });
const TOOL_END = [delta({}, { finish_reason: "tool_calls" }), usageEvent(), DONE];
const parallelCalls = [
  delta({ role: "assistant", content: null, tool_calls: [{ index: 0, ...named("call_1", "wetter") }] }),
  delta({ tool_calls: [call(0, { arguments: first.slice(0, 12) })] }),
  delta({ tool_calls: [{ index: 1, ...named("call_2", "zeit") }] }),
  delta({
    tool_calls: [call(1, { arguments: second.slice(0, 5) }), call(0, { arguments: first.slice(12, 20) })],
  }),
  delta({ tool_calls: [call(1, { arguments: second.slice(5) })] }),
  delta({ tool_calls: [call(0, { arguments: first.slice(20) })] }),
  ...TOOL_END,
];

const LOGPROBS = {
  content: [{ token: "Gu", logprob: -0.123456789012345, bytes: [71, 117], top_logprobs: [] }],
};
const VENDOR = { kept: [1, 2.5, null, "ü"], nested: { deep: true } };

const BYTES: FaultCase[] = [
  harmless("one byte at a time", "stream", [STREAM_HEAD, ...dripped(Buffer.concat([chunk(whole)])), LAST]),
  harmless("one byte at a time", "JSON", dripped(answer(completion(ONE)))),
  harmless("each byte in a chunk of its own", "stream", chunked(pieces(whole, 1))),
  harmless(
    "UTF-8 characters split across packets",
    "stream",
    chunked(pieces(hardStream, 1)),
    right(HARD, USAGE_ONE),
  ),
  harmless(
    "UTF-8 characters split across packets",
    "JSON",
    dripped(answer(completion(HARD))),
    right(HARD, USAGE_ONE),
  ),
  harmless("all events in one packet", "stream", [
    Buffer.concat([Buffer.from(STREAM_HEAD), chunk(whole), Buffer.from(LAST)]),
  ]),
  harmless("CRLF as line ends", "stream", chunked(pieces(whole.replaceAll("\n", "\r\n"), 7))),
  harmless(
    "CRLF, split between CR and LF",
    "stream",
    chunked(whole.replaceAll("\n", "\r\n").split(/(?<=\r)/)),
  ),
  harmless("CR alone as line ends", "stream", chunked(pieces(whole.replaceAll("\n", "\r"), 11))),
  harmless(
    "comments between events and within them",
    "stream",
    sse(
      ": ping\n\n",
      ...TOKENS,
      ":\n\n",
      `: before\n${says("eins 🇪🇺.")}`,
      ": ping\n\n",
      FINISH,
      usageEvent(),
      DONE,
      ": bye\n\n",
    ),
  ),
  harmless("a byte order mark first", "stream", sse(`\uFEFF${whole}`)),
  harmless("data: without a space", "stream", sse(whole.replaceAll("data: ", "data:"))),
  harmless(
    "event, id and retry fields",
    "stream",
    sse(
      `retry: 1000\n\n`,
      ...[...WHOLE, usageEvent()].map((one, at) => `event: message\nid: ${at}\n${one}`),
      DONE,
    ),
  ),
  harmless(
    "JSON over several data lines",
    "stream",
    sse(
      ...TOKENS,
      `data: {"id":"${ONE.id}","object":"chat.completion.chunk",\ndata: "choices":[{"index":0,\ndata:"delta":{"content":"eins 🇪🇺."}}]}\n\n`,
      FINISH,
      usageEvent(),
      DONE,
    ),
  ),
  harmless("blank lines between events", "stream", sse("\n\n", whole.replaceAll("\n\n", "\n\n\n\n"))),
  harmless("whitespace around JSON", "JSON", [answer(` \n${completion(ONE)}\n\n`)]),
];

const SIZES: FaultCase[] = [
  harmless(
    "a line of 8 MB in a stream",
    "stream",
    sse(says(large), FINISH, usageEvent(), DONE),
    right({ id: ONE.id, text: large }, USAGE_ONE),
  ),
  harmless(
    "JSON of 8 MB",
    "JSON",
    [answer(completion({ id: ONE.id, text: large }))],
    right({ id: ONE.id, text: large }, USAGE_ONE),
  ),
  hidden(
    "a first event without end",
    "stream",
    respond([
      head({ headers: { "content-type": "text/event-stream" } }),
      "data: ",
      { flood: Buffer.alloc(1 << 20, "f"), times: 40 },
    ]),
    UNUSABLE,
  ),
  fatal("an event without end after some tokens", [
    head({ headers: { "content-type": "text/event-stream" } }),
    TOKENS.join(""),
    pause(60),
    "data: ",
    { flood: Buffer.alloc(1 << 20, "f"), times: 40 },
  ]),
  harmless(
    "events of 64 KB, many at once",
    "stream",
    sse(...Array<string>(40).fill(says("y".repeat(64 << 10))), FINISH, usageEvent(), DONE),
    right({ id: ONE.id, text: "y".repeat(40 * (64 << 10)) }, USAGE_ONE),
  ),
];

const FIELDS: FaultCase[] = [
  harmless(
    "tool calls split across events",
    "stream",
    sse(
      delta({ role: "assistant", content: null, tool_calls: [{ index: 0, ...named("call_1", "wetter") }] }),
      ...pieces(first.replace(/[^\x20-\x7e]+/g, ""), 3).map((part) =>
        delta({ tool_calls: [call(0, { arguments: part.toString() })] }),
      ),
      ...TOOL_END,
    ),
    right({ id: ONE.id, text: "" }, USAGE_ONE, {
      finish: "tool_calls",
      toolCalls: [{ id: "call_1", name: "wetter", arguments: first.replace(/[^\x20-\x7e]+/g, "") }],
    }),
  ),
  harmless(
    "parallel tool calls, interleaved, split at every byte",
    "stream",
    chunked(pieces(parallelCalls.join(""), 1)),
    WITH_CALLS,
  ),
  harmless(
    "parallel tool calls",
    "JSON",
    [
      answer(
        completion(
          { id: ONE.id, text: "" },
          USAGE_ONE,
          {},
          {
            message: {
              role: "assistant",
              content: null,
              tool_calls: CALLS.map((one) => ({
                ...named(one.id, one.name),
                function: { name: one.name, arguments: one.arguments },
              })),
            },
            finish_reason: "tool_calls",
          },
        ),
      ),
    ],
    WITH_CALLS,
  ),
  harmless(
    "two choices, interleaved",
    "stream",
    sse(
      event(
        chunkJson([
          { index: 0, delta: { content: "A" } },
          { index: 1, delta: { content: "B" } },
        ]),
      ),
      event(chunkJson([{ index: 1, delta: { content: "b" }, finish_reason: null }])),
      event(chunkJson([{ index: 0, delta: { content: "a" }, finish_reason: "stop" }])),
      event(chunkJson([{ index: 1, delta: {}, finish_reason: "length" }])),
      usageEvent(),
      DONE,
    ),
    {
      outcome: "right",
      whole: {
        id: ONE.id,
        usage: USAGE_ONE,
        other: {},
        choices: [
          { index: 0, content: "Aa", finish: "stop", toolCalls: [], other: {} },
          { index: 1, content: "Bb", finish: "length", toolCalls: [], other: {} },
        ],
      },
    },
    { request: { n: 2 }, passes: { n: 2 } },
  ),
  harmless(
    "reasoning before content",
    "stream",
    sse(
      delta({ role: "assistant", content: "" }),
      delta({ reasoning_content: "Ich den", reasoning: "Ich den" }),
      delta({ reasoning_content: "ke.", reasoning: "ke." }),
      says(ONE.text),
      FINISH,
      usageEvent(),
      DONE,
    ),
    right(ONE, USAGE_ONE, { other: { reasoning: "Ich denke.", reasoning_content: "Ich denke." } }),
  ),
  harmless(
    "reasoning before content",
    "JSON",
    [
      answer(
        completion(
          ONE,
          USAGE_ONE,
          {},
          { message: { role: "assistant", content: ONE.text, reasoning_content: "Hm." } },
        ),
      ),
    ],
    right(ONE, USAGE_ONE, { other: { reasoning_content: "Hm." } }),
  ),
  fatal(
    "a cut after reasoning, before content",
    [STREAM_HEAD, chunk(delta({ reasoning_content: "Ich denke" })), pause(60), FIN],
    [{ outcome: "broken off", text: "" }],
  ),
  harmless(
    "logprobs",
    "stream",
    sse(delta({ content: ONE.text }, { logprobs: LOGPROBS }), FINISH, usageEvent(), DONE),
    right(ONE, USAGE_ONE, { other: { logprobs: [LOGPROBS] } }),
    { request: { logprobs: true }, passes: { logprobs: true } },
  ),
  harmless(
    "unknown fields in both directions",
    "stream",
    sse(
      delta({ content: ONE.text, vendor_delta: VENDOR }, { vendor_choice: 1 }, { vendor_chunk: VENDOR }),
      FINISH,
      usageEvent(),
      DONE,
    ),
    right(
      ONE,
      USAGE_ONE,
      { other: { vendor_delta: [VENDOR], vendor_choice: [1] } },
      { vendor_chunk: [VENDOR] },
    ),
    { request: { vendor_request: VENDOR }, passes: { vendor_request: VENDOR } },
  ),
  harmless(
    "unknown fields in both directions",
    "JSON",
    [answer(completion(ONE, USAGE_ONE, { vendor_chunk: VENDOR, service_tier: "x" }, { vendor_choice: 1 }))],
    right(ONE, USAGE_ONE, { other: { vendor_choice: [1] } }, { vendor_chunk: [VENDOR], service_tier: "x" }),
    { request: { vendor_request: VENDOR, seed: 42 }, passes: { vendor_request: VENDOR, seed: 42 } },
  ),
  harmless(
    "a refusal instead of content",
    "stream",
    sse(
      delta({ role: "assistant", refusal: "" }),
      delta({ refusal: "Das nicht." }),
      FINISH,
      usageEvent(),
      DONE,
    ),
    right({ id: ONE.id, text: "" }, USAGE_ONE, { other: { refusal: "Das nicht." } }),
  ),
  harmless(
    "finish_reason in the chunk with the last content",
    "stream",
    sse(delta({ content: ONE.text }, { finish_reason: "stop" }), usageEvent(), DONE),
  ),
  harmless(
    "the word [DONE] and an error within the content",
    "stream",
    sse(says('data: [DONE]\n\n{"error":{"message":"x"}}'), FINISH, usageEvent(), DONE),
    right({ id: ONE.id, text: 'data: [DONE]\n\n{"error":{"message":"x"}}' }, USAGE_ONE),
  ),
  harmless(
    "error: null beside the answer",
    "stream",
    sse(...WHOLE.map((one) => one.replace('"created"', '"error":null,"created"')), usageEvent(), DONE),
  ),
  harmless(
    "content: null and an empty delta",
    "stream",
    sse(delta({ content: null }), delta({}), ...WHOLE, usageEvent(), DONE),
  ),
];

export const CONTENT: readonly FaultCase[] = [...BYTES, ...SIZES, ...FIELDS];
