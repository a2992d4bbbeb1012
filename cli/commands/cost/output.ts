import { writeFileSync } from "node:fs";
import type { CostReport } from "../../../domain/economics/cost.ts";
import { costRows } from "../../../policies/cost/table.ts";
import { createProgress } from "../../progress.ts";
import { EXIT, type ExitCode, UserError } from "../../exit-codes.ts";
import { paintFor } from "../../render/style.ts";
import { checkWritable } from "../show.ts";
import type { CalculatedPlan } from "./plan.ts";

/** Options of every cost command for what it prints. */
export interface OutputOptions {
  readonly json?: boolean;
  /** File for the result as Markdown. */
  readonly markdown?: string;
  /** File for the interactive page. */
  readonly html?: string;
}

/** @throws UserError before anything is calculated, where a file cannot be written. */
export function checkOutput({ markdown, html }: OutputOptions): void {
  checkWritable("--markdown", markdown);
  checkWritable("--html", html);
}

/** One result in the forms that a command prints. */
export interface Output {
  readonly document: object;
  readonly text: () => string;
  readonly markdown: () => string;
}

/**
 * Twelve digits of a fraction: the thirteenth and later of a calculated figure are noise of binary arithmetic, and no
 * assumption is known to half as many.
 */
function withoutNoise(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
}

/** Prints a result in the form that was asked for, and writes the files. */
export function print({ document, text, markdown }: Output, options: OutputOptions): void {
  process.stdout.write(`${options.json === true ? JSON.stringify(document, withoutNoise, 2) : text()}\n`);
  if (options.markdown !== undefined) writeFileSync(options.markdown, `${markdown()}\n`);
}

/** What keeps a plan from being decided on. Where missing prices only warn, they are among the warnings. */
function missingPrices({ priceProblems, warnings, assumptions }: CostReport): readonly string[] {
  return assumptions.missingPrices === "warn" ? [...priceProblems, ...warnings] : priceProblems;
}

/** Tells on standard error why there is nothing to print, and how that is mended. @returns The exit code that says so. */
export function tellMissingPrices(report: CostReport, what: string): ExitCode {
  const paint = paintFor(process.stderr);
  const lines = [
    `${what} while prices are missing:`,
    ...missingPrices(report).map((problem) => `  - ${problem}`),
    "  Fix: name a product of the price book (eu-llm cost prices lists it), give it in --rate-card, or --missing-prices warn",
  ];
  process.stderr.write(`${paint("red", "error:")} ${lines.join("\n")}\n`);
  return EXIT.price;
}

/** Writes the interactive page of a plan. @throws UserError where there is nothing to show. */
export async function writePage(
  plan: CalculatedPlan,
  file: string | undefined,
  simulation: { readonly draws: number; readonly seed: number },
): Promise<void> {
  if (file === undefined) return;
  const { title, day, report } = plan;
  const { scenario, decision } = report;
  if (scenario === undefined || decision === undefined) {
    throw new UserError(
      `--html: there is nothing to show while prices are missing:${missingPrices(report)
        .map((problem) => `\n  - ${problem}`)
        .join("")}`,
    );
  }
  const progress = createProgress();
  progress.update("writing the page");
  // The bundler is large, and no other command needs it.
  const { renderPage } = await import("../../page/render.ts");
  const page = await renderPage({
    title,
    day,
    scenario,
    simulation: { draws: simulation.draws, seed: simulation.seed },
    comparisons: decision.comparisons.map(({ api }) => api),
    rows: costRows(report),
    total: report.total,
    lowerBound: report.lowerBound,
    notes: [...report.priceProblems, ...report.warnings],
  }).finally(progress.end);
  writeFileSync(file, page);
}
