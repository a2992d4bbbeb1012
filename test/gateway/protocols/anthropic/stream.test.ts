import fc from "fast-check";
import { expect, test } from "vitest";
import { isRecord, parseJson } from "../../../../gateway/json.ts";
import { createStreamTranslator } from "../../../../gateway/protocols/anthropic/stream.ts";
import { createEventSplitter } from "../../../../gateway/stream/event-stream.ts";
import { eventsOf, named, text, thinking, toolUse, type Block } from "./server.ts";

const DONE = "data: [DONE]\n\n";

/** What bytes become, however they are cut. */
function translate(parts: readonly Buffer[]): string {
  const splitter = createEventSplitter();
  const translator = createStreamTranslator("chat");
  return parts
    .flatMap((part) => splitter.push(part))
    .flatMap(translator)
    .join("");
}

const translateEvents = (events: readonly string[]) => translate([Buffer.from(events.join(""))]);

/** The data of each chunk but the last, which is [DONE]. */
function chunksOf(translated: string): Record<string, unknown>[] {
  return translated
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => parseJson(event.slice(6)))
    .filter(isRecord);
}

function deltasOf(translated: string): Record<string, unknown>[] {
  return chunksOf(translated)
    .flatMap(({ choices }): unknown[] => (Array.isArray(choices) ? choices : []))
    .filter(isRecord)
    .map(({ delta }) => delta)
    .filter(isRecord);
}

const textOf = (deltas: readonly Record<string, unknown>[], field: string) =>
  deltas.map((delta) => (typeof delta[field] === "string" ? delta[field] : "")).join("");

test("a stream, chunk by chunk", () => {
  const translated = translateEvents(eventsOf([text("Guten Tag")]));
  const chunks = chunksOf(translated);
  const choice = (delta: Record<string, unknown>, finish: string | null = null) => [
    { index: 0, delta, logprobs: null, finish_reason: finish },
  ];
  expect(chunks.map(({ choices }) => choices)).toEqual([
    choice({ role: "assistant", content: "" }),
    choice({ content: "Guten" }),
    choice({ content: " Tag" }),
    choice({}, "stop"),
    [],
  ]);
  for (const chunk of chunks) {
    expect(chunk).toMatchObject({ id: "msg_01", object: "chat.completion.chunk", model: "chat" });
  }
  expect(chunks[0]?.["usage"]).toMatchObject({ prompt_tokens: 42, completion_tokens: 1 });
  expect(chunks.at(-1)?.["usage"]).toEqual({
    prompt_tokens: 42,
    completion_tokens: 7,
    total_tokens: 49,
    prompt_tokens_details: { cached_tokens: 30 },
  });
  expect(translated.split("\n\n")[1]).toBe(": ping");
  expect(translated.endsWith(DONE)).toBe(true);
});

test("tool calls are numbered by themselves, and one without input has the arguments {}", () => {
  const content = [
    thinking("Ich brauche das Wetter."),
    text("Moment."),
    toolUse("a", "wetter", { ort: "Köln" }),
    toolUse("b", "uhr", {}),
  ];
  const deltas = deltasOf(translateEvents(eventsOf(content, { stop_reason: "tool_use" }, 100)));
  expect(deltas).toEqual([
    { role: "assistant", content: "" },
    { reasoning_content: "Ich brauche das Wetter." },
    { content: "Moment." },
    { tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "wetter", arguments: "" } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"ort":"Köln"}' } }] },
    { tool_calls: [{ index: 1, id: "b", type: "function", function: { name: "uhr", arguments: "" } }] },
    { tool_calls: [{ index: 1, function: { arguments: "{}" } }] },
    {},
  ]);
});

test("a tool whose input comes with the block's beginning", () => {
  const events = [
    named({ type: "content_block_start", index: 0, content_block: toolUse("a", "f", { x: 1 }) }),
    named({ type: "content_block_stop", index: 0 }),
  ];
  expect(deltasOf(translateEvents(events)).at(-1)).toEqual({
    tool_calls: [{ index: 0, function: { arguments: '{"x":1}' } }],
  });
});

