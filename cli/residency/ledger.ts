import { countryNames } from "../../policies/residency/judge.ts";
import { exceptionText, fails, findingText, type Verdict } from "../../policies/residency/finding.ts";
import type { Judgement } from "../../policies/residency/provenance.ts";
import { ledgerRowText, rowPlace, verdictText } from "../../policies/residency/residency-ledger.ts";
import type { ResidencyReport } from "../../policies/residency/stack.ts";
import { cell, table } from "../render/markdown-table.ts";
import type { Paint } from "../render/style.ts";

/** A report together with where its resources came from. */
export interface LedgerDocument {
  readonly title: string;
  /** "preview on Pulumi 3.259.0", "deployed state of FILE" … */
  readonly source: string;
  /** Day of the report, ISO 8601. */
  readonly day: string;
  readonly report: ResidencyReport;
  readonly notes: readonly string[];
  /** Owners that `sovereign: mandatory` does not allow: they fail whatever the verdict on the place. */
  readonly ownersRefused: readonly string[];
}

const MARKS: Readonly<Record<Verdict, string>> = { proved: "✔", violating: "✘", unproven: "?" };
const COLOURS = { proved: "green", violating: "red", unproven: "yellow" } as const;

/** Where a resource lies, for people. */
export function placeText({ countries, verdict }: Pick<Judgement, "countries" | "verdict">): string {
  if (countries.length > 0) return countryNames(countries);
  return verdict === "proved" ? "no place of its own" : "not known";
}

function ownerText({ operator, ownerCountry }: Judgement): string {
  if (operator === undefined) return "";
  return ownerCountry === undefined ? operator : `${operator} (${ownerCountry})`;
}

function proofText({ proof }: Judgement): string {
  return proof.map(({ subject, says }) => `${subject.split("::").at(-1) ?? subject}: ${says}`).join(" ← ");
}

const isShown = ({ type }: Judgement) => type !== "pulumi:pulumi:Stack";

/** The ledger for a terminal. */
export function ledgerText(document: LedgerDocument, paint: Paint): string {
  const { title, source, day, report, notes, ownersRefused } = document;
  const failing = report.findings.filter(fails);
  const judgements = report.judgements.filter(isShown);
  const width = Math.min(
    60,
    Math.max(0, ...judgements.map(({ type, name }) => `${shortType(type)} ${name}`.length)),
  );
  return [
    `${paint("bold", title)} (${source}, ${day})`,
    `Data residency ${paint(COLOURS[report.verdict], `${MARKS[report.verdict]} ${verdictText(report)}`)}`,
    "",
    ...report.ledger.map((row) => `  ${ledgerRowText(row)}`),
    "",
    ...judgements.map((judgement) => {
      const { verdict, type, name, accepted } = judgement;
      const mark = accepted === undefined ? paint(COLOURS[verdict], MARKS[verdict]) : paint("yellow", "!");
      const label = `${shortType(type)} ${name}`.padEnd(width);
      const until = accepted === undefined ? "" : ` (${verdict}, accepted until ${accepted.expires})`;
      return `  ${mark} ${label}  ${placeText(judgement)}${until}`;
    }),
    ...[...failing.map(findingText), ...ownersRefused].flatMap((text) => ["", paint("red", `✘ ${text}`)]),
    ...notes.flatMap((note) => ["", paint("yellow", note)]),
  ].join("\n");
}

/** kubernetes:apps/v1:Deployment → kubernetes Deployment */
function shortType(type: string): string {
  const parts = type.split(":");
  return `${parts[0] ?? ""} ${parts.at(-1) ?? ""}`;
}

/** The ledger for a file that a data-protection officer signs. */
export function ledgerMarkdown(document: LedgerDocument): string {
  const { title, source, day, report, notes, ownersRefused } = document;
  const failing = [...report.findings.filter(fails).map(findingText), ...ownersRefused];
  const accepted = report.findings.filter((found) => found.exception !== undefined && !fails(found));
  const counts = (verdict: Verdict) =>
    report.judgements.filter(
      (judgement) => isShown(judgement) && judgement.verdict === verdict && judgement.accepted === undefined,
    ).length;
  const excepted = report.judgements.filter(
    (judgement) => isShown(judgement) && judgement.accepted !== undefined,
  );
  return [
    `# Data residency of ${cell(title)}`,
    "",
    `${MARKS[report.verdict]} **${cell(verdictText(report))}**. From ${cell(source)}, ${day}. ` +
      `Resources: ${counts("proved")} proved, ${counts("unproven")} unproven, ${counts("violating")} violating` +
      (excepted.length === 0 ? "." : `, ${excepted.length} accepted by an exception.`),
    "",
    ...notes.flatMap((note) => [`> ${cell(note)}`, ""]),
    ...(failing.length === 0
      ? []
      : ["## What stands in the way", "", ...failing.map((text) => `- ${cell(text)}`), ""]),
    "## Summary",
    "",
    ...table(
      ["What", "Where", "Operator", "Owner's country", "Shown by"],
      report.ledger.map(({ subject, resources, countries, owner, ownerCountry, proof, role }) => [
        resources > 0 ? `${resources} ${subject}` : subject,
        rowPlace({ role, countries }),
        owner,
        ownerCountry ?? "not known",
        proof,
      ]),
    ),
    "",
    "## Every resource",
    "",
    ...table(
      ["Verdict", "Resource", "Where", "Operator (owner)", "Proof"],
      report.judgements
        .filter(isShown)
        .map((judgement) => [
          judgement.accepted === undefined ? judgement.verdict : `${judgement.verdict}, accepted`,
          `${judgement.type}::${judgement.name}`,
          placeText(judgement),
          ownerText(judgement),
          proofText(judgement),
        ]),
    ),
    "",
    ...(accepted.length === 0
      ? []
      : [
          "## Accepted findings",
          "",
          ...accepted.map(
            (found) =>
              `- ${cell(`${found.type}::${found.name}, ${found.property}: ${found.exception === undefined ? "" : exceptionText(found.exception)}`)}`,
          ),
          "",
        ]),
  ].join("\n");
}

/** The ledger for programs. */
export function ledgerJson(document: LedgerDocument, exitCode: number): object {
  const { title, source, day, report, notes, ownersRefused } = document;
  return { version: 1, title, source, day, exitCode, notes, ownersRefused, ...report };
}
