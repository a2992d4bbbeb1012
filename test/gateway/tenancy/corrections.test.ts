import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Corrections, type Correction } from "../../../gateway/tenancy/corrections.ts";

const T = Date.UTC(2026, 10, 24, 12, 0, 0);
const eur = (nanoEur: number) => ({ requests: 0, tokens: 7, nanoEur });

function setUp() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const sent: Correction[] = [];
  const failed = vi.fn();
  const state = { down: false };
  const corrections = new Corrections({
    failed,
    apply(correction) {
      sent.push(correction);
      return state.down ? Promise.reject(new Error("down")) : Promise.resolve();
    },
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { sent, failed, state, corrections, settle };
}

const sumOf = (sent: readonly Correction[]) => {
  // The same number of the same key is the same correction, however often it is sent.
  const once = new Map(sent.map((one) => [`${one.key} ${one.sequence}`, one]));
  return [...once.values()].reduce((sum, { charge }) => sum + charge.nanoEur, 0);
};

describe("corrections on their way to the store", () => {
  test("go at once, numbered by key; those that change nothing do not go", async () => {
    const { sent, corrections, settle } = setUp();
    corrections.add("a", eur(1), T);
    await settle();
    corrections.add("b", eur(2), T);
    corrections.add("a", { requests: 0, tokens: 0, nanoEur: 0 }, T);
    corrections.add("a", eur(3), T);
    await settle();
    expect(sent.map(({ key, sequence, charge }) => [key, sequence, charge.nanoEur])).toEqual([
      ["a", 1, 1],
      ["b", 1, 2],
      ["a", 2, 3],
    ]);
  });

  test("one that failed is sent again as it was, with the same number, before what came later", async () => {
    const { sent, failed, state, corrections, settle } = setUp();
    state.down = true;
    corrections.add("a", eur(1), T);
    await settle();
    corrections.add("a", eur(10), T);
    corrections.add("a", eur(20), T);
    await settle();
    expect(sent).toHaveLength(1);
    expect(failed).toHaveBeenCalledWith(1, 1);
    state.down = false;
    await vi.advanceTimersByTimeAsync(1_000);
    const first = { key: "a", at: T, charge: eur(1), sequence: 1 };
    const rest = { key: "a", at: T, charge: { requests: 0, tokens: 14, nanoEur: 30 }, sequence: 2 };
    expect(sent).toEqual([first, first, rest]);
  });

  test("a long outage takes little memory and forgets no money", async () => {
    const { sent, state, corrections, settle } = setUp();
    state.down = true;
    let total = 0;
    for (let minute = 0; minute < 3000; minute += 1) {
      corrections.add("a", eur(minute), T + minute * 60_000);
      total += minute;
    }
    await settle();
    state.down = false;
    sent.length = 0;
    corrections.flush();
    await settle();
    expect(sumOf(sent)).toBe(total);
    // The first, three days and the last minutes.
    expect(sent.length).toBeLessThan(20);
    const perDay = new Map<string, number>();
    for (const { at, charge } of sent) {
      const day = new Date(at).toISOString().slice(0, 10);
      perDay.set(day, (perDay.get(day) ?? 0) + charge.nanoEur);
    }
    // Noon to midnight are the minutes 0 to 719.
    expect(perDay.get("2026-11-24")).toBe((719 * 720) / 2);
  });

  test("when the gateway stops, they get their time, and what is lost is named", async () => {
    const { state, corrections, settle } = setUp();
    state.down = true;
    corrections.add("a", eur(1), T);
    await settle();
    corrections.add("a", eur(4), T + 60_000);
    const drained = corrections.drain(500);
    await vi.advanceTimersByTimeAsync(500);
    expect(await drained).toEqual([{ key: "a", nanoEur: 5 }]);
  });

  test("when the gateway stops and the store is there, nothing is lost and nobody waits", async () => {
    const { sent, corrections } = setUp();
    corrections.add("a", eur(1), T);
    corrections.add("a", eur(2), T + 60_000);
    expect(await corrections.drain(500)).toEqual([]);
    expect(sumOf(sent)).toBe(3);
  });
});
