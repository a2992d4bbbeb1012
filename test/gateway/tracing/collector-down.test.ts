import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { CHAT, inside, startGateway, until, type RunningGateway } from "../harness.ts";
import { startUpstream } from "../upstream.ts";
import { startCollector } from "./collector.ts";

/** Far above what a request takes, far below every timeout of an export. */
const QUICK_MILLISECONDS = 2_500;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/** More requests than a batch holds, so that exports begin while they run; the time of the slowest. */
async function slowestOfMany(gateway: RunningGateway): Promise<number> {
  let slowest = 0;
  for (let round = 0; round < 300; round += 1) {
    const from = performance.now();
    expect((await gateway.post(CHAT)).status).toBe(200);
    slowest = Math.max(slowest, performance.now() - from);
  }
  return slowest;
}

const complaints = ({ log }: RunningGateway) =>
  log.filter(({ message }) => message === "traces were not taken");

async function gatewayWith(url: string): Promise<RunningGateway> {
  const upstream = await startUpstream();
  return startGateway([inside(upstream.url)], { tracing: { url } });
}

test("a collector that is down costs requests nothing, and is told of", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const address = closed.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  await new Promise((resolve) => closed.close(resolve));

  const gateway = await gatewayWith(`http://127.0.0.1:${address.port}`);
  expect(await slowestOfMany(gateway)).toBeLessThan(QUICK_MILLISECONDS);
  await until(() => complaints(gateway).length > 0);
  expect(await slowestOfMany(gateway)).toBeLessThan(QUICK_MILLISECONDS);
  expect(await seconds(() => gateway.close())).toBeLessThan(4);
  expect(complaints(gateway)[0]).toMatchObject({ level: "warn", reason: "ECONNREFUSED" });
});

test("a collector that hangs costs requests nothing, and closing 2 s at most", async () => {
  const collector = await startCollector(() => undefined);
  const gateway = await gatewayWith(collector.url);
  expect(await slowestOfMany(gateway)).toBeLessThan(QUICK_MILLISECONDS);
  const closing = await seconds(() => gateway.close());
  expect(collector.paths.length).toBeGreaterThan(0);
  expect(closing).toBeGreaterThan(1.9);
  expect(closing).toBeLessThan(4);
});

test("a collector that refuses is told of by its status, without what it said", async () => {
  const collector = await startCollector((response) => response.writeHead(400).end("SECRET-REFUSAL"));
  const gateway = await gatewayWith(collector.url);
  await gateway.post(CHAT);
  await gateway.close();
  expect(complaints(gateway)).toEqual([
    { level: "warn", message: "traces were not taken", reason: 400, spans: 2 },
  ]);
  expect(JSON.stringify(gateway.log)).not.toContain("SECRET");
});

test("a collector that refuses again and again is told of once a minute", async () => {
  const collector = await startCollector((response) => response.writeHead(400).end());
  const gateway = await gatewayWith(collector.url);
  await slowestOfMany(gateway);
  await gateway.close();
  expect(collector.paths.length).toBeGreaterThan(1);
  expect(complaints(gateway)).toHaveLength(1);
});

test("spans that nobody takes are dropped, not kept", async () => {
  const collector = await startCollector(() => undefined);
  const gateway = await gatewayWith(collector.url);
  // Two spans each: more than the queue and one batch hold.
  for (let round = 0; round < 30; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => gateway.post(CHAT)));
  }
  await gateway.close();
  const spans = collector.spans().length;
  expect(spans).toBeGreaterThan(0);
  expect(spans).toBeLessThanOrEqual(2048 + 2 * 256);
});

test("spans are sent while the gateway runs, not only at its end", async () => {
  const collector = await startCollector();
  const gateway = await gatewayWith(collector.url);
  await gateway.post(CHAT);
  await until(() => collector.paths.length > 0);
  expect(collector.spans()).toHaveLength(2);
  onTestFinished(() => gateway.close());
});
