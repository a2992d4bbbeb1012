import { describe, expect, test } from "vitest";
import { gatewayEndpointSchema } from "../../../domain/gateway/endpoint.ts";
import { OPERATION_BY_NAME } from "../../../gateway/operations/operations.ts";
import { parseRequest } from "../../../gateway/operations/request.ts";
import { costOf, estimatedCost, estimatedTokens } from "../../../gateway/tenancy/accounting.ts";
import { outside } from "../harness.ts";

const price = {
  inputEurPerMillionTokens: 2,
  cachedInputEurPerMillionTokens: 0.5,
  outputEurPerMillionTokens: 8,
  source: "made up",
  date: "2026-11-24",
};
const endpoint = gatewayEndpointSchema.parse(outside("http://127.0.0.1:1/v1", { price }));
const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 250, basis: "reported" } as const;

describe("what an attempt cost", () => {
  test("input, cached input and output at their prices", () => {
    // 600 x 2 + 400 x 0.5 + 250 x 8 = 1200 + 200 + 2000 = 3400 millionths
    expect(costOf(endpoint, usage)).toBeCloseTo(0.0034, 12);
  });

  test("cached input without a price of its own is input", () => {
    const plain = { ...price, cachedInputEurPerMillionTokens: undefined };
    // 1000 x 2 + 250 x 8 = 4000 millionths
    expect(costOf({ price: plain }, usage)).toBeCloseTo(0.004, 12);
  });

  test("no more is cached than there is input", () => {
    // 1000 x 0.5 + 250 x 8 = 2500 millionths
    expect(costOf(endpoint, { ...usage, cachedInputTokens: 5000 })).toBeCloseTo(0.0025, 12);
  });

  test("an endpoint without a price costs by the hour", () => {
    expect(costOf({}, usage)).toBe(0);
  });
});

describe("estimates", () => {
  const parse = (operation: "chat" | "completions" | "embeddings", fields: object) => {
    const body = Buffer.from(JSON.stringify({ model: "chat", ...fields }).padEnd(400));
    return parseRequest(OPERATION_BY_NAME[operation], body);
  };
  const messages = [{ role: "user", content: "Hallo" }];

  test.each([
    // 400 bytes are 100 tokens of input.
    ["max_tokens", "chat", { messages, max_tokens: 50 }, 100 + 50],
    [
      "max_completion_tokens before max_tokens",
      "chat",
      { messages, max_tokens: 5, max_completion_tokens: 60 },
      160,
    ],
    ["nothing said", "chat", { messages }, 100 + 1024],
    ["n answers", "chat", { messages, max_tokens: 50, n: 4 }, 100 + 4 * 50],
    ["n that is none", "chat", { messages, max_tokens: 50, n: -3 }, 150],
    ["best_of beats n", "completions", { prompt: "a", max_tokens: 10, n: 2, best_of: 5 }, 100 + 5 * 10],
    ["several prompts", "completions", { prompt: ["a", "b", "c"], max_tokens: 10, n: 2 }, 100 + 3 * 2 * 10],
    ["a prompt of tokens", "completions", { prompt: [1, 2, 3], max_tokens: 10 }, 110],
    ["embeddings have no output", "embeddings", { input: "a", max_tokens: 10 }, 100],
  ] as const)("%s", (_, operation, fields, tokens) => {
    const request = parse(operation, fields);
    expect(estimatedTokens(request)).toBe(tokens);
    expect(estimatedCost(endpoint, request)).toBeCloseTo((100 * 2 + (tokens - 100) * 8) / 1e6, 12);
  });
});
