import { expect, test } from "vitest";
import { PARAMETERS } from "../../../../gateway/protocols/anthropic/parameters.ts";
import { HELLO, translate, TOOL, type Json } from "./translate.ts";

const WITHOUT_EFFECT = Object.entries(PARAMETERS).flatMap(([name, { is }]) =>
  is === "without effect" ? [name] : [],
);

test("what has no effect on the answer is left out", () => {
  expect(WITHOUT_EFFECT).toEqual([
    "stream_options",
    "store",
    "metadata",
    "service_tier",
    "prediction",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
  ]);
  expect(translate(Object.fromEntries(WITHOUT_EFFECT.map((name) => [name, { any: 1 }])))).toEqual(
    translate({}),
  );
});

test("a parameter with the value that the API has anyway, or null, is no obstacle", () => {
  const body = {
    n: 1,
    logprobs: false,
    top_logprobs: 0,
    logit_bias: {},
    frequency_penalty: 0,
    presence_penalty: 0,
    modalities: ["text"],
    functions: [],
    tools: [],
    tool_choice: "auto",
    parallel_tool_calls: false,
    seed: null,
    unknown: null,
  };
  expect(translate(body)).toEqual(translate({}));
});

test.each([
  [{ n: 2 }, '"n"'],
  [{ logprobs: true }, '"logprobs"'],
  [{ top_logprobs: 3 }, '"top_logprobs"'],
  [{ logit_bias: { 50256: -100 } }, '"logit_bias"'],
  [{ frequency_penalty: 0.5 }, '"frequency_penalty"'],
  [{ presence_penalty: -1 }, '"presence_penalty"'],
  [{ modalities: ["text", "audio"] }, '"modalities"'],
  [{ audio: { voice: "alloy" } }, '"audio"'],
  [{ seed: 7 }, '"seed"'],
  [{ reasoning_effort: "low" }, '"reasoning_effort"'],
  [{ verbosity: "low" }, '"verbosity"'],
  [{ web_search_options: {} }, '"web_search_options"'],
  [{ functions: [{ name: "f" }] }, '"functions"'],
  [{ function_call: "auto" }, '"function_call"'],
  [{ top_k: 5 }, '"top_k"'],
  [{ guided_json: {} }, '"guided_json"'],
  [{ constructor: 1 }, '"constructor"'],
  [{ temperature: 1.5 }, '"temperature"'],
  [{ temperature: "0.5" }, '"temperature"'],
  [{ temperature: 0.5, top_p: 0.5 }, '"top_p"'],
  [{ max_tokens: 0 }, "maximum of tokens"],
  [{ stop: [" "] }, "stop sequences"],
  [{ response_format: { type: "json_object" } }, "response_format"],
  [{ tool_choice: "required" }, "without tools"],
  [{ tools: [TOOL], tool_choice: { type: "allowed_tools" } }, "choice of tools"],
  [{ tools: [{ type: "custom", custom: {} }] }, "other than functions"],
  [{ tools: [{ ...TOOL, function: { ...TOOL.function, cache: 1 } }] }, '"cache"'],
])("%j is not supported", (body, what) => {
  expect(translate(body)["unsupported"]).toContain(what);
});

const user = (content: unknown, more: Json = {}) => [{ role: "user", content, ...more }];

test.each([
  ["audio", user([{ type: "input_audio", input_audio: { data: "", format: "wav" } }]), "input_audio"],
  ["files", user([{ type: "file", file: { file_id: "f" } }]), '"file"'],
  ["parts that are unknown", user([{ type: "hologram" }]), "hologram"],
  ["fields of parts that are unknown", user([{ type: "text", text: "a", weight: 2 }]), '"weight"'],
  [
    "images of other kinds",
    user([{ type: "image_url", image_url: { url: "data:image/tiff;base64,AA" } }]),
    "JPEG",
  ],
  [
    "images at http URLs",
    user([{ type: "image_url", image_url: { url: "http://example.org/a.png" } }]),
    "https",
  ],
  ["names of participants", user("Hallo", { name: "anna" }), '"name"'],
  ["unknown fields of a message", user("Hallo", { weight: 1 }), '"weight"'],
  ["roles that are unknown", [{ role: "critic", content: "x" }], "role"],
  ["results of functions", [{ role: "function", name: "f", content: "x" }], "role"],
  ["an answer already begun", [...HELLO, { role: "assistant", content: "Der Himmel ist" }], "last message"],
  [
    "spoken answers",
    [...HELLO, { role: "assistant", audio: { id: "a" } }, ...HELLO],
    '"audio" of an assistant\'s message',
  ],
  [
    "arguments that are no JSON object",
    [
      ...HELLO,
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "[1" } }],
      },
      { role: "tool", tool_call_id: "a", content: "x" },
    ],
    "arguments",
  ],
])("messages with %s are not supported", (_name, list, what) => {
  expect(translate({ messages: list })["unsupported"]).toContain(what);
});

test("every parameter that OpenAI's client knows has been thought of", async () => {
  const { readFile } = await import("node:fs/promises");
  const types = await readFile("node_modules/openai/resources/chat/completions/completions.d.ts", "utf8");
  const body = /export interface ChatCompletionCreateParamsBase \{([\s\S]*?)\n\}/.exec(types)?.[1] ?? "";
  const names = [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => String(name));
  expect(names.length).toBeGreaterThan(30);
  expect(Object.keys(PARAMETERS).sort()).toEqual(names.sort());
});
