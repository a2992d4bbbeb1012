import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { answerEither, API_KEY, startAnthropic, text, toolUse } from "../protocols/anthropic/server.ts";
import { inside, outside, startGateway } from "../harness.ts";
import { answer, COMPLETION, DONE, event, GOOD_STREAM, startUpstream, type Behaviour } from "../upstream.ts";
import { either, embeddings, RESPONSE, responseEvents, TEXT_COMPLETION } from "./answers.ts";

const run = promisify(execFile);
const PYTHON = process.env["EU_LLM_TEST_PYTHON"] ?? "python3";
const SCRIPT = fileURLToPath(new URL("python_client.py", import.meta.url));

const missing = await run(PYTHON, ["-c", "import openai"]).then(
  () => undefined,
  () => `${PYTHON} has no package openai; EU_LLM_TEST_PYTHON names one that has`,
);
if (missing !== undefined) console.warn(`Skipped: ${missing}.`);

async function askPython(url: string): Promise<unknown> {
  const { stdout } = await run(PYTHON, [SCRIPT, url]);
  return JSON.parse(stdout);
}

const CALLS = [
  event({
    role: "assistant",
    content: null,
    tool_calls: [{ index: 0, id: "c1", type: "function", function: { name: "wetter", arguments: "" } }],
  }),
  event({ tool_calls: [{ index: 0, function: { arguments: '{"ort":"Köln"}' } }] }),
  event({}, { finish_reason: "tool_calls" }),
  DONE,
];

const everything: Behaviour = (response, chat) => {
  switch (chat.path) {
    case "/v1/chat/completions":
      return either(COMPLETION, chat.body.includes('"tools"') ? CALLS : GOOD_STREAM)(response, chat);
    case "/v1/completions":
      return answer(TEXT_COMPLETION)(response, chat);
    case "/v1/embeddings":
      return embeddings([[0.5, -1.25]])(response, chat);
    default:
      return either(RESPONSE, responseEvents())(response, chat);
  }
};

const EVERYTHING = {
  chat: { text: "Guten Tag", tokens: 8 },
  stream: { pieces: ["Guten ", "Tag"], tokens: 7 },
  tools: [["c1", "wetter", '{"ort":"Köln"}']],
  completion: " Tag",
  embedding: [0.5, -1.25],
  response: "Guten Tag",
  response_stream: {
    types: responseEvents().map((one) => /^event: (.*)\n/.exec(one)?.[1]),
    pieces: ["Guten ", "Tag"],
    text: "Guten Tag",
  },
  models: ["chat"],
  errors: [
    ["NotFoundError", 404, "model"],
    ["BadRequestError", 400, "previous_response_id"],
    ["BadRequestError", 400, "messages"],
  ],
  async: "Guten Tag",
};

test.skipIf(missing !== undefined)("OpenAI's Python client, everything", async () => {
  const upstream = await startUpstream(everything);
  const { url } = await startGateway([inside(upstream.url)]);
  expect(await askPython(url)).toEqual(EVERYTHING);
});

test.skipIf(missing !== undefined)("OpenAI's Python client, with Anthropic for its chats", async () => {
  const claude = await startAnthropic((response, chat) =>
    chat.body.includes('"tools"')
      ? answerEither([toolUse("c1", "wetter", { ort: "Köln" })], { stop_reason: "tool_use" })(response, chat)
      : answerEither([text("Guten Tag")])(response, chat),
  );
  const upstream = await startUpstream(everything);
  const endpoint = outside(claude.url, {
    name: "claude",
    protocol: "anthropic",
    apiKeyVariable: "CLAUDE_KEY",
  });
  const { url, log } = await startGateway(
    [endpoint, inside(upstream.url)],
    {},
    { environment: { CLAUDE_KEY: API_KEY } },
  );
  expect(await askPython(url)).toEqual({
    ...EVERYTHING,
    chat: { text: "Guten Tag", tokens: 49 },
    stream: { pieces: ["Guten", " Tag"], tokens: 49 },
  });
  const chats = log.filter(
    ({ message, operation, status }) => message === "request" && operation === "chat" && status === 200,
  );
  expect(chats.map(({ endpoint: name }) => name)).toEqual(["claude", "claude", "claude", "claude"]);
});
