import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import type { GatewayConfigInput } from "../../../domain/gateway/config.ts";
import { hashOfKey } from "../../../gateway/tenancy/create.ts";
import { CHAT, inside, outside, startGateway, STREAMED, until, type RunningGateway } from "../harness.ts";
import { answer, COMPLETION, GOOD_STREAM, pause, startUpstream, stream } from "../upstream.ts";
import { SERVERS, startStoreServer } from "./store-server.ts";

const TEXT = "eu-0123456789-secret";
const AUTHORIZED = { authorization: `Bearer ${TEXT}` };
/** 1 EUR for an output token, nothing for input: a budget in EUR is one in tokens. */
const PRICE = {
  inputEurPerMillionTokens: 0,
  outputEurPerMillionTokens: 10_000,
  source: "made up",
  date: "2026-11-24",
};
const EUR_PER_TOKEN = 0.01;

type KeyInput = NonNullable<GatewayConfigInput["keys"]>[number];
const key = (changes: Partial<KeyInput> = {}): KeyInput => ({
  name: "team",
  hash: hashOfKey(TEXT),
  ...changes,
});

/** A JSON answer of so many output tokens. */
const answerOf = (tokens: number) =>
  answer({ ...COMPLETION, usage: { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens } });

const ADMIN = "admin-secret";

async function spentOf(gateway: RunningGateway): Promise<unknown> {
  const response = await fetch(`${gateway.url}/admin/status`, {
    headers: { authorization: `Bearer ${ADMIN}` },
  });
  const status: unknown = await response.json();
  return status;
}

const adminSection = { admin: { hash: hashOfKey(ADMIN) } };
const spent = (eur: number) => ({
  keys: [expect.objectContaining({ spent: { eurToday: eur, eurThisMonth: eur } })],
});

describe("keys", () => {
  test("only those with a key get in, whatever their client", async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway([inside(upstream.url)], { keys: [key()] });
    const none = await gateway.post(CHAT);
    expect(none.status).toBe(401);
    expect(await none.text()).toMatch(
      /^\{"error":\{"message":"A key is needed[^"]*","type":"invalid_request_error","param":null,"code":"missing_api_key"\}\}$/,
    );
    const error: unknown = await gateway.client.chat.completions
      .create(CHAT)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect((await fetch(`${gateway.url}/v1/models`)).status).toBe(401);
    expect(upstream.chats).toHaveLength(0);
    const forms: Record<string, string>[] = [AUTHORIZED, { "api-key": TEXT }, { "x-api-key": TEXT }];
    for (const headers of forms) {
      expect((await gateway.post(CHAT, headers)).status).toBe(200);
      expect((await fetch(`${gateway.url}/v1/models`, { headers })).status).toBe(200);
    }
  });

  test("403 for what a key is not for", async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway([inside(upstream.url)], {
      models: [
        { id: "chat", endpoints: ["own"] },
        { id: "other", endpoints: ["own"] },
      ],
      keys: [key({ models: ["chat"], labels: ["public"] })],
    });
    const other = await gateway.post({ ...CHAT, model: "other" }, AUTHORIZED);
    expect([other.status, await other.json()]).toMatchObject([403, { error: { code: "model_not_allowed" } }]);
    const label = await gateway.post(CHAT, { ...AUTHORIZED, "x-eu-llm-sensitivity": "sensitive" });
    expect([label.status, await label.json()]).toMatchObject([403, { error: { code: "label_not_allowed" } }]);
    expect(upstream.chats).toHaveLength(0);
    expect((await gateway.post(CHAT, AUTHORIZED)).status).toBe(200);
  });

  test("the text of a key appears nowhere", async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway([inside(upstream.url)], { keys: [key({ requestsPerMinute: 2 })] });
    const answers: string[] = [];
    const wrong = { authorization: "Bearer eu-9876543210-secret" };
    const forms: Record<string, string>[] = [AUTHORIZED, { "x-api-key": TEXT }, { "api-key": TEXT }, wrong];
    for (const headers of forms) {
      const response = await gateway.post(CHAT, headers);
      answers.push(await response.text(), JSON.stringify([...response.headers]));
    }
    const everything = [
      ...answers,
      upstream.received(),
      JSON.stringify(gateway.log),
      await gateway.metrics(),
    ].join();
    expect(everything).toContain("rate_limit_exceeded");
    expect(everything).not.toMatch(/-secret/);
  });
});

