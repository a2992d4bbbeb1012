import { APIError } from "openai";
import { describe, expect, test } from "vitest";
import { CHAT, inside, outside, SHORT, startGateway, STREAMED, until } from "./harness.ts";
import {
  answer,
  CUT,
  DONE,
  event,
  FINISH,
  GOOD_STREAM,
  pause,
  startUpstream,
  stream,
  USAGE,
  type Behaviour,
} from "./upstream.ts";

const TOKENS = [event({ role: "assistant", content: "Guten " }), event({ content: "Tag" })];

/** Ends of a stream after two tokens, and the reason that is told. */
const BREAKS: Record<string, { behaviour: Behaviour; reason: string }> = {
  "a cut": { behaviour: stream([...TOKENS, CUT]), reason: "connection_lost" },
  "a cut within an event": {
    behaviour: stream([...TOKENS, 'data: {"choi', CUT]),
    reason: "connection_lost",
  },
  "an orderly end within an event": {
    behaviour: stream([...TOKENS, 'data: {"choi']),
    reason: "stream_truncated",
  },
  "an orderly end without finish_reason": { behaviour: stream(TOKENS), reason: "stream_truncated" },
  "one of two choices unfinished": {
    behaviour: stream([
      ...TOKENS,
      event({}, { choices: [{ index: 1, delta: { content: "x" }, finish_reason: null }] }),
      FINISH,
    ]),
    reason: "stream_truncated",
  },
  "a stall": {
    behaviour: (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(TOKENS.join(""));
    },
    reason: "idle_timeout",
  },
  "an event that is no JSON": {
    behaviour: stream([...TOKENS, "data: {oops}\n\n", FINISH, DONE]),
    reason: "invalid_answer",
  },
};

describe.each(Object.entries(BREAKS))("%s after the first tokens", (_name, { behaviour, reason }) => {
  test("ends in an error frame; no other endpoint is asked and nothing is spliced", async () => {
    const first = await startUpstream(behaviour);
    const second = await startUpstream(stream(GOOD_STREAM));
    const gateway = await startGateway([inside(first.url), outside(second.url)], { timeouts: SHORT });
    const response = await gateway.post(STREAMED);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text.startsWith(TOKENS.join(""))).toBe(true);
    const last = text.trimEnd().split("\n\n").at(-1) ?? "";
    expect(JSON.parse(last.replace("data: ", ""))).toEqual({
      error: {
        message: `The endpoint broke off its answer (${reason}); what came before is incomplete.`,
        type: "server_error",
        param: null,
        code: "stream_interrupted",
      },
    });
    expect(text).not.toContain("[DONE]");
    expect(second.chats).toEqual([]);
    await until(() => gateway.log.some(({ error }) => error === reason));
  });

  test("makes OpenAI's client throw after the tokens", async () => {
    const first = await startUpstream(behaviour);
    const gateway = await startGateway([inside(first.url)], { timeouts: SHORT });
    const chunks: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of await gateway.client.chat.completions.create(STREAMED)) chunks.push(chunk);
    })();
    await expect(reading).rejects.toThrow(APIError);
    expect(chunks.length).toBeGreaterThanOrEqual(2);
  });
});

