import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { CHAT, inside, startGateway, STREAMED, until } from "../harness.ts";
import { COMPLETION, DONE, event, FINISH, GOOD_STREAM, startUpstream, stream, USAGE } from "../upstream.ts";
import { either } from "./answers.ts";

/** A chat completion with this message. */
const completion = (message: Record<string, unknown>, finish = "stop") => ({
  ...COMPLETION,
  choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason: finish }],
});

const WEATHER = {
  type: "function" as const,
  function: {
    name: "wetter",
    description: "Das Wetter",
    parameters: { type: "object", properties: { ort: { type: "string" } } },
  },
};

const CALL_STREAM = [
  event({ role: "assistant", content: null }),
  event({
    tool_calls: [{ index: 0, id: "c1", type: "function", function: { name: "wetter", arguments: "" } }],
  }),
  event({ tool_calls: [{ index: 0, function: { arguments: '{"ort":"Kö' } }] }),
  event({ tool_calls: [{ index: 0, function: { arguments: 'ln"}' } }] }),
  event({
    tool_calls: [{ index: 1, id: "c2", type: "function", function: { name: "wetter", arguments: "{}" } }],
  }),
  event({}, { finish_reason: "tool_calls" }),
  USAGE,
  DONE,
];

test("the client's stream helper puts text together, with tokens where they were asked for", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM));
  const { client } = await startGateway([inside(upstream.url)]);
  const streamed = client.chat.completions.stream({ ...CHAT, stream_options: { include_usage: true } });
  const pieces: string[] = [];
  streamed.on("content", (piece) => pieces.push(piece));
  expect(await streamed.finalContent()).toBe("Guten Tag");
  expect(pieces).toEqual(["Guten ", "Tag"]);
  expect((await streamed.totalUsage()).total_tokens).toBe(7);
});

test("the client's stream helper puts two tool calls together", async () => {
  const upstream = await startUpstream(stream(CALL_STREAM));
  const { client } = await startGateway([inside(upstream.url)]);
  const { choices } = await client.chat.completions
    .stream({ ...CHAT, tools: [WEATHER] })
    .finalChatCompletion();
  expect(choices[0]?.finish_reason).toBe("tool_calls");
  expect(choices[0]?.message.tool_calls).toMatchObject([
    { id: "c1", function: { name: "wetter", arguments: '{"ort":"Köln"}' } },
    { id: "c2", function: { name: "wetter", arguments: "{}" } },
  ]);
  expect(JSON.parse(upstream.chats[0]?.body ?? "")).toMatchObject({ tools: [WEATHER] });
});

test.each([false, true])("the client's runTools calls and asks again; streamed: %j", async (streamed) => {
  const call = { id: "c1", type: "function", function: { name: "wetter", arguments: '{"ort":"Köln"}' } };
  const upstream = await startUpstream((response, chat) => {
    const behaviour = chat.body.includes('"role":"tool"')
      ? either(COMPLETION, GOOD_STREAM)
      : either(
          completion({ tool_calls: [call] }, "tool_calls"),
          CALL_STREAM.filter((part) => !part.includes('"c2"')),
        );
    return behaviour(response, chat);
  });
  const { client } = await startGateway([inside(upstream.url)]);
  const asked: unknown[] = [];
  const tool = {
    ...WEATHER,
    function: {
      ...WEATHER.function,
      parse: (text: string): unknown => JSON.parse(text),
      function: (input: unknown) => {
        asked.push(input);
        return "Regen";
      },
    },
  };
  const runner = streamed
    ? client.chat.completions.runTools({ ...CHAT, tools: [tool], stream: true })
    : client.chat.completions.runTools({ ...CHAT, tools: [tool] });
  expect(await runner.finalContent()).toBe("Guten Tag");
  expect(asked).toEqual([{ ort: "Köln" }]);
  expect(JSON.parse(upstream.chats[1]?.body ?? "")).toMatchObject({
    messages: [
      CHAT.messages[0],
      { role: "assistant" },
      { role: "tool", tool_call_id: "c1", content: "Regen" },
    ],
  });
});

test.each([false, true])("structured output passes unharmed; streamed: %j", async (streamed) => {
  const said = '{"ort":"Köln","grad":12}';
  const upstream = await startUpstream(
    either(completion({ content: said }), [event({ role: "assistant", content: said }), FINISH, DONE]),
  );
  const { client } = await startGateway([inside(upstream.url)]);
  const format = zodResponseFormat(z.object({ ort: z.string(), grad: z.number() }), "wetter");
  const request = { ...CHAT, response_format: format };
  const answered = streamed
    ? await client.chat.completions.stream(request).finalChatCompletion()
    : await client.chat.completions.parse(request);
  expect(answered.choices[0]?.message.parsed).toEqual({ ort: "Köln", grad: 12 });
  const sent: unknown = JSON.parse(upstream.chats[0]?.body ?? "");
  expect(sent).toHaveProperty("response_format", {
    type: "json_schema",
    json_schema: format.json_schema,
  });
});

test("images go in as they are", async () => {
  const upstream = await startUpstream();
  const { client } = await startGateway([inside(upstream.url)]);
  const url = `data:image/png;base64,${"iVBORw0KGgo".repeat(10_000)}`;
  const content = [
    { type: "text" as const, text: "Was ist das?" },
    { type: "image_url" as const, image_url: { url, detail: "high" as const } },
  ];
  await client.chat.completions.create({ model: "chat", messages: [{ role: "user", content }] });
  expect(JSON.parse(upstream.chats[0]?.body ?? "")).toMatchObject({ messages: [{ role: "user", content }] });
});