describe("limits", () => {
  test("requests per minute, and the endpoint never sees what is too much", async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway([inside(upstream.url)], { keys: [key({ requestsPerMinute: 3 })] });
    const responses = await Promise.all(Array.from({ length: 10 }, () => gateway.post(CHAT, AUTHORIZED)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(3);
    const refused = responses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(7);
    for (const response of refused) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(upstream.chats).toHaveLength(3);
  });

  test("OpenAI's client does not repeat what can never pass", async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway([inside(upstream.url)], { keys: [key({ tokensPerMinute: 1000 })] });
    const client = new OpenAI({
      ...{ baseURL: `${gateway.url}/v1`, apiKey: TEXT, maxRetries: 5 },
      defaultHeaders: { "x-eu-llm-sensitivity": "public" },
    });
    const tooMuch = client.chat.completions.create({ ...CHAT, max_completion_tokens: 2000 });
    await expect(tooMuch).rejects.toThrow(/can never pass/);
    expect(gateway.log.filter(({ message }) => message === "request")).toHaveLength(1);
    await client.chat.completions.create({ ...CHAT, max_completion_tokens: 900 });
    // 900 and some tokens were taken, 8 were used: another such request fits.
    await client.chat.completions.create({ ...CHAT, max_completion_tokens: 900 });
  });
});

describe("budgets", () => {
  test("50 requests at a time never spend more than there is", async () => {
    let running = 0;
    let most = 0;
    const upstream = await startUpstream(async (response, chat) => {
      running += 1;
      most = Math.max(most, running);
      await pause(200);
      running -= 1;
      // Some use all that they may, others half of it.
      await answerOf(upstream.chats.indexOf(chat) % 2 === 0 ? 10 : 5)(response, chat);
    });
    const gateway = await startGateway([outside(upstream.url, { price: PRICE })], {
      ...adminSection,
      // Ten times as much as one request may cost.
      keys: [key({ budget: { eurPerDay: 100 * EUR_PER_TOKEN } })],
    });
    const request = { ...CHAT, max_tokens: 10 };
    const responses = await Promise.all(Array.from({ length: 50 }, () => gateway.post(request, AUTHORIZED)));
    await Promise.all(responses.map((response) => response.text()));
    const answered = responses.filter(({ status }) => status === 200).length;
    expect(most).toBeLessThanOrEqual(10);
    expect(answered).toBeGreaterThanOrEqual(10);
    expect(upstream.chats).toHaveLength(answered);
    const tokens = upstream.chats.reduce((sum, _, index) => sum + (index % 2 === 0 ? 10 : 5), 0);
    expect(tokens).toBeLessThanOrEqual(100);
    // What the refused requests set aside is given back: spent is what the endpoint charged.
    expect(await spentOf(gateway)).toMatchObject(spent(tokens * EUR_PER_TOKEN));
  });

  test("a stream is charged what it was, and then the budget is used up", async () => {
    const upstream = await startUpstream(stream(GOOD_STREAM));
    const gateway = await startGateway([outside(upstream.url, { price: PRICE })], {
      ...adminSection,
      keys: [key({ budget: { eurPerMonth: 5 * EUR_PER_TOKEN } })],
    });
    const ask = async () => {
      const response = await gateway.post({ ...STREAMED, max_tokens: 3 }, AUTHORIZED);
      return [response.status, await response.text()];
    };
    // 2 tokens each of the 5; the third has 1 left, and may cost 3.
    expect((await ask())[0]).toBe(200);
    expect((await ask())[0]).toBe(200);
    expect((await ask())[0]).not.toBe(200);
    expect(await spentOf(gateway)).toMatchObject(spent(4 * EUR_PER_TOKEN));
    expect(upstream.chats).toHaveLength(2);
  });

  test("where it does not pay for the dear endpoint, the own one still answers; when it is used up, none does", async () => {
    const premium = await startUpstream(answerOf(10));
    const own = await startUpstream();
    const endpoints = [outside(premium.url, { price: PRICE }), inside(own.url)];
    const gateway = await startGateway(endpoints, {
      keys: [key({ budget: { eurPerDay: 15 * EUR_PER_TOKEN } })],
    });
    const ask = async (max_tokens: number) => {
      const response = await gateway.post({ ...CHAT, max_tokens }, AUTHORIZED);
      await response.text();
      return [response.status, response.headers.get("x-eu-llm-endpoint")];
    };
    expect(await ask(10)).toEqual([200, "premium"]);
    expect(await ask(10)).toEqual([200, "own"]);
    premium.behave(answerOf(5));
    expect(await ask(5)).toEqual([200, "premium"]);
    expect(await ask(5)).toEqual([429, null]);
  });

  test("what failed costs nothing", async () => {
    const upstream = await startUpstream(answer({ error: {} }, 500));
    const gateway = await startGateway([outside(upstream.url, { price: PRICE })], {
      ...adminSection,
      keys: [key({ budget: { eurPerDay: 10 * EUR_PER_TOKEN } })],
    });
    for (let i = 0; i < 3; i += 1) await (await gateway.post({ ...CHAT, max_tokens: 10 }, AUTHORIZED)).text();
    expect(upstream.chats).toHaveLength(3);
    expect(await spentOf(gateway)).toMatchObject(spent(0));
  });
});

