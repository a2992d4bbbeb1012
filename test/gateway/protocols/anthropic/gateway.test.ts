import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { CHAT, outside, startGateway, STREAMED, until, type RunningGateway } from "../../harness.ts";
import { answer, CUT, GOOD_STREAM, startUpstream, stream, type Upstream } from "../../upstream.ts";
import {
  answerEither,
  answerMessage,
  API_KEY,
  errorBody,
  eventsOf,
  startAnthropic,
  strictly,
  text,
  thinking,
  toolUse,
} from "./server.ts";

/** A gateway that asks Anthropic first, and an endpoint of OpenAI's kind where that fails. */
async function start(claude: Upstream, second?: Upstream): Promise<RunningGateway> {
  const endpoints = [
    outside(claude.url, {
      name: "claude",
      protocol: "anthropic",
      model: "claude-sonnet-4-6",
      apiKeyVariable: "CLAUDE_KEY",
    }),
    ...(second === undefined ? [] : [outside(second.url, { name: "second" })]),
  ];
  return startGateway(endpoints, {}, { environment: { CLAUDE_KEY: API_KEY } });
}

const TOOLS = [
  {
    type: "function" as const,
    function: {
      name: "wetter",
      description: "Das Wetter eines Ortes",
      parameters: { type: "object", properties: { ort: { type: "string" } } },
    },
  },
];

test("OpenAI's client gets a JSON answer", async () => {
  const claude = await startAnthropic(answerMessage([thinking("Hm."), text("Guten Tag")]));
  const gateway = await start(claude);
  const { data, response } = await gateway.client.chat.completions.create(CHAT).withResponse();
  expect(data.choices[0]).toMatchObject({
    message: { content: "Guten Tag", reasoning_content: "Hm." },
    finish_reason: "stop",
  });
  expect(data).toMatchObject({ model: "chat", usage: { prompt_tokens: 42, completion_tokens: 7 } });
  expect(response.headers.get("x-eu-llm-endpoint")).toBe("claude");
  expect(await gateway.metrics()).toMatch(/gen_ai_client_token_usage_sum\{.*type="input"\} 42\n/);
  expect(claude.chats[0]?.headers).not.toHaveProperty("authorization");
});

test("OpenAI's client reads a stream, with the tokens that it asked for and no others", async () => {
  const claude = await startAnthropic(answerEither([text("Guten Tag, wie geht es Ihnen?")]));
  const gateway = await start(claude);
  for (const include_usage of [true, false]) {
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    const request = { ...STREAMED, stream_options: { include_usage } };
    for await (const chunk of await gateway.client.chat.completions.create(request)) chunks.push(chunk);
    const said = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    expect(said).toBe("Guten Tag, wie geht es Ihnen?");
    expect(chunks.flatMap(({ choices }) => choices).at(-1)?.finish_reason).toBe("stop");
    expect(chunks.flatMap(({ usage }) => usage?.prompt_tokens ?? [])).toEqual(include_usage ? [42] : []);
  }
  expect(gateway.log.at(-1)).toMatchObject({ inputTokens: 42, outputTokens: 7 });
});

test("a stream of tool calls, through the client's own helper", async () => {
  const content = [text("Moment."), toolUse("a", "wetter", { ort: "Köln" }), toolUse("b", "wetter", {})];
  const claude = await startAnthropic(answerEither(content, { stop_reason: "tool_use" }));
  const gateway = await start(claude);
  const streamed = gateway.client.chat.completions.stream({ ...CHAT, tools: TOOLS });
  const { choices } = await streamed.finalChatCompletion();
  expect(choices[0]?.finish_reason).toBe("tool_calls");
  expect(choices[0]?.message.content).toBe("Moment.");
  expect(choices[0]?.message.tool_calls).toMatchObject([
    { id: "a", type: "function", function: { name: "wetter", arguments: '{"ort":"Köln"}' } },
    { id: "b", type: "function", function: { name: "wetter", arguments: "{}" } },
  ]);
});

test.each([false, true])(
  "the client's runTools asks, calls, and asks again; streamed: %j",
  async (streamed) => {
    const called: unknown[] = [];
    const claude = await startAnthropic((response, chat) =>
      chat.body.includes("tool_result")
        ? answerEither([text("Es regnet.")])(response, chat)
        : answerEither([toolUse("a", "wetter", { ort: "Köln" })], { stop_reason: "tool_use" })(
            response,
            chat,
          ),
    );
    const gateway = await start(claude);
    const tool = {
      type: "function" as const,
      function: {
        name: "wetter",
        description: "Das Wetter",
        parameters: { type: "object", properties: { ort: { type: "string" } } },
        parse: (json: string): unknown => JSON.parse(json),
        function: (input: unknown) => {
          called.push(input);
          return "Regen";
        },
      },
    };
    const request = { ...CHAT, tools: [tool] };
    const runner = streamed
      ? gateway.client.chat.completions.runTools({ ...request, stream: true })
      : gateway.client.chat.completions.runTools(request);
    expect(await runner.finalContent()).toBe("Es regnet.");
    expect(called).toEqual([{ ort: "Köln" }]);
    expect(claude.chats).toHaveLength(2);
  },
);

