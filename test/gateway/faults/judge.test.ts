import { describe, expect, test } from "vitest";
import { AWAY, awayFor, BROKEN_OFF, FROM_ONE, FROM_TWO, right } from "./case.ts";
import { judge, type Expected } from "./judge.ts";
import type { Seen } from "./seen.ts";
import { readEvents } from "./seen.ts";
import {
  completion,
  delta,
  DONE,
  event,
  FINISH,
  MARK,
  ONE,
  says,
  STREAM_ONE,
  TOKENS,
  TWO,
  USAGE_ONE,
  usageEvent,
  WHOLE,
} from "./wire.ts";

/** The judge is only worth something if it sees what is wrong. */

const streamed = (...parts: (string | Buffer)[]): Seen => ({
  status: 200,
  headers: { "content-type": "text/event-stream; charset=utf-8" },
  body: Buffer.concat(parts.map((part) => Buffer.from(part))),
  ended: "in order",
});
const json = (body: string, status = 200, headers: Record<string, string> = {}): Seen => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(body),
  ended: "in order",
});
const FRAME = event(JSON.stringify({ error: { message: "broken off", code: "x" } }));
const FAILED = JSON.stringify({ error: { message: "none", code: "all_endpoints_failed" } });
const without = (...gone: string[]) => STREAM_ONE.filter((one) => !gone.includes(one));

describe("what is right", () => {
  test.each<[string, Seen, Expected]>([
    ["a whole stream", streamed(...STREAM_ONE), FROM_ONE],
    ["whole JSON", json(completion(ONE)), FROM_ONE],
    ["an HTTP error", json(FAILED, 503), AWAY],
    ["an HTTP error with its Retry-After", json(FAILED, 503, { "retry-after": "7" }), awayFor(/^7$/)],
    ["an error frame after the right text", streamed(...TOKENS, FRAME), BROKEN_OFF],
  ])("%s", (_name, seen, expected) => {
    const { verdict, rank } = judge(seen, [expected]);
    expect(verdict).toBe(expected.outcome === "right" ? "right" : "explicit error");
    expect(rank).toBe(0);
  });

  test("the second choice is told from the best", () => {
    expect(judge(json(completion(ONE)), [FROM_TWO, FROM_ONE])).toMatchObject({ verdict: "right", rank: 1 });
  });

  test("a client that left, whose endpoint was let go in time", () => {
    const left: Seen = { ...streamed(...TOKENS), ended: "left" };
    const beside = (cancelledAfter?: number) => ({ trapped: 0, cancelledAfter });
    const expected: Expected[] = [{ outcome: "cancelled", within: 1000 }];
    expect(judge(left, expected, { exact: true }, beside(3)).verdict).toBe("right");
    expect(judge(left, expected, { exact: true }, beside(1001)).verdict).toBe("bad");
    expect(judge(left, expected, { exact: true }, beside()).verdict).toBe("bad");
  });
});

