import { describe, expect, test } from "vitest";
import { gatewayConfigSchema } from "../../../domain/gateway/config.ts";
import { explain, problemText } from "../../../domain/validation.ts";

const endpoint = (name: string, country: string, accepts: string[]) => ({
  name,
  tier: "serverless",
  url: "https://llm.example/v1",
  model: "model",
  jurisdiction: { country, operator: "Example", ownerCountry: "DE" },
  accepts,
});

const own = endpoint("own", "DE", ["public", "sensitive"]);
const model = { id: "chat", endpoints: ["own"] };

/** What is wrong with a configuration, one line each; none where it is taken. */
function problems(config: unknown): string[] {
  const parsed = gatewayConfigSchema.safeParse(config);
  return parsed.success ? [] : explain(parsed.error, config, gatewayConfigSchema).map(problemText);
}

describe("the gateway's configuration", () => {
  test("needs endpoints and models only; everything else has a default", () => {
    expect(gatewayConfigSchema.parse({ endpoints: [own], models: [model] })).toMatchObject({
      listen: { host: "0.0.0.0", port: 8080 },
      residencyLevel: "eu",
      timeouts: { connectSeconds: 5, firstByteSeconds: 120, totalSeconds: 600, drainSeconds: 30 },
      maxBodyBytes: 33_554_432,
      models: [{ id: "chat", aliases: [], endpoints: ["own"] }],
    });
  });

  test("refuses an endpoint outside that would accept sensitive requests, and says which and what to do", () => {
    const outside = endpoint("premium", "US", ["public", "sensitive"]);
    expect(problems({ endpoints: [own, outside], models: [model] })).toEqual([
      expect.stringMatching(
        /^endpoints\[1\]\.accepts .*"premium" lies in United States \(US\), outside residency level "eu".*\["public"\]/,
      ),
    ]);
  });

  test("lets an endpoint outside accept public requests", () => {
    expect(problems({ endpoints: [own, endpoint("premium", "US", ["public"])], models: [model] })).toEqual(
      [],
    );
  });

  test.each([
    ["eu", "CH", 1],
    ["eea", "CH", 1],
    ["eea", "NO", 0],
    ["eu", "NO", 1],
    ["adequacy", "CH", 0],
    ["adequacy", "US", 1],
  ])("at level %s an endpoint in %s that accepts sensitive gives %i problem", (level, country, count) => {
    const config = {
      residencyLevel: level,
      endpoints: [endpoint("own", country, ["sensitive"])],
      models: [model],
    };
    expect(problems(config)).toHaveLength(count);
  });

  test("refuses two endpoints of one name", () => {
    expect(problems({ endpoints: [own, own], models: [model] })).toEqual([
      'endpoints[1].name is "own": "own" is used twice',
    ]);
  });

  test("refuses a model whose endpoint is not there, and lists those that are", () => {
    const config = { endpoints: [own], models: [{ id: "chat", endpoints: ["own", "owm"] }] };
    expect(problems(config)).toEqual([
      expect.stringContaining('models[0].endpoints is ["own","owm"]: "owm" is no endpoint; there are own'),
    ]);
  });

  test.each([
    ["two models of one id", [model, model]],
    ["an alias that is another model's id", [model, { ...model, id: "other", aliases: ["chat"] }]],
    ["an alias twice in one model", [{ ...model, aliases: ["*", "*"] }]],
  ])("refuses %s", (_, models) => {
    expect(problems({ endpoints: [own], models })).toEqual([expect.stringContaining("is claimed twice")]);
  });

  test.each([
    ["no endpoints", { endpoints: [], models: [model] }, "endpoints"],
    ["no models", { endpoints: [own], models: [] }, "models"],
    ["a model without endpoints", { endpoints: [own], models: [{ id: "x", endpoints: [] }] }, "models[0]"],
    ["a timeout of 0", { endpoints: [own], models: [model], timeouts: { idleSeconds: 0 } }, "timeouts.idle"],
    ["a port that is none", { endpoints: [own], models: [model], listen: { port: 70_000 } }, "listen.port"],
  ])("refuses %s", (_, config, path) => {
    expect(problems(config)).toEqual(expect.arrayContaining([expect.stringContaining(path)]));
  });
});
