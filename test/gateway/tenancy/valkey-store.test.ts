import { getCACertificates, setDefaultCACertificates } from "node:tls";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { LogEntry } from "../../../gateway/observability/log.ts";
import { createMemoryStore } from "../../../gateway/tenancy/memory-store.ts";
import { StoreDown, type UsageStore } from "../../../gateway/tenancy/store.ts";
import { createValkeyStore, type ValkeyStoreOptions } from "../../../gateway/tenancy/valkey-store.ts";
import { until } from "../harness.ts";
import { limits, steps, verdictsOf } from "./sequences.ts";
import { freePort } from "../upstream.ts";
import { SERVERS, startStoreServer } from "./store-server.ts";

/** Seconds that no healthy answer takes, even on a busy machine. */
const PATIENT = 20;
/** Seconds for tests in which the store does not answer. */
const IMPATIENT = 0.4;
const NOW = Date.UTC(2026, 10, 24, 12, 0, 20);

function open(
  url: string,
  options: Partial<ValkeyStoreOptions> = {},
): { store: UsageStore; log: LogEntry[] } {
  const log: LogEntry[] = [];
  const store = createValkeyStore({
    ...{ url, password: undefined, prefix: "test", timeoutSeconds: PATIENT },
    log: (entry) => log.push(entry),
    ...options,
  });
  onTestFinished(() => store.close());
  return { store, log };
}

const money = (nanoEur: number) => ({ requests: 0, tokens: 0, nanoEur });
const request = (tokens = 0) => ({ requests: 1, tokens, nanoEur: 0 });

async function isUp(store: UsageStore): Promise<boolean> {
  try {
    await store.spent(["nobody"], NOW);
    return true;
  } catch (error) {
    if (error instanceof StoreDown) return false;
    throw error;
  }
}

const nanoEurToday = async (store: UsageStore, key = "a") =>
  Math.round(((await store.spent([key], NOW)).get(key)?.eurToday ?? 0) * 1e9);

