import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { bundleGateway } from "../../gateway/bundle.ts";
import { CHAT, inside, outside, SHORT, STREAMED, until } from "./harness.ts";
import { DONE, GOOD_STREAM, startUpstream, stream } from "./upstream.ts";

const MAIN = fileURLToPath(new URL("../../gateway/main.ts", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../gateway/example.yaml", import.meta.url));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "gateway-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function configFile(content: unknown, name = "gateway.json"): string {
  const file = join(folder(), name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

/** Starts the real command; its output grows while it runs. */
function start(args: string[], environment: Record<string, string> = {}, script = MAIN, cwd = process.cwd()) {
  const child = spawn(process.execPath, [script, ...args], { env: environment, cwd });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output, exit };
}

async function run(args: string[], environment: Record<string, string> = {}) {
  const { output, exit } = start(args, environment);
  return { code: await exit, ...output };
}

const valid = (url = "http://127.0.0.1:1/v1") => ({
  listen: { host: "127.0.0.1", port: 0 },
  endpoints: [inside(url)],
  models: [{ id: "chat", endpoints: ["own"] }],
  timeouts: SHORT,
});

test("--check accepts the example without looking for keys", async () => {
  expect(await run(["--config", EXAMPLE, "--check"])).toEqual({ code: 0, stdout: "ok\n", stderr: "" });
});

test("--help and --version", async () => {
  expect((await run(["--help"])).stdout).toContain("--config FILE");
  const { code, stdout } = await run(["--version"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  ["no configuration", []],
  ["an unknown option", ["--nope"]],
  ["a port that is no number", ["--config", EXAMPLE, "--port", "http"]],
  ["a port that is too high", ["--config", EXAMPLE, "--port", "65536"]],
])("%s is wrong usage: exit code 2", async (_name, args) => {
  const { code, stderr, stdout } = await run(args);
  expect(code).toBe(2);
  expect(stderr).toContain("Usage:");
  expect(stdout).toBe("");
});

const MISTAKES: [string, unknown, string[]][] = [
  [
    "an unknown level",
    { ...valid(), residencyLevel: "world" },
    ["residencyLevel", '"world"', '"eu"|"eea"|"adequacy"'],
  ],
  [
    "an unknown key",
    { ...valid(), endpoints: [{ ...inside("http://x/v1"), apiKey: "sk-secret" }] },
    ["endpoints[0]", "apiKey", "apiKeyVariable", "jurisdiction"],
  ],
  [
    "a key in place of its variable",
    { ...valid(), endpoints: [inside("http://x/v1", { apiKeyVariable: "sk-secret" })] },
    ["endpoints[0].apiKeyVariable", "MISTRAL_API_KEY"],
  ],
  [
    "a sensitive endpoint outside",
    { ...valid(), endpoints: [outside("http://x/v1", { name: "own", accepts: ["sensitive"] })] },
    ["endpoints[0].accepts", '["sensitive"]', "United States (US)", '["public"]'],
  ],
  [
    "an unknown endpoint",
    { ...valid(), models: [{ id: "a", endpoints: ["b"] }] },
    ["models[0].endpoints", '"b"', "own"],
  ],
  ["a URL that is none", { ...valid(), endpoints: [inside("vllm")] }, ["endpoints[0].url", '"vllm"']],
  ["no endpoints", { models: [] }, ["endpoints", "models"]],
  ["text", "hello", ["the whole file", "hello"]],
  ["broken YAML", "a: [1", ["line 1"]],
];

test.each(MISTAKES)(
  "%s: the message names file, key, value and what is allowed",
  async (_name, content, parts) => {
    const file = configFile(content);
    const { code, stderr, stdout } = await run(["--config", file, "--check"]);
    expect(code).toBe(1);
    for (const part of [file, ...parts]) expect(stderr).toContain(part);
    expect(stderr).not.toMatch(/sk-secret|\bat .*\.ts/);
    expect(stdout).toBe("");
  },
);

test("a file that is not there", async () => {
  const { code, stderr } = await run(["--config", "/nowhere/gateway.yaml"]);
  expect(code).toBe(1);
  expect(stderr).toBe("/nowhere/gateway.yaml: cannot be read (ENOENT)\n");
});

test("a missing API key", async () => {
  const { code, stderr } = await run(["--config", EXAMPLE], { MISTRAL_API_KEY: " " });
  expect(code).toBe(1);
  expect(stderr).toBe('endpoint "mistral-eu" needs its API key in MISTRAL_API_KEY, which is not set\n');
});

test("a port that is taken", async () => {
  const upstream = await startUpstream();
  const { code, stderr } = await run(["--config", configFile(valid()), "--port", new URL(upstream.url).port]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^cannot listen: .*EADDRINUSE/);
});

async function portOf(output: { stdout: string }): Promise<number> {
  await until(() => output.stdout.includes("\n"));
  return Number(/"port":(\d+)/.exec(output.stdout)?.[1]);
}

const post = (port: number, body: unknown) =>
  fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("SIGTERM lets a running stream finish; then the process ends with 0", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM, 100));
  const { child, output, exit } = start(["--config", configFile(valid(upstream.url))]);
  const port = await portOf(output);
  const response = await post(port, STREAMED);
  child.kill("SIGTERM");
  expect((await response.text()).endsWith(DONE)).toBe(true);
  expect(await exit).toBe(0);
  expect(output.stderr).toBe("");
  const messages = [...output.stdout.matchAll(/"message":"(\w+)"/g)].map(([, message]) => message);
  expect(messages).toEqual(["listening", "draining", "request", "stopped"]);
});

test("the bundle is one small file that works by itself in an empty folder", async () => {
  const text = await bundleGateway();
  expect(await bundleGateway()).toBe(text);
  // It travels in ConfigMaps, compressed, 150,000 bytes in each: three of them, with traces and Valkey's client.
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(450_000);
  expect(text).not.toContain(process.cwd());

  const place = folder();
  writeFileSync(join(place, "gateway.mjs"), text);
  const upstream = await startUpstream();
  const { child, output, exit } = start(
    ["--config", configFile(valid(upstream.url))],
    {},
    join(place, "gateway.mjs"),
    place,
  );
  const port = await portOf(output);
  const response = await post(port, CHAT);
  expect(response.status).toBe(200);
  upstream.behave(stream(GOOD_STREAM));
  expect((await (await post(port, STREAMED)).text()).endsWith(DONE)).toBe(true);
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain(
    "gen_ai_client_token_usage_sum",
  );
  await upstream.close();
  expect(await (await post(port, CHAT)).json()).toMatchObject({
    error: {
      code: "all_endpoints_failed",
      attempts: Array(4).fill({ endpoint: "own", reason: "connection_refused" }),
    },
  });
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(output.stderr).toBe("");

  const broken = start(["--config", configFile({ models: 1 })], {}, join(place, "gateway.mjs"), place);
  expect(await broken.exit).toBe(1);
  expect(broken.output.stderr).toContain("endpoints");
});
