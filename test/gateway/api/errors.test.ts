import OpenAI from "openai";
import { expect, test } from "vitest";
import { hashOfKey } from "../../../gateway/tenancy/create.ts";
import { CHAT, inside, SHORT, startGateway, STREAMED } from "../harness.ts";
import { answer, startUpstream } from "../upstream.ts";

const KEY = "eu-0123456789-secret";

test("models: listed, found by name with a slash, and not found", async () => {
  const upstream = await startUpstream();
  const { client } = await startGateway([inside(upstream.url)], {
    models: [
      { id: "org/chat", aliases: ["gpt-4o"], endpoints: ["own"] },
      { id: "embed", endpoints: ["own"] },
    ],
  });
  const ids = [];
  for await (const { id, object } of client.models.list()) ids.push([id, object]);
  expect(ids).toEqual([
    ["org/chat", "model"],
    ["embed", "model"],
  ]);
  expect(await client.models.retrieve("org/chat")).toMatchObject({ id: "org/chat", object: "model" });
  expect((await client.models.retrieve("gpt-4o")).id).toBe("org/chat");
  await expect(client.models.retrieve("nobody")).rejects.toThrow(OpenAI.NotFoundError);
});

test.each([false, true])(
  "400: what the gateway finds wrong, and what the endpoint does; streamed: %j",
  async (stream) => {
    const refusal = {
      error: {
        message: "temperature must be at most 2",
        type: "invalid_request_error",
        param: "temperature",
        code: "x",
      },
    };
    const upstream = await startUpstream(answer(refusal, 400));
    const { client } = await startGateway([inside(upstream.url)]);
    const refused = client.chat.completions.create({ ...CHAT, stream, temperature: 9 });
    await expect(refused).rejects.toThrow(OpenAI.BadRequestError);
    await expect(refused).rejects.toMatchObject({
      param: "temperature",
      code: "x",
      type: "invalid_request_error",
    });
    const asked = upstream.chats.length;
    const senseless = client.post("/chat/completions", {
      body: { model: "chat", stream, messages: "Hallo" },
    });
    await expect(senseless).rejects.toThrow(OpenAI.BadRequestError);
    await expect(senseless).rejects.toMatchObject({ param: "messages" });
    expect(upstream.chats).toHaveLength(asked);
  },
);

test("422 of an endpoint stays 422", async () => {
  const upstream = await startUpstream(
    answer({ detail: [{ loc: ["body", "top_p"], msg: "too large" }] }, 422),
  );
  const { client } = await startGateway([inside(upstream.url)]);
  await expect(client.chat.completions.create(CHAT)).rejects.toThrow(OpenAI.UnprocessableEntityError);
});

test.each(["chat", "embeddings", "responses", "completions", "models"] as const)(
  "401: no key, or another's, for %s",
  async (operation) => {
    const upstream = await startUpstream();
    const { url } = await startGateway([inside(upstream.url)], {
      keys: [{ name: "team", hash: hashOfKey(KEY) }],
    });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "eu-9876543210-secret", maxRetries: 0 });
    const asked = {
      chat: () => client.chat.completions.create(CHAT),
      embeddings: () => client.embeddings.create({ model: "chat", input: "a" }),
      responses: () => client.responses.create({ model: "chat", input: "a" }),
      completions: () => client.completions.create({ model: "chat", prompt: "a" }),
      models: () => client.models.list(),
    }[operation];
    await expect(asked()).rejects.toThrow(OpenAI.AuthenticationError);
    expect(upstream.chats).toEqual([]);
  },
);

test("403 and 429: the key is not for the model, or has used up its requests", async () => {
  const upstream = await startUpstream();
  const { url } = await startGateway([inside(upstream.url)], {
    keys: [{ name: "team", hash: hashOfKey(KEY), models: ["chat"], requestsPerMinute: 1 }],
    models: [
      { id: "chat", endpoints: ["own"] },
      { id: "secret", endpoints: ["own"] },
    ],
  });
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: KEY, maxRetries: 0 });
  const secret = client.chat.completions.create({ ...CHAT, model: "secret" });
  await expect(secret).rejects.toThrow(OpenAI.PermissionDeniedError);
  await expect(client.models.retrieve("secret")).rejects.toThrow(OpenAI.NotFoundError);
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["chat"]);
  await client.chat.completions.create(CHAT);
  const second = client.chat.completions.create(STREAMED);
  await expect(second).rejects.toThrow(OpenAI.RateLimitError);
  await expect(second).rejects.toMatchObject({ code: "rate_limit_exceeded" });
  expect(upstream.chats).toHaveLength(1);
});

test("404: the model, and the path", async () => {
  const upstream = await startUpstream();
  const { client } = await startGateway([inside(upstream.url)]);
  const asked = client.chat.completions.create({ ...CHAT, model: "nobody" });
  await expect(asked).rejects.toThrow(OpenAI.NotFoundError);
  await expect(asked).rejects.toMatchObject({ code: "model_not_found", param: "model" });
  await expect(client.files.list()).rejects.toThrow(OpenAI.NotFoundError);
});

test("503: every endpoint is busy, which the client's own retries wait for", async () => {
  let asked = 0;
  const upstream = await startUpstream((response, chat) => {
    asked += 1;
    return asked === 1
      ? answer({ error: { message: "slow down" } }, 429, { "retry-after": "1" })(response, chat)
      : answer()(response, chat);
  });
  const { client } = await startGateway([inside(upstream.url)], {
    timeouts: SHORT,
    attempts: { maximum: 1 },
  });
  await expect(client.chat.completions.create(STREAMED)).rejects.toMatchObject({
    status: 503,
    code: "all_endpoints_failed",
  });
  const patient = client.withOptions({ maxRetries: 2 });
  expect((await patient.chat.completions.create(CHAT)).choices[0]?.message.content).toBe("Guten Tag");
});

test("503: nothing may see the request", async () => {
  const upstream = await startUpstream();
  const { client } = await startGateway([inside(upstream.url, { accepts: ["public"] })]);
  const asked = client.chat.completions.create(CHAT, { headers: { "x-eu-llm-sensitivity": "sensitive" } });
  await expect(asked).rejects.toThrow(OpenAI.InternalServerError);
  await expect(asked).rejects.toMatchObject({ status: 503, code: "no_permitted_endpoint" });
  expect(upstream.chats).toEqual([]);
});