describe.skipIf(SERVERS.length === 0).each(SERVERS)("on %s", (program) => {
  async function setUp(options: Partial<ValkeyStoreOptions> = {}) {
    const server = await startStoreServer(program);
    const { store, log } = open(server.url, options);
    await until(() => isUp(store));
    return { server, store, log };
  }

  test("gives the same verdicts as the memory store", async () => {
    const { store } = await setUp();
    // The server learns the script with the first correction.
    store.correct("first", money(1), NOW);
    await until(async () => (await nanoEurToday(store, "first")) === 1);
    // On one connection, this is answered after the correction.
    const settled = async () => {
      await store.spent(["nobody"], NOW);
      await new Promise((resolve) => setImmediate(resolve));
    };
    let run = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(limits, steps, async (limit, all) => {
        run += 1;
        const memory = createMemoryStore();
        const expected = await verdictsOf(memory, "a", limit, all, () => Promise.resolve());
        expect(await verdictsOf(store, `key-${run}`, limit, all, settled)).toEqual(expected);
        refused += expected.filter(({ allowed }) => !allowed).length;
      }),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  test("two gateways share what is counted, and charges at the same time never pass a budget", async () => {
    const { server, store } = await setUp();
    const { store: other } = open(server.url);
    await until(() => isUp(other));
    const limit = { eurPerDay: 1000 / 1e9, requestsPerMinute: 1000 };
    const charge = async (index: number) =>
      (index % 2 === 0 ? store : other).charge("a", limit, { ...request(), nanoEur: 90 }, NOW);
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, index) => charge(index)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(11);
    expect(await nanoEurToday(other)).toBe(990);
    // None of the refused ones was counted as a request either.
    expect(await store.charge("a", { requestsPerMinute: 12 }, request(), NOW)).toEqual({ allowed: true });
    expect(await store.charge("a", { requestsPerMinute: 12 }, request(), NOW)).toMatchObject({
      allowed: false,
    });
  });

  test("its keys lie in one slot, say nothing but names, and go by themselves", async () => {
    const { server, store } = await setUp({ prefix: "eu-llm" });
    await store.charge("team-a", { requestsPerMinute: 5 }, { ...request(3), nanoEur: 4 }, NOW);
    store.correct("team-a", { requests: 0, tokens: 1, nanoEur: 1 }, NOW);
    await until(async () => (await nanoEurToday(store, "team-a")) === 5);
    const keys = await server.command("KEYS", "*");
    if (!Array.isArray(keys)) throw new Error("no list");
    const lives = new Map<string, number>();
    for (const key of keys.map(String)) lives.set(key, Number(await server.command("TTL", key)));
    const minute = Math.floor(NOW / 60_000);
    const corrected =
      [...lives.keys()].find((key) => /^eu-llm:\{team-a\}:corrected:[0-9a-f-]{36}$/.test(key)) ?? "";
    const expected: Record<string, number> = {
      [`eu-llm:{team-a}:minute:${minute}`]: 180,
      "eu-llm:{team-a}:day:2026-11-24": 3 * 86_400,
      "eu-llm:{team-a}:month:2026-11": 70 * 86_400,
      [corrected]: 3 * 86_400,
    };
    expect([...lives.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [key, life] of Object.entries(expected)) {
      expect(lives.get(key)).toBeLessThanOrEqual(life);
      expect(lives.get(key)).toBeGreaterThan(life - 120);
    }
  });

  test("money is a whole number, however small and often, and never becomes a credit", async () => {
    const { store } = await setUp();
    for (let i = 0; i < 1000; i += 1) store.correct("a", money(1), NOW);
    await until(async () => (await nanoEurToday(store)) === 1000);
    store.correct("a", money(-5000), NOW);
    await until(async () => (await nanoEurToday(store)) === 0);
    store.correct("a", money(7), NOW);
    await until(async () => (await nanoEurToday(store)) === 7);
  });

  test("goes on when the server forgot the scripts", async () => {
    const { server, store } = await setUp();
    await store.charge("a", { requestsPerMinute: 2 }, request(), NOW);
    await server.command("SCRIPT", "FLUSH");
    expect(await store.charge("a", { requestsPerMinute: 2 }, request(), NOW)).toEqual({ allowed: true });
    await server.command("SCRIPT", "FLUSH");
    store.correct("a", money(3), NOW);
    await until(async () => (await nanoEurToday(store)) === 3);
  });

  test("a server that hangs costs one time limit, and what it counts late is taken back", async () => {
    const { server, store, log } = await setUp({ timeoutSeconds: IMPATIENT });
    const limit = { requestsPerMinute: 1, eurPerDay: 1 };
    const amount = { ...request(), nanoEur: 50 };
    server.pause();
    const from = performance.now();
    await expect(store.charge("a", limit, amount, NOW)).rejects.toThrow(StoreDown);
    expect((performance.now() - from) / 1000).toBeGreaterThan(IMPATIENT * 0.9);
    expect((performance.now() - from) / 1000).toBeLessThan(10);
    // As long as it hangs, nothing else is sent, and nobody else waits.
    for (let i = 0; i < 100; i += 1) {
      await expect(store.charge("a", limit, amount, NOW)).rejects.toThrow("does not answer");
    }
    store.correct("b", money(20), NOW);
    server.resume();
    await until(() => isUp(store));
    await until(async () => (await nanoEurTodayOr(store, -1, "b")) === 20);
    await until(async () => (await nanoEurTodayOr(store, -1)) === 0);
    const { store: patient } = open(server.url);
    await until(() => isUp(patient));
    expect(await patient.charge("a", limit, amount, NOW)).toEqual({ allowed: true });
    expect(log.filter(({ message }) => message.includes("does not answer"))).toHaveLength(1);
  });

  test("a server that is killed and comes back: counts go on, corrections of the meantime are made once", async () => {
    const { server, store, log } = await setUp();
    const limit = { requestsPerMinute: 2 };
    await store.charge("a", limit, { ...request(), nanoEur: 100 }, NOW);
    await server.kill();
    await until(async () => !(await isUp(store)));
    const from = performance.now();
    await expect(store.charge("a", limit, request(), NOW)).rejects.toThrow(StoreDown);
    expect((performance.now() - from) / 1000).toBeLessThan(PATIENT / 2);
    for (let i = 1; i <= 10; i += 1) store.correct("a", money(i), NOW);
    await server.start();
    await until(() => isUp(store));
    await until(async () => (await nanoEurToday(store)) === 155);
    expect(await store.charge("a", limit, request(), NOW)).toEqual({ allowed: true });
    expect(await store.charge("a", limit, request(), NOW)).toMatchObject({ allowed: false });
    // One line for each kind of trouble, not one for each request.
    expect(log.filter(({ message }) => message.includes("is down"))).toHaveLength(1);
    expect(log.filter(({ message }) => message.includes("wait for the store"))).toHaveLength(1);
  });

  test("corrections whose answer was lost are not made twice", async () => {
    const { server, store } = await setUp({ timeoutSeconds: IMPATIENT });
    for (let round = 1; round <= 3; round += 1) {
      server.pause();
      // Sent, but the answer comes after the time limit; it is sent again.
      store.correct("a", money(100), NOW);
      await until(async () => !(await isUp(store)));
      store.correct("a", money(10), NOW);
      server.resume();
      await until(async () => (await nanoEurTodayOr(store, -1)) === 110 * round);
    }
    // As long as another try would take that was still waiting.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await until(async () => (await nanoEurTodayOr(store, -1)) === 330);
  });

  test("a server that hangs for long gets a new connection, on which corrections are still made once", async () => {
    const { server, store, log } = await setUp({ timeoutSeconds: IMPATIENT });
    server.pause();
    store.correct("a", money(100), NOW);
    await until(() => log.some(({ code }) => code === "connection_lost"));
    store.correct("a", money(10), NOW);
    await until(() => log.some(({ message }) => message.includes("wait for the store")));
    server.resume();
    await until(async () => (await nanoEurTodayOr(store, -1)) === 110);
    expect(log.filter(({ message }) => message.includes("is connected"))).toHaveLength(2);
  });

  test("a server that is not there yet is waited for", async () => {
    const server = await startStoreServer(program);
    await server.kill();
    const { store } = open(server.url);
    await expect(store.charge("a", {}, request(), NOW)).rejects.toThrow(StoreDown);
    store.correct("a", money(9), NOW);
    await server.start();
    await until(async () => (await nanoEurTodayOr(store, -1)) === 9);
  });

  test("a wrong password is told loudly and never shown; the right one opens", async () => {
    const server = await startStoreServer(program, { password: "right-password" });
    for (const password of ["wrong-password", undefined]) {
      const { store, log } = open(server.url, { password });
      await until(async () => {
        expect(await isUp(store)).toBe(false);
        return log.some(
          ({ level, message }) => level === "error" && message.includes("refuses the password"),
        );
      });
      expect(JSON.stringify(log)).not.toContain("wrong-password");
    }
    const { store, log } = open(server.url, { password: "right-password" });
    await until(() => isUp(store));
    await store.charge("a", { requestsPerMinute: 1 }, request(), NOW);
    expect(JSON.stringify(log)).not.toContain("right-password");
  });

  test("speaks TLS, and only with a server whose certificate it trusts", async () => {
    const server = await startStoreServer(program, { tls: true });
    const { store, log } = open(server.url);
    await until(() => log.some(({ code }) => code === "DEPTH_ZERO_SELF_SIGNED_CERT"));
    expect(await isUp(store)).toBe(false);
    const trusted = getCACertificates("default");
    onTestFinished(() => setDefaultCACertificates(trusted));
    setDefaultCACertificates([...trusted, server.certificate()]);
    const { store: trusting } = open(server.url);
    await until(() => isUp(trusting));
    expect(await trusting.charge("a", { requestsPerMinute: 1 }, request(), NOW)).toEqual({ allowed: true });
  });

  test("when the gateway stops, corrections still arrive", async () => {
    const { server, store } = await setUp();
    for (let i = 0; i < 5; i += 1) store.correct("a", money(2), NOW + i * 60_000);
    await store.close();
    expect(await server.command("GET", "test:{a}:day:2026-11-24")).toBe("10");
  });
});

const nanoEurTodayOr = async (store: UsageStore, otherwise: number, key = "a") =>
  (await isUp(store)) ? nanoEurToday(store, key).catch(() => otherwise) : otherwise;

test("without a server it says so, stops at once and names what was lost", async () => {
  const log: LogEntry[] = [];
  const url = `redis://127.0.0.1:${await freePort()}`;
  const store = createValkeyStore({
    ...{ url, password: undefined, prefix: "test", timeoutSeconds: 0.1 },
    log: (entry) => log.push(entry),
  });
  store.correct("a", money(2_500_000_000), NOW);
  await until(() => log.some(({ code }) => code === "ECONNREFUSED"));
  await store.close();
  expect(log).toContainEqual(
    expect.objectContaining({
      level: "error",
      message: "the store never learnt what a key spent",
      key: "a",
      eur: 2.5,
    }),
  );
  await expect(store.charge("a", {}, request(), NOW)).rejects.toThrow(StoreDown);
});
