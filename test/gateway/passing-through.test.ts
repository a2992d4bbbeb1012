import { expect, test } from "vitest";
import { CHAT, inside, startGateway, STREAMED } from "./harness.ts";
import {
  answer,
  COMPLETION,
  DONE,
  event,
  FINISH,
  GOOD_STREAM,
  startUpstream,
  stream,
  USAGE,
} from "./upstream.ts";

test("OpenAI's client gets a JSON answer as the upstream gave it, with headers that say where it came from", async () => {
  const body = { ...COMPLETION, service_tier: "x", unknown_field: { kept: [1, 2.5, null] } };
  const upstream = await startUpstream(answer(body));
  const gateway = await startGateway([inside(upstream.url)]);
  const { data, response } = await gateway.client.chat.completions.create(CHAT).withResponse();
  expect(data).toMatchObject(body);
  expect(response.headers.get("x-eu-llm-endpoint")).toBe("own");
  expect(response.headers.get("x-eu-llm-attempts")).toBe("1");
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("the upstream gets the client's bytes with nothing but the model's name changed", async () => {
  const upstream = await startUpstream();
  const gateway = await startGateway([inside(upstream.url)]);
  const body =
    '{"seed":12345678901234567890, "messages": [{"role":"user","content":"\\u00e4 {\\"model\\":\\"chat\\"}","model":"chat"}],' +
    '"model" : "chat","vendor":{"model":"chat","x":1.0}}';
  await gateway.post(body);
  const sent = upstream.chats[0]?.body ?? "";
  expect(sent).toContain('"seed":12345678901234567890');
  expect(sent).toContain('"vendor":{"model":"chat","x":1.0}');
  expect(sent).toContain(
    '"messages": [{"role":"user","content":"\\u00e4 {\\"model\\":\\"chat\\"}","model":"chat"}]',
  );
  expect(JSON.parse(sent)).toMatchObject({ model: "own-model" });
});

test("none of the client's headers reaches the upstream; the endpoint's own key does", async () => {
  const upstream = await startUpstream();
  const gateway = await startGateway(
    [inside(`${upstream.url}/`, { apiKeyVariable: "OWN_KEY" })],
    {},
    {
      environment: { OWN_KEY: "key-of-the-endpoint\n" },
    },
  );
  await gateway.post(CHAT, {
    authorization: "Bearer the-clients-own-key",
    cookie: "session=1",
    "x-forwarded-for": "203.0.113.7",
    "x-anything": "1",
    "x-request-id": "order-4711",
  });
  const { host, connection, ...headers } = upstream.chats[0]?.headers ?? {};
  expect(connection).toBe("keep-alive");
  expect(upstream.url).toContain(String(host));
  expect(upstream.chats[0]?.path).toBe("/v1/chat/completions");
  expect(headers).toEqual({
    authorization: "Bearer key-of-the-endpoint",
    "content-type": "application/json",
    "content-length": String(upstream.chats[0]?.body.length),
    accept: "application/json",
    "accept-encoding": "identity",
    "x-request-id": "order-4711",
  });
});

test("OpenAI's client reads a stream with reasoning, tool calls and unknown fields unchanged", async () => {
  const deltas = [
    { role: "assistant", content: "" },
    { reasoning: "Denk", reasoning_content: "Denk" },
    { tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "f", arguments: "" } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"stadt": "Mün' } }] },
    { tool_calls: [{ index: 0, function: { arguments: 'chen"}' } }] },
  ];
  const parts = [...deltas.map((delta) => event(delta, { vendor_field: 1 })), FINISH, DONE];
  const upstream = await startUpstream(stream(parts));
  const gateway = await startGateway([inside(upstream.url)]);
  const chunks = [];
  for await (const chunk of await gateway.client.chat.completions.create(STREAMED)) chunks.push(chunk);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([...deltas, {}]);
  expect(chunks[1]).toMatchObject({ vendor_field: 1 });
});

test.each([
  ["byte by byte", 1],
  ["in pieces of seven bytes", 7],
])("a stream that arrives %s, with CRLF, comments and umlauts, leaves as it came", async (_name, size) => {
  const text = [": Kommentar\r\n\r\n", event({ content: "Grüße 🇪🇺" }), event({ content: "ß" }), FINISH, DONE]
    .join("")
    .replaceAll(/(?<!\r)\n/g, "\r\n");
  const bytes = Buffer.from(text);
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const upstream = await startUpstream(stream(parts));
  const gateway = await startGateway([inside(upstream.url)]);
  const response = await gateway.post(STREAMED);
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect((await response.text()).trimEnd()).toBe(text.trimEnd());
});

test("events reach the client as they come, not when the stream ends", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM, 150));
  const gateway = await startGateway([inside(upstream.url)]);
  const times: number[] = [];
  for await (const chunk of await gateway.client.chat.completions.create(STREAMED)) {
    expect(chunk.object).toBe("chat.completion.chunk");
    times.push(Date.now());
  }
  expect(times).toHaveLength(4);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(200);
});

