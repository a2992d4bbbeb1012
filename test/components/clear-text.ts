import { isProperties, type Value } from "../../policies/resource.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Every text in a value that goes to the engine, except what is marked as a secret. */
export function clearTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(clearTexts);
  if (typeof value !== "object" || value === null) return [];
  if (Reflect.get(value, SIGNATURE) === SECRET) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...clearTexts(child)]);
}

/** The value at a path of keys and indices. */
export function at(value: Value | undefined, ...path: (string | number)[]): Value | undefined {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === "number") {
      const list: readonly Value[] = found;
      found = list[step];
    } else if (isProperties(found)) found = found[step];
    else return undefined;
  }
  return found;
}

/** The keys of an object in alphabetical order; none of anything else. */
export const keysOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null ? Object.keys(value).sort() : [];
