import { describe, expect, test } from "vitest";
import { CHAT, inside, outside, SHORT, startGateway, STREAMED, until } from "./harness.ts";
import { answer, event, GOOD_STREAM, pause, startUpstream, stream, type Behaviour } from "./upstream.ts";

/** Answers with each behaviour in turn; the last one stays. */
function inTurn(...behaviours: Behaviour[]): Behaviour {
  let next = 0;
  return (response, chat) => {
    const behaviour = behaviours[Math.min(next, behaviours.length - 1)];
    next += 1;
    return behaviour?.(response, chat);
  };
}

const cut: Behaviour = (response) => void response.destroy();
const fail = answer({}, 500);
const causes = (entry: unknown) =>
  (Array.isArray(entry) ? entry : []).map((one: unknown) => JSON.stringify(one)).join(" ");

describe("retries", () => {
  test("the only endpoint fails once: it is asked again, and the client sees no trace", async () => {
    const own = await startUpstream(inTurn(fail, answer()));
    const gateway = await startGateway([inside(own.url)], { attempts: { backoffSeconds: 0.01 } });
    const response = await gateway.post(CHAT);
    expect(response.status).toBe(200);
    expect(response.headers.get("x-eu-llm-attempts")).toBe("2");
    expect(await gateway.metrics()).toMatch(
      /attempts_total\{endpoint="own",[^}]*cause="retry",outcome="answered"\} 1/,
    );
  });

  test("what the same endpoint will repeat is not tried again", async () => {
    const own = await startUpstream(answer({}, 401));
    const gateway = await startGateway([inside(own.url)], { attempts: {} });
    expect((await gateway.post(CHAT)).status).toBe(502);
    expect(own.chats).toHaveLength(1);
  });

  test("no more attempts than the configuration allows", async () => {
    const own = await startUpstream(fail);
    const premium = await startUpstream(fail);
    const attempts = { maximum: 3, backoffSeconds: 0 };
    const gateway = await startGateway([inside(own.url), outside(premium.url)], { attempts });
    expect((await gateway.post(CHAT)).status).toBe(502);
    expect(own.chats.length + premium.chats.length).toBe(3);
  });

  test("a short Retry-After is waited for, and not a moment less", async () => {
    const own = await startUpstream(inTurn(answer({}, 429, { "retry-after": "1" }), answer()));
    const gateway = await startGateway([inside(own.url)], { attempts: {} });
    const startedAt = performance.now();
    expect((await gateway.post(CHAT)).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
  });

  test("a long Retry-After is the client's to wait for; until then nobody asks the endpoint", async () => {
    const own = await startUpstream(answer({}, 503, { "retry-after": "30" }));
    const gateway = await startGateway([inside(own.url)], { attempts: { maximumWaitSeconds: 1 } });
    const first = await gateway.post(CHAT);
    expect([first.status, first.headers.get("retry-after")]).toEqual([502, "30"]);
    const second = await gateway.post(CHAT);
    expect(second.status).toBe(503);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(25);
    expect(own.chats).toHaveLength(1);
  });

  test("an outage does not double the load: retries stay within their share", async () => {
    const own = await startUpstream(fail);
    const gateway = await startGateway([inside(own.url)], {
      attempts: { maximum: 20, retryBudget: 0.2, backoffSeconds: 0, maximumWaitSeconds: 0 },
      // Without the breaker, which would stop most of it.
      health: { breaker: { failures: 1000, failureShare: 1, openSeconds: 0.001 }, latency: { limit: "off" } },
    });
    const requests = 200;
    for (let sent = 0; sent < requests; sent += 10) {
      await Promise.all(Array.from({ length: 10 }, () => gateway.post(CHAT)));
    }
    // A reserve of 10, and a fifth of each request.
    expect(own.chats.length).toBeLessThanOrEqual(requests * 1.2 + 10);
  });

  test("a kept connection that the endpoint closes is replaced, without a fallback to another endpoint", async () => {
    const own = await startUpstream(inTurn(answer(), cut, answer()));
    const premium = await startUpstream();
    const gateway = await startGateway([inside(own.url), outside(premium.url)], { attempts: {} });
    await gateway.post(CHAT);
    const response = await gateway.post(CHAT);
    expect(response.headers.get("x-eu-llm-endpoint")).toBe("own");
    expect(premium.chats).toEqual([]);
  });
});

