import { expect, test } from "vitest";
import { CHAT, inside, outside, startGateway, until } from "../harness.ts";
import { answer, CUT, DONE, startUpstream, stream } from "../upstream.ts";
import { either, embeddings, TEXT_COMPLETION, TEXT_USAGE, textChunk } from "./answers.ts";

test("a completion, JSON and streamed, to an endpoint's own model and with tokens counted", async () => {
  const parts = [textChunk(" Guten"), textChunk(" Tag"), textChunk("", "stop"), TEXT_USAGE, DONE];
  const upstream = await startUpstream(either(TEXT_COMPLETION, parts));
  const gateway = await startGateway([inside(upstream.url)]);
  const request = { model: "chat", prompt: "Guten", echo: false, best_of: 1, logit_bias: { "50256": -100 } };
  const answered = await gateway.client.completions.create(request);
  expect(answered).toMatchObject({ object: "text_completion", choices: [{ text: " Tag" }] });

  const chunks = [];
  for await (const chunk of await gateway.client.completions.create({ ...request, stream: true })) {
    chunks.push(chunk);
  }
  expect(chunks.map(({ choices }) => choices[0]?.text)).toEqual([" Guten", " Tag", ""]);
  expect(chunks.every(({ usage }) => usage === undefined)).toBe(true);

  const [first, second] = upstream.chats.map(({ body }): unknown => JSON.parse(body));
  expect(upstream.chats.map(({ path }) => path)).toEqual(["/v1/completions", "/v1/completions"]);
  expect(first).toEqual({ ...request, model: "own-model" });
  expect(second).toEqual({
    ...request,
    model: "own-model",
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(gateway.log.at(-1)).toMatchObject({ operation: "completions", inputTokens: 2, outputTokens: 1 });
});

test("a completion that is cut ends in an error that the client throws", async () => {
  const upstream = await startUpstream(stream([textChunk(" Guten"), CUT]));
  const { client } = await startGateway([inside(upstream.url)]);
  const read = async () => {
    const pieces = [];
    for await (const { choices } of await client.completions.create({
      model: "chat",
      prompt: "a",
      stream: true,
    })) {
      pieces.push(choices[0]?.text);
      expect(pieces).toEqual([" Guten"]);
    }
  };
  await expect(read()).rejects.toMatchObject({ code: "stream_interrupted" });
});

const VECTORS = [
  [0.5, -1.25, 3],
  [0, 1, -2],
];

test("embeddings in the client's default, which is base64, and as numbers", async () => {
  const upstream = await startUpstream(embeddings(VECTORS));
  const gateway = await startGateway([inside(upstream.url)]);
  const request = { model: "chat", input: ["a", "b"], dimensions: 3 };
  for (const more of [{}, { encoding_format: "float" as const }]) {
    const { data, usage } = await gateway.client.embeddings.create({ ...request, ...more });
    expect(data.map(({ embedding }) => embedding)).toEqual(VECTORS);
    expect(usage.prompt_tokens).toBe(9);
  }
  expect(upstream.chats.map(({ path, body }): unknown => [path, JSON.parse(body)])).toEqual([
    ["/v1/embeddings", { ...request, model: "own-model", encoding_format: "base64" }],
    ["/v1/embeddings", { ...request, model: "own-model", encoding_format: "float" }],
  ]);
  expect(gateway.log.at(-1)).toMatchObject({ operation: "embeddings", inputTokens: 9, outputTokens: 0 });
});

test("embeddings know no stream: the parameter is the endpoint's to judge", async () => {
  const upstream = await startUpstream(embeddings(VECTORS));
  const { url } = await startGateway([inside(upstream.url)]);
  const response = await fetch(`${url}/v1/embeddings`, {
    method: "POST",
    body: JSON.stringify({ model: "chat", input: [[1, 2, 3]], stream: true }),
    headers: { "content-type": "application/json" },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("application/json");
  expect(upstream.chats[0]?.body).toContain('"stream":true');
});

test("an operation goes to the endpoints that serve it, and is no operation of the model where none does", async () => {
  const chatOnly = await startUpstream();
  const all = await startUpstream(embeddings(VECTORS));
  const endpoints = [
    inside(chatOnly.url, { operations: ["chat"] }),
    outside(all.url, { name: "all" }),
    outside(chatOnly.url, { name: "claude", protocol: "anthropic" }),
  ];
  const { client } = await startGateway(endpoints, {
    models: [
      { id: "both", endpoints: ["own", "claude", "all"] },
      { id: "chat-only", endpoints: ["own", "claude"] },
    ],
  });
  const { response } = await client.embeddings.create({ model: "both", input: "a" }).withResponse();
  expect(response.headers.get("x-eu-llm-endpoint")).toBe("all");
  expect(response.headers.get("x-eu-llm-attempts")).toBe("1");
  for (const asked of [
    client.embeddings.create({ model: "chat-only", input: "a" }),
    client.completions.create({ model: "chat-only", prompt: "a" }),
    client.responses.create({ model: "chat-only", input: "a" }),
  ]) {
    await expect(asked).rejects.toMatchObject({ status: 404, code: "operation_not_served", param: "model" });
  }
  expect(chatOnly.chats).toEqual([]);
});

test("who asks in vain for what an endpoint does not have takes its chats from nobody", async () => {
  const upstream = await startUpstream((response, chat) =>
    // What vLLM says where its model makes no embeddings.
    chat.path === "/v1/embeddings"
      ? answer({ detail: "Not Found" }, 404)(response, chat)
      : answer()(response, chat),
  );
  const { client } = await startGateway([inside(upstream.url)]);
  for (let times = 0; times < 10; times += 1) {
    await expect(client.embeddings.create({ model: "chat", input: "a" })).rejects.toThrow("misconfigured");
  }
  const answered = await client.chat.completions.create(CHAT);
  expect(answered.choices[0]?.message.content).toBe("Guten Tag");
});

test("a client that aborts an embedding cuts the upstream", async () => {
  const upstream = await startUpstream(() => undefined);
  const { client } = await startGateway([inside(upstream.url)]);
  const abort = new AbortController();
  const asked = client.embeddings.create({ model: "chat", input: "a" }, { signal: abort.signal });
  await until(() => upstream.chats.length === 1);
  abort.abort();
  await expect(asked).rejects.toThrow("aborted");
  await upstream.chats[0]?.cut;
});
