import { expect, test } from "vitest";
import { hashOfKey } from "../../gateway/tenancy/create.ts";
import { CHAT, inside, outside, startGateway, STREAMED } from "./harness.ts";
import { answer, GOOD_STREAM, pause, startUpstream, stream } from "./upstream.ts";

/** What one client may do must not be felt by others. */

const breaker = { failures: 2, openSeconds: 60 };

test("options nested so deeply that they cannot be written again: 400, and the circuit stays closed", async () => {
  const own = await startUpstream();
  const gateway = await startGateway([inside(own.url)], { health: { breaker, latency: { limit: "off" } } });
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const body = `{"model":"chat","messages":[],"stream":true,"stream_options":{"x":${deep}}}`;
  for (let sent = 0; sent < 4; sent += 1) expect((await gateway.post(body)).status).toBe(400);
  expect((await gateway.post(CHAT)).status).toBe(200);
});

test("long prompts of some, which are late, do not close the endpoint for others", async () => {
  const own = await startUpstream(async (response, chat) => {
    if (chat.body.includes("long")) await pause(300);
    await (chat.body.includes('"stream"') ? stream(GOOD_STREAM) : answer())(response, chat);
  });
  const premium = await startUpstream(stream(GOOD_STREAM));
  const gateway = await startGateway([inside(own.url), outside(premium.url)], {
    health: { breaker, latency: { limit: 0.1 } },
  });
  for (let sent = 0; sent < 4; sent += 1) await (await gateway.post({ ...STREAMED, user: "long" })).text();
  expect((await gateway.post(CHAT, { "x-eu-llm-sensitivity": "sensitive" })).status).toBe(200);
});

test.each([
  { max_tokens: 100_000, max_output_tokens: 0 },
  { max_tokens: 100_000, max_completion_tokens: 0 },
  { max_tokens: "100000" },
  { max_tokens: 1_000, n: "100" },
])("a limit that is written another way does not get past a budget: %j", async (limits) => {
  const premium = await startUpstream();
  const price = {
    inputEurPerMillionTokens: 1,
    outputEurPerMillionTokens: 10,
    source: "test",
    date: "2026-11-24",
  };
  const keys = [{ name: "team", hash: hashOfKey("sk-team"), budget: { eurPerDay: 0.9 } }];
  const gateway = await startGateway([outside(premium.url, { price })], { keys });
  const response = await gateway.post({ ...CHAT, ...limits }, { authorization: "Bearer sk-team" });
  expect(response.status).toBe(429);
  expect(premium.chats).toEqual([]);
});

test("a client's own wrong options do not take the usage from others", async () => {
  const own = await startUpstream((response, chat) =>
    (chat.body.includes("wrong")
      ? answer({ error: { message: "stream_options" } }, 400)
      : stream(GOOD_STREAM))(response, chat),
  );
  const gateway = await startGateway([inside(own.url)]);
  await (await gateway.post({ ...STREAMED, stream_options: { include_usage: true, wrong: 1 } })).text();
  await (await gateway.post(STREAMED)).text();
  expect(own.chats.at(-1)?.body).toContain('"include_usage":true');
});
