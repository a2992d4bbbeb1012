import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../exit-codes.ts";
import type { Outcome } from "../outcome.ts";
import { renderJson } from "../render/json.ts";
import { renderMarkdown } from "../render/markdown.ts";
import { paintFor } from "../render/style.ts";
import { renderText } from "../render/text.ts";

export interface ShowOptions {
  readonly json?: boolean;
  /** File for the report as a pull-request comment. */
  readonly markdown?: string;
}

/** Prints an outcome in the form that was asked for. */
export function show(outcome: Outcome, options: ShowOptions): void {
  const text = options.json === true ? renderJson(outcome) : renderText(outcome, paintFor(process.stdout));
  process.stdout.write(`${text}\n`);
  if (options.markdown !== undefined) writeReport(options.markdown, renderMarkdown(outcome));
}

function writeReport(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(
      `--markdown ${file}: cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
