import type { IncomingHttpHeaders } from "node:http";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { keySchema, storeSchema, type VirtualKey } from "../../../domain/gateway/sections.ts";
import { ApiError } from "../../../gateway/http/errors.ts";
import { createTenancy, hashOfKey } from "../../../gateway/tenancy/create.ts";
import { createMemoryStore } from "../../../gateway/tenancy/memory-store.ts";
import { StoreDown, type Charge, type UsageStore } from "../../../gateway/tenancy/store.ts";
import type { Admission, Tenancy } from "../../../gateway/tenancy/tenancy.ts";

const TEXT = "eu-secret-of-the-team";

function keyWith(changes: Partial<VirtualKey> = {}): VirtualKey {
  return keySchema.parse({ name: "team", hash: hashOfKey(TEXT), ...changes });
}

function tenancyOf(
  key: VirtualKey,
  store: UsageStore = createMemoryStore(),
  whenDown: "refuse" | "allow" = "refuse",
) {
  return createTenancy({ keys: [key], store: storeSchema.parse({ whenDown }) }, store);
}

function requestWith(headers: IncomingHttpHeaders): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

/** What the call was refused with. */
async function refusalOf(call: () => unknown): Promise<ApiError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("it was let in");
}

/** Lets a request in that must be let in without waiting. */
function admitNow(tenancy: Tenancy, key: VirtualKey, tokens: number): Admission {
  const admission = tenancy.admit(key, "chat", "public", tokens);
  if (admission instanceof Promise) throw new Error("it waits");
  return admission;
}

describe("whose request it is", () => {
  test.each<[string, IncomingHttpHeaders]>([
    ["OpenAI's clients", { authorization: `Bearer ${TEXT}` }],
    ["any case", { authorization: `bearer ${TEXT}` }],
    ["Azure's clients", { "api-key": TEXT }],
    ["Anthropic's clients", { "x-api-key": TEXT }],
    ["a key beside another scheme", { authorization: "Basic YTpi", "x-api-key": TEXT }],
  ])("%s", (_, headers) => {
    const key = keyWith();
    expect(tenancyOf(key).authenticate(requestWith(headers))).toEqual(key);
  });

  test.each<[string, IncomingHttpHeaders, string]>([
    ["nothing", {}, "missing_api_key"],
    ["an empty key", { authorization: "Bearer " }, "missing_api_key"],
    ["another scheme", { authorization: `Basic ${TEXT}` }, "missing_api_key"],
    ["a key that is too long", { "api-key": "a".repeat(513) }, "missing_api_key"],
    ["two keys in one", { "x-api-key": `${TEXT}, ${TEXT}` }, "missing_api_key"],
    ["an unknown key", { authorization: "Bearer other-secret" }, "invalid_api_key"],
    ["the hash itself", { authorization: `Bearer ${hashOfKey(TEXT)}` }, "invalid_api_key"],
    [
      "an unknown bearer beside a good key",
      { authorization: "Bearer other-secret", "api-key": TEXT },
      "invalid_api_key",
    ],
  ])("401 for %s", async (_, headers, code) => {
    const refusal = await refusalOf(() => tenancyOf(keyWith()).authenticate(requestWith(headers)));
    expect(refusal).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(refusal.body.error).toMatchObject({ type: "invalid_request_error", param: null, code });
    expect(JSON.stringify(refusal.body)).not.toContain("secret");
  });

  test("without keys none is asked for; with an empty list nobody comes in", async () => {
    const store = storeSchema.parse({});
    const open = createTenancy({ keys: undefined, store }, createMemoryStore());
    expect(open.authenticate(requestWith({}))).toBeUndefined();
    const closed = createTenancy({ keys: [], store }, createMemoryStore());
    expect(await refusalOf(() => closed.authenticate(requestWith({ "api-key": TEXT })))).toMatchObject({
      status: 401,
    });
  });
});

