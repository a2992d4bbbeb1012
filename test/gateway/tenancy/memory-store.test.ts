import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../../gateway/tenancy/memory-store.ts";
import { nanoEurOf, wholeTokens } from "../../../gateway/tenancy/store.ts";
import { limits, steps, verdictsOf } from "./sequences.ts";

const MINUTE = 60_000;
/** The begin of a minute. */
const T = Date.UTC(2026, 10, 24, 12, 0, 0);
const request = (tokens = 0) => ({ requests: 1, tokens, nanoEur: 0 });
const money = (eur: number) => ({ requests: 0, tokens: 0, nanoEur: nanoEurOf(eur) });
const allowed = { allowed: true };

describe("requests and tokens per minute", () => {
  test("as many as allowed, then none until the minute before has faded", () => {
    const store = createMemoryStore();
    const limit = { requestsPerMinute: 4 };
    for (let i = 0; i < 4; i += 1) expect(store.charge("a", limit, request(), T + 30_000)).toEqual(allowed);
    // 4 of this minute fade in the next: (4 - 1) / 4 of it are left after a quarter, 30 + 15 s from now.
    const refused = { allowed: false, limit: "requestsPerMinute", retryAfterSeconds: 45 };
    expect(store.charge("a", limit, request(), T + 30_000)).toEqual(refused);
    expect(store.charge("a", limit, request(), T + 74_999)).toMatchObject({
      allowed: false,
      retryAfterSeconds: 1,
    });
    expect(store.charge("a", limit, request(), T + 75_000)).toEqual(allowed);
    expect(store.charge("a", limit, request(), T + 75_000)).toMatchObject({
      allowed: false,
      retryAfterSeconds: 15,
    });
  });

  test("what was refused does not count", () => {
    const store = createMemoryStore();
    const limit = { tokensPerMinute: 100, requestsPerMinute: 10, eurPerDay: 1 };
    expect(store.charge("a", limit, { requests: 1, tokens: 60, nanoEur: 5 }, T)).toEqual(allowed);
    for (let i = 0; i < 50; i += 1) {
      expect(store.charge("a", limit, request(41), T)).toMatchObject({ limit: "tokensPerMinute" });
    }
    expect(store.charge("a", limit, request(40), T)).toEqual(allowed);
  });

  test("two minutes later nothing is left", () => {
    const store = createMemoryStore();
    expect(store.charge("a", { tokensPerMinute: 100 }, request(100), T)).toEqual(allowed);
    expect(store.charge("a", { tokensPerMinute: 100 }, request(100), T + 2 * MINUTE)).toEqual(allowed);
  });

  test("keys do not share", () => {
    const store = createMemoryStore();
    expect(store.charge("a", { requestsPerMinute: 1 }, request(), T)).toEqual(allowed);
    expect(store.charge("b", { requestsPerMinute: 1 }, request(), T)).toEqual(allowed);
  });

  test("a correction changes the minute of its estimate", () => {
    const store = createMemoryStore();
    store.charge("a", { tokensPerMinute: 100 }, request(100), T);
    store.correct("a", { requests: 0, tokens: -100, nanoEur: 0 }, T);
    // In the minute after, it would otherwise make room that the minute itself never had.
    expect(store.charge("a", { tokensPerMinute: 100 }, request(100), T + MINUTE)).toEqual(allowed);
    store.correct("a", { requests: 0, tokens: 60, nanoEur: 0 }, T);
    expect(store.charge("a", { tokensPerMinute: 110 }, request(10), T + MINUTE)).toMatchObject({
      allowed: false,
    });
    expect(store.charge("a", { tokensPerMinute: 110 }, request(10), T + 2 * MINUTE)).toEqual(allowed);
  });

  test("retry-after is when it passes, and not earlier than needed", async () => {
    const amount = fc.integer({ min: 1, max: 100 });
    const offset = fc.integer({ min: 0, max: MINUTE - 1 });
    await fc.assert(
      fc.asyncProperty(amount, amount, amount, offset, (earlier, current, added, passed) => {
        const limit = { tokensPerMinute: 100 };
        const fill = () => {
          const store = createMemoryStore();
          store.correct("a", request(earlier), T - MINUTE);
          store.correct("a", request(current), T);
          return store;
        };
        const now = T + passed;
        const verdict = fill().charge("a", limit, request(added), now);
        if (verdict.allowed) return Promise.resolve();
        const wait = verdict.retryAfterSeconds * 1000;
        expect(fill().charge("a", limit, request(added), now + wait)).toEqual(allowed);
        if (wait > 1000) {
          expect(fill().charge("a", limit, request(added), now + wait - 1000)).toMatchObject({
            allowed: false,
          });
        }
        return Promise.resolve();
      }),
    );
  });
});

