import { writeFileSync } from "node:fs";
import { EXIT, type ExitCode } from "../../exit-codes.ts";
import { paintFor } from "../../render/style.ts";
import { ledgerJson, ledgerMarkdown, ledgerText } from "../../residency/ledger.ts";
import { fails } from "../../../policies/residency/finding.ts";
import { judgementFails } from "../../../policies/residency/provenance.ts";
import { sarif } from "../../residency/sarif.ts";
import { checkWritable } from "../show.ts";
import { stackReport, type StackOptions, type StackReport } from "./stack-report.ts";

export interface ReportOptions extends StackOptions {
  readonly json?: boolean;
  readonly markdown?: string;
  /** File for the findings as SARIF 2.1.0. */
  readonly sarif?: string;
}

/** A resource that inherits its place may fail without a finding of its own, and an owner without either. */
function exitCode({ report: { verdict, findings, judgements }, ownersRefused }: StackReport): ExitCode {
  const isProved = verdict === "proved" && !findings.some(fails) && !judgements.some(judgementFails);
  return isProved && ownersRefused.length === 0 ? EXIT.fine : EXIT.residency;
}

/** Writes the ledger: where every resource and endpoint lies, who operates it, and how that is known. */
export async function report(options: ReportOptions): Promise<ExitCode> {
  checkWritable("--markdown", options.markdown);
  checkWritable("--sarif", options.sarif);
  const found = await stackReport(options);
  const code = exitCode(found);
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