describe("what a key is for", () => {
  test("403 for another model and another label, and nothing is counted", async () => {
    const key = keyWith({ models: ["chat"], labels: ["public"], requestsPerMinute: 1 });
    const tenancy = tenancyOf(key);
    const model = await refusalOf(() => tenancy.admit(key, "other", "public", 1));
    expect([model.status, model.body.error.code]).toEqual([403, "model_not_allowed"]);
    const label = await refusalOf(() => tenancy.admit(key, "chat", "sensitive", 1));
    expect([label.status, label.body.error.code]).toEqual([403, "label_not_allowed"]);
    admitNow(tenancy, key, 1);
  });
});

describe("limits", () => {
  test("429 with the time after which it passes", async () => {
    const key = keyWith({ requestsPerMinute: 1 });
    const tenancy = tenancyOf(key);
    admitNow(tenancy, key, 1);
    const refusal = await refusalOf(() => tenancy.admit(key, "chat", "public", 1));
    expect(refusal.status).toBe(429);
    expect(refusal.body.error).toMatchObject({ type: "rate_limit_error", code: "rate_limit_exceeded" });
    expect(refusal.body.error.message).toContain("requests per minute (1)");
    const seconds = Number(refusal.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(120);
    expect(refusal.headers["x-should-retry"]).toBeUndefined();
  });

  test("a request that alone is more than a minute's tokens is told that waiting is useless", async () => {
    const key = keyWith({ tokensPerMinute: 100, requestsPerMinute: 1 });
    const tenancy = tenancyOf(key);
    const refusal = await refusalOf(() => tenancy.admit(key, "chat", "public", 100.5));
    expect(refusal).toMatchObject({ status: 429, headers: { "x-should-retry": "false" } });
    expect(refusal.headers["retry-after"]).toBeUndefined();
    expect(refusal.body.error.message).toMatch(/101 tokens.* 100 per minute in all.*never pass/);
    admitNow(tenancy, key, 100);
  });

  test("actual tokens take the place of estimated ones", () => {
    const key = keyWith({ tokensPerMinute: 100 });
    const tenancy = tenancyOf(key);
    admitNow(tenancy, key, 90).settle({ tokens: 20, eur: 0 });
    admitNow(tenancy, key, 80);
    expect(() => admitNow(tenancy, key, 1)).toThrow(ApiError);
  });

  test("a budget that is used up tells clients to give up until it is new", async () => {
    const key = keyWith({ budget: { eurPerDay: 1 } });
    const tenancy = tenancyOf(key);
    admitNow(tenancy, key, 1).settle({ tokens: 1, eur: 1 });
    const refusal = await refusalOf(() => tenancy.admit(key, "chat", "public", 1));
    expect(refusal).toMatchObject({ status: 429, headers: { "x-should-retry": "false" } });
    expect(refusal.body.error).toMatchObject({ type: "insufficient_quota", code: "insufficient_quota" });
    expect(Number(refusal.headers["retry-after"])).toBeLessThanOrEqual(86_400);
  });

  test("a budget of 0 lets nothing in, though it costs nothing", () => {
    const key = keyWith({ budget: { eurPerMonth: 0 } });
    expect(() => admitNow(tenancyOf(key), key, 1)).toThrow("used up its EUR per month (0)");
  });
});

describe("money", () => {
  test("is set aside before, refused where there is too little, and replaced by what it was", async () => {
    const key = keyWith({ budget: { eurPerDay: 1, eurPerMonth: 10 } });
    const tenancy = tenancyOf(key);
    const admission = admitNow(tenancy, key, 1);
    expect(admission.reserve(0.7)).toBe(true);
    expect(admission.reserve(0.4)).toBe(false);
    expect(admission.reserve(0.3)).toBe(true);
    // All is set aside by this very request, but what costs nothing may still be asked.
    expect(admission.reserve(0)).toBe(true);
    expect((await tenancy.spent()).get("team")?.eurToday).toBe(1);
    admission.settle({ tokens: 1, eur: 0.123456789 });
    expect((await tenancy.spent()).get("team")).toEqual({ eurToday: 0.123456789, eurThisMonth: 0.123456789 });
    expect(admitNow(tenancy, key, 1).reserve(0.876543211)).toBe(true);
  });

  test("of a key without limits is counted all the same", async () => {
    const key = keyWith();
    const tenancy = tenancyOf(key);
    const admission = admitNow(tenancy, key, 1e9);
    expect(admission.reserve(1e6)).toBe(true);
    admission.settle({ tokens: 5, eur: 0.5 });
    expect((await tenancy.spent()).get("team")?.eurToday).toBe(0.5);
  });

  test("a request counts on the day on which it began", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 30, 23, 59, 59) });
    onTestFinished(() => void vi.useRealTimers());
    const key = keyWith({ budget: { eurPerDay: 1 } });
    const store = createMemoryStore();
    const tenancy = tenancyOf(key, store);
    const admission = admitNow(tenancy, key, 1);
    expect(admission.reserve(0.5)).toBe(true);
    vi.setSystemTime(Date.UTC(2026, 11, 1, 0, 0, 30));
    expect(admitNow(tenancy, key, 1).reserve(0.25)).toBe(true);
    admission.settle({ tokens: 1, eur: 0.75 });
    expect((await tenancy.spent()).get("team")).toEqual({ eurToday: 0.25, eurThisMonth: 0.25 });
    const before = await store.spent(["team"], Date.UTC(2026, 10, 30));
    expect(before.get("team")).toEqual({ eurToday: 0.75, eurThisMonth: 0.75 });
  });
});

