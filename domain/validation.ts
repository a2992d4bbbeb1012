import type { z } from "zod";
import { nearest } from "./nearest.ts";

/** One thing that is wrong with a configuration, in a reader's words. */
export interface Problem {
  /** Where: `endpoints[0].url`; empty for the whole document. */
  readonly path: string;
  /** What stands there, shortened; undefined where nothing does. */
  readonly value: string | undefined;
  /** What is wrong, what is allowed, what may have been meant. */
  readonly message: string;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part);
    if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${text}["${key}"]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

const SECRET_KEY = /apikey|password|secret|credential/i;

/** The value for an error message: short, and never that of something that sounds like a secret. */
function show(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (value === undefined) return undefined;
  if (path.some((part) => SECRET_KEY.test(String(part)))) return "(hidden)";
  // The value of a whole object could hold a secret at any depth; its kind is enough to see what is wrong.
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  if (parts.some((part) => typeof part === "object" && part !== null)) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  // A URL may carry a password before its host or a key after its question mark.
  const text = JSON.stringify(value)
    .replace(/\/\/[^/@\s]*@/g, "//(hidden)@")
    .replace(/\?[^"]*/g, "?(hidden)");
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function allowedValues(values: readonly unknown[], given: unknown): string {
  const names = values.map(String);
  const meant = typeof given === "string" ? nearest(given, names, 1)[0] : undefined;
  return `allowed: ${names.join(", ")}${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
}

/** Formats for which the schema library has only its own word; a pattern of ours brings its own message. */
const FORMATS: Readonly<Record<string, string>> = {
  url: "a URL such as https://api.example.com/v1",
  date: "a day such as 2026-11-24",
};

function describe(issue: z.core.$ZodIssue, root: unknown, known: readonly string[]): Problem[] {
  const at = valueAt(root, issue.path);
  const problem = (message: string): Problem[] => [
    { path: pathText(issue.path), value: show(at, issue.path), message },
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const meant = nearest(key, known, 1)[0];
        return {
          path: pathText([...issue.path, key]),
          value: show(valueAt(root, [...issue.path, key]), [...issue.path, key]),
          message: `no such key${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
        };
      });
    case "invalid_value":
      return problem(
        at === undefined
          ? `missing; ${allowedValues(issue.values, at)}`
          : `not allowed; ${allowedValues(issue.values, at)}`,
      );
    case "invalid_type":
      return problem(
        at === undefined
          ? `missing; it takes a value of type ${issue.expected}`
          : `expected ${issue.expected}`,
      );
    case "invalid_union":
      if ("options" in issue && Array.isArray(issue.options)) {
        return problem(
          `${at === undefined ? "missing" : "not allowed"}; ${allowedValues(issue.options, at)}`,
        );
      }
      return describeUnion(issue, root, known) ?? problem("matches none of the allowed forms");
    case "too_small":
      return problem(
        `too small: at least ${issue.minimum}${issue.inclusive === false ? " (exclusive)" : ""}`,
      );
    case "too_big":
      return problem(`too large: at most ${issue.maximum}`);
    case "invalid_format":
      return problem(`expected ${FORMATS[issue.format] ?? issue.message}`);
    default:
      return problem(issue.message);
  }
}

/** A union names every alternative's complaints; the one that got furthest is what the author meant. */
function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  root: unknown,
  known: readonly string[],
): Problem[] | undefined {
  const [closest] = [...issue.errors].sort((a, b) => a.length - b.length);
  return closest?.flatMap((inner) =>
    describe({ ...inner, path: [...issue.path, ...inner.path] }, root, known),
  );
}

/** Every key that a schema knows, at any depth: candidates for "did you mean". */
export function schemaKeys(schema: z.ZodType): string[] {
  const keys = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    if ("shape" in node && typeof node.shape === "object" && node.shape !== null) {
      for (const [key, child] of Object.entries(node.shape)) {
        keys.add(key);
        visit(child);
      }
    }
    if ("def" in node && typeof node.def === "object" && node.def !== null) {
      for (const part of Object.values(node.def)) {
        if (Array.isArray(part)) part.forEach(visit);
        else visit(part);
      }
    }
  };
  visit(schema);
  return [...keys];
}

/**
 * What is wrong with `raw` according to a failed parse: one entry for each key, with its value and what is allowed.
 * @param schema The schema that refused it, for suggestions.
 */
export function explain(error: z.ZodError, raw: unknown, schema: z.ZodType): Problem[] {
  const known = schemaKeys(schema);
  return error.issues.flatMap((issue) => describe(issue, raw, known));
}

/** "cluster.zone is "x": not allowed; …" */
export function problemText({ path, value, message }: Problem): string {
  const subject = path === "" ? "the document" : path;
  return value === undefined ? `${subject}: ${message}` : `${subject} is ${value}: ${message}`;
}
