import { expect, test } from "vitest";
import { SPAN_ATTRIBUTES } from "../../../gateway/observability/names.ts";
import { hashOfKey } from "../../../gateway/tenancy/create.ts";
import { CHAT, inside, outside, startGateway, STREAMED } from "../harness.ts";
import { answer, CUT, event, GOOD_STREAM, pause, startUpstream, stream } from "../upstream.ts";
import { durationOf, ERROR, spansOf, startCollector } from "./collector.ts";

const PRICE = {
  inputEurPerMillionTokens: 100,
  outputEurPerMillionTokens: 200,
  source: "a test",
  date: "2026-01-01",
};

test("one request is a span of the server, and its attempt a client's below it", async () => {
  const collector = await startCollector();
  const upstream = await startUpstream();
  const gateway = await startGateway([inside(upstream.url)], { tracing: { url: `${collector.url}/` } });
  await gateway.post(CHAT);
  await gateway.close();

  expect(collector.paths).toEqual(["/v1/traces"]);
  const { "service.instance.id": instance, ...resource } = collector.resources()[0] ?? {};
  expect(resource).toEqual({ "service.name": "eu-llm-gateway", "service.version": "0.1.0" });
  expect(instance).toMatch(/^[0-9a-f-]{36}$/);
  const { request, attempts } = spansOf(collector);
  expect(request.name).toBe("chat chat");
  expect(request.parentSpanId).toBeUndefined();
  expect(request.status.code).toBe(0);
  const { "eu_llm.time_to_first_byte_seconds": firstByte, ...attributes } = request.attributes;
  expect(firstByte).toBeGreaterThan(0);
  expect(attributes).toEqual({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "Example GmbH",
    "gen_ai.request.model": "chat",
    "gen_ai.usage.input_tokens": 5,
    "gen_ai.usage.cache_read.input_tokens": 0,
    "gen_ai.usage.output_tokens": 3,
    "http.request.method": "POST",
    "http.response.status_code": 200,
    "eu_llm.endpoint": "own",
    "eu_llm.tier": "self-hosted",
    "eu_llm.country": "DE",
    "eu_llm.sensitivity": "public",
    "eu_llm.usage.basis": "reported",
    "eu_llm.stream": false,
    "eu_llm.attempts": 1,
    "eu_llm.cost_eur": 0,
    "eu_llm.waited_seconds": 0,
  });
  expect(attempts).toHaveLength(1);
  expect(attempts[0]).toMatchObject({
    name: "chat own-model",
    traceId: request.traceId,
    parentSpanId: request.spanId,
    status: { code: 0 },
  });
  expect(attempts[0]?.attributes).toEqual({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "Example GmbH",
    "gen_ai.request.model": "own-model",
    "gen_ai.usage.input_tokens": 5,
    "gen_ai.usage.cache_read.input_tokens": 0,
    "gen_ai.usage.output_tokens": 3,
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(upstream.url).port),
    "eu_llm.endpoint": "own",
    "eu_llm.tier": "self-hosted",
    "eu_llm.country": "DE",
    "eu_llm.sensitivity": "public",
    "eu_llm.usage.basis": "reported",
    "eu_llm.attempt.cause": "first",
    "eu_llm.attempt.outcome": "answered",
    "eu_llm.cost_eur": 0,
  });
});

test("a fallback is a second attempt, and the first says why; the request says what all cost", async () => {
  const collector = await startCollector();
  const own = await startUpstream(answer({}, 503));
  const premium = await startUpstream();
  const gateway = await startGateway([inside(own.url), outside(premium.url, { price: PRICE })], {
    tracing: { url: collector.url },
  });
  await gateway.post(CHAT);
  await gateway.close();

  const { request, attempts } = spansOf(collector);
  expect(attempts.map(({ parentSpanId }) => parentSpanId)).toEqual([request.spanId, request.spanId]);
  const [first, second] = attempts;
  expect(first?.status.code).toBe(ERROR);
  expect(first?.attributes).toMatchObject({
    "eu_llm.endpoint": "own",
    "eu_llm.attempt.cause": "first",
    "eu_llm.attempt.outcome": "server_error",
    "error.type": "server_error",
  });
  expect(first?.attributes).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
  expect(second?.status.code).toBe(0);
  expect(second?.attributes).toMatchObject({
    "eu_llm.endpoint": "premium",
    "eu_llm.tier": "premium",
    "eu_llm.country": "US",
    "eu_llm.attempt.cause": "fallback",
    "eu_llm.attempt.outcome": "answered",
    "eu_llm.cost_eur": 0.0011,
  });
  expect(second?.attributes).not.toHaveProperty(["error.type"]);
  expect(request.status.code).toBe(0);
  expect(request.attributes).toMatchObject({
    "eu_llm.attempts": 2,
    "eu_llm.cost_eur": 0.0011,
    "eu_llm.endpoint": "premium",
    "http.response.status_code": 200,
  });
  expect(request.attributes).not.toHaveProperty(["error.type"]);
});

test("where nothing answers the request is an error, with the status that the client got", async () => {
  const collector = await startCollector();
  const own = await startUpstream(answer({}, 500));
  const gateway = await startGateway([inside(own.url)], {
    tracing: { url: collector.url },
    attempts: { retryBudget: 0, maximum: 1 },
  });
  const response = await gateway.post(CHAT);
  await gateway.close();

  const { request, attempts } = spansOf(collector);
  expect(attempts).toHaveLength(1);
  expect(request.status.code).toBe(ERROR);
  expect(request.attributes).toMatchObject({
    "error.type": "all_endpoints_failed",
    "http.response.status_code": response.status,
  });
  expect(request.attributes).not.toHaveProperty(["eu_llm.endpoint"]);
});

