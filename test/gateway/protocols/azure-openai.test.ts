import { expect, test } from "vitest";
import { embeddings, RESPONSE } from "../api/answers.ts";
import { CHAT, outside, startGateway } from "../harness.ts";
import {
  answer,
  COMPLETION,
  DONE,
  event,
  FINISH,
  startUpstream,
  USAGE,
  type Behaviour,
} from "../upstream.ts";

const KEY = "azure-key";
const FILTERED = { hate: { filtered: false, severity: "safe" } };

/** Azure's first event of every stream: no choices, but what its filter made of the prompt. */
const PROMPT_FILTER = `data: ${JSON.stringify({
  id: "",
  object: "",
  created: 0,
  model: "",
  choices: [],
  prompt_filter_results: [{ prompt_index: 0, content_filter_results: FILTERED }],
})}\n\n`;

const STREAM = [
  PROMPT_FILTER,
  event({ role: "assistant", content: "" }),
  event({ content: "Guten Tag" }, { content_filter_results: FILTERED }),
  FINISH,
  USAGE,
  DONE,
];

/** Answers what a deployment "gpt" would, and to none other. */
const azure: Behaviour = (response, chat) => {
  const { pathname, searchParams } = new URL(chat.path, "http://azure");
  if (chat.headers["api-key"] !== KEY || "authorization" in chat.headers) {
    return answer({ error: { code: "401", message: "Access denied" } }, 401)(response, chat);
  }
  if (searchParams.get("api-version") !== "2024-10-21") {
    return answer({ error: { code: "404", message: "Resource not found" } }, 404)(response, chat);
  }
  switch (pathname) {
    case "/openai/deployments/gpt%204/chat/completions":
      if (!chat.body.includes('"stream":true')) {
        const filtered = { prompt_filter_results: [{ prompt_index: 0, content_filter_results: FILTERED }] };
        return answer({ ...COMPLETION, ...filtered })(response, chat);
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(STREAM.join(""));
      return;
    case "/openai/deployments/gpt%204/embeddings":
      return embeddings([[1, 2]])(response, chat);
    case "/openai/responses":
      return answer(RESPONSE)(response, chat);
    default:
      return answer({ error: { code: "DeploymentNotFound", message: "x" } }, 404)(response, chat);
  }
};

async function start(changes: Parameters<typeof outside>[1] = {}) {
  const upstream = await startUpstream(azure);
  const url = upstream.url.replace("/v1", "");
  const endpoint = outside(url, {
    protocol: "azure-openai",
    model: "gpt 4",
    apiKeyVariable: "KEY",
    ...changes,
  });
  const gateway = await startGateway([endpoint], {}, { environment: { KEY } });
  return { upstream, gateway };
}

test("a chat completion: the deployment in the path, the key in its header", async () => {
  const { upstream, gateway } = await start();
  const answered = await gateway.client.chat.completions.create(CHAT);
  expect(answered.choices[0]?.message.content).toBe("Guten Tag");
  expect(answered).toHaveProperty("prompt_filter_results");
  expect(upstream.chats[0]?.path).toBe("/openai/deployments/gpt%204/chat/completions?api-version=2024-10-21");
});

test("a stream that begins without choices; tokens are counted, and shown to whom asked", async () => {
  const { gateway } = await start();
  for (const include_usage of [true, false]) {
    const response = await gateway.post({ ...CHAT, stream: true, stream_options: { include_usage } });
    expect(await response.text()).toBe(STREAM.filter((part) => include_usage || part !== USAGE).join(""));
  }
  const streamed = gateway.client.chat.completions.stream(CHAT);
  expect(await streamed.finalContent()).toBe("Guten Tag");
  expect(gateway.log.at(-1)).toMatchObject({ inputTokens: 5, outputTokens: 2 });
});

test("embeddings of a deployment, and responses beside the deployments", async () => {
  const { upstream, gateway } = await start();
  await gateway.client.embeddings.create({ model: "chat", input: "a" });
  await gateway.client.responses.create({ model: "chat", input: "a" });
  expect(upstream.chats[1]?.path).toBe("/openai/responses?api-version=2024-10-21");
  expect(JSON.parse(upstream.chats[1]?.body ?? "")).toMatchObject({ model: "gpt 4", store: false });
});

test("a version of one's own", async () => {
  const { upstream, gateway } = await start({ apiVersion: "2025-04-01-preview" });
  await gateway.post(CHAT);
  expect(upstream.chats[0]?.path).toContain("?api-version=2025-04-01-preview");
  expect(gateway.log.at(-1)).toMatchObject({ attempts: [{ outcome: "misconfigured" }] });
});

test("what its filter refuses stays the client's 400", async () => {
  const { upstream, gateway } = await start();
  const refusal = {
    error: { message: "filtered", type: null, param: "prompt", code: "content_filter", status: 400 },
  };
  upstream.behave(answer(refusal, 400));
  await expect(gateway.client.chat.completions.create(CHAT)).rejects.toMatchObject({
    status: 400,
    code: "content_filter",
  });
});
