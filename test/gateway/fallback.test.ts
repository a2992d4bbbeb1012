import { createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { CHAT, inside, outside, SHORT, startGateway, STREAMED } from "./harness.ts";
import { answer, CUT, DONE, event, GOOD_STREAM, startUpstream, stream, type Behaviour } from "./upstream.ts";

const silent: Behaviour = () => undefined;

const FAILURES: Record<string, { behaviour: Behaviour; reason: string; status: number }> = {
  "429": { behaviour: answer({}, 429, { "retry-after": "7" }), reason: "rate_limited", status: 503 },
  "503": { behaviour: answer({}, 503), reason: "server_error", status: 502 },
  "500 with HTML": {
    behaviour: answer("<html>", 500, { "content-type": "text/html" }),
    reason: "server_error",
    status: 502,
  },
  "401": { behaviour: answer({ error: {} }, 401), reason: "misconfigured", status: 502 },
  "404, as an upstream without replicas says": {
    behaviour: answer({}, 404),
    reason: "misconfigured",
    status: 502,
  },
  "a redirect": {
    behaviour: answer("", 307, { location: "http://127.0.0.1:9/" }),
    reason: "redirect",
    status: 502,
  },
  "400 whose body is no JSON": { behaviour: answer("<html>", 400), reason: "invalid_answer", status: 502 },
  "no headers in time": { behaviour: silent, reason: "first_byte_timeout", status: 504 },
  "headers but no byte in time": {
    behaviour: (response, { headers }) => {
      response.writeHead(200, { "content-type": headers.accept }).flushHeaders();
    },
    reason: "first_byte_timeout",
    status: 504,
  },
  "a connection that is cut": {
    behaviour: (response) => void response.destroy(),
    reason: "connection_lost",
    status: 503,
  },
};

const JSON_FAILURES: typeof FAILURES = {
  ...FAILURES,
  "JSON that breaks off": { behaviour: answer('{"id":'), reason: "invalid_answer", status: 502 },
  "a stall within the JSON": {
    behaviour: (response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"id":');
    },
    reason: "idle_timeout",
    status: 504,
  },
  "200 with an error inside": {
    behaviour: answer({ error: { message: "no" } }),
    reason: "error_in_answer",
    status: 502,
  },
  "HTML instead of JSON": {
    behaviour: answer("{}", 200, { "content-type": "text/html" }),
    reason: "wrong_content_type",
    status: 502,
  },
};

const STREAM_FAILURES: typeof FAILURES = {
  ...FAILURES,
  "an error as the first event": {
    behaviour: stream(['data: {"error":{"message":"overloaded"}}\n\n', DONE]),
    reason: "error_in_answer",
    status: 502,
  },
  "vLLM's older form of an error as the first event": {
    behaviour: stream(['data: {"object":"error","message":"x"}\n\n', DONE]),
    reason: "error_in_answer",
    status: 502,
  },
  "an error event after a comment": {
    behaviour: stream([": warte\n\n", "event: error\ndata: {}\n\n"], 20),
    reason: "error_in_answer",
    status: 502,
  },
  "a first event that is no JSON": {
    behaviour: stream(["data: {oops\n\n"]),
    reason: "invalid_answer",
    status: 502,
  },
  "an empty stream": { behaviour: stream([DONE]), reason: "invalid_answer", status: 502 },
  "a stream that ends within its first event": {
    behaviour: stream(["data: {"]),
    reason: "stream_truncated",
    status: 502,
  },
  "a cut within the first event": {
    behaviour: stream(["data: {", CUT]),
    reason: "connection_lost",
    status: 503,
  },
  "a stall after a comment": {
    behaviour: (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(": warte\n\n");
    },
    reason: "idle_timeout",
    status: 504,
  },
  "JSON instead of a stream": { behaviour: answer({}), reason: "wrong_content_type", status: 502 },
};

describe.each([
  ["JSON", CHAT, JSON_FAILURES, answer()],
  ["a stream", STREAMED, STREAM_FAILURES, stream(GOOD_STREAM)],
] as const)("asked for %s", (_kind, body, failures, good) => {
  test.each(Object.keys(failures))(
    "%s: the next endpoint answers and the client sees no trace",
    async (name) => {
      const failure = failures[name];
      const first = await startUpstream(failure?.behaviour);
      const second = await startUpstream(good);
      const gateway = await startGateway([inside(first.url), outside(second.url)], { timeouts: SHORT });
      const response = await gateway.post(body);
      expect(response.status).toBe(200);
      expect(response.headers.get("x-eu-llm-endpoint")).toBe("premium");
      expect(response.headers.get("x-eu-llm-attempts")).toBe("2");
      expect(await response.text()).toContain("Tag");
      expect(second.chats[0]?.body).toContain('"model":"premium-model"');
      expect(await gateway.metrics()).toContain(
        `eu_llm_gateway_fallbacks_total{gen_ai_request_model="chat",endpoint="own",reason="${failure?.reason ?? ""}"} 1`,
      );
    },
  );

  test.each(Object.keys(failures))(
    "%s at the last endpoint: an error that names it and the reason",
    async (name) => {
      const failure = failures[name];
      const first = await startUpstream(failure?.behaviour);
      const gateway = await startGateway([inside(first.url)], { timeouts: SHORT });
      const response = await gateway.post(body);
      expect(response.status).toBe(failure?.status);
      expect(await response.json()).toMatchObject({
        error: {
          code: "all_endpoints_failed",
          type: "server_error",
          param: null,
          attempts: [{ endpoint: "own", reason: failure?.reason }],
        },
      });
      if (name === "429") expect(response.headers.get("retry-after")).toBe("7");
    },
  );
});

test("a port where nobody listens: the next endpoint answers", async () => {
  const first = await startUpstream();
  await first.close();
  const second = await startUpstream();
  const gateway = await startGateway([inside(first.url), outside(second.url)]);
  const { response } = await gateway.client.chat.completions.create(CHAT).withResponse();
  expect(response.headers.get("x-eu-llm-endpoint")).toBe("premium");
  expect(gateway.log.at(-1)).toMatchObject({
    attempts: [
      { endpoint: "own", outcome: "connection_refused" },
      { endpoint: "premium", outcome: "answered" },
    ],
  });
});

test("a connection that does not stand in time (here: TLS that is never answered): the next endpoint", async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    mute.close();
  });
  const address = mute.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const second = await startUpstream();
  const gateway = await startGateway([inside(`https://127.0.0.1:${port}/v1`), outside(second.url)], {
    timeouts: { ...SHORT, firstByteSeconds: 5 },
  });
  expect((await gateway.post(CHAT)).headers.get("x-eu-llm-endpoint")).toBe("premium");
  expect(gateway.log.at(-1)).toMatchObject({ attempts: [{ outcome: "connect_timeout" }, {}] });
});

