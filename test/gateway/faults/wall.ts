import type { FaultCase } from "./case.ts";
import { CLIENT } from "./cases/client.ts";
import { CONNECTION } from "./cases/connection.ts";
import { CONTENT } from "./cases/content.ts";
import { STATUS } from "./cases/status.ts";
import { STREAMS } from "./cases/streams.ts";
import { USAGE } from "./cases/usage.ts";
import type { Result } from "./driver.ts";
import type { Verdict } from "./judge.ts";

/** All cases by subject. */
export const WALL: Readonly<Record<string, readonly FaultCase[]>> = {
  connection: CONNECTION,
  status: STATUS,
  streams: STREAMS,
  content: CONTENT,
  usage: USAGE,
  client: CLIENT,
};

export const ALL_CASES: readonly FaultCase[] = Object.values(WALL).flat();

export interface Totals {
  /** Runs: a case with and without a second endpoint are two. */
  readonly runs: Readonly<Record<Verdict, number>>;
  /** Kinds by the worst that the best-placed variant of any of its cases came to. */
  readonly kinds: Readonly<Record<Verdict, number>>;
}

/** A kind counts as right where every run that can be right is. */
export function totalsOf(results: readonly Result[]): Totals {
  const runs = count(results.map(({ judgement }) => judgement.verdict));
  const byKind = Map.groupBy(results, ({ fault }) => fault.kind);
  const kinds = count(
    [...byKind.values()].map((all): Verdict => {
      const verdicts = all.map(({ judgement }) => judgement.verdict);
      if (verdicts.includes("bad")) return "bad";
      // Alone, a fault cannot be hidden; a second endpoint is what makes the kind right.
      const backed = all.filter(({ variant }) => variant === "backed");
      const judged = backed.length > 0 ? backed : all;
      return judged.every(({ judgement }) => judgement.verdict === "right") ? "right" : "explicit error";
    }),
  );
  return { runs, kinds };
}

function count(verdicts: readonly Verdict[]): Record<Verdict, number> {
  const of = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  return { right: of("right"), "explicit error": of("explicit error"), bad: of("bad") };
}
