import { expect, test } from "vitest";
import { CHAT, inside, outside, startGateway, STREAMED, until } from "./harness.ts";
import { answer, freePort, GOOD_STREAM, startUpstream, stream } from "./upstream.ts";

const SENSITIVE = { "x-eu-llm-sensitivity": "sensitive" };
const probes = { settledMilliseconds: 50, searchingMilliseconds: 50 };
const scaleToZero = { maximumWaiting: 2, maximumWaitSeconds: 20, heartbeatSeconds: 0.1 };

/** An own model without a replica, and what brings one up. */
async function sleeping(changes: Partial<typeof scaleToZero> = {}) {
  const port = await freePort();
  const own = inside(`http://127.0.0.1:${port}/v1`, { scaleToZero: { ...scaleToZero, ...changes } });
  return { own, wake: () => startUpstream(stream(GOOD_STREAM), port) };
}

const depth = async (gateway: { metrics(): Promise<string> }) =>
  Number(/queue_depth\{endpoint="own"\} (\d+)/.exec(await gateway.metrics())?.[1]);
const asleep = (gateway: { url: string }) => async () =>
  (await (await fetch(`${gateway.url}/readyz`)).text()).includes('"asleep":["own"]');

test("a sensitive stream waits with heartbeats while the model wakes up, and others spill", async () => {
  const { own, wake } = await sleeping();
  const premium = await startUpstream(stream(GOOD_STREAM));
  const gateway = await startGateway([own, outside(premium.url)], {}, { probes });
  await until(asleep(gateway));

  const spilled = await gateway.post(STREAMED);
  expect(spilled.headers.get("x-eu-llm-endpoint")).toBe("premium");
  await spilled.text();

  const waiting = await gateway.post(STREAMED, SENSITIVE);
  expect(waiting.status).toBe(200);
  expect(await depth(gateway)).toBe(1);
  await wake();
  const text = await waiting.text();
  expect(text).toMatch(/^(: the model is waking up\n\n)+data: \{/);
  expect(text.replaceAll(": the model is waking up\n\n", "").split("\n\n")).toHaveLength(GOOD_STREAM.length);
  expect(await depth(gateway)).toBe(0);
  expect(premium.chats).toHaveLength(1);
  expect(gateway.log.at(-1)).toMatchObject({ endpoint: "own", label: "sensitive" });
});

test("a request for JSON waits silently, and its own time starts when the model is awake", async () => {
  const { own, wake } = await sleeping();
  const gateway = await startGateway([own], { timeouts: { totalSeconds: 1 } }, { probes });
  await until(asleep(gateway));
  const asking = gateway.post(CHAT, SENSITIVE);
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  (await wake()).behave(answer());
  expect((await asking).status).toBe(200);
});

test("the queue is bounded: one more is told to come back", async () => {
  const { own } = await sleeping();
  const gateway = await startGateway([own], { timeouts: { drainSeconds: 0.1 } }, { probes });
  await until(asleep(gateway));
  const client = new AbortController();
  const waiting = [1, 2].map(() => gateway.post(CHAT, SENSITIVE, client.signal));
  for (const one of waiting) void one.catch(() => undefined);
  await until(async () => (await depth(gateway)) === 2);
  const third = await gateway.post(CHAT, SENSITIVE);
  expect([third.status, third.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(await third.json()).toMatchObject({ error: { code: "queue_full" } });
  client.abort();
  await until(async () => (await depth(gateway)) === 0);
});

test("a model that does not wake up: an explicit error, also within a stream that was opened for heartbeats", async () => {
  const { own } = await sleeping({ maximumWaitSeconds: 0.4 });
  const gateway = await startGateway([own], {}, { probes });
  await until(asleep(gateway));
  const plain = await gateway.post(CHAT, SENSITIVE);
  expect(plain.status).toBe(503);
  expect(await plain.json()).toMatchObject({ error: { code: "wake_timeout" } });
  const text = await (await gateway.post(STREAMED, SENSITIVE)).text();
  expect(text).toMatch(
    /^(: the model is waking up\n\n)+data: \{"error":\{"message":"The model did not wake up in time\."/,
  );
  expect(text).not.toContain("[DONE]");
});

test("an autoscaler's proxy that says 503 counts as no replica", async () => {
  const own = await startUpstream(answer({}, 503));
  own.modelsStatus = 503;
  const premium = await startUpstream();
  const endpoint = inside(own.url, { scaleToZero });
  const gateway = await startGateway([endpoint, outside(premium.url)], {}, { probes });
  await until(asleep(gateway));
  expect((await gateway.post(CHAT)).headers.get("x-eu-llm-endpoint")).toBe("premium");
  expect(own.chats).toEqual([]);
  own.modelsStatus = 200;
  own.behave(answer());
  await until(async () => !(await asleep(gateway)()));
  expect((await gateway.post(CHAT)).headers.get("x-eu-llm-endpoint")).toBe("own");
});