test("logprobs and several choices, JSON and streamed", async () => {
  const logprobs = {
    content: [{ token: "Tag", logprob: -0.25, bytes: [84], top_logprobs: [] }],
    refusal: null,
  };
  const choice = (index: number) => ({
    index,
    message: { role: "assistant", content: "Tag" },
    logprobs,
    finish_reason: "stop",
  });
  const chunk = (index: number, finish: string | null) =>
    `data: ${JSON.stringify({
      ...COMPLETION,
      object: "chat.completion.chunk",
      choices: [{ index, delta: { role: "assistant", content: "Tag" }, logprobs, finish_reason: finish }],
      usage: null,
    })}\n\n`;
  const upstream = await startUpstream(
    either({ ...COMPLETION, choices: [choice(0), choice(1)] }, [
      chunk(0, null),
      chunk(1, null),
      chunk(0, "stop"),
      chunk(1, "stop"),
      DONE,
    ]),
  );
  const { client } = await startGateway([inside(upstream.url)]);
  const request = { ...CHAT, n: 2, logprobs: true, top_logprobs: 1 };
  const { choices } = await client.chat.completions.create(request);
  expect(choices.map((one) => one.logprobs)).toEqual([logprobs, logprobs]);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  expect(streamed.choices.map((one) => one.message.content)).toEqual(["TagTag", "TagTag"]);
  expect(streamed.choices[1]?.logprobs?.content).toHaveLength(2);
  expect(JSON.parse(upstream.chats[0]?.body ?? "")).toMatchObject({ n: 2, logprobs: true, top_logprobs: 1 });
});

test("a stream of two choices of which one never finishes is no whole answer", async () => {
  const choice = (index: number, finish_reason: string | null) =>
    event({}, { choices: [{ index, delta: { content: "Tag" }, finish_reason }] });
  const upstream = await startUpstream(stream([choice(0, null), choice(1, null), choice(1, "stop")]));
  const gateway = await startGateway([inside(upstream.url)]);
  const text = await (await gateway.post({ ...STREAMED, n: 2 })).text();
  expect(text).not.toContain("[DONE]");
  expect(text).toContain("stream_interrupted");
});

test("reasoning passes under both its names, JSON and streamed", async () => {
  const thought = { reasoning: "Hm.", reasoning_content: "Hm." };
  const upstream = await startUpstream(
    either(completion({ content: "Ja", ...thought }), [
      event({ role: "assistant", ...thought }),
      FINISH,
      DONE,
    ]),
  );
  const { client } = await startGateway([inside(upstream.url)]);
  const { choices } = await client.chat.completions.create(CHAT);
  expect(choices[0]?.message).toMatchObject({ content: "Ja", ...thought });
  const deltas = [];
  for await (const chunk of await client.chat.completions.create(STREAMED))
    deltas.push(chunk.choices[0]?.delta);
  expect(deltas[0]).toMatchObject(thought);
});

test("what nobody knows passes byte for byte, both ways, JSON and streamed", async () => {
  const odd = '"vendor" : {"zahl":12345678901234567890.10,"\\u0061":[1e2 ,null],"x":"\\/ä"}';
  const json = `{${odd}, "choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}]}`;
  const first = `data: {${odd},"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n`;
  const parts = [": Kommentar\n\n", first, FINISH, `event: extra\nid: 7\n${FINISH}`, DONE];
  const upstream = await startUpstream(either(json, parts));
  const gateway = await startGateway([inside(upstream.url, { model: "chat" })]);
  const body = `{ "model":"chat",${odd} ,"messages":[{"role":"user","content":"a","odd":1.0}]}`;
  const answered = await gateway.post(body);
  expect(await answered.text()).toBe(json);
  expect(upstream.chats[0]?.body).toBe(body);
  const streamed = await gateway.post(body.replace("{ ", '{"stream":true,'));
  expect(await streamed.text()).toBe(parts.join(""));
  expect(upstream.chats[1]?.body).toContain(odd);
});

test("a client that aborts cuts the upstream, JSON and streamed", async () => {
  const upstream = await startUpstream((response, chat) => {
    if (!chat.body.includes('"stream":true')) return;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event({ role: "assistant", content: "Guten " }));
  });
  const { client, log } = await startGateway([inside(upstream.url)]);
  const abort = new AbortController();
  const asked = client.chat.completions.create(CHAT, { signal: abort.signal });
  await until(() => upstream.chats.length === 1);
  abort.abort();
  await expect(asked).rejects.toThrow(OpenAI.APIUserAbortError);
  await upstream.chats[0]?.cut;

  const streamed = client.chat.completions.stream(CHAT);
  streamed.on("content", () => streamed.abort());
  await expect(streamed.done()).rejects.toThrow(OpenAI.APIUserAbortError);
  await upstream.chats[1]?.cut;
  await until(() => log.filter(({ message }) => message === "request").length === 2);
  expect(log.filter(({ message }) => message === "request")).toMatchObject([
    { error: "client_gone", attempts: [{ outcome: "client_gone" }] },
    { error: "client_gone", attempts: [{ outcome: "client_gone" }] },
  ]);
});