describe.skipIf(SERVERS.length === 0).each(SERVERS)("two gateways that share %s", (program) => {
  async function setUp(whenDown: "refuse" | "allow", keys: KeyInput[], timeoutSeconds: number) {
    const server = await startStoreServer(program);
    const upstream = await startUpstream(answerOf(10));
    const start = async () => {
      const gateway = await startGateway([outside(upstream.url, { price: PRICE })], {
        ...{ ...adminSection, keys, store: { url: server.url, whenDown, timeoutSeconds } },
      });
      await until(() => gateway.log.some(({ message }) => message.includes("is connected")));
      return gateway;
    };
    return { server, upstream, gateways: [await start(), await start()] as const };
  }

  test("share limits and budgets", async () => {
    const keys = [key({ budget: { eurPerDay: 60 * EUR_PER_TOKEN } })];
    const { server, upstream, gateways } = await setUp("refuse", keys, 10);
    const ask = (index: number) =>
      gateways[index % 2 === 0 ? 0 : 1].post({ ...CHAT, max_tokens: 10 }, AUTHORIZED);
    const responses = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)));
    await Promise.all(responses.map((response) => response.text()));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(upstream.chats).toHaveLength(6);
    for (const gateway of gateways) expect(await spentOf(gateway)).toMatchObject(spent(60 * EUR_PER_TOKEN));
    const dump = await server.command("KEYS", "*");
    expect(JSON.stringify(dump)).not.toContain("secret");
    expect(JSON.stringify(dump)).not.toContain(hashOfKey(TEXT).slice(7));
  });

  test("a store that hangs closes them within the time limit; when it answers again they go on", async () => {
    const { server, upstream, gateways } = await setUp("refuse", [key({ requestsPerMinute: 2 })], 2);
    const [one, other] = gateways;
    expect((await one.post({ ...CHAT, max_tokens: 10 }, AUTHORIZED)).status).toBe(200);
    server.pause();
    const from = performance.now();
    const refused = await other.post(CHAT, AUTHORIZED);
    expect((performance.now() - from) / 1000).toBeLessThan(15);
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { error: { code: "limits_unavailable" } },
    ]);
    expect(upstream.chats).toHaveLength(1);
    server.resume();
    // What the refused request would have taken is given back.
    await until(async () => (await other.post(CHAT, AUTHORIZED)).status === 200);
    expect((await one.post(CHAT, AUTHORIZED)).status).toBe(429);
  });

  test("a store that is gone leaves each to its own count, and learns what was spent when it is back", async () => {
    const keys = [key({ budget: { eurPerDay: 40 * EUR_PER_TOKEN } })];
    const { server, gateways } = await setUp("allow", keys, 10);
    const [one, other] = gateways;
    const ask = async (gateway: RunningGateway) => {
      const response = await gateway.post({ ...CHAT, max_tokens: 10 }, AUTHORIZED);
      await response.text();
      return response.status;
    };
    expect(await ask(one)).toBe(200);
    await server.kill();
    for (let i = 0; i < 3; i += 1) expect(await ask(one)).toBe(200);
    expect(await ask(one)).toBe(429);
    for (let i = 0; i < 2; i += 1) expect(await ask(other)).toBe(200);
    await server.start();
    for (const gateway of gateways) {
      await until(async () => JSON.stringify(await spentOf(gateway)).includes('"eurToday":0.6'));
    }
    // 60 of 40 are spent: each had its own count meanwhile, and both are stopped now.
    await until(async () => (await ask(other)) === 429);
    expect(await ask(one)).toBe(429);
  });
});
