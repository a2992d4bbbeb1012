import { describe, expect, test } from "vitest";
import { z } from "zod";
import { explain, problemText, schemaKeys } from "../../domain/validation.ts";

const schema = z.strictObject({
  name: z.string().min(1).optional(),
  level: z.enum(["eu", "eea"]).optional(),
  count: z.int().min(1).max(9).optional(),
  ratio: z.number().gt(0).optional(),
  url: z.url().optional(),
  code: z
    .string()
    .regex(/^[A-Z]+$/, "capitals such as DE")
    .optional(),
  nodes: z
    .array(z.strictObject({ zone: z.string(), labels: z.record(z.string(), z.string()).optional() }))
    .optional(),
  cluster: z
    .discriminatedUnion("provider", [
      z.strictObject({ provider: z.literal("existing"), context: z.string() }),
      z.strictObject({ provider: z.literal("scaleway"), zone: z.string() }),
    ])
    .optional(),
  price: z
    .union([
      z.strictObject({ tokens: z.string() }),
      z.strictObject({ perHour: z.number(), source: z.string(), asOf: z.string() }),
    ])
    .optional(),
  apiKey: z.string().max(3).optional(),
  credentials: z.strictObject({ user: z.int() }).optional(),
});

/** What the author of `raw` is told, one line for each problem. */
function told(raw: unknown): string[] {
  const parsed = schema.safeParse(raw);
  return parsed.success ? [] : explain(parsed.error, raw, schema).map(problemText);
}

describe("explain", () => {
  test("says nothing about a document that is right", () => {
    expect(told({ level: "eu" })).toEqual([]);
  });

  test("an unknown key is named with its value and the key that was meant", () => {
    expect(told({ levle: "eu" })).toEqual(['levle is "eu": no such key; did you mean "level"?']);
  });

  test("each of several unknown keys is told, and nothing is suggested where nothing is near", () => {
    expect(told({ coutn: 1, somethingElse: true })).toEqual([
      'coutn is 1: no such key; did you mean "count"?',
      "somethingElse is true: no such key",
    ]);
  });

  test("an unknown key deep inside is told with its whole path", () => {
    expect(told({ nodes: [{ zone: "a" }, { zone: "b", lables: {} }] })).toEqual([
      'nodes[1].lables is an object: no such key; did you mean "labels"?',
    ]);
  });

  test("a key that is no plain word is quoted in the path", () => {
    expect(told({ nodes: [{ zone: "a", labels: { "nvidia.com/gpu": 1 } }] })).toEqual([
      'nodes[0].labels["nvidia.com/gpu"] is 1: expected string',
    ]);
  });

  test("a wrong value is told with those that are allowed and the one that was meant", () => {
    expect(told({ level: "eua" })).toEqual([
      'level is "eua": not allowed; allowed: eu, eea; did you mean "eea"?',
    ]);
    expect(told({ level: 1 })).toEqual(["level is 1: not allowed; allowed: eu, eea"]);
  });

  test("a missing discriminator is told with the values it may have", () => {
    expect(told({ cluster: { zone: "fr-par-2" } })).toEqual([
      "cluster.provider: missing; allowed: existing, scaleway",
    ]);
  });

  test("a wrong discriminator is told with the one that was meant", () => {
    expect(told({ cluster: { provider: "scalway", zone: "fr-par-2" } })).toEqual([
      'cluster.provider is "scalway": not allowed; allowed: existing, scaleway; did you mean "scaleway"?',
    ]);
  });

  test("what is missing is told with the type that it takes", () => {
    expect(told({ nodes: [{}] })).toEqual(["nodes[0].zone: missing; it takes a value of type string"]);
    expect(told({ cluster: { provider: "existing" } })).toEqual([
      "cluster.context: missing; it takes a value of type string",
    ]);
  });

  test("limits are told", () => {
    expect(told({ count: 0 })).toEqual(["count is 0: too small: at least 1"]);
    expect(told({ count: 10 })).toEqual(["count is 10: too large: at most 9"]);
    expect(told({ ratio: 0 })).toEqual(["ratio is 0: too small: at least 0 (exclusive)"]);
  });

  test("a form that text must have is told in the schema's own words", () => {
    expect(told({ code: "de" })).toEqual(['code is "de": expected capitals such as DE']);
    expect(told({ url: "nowhere" })).toEqual([expect.stringMatching(/^url is "nowhere": expected .*URL/)]);
  });

  test("of several forms the one that got furthest is explained", () => {
    expect(told({ price: { perHour: 3, source: "offer" } })).toEqual([
      "price.asOf: missing; it takes a value of type string",
    ]);
  });

  test("the document itself can be what is wrong", () => {
    expect(told([])).toEqual(["the document is []: expected object"]);
    expect(told(undefined)).toEqual(["the document: missing; it takes a value of type object"]);
  });

  test("what sounds like a secret is never shown, nor is anything below it", () => {
    const lines = told({ apiKey: "sk-very-secret", credentials: { user: "hunter2" }, passwordd: "hunter3" });
    expect(lines).toHaveLength(3);
    expect(lines.join("\n")).not.toMatch(/sk-very|hunter/);
    expect(lines[0]).toBe("apiKey is (hidden): too large: at most 3");
    expect(lines[1]).toBe("credentials.user is (hidden): expected number");
    expect(lines[2]).toMatch(/^passwordd is \(hidden\): no such key/);
  });

  test("a secret below the key that is wrong is not shown", () => {
    const lines = told({ count: { apiKey: "sk-topsecret" }, kount: [{ password: "sk-topsecret" }] });
    expect(lines.join("\n")).not.toContain("sk-topsecret");
    expect(lines[0]).toBe("count is an object: expected number");
  });

  test("a long value is cut to 80 characters", () => {
    const [line = ""] = told({ count: "x".repeat(500) });
    const shown = /^count is (.*): expected/.exec(line)?.[1] ?? "";
    expect(shown).toHaveLength(80);
    expect(shown.endsWith("xxx...")).toBe(true);
  });

  test("a value of just 80 characters is shown whole", () => {
    const value = "y".repeat(78);
    expect(told({ count: value })).toEqual([`count is "${value}": expected number`]);
  });
});

test("the keys of a schema are found in arrays, options, unions and defaults", () => {
  const nested = z.object({ outer: z.array(schema.shape.cluster).default([]) });
  expect(schemaKeys(nested).sort()).toEqual(["context", "outer", "provider", "zone"]);
});
