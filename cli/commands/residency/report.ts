import { writeFileSync } from "node:fs";
import { EXIT, type ExitCode } from "../../exit-codes.ts";
import { paintFor } from "../../render/style.ts";
import { ledgerJson, ledgerMarkdown, ledgerText } from "../../residency/ledger.ts";
import { sarif } from "../../residency/sarif.ts";
import { checkWritable } from "../show.ts";
import { stackReport, type StackOptions } from "./stack-report.ts";

export interface ReportOptions extends StackOptions {
  readonly json?: boolean;
  readonly markdown?: string;
  /** File for the findings as SARIF 2.1.0. */
  readonly sarif?: string;
}

/** Writes the ledger: where every resource and endpoint lies, who operates it, and how that is known. */
export async function report(options: ReportOptions): Promise<ExitCode> {
  checkWritable("--markdown", options.markdown);
  checkWritable("--sarif", options.sarif);
  const found = await stackReport(options);
  const code = found.report.verdict === "proved" ? EXIT.fine : EXIT.residency;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(ledgerJson(found, code), undefined, 2)}\n`
      : `${ledgerText(found, paintFor(process.stdout))}\n`,
  );
  if (options.markdown !== undefined) writeFileSync(options.markdown, ledgerMarkdown(found));
  if (options.sarif !== undefined)
    writeFileSync(
      options.sarif,
      `${JSON.stringify(sarif(found.report, await found.lines()), undefined, 2)}\n`,
    );
  return code;
}