const BAD: [string, Seen, Expected, string][] = [
  ["truncated before the end", streamed(...TOKENS), FROM_ONE, "silent truncation"],
  ["truncated, where an error frame was due", streamed(...TOKENS), BROKEN_OFF, "silent truncation"],
  ["without [DONE]", streamed(...without(DONE)), FROM_ONE, "silent truncation"],
  ["empty", streamed(), FROM_ONE, "silent truncation"],
  ["ending within an event", streamed(...STREAM_ONE, "data: {"), FROM_ONE, "half an event"],
  ["ending without its blank line", streamed(STREAM_ONE.join("").trimEnd()), FROM_ONE, "half an event"],
  ["with [DONE] but no finish_reason", streamed(...TOKENS, DONE), BROKEN_OFF, "no finish_reason"],
  ["with [DONE] and nothing else", streamed(DONE), FROM_ONE, "no finish_reason"],
  ["with a token lost", streamed(...without(TOKENS[2])), FROM_ONE, "differs"],
  [
    "with a token twice",
    streamed(...TOKENS, TOKENS[2], ...WHOLE.slice(3), usageEvent(), DONE),
    FROM_ONE,
    "differs",
  ],
  [
    "with tokens in another order",
    streamed(TOKENS[0], TOKENS[2], TOKENS[1], ...STREAM_ONE.slice(3)),
    FROM_ONE,
    "differs",
  ],
  ["whose usage is lost", streamed(...without(usageEvent())), FROM_ONE, "differs"],
  [
    "whose usage is another's",
    streamed(...WHOLE, usageEvent({ ...USAGE_ONE, total_tokens: 9 }), DONE),
    FROM_ONE,
    "differs",
  ],
  [
    "whose finish_reason is another",
    streamed(...TOKENS, delta({ content: "eins 🇪🇺." }, { finish_reason: "length" }), usageEvent(), DONE),
    FROM_ONE,
    "differs",
  ],
  ["with two finish_reasons", streamed(...WHOLE, FINISH, usageEvent(), DONE), FROM_ONE, "differs"],
  ["with a field that nobody sent", streamed(delta({ x: 1 }), ...STREAM_ONE), FROM_ONE, "differs"],
  [
    "spliced from two endpoints",
    streamed(...TOKENS, says("Haus.", TWO.id), FINISH, DONE),
    FROM_ONE,
    "spliced",
  ],
  [
    "spliced from two endpoints that share an id",
    streamed(...TOKENS, says(TWO.text), FINISH, usageEvent(), DONE),
    FROM_ONE,
    "differs",
  ],
  ["doubled", streamed(...STREAM_ONE, ...STREAM_ONE), FROM_ONE, "events after [DONE]"],
  [
    "with an event that is no JSON",
    streamed(...TOKENS, "data: {oops\n\n", ...STREAM_ONE.slice(3)),
    FROM_ONE,
    "no JSON",
  ],
  ["with a broken character", streamed(Buffer.from(STREAM_ONE.join(""), "latin1")), FROM_ONE, "UTF-8"],
  [
    "with an error frame and then [DONE]",
    streamed(...TOKENS, FRAME, DONE),
    BROKEN_OFF,
    "after an error frame",
  ],
  ["with two error frames", streamed(...TOKENS, FRAME, FRAME), BROKEN_OFF, "after an error frame"],
  [
    "with an error frame and then more text",
    streamed(...TOKENS, FRAME, says("x")),
    BROKEN_OFF,
    "after an error frame",
  ],
  [
    "with an error frame in vLLM's form",
    streamed(...TOKENS, event('{"object":"error","message":"x"}')),
    BROKEN_OFF,
    "OpenAI's clients",
  ],
  [
    "with an error frame that says nothing",
    streamed(...TOKENS, event('{"error":{}}')),
    BROKEN_OFF,
    "does not say",
  ],
  [
    "with an error frame too late",
    streamed(...TOKENS, says("x"), FRAME),
    BROKEN_OFF,
    "before the error frame",
  ],
  ["with an error frame too early", streamed(TOKENS[0], FRAME), BROKEN_OFF, "before the error frame"],
  [
    "with an error frame where a right answer was due",
    streamed(...TOKENS, FRAME),
    FROM_TWO,
    "right answer was due",
  ],
  ["whole, where the truth is an error", streamed(...STREAM_ONE), BROKEN_OFF, "seems whole"],
  ["an HTTP error where a frame was due", json(FAILED, 502), BROKEN_OFF, "error frame was due"],
  ["JSON cut short", json(completion(ONE).slice(0, -9)), FROM_ONE, "no JSON"],
  ["JSON twice", json(completion(ONE) + completion(ONE)), FROM_ONE, "no JSON"],
  ["JSON of the other endpoint", json(completion(TWO)), FROM_ONE, "differs"],
  ["JSON with a field that was added", json(completion(ONE, USAGE_ONE, { x: 1 })), FROM_ONE, "differs"],
  ["JSON with an error and status 200", json(FAILED), AWAY, "200 with an error"],
  ["JSON that is no completion", json('{"detail":"x"}'), FROM_ONE, "without choices"],
  ["HTML", json("<html>", 200, { "content-type": "text/html" }), FROM_ONE, "content type"],
  ["an error without a body", json("", 503), AWAY, "without an error"],
  ["an error with another status", json(FAILED, 500), AWAY, "instead of"],
  ["an error with another code", json('{"error":{"message":"x","code":"y"}}', 503), AWAY, "instead of"],
  ["an error without the Retry-After that is due", json(FAILED, 503), awayFor(/^7$/), "retry-after"],
  ["an error with the endpoint's own text", json(FAILED.replace("none", MARK), 503), AWAY, "own error"],
  [
    "an answer with the fault's text",
    json(completion({ id: ONE.id, text: MARK })),
    right({ id: ONE.id, text: MARK }, USAGE_ONE),
    "text of the fault",
  ],
  ["a redirect that is passed on", json("{}", 307), AWAY, "status 307"],
  ["an answer that hangs", { ...streamed(...STREAM_ONE), ended: "deadline" }, FROM_ONE, "hangs"],
  ["an answer whose connection is cut", { ...streamed(...STREAM_ONE), ended: "cut" }, FROM_ONE, "cut"],
  ["no answer at all", { ...streamed(), status: 0, ended: "cut" }, AWAY, "no answer"],
];

