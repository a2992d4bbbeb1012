import fc from "fast-check";
import type { Charge, Limits, UsageStore, Verdict } from "../../../gateway/tenancy/store.ts";

/** What a store is asked, in an order in which time does not run back for what is let in. */
export interface Step {
  readonly kind: "charge" | "reserve" | "correct";
  /** Milliseconds since the step before. */
  readonly later: number;
  /** Of the steps so far, the one whose time a reservation or correction belongs to. */
  readonly of: number;
  readonly charge: Charge;
}

export const limits: fc.Arbitrary<Limits> = fc.record({
  requestsPerMinute: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  tokensPerMinute: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  eurPerDay: fc.option(fc.constantFrom(0, 0.0001, 0.001, 0.0031), { nil: undefined }),
  eurPerMonth: fc.option(fc.constantFrom(0, 0.0002, 0.002, 0.005), { nil: undefined }),
});

/** Minutes pass, and now and then whole days: 24 November to the first days of December. */
const later = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 25_000 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 59_999, 60_000, 60_001, 119_999, 120_000) },
  { weight: 1, arbitrary: fc.integer({ min: 3_600_000, max: 100_000_000 }) },
);
const tokens = fc.integer({ min: 0, max: 400 });
const nanoEur = fc.integer({ min: 0, max: 900_000 });

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc
    .record({
      kind: fc.constantFrom("charge", "charge", "reserve", "correct"),
      later,
      of: fc.nat(1000),
      charge: fc.record({ requests: fc.constant(1), tokens, nanoEur: fc.constantFrom(0) }),
      money: nanoEur,
      sign: fc.constantFrom(-1, 1),
    })
    .map(({ kind, later, of, charge, money, sign }): Step => {
      if (kind === "charge") return { kind, later, of, charge };
      if (kind === "reserve") return { kind, later, of, charge: { requests: 0, tokens: 0, nanoEur: money } };
      return {
        kind,
        later,
        of,
        charge: { requests: 0, tokens: sign * charge.tokens, nanoEur: sign * money },
      };
    }),
  { minLength: 1, maxLength: 40 },
);

export const BEGIN = Date.UTC(2026, 10, 24, 17, 59, 30);

/** The verdicts of a store; `settled` waits until it has applied a correction. */
export async function verdictsOf(
  store: UsageStore,
  key: string,
  limits: Limits,
  steps: readonly Step[],
  settled: () => Promise<void>,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const times: number[] = [];
  let now = BEGIN;
  for (const step of steps) {
    now += step.later;
    times.push(now);
    // A request runs for two hours at most.
    const chosen = times[step.of % times.length] ?? now;
    const at = step.kind === "charge" ? now : Math.max(chosen, now - 7_200_000);
    if (step.kind === "correct") {
      store.correct(key, step.charge, at);
      await settled();
    } else verdicts.push(await store.charge(key, limits, step.charge, at));
  }
  return verdicts;
}