test.each([400, 409, 413, 422])(
  "%i is the client's own fault: passed through, no other endpoint asked",
  async (status) => {
    const error = { error: { message: "context too long", type: "BadRequest", param: null, code: status } };
    const first = await startUpstream(answer(error, status));
    const second = await startUpstream();
    const gateway = await startGateway([inside(first.url), outside(second.url)]);
    const response = await gateway.post(CHAT);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(error);
    expect(response.headers.get("x-eu-llm-endpoint")).toBe("own");
    expect(second.chats).toEqual([]);
  },
);

test("all attempts together have a deadline", async () => {
  const first = await startUpstream(silent);
  const second = await startUpstream(silent);
  const gateway = await startGateway([inside(first.url), outside(second.url)], {
    timeouts: { ...SHORT, totalSeconds: 0.45 },
  });
  const response = await gateway.post(CHAT);
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ error: { code: "deadline_exceeded" } });
  await second.chats[0]?.cut;
});

test("what an upstream writes into an error never reaches the client or the log", async () => {
  const first = await startUpstream(answer({ error: { message: "your prompt was: Geheimnis" } }, 500));
  const gateway = await startGateway([inside(first.url)]);
  expect(await (await gateway.post(CHAT)).text()).not.toContain("Geheimnis");
  expect(JSON.stringify(gateway.log)).not.toContain("Geheimnis");
});

test("a long keep-alive of events before the first token is no reason to give up", async () => {
  const upstream = await startUpstream(
    stream(
      [
        ": 1\n\n",
        ": 2\n\n",
        ": 3\n\n",
        event({ content: "Tag" }),
        event({}, { finish_reason: "stop" }),
        DONE,
      ],
      200,
    ),
  );
  const gateway = await startGateway([inside(upstream.url)], { timeouts: SHORT });
  expect(await (await gateway.post(STREAMED)).text()).toContain("Tag");
});