test("structured output through the client's helper for zod", async () => {
  const claude = await startAnthropic(answerMessage([text('{"ort":"Köln"}')]));
  const gateway = await start(claude);
  const format = zodResponseFormat(z.object({ ort: z.string() }), "ort");
  const answered = await gateway.client.chat.completions.parse({ ...CHAT, response_format: format });
  expect(answered.choices[0]?.message.parsed).toEqual({ ort: "Köln" });
  expect(claude.chats[0]?.body).toContain('"output_config":{"format":{"type":"json_schema"');
});

test("what it cannot do goes to another endpoint, and it sees nothing of it", async () => {
  const claude = await startAnthropic();
  const second = await startUpstream();
  const gateway = await start(claude, second);
  const { data, response } = await gateway.client.chat.completions
    .create({ ...CHAT, logprobs: true, top_logprobs: 2 })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe("Guten Tag");
  expect(response.headers.get("x-eu-llm-endpoint")).toBe("second");
  expect(claude.chats).toEqual([]);
  expect(gateway.log.at(-1)).toMatchObject({
    attempts: [
      { endpoint: "claude", outcome: "not_supported" },
      { endpoint: "second", outcome: "answered" },
    ],
  });
});

test("where there is no other endpoint, the client is told that its request is at fault", async () => {
  const gateway = await start(await startAnthropic());
  await expect(gateway.client.chat.completions.create({ ...CHAT, n: 2 })).rejects.toThrow(
    OpenAI.BadRequestError,
  );
});

test("the API's refusal reaches the client in OpenAI's form", async () => {
  const refusal = errorBody("invalid_request_error", "max_tokens: 999999 > 64000");
  const claude = await startAnthropic(strictly(answer(refusal, 400)));
  const gateway = await start(claude);
  await expect(
    gateway.client.chat.completions.create({ ...CHAT, max_completion_tokens: 999_999 }),
  ).rejects.toMatchObject({
    status: 400,
    type: "invalid_request_error",
    message: "400 max_tokens: 999999 > 64000",
  });
});

test.each([
  [429, "rate_limit_error", "x", "rate_limited"],
  [529, "overloaded_error", "x", "server_error"],
  [401, "authentication_error", "x", "misconfigured"],
  [
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API.",
    "misconfigured",
  ],
])("%i %s (%s) goes on to another endpoint", async (status, type, message, outcome) => {
  const claude = await startAnthropic(answer(errorBody(type, message), status));
  const gateway = await start(claude, await startUpstream());
  const { response } = await gateway.client.chat.completions.create(CHAT).withResponse();
  expect(response.headers.get("x-eu-llm-endpoint")).toBe("second");
  expect(gateway.log.at(-1)).toMatchObject({ attempts: [{ endpoint: "claude", outcome }, {}] });
});

const EVENTS = eventsOf([text("Guten Tag, wie geht es Ihnen?")]);
const OVERLOADED = `event: error\ndata: ${JSON.stringify(errorBody("overloaded_error", "Overloaded"))}\n\n`;

test.each([
  ["cut", [CUT], "connection_lost"],
  ["ended early", [], "stream_truncated"],
  ["ended in an error", [OVERLOADED], "error_in_answer"],
])(
  "a stream that is %s before its first text is replaced by another endpoint's",
  async (_name, end, outcome) => {
    const claude = await startAnthropic(stream([...EVENTS.slice(0, 3), ...end]));
    const second = await startUpstream(stream(GOOD_STREAM));
    const gateway = await start(claude, second);
    expect(await gateway.client.chat.completions.stream(CHAT).finalContent()).toBe("Guten Tag");
    expect(gateway.log.at(-1)).toMatchObject({ attempts: [{ endpoint: "claude", outcome }, {}] });
  },
);

test.each([
  ["cut", EVENTS.slice(0, -4), [CUT]],
  ["cut before its last event", EVENTS.slice(0, -1), [CUT]],
  ["ended before its last event", EVENTS.slice(0, -1), []],
  ["ended within its last event", EVENTS.slice(0, -1), ['event: message_stop\ndata: {"type":"mess']],
  ["ended in an error", EVENTS.slice(0, -2), [OVERLOADED]],
])("a stream that is %s ends in an error, and never in [DONE]", async (_name, events, end) => {
  const gateway = await start(await startAnthropic(stream([...events, ...end])));
  const said = await (await gateway.post(STREAMED)).text();
  expect(said).toContain('"content":"Guten"');
  expect(said).not.toContain("[DONE]");
  expect(said).not.toMatch(/"finish_reason":"/);
  expect(said).toMatch(/data: \{"error":\{.*"code":"stream_interrupted"\}\}\n\n$/);
});

test("the tokens of the input are known where the client goes away", async () => {
  const claude = await startAnthropic(stream(EVENTS, 100));
  const gateway = await start(claude);
  const abort = new AbortController();
  const response = await gateway.post(STREAMED, {}, abort.signal);
  const reader = response.body?.getReader();
  for (let pieces = 0; pieces < 3; pieces += 1) await reader?.read();
  abort.abort();
  await claude.chats[0]?.cut;
  await until(() => gateway.log.some(({ message }) => message === "request"));
  const logged = gateway.log.find(({ message }) => message === "request");
  expect(logged).toMatchObject({ error: "client_gone", inputTokens: 42 });
  // The API tells 1 at the beginning; at least three pieces came.
  expect(logged?.["outputTokens"]).toBeGreaterThanOrEqual(3);
});