test("a client's own mistake is told, but is no error of the gateway", async () => {
  const collector = await startCollector();
  const upstream = await startUpstream();
  const gateway = await startGateway([inside(upstream.url)], { tracing: { url: collector.url } });
  await gateway.post({ ...CHAT, model: "a-secret-name" });
  await gateway.close();

  const { request, attempts } = spansOf(collector);
  expect(attempts).toEqual([]);
  expect(request.name).toBe("chat");
  expect(request.status.code).toBe(0);
  expect(request.attributes).toMatchObject({
    "error.type": "model_not_found",
    "http.response.status_code": 404,
  });
  expect(collector.text()).not.toContain("a-secret-name");
});

test("a stream's spans last as long as the stream, and know its first token", async () => {
  const collector = await startCollector();
  const upstream = await startUpstream(stream(GOOD_STREAM, 60));
  const gateway = await startGateway([inside(upstream.url)], { tracing: { url: collector.url } });
  await (await gateway.post(STREAMED)).text();
  await gateway.close();

  const { request, attempts } = spansOf(collector);
  expect(durationOf(request)).toBeGreaterThan(290);
  const [attempt] = attempts;
  if (attempt === undefined) throw new Error("no attempt");
  expect(durationOf(attempt)).toBeGreaterThan(290);
  expect(durationOf(attempt)).toBeLessThanOrEqual(durationOf(request) + 5);
  const firstToken = Number(attempt.attributes["eu_llm.time_to_first_token_seconds"]) * 1000;
  expect(firstToken).toBeGreaterThan(50);
  expect(firstToken).toBeLessThan(durationOf(attempt) - 100);
  expect(attempt.attributes["gen_ai.usage.output_tokens"]).toBe(2);
  expect(request.attributes["eu_llm.stream"]).toBe(true);
});

test("a failed attempt ends when it failed, not when the request is over", async () => {
  const collector = await startCollector();
  const own = await startUpstream(answer({}, 503));
  const premium = await startUpstream(async (response, chat) => {
    await pause(300);
    await answer()(response, chat);
  });
  const gateway = await startGateway([inside(own.url), outside(premium.url)], {
    tracing: { url: collector.url },
  });
  await gateway.post(CHAT);
  await gateway.close();
  const { request, attempts } = spansOf(collector);
  expect(durationOf(request)).toBeGreaterThan(290);
  expect(attempts[0] && durationOf(attempts[0])).toBeLessThan(durationOf(request) - 250);
});

test("a stream that breaks is an error though its status was 200", async () => {
  const collector = await startCollector();
  const upstream = await startUpstream(stream([event({ content: "Guten" }), CUT]));
  const gateway = await startGateway([inside(upstream.url)], { tracing: { url: collector.url } });
  await (await gateway.post(STREAMED)).text();
  await gateway.close();

  const { request, attempts } = spansOf(collector);
  const outcome = attempts[0]?.attributes["eu_llm.attempt.outcome"];
  expect(outcome).toMatch(/^(connection_lost|stream_truncated)$/);
  expect(request.status.code).toBe(ERROR);
  expect(request.attributes).toMatchObject({ "http.response.status_code": 200, "error.type": outcome });
});

test("nothing of prompts, answers, keys or other text of clients is exported", async () => {
  const collector = await startCollector();
  const own = await startUpstream(answer({ error: { message: "SECRET-REFUSAL" } }, 500));
  const premium = await startUpstream(
    answer({
      id: "SECRET-ID",
      object: "chat.completion",
      created: 1,
      model: "SECRET-MODEL",
      choices: [
        { index: 0, message: { role: "assistant", content: "SECRET-ANSWER" }, finish_reason: "stop" },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
    }),
  );
  const key = "sk-eu-SECRET-KEY";
  const gateway = await startGateway([inside(own.url), outside(premium.url, { price: PRICE })], {
    tracing: { url: collector.url },
    keys: [{ name: "team", hash: hashOfKey(key) }],
    models: [{ id: "chat", aliases: ["*"], endpoints: ["own", "premium"] }],
  });
  const response = await gateway.post(
    {
      model: "SECRET-ALIAS",
      messages: [{ role: "user", content: "SECRET-PROMPT" }],
      user: "SECRET-USER",
    },
    {
      authorization: `Bearer ${key}`,
      "x-request-id": "SECRET-REQUEST-ID",
      tracestate: "vendor=SECRET-STATE",
      baggage: "name=SECRET-BAGGAGE",
      "user-agent": "SECRET-AGENT",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
  );
  expect(await response.text()).toContain("SECRET-ANSWER");
  await gateway.close();

  expect(spansOf(collector).attempts).toHaveLength(2);
  expect(collector.text()).not.toMatch(/SECRET/i);
  expect(collector.text()).not.toContain(hashOfKey(key).slice("sha256:".length));
});

test("every attribute is one of the list", async () => {
  const collector = await startCollector();
  const own = await startUpstream(answer({}, 503));
  const premium = await startUpstream(stream(GOOD_STREAM));
  const gateway = await startGateway([inside(own.url), outside(premium.url)], {
    tracing: { url: collector.url },
  });
  await (await gateway.post(STREAMED)).text();
  await gateway.close();
  const used = new Set(collector.spans().flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...used].sort()).toEqual(Object.values<string>(SPAN_ATTRIBUTES).sort());
});
