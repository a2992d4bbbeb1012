import { InvalidArgumentError } from "commander";

/** What several commands take and tell alike. */

export const EXIT_CODES = `
Exit codes:
  0  fine
  1  error: configuration, program, engine, another mandatory policy
  2  data residency is violated or not proved
  3  over the monthly budget
  4  a price is missing or stale
  130  interrupted`;

/** A day as an option. */
export function day(text: string): string {
  // The round trip refuses days that no calendar has, such as 2026-02-31.
  const parsed = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError("It takes a day such as 2026-11-24.");
  }
  return text;
}