describe("what is bad", () => {
  test.each(BAD)("%s", (_name, seen, expected, reason) => {
    const judgement = judge(seen, [expected]);
    expect(judgement).toMatchObject({ verdict: "bad", rank: -1 });
    expect(judgement.reason).toContain(reason);
  });

  test("an answer after a redirect was followed", () => {
    expect(judge(json(completion(ONE)), [FROM_ONE], { exact: true }, { trapped: 1 }).verdict).toBe("bad");
  });

  test("a tool call with one character of its arguments lost", () => {
    const call = (text: string) =>
      delta(
        { tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: text } }] },
        { finish_reason: "stop" },
      );
    const toolCalls = [{ id: "c", name: "f", arguments: '{"a":1}' }];
    const expected = right({ id: ONE.id, text: "" }, null, { toolCalls });
    expect(judge(streamed(call('{"a":1}'), DONE), [expected]).verdict).toBe("right");
    expect(judge(streamed(call('{"a":}'), DONE), [expected]).verdict).toBe("bad");
  });
});

describe("a gateway that is not ours", () => {
  const lenient = { exact: false };
  test.each<[string, Seen, Expected, string]>([
    [
      "may have its own ids and fields",
      json(completion({ ...ONE, id: "own" }, USAGE_ONE, { own: 1 })),
      FROM_ONE,
      "right",
    ],
    ["may have its own errors", json('{"error":{"message":"x"}}', 500), AWAY, "explicit error"],
    ["must not lose text", json(completion({ ...ONE, text: "Guten" })), FROM_ONE, "bad"],
    ["must not lose usage", json(completion(ONE, null)), FROM_ONE, "bad"],
    ["must not break off in silence", streamed(...TOKENS), BROKEN_OFF, "bad"],
  ])("%s", (_name, seen, expected, verdict) => {
    expect(judge(seen, [expected], lenient).verdict).toBe(verdict);
  });
});

test("events are read as the HTML standard says", () => {
  expect(readEvents("\uFEFF: c\r\ndata:a\rdata: b\n\r\nevent: error\nid: 7\ndata\n\ndata: x").events).toEqual(
    [
      { name: "", data: "a\nb" },
      { name: "error", data: "" },
    ],
  );
  expect(readEvents("data: a\n\ndata: x").rest).not.toBe("");
  expect(readEvents("data: a\n\n").rest).toBe("");
});
