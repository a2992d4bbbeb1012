import OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { inside, outside, startGateway, until } from "../harness.ts";
import { answer, CUT, startUpstream, stream } from "../upstream.ts";
import { either, RESPONSE, responseEvents, responseObject } from "./answers.ts";

const ASK = { model: "chat", input: "Guten Morgen" };

test("a response, JSON: the endpoint is told to keep nothing", async () => {
  const upstream = await startUpstream(answer(RESPONSE));
  const gateway = await startGateway([inside(upstream.url)]);
  const answered = await gateway.client.responses.create({ ...ASK, store: true, instructions: "Sei kurz." });
  expect(answered.output_text).toBe("Guten Tag");
  expect(upstream.chats[0]?.path).toBe("/v1/responses");
  expect(JSON.parse(upstream.chats[0]?.body ?? "")).toEqual({
    model: "own-model",
    input: "Guten Morgen",
    instructions: "Sei kurz.",
    store: false,
  });
  expect(gateway.log.at(-1)).toMatchObject({ operation: "responses", inputTokens: 11, outputTokens: 3 });
});

test("a response whose body says store twice, or with escapes, says false once", async () => {
  const upstream = await startUpstream(answer(RESPONSE));
  const { url } = await startGateway([inside(upstream.url)]);
  const body = '{"store":true,"model":"chat","input":"a","st\\u006fre":true}';
  await fetch(`${url}/v1/responses`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  expect(upstream.chats[0]?.body).toBe('{"input":"a","model":"own-model","store":false}');
});

test("a streamed response, with the client's typed events and its final object", async () => {
  const events = responseEvents();
  const upstream = await startUpstream(stream(events));
  const gateway = await startGateway([inside(upstream.url)]);
  const streamed = gateway.client.responses.stream(ASK);
  const types: string[] = [];
  const pieces: string[] = [];
  streamed.on("event", ({ type }) => types.push(type));
  streamed.on("response.output_text.delta", ({ delta }) => pieces.push(delta));
  expect((await streamed.finalResponse()).output_text).toBe("Guten Tag");
  expect(pieces).toEqual(["Guten ", "Tag"]);
  expect(types).toEqual(events.map((event) => /^event: (.*)\n/.exec(event)?.[1]));
  expect(gateway.log.at(-1)).toMatchObject({ inputTokens: 11, outputTokens: 3, stream: true });
  expect(await gateway.metrics()).toMatch(/gen_ai_client_token_usage_sum\{.*type="input"\} 11\n/);
});

test("a streamed response leaves byte for byte as it came", async () => {
  const events = responseEvents(["Grüße ", "🇪🇺"]);
  const bytes = Buffer.from(events.join(""));
  const parts = Array.from({ length: Math.ceil(bytes.length / 700) }, (_, index) =>
    bytes.subarray(index * 700, (index + 1) * 700),
  );
  const upstream = await startUpstream(stream(parts));
  const { url } = await startGateway([inside(upstream.url)]);
  const response = await fetch(`${url}/v1/responses`, {
    method: "POST",
    body: JSON.stringify({ ...ASK, stream: true }),
    headers: { "content-type": "application/json" },
  });
  expect(await response.text()).toBe(bytes.toString());
});

test("structured output and tools pass unharmed", async () => {
  const call = {
    type: "function_call",
    id: "fc_1",
    call_id: "c1",
    name: "wetter",
    arguments: "{}",
    status: "completed",
  };
  const upstream = await startUpstream(answer(responseObject([call])));
  const { client } = await startGateway([inside(upstream.url)]);
  const format = zodTextFormat(z.object({ ort: z.string() }), "ort");
  const tools = [
    {
      type: "function" as const,
      name: "wetter",
      strict: true,
      parameters: { type: "object" },
      description: "x",
    },
  ];
  const answered = await client.responses.create({ ...ASK, tools, text: { format } });
  expect(answered.output).toEqual([call]);
  expect(JSON.parse(upstream.chats[0]?.body ?? "")).toMatchObject({
    tools,
    text: { format: { type: "json_schema", name: "ort", schema: format.schema } },
  });
});

test.each([
  ["previous_response_id", { previous_response_id: "resp_0" }],
  ["conversation", { conversation: "conv_1" }],
  ["background", { background: true }],
])("%s needs a server that remembers, and is refused by name", async (param, more) => {
  const upstream = await startUpstream(answer(RESPONSE));
  const { client } = await startGateway([inside(upstream.url)]);
  const asked = client.responses.create({ ...ASK, ...more });
  await expect(asked).rejects.toThrow(OpenAI.BadRequestError);
  await expect(asked).rejects.toMatchObject({ param, code: "unsupported_parameter" });
  expect(upstream.chats).toEqual([]);
});

test("the same parameters, null or false, ask for nothing", async () => {
  const upstream = await startUpstream(answer(RESPONSE));
  const { client } = await startGateway([inside(upstream.url)]);
  await client.responses.create({
    ...ASK,
    previous_response_id: null,
    conversation: null,
    background: false,
  });
  expect(upstream.chats).toHaveLength(1);
});

test("what belongs to stored responses is not there", async () => {
  const upstream = await startUpstream();
  const { client } = await startGateway([inside(upstream.url)]);
  await expect(client.responses.retrieve("resp_1")).rejects.toThrow(OpenAI.NotFoundError);
  await expect(client.responses.cancel("resp_1")).rejects.toThrow(OpenAI.NotFoundError);
});

const EVENTS = responseEvents();

test.each([
  ["cut", "connection_lost", [CUT]],
  ["ended early", "stream_truncated", []],
  ["ended by [DONE], which is no event of this API", "stream_truncated", ["data: [DONE]\n\n"]],
  [
    "failed",
    "error_in_answer",
    [`event: response.failed\ndata: {"type":"response.failed","response":{"id":"resp_1"}}\n\n`],
  ],
  [
    "ended in an error",
    "error_in_answer",
    [`event: error\ndata: {"type":"error","code":"server_error","message":"x"}\n\n`],
  ],
])(
  "a streamed response that is %s ends in an explicit error, which the client throws",
  async (_name, outcome, end) => {
    const upstream = await startUpstream(stream([...EVENTS.slice(0, 5), ...end]));
    const { client, url, log } = await startGateway([inside(upstream.url)]);
    const response = await fetch(`${url}/v1/responses`, {
      method: "POST",
      body: JSON.stringify({ ...ASK, stream: true }),
      headers: { "content-type": "application/json" },
    });
    const text = await response.text();
    expect(text).toContain('"delta":"Guten "');
    expect(text).not.toMatch(/response\.(completed|failed)/);
    expect(log.at(-1)).toMatchObject({ error: outcome, attempts: [{ outcome }] });
    expect(text).toMatch(/event: error\ndata: \{"type":"error","code":"stream_interrupted".*\}\n\n$/);
    await expect(client.responses.stream(ASK).finalResponse()).rejects.toThrow(OpenAI.APIError);
  },
);

test("a response that only its beginning came of is replaced by another endpoint's", async () => {
  const first = await startUpstream(stream([...EVENTS.slice(0, 4), CUT]));
  const second = await startUpstream(stream(EVENTS));
  const gateway = await startGateway([inside(first.url), outside(second.url)]);
  expect((await gateway.client.responses.stream(ASK).finalResponse()).output_text).toBe("Guten Tag");
  expect(gateway.log.at(-1)).toMatchObject({
    attempts: [
      { endpoint: "own", outcome: "connection_lost" },
      { endpoint: "premium", outcome: "answered" },
    ],
  });
});

test("a response that was cut by its limit of tokens is a whole answer that says so", async () => {
  const incomplete = {
    ...responseObject([], "incomplete"),
    incomplete_details: { reason: "max_output_tokens" },
  };
  const last = { type: "response.incomplete", sequence_number: 9, response: incomplete };
  const upstream = await startUpstream(
    either(incomplete, [
      ...EVENTS.slice(0, 5),
      `event: response.incomplete\ndata: ${JSON.stringify(last)}\n\n`,
    ]),
  );
  const gateway = await startGateway([inside(upstream.url)]);
  expect((await gateway.client.responses.create(ASK)).status).toBe("incomplete");
  expect((await gateway.client.responses.stream(ASK).finalResponse()).status).toBe("incomplete");
  expect(gateway.log.at(-1)).toMatchObject({ inputTokens: 11, outputTokens: 3 });
});

test("a client that aborts a streamed response cuts the upstream", async () => {
  const upstream = await startUpstream((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(EVENTS.slice(0, 5).join(""));
  });
  const { client, log } = await startGateway([inside(upstream.url)]);
  const streamed = client.responses.stream(ASK);
  streamed.on("response.output_text.delta", () => streamed.abort());
  await expect(streamed.done()).rejects.toThrow(OpenAI.APIUserAbortError);
  await upstream.chats[0]?.cut;
  await until(() => log.some(({ message }) => message === "request"));
  expect(log.find(({ message }) => message === "request")).toMatchObject({ error: "client_gone" });
});
