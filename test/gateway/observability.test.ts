import { expect, test } from "vitest";
import { METRIC_NAMES } from "../../gateway/observability/metrics.ts";
import { CHAT, inside, outside, startGateway, STREAMED, until } from "./harness.ts";
import { answer, GOOD_STREAM, startUpstream, stream } from "./upstream.ts";

const PROBES = { settledMilliseconds: 50, searchingMilliseconds: 20 };

test("metrics tell tokens, attempts, fallbacks and times by endpoint", async () => {
  const own = await startUpstream(answer({}, 503));
  const premium = await startUpstream();
  const gateway = await startGateway([inside(own.url), outside(premium.url)]);
  await gateway.post(CHAT);
  premium.behave(stream(GOOD_STREAM));
  await (await gateway.post(STREAMED)).text();
  const text = await gateway.metrics();
  const common =
    'gen_ai_operation_name="chat",gen_ai_provider_name="Example Inc",gen_ai_request_model="chat",endpoint="premium"';
  for (const line of [
    `gen_ai_client_token_usage_sum{${common},gen_ai_token_type="input"} 10`,
    `gen_ai_client_token_usage_sum{${common},gen_ai_token_type="output"} 5`,
    `gen_ai_client_operation_duration_seconds_count{${common},error_type=""} 2`,
    `gen_ai_client_operation_time_to_first_chunk_seconds_count{${common}} 1`,
    'eu_llm_gateway_attempts_total{endpoint="own",tier="self-hosted",country="DE",sensitivity="public",cause="first",outcome="server_error"} 2',
    'eu_llm_gateway_attempts_total{endpoint="premium",tier="premium",country="US",sensitivity="public",cause="fallback",outcome="answered"} 2',
    'eu_llm_gateway_fallbacks_total{gen_ai_request_model="chat",endpoint="own",reason="server_error"} 2',
    'eu_llm_gateway_time_to_first_byte_seconds_count{gen_ai_request_model="chat",endpoint="premium"} 2',
    'eu_llm_gateway_requests_total{route="chat",status="200"} 2',
    "eu_llm_gateway_requests_in_flight 0",
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  for (const name of Object.values(METRIC_NAMES)) expect(text).toContain(`# TYPE ${name} `);
});

test("nothing that a client or an upstream invents becomes a label", async () => {
  const upstream = await startUpstream(
    answer({ error: { code: "invented-code" }, model: "invented-model" }, 400),
  );
  const gateway = await startGateway([inside(upstream.url)], {
    models: [
      { id: "chat", endpoints: ["own"] },
      { id: "rest", aliases: ["*"], endpoints: ["own"] },
    ],
  });
  for (let index = 0; index < 20; index += 1) {
    await gateway.post({ ...CHAT, model: `invented-${index}` });
    await fetch(`${gateway.url}/invented/${index}`, { method: "POST" });
    await fetch(`${gateway.url}/v1/models/invented-${index}`);
    await gateway.post(CHAT, { "x-eu-llm-sensitivity": `invented-${index}` });
  }
  // The first look at the metrics is itself counted in the second.
  await gateway.metrics();
  const text = await gateway.metrics();
  expect(text).not.toContain("invented");
  expect(text).toContain('eu_llm_gateway_requests_total{route="other",status="404"} 20\n');
  const before = text.split("\n").length;
  await gateway.post({ ...CHAT, model: "invented-too" });
  expect((await gateway.metrics()).split("\n").length).toBe(before);
});

test("the log has one line a request and one at the start, without prompt, answer or key", async () => {
  const upstream = await startUpstream();
  const gateway = await startGateway(
    [inside(upstream.url, { apiKeyVariable: "OWN_KEY" })],
    {},
    { environment: { OWN_KEY: "key-of-the-endpoint" } },
  );
  await gateway.post(
    { ...CHAT, messages: [{ role: "user", content: "Geheimnis" }] },
    { authorization: "Bearer client" },
  );
  await gateway.post('{"messages": Geheimnis');
  await gateway.post({ ...CHAT, model: "Geheimnis" });
  upstream.behave(stream(['data: {"Geheimnis\n\n']));
  await gateway.post(STREAMED);
  expect(gateway.log[0]).toMatchObject({
    message: "listening",
    endpoints: [
      { name: "own", country: "Germany (DE)", tier: "self-hosted", accepts: ["public", "sensitive"] },
    ],
  });
  const requests = gateway.log.filter(({ message }) => message === "request");
  expect(requests).toHaveLength(4);
  expect(requests[0]).toMatchObject({
    status: 200,
    label: "public",
    model: "chat",
    endpoint: "own",
    attempts: [{ endpoint: "own", outcome: "answered" }],
    inputTokens: 5,
    outputTokens: 3,
  });
  expect(requests.map(({ status }) => status)).toEqual([200, 400, 404, 502]);
  expect(JSON.stringify(gateway.log)).not.toMatch(/Geheimnis|Guten Tag|key-of-the-endpoint|Bearer/);
});

test("alive from the start, ready once an endpoint answers", async () => {
  const own = await startUpstream();
  own.modelsStatus = 503;
  const gateway = await startGateway([inside(own.url)], {}, { probes: PROBES });
  const ready = async () => (await fetch(`${gateway.url}/readyz`)).status === 200;
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  await until(() => own.received().split("GET /v1/models").length > 2);
  expect(await ready()).toBe(false);
  own.modelsStatus = 404;
  await until(ready);
  expect(await gateway.metrics()).toContain('eu_llm_gateway_endpoint_reachable{endpoint="own"} 1\n');
  own.modelsStatus = 500;
  await until(async () => !(await ready()));
  expect(await (await fetch(`${gateway.url}/readyz`)).json()).toEqual({
    status: "no endpoint reachable",
    reachable: { own: false },
  });
});

test("readiness follows requests without waiting for the next probe", async () => {
  const own = await startUpstream();
  const gateway = await startGateway([inside(own.url)]);
  const ready = async () => (await fetch(`${gateway.url}/readyz`)).status === 200;
  await until(ready);
  await own.close();
  await gateway.post(CHAT);
  expect(await ready()).toBe(false);
});

test("a single bad request does not make the gateway unready", async () => {
  const own = await startUpstream(answer({}, 500));
  const gateway = await startGateway([inside(own.url)]);
  const ready = async () => (await fetch(`${gateway.url}/readyz`)).status === 200;
  await until(ready);
  await gateway.post(CHAT);
  expect(await ready()).toBe(true);
});
