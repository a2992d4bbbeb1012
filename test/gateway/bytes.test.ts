import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEventSplitter, readEvent } from "../../gateway/stream/event-stream.ts";
import { chatEvents } from "../../gateway/stream/chunk-events.ts";
import { editFields, topLevelFields } from "../../gateway/operations/top-level-fields.ts";

describe("top-level fields", () => {
  const objects = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom("model", "__proto__", "stream")),
    fc.jsonValue(),
  );
  const spacing = fc.constantFrom(undefined, 1, "\t", "  ");

  test("the keys found are those of the object, whatever its values and white space", () => {
    fc.assert(
      fc.property(objects, spacing, (object, space) => {
        const json = Buffer.from(JSON.stringify(object, null, space));
        expect(topLevelFields(json).map(({ key }) => key)).toEqual(Object.keys(object));
      }),
    );
  });

  test("an edit gives what parsing, changing and serialising would give", () => {
    fc.assert(
      fc.property(objects, spacing, fc.string(), (object, space, model) => {
        const json = Buffer.from(JSON.stringify(object, null, space));
        const edits = new Map([
          ["model", JSON.stringify(model)],
          ["stream", undefined],
        ]);
        const edited: unknown = JSON.parse(editFields(json, topLevelFields(json), edits).toString());
        // Built from entries, since a key may be "__proto__".
        const rest = Object.entries(object).filter(([key]) => key !== "model" && key !== "stream");
        expect(edited).toEqual(JSON.parse(JSON.stringify(Object.fromEntries([...rest, ["model", model]]))));
      }),
    );
  });

  test("a key that is escaped or there twice is found; nothing of the old value is left", () => {
    const json = Buffer.from(String.raw`{"model":"a","x":"\\\"","mod\u0065l":"b","y":"}"}`);
    const edited = editFields(json, topLevelFields(json), new Map([["model", '"c"']]));
    expect(edited.toString()).toBe(String.raw`{"x":"\\\"","y":"}","model":"c"}`);
  });
});

describe("event streams", () => {
  const lineEnds = fc.constantFrom("\n", "\r\n", "\r");
  const lines = fc.constantFrom("data: {}", "data: ä🇪🇺", ": Kommentar", "event: x", "data");
  const events = fc.array(fc.tuple(fc.array(lines, { minLength: 1, maxLength: 3 }), lineEnds), {
    maxLength: 6,
  });

  test("however it is split, a stream falls into the same events and no byte is lost", () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(80), { maxLength: 20 }), (parts, cuts) => {
        const texts = parts.map(([block, end]) => [...block, ""].join(end) + end);
        const bytes = Buffer.from(texts.join(""));
        const splitter = createEventSplitter();
        const found: Buffer[] = [];
        let from = 0;
        for (const cut of [
          ...cuts.map((step) => Math.min(bytes.length, step)).sort((a, b) => a - b),
          bytes.length,
        ]) {
          found.push(...splitter.push(bytes.subarray(from, cut)));
          from = cut;
        }
        expect(found).toHaveLength(texts.length);
        expect(Buffer.concat([...found, splitter.rest()])).toEqual(bytes);
        expect(found.map((event) => event.toString().trim())).toEqual(texts.map((text) => text.trim()));
      }),
    );
  });

  test("an event that never ends is given up", () => {
    const splitter = createEventSplitter();
    const push = () => {
      for (let index = 0; index < 20; index += 1) splitter.push(Buffer.alloc(1 << 20, "x"));
    };
    expect(push).toThrow("answer_too_large");
  });

  test.each([
    ["data: [DONE]\n\n", "done"],
    ["data:[DONE]\r\n\r\n", "done"],
    [": nur ein Kommentar\n\n", "nothing"],
    ["event: ping\n\n", "nothing"],
    ['data: {"error":{"message":"x"}}\n\n', "error"],
    ['data: {"error":null,"choices":[]}\n\n', "chunk"],
    ['event: error\ndata: "x"\n\n', "error"],
    ["data: [1]\n\n", "broken"],
    ['data: {"a":\ndata: 1}\n\n', "chunk"],
  ])("%j means %s", (text, kind) => {
    expect(readEvent(Buffer.from(text), chatEvents).kind).toBe(kind);
  });
});
