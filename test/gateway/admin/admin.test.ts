import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { hashOfKey } from "../../../gateway/tenancy/create.ts";
import { CHAT, inside, outside, startGateway, until } from "../harness.ts";
import { startUpstream } from "../upstream.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const KEY = "sk-eu-admin-of-the-test";
const BEARER = { authorization: `Bearer ${KEY}` };
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

const PATHS = ["/admin", "/admin/status"];

async function adminGateway(changes: Parameters<typeof startGateway>[1] = {}) {
  const own = await startUpstream();
  const premium = await startUpstream();
  const gateway = await startGateway([inside(own.url), outside(premium.url)], {
    admin: { hash: hashOfKey(KEY) },
    ...changes,
  });
  // So that the status does not change between two looks at it.
  await until(async () => !(await (await fetch(`${gateway.url}/readyz`)).text()).includes("false"));
  return gateway;
}

test.each(PATHS)("without admin.hash there is no %s, whatever the key", async (path) => {
  const upstream = await startUpstream();
  const gateway = await startGateway([inside(upstream.url)]);
  const nothing = await fetch(`${gateway.url}/nothing`);
  for (const headers of [{}, BEARER, basic("admin", KEY)]) {
    const response = await fetch(`${gateway.url}${path}`, { headers });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
    expect(response.headers.has("www-authenticate")).toBe(false);
  }
  expect(nothing.status).toBe(404);
});

