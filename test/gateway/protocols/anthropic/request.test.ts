import { expect, test } from "vitest";
import { anthropic } from "../../../../gateway/protocols/anthropic/protocol.ts";
import { ENDPOINT, HELLO, translate, TOOL } from "./translate.ts";

const messages = (...list: unknown[]) => translate({ messages: list })["messages"];

test("a plain request, with the limit that the API demands", () => {
  expect(translate({})).toEqual({
    model: "claude-sonnet-4-6",
    max_tokens: 4096,
    messages: [{ role: "user", content: [{ type: "text", text: "Hallo" }] }],
  });
});

test("where it goes, and with which headers", () => {
  expect(anthropic.path(ENDPOINT, "/v1", "chat")).toBe("/v1/messages");
  expect(anthropic.probePath(ENDPOINT, "/v1")).toBe("/v1/models");
  expect(anthropic.headers(ENDPOINT, "k")).toEqual({ "x-api-key": "k", "anthropic-version": "2023-06-01" });
  expect(anthropic.headers({ ...ENDPOINT, apiVersion: "2030-01-01" }, undefined)).toEqual({
    "anthropic-version": "2030-01-01",
  });
});

test.each([
  [{ max_tokens: 5 }, 5],
  [{ max_completion_tokens: 6 }, 6],
  [{ max_completion_tokens: 6, max_tokens: 5 }, 6],
  [{ max_completion_tokens: null, max_tokens: null }, 4096],
])("the limit of tokens: %j", (body, maximum) => {
  expect(translate(body)["max_tokens"]).toBe(maximum);
});

test("system and developer messages become the system prompt, in their order", () => {
  const body = translate({
    messages: [
      { role: "system", content: "Sei kurz." },
      { role: "developer", content: [{ type: "text", text: "Sprich Deutsch." }] },
      ...HELLO,
      { role: "system", content: "Sei freundlich." },
    ],
  });
  expect(body["system"]).toEqual([
    { type: "text", text: "Sei kurz." },
    { type: "text", text: "Sprich Deutsch." },
    { type: "text", text: "Sei freundlich." },
  ]);
  expect(body["messages"]).toEqual([{ role: "user", content: [{ type: "text", text: "Hallo" }] }]);
});

test("tool calls and results: results of one turn in one message, what the user says next after them", () => {
  const call = (id: string, text: string) => ({
    id,
    type: "function",
    function: { name: "wetter", arguments: text },
  });
  expect(
    messages(
      ...HELLO,
      {
        role: "assistant",
        content: null,
        refusal: null,
        annotations: [],
        reasoning_content: "hm",
        tool_calls: [call("a", '{"ort":"Köln","tage":[1,2.5]}'), call("b", "")],
      },
      { role: "tool", tool_call_id: "a", name: "wetter", content: "12 Grad" },
      { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "unbekannt" }] },
      { role: "user", content: "Danke" },
    ),
  ).toEqual([
    { role: "user", content: [{ type: "text", text: "Hallo" }] },
    {
      role: "assistant",
      content: [
        { type: "tool_use", id: "a", name: "wetter", input: { ort: "Köln", tage: [1, 2.5] } },
        { type: "tool_use", id: "b", name: "wetter", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "a", content: "12 Grad" },
        { type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "unbekannt" }] },
        { type: "text", text: "Danke" },
      ],
    },
  ]);
});

test("ids of another server's calls are written in the letters that the API takes, and stay together", () => {
  const ids = ["functions.wetter:0", "functions.wetter:1", "call_2"];
  const call = (id: string) => ({ id, type: "function", function: { name: "wetter", arguments: "{}" } });
  const translated = JSON.stringify(
    messages(
      ...HELLO,
      { role: "assistant", tool_calls: ids.map(call) },
      ...ids.map((id) => ({ role: "tool", tool_call_id: id, content: "12 Grad" })),
    ),
  );
  const called = [...translated.matchAll(/"id":"([\w-]+)"/g)].map(([, id]) => id);
  const answered = [...translated.matchAll(/"tool_use_id":"([\w-]+)"/g)].map(([, id]) => id);
  expect(new Set(called).size).toBe(3);
  expect(called[2]).toBe("call_2");
  expect(answered).toEqual(called);
});

test("messages of the same role become one, and text that is blank is left out", () => {
  expect(
    messages(
      { role: "user", content: "eins" },
      { role: "user", content: [{ type: "text", text: " \n" }] },
      { role: "assistant", content: "" },
      { role: "user", content: "zwei" },
      { role: "assistant", content: [{ type: "refusal", refusal: "Nein." }] },
      { role: "assistant", content: null, refusal: "Wirklich nicht." },
      { role: "user", content: "drei" },
    ),
  ).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "eins" },
        { type: "text", text: "zwei" },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "text", text: "Nein." },
        { type: "text", text: "Wirklich nicht." },
      ],
    },
    { role: "user", content: [{ type: "text", text: "drei" }] },
  ]);
});

test("images: data URLs by their bytes, others by their URL", () => {
  const image = (url: string, detail?: string) => ({ type: "image_url", image_url: { url, detail } });
  expect(
    messages({
      role: "user",
      content: [
        { type: "text", text: "Was ist das?" },
        image("data:image/png;base64,iVBORw0=", "high"),
        image("https://example.org/a.jpg"),
      ],
    }),
  ).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "Was ist das?" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0=" } },
        { type: "image", source: { type: "url", url: "https://example.org/a.jpg" } },
      ],
    },
  ]);
});

