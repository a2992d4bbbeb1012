import { afterAll, beforeAll, expect, test } from "vitest";
import { inParallel, runCase, variantsOf, type Result } from "./driver.ts";
import { requestsCounted, sumOf } from "./metrics.ts";
import { ownSettings, type LogEntry } from "./own-gateway.ts";
import { ALL_CASES, totalsOf } from "./wall.ts";

/** Every fault of the wall against our gateway: what its client sees must be what stands beside the case. */

const ATTEMPTS = "eu_llm_gateway_attempts_total";
const RUNS = ALL_CASES.flatMap((fault) => variantsOf(fault).map((variant) => ({ fault, variant })));
const nameOf = ({ fault, variant }: (typeof RUNS)[number]) => `${fault.kind} [${fault.asked}, ${variant}]`;

const results = new Map<string, Result>();
const internalErrors: LogEntry[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);

/** All runs at once, so many at a time: most of them wait for a silence. */
beforeAll(async () => {
  process.on("unhandledRejection", onUnhandled);
  process.on("uncaughtException", onUnhandled);
  const settings = ownSettings((entry) => {
    if (entry.message === "internal error") internalErrors.push(entry);
  });
  await inParallel(
    RUNS.map((run) => async () => {
      results.set(nameOf(run), await runCase(run.fault, run.variant, settings));
    }),
    6,
  );
}, 120_000);

afterAll(() => {
  process.off("unhandledRejection", onUnhandled);
  process.off("uncaughtException", onUnhandled);
});

function resultOf(name: string): Result {
  const result = results.get(name);
  if (result === undefined) throw new Error(`${name} was not run`);
  return result;
}

test("every case has a name of its own", () => {
  expect(new Set(RUNS.map(nameOf)).size).toBe(RUNS.length);
});

test.each(RUNS.map(nameOf))("%s", (name) => {
  const { judgement } = resultOf(name);
  expect(judgement.verdict === "bad" ? judgement.reason : "").toBe("");
});

test("clients that leave are counted as such", () => {
  for (const run of RUNS.filter(({ fault }) => fault.client?.kind === "leaves")) {
    const { metrics, asked, cancelledAfter } = resultOf(nameOf(run));
    expect(sumOf(metrics, ATTEMPTS, { outcome: "client_gone" }), nameOf(run)).toBe(1);
    expect(requestsCounted(metrics), nameOf(run)).toBe(1);
    expect(asked, nameOf(run)).toEqual([1, 0]);
    expect(cancelledAfter, nameOf(run)).toBeLessThanOrEqual(1000);
  }
});

test("nothing is bad, and most kinds of faults are never seen by a client", () => {
  const { kinds, runs } = totalsOf([...results.values()]);
  expect(runs.bad).toBe(0);
  expect(kinds.bad).toBe(0);
  expect(kinds.right + kinds["explicit error"]).toBeGreaterThanOrEqual(52);
  expect(kinds.right).toBeGreaterThanOrEqual(46);
});

test("no fault is an internal error, and none escapes", () => {
  expect(internalErrors).toEqual([]);
  expect(unhandled).toEqual([]);
});
