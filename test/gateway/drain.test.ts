import { connect } from "node:net";
import { expect, test } from "vitest";
import { CHAT, inside, SHORT, startGateway, STREAMED, until } from "./harness.ts";
import { DONE, GOOD_STREAM, pause, startUpstream, stream } from "./upstream.ts";

test("closing lets running streams finish and takes no new connections", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM, 100));
  const gateway = await startGateway([inside(upstream.url)], { timeouts: SHORT });
  const response = await gateway.post(STREAMED);
  const closing = gateway.close();
  await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow();
  expect((await response.text()).endsWith(DONE)).toBe(true);
  const begin = Date.now();
  await closing;
  expect(Date.now() - begin).toBeLessThan(500);
});

test("while draining, a connection that still stands is told that the gateway is not ready", async () => {
  const upstream = await startUpstream(stream(GOOD_STREAM, 100));
  const gateway = await startGateway([inside(upstream.url)], { timeouts: SHORT });
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200);
  const streamed = await gateway.post(STREAMED);
  // A request of which only the first line is there holds its connection open beyond the start of the drain.
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  const answer = new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
  socket.write("GET /readyz HTTP/1.1\r\n");
  await pause(50);
  const closing = gateway.close();
  socket.write("host: x\r\n\r\n");
  expect(await answer).toMatch(/^HTTP\/1.1 503 [^]*connection: close[^]*"status":"draining"/);
  await streamed.text();
  await closing;
});

test("what does not finish in time ends with an error that says why", async () => {
  const upstream = await startUpstream(
    stream([GOOD_STREAM[1] ?? "", ...Array<string>(100).fill(": ...\n\n")], 50),
  );
  const silent = await startUpstream(() => undefined);
  const gateway = await startGateway([inside(upstream.url), inside(silent.url, { name: "silent" })], {
    timeouts: { ...SHORT, firstByteSeconds: 5, drainSeconds: 0.3 },
    models: [
      { id: "chat", endpoints: ["own"] },
      { id: "silent", endpoints: ["silent"] },
    ],
  });
  const streamed = await gateway.post(STREAMED);
  const waiting = gateway.post({ ...CHAT, model: "silent" });
  await until(() => silent.chats.length === 1);
  const begin = Date.now();
  const closing = gateway.close();
  expect(await streamed.text()).toContain("The gateway is stopping");
  const refused = await waiting;
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: "gateway_stopping" } });
  await closing;
  expect(Date.now() - begin).toBeLessThan(1500);
});
