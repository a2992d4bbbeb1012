import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type Page, pages } from "../docs/pages.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface DocsOptions {
  /** Write nothing; say which files are out of date. */
  readonly check?: boolean;
}

/** Writes the pages that describe the configuration from its schemas, or checks that they are up to date. */
export async function docs({ check }: DocsOptions): Promise<ExitCode> {
  const stale = await outdatedPages();
  for (const { file, text } of stale) {
    if (check !== true) writeFileSync(join(ROOT, file), text);
    process.stdout.write(check === true ? `${file} is out of date\n` : `wrote ${file}\n`);
  }
  if (check !== true || stale.length === 0) return EXIT.fine;
  process.stderr.write("Run npm run docs and commit what it writes.\n");
  return EXIT.error;
}

/** The pages whose files differ from what the code says, or are missing, with the text that they should have. */
export async function outdatedPages(): Promise<Page[]> {
  const wanted = await Promise.all(pages().map(formatted));
  return wanted.filter(({ file, text }) => {
    const path = join(ROOT, file);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
}

/** As the formatter leaves it, so that it finds nothing to change. */
async function formatted({ file, text }: Page): Promise<Page> {
  const filepath = join(ROOT, file);
  return { file, text: await format(text, { ...(await resolveConfig(filepath)), filepath }) };
}