test("an upstream's own error in the middle ends the stream with the gateway's frame, which every client knows", async () => {
  const upstream = await startUpstream(
    stream([...TOKENS, 'data: {"error":{"message":"out of memory"}}\n\n', DONE]),
  );
  const gateway = await startGateway([inside(upstream.url)]);
  const text = await (await gateway.post(STREAMED)).text();
  const frame = text.slice(TOKENS.join("").length);
  expect(text.startsWith(TOKENS.join(""))).toBe(true);
  expect(frame).toMatch(
    /^data: \{"error":\{"message":"The endpoint broke off [^\n]*"code":"stream_interrupted"\}\}\n\n$/,
  );
  expect(frame).not.toContain("out of memory");
});

test.each([
  ["finished, without [DONE]", [...TOKENS, FINISH], [...TOKENS, FINISH, DONE]],
  ["with [DONE] but no last blank line", [...TOKENS, FINISH, "data: [DONE]"], [...TOKENS, FINISH, DONE]],
  [
    "finished, the last event without its blank line",
    [...TOKENS, FINISH.trimEnd()],
    [...TOKENS, FINISH, DONE],
  ],
])("a stream %s is completed", async (_name, sent, expected) => {
  const upstream = await startUpstream(stream(sent));
  const gateway = await startGateway([inside(upstream.url)]);
  expect(await (await gateway.post(STREAMED)).text()).toBe(expected.join(""));
});

test("tokens within the last chunk of the answer are counted, and that chunk is passed on", async () => {
  const last = event({}, { finish_reason: "stop", usage: { prompt_tokens: 5, completion_tokens: 9 } });
  const upstream = await startUpstream(stream([...TOKENS, last, DONE]));
  const gateway = await startGateway([inside(upstream.url)]);
  expect(await (await gateway.post(STREAMED)).text()).toBe([...TOKENS, last, DONE].join(""));
  expect(gateway.log.at(-1)).toMatchObject({ inputTokens: 5, outputTokens: 9 });
});

test("the stream ends with [DONE] even where the upstream keeps its connection open", async () => {
  const upstream = await startUpstream((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(GOOD_STREAM.join(""));
  });
  const gateway = await startGateway([inside(upstream.url)]);
  const begin = Date.now();
  expect((await (await gateway.post(STREAMED)).text()).endsWith(DONE)).toBe(true);
  expect(Date.now() - begin).toBeLessThan(800);
  await upstream.chats[0]?.cut;
});

test("a stream beyond the deadline ends in an error frame", async () => {
  const upstream = await startUpstream(stream(Array<string>(50).fill(event({ content: "x" })), 50));
  const gateway = await startGateway([inside(upstream.url)], { timeouts: { ...SHORT, totalSeconds: 0.4 } });
  const text = await (await gateway.post(STREAMED)).text();
  expect(text).toContain("The time for this request is up");
  await upstream.chats[0]?.cut;
});

test.each([
  ["before the first byte of JSON", CHAT, (() => undefined) satisfies Behaviour],
  ["before the first event", STREAMED, (() => undefined) satisfies Behaviour],
  [
    "in the middle of a stream",
    STREAMED,
    stream([...TOKENS, ...Array<string>(200).fill(TOKENS[1] ?? "")], 50),
  ],
])("a client that leaves %s cancels the upstream's work at once", async (_name, body, behaviour) => {
  const upstream = await startUpstream(behaviour);
  const second = await startUpstream();
  const gateway = await startGateway([inside(upstream.url), outside(second.url)]);
  const controller = new AbortController();
  const reading = gateway.post(body, {}, controller.signal).then((response) => response.text());
  await until(() => upstream.chats.length === 1);
  await pause(100);
  const begin = Date.now();
  controller.abort();
  await expect(reading).rejects.toThrow();
  await upstream.chats[0]?.cut;
  expect(Date.now() - begin).toBeLessThan(500);
  await until(() => gateway.log.some(({ error }) => error === "client_gone"));
  expect(second.chats).toEqual([]);
  expect(await gateway.metrics()).toContain("eu_llm_gateway_requests_in_flight 0");
});

test("a client that stops reading does not make the upstream look silent", async () => {
  const large = event({ content: "x".repeat(256 << 10) });
  const upstream = await startUpstream(stream([...Array<string>(60).fill(large), FINISH, USAGE, DONE]));
  const gateway = await startGateway([inside(upstream.url)], { timeouts: SHORT });
  const response = await gateway.post(STREAMED);
  await pause(1000);
  expect((await response.text()).endsWith(DONE)).toBe(true);
});

test("connections to the upstream are used again", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM));
  const ports = new Set<number | undefined>();
  upstream.behave((response, chat) => {
    ports.add(response.socket?.remotePort);
    return (chat.body.includes('"stream":true') ? stream(GOOD_STREAM) : answer())(response, chat);
  });
  const gateway = await startGateway([inside(upstream.url)]);
  // The first probe would otherwise need a connection at the same time.
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200);
  for (const body of [CHAT, STREAMED, STREAMED, CHAT]) {
    await (await gateway.post(body)).text();
    await pause(20);
  }
  expect(ports.size).toBe(1);
});
