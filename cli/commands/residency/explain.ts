import { nearest } from "../../../domain/nearest.ts";
import { matches, resourceLabel } from "../../../policies/residency/exceptions.ts";
import { exceptionText, fails, findingText } from "../../../policies/residency/finding.ts";
import { type Judgement, judgementFails } from "../../../policies/residency/provenance.ts";
import { EXIT, type ExitCode, UserError } from "../../exit-codes.ts";
import { type Paint, paintFor } from "../../render/style.ts";
import { placeText } from "../../residency/ledger.ts";
import { stackReport, type StackOptions } from "./stack-report.ts";

export interface ExplainOptions extends StackOptions {
  readonly json?: boolean;
}

/** Walks the proof of one resource, or of all that a pattern names. */
export async function explain(resource: string, options: ExplainOptions): Promise<ExitCode> {
  const { report } = await stackReport(options);
  const chosen = choose(resource, report.judgements);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(chosen, undefined, 2)}\n`
      : `${chosen.map((judgement) => explanation(judgement, paintFor(process.stdout))).join("\n\n")}\n`,
  );
  return chosen.some(judgementFails) ? EXIT.residency : EXIT.fine;
}

/** By URN, name, type::name or a pattern of it. @throws UserError where nothing fits */
function choose(wanted: string, judgements: readonly Judgement[]): readonly Judgement[] {
  const found = judgements.filter(
    (judgement) =>
      judgement.urn === wanted || judgement.name === wanted || matches(wanted, resourceLabel(judgement)),
  );
  if (found.length > 0) return found;
  const names = new Set(judgements.flatMap((judgement) => [judgement.name, resourceLabel(judgement)]));
  const meant = nearest(wanted, names);
  throw new UserError(
    `no resource is called "${wanted}"; it takes a name, type::name, a URN, or a pattern such as scaleway:*::*` +
      (meant.length === 0 ? "" : `; did you mean ${meant.join(", ")}?`),
  );
}

const COLOURS = { proved: "green", violating: "red", unproven: "yellow" } as const;

function explanation(judgement: Judgement, paint: Paint): string {
  const { verdict, operator, ownerCountry, proof, findings, accepted } = judgement;
  const owner = ownerCountry === undefined ? "" : `, owner in ${ownerCountry}`;
  const lines = [
    `${paint("bold", resourceLabel(judgement))} is ${paint(COLOURS[verdict], verdict)}`,
    ...(accepted === undefined ? [] : [`  ${exceptionText(accepted)}`]),
    `  where: ${placeText(judgement)}`,
    ...(operator === undefined ? [] : [`  operator: ${operator}${owner}`]),
    ...(proof.length === 0 ? [] : ["  proof:"]),
    ...proof.map(
      ({ subject, says }, depth) =>
        `  ${"  ".repeat(depth + 1)}${depth === 0 ? "" : "└ "}${subject}: ${says}`,
    ),
  ];
  const failing = findings.filter(fails);
  if (failing.length > 0) lines.push("  what stands in the way:");
  for (const found of failing)
    lines.push(
      ...findingText(found)
        .split("\n")
        .map((line) => `    ${line}`),
    );
  const others = findings.filter((found) => !fails(found));
  if (others.length > 0) lines.push("  what its properties say:");
  for (const { property, value, reason } of others)
    lines.push(`    ${property}${value === undefined ? "" : ` "${value}"`} ${reason}`);
  return lines.join("\n");
}