test("tokens are asked for and counted, but the chunk with them is kept from a client that did not ask", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM));
  const gateway = await startGateway([inside(upstream.url)]);
  const text = await (await gateway.post({ ...STREAMED, stream_options: { other: 1 } })).text();
  expect(JSON.parse(upstream.chats[0]?.body ?? "")).toMatchObject({
    stream_options: { other: 1, include_usage: true },
  });
  expect(text).not.toContain("usage");
  expect(text).toBe(GOOD_STREAM.filter((part) => part !== USAGE).join(""));
  expect(await gateway.metrics()).toMatch(/gen_ai_client_token_usage_sum\{.*type="output"\} 2\n/);
});

test("a client that asks for tokens gets them", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM));
  const gateway = await startGateway([inside(upstream.url)]);
  const response = await gateway.post({ ...STREAMED, stream_options: { include_usage: true } });
  expect(await response.text()).toBe(GOOD_STREAM.join(""));
});

test("an endpoint that refuses stream_options, as Mistral does, is asked without them and remembered", async () => {
  const upstream = await startUpstream((response, chat) =>
    chat.body.includes("stream_options")
      ? answer({ object: "error", message: { detail: [{ loc: ["body", "stream_options"] }] } }, 422)(
          response,
          chat,
        )
      : stream(GOOD_STREAM)(response, chat),
  );
  const gateway = await startGateway([inside(upstream.url)]);
  const first = await gateway.post({ ...STREAMED, stream_options: { include_usage: true } });
  expect(first.status).toBe(200);
  expect(first.headers.get("x-eu-llm-attempts")).toBe("1");
  expect(await first.text()).toBe(GOOD_STREAM.join(""));
  await (await gateway.post(STREAMED)).text();
  expect(upstream.chats.map(({ body }) => body.includes("stream_options"))).toEqual([true, false, false]);
});

test('model names: by id, by alias, and by "*" for all others', async () => {
  const upstream = await startUpstream();
  const gateway = await startGateway(
    [inside(upstream.url), inside(upstream.url, { name: "large", model: "L" })],
    {
      models: [
        { id: "small", aliases: ["*"], endpoints: ["own"] },
        { id: "org/large", aliases: ["gpt-4o"], endpoints: ["large"] },
      ],
    },
  );
  for (const model of ["small", "org/large", "gpt-4o", "whatever"]) await gateway.post({ ...CHAT, model });
  const sent = upstream.chats.map(({ body }) => /"model":"([^"]+)"/.exec(body)?.[1]);
  expect(sent).toEqual(["own-model", "L", "L", "own-model"]);

  const listed = await gateway.client.models.list();
  expect(listed.data.map(({ id }) => id)).toEqual(["small", "org/large"]);
  expect((await gateway.client.models.retrieve("org/large")).id).toBe("org/large");
  expect((await fetch(`${gateway.url}/v1/models/gpt-4o`)).status).toBe(200);
});

test("a client that reads slowly slows the upstream down instead of filling memory", async () => {
  const large = event({ content: "x".repeat(64 << 10) });
  let written = 0;
  const upstream = await startUpstream(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (let index = 0; index < 1000; index += 1) {
      written += large.length;
      if (!response.write(large)) await new Promise((resolve) => response.once("drain", resolve));
    }
    response.end(FINISH + DONE);
  });
  const gateway = await startGateway([inside(upstream.url)]);
  const response = await gateway.post(STREAMED);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(written).toBeLessThan(40 << 20);
  const text = await response.text();
  expect(text.length).toBeGreaterThan(60 << 20);
  expect(text.endsWith(DONE)).toBe(true);
});