describe("budgets", () => {
  test("to the last nano-EUR, and not one more", () => {
    const store = createMemoryStore();
    // 0.1 + 0.2 is not 0.3 in binary fractions.
    expect(store.charge("a", { eurPerDay: 0.3 }, money(0.1), T)).toEqual(allowed);
    expect(store.charge("a", { eurPerDay: 0.3 }, money(0.2), T)).toEqual(allowed);
    const refused = { allowed: false, limit: "eurPerDay", retryAfterSeconds: 12 * 3600 };
    expect(store.charge("a", { eurPerDay: 0.3 }, { ...money(0), nanoEur: 1 }, T)).toEqual(refused);
    expect(store.charge("a", { eurPerDay: 0.3 }, request(), T)).toEqual(refused);
    expect(store.charge("a", { eurPerDay: 0.3 }, request(), T + 12 * 3_600_000)).toEqual(allowed);
  });

  test("a month ends with the month, a day within it does not help", () => {
    const store = createMemoryStore();
    const limit = { eurPerDay: 2, eurPerMonth: 2 };
    store.charge("a", limit, money(2), T);
    const days = (count: number) => T + count * 86_400_000;
    // From 25 November, 12:00, to 1 December, 0:00: five and a half days.
    const refused = { allowed: false, limit: "eurPerMonth", retryAfterSeconds: 5.5 * 86_400 };
    expect(store.charge("a", limit, request(), days(1))).toEqual(refused);
    expect(store.charge("a", limit, money(2), days(7))).toEqual(allowed);
  });

  test("a budget of 0 stops all", () => {
    expect(createMemoryStore().charge("a", { eurPerDay: 0 }, request(), T)).toMatchObject({
      limit: "eurPerDay",
    });
    expect(createMemoryStore().charge("a", { eurPerMonth: 0 }, request(), T)).toMatchObject({
      limit: "eurPerMonth",
    });
  });

  test("what began yesterday is corrected yesterday", async () => {
    const store = createMemoryStore();
    const late = Date.UTC(2026, 10, 30, 23, 59);
    const next = late + 2 * MINUTE;
    store.charge("a", {}, money(1), late);
    store.charge("a", {}, money(0.5), next);
    store.correct("a", money(-0.75), late);
    expect(store.charge("a", { eurPerDay: 0.5 }, money(0.26), late)).toEqual({
      allowed: false,
      limit: "eurPerDay",
      retryAfterSeconds: 60,
    });
    expect((await store.spent(["a"], late)).get("a")).toEqual({ eurToday: 0.25, eurThisMonth: 0.25 });
    expect((await store.spent(["a"], next)).get("a")).toEqual({ eurToday: 0.5, eurThisMonth: 0.5 });
    expect((await store.spent(["b"], next)).get("b")).toEqual({ eurToday: 0, eurThisMonth: 0 });
  });

  test("absurd amounts stay numbers that can be counted", () => {
    expect([nanoEurOf(1e300), nanoEurOf(Infinity), wholeTokens(Infinity)]).toEqual([1e15, 1e15, 1e10]);
    expect([nanoEurOf(1.5e-9), wholeTokens(1.2)]).toEqual([2, 2]);
  });

  test("whatever happens, no more is let in than the budget has", async () => {
    await fc.assert(
      fc.asyncProperty(limits, steps, async (limit, all) => {
        // Corrections alone may go beyond it: they say what was really spent.
        const charges = all.filter(({ kind }) => kind !== "correct");
        const store = createMemoryStore();
        await verdictsOf(store, "a", limit, charges, () => Promise.resolve());
        for (let day = 0; day < 60; day += 1) {
          const spent = (await store.spent(["a"], T + day * 86_400_000)).get("a");
          expect(spent?.eurToday).toBeLessThanOrEqual(limit.eurPerDay ?? Infinity);
          expect(spent?.eurThisMonth).toBeLessThanOrEqual(limit.eurPerMonth ?? Infinity);
        }
      }),
    );
  });
});
