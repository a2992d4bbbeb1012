import { expect, test } from "vitest";
import { gatewayConfigSchema } from "../../../domain/gateway/config.ts";
import { inside, outside } from "../harness.ts";

const parse = (endpoint: unknown) =>
  gatewayConfigSchema.safeParse({
    endpoints: [endpoint],
    models: [{ id: "chat", endpoints: ["own"] }],
  });

test.each([
  ["bedrock", "SigV4"],
  ["bedrock", "openai/v1"],
  ["vertex", "OAuth"],
])("the protocol %s is refused with the reason (%s)", (protocol, reason) => {
  const result = parse({ ...inside("https://example.org"), protocol });
  expect(result.success).toBe(false);
  expect(result.error?.issues).toMatchObject([{ path: ["endpoints", 0, "protocol"] }]);
  expect(result.error?.issues[0]?.message).toContain(reason);
});

test("any other protocol is refused with those that there are", () => {
  const { error } = parse({ ...inside("https://example.org"), protocol: "gopher" });
  expect(error?.issues[0]?.message).toMatch(/"openai"\|"azure-openai"\|"anthropic"/);
});

test("Anthropic serves chat alone", () => {
  const endpoint = outside("https://api.anthropic.com/v1", { name: "own", protocol: "anthropic" });
  expect(parse(endpoint).success).toBe(true);
  const { error } = parse({ ...endpoint, operations: ["chat", "embeddings"] });
  expect(error?.issues[0]?.message).toContain('"anthropic" has no embeddings');
});