test("a refusal says why", () => {
  const details = { type: "refusal", category: null, explanation: "Nein." };
  const translated = translateEvents(
    eventsOf([text("Al")], { stop_reason: "refusal", stop_details: details }),
  );
  expect(deltasOf(translated).slice(-2)).toEqual([{ refusal: "Nein." }, {}]);
  expect(translated).toContain('"finish_reason":"content_filter"');
});

test("events that are unknown are passed over, as the API asks", () => {
  const events = eventsOf([text("Tag")]);
  const more = [
    named({ type: "weather_report", sun: true }),
    named({ type: "content_block_delta", index: 0, delta: { type: "citations_delta", citation: {} } }),
  ];
  expect(translateEvents([...events.slice(0, 3), ...more, ...events.slice(3)])).toBe(translateEvents(events));
});

const SOME: Block[] = [text("Guten Tag"), toolUse("a", "f", { x: 1 })];

test.each(Array.from({ length: eventsOf(SOME).length }, (_, index) => index))(
  "a stream that ends after %i events neither finishes nor is done",
  (count) => {
    const translated = translateEvents(eventsOf(SOME).slice(0, count));
    expect(translated).not.toContain("[DONE]");
    expect(translated).not.toMatch(/"finish_reason":"/);
  },
);

test.each([
  [
    "an error of the API",
    named({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  ],
  ["an error in another's words", 'data: {"error":{"message":"x"}}\n\n'],
  [
    "a block of an unknown kind",
    named({ type: "content_block_start", index: 0, content_block: { type: "hologram" } }),
  ],
  ["no block at all", named({ type: "content_block_start", index: 0 })],
  ["no delta at all", named({ type: "content_block_delta", index: 0 })],
  [
    "input of a tool that was not named",
    named({ type: "content_block_delta", index: 9, delta: { type: "input_json_delta", partial_json: "{" } }),
  ],
  ["no message at all", named({ type: "message_start" })],
  ["an end without a reason", named({ type: "message_stop" })],
  [
    "a pause",
    named({ type: "message_delta", delta: { stop_reason: "pause_turn" } }) + named({ type: "message_stop" }),
  ],
])("%s is an error for the gateway", (_name, event) => {
  const [chunk, ...more] = chunksOf(translateEvents([event]));
  expect(chunk).toHaveProperty("error");
  expect(more).toEqual([]);
});

test("what is broken, and comments, stay as they are", () => {
  for (const event of [": Kommentar\n\n", "data: {no json\n\n", "data: [1]\n\n"]) {
    expect(translateEvents([event])).toBe(event);
  }
  const noText = Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a]);
  expect(createStreamTranslator("chat")(noText)).toEqual([noText]);
});

const said = fc.string({ unit: "grapheme", maxLength: 40 });
const block = fc.oneof(
  said.map(text),
  said.map(thinking),
  fc
    .tuple(fc.string(), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })))
    .map(([name, input]) => toolUse(name, name, input)),
);

test("whatever is said, and however its bytes are cut, the text of the stream is the text of the blocks", () => {
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.nat(), { maxLength: 12 }),
      (content, size, lineEnd, cuts) => {
        const bytes = Buffer.from(eventsOf(content, {}, size).join("").replaceAll("\n", lineEnd));
        const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
        const parts = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const translated = translate(parts);
        const deltas = deltasOf(translated);

        const join = (type: string, field: string) =>
          content.map((one) => (one["type"] === type ? String(one[field]) : "")).join("");
        expect(textOf(deltas, "content")).toBe(join("text", "text"));
        expect(textOf(deltas, "reasoning_content")).toBe(join("thinking", "thinking"));
        expect(argumentsOf(deltas)).toEqual(
          content
            .filter(({ type }) => type === "tool_use")
            .map(({ input }) => parseJson(JSON.stringify(input))),
        );
        expect(translated.endsWith(DONE)).toBe(true);
      },
    ),
  );
});

/** What each tool is called with. */
function argumentsOf(deltas: readonly Record<string, unknown>[]): unknown[] {
  const texts: string[] = [];
  const calls = deltas.flatMap(({ tool_calls: list }): unknown[] => (Array.isArray(list) ? list : []));
  for (const call of calls) {
    if (!isRecord(call) || !isRecord(call["function"]) || typeof call["index"] !== "number") continue;
    texts[call["index"]] = (texts[call["index"]] ?? "") + String(call["function"]["arguments"]);
  }
  return texts.map(parseJson);
}