test("tools, with a schema also for those that have none", () => {
  const { tools, tool_choice: choice } = translate({
    tools: [TOOL, { type: "function", function: { name: "g", strict: false } }],
  });
  expect(tools).toEqual([
    { name: "f", description: "tut es", input_schema: { type: "object", properties: {} } },
    { name: "g", input_schema: { type: "object" } },
  ]);
  expect(choice).toBeUndefined();
});

test.each([
  [{ tool_choice: "auto" }, { type: "auto" }],
  [{ tool_choice: "none" }, { type: "none" }],
  [{ tool_choice: "required" }, { type: "any" }],
  [{ tool_choice: { type: "function", function: { name: "f" } } }, { type: "tool", name: "f" }],
  [{ parallel_tool_calls: true }, undefined],
  [{ parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
  [
    { parallel_tool_calls: false, tool_choice: "required" },
    { type: "any", disable_parallel_tool_use: true },
  ],
  [{ parallel_tool_calls: false, tool_choice: "none" }, { type: "none" }],
])("the choice of tools: %j", (body, choice) => {
  expect(translate({ tools: [TOOL], ...body })["tool_choice"]).toEqual(choice);
});

test("a strict function stays strict where its schema is one that the API keeps to", () => {
  const parameters = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: { ort: { $ref: "#/$defs/ort" }, tage: { type: ["integer", "null"] } },
    required: ["ort"],
    additionalProperties: false,
    $defs: { ort: { type: "string", enum: ["Köln", "Bonn"] } },
  };
  const tools = (schema: unknown) =>
    translate({ tools: [{ type: "function", function: { name: "f", strict: true, parameters: schema } }] });
  const { $schema: dialect, ...kept } = parameters;
  expect(dialect).toContain("draft-07");
  expect(tools(parameters)["tools"]).toEqual([{ name: "f", input_schema: kept, strict: true }]);
  expect(tools({ type: "object", properties: { x: { type: "number", minimum: 1 } } })).toHaveProperty(
    "unsupported",
  );
});

test.each([
  ["numbers with a range", { type: "number", maximum: 5 }],
  ["lengths", { type: "string", minLength: 1 }],
  ["long lists", { type: "array", items: { type: "string" }, minItems: 2 }],
  ["patterns", { type: "string", pattern: "^a" }],
  ["other formats", { type: "string", format: "iban" }],
  ["oneOf", { oneOf: [{ type: "string" }] }],
  ["open objects", { type: "object", properties: {} }],
  ["open objects within lists", { type: "array", items: { type: "object", additionalProperties: true } }],
  ["open objects within variants", { anyOf: [{ type: "null" }, { type: "object" }] }],
  ["values that are objects", { enum: [{ a: 1 }] }],
  ["references to elsewhere", { $ref: "https://example.org/schema" }],
  ["recursion", { $ref: "#/$defs/knoten" }],
  ["recursion to the whole", { $ref: "#" }],
])("a schema with %s is not translated", (_name, property) => {
  const knoten = {
    type: "object",
    properties: { kind: { $ref: "#/$defs/knoten" } },
    additionalProperties: false,
  };
  const schema = {
    type: "object",
    properties: { x: property },
    additionalProperties: false,
    $defs: { knoten },
  };
  const format = { type: "json_schema", json_schema: { name: "antwort", strict: true, schema } };
  expect(translate({ response_format: format })).toEqual({
    unsupported: "a response_format whose schema the API does not keep to",
  });
});

test("an answer by a schema that the API keeps to", () => {
  const schema = {
    type: "object",
    properties: {
      ort: { type: "string", format: "date" },
      alle: { type: "array", items: { type: "number" } },
    },
    required: ["ort", "alle"],
    additionalProperties: false,
  };
  const format = {
    type: "json_schema",
    json_schema: { name: "a", description: "Wann?", strict: true, schema },
  };
  expect(translate({ response_format: format })["output_config"]).toEqual({
    format: { type: "json_schema", schema: { description: "Wann?", ...schema } },
  });
  expect(translate({ response_format: { type: "text" } })).not.toHaveProperty("output_config");
});

test("sampling, stop sequences, user and stream", () => {
  expect(
    translate({ temperature: 0.2, stop: ["ENDE", "\n\nQ"], user: "kunde-7", stream: true, top_p: 1 }),
  ).toMatchObject({
    temperature: 0.2,
    stop_sequences: ["ENDE", "\n\nQ"],
    metadata: { user_id: "kunde-7" },
    stream: true,
  });
  expect(translate({ stop: "ENDE" })["stop_sequences"]).toEqual(["ENDE"]);
  expect(translate({ top_p: 0.5 })["top_p"]).toBe(0.5);
  expect(translate({ temperature: 1, top_p: 1, stop: null })).toEqual(translate({}));
});

test.each([
  ["claude-3-haiku-20240307", true],
  ["claude-sonnet-4-20250514", true],
  ["claude-opus-4-1-20250805", true],
  ["claude-haiku-4-5", true],
  ["claude-opus-4-6", true],
  ["claude-opus-4-7", false],
  ["claude-sonnet-5", false],
  ["claude-haiku-5-5", false],
  ["a-proxy's-name", true],
])("a temperature for %s: %j", (model, taken) => {
  const body = translate({ temperature: 0 }, { ...ENDPOINT, model });
  expect(body["temperature"]).toBe(taken ? 0 : undefined);
  expect("unsupported" in body).toBe(!taken);
  expect(translate({ temperature: 1 }, { ...ENDPOINT, model })).not.toHaveProperty("unsupported");
});