test.each(PATHS)("%s asks a browser for the key, and takes no other", async (path) => {
  const gateway = await adminGateway({ keys: [{ name: "team", hash: hashOfKey("sk-eu-team") }] });
  for (const headers of [
    {},
    { authorization: "Bearer wrong" },
    { authorization: `Bearer ${KEY}x` },
    { authorization: hashOfKey(KEY) },
    { authorization: `Bearer ${hashOfKey(KEY)}` },
    { authorization: "Bearer sk-eu-team" },
    { authorization: "Basic !" },
    { "x-api-key": KEY },
    basic(KEY, ""),
    basic("admin", "wrong"),
    basic("admin", ""),
  ]) {
    const response = await fetch(`${gateway.url}${path}`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="gateway", charset="UTF-8"');
    expect(await response.text()).not.toContain("self-hosted");
  }
});

test.each(PATHS)("%s opens with the key as bearer token or as any user's password", async (path) => {
  const gateway = await adminGateway();
  for (const headers of [BEARER, basic("admin", KEY), basic("", KEY)]) {
    const response = await fetch(`${gateway.url}${path}`, { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
  }
});

test.each(PATHS)("%s is only read: HEAD sends no body, other methods are refused", async (path) => {
  const gateway = await adminGateway();
  const get = await fetch(`${gateway.url}${path}`, { headers: BEARER });
  const head = await fetch(`${gateway.url}${path}`, { method: "HEAD", headers: BEARER });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
  for (const name of ["content-type", "content-length", "content-security-policy"]) {
    expect(head.headers.get(name)).toBe(get.headers.get(name));
  }
  expect(Number(get.headers.get("content-length"))).toBe(Buffer.byteLength(await get.text()));
  for (const method of ["POST", "PUT", "DELETE"]) {
    const response = await fetch(`${gateway.url}${path}`, { method, headers: BEARER });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  }
});

test("the page's policy lets nothing run but its own script and style", async () => {
  const gateway = await adminGateway();
  const response = await fetch(`${gateway.url}/admin`, { headers: BEARER });
  const html = await response.text();
  const only = (tag: string) => {
    const found = [...html.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "gs"))];
    expect(found).toHaveLength(1);
    const text = found[0]?.[1] ?? "";
    expect(text.length).toBeGreaterThan(1000);
    return `'sha256-${hash("sha256", text, "base64")}'`;
  };
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toBe(
    `default-src 'none'; script-src ${only("script")}; style-src ${only("style")}; connect-src 'self'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  // No style attributes and no handlers, which the policy would refuse, and nothing from elsewhere.
  expect(html).not.toMatch(/\s(style|on\w+)=/);
  expect(html).not.toMatch(/https?:\/\//);
  expect(html).not.toContain("innerHTML");
});

const endpointSchema = z.strictObject({
  name: z.string(),
  tier: z.string(),
  protocol: z.string(),
  country: z.string(),
  operator: z.string(),
  ownerCountry: z.string(),
  accepts: z.array(z.string()),
  reachable: z.boolean(),
  asleep: z.boolean(),
  waiting: z.int(),
  replicas: z.array(
    z.strictObject({
      address: z.url(),
      circuit: z.enum(["closed", "open", "half-open"]),
      outstandingTokens: z.number(),
      lateAfterSeconds: z.number().nullable(),
    }),
  ),
  attempts: z.int(),
  answered: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costEur: z.number(),
});
/** Strict: whatever is added to the answer has to be added here, by somebody who asked whether it may be shown. */
const statusSchema = z.strictObject({
  version: z.string(),
  startedAt: z.iso.datetime(),
  residencyLevel: z.enum(["eu", "eea", "adequacy"]),
  models: z.array(
    z.strictObject({ id: z.string(), aliases: z.array(z.string()), endpoints: z.array(z.string()) }),
  ),
  endpoints: z.array(endpointSchema),
  keys: z.array(
    z.strictObject({
      name: z.string(),
      models: z.array(z.string()).optional(),
      labels: z.array(z.string()).optional(),
      requestsPerMinute: z.int().optional(),
      tokensPerMinute: z.int().optional(),
      budget: z
        .strictObject({ eurPerDay: z.number().optional(), eurPerMonth: z.number().optional() })
        .optional(),
      spent: z.strictObject({ eurToday: z.number(), eurThisMonth: z.number() }).nullable(),
    }),
  ),
});

test("the status has names and numbers, and nothing of prompts, keys or hashes", async () => {
  const own = await startUpstream();
  const gateway = await startGateway(
    [inside(own.url, { apiKeyVariable: "OWN_KEY" })],
    {
      admin: { hash: hashOfKey(KEY) },
      keys: [
        {
          name: "team",
          hash: hashOfKey("sk-eu-team-secret"),
          labels: ["public"],
          tokensPerMinute: 1_000_000,
          budget: { eurPerDay: 5 },
        },
      ],
    },
    { environment: { OWN_KEY: "upstream-secret" } },
  );
  await gateway.post(CHAT, { authorization: "Bearer sk-eu-team-secret", "x-request-id": "id-of-a-client" });
  const response = await fetch(`${gateway.url}/admin/status`, { headers: BEARER });
  expect(response.headers.get("content-type")).toBe("application/json");
  const text = await response.text();
  const status = statusSchema.parse(JSON.parse(text));
  expect(status.endpoints).toMatchObject([
    { name: "own", country: "Germany (DE)", attempts: 1, answered: 1, inputTokens: 5, outputTokens: 3 },
  ]);
  expect(status.keys).toMatchObject([{ name: "team", labels: ["public"], budget: { eurPerDay: 5 } }]);
  for (const secret of [
    CHAT.messages[0]?.content ?? "",
    "Guten Tag",
    "secret",
    "sha256",
    hashOfKey(KEY).slice(7),
    hashOfKey("sk-eu-team-secret").slice(7),
    "OWN_KEY",
    "id-of-a-client",
  ]) {
    expect(text).not.toContain(secret);
  }
});

test("the page's script goes with the status that it reads", () => {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const folder = join("gateway", "admin");
  const { stdout } = spawnSync(process.execPath, [tsc, "--noEmit", "--pretty", "false", "-p", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  // What is wrong elsewhere in the gateway is found by the check of everything.
  expect(stdout.split("\n").filter((line) => line.startsWith("gateway/admin/"))).toEqual([]);
});
