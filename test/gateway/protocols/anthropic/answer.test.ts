import { expect, test } from "vitest";
import { translateAnswer, translateError } from "../../../../gateway/protocols/anthropic/answer.ts";
import { usageOf } from "../../../../gateway/operations/usage.ts";
import { message, text, thinking, toolUse, USAGE } from "./server.ts";

const translate = (content: readonly unknown[], changes: Readonly<Record<string, unknown>> = {}) =>
  translateAnswer({ ...message(content, changes) }, "chat");

test("an answer of several blocks is one message", () => {
  const before = Math.floor(Date.now() / 1000);
  const { created, ...answer } =
    translate([thinking("Hm. "), text("Guten "), { type: "redacted_thinking", data: "x" }, text("Tag")]) ??
    {};
  expect(created).toBeGreaterThanOrEqual(before);
  expect(answer).toEqual({
    id: "msg_01",
    object: "chat.completion",
    model: "chat",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Guten Tag", refusal: null, reasoning_content: "Hm. " },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: {
      prompt_tokens: 42,
      completion_tokens: 7,
      total_tokens: 49,
      prompt_tokens_details: { cached_tokens: 30 },
    },
  });
});

test("tool calls, whose arguments are text", () => {
  const calls = [toolUse("a", "wetter", { ort: "Köln" }), toolUse("b", "uhr", {})];
  expect(translate(calls, { stop_reason: "tool_use" })?.["choices"]).toEqual([
    {
      index: 0,
      message: {
        role: "assistant",
        content: null,
        refusal: null,
        tool_calls: [
          { id: "a", type: "function", function: { name: "wetter", arguments: '{"ort":"Köln"}' } },
          { id: "b", type: "function", function: { name: "uhr", arguments: "{}" } },
        ],
      },
      logprobs: null,
      finish_reason: "tool_calls",
    },
  ]);
});

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  ["refusal", "content_filter"],
])("it stopped because of %s: %s", (reason, finish) => {
  expect(translate([text("x")], { stop_reason: reason })).toMatchObject({
    choices: [{ finish_reason: finish }],
  });
});

test("a refusal says why", () => {
  const details = { type: "refusal", category: "cyber", explanation: "Das hilft nur Angreifern." };
  expect(translate([], { stop_reason: "refusal", stop_details: details })).toMatchObject({
    choices: [{ message: { content: null, refusal: "Das hilft nur Angreifern." } }],
  });
});

test.each([
  ["a pause", message([text("x")], { stop_reason: "pause_turn" })],
  ["an unknown reason to stop", message([text("x")], { stop_reason: "bored" })],
  ["no reason to stop", message([text("x")], { stop_reason: null })],
  ["an unknown block", message([text("x"), { type: "server_tool_use", id: "s" }])],
  ["content that is no list", message([], { content: "x" })],
  ["another type", message([], { type: "completion" })],
  ["OpenAI's form", { object: "chat.completion", choices: [] }],
])("%s is no answer", (_name, value) => {
  expect(translateAnswer({ ...value }, "chat")).toBeUndefined();
});

test("the gateway reads the tokens, with those that were cached", () => {
  const details = { thinking_tokens: 4 };
  const answer = translate([text("x")], { usage: { ...USAGE, output_tokens_details: details } }) ?? {};
  expect(usageOf(answer)).toEqual({
    inputTokens: 42,
    cachedInputTokens: 30,
    outputTokens: 7,
    basis: "reported",
  });
  expect(answer).toMatchObject({ usage: { completion_tokens_details: { reasoning_tokens: 4 } } });
  expect(usageOf(translate([text("x")], { usage: null }) ?? {})).toBeUndefined();
});

test.each([
  [
    { type: "error", error: { type: "invalid_request_error", message: "max_tokens: too large" } },
    { message: "max_tokens: too large", code: null },
  ],
  [
    { type: "error", error: { type: "request_too_large", message: "Too large" } },
    { message: "Too large", code: "request_too_large" },
  ],
  [{ detail: "from a proxy" }, { message: "The endpoint refused the request.", code: null }],
])("the error %j in OpenAI's form", (value, { message: said, code }) => {
  expect(translateError(value)).toEqual({
    error: { message: said, type: "invalid_request_error", param: null, code },
  });
});
