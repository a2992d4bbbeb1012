import { describe, expect, test } from "vitest";
import { gatewayConfigSchema } from "../../domain/gateway/config.ts";
import { apiKeyVariable, gatewayConfig, ownPlace } from "../../stacks/gateway-config.ts";
import { endpoint, environment, existingCluster, scalewayCluster } from "./environments.ts";

const own = { url: "http://model-server.llm-test.svc:8000/v1", servedName: "default" };
const inZone = (zone: string) => environment({ cluster: { ...scalewayCluster, zone } });

const several = environment({
  endpoints: [
    endpoint("dear", "premium"),
    endpoint("shared", "serverless", { credential: "none" }),
    endpoint("dearer", "premium"),
    endpoint("rented-whole", "dedicated"),
  ],
  credentials: { dear: "sk-secret" },
});

describe("the gateway's configuration", () => {
  const config = gatewayConfig(several, own);

  test("tries the own model first, others in their order, premium last", () => {
    const order = ["self-hosted", "shared", "rented-whole", "dear", "dearer"];
    expect(config.endpoints.map(({ name }) => name)).toEqual(order);
    expect(config.models).toEqual([{ id: "default", aliases: ["*"], endpoints: order }]);
  });

  test("names the variable of each key; an endpoint that needs none has none", () => {
    expect(Object.fromEntries(config.endpoints.map(({ name, apiKeyVariable: key }) => [name, key]))).toEqual({
      "self-hosted": "SELF_HOSTED_API_KEY",
      shared: undefined,
      "rented-whole": "RENTED_WHOLE_API_KEY",
      dear: "DEAR_API_KEY",
      dearer: "DEARER_API_KEY",
    });
    expect(apiKeyVariable("mistral-eu")).toBe("MISTRAL_EU_API_KEY");
  });

  test("gives prices in EUR to endpoints that charge by the token, and none to nodes that cost by the hour", () => {
    // The price book: 1.65, 0.165 and 8.25 USD for a million tokens in the EU, at 1.1172 USD for a euro.
    const mistral = {
      inputEurPerMillionTokens: 1.476907,
      cachedInputEurPerMillionTokens: 0.147691,
      outputEurPerMillionTokens: 7.384533,
      date: "2026-11-12",
    };
    const dear = config.endpoints.find(({ name }) => name === "dear")?.price;
    expect(dear?.source).toMatch(/^mistral-eu\/mistral-medium-3\.5: /);
    expect(dear).toMatchObject(mistral);
    expect(config.endpoints.find(({ name }) => name === "self-hosted")?.price).toBeUndefined();
    const [rented, ownRate] = gatewayConfig(
      environment({
        endpoints: [
          endpoint("rented", "dedicated", {
            price: { perHour: 3, hoursPerMonth: 730, source: "offer", asOf: "2026-11-01" },
          }),
          endpoint("own-rate", "premium", {
            price: { inputPerMillion: 1, outputPerMillion: 2, source: "contract", asOf: "2026-11-01" },
          }),
        ],
      }),
      undefined,
    ).endpoints.map(({ price }) => price);
    expect(rented).toBeUndefined();
    expect(ownRate).toMatchObject({
      inputEurPerMillionTokens: 1,
      outputEurPerMillionTokens: 2,
      date: "2026-11-01",
    });
  });

  test("carries the applications' keys, which are hashes, and the admin's", () => {
    const hash = `sha256:${"0".repeat(64)}`;
    const keys = [{ name: "search", hash, budget: { eurPerMonth: 50 } }];
    const withKeys = environment({ gateway: { keys, admin: { hash } } });
    const written = gatewayConfig(withKeys, own);
    expect(written.keys).toEqual(keys);
    expect(written.admin).toEqual({ hash });
    expect(gatewayConfigSchema.parse(written)).toEqual(written);
  });

  test("holds no secret and nothing else that the gateway's schema lacks", () => {
    expect(JSON.stringify(config)).not.toContain("sk-secret");
    expect(gatewayConfigSchema.parse(config)).toEqual(config);
  });

  test("lets the own model see everything, where its nodes stand", () => {
    expect(config.endpoints[0]).toMatchObject({
      tier: "self-hosted",
      url: own.url,
      model: "default",
      accepts: ["public", "sensitive"],
      jurisdiction: { country: "FR", operator: "Scaleway", ownerCountry: "FR" },
    });
  });

  test("without an own model has the others alone", () => {
    const { cluster, gateway } = {
      cluster: { ...existingCluster, gpuNodes: undefined },
      gateway: { modelName: "chat" },
    };
    const managed = environment({
      cluster,
      gateway,
      model: undefined,
      endpoints: [endpoint("other", "serverless")],
    });
    const alone = gatewayConfig(managed, undefined);
    expect(alone.endpoints.map(({ name }) => name)).toEqual(["other"]);
    expect(alone.models[0]).toMatchObject({ id: "chat", endpoints: ["other"] });
  });

  test("has the environment's residency level", () => {
    expect(gatewayConfig(environment({ residency: { level: "eea" } }), own).residencyLevel).toBe("eea");
  });

  test("keeps a declaration that the policies must refuse, rather than to mend it", () => {
    const outside = endpoint("out", "premium", {
      jurisdiction: { country: "US", operator: "x", ownerCountry: "US" },
      accepts: ["public", "sensitive"],
    });
    const unsafe = gatewayConfig(environment({ endpoints: [outside] }), own);
    expect(unsafe.endpoints[1]?.accepts).toEqual(["public", "sensitive"]);
    expect(gatewayConfigSchema.safeParse(unsafe).success).toBe(false);
  });
});

describe("where the own nodes stand", () => {
  test.each([
    ["fr-par-2", "FR"],
    ["pl-waw-2", "PL"],
    ["europe-west2-a", "GB"],
    ["us-east-1a", "US"],
    ["eu-west-1", "ZZ"],
    ["nowhere", "ZZ"],
  ])("in zone %s it is %s", (zone, country) => {
    expect(ownPlace(inZone(zone)).country).toBe(country);
  });

  test("a zone that nobody knows makes the gateway refuse sensitive requests rather than guess", () => {
    expect(gatewayConfigSchema.safeParse(gatewayConfig(inZone("nowhere"), own)).success).toBe(false);
    expect(gatewayConfigSchema.safeParse(gatewayConfig(inZone("fr-par-2"), own)).success).toBe(true);
  });

  test("of an existing cluster is what its owner declares", () => {
    expect(ownPlace(environment({ cluster: existingCluster }))).toEqual(existingCluster.place);
  });
});
