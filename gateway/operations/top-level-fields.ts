/**
 * Changes single fields of a JSON object without serialising the rest again: what the client wrote reaches the
 * upstream byte for byte, large numbers and unknown fields included.
 */

/** Where a field of the outermost object lies in its bytes. */
export interface Field {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Finds the fields of the outermost object.
 * @param json Bytes that are known to be a valid JSON object; anything else gives meaningless spans.
 */
export function topLevelFields(json: Buffer): Field[] {
  const fields: Field[] = [];
  let position = skipWhitespace(json, json.indexOf("{") + 1);
  while (json[position] === QUOTE) {
    const start = position;
    const keyEnd = endOfString(json, start);
    const key = json.toString("utf8", start, keyEnd);
    const colon = json.indexOf(COLON, keyEnd);
    const end = endOfValue(json, skipWhitespace(json, colon + 1));
    // Keys may be written with escapes, such as "mod\u0065l".
    fields.push({ key: String(JSON.parse(key)), start, end });
    position = skipWhitespace(json, end);
    if (json[position] === COMMA) position = skipWhitespace(json, position + 1);
  }
  return fields;
}

/**
 * A copy of the object in which each key of `edits` has the given JSON text as its value, or is gone where that is
 * `undefined`. Edited fields come last, once each; the bytes of all others stay as they are.
 */
export function editFields(
  json: Buffer,
  fields: readonly Field[],
  edits: ReadonlyMap<string, string | undefined>,
): Buffer {
  const parts: Buffer[] = [];
  const add = (part: Buffer) => parts.push(Buffer.from(parts.length === 0 ? "{" : ","), part);
  for (const { key, start, end } of fields) {
    if (!edits.has(key)) add(json.subarray(start, end));
  }
  for (const [key, value] of edits) {
    if (value !== undefined) add(Buffer.from(`${JSON.stringify(key)}:${value}`));
  }
  return Buffer.concat([...parts, Buffer.from(parts.length === 0 ? "{}" : "}")]);
}

function skipWhitespace(json: Buffer, from: number): number {
  let position = from;
  while (WHITESPACE.has(json[position] ?? -1)) position += 1;
  return position;
}

/** Index after the closing quote of the string that opens at `open`. */
function endOfString(json: Buffer, open: number): number {
  let quote = json.indexOf(QUOTE, open + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    quote = json.indexOf(QUOTE, quote + 1);
  }
  return json.length;
}

function endOfValue(json: Buffer, start: number): number {
  let position = start;
  let depth = 0;
  while (position < json.length) {
    const byte = json[position] ?? -1;
    if (byte === QUOTE) {
      position = endOfString(json, position);
      if (depth === 0) return position;
      continue;
    }
    if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) {
      if (depth === 0) return position;
      depth -= 1;
      if (depth === 0) return position + 1;
    } else if (depth === 0 && (byte === COMMA || WHITESPACE.has(byte))) return position;
    position += 1;
  }
  return position;
}
