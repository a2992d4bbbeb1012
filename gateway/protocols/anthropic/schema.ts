import { isRecord } from "../../json.ts";

/**
 * The part of JSON Schema that the API keeps to, word for word, when it has to answer by a schema. OpenAI's knows more
 * (lengths, ranges, patterns, recursion), which the API refuses.
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
const KEYWORDS: ReadonlySet<string> = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "minItems",
  "enum",
  "const",
  "anyOf",
  "allOf",
  "$ref",
  "$defs",
  "definitions",
  "format",
  "description",
  "title",
  "default",
]);

const FORMATS: ReadonlySet<unknown> = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "uri",
  "ipv4",
  "ipv6",
  "uuid",
]);

const LOCAL_REFERENCE = /^#\/(\$defs|definitions)\/([^/]+)$/;

/** The schema as the API takes it, `undefined` where it holds what the API does not keep to. */
export function strictSchema(schema: unknown): Record<string, unknown> | undefined {
  if (!isRecord(schema)) return undefined;
  // $schema names the dialect and demands nothing.
  const root = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema"));
  return isKept(root, root, []) ? root : undefined;
}

/** @param open Definitions that are being looked at: to meet one of them again is recursion. */
function isKept(
  schema: unknown,
  root: Readonly<Record<string, unknown>>,
  open: readonly string[],
): schema is Record<string, unknown> {
  if (!isRecord(schema) || !Object.keys(schema).every((key) => KEYWORDS.has(key))) return false;
  const { type, additionalProperties, minItems, format, $ref, enum: allowed = [] } = schema;
  const kept = (inner: unknown) => isKept(inner, root, open);
  const ofObject =
    type === "object" || (Array.isArray(type) && type.includes("object")) || "properties" in schema;
  if (ofObject && additionalProperties !== false) return false;
  if (minItems !== undefined && minItems !== 0 && minItems !== 1) return false;
  if (format !== undefined && !FORMATS.has(format)) return false;
  if (!(Array.isArray(allowed) && allowed.every(isPlain)) || !isPlain(schema["const"])) return false;
  if ($ref !== undefined && !isKeptReference($ref, root, open)) return false;
  if (schema["items"] !== undefined && !kept(schema["items"])) return false;
  for (const key of ["anyOf", "allOf"]) {
    const variants = schema[key];
    if (variants !== undefined && !(Array.isArray(variants) && variants.every(kept))) return false;
  }
  const { properties = {} } = schema;
  return isRecord(properties) && Object.values(properties).every(kept);
}

/** The API compares with no objects and lists. */
const isPlain = (value: unknown) => value === null || typeof value !== "object";

/** Definitions are judged where they are used. */
function isKeptReference(
  reference: unknown,
  root: Readonly<Record<string, unknown>>,
  open: readonly string[],
): boolean {
  if (typeof reference !== "string" || open.includes(reference)) return false;
  const [, place = "", name = ""] = LOCAL_REFERENCE.exec(reference) ?? [];
  const definitions = root[place];
  return isRecord(definitions) && isKept(definitions[name], root, [...open, reference]);
}
