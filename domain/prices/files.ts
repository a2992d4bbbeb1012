import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, YAMLParseError } from "yaml";
import type { z } from "zod";
import { explain, problemText } from "../validation.ts";

/** A price file that cannot be used. Shown without a stack trace. */
export class PriceFileError extends Error {
  override readonly name = "PriceFileError";
  readonly problems: readonly string[];
  /**
   * @param file The file as its reader knows it.
   * @param fix What to do, as a sentence.
   */
  constructor(file: string, problems: readonly string[], fix: string) {
    super([`${file}:`, ...problems.map((problem) => `  - ${problem}`), `  Fix: ${fix}`].join("\n"));
    this.problems = problems;
  }
}

/**
 * Reads a price file and checks it.
 * @param file Path of a YAML or JSON file.
 * @param fix What to do about a file that cannot be used, as a sentence.
 * @throws PriceFileError with every problem at once.
 */
export function readPriceFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  fix: string,
): z.output<Schema> {
  const raw = parseText(file, readText(file, fix), fix);
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new PriceFileError(file, explain(parsed.error, raw, schema).map(problemText), fix);
}

function readText(file: string, fix: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new PriceFileError(file, [`cannot be read: ${messageOf(error)}`], fix);
  }
}

/** JSON is YAML too: one reader for both. */
function parseText(file: string, text: string, fix: string): unknown {
  try {
    const raw: unknown = parse(text);
    return raw;
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    const where = line === undefined ? "" : `line ${line}: `;
    throw new PriceFileError(file, [`${where}not readable as YAML: ${firstLine(error)}`], fix);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The library's message goes on with an excerpt of the text, which may be long. */
const firstLine = (error: unknown) => messageOf(error).split("\n", 1).join("").replace(/:$/, "");

const BOOK = fileURLToPath(new URL("book/", import.meta.url));

/**
 * Reads one of the price book's own files.
 * @throws PriceFileError with every problem at once.
 */
export function readBookFile<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
  return readPriceFile(
    `${BOOK}${name}`,
    schema,
    `mend the lines above, or take the file back from version control (git checkout -- domain/prices/book/${name}).`,
  );
}
