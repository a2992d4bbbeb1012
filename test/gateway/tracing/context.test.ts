import { expect, test } from "vitest";
import { CHAT, inside, outside, startGateway } from "../harness.ts";
import { answer, startUpstream } from "../upstream.ts";
import { spansOf, startCollector } from "./collector.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

async function traced(traceparent: string | undefined, sampleRatio = 1) {
  const collector = await startCollector();
  const own = await startUpstream(answer({}, 503));
  const premium = await startUpstream();
  const gateway = await startGateway([inside(own.url), outside(premium.url)], {
    tracing: { url: collector.url, sampleRatio },
  });
  await gateway.post(CHAT, {
    ...(traceparent !== undefined && { traceparent }),
    tracestate: "vendor=value",
    baggage: "name=value",
  });
  await gateway.close();
  return { collector, own: own.chats[0]?.headers, premium: premium.chats[0]?.headers };
}

test("a client's trace goes on: the request is its child, and endpoints get the attempts' ids", async () => {
  const { collector, own, premium } = await traced(`00-${TRACE}-${PARENT}-01`);
  const { request, attempts } = spansOf(collector);
  expect(request).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
  expect(own?.["traceparent"]).toBe(`00-${TRACE}-${attempts[0]?.spanId ?? ""}-01`);
  expect(premium?.["traceparent"]).toBe(`00-${TRACE}-${attempts[1]?.spanId ?? ""}-01`);
  expect(own?.["traceparent"]).not.toBe(premium?.["traceparent"]);
});

test("endpoints get neither the client's tracestate nor its baggage", async () => {
  const { own, premium } = await traced(`00-${TRACE}-${PARENT}-01`);
  for (const headers of [own, premium]) {
    expect(headers).toHaveProperty("traceparent");
    expect(headers).not.toHaveProperty("tracestate");
    expect(headers).not.toHaveProperty("baggage");
  }
});

test("a later version is read as far as it is known", async () => {
  const { collector } = await traced(`01-${TRACE}-${PARENT}-01-more`);
  expect(spansOf(collector).request).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
});

test.each([
  ["no hexadecimal digits", `00-${"x".repeat(32)}-${PARENT}-01`],
  ["capital letters", `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ["a trace of zeros", `00-${"0".repeat(32)}-${PARENT}-01`],
  ["a span of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["the forbidden version", `ff-${TRACE}-${PARENT}-01`],
  ["more than version 00 has", `00-${TRACE}-${PARENT}-01-more`],
  ["anything", "SECRET"],
])("a traceparent with %s is ignored: a trace of its own begins", async (_, traceparent) => {
  const { collector, own } = await traced(traceparent);
  const { request, attempts } = spansOf(collector);
  expect(request.traceId).not.toBe(TRACE);
  expect(request.parentSpanId).toBeUndefined();
  expect(own?.["traceparent"]).toBe(`00-${request.traceId}-${attempts[0]?.spanId ?? ""}-01`);
  expect(collector.text()).not.toContain("SECRET");
});

test("ratio 0: nothing is exported, and endpoints are told that it is not sampled", async () => {
  const { collector, own } = await traced(undefined, 0);
  expect(collector.paths).toEqual([]);
  expect(own?.["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test("a client that samples is followed whatever the ratio", async () => {
  const { collector } = await traced(`00-${TRACE}-${PARENT}-01`, 0);
  expect(spansOf(collector).request.traceId).toBe(TRACE);
});

test("a client that does not sample is followed whatever the ratio", async () => {
  const { collector, own } = await traced(`00-${TRACE}-${PARENT}-00`, 1);
  expect(collector.paths).toEqual([]);
  expect(own?.["traceparent"]).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  expect(own?.["traceparent"]).not.toContain(PARENT);
});

test("without a collector nothing is traced, and no endpoint gets a traceparent", async () => {
  const upstream = await startUpstream();
  const gateway = await startGateway([inside(upstream.url)]);
  await gateway.post(CHAT, { traceparent: `00-${TRACE}-${PARENT}-01` });
  expect(upstream.chats[0]?.headers).not.toHaveProperty("traceparent");
});
