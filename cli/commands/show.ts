import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
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
  if (options.markdown !== undefined) writeFileSync(options.markdown, renderMarkdown(outcome));
}

/**
 * Finds out before anything runs whether the report can be written.
 * @throws UserError
 */
export function checkShowOptions({ markdown }: ShowOptions): void {
  checkWritable("--markdown", markdown);
}

/**
 * Finds out whether a file that a flag names can be written.
 * @throws UserError
 */
export function checkWritable(flag: string, file: string | undefined): void {
  if (file === undefined) return;
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error("it is a folder");
  } catch (error) {
    throw new UserError(
      `${flag} ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