describe("a store that is down", () => {
  function shakyStore() {
    const memory = createMemoryStore();
    const state = { down: false };
    const corrected: Charge[] = [];
    const store: UsageStore = {
      ...memory,
      charge: (...parameters) =>
        state.down ? Promise.reject(new StoreDown("down")) : Promise.resolve(memory.charge(...parameters)),
      correct(key, charge, at) {
        corrected.push(charge);
        memory.correct(key, charge, at);
      },
    };
    return { store, state, corrected };
  }

  test("refuses limited keys with 503, and those without limits pass", async () => {
    const { store, state } = shakyStore();
    state.down = true;
    const key = keyWith({ requestsPerMinute: 5 });
    const refusal = await refusalOf(() => tenancyOf(key, store).admit(key, "chat", "public", 1));
    expect([refusal.status, refusal.body.error.code]).toEqual([503, "limits_unavailable"]);
    admitNow(tenancyOf(keyWith(), store), keyWith(), 1);
  });

  test("a store that goes in the middle of a request stops further attempts, and the request is settled", async () => {
    const { store, state, corrected } = shakyStore();
    const key = keyWith({ budget: { eurPerDay: 1 } });
    const admission = await tenancyOf(key, store).admit(key, "chat", "public", 10);
    expect(await admission.reserve(0.5)).toBe(true);
    state.down = true;
    const refusal = await refusalOf(() => admission.reserve(0.1));
    expect(refusal.body.error.code).toBe("limits_unavailable");
    admission.settle({ tokens: 4, eur: 0.25 });
    expect(corrected).toEqual([{ requests: 0, tokens: -6, nanoEur: -250_000_000 }]);
  });

  test("or lets pass what this process's own count allows, which knows what it spent before", async () => {
    const { store, state, corrected } = shakyStore();
    const key = keyWith({ requestsPerMinute: 3, budget: { eurPerDay: 1 } });
    const tenancy = tenancyOf(key, store, "allow");
    const before = await tenancy.admit(key, "chat", "public", 10);
    expect(await before.reserve(0.5)).toBe(true);
    before.settle({ tokens: 10, eur: 0.4 });
    state.down = true;
    const during = await tenancy.admit(key, "chat", "public", 10);
    expect(await during.reserve(0.61)).toBe(false);
    expect(await during.reserve(0.6)).toBe(true);
    during.settle({ tokens: 3, eur: 0.3 });
    // The store never saw it, and is told of all that it was.
    expect(corrected.at(-1)).toEqual({ requests: 1, tokens: 3, nanoEur: 300_000_000 });
    await tenancy.admit(key, "chat", "public", 10);
    expect((await refusalOf(() => tenancy.admit(key, "chat", "public", 10))).status).toBe(429);
  });
});