describe("circuit breaker", () => {
  const health = { breaker: { failures: 3, openSeconds: 0.5 }, latency: { limit: "off" as const } };

  test("opens after failures in a row: the endpoint is left alone, and the next one answers at once", async () => {
    const own = await startUpstream(fail);
    const premium = await startUpstream();
    const gateway = await startGateway([inside(own.url), outside(premium.url)], {
      health: { ...health, breaker: { failures: 3, openSeconds: 60 } },
    });
    for (let sent = 0; sent < 10; sent += 1) expect((await gateway.post(CHAT)).status).toBe(200);
    expect(own.chats).toHaveLength(3);
    expect(premium.chats).toHaveLength(10);
  });

  test("half open, one request at a time tries whether it is back; then all go there again", async () => {
    const own = await startUpstream(fail);
    const premium = await startUpstream();
    const gateway = await startGateway([inside(own.url), outside(premium.url)], { health });
    for (let sent = 0; sent < 4; sent += 1) await gateway.post(CHAT);
    expect(own.chats).toHaveLength(3);
    await pause(600);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    own.behave(async (response, chat) => {
      await held;
      await answer()(response, chat);
    });
    const probe = gateway.post(CHAT);
    await until(() => own.chats.length === 4);
    const others = await Promise.all(Array.from({ length: 5 }, () => gateway.post(CHAT)));
    expect(others.map(({ headers }) => headers.get("x-eu-llm-endpoint"))).toEqual(Array(5).fill("premium"));
    release();
    expect((await probe).headers.get("x-eu-llm-endpoint")).toBe("own");
    expect((await gateway.post(CHAT)).headers.get("x-eu-llm-endpoint")).toBe("own");
  });

  test("a sensitive request with nowhere else to go waits for the endpoint to be tried again", async () => {
    const own = await startUpstream(fail);
    const gateway = await startGateway([inside(own.url)], {
      health,
      attempts: { maximum: 4, backoffSeconds: 0 },
    });
    await gateway.post(CHAT);
    own.behave(answer());
    const response = await gateway.post(CHAT, { "x-eu-llm-sensitivity": "sensitive" });
    expect(response.status).toBe(200);
  });
});

describe("a late first token", () => {
  /** A stream whose first content comes after a while, unless it is cut before. */
  const late =
    (milliseconds: number): Behaviour =>
    async (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event({ role: "assistant", content: "" }));
      await pause(milliseconds);
      for (const part of GOOD_STREAM.slice(1)) response.write(part);
      response.end();
    };
  const latency = { limit: 0.2, whenLate: "fallback" as const };

  test("falls back: the late attempt is cut, the next one answers", async () => {
    const own = await startUpstream(late(5_000));
    const premium = await startUpstream(stream(GOOD_STREAM));
    const gateway = await startGateway([inside(own.url), outside(premium.url)], { health: { latency } });
    const response = await gateway.post(STREAMED);
    expect(response.headers.get("x-eu-llm-endpoint")).toBe("premium");
    expect(await response.text()).toContain("Tag");
    await own.chats[0]?.cut;
    expect(causes(gateway.log.at(-1)?.["attempts"])).toMatch(/own.*first_token_late.*premium.*answered/);
  });

  test("hedges: both run, the first to have content wins, the other is cut and counted", async () => {
    const own = await startUpstream(late(600));
    const premium = await startUpstream(late(5_000));
    const gateway = await startGateway([inside(own.url), outside(premium.url)], {
      attempts: {},
      health: { latency: { limit: 0.2, whenLate: "hedge" } },
    });
    const response = await gateway.post(STREAMED);
    expect(response.headers.get("x-eu-llm-endpoint")).toBe("own");
    expect((await response.text()).match(/Guten /g)).toHaveLength(1);
    await premium.chats[0]?.cut;
    const metrics = await gateway.metrics();
    expect(metrics).toMatch(/attempts_total\{endpoint="premium",[^}]*cause="hedge",outcome="superseded"\} 1/);
    expect(metrics).toMatch(
      /attempt_tokens_total\{endpoint="premium",gen_ai_token_type="input",basis="estimated"\} \d/,
    );
  });

  test("with nowhere else to go, the late one goes on", async () => {
    const own = await startUpstream(late(600));
    const gateway = await startGateway([inside(own.url)], { health: { latency } });
    expect(await (await gateway.post(STREAMED)).text()).toContain("Tag");
    expect(own.chats).toHaveLength(1);
  });

  test("a sensitive request is never hedged to where it may not go", async () => {
    const own = await startUpstream(late(600));
    const premium = await startUpstream(stream(GOOD_STREAM));
    const gateway = await startGateway([inside(own.url), outside(premium.url)], {
      attempts: {},
      health: { latency: { limit: 0.2, whenLate: "hedge" } },
    });
    const response = await gateway.post(STREAMED, { "x-eu-llm-sensitivity": "sensitive" });
    expect(response.headers.get("x-eu-llm-endpoint")).toBe("own");
    expect(premium.chats).toEqual([]);
  });
});

test("a client that leaves cuts every attempt that runs for it", async () => {
  const own = await startUpstream(() => undefined);
  const gateway = await startGateway([inside(own.url)], { timeouts: { ...SHORT, firstByteSeconds: 5 } });
  const client = new AbortController();
  const asking = gateway.post(STREAMED, {}, client.signal);
  await until(() => own.chats.length === 1);
  client.abort();
  await expect(asking).rejects.toThrow();
  await own.chats[0]?.cut;
  await until(() => gateway.log.some(({ error }) => error === "client_gone"));
});
