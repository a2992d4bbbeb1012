import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { gatewayConfigSchema, type GatewayConfigInput } from "../../domain/gateway/config.ts";
import { createGateway } from "../../gateway/gateway.ts";
import type { LogEntry } from "../../gateway/observability/log.ts";
import { createReloader } from "../../gateway/reload.ts";
import { CHAT, inside, STREAMED, until } from "./harness.ts";
import { answer, event, FINISH, freePort, startUpstream, DONE, type Behaviour } from "./upstream.ts";

const configOf = (url: string, changes: Partial<GatewayConfigInput> = {}): GatewayConfigInput => ({
  listen: { host: "127.0.0.1", port: 0 },
  endpoints: [inside(url)],
  models: [{ id: "chat", endpoints: ["own"] }],
  ...changes,
});

/** A gateway that follows a file. */
async function follow(input: GatewayConfigInput) {
  const folder = mkdtempSync(join(tmpdir(), "reload-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // As in a mounted ConfigMap: the file is a link, which is turned.
  let version = 0;
  const file = join(folder, "gateway.json");
  const write = (text: string) => {
    version += 1;
    writeFileSync(join(folder, `version-${version}`), text);
    symlinkSync(`version-${version}`, join(folder, "next"));
    renameSync(join(folder, "next"), file);
  };
  const text = JSON.stringify(input);
  write(text);
  const log: LogEntry[] = [];
  const config = gatewayConfigSchema.parse(input);
  const probes = { settledMilliseconds: 50, searchingMilliseconds: 50 };
  const gateway = createGateway(config, { environment: {}, log: (entry) => log.push(entry), probes });
  const { port } = await gateway.listen();
  const reloader = createReloader({
    file,
    text,
    listen: config.listen,
    gateway,
    log: (entry) => log.push(entry),
    milliseconds: 20,
  });
  onTestFinished(async () => {
    reloader.stop();
    await gateway.close();
  });
  const url = `http://127.0.0.1:${port}`;
  const post = (body: unknown) =>
    fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const saw = (message: string) => until(() => log.some((entry) => entry.message === message));
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  return { write, post, log, saw, metrics, url };
}

test("a changed file is taken while a stream runs, which ends where it began", async () => {
  let finish: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (finish = resolve));
  const held: Behaviour = async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event({ content: "alt" }));
    await released;
    response.write(event({ content: "-alt" }));
    response.end(FINISH + DONE);
  };
  const [old, fresh] = [await startUpstream(held), await startUpstream()];
  const { write, post, saw, log, metrics } = await follow(configOf(old.url));
  const running = await post(STREAMED);
  write(JSON.stringify(configOf(fresh.url)));
  await saw("configuration reloaded");
  expect((await post(CHAT)).status).toBe(200);
  expect([old.chats.length, fresh.chats.length]).toEqual([1, 1]);
  expect(log.some(({ message }) => message.startsWith("the last request"))).toBe(false);
  finish();
  expect(await running.text()).toContain("-alt");
  await saw("the last request of the configuration before has ended");
  expect(await metrics()).toContain('config_reloads_total{result="taken"} 1');
});

test.each([
  ["broken YAML", "endpoints: [", /gateway\.json: /],
  ["a wrong value", JSON.stringify({ ...configOf("http://x/v1"), residencyLevel: "moon" }), /residencyLevel/],
  [
    "an endpoint outside that would see sensitive requests",
    JSON.stringify(configOf("https://api.openai.com/v1")),
    /api\.openai\.com/,
  ],
  [
    "a key that is not there",
    JSON.stringify({
      ...configOf("http://x/v1"),
      endpoints: [inside("http://x/v1", { apiKeyVariable: "NOT_SET" })],
    }),
    /NOT_SET/,
  ],
])("%s is refused loudly, and the gateway goes on as before", async (_name, text, problem) => {
  const own = await startUpstream();
  const { write, post, saw, log, metrics } = await follow(configOf(own.url));
  write(text);
  await saw("configuration refused, the one before stays");
  expect(log.find(({ level }) => level === "error")?.["problems"]).toEqual(
    expect.arrayContaining([expect.stringMatching(problem)]),
  );
  expect((await post(CHAT)).status).toBe(200);
  expect(await metrics()).toContain('config_reloads_total{result="refused"} 1');
  // It is told once, not at every look.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(log.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("what was learnt about a replica that stays is kept", async () => {
  const own = await startUpstream(answer({}, 500));
  const health = { breaker: { failures: 2, openSeconds: 60 }, latency: { limit: "off" as const } };
  const attempts = { retryBudget: 0, maximumWaitSeconds: 0 };
  const { write, post, saw } = await follow(configOf(own.url, { health, attempts }));
  await post(CHAT);
  await post(CHAT);
  write(JSON.stringify(configOf(own.url, { health, attempts, maxBodyBytes: 4096 })));
  await saw("configuration reloaded");
  expect((await post(CHAT)).status).toBe(503);
  expect(own.chats).toHaveLength(2);
});

test("requests that wait for a model to wake up wait on through a reload, counted, and are answered", async () => {
  const port = await freePort();
  const endpoints = [inside(`http://127.0.0.1:${port}/v1`, { scaleToZero: {} })];
  const configured = configOf("", { endpoints });
  const { write, post, saw, metrics, url } = await follow(configured);
  await until(async () => (await (await fetch(`${url}/readyz`)).text()).includes("asleep"));
  const waiting = Array.from({ length: 6 }, () => post(CHAT));
  const depth = async () => /queue_depth\{endpoint="own"\} (\d+)/.exec(await metrics())?.[1];
  await until(async () => (await depth()) === "6");
  write(JSON.stringify({ ...configured, maxBodyBytes: 4096 }));
  await saw("configuration reloaded");
  expect(await depth()).toBe("6");
  await startUpstream(answer(), port);
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(6).fill(200));
});
