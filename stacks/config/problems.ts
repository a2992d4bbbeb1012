import type { Problem } from "../../domain/validation.ts";

/** A problem with a key of an environment. */
export function at(path: string, value: unknown, message: string): Problem {
  return { path, value: value === undefined ? undefined : JSON.stringify(value), message };
}
