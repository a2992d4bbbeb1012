import { type PlannedResource, UNKNOWN, type Value } from "../resource.ts";

/** What is wrong with a resource, where, and what to do. */
export function problem(resource: PlannedResource, text: string, fix: string): string {
  return `${resource.type} "${resource.name}": ${text}\n  Fix: ${fix}`;
}

export const NOT_KNOWN = "is not known before something else is created";

/** A value for people; never for values that may be secret. */
export function shown(value: Value | undefined): string {
  if (value === undefined) return "is not set";
  if (value === UNKNOWN) return NOT_KNOWN;
  return `is ${JSON.stringify(value, (_, part: unknown) => (part === UNKNOWN ? "(not known yet)" : part))}`;
}
