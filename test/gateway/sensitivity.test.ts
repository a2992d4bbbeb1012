import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SENSITIVITY_LABELS } from "../../domain/jurisdiction/endpoint.ts";
import { gatewayEndpointSchema } from "../../domain/gateway/endpoint.ts";
import { RESIDENCY_LEVELS } from "../../domain/jurisdiction/countries.ts";
import { createSender, NotPermittedError } from "../../gateway/upstream/send.ts";
import { CHAT, inside, outside, SHORT, startGateway, STREAMED } from "./harness.ts";
import {
  answer,
  DONE,
  GOOD_STREAM,
  startUpstream,
  stream,
  type Behaviour,
  type Upstream,
} from "./upstream.ts";

const SECRET = "Diagnose von Frau Muster";
const SECRET_CHAT = { ...CHAT, messages: [{ role: "user", content: SECRET }] };

/** Nothing of a request arrived: at most the gateway's own question whether anybody is there. */
function expectUntouched(upstream: Upstream): void {
  expect(upstream.chats).toEqual([]);
  expect(upstream.received()).not.toContain("POST");
  expect(upstream.received()).not.toContain(SECRET);
}

const TROUBLE: Record<string, Behaviour> = {
  "answers well": answer(),
  "says 500": answer({}, 500),
  "says 429": answer({}, 429),
  "says 401": answer({}, 401),
  "is silent": () => undefined,
  "cuts the connection": (response) => void response.destroy(),
  "redirects outside": (response) => {
    response.writeHead(307, { location: "http://127.0.0.1:9/v1/chat/completions" }).end();
  },
  "begins with an error": stream(['data: {"error":{}}\n\n', DONE]),
};

describe.each(Object.entries(TROUBLE))("an own endpoint that %s", (_name, behaviour) => {
  test.each([
    ["labelled sensitive", { "x-eu-llm-sensitivity": "sensitive" }],
    ["without a label", {}],
  ])("keeps a request %s from the endpoint outside", async (_label, headers: Record<string, string>) => {
    const own = await startUpstream(behaviour);
    const premium = await startUpstream();
    const gateway = await startGateway([inside(own.url), outside(premium.url)], { timeouts: SHORT });
    for (const body of [SECRET_CHAT, { ...SECRET_CHAT, stream: true }]) {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      expect(response.headers.get("x-eu-llm-endpoint")).not.toBe("premium");
      await response.text();
    }
    expect(own.chats.length).toBeGreaterThan(0);
    expectUntouched(premium);
  });
});

test("an own endpoint that is down keeps sensitive requests inside, while public ones go out", async () => {
  const own = await startUpstream();
  await own.close();
  const premium = await startUpstream();
  const gateway = await startGateway([inside(own.url), outside(premium.url)]);
  const sensitive = await gateway.post(SECRET_CHAT, { "x-eu-llm-sensitivity": "sensitive" });
  expect(sensitive.status).toBe(503);
  expectUntouched(premium);
  const open = await gateway.post(CHAT);
  expect(open.headers.get("x-eu-llm-endpoint")).toBe("premium");
  expect(premium.chats).toHaveLength(1);
});

test("a stream that breaks inside is not continued outside", async () => {
  const own = await startUpstream(stream(GOOD_STREAM.slice(0, 2)));
  const premium = await startUpstream(stream(GOOD_STREAM));
  const gateway = await startGateway([inside(own.url), outside(premium.url)]);
  const response = await gateway.post(STREAMED, { "x-eu-llm-sensitivity": "sensitive" });
  expect(await response.text()).toContain("stream_interrupted");
  expectUntouched(premium);
});

test("a sensitive request without any permitted endpoint gets 503 and an explanation, and goes nowhere", async () => {
  const premium = await startUpstream();
  const gateway = await startGateway([outside(premium.url)]);
  const response = await gateway.post(SECRET_CHAT, { "x-eu-llm-sensitivity": "sensitive" });
  expect(response.status).toBe(503);
  expect(response.headers.has("x-eu-llm-endpoint")).toBe(false);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({
    error: { code: "no_permitted_endpoint", type: "server_error", param: null },
  });
  expect(text).toMatch(/\\"sensitive\\".*stayed inside/);
  expectUntouched(premium);
});

test("an endpoint that lies inside but does not accept sensitive requests gets none", async () => {
  const mistral = await startUpstream();
  const gateway = await startGateway([inside(mistral.url, { accepts: ["public"] })]);
  expect((await gateway.post(SECRET_CHAT, { "x-eu-llm-sensitivity": "sensitive" })).status).toBe(503);
  expectUntouched(mistral);
});

test.each(["Public", "secret", "", "public, sensitive", "öffentlich"])(
  'the unknown label "%s" is refused instead of guessed',
  async (label) => {
    const own = await startUpstream();
    const gateway = await startGateway([inside(own.url)]);
    const response = await gateway.post(CHAT, {
      "x-eu-llm-sensitivity": Buffer.from(label).toString("latin1"),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_sensitivity_label" } });
    expect(own.chats).toEqual([]);
  },
);

test("the choke point itself refuses whatever the jurisdiction forbids, before any byte leaves", async () => {
  const upstream = await startUpstream();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...RESIDENCY_LEVELS),
      fc.constantFrom(...SENSITIVITY_LABELS),
      fc.constantFrom("US", "GB", "CH", "CN", "XX"),
      fc.subarray([...SENSITIVITY_LABELS], { minLength: 1 }),
      async (level, label, country, accepts) => {
        const endpoint = gatewayEndpointSchema.parse({
          ...outside(upstream.url),
          accepts,
          jurisdiction: { country, operator: "x", ownerCountry: country },
        });
        const adequate = level === "adequacy" && (country === "GB" || country === "CH");
        fc.pre(!accepts.includes(label) || (label === "sensitive" && !adequate));
        const sender = createSender({ level, keys: new Map(), connectSeconds: 1 });
        const message = {
          operation: "chat" as const,
          body: Buffer.from(SECRET),
          accept: "application/json" as const,
          requestId: "1",
        };
        const { origin, host } = new URL(upstream.url);
        const send = () => sender.send(label, endpoint, { origin, host, path: "/v1" }, message, {});
        expect(send).toThrow(NotPermittedError);
        await sender.close();
      },
    ),
  );
  expect(upstream.received()).toBe("");
});

/** Names of endpoints are looked up by targets; traces and counts go to servers of their own, without any text. */
const MAY_CONNECT = new Set(["upstream/send.ts", "observability/otlp.ts", "tenancy/valkey-client.ts"]);

test("no other module of the gateway can open a connection", () => {
  const folder = new URL("../../gateway/", import.meta.url);
  const clients =
    /(from |import\()"(undici|@redis\/client|@opentelemetry\/exporter[\w-]*|node:(http2|https|net|tls|dgram))"|\bfetch\(|\brequest\(\s*["'`]/;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => /^(?!node_modules|dist).*\.ts$/.test(name) && !MAY_CONNECT.has(name),
  );
  expect(sources.length).toBeGreaterThan(40);
  for (const name of sources) {
    const text = readFileSync(new URL(name, folder), "utf8").replace(/^import type .*$/gm, "");
    expect(clients.test(text), name).toBe(false);
    // The server's side of HTTP, which opens nothing.
    const imported =
      /import \{([^}]*)\} from "node:http"/
        .exec(text)?.[1]
        ?.split(",")
        .map((word) => word.trim()) ?? [];
    expect(
      imported.filter((word) => word !== "createServer" && word !== "ServerResponse"),
      name,
    ).toEqual([]);
  }
});
