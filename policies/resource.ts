import { UnknownValueError } from "@pulumi/policy";

/** Stands where a value is not known before something else was created. */
export const UNKNOWN: unique symbol = Symbol("unknown until it is created");

export type Value = string | number | boolean | null | typeof UNKNOWN | readonly Value[] | Properties;
export interface Properties {
  readonly [key: string]: Value;
}

/** A resource as the policies see it, whether it came from the engine or from an offline plan. */
export interface PlannedResource {
  readonly urn: string;
  /** Type token, such as scaleway:kubernetes/pool:Pool. */
  readonly type: string;
  readonly name: string;
  /** Its inputs: what the program asks for. */
  readonly properties: Properties;
  /** What the provider made of them, as far as it is known; undefined where only the inputs are. */
  readonly outputs?: Properties;
  /** The explicit or default provider that creates it; undefined for components. */
  readonly provider?: { readonly urn: string; readonly properties: Properties };
  /** URN of the parent. */
  readonly parent?: string;
  /** URNs of the resources that its values come from. */
  readonly dependencies: readonly string[];
  /** The same by top-level property, where it is known. */
  readonly origins?: Readonly<Record<string, readonly string[]>>;
}

/** How Pulumi marks an unknown of each type in transit (@pulumi/pulumi/runtime/rpc). */
const UNKNOWN_MARKS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** How Pulumi wraps secrets, outputs and assets in transit and in files; the key's value says which of them it is. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** A secret: its value in transit, `ciphertext` in files, `plaintext` (as JSON) in those of --show-secrets. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Assets, archives and references to resources hold no value that could be judged. */
const WITHOUT_VALUE: ReadonlySet<unknown> = new Set([
  "c44067f5952c0a294b673a41bacd8c17",
  "0def7320c3a5731c473e5ecbe6d01bc7",
  "5cf8f73096256a8f31e491e813e4eb8e",
]);

/**
 * A plain copy in which unknown values are UNKNOWN. The policy library's proxies throw on reading one, and the engine
 * then turns a mandatory policy into an advisory one for that resource; so every read happens here, and unknowns become
 * something to judge.
 */
export function plainProperties(source: object): Properties {
  return Object.fromEntries(
    Object.keys(source).flatMap((key): [string, Value][] => {
      const value = read(source, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function read(source: object, key: string | number): Value | undefined {
  try {
    return plainValue(Reflect.get(source, key));
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}

function plainValue(value: unknown): Value | undefined {
  if (value === null) return null;
  if (typeof value === "string") return UNKNOWN_MARKS.has(value) ? UNKNOWN : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object") return undefined;
  if (Array.isArray(value)) {
    // By index: iterating a proxied list reads its elements where nothing catches an unknown one.
    return Array.from({ length: value.length }, (_, index) => read(value, index) ?? null);
  }
  return Object.hasOwn(value, SIGNATURE) ? wrappedValue(value) : plainProperties(value);
}

/** What is behind a signature. An output without a value and a secret that is encrypted are not known. */
function wrappedValue(wrapped: object): Value {
  if (Object.hasOwn(wrapped, "value")) return read(wrapped, "value") ?? UNKNOWN;
  const signature: unknown = Reflect.get(wrapped, SIGNATURE);
  if (WITHOUT_VALUE.has(signature)) return null;
  const plaintext: unknown = Object.hasOwn(wrapped, "plaintext")
    ? Reflect.get(wrapped, "plaintext")
    : undefined;
  // Whatever else there may be one day is judged as not known, so that nothing passes unseen.
  return signature === SECRET && typeof plaintext === "string" ? parsedValue(plaintext) : UNKNOWN;
}

function parsedValue(json: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return UNKNOWN;
  }
  return plainValue(parsed) ?? UNKNOWN;
}

export function isProperties(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Array.isArray does not narrow read-only arrays. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value at a path of keys; undefined where there is none, UNKNOWN where an ancestor is unknown. */
export function valueAt(properties: Properties, ...path: string[]): Value | undefined {
  let value: Value | undefined = properties;
  for (const key of path) {
    if (value === UNKNOWN) return UNKNOWN;
    if (!isProperties(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The package of a type token: scaleway:kubernetes/pool:Pool → scaleway; pulumi:providers:aws → aws. */
export function packageOf(type: string): string {
  const [first = "", second, third] = type.split(":");
  return first === "pulumi" && second === "providers" && third !== undefined ? third : first;
}
