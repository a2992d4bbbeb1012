import { costTable } from "../../policies/cost/table.ts";
import { ledgerRowText, verdictText } from "../../policies/residency/residency-ledger.ts";
import { type Change, type Outcome, otherViolations, residencyViolations, type Source } from "../outcome.ts";
import type { Paint } from "./style.ts";

/** Sign and colour of each operation, as Pulumi shows them. */
const SIGNS: Readonly<Record<string, readonly [string, "green" | "yellow" | "red"]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  delete: ["-", "red"],
  replace: ["±", "yellow"],
  "create-replacement": ["+", "yellow"],
  "delete-replaced": ["-", "yellow"],
};

/** Components only group resources; what is created are the others. */
const isComponent = ({ type }: Change) => type.startsWith("eu-llm-stack:") || type === "pulumi:pulumi:Stack";

export function sourceText(source: Source): string {
  return source.kind === "engine" ? `Pulumi ${source.version}` : "offline plan";
}

/** kubernetes:networking.k8s.io/v1:NetworkPolicy → kubernetes NetworkPolicy */
export function shortType(type: string): string {
  const parts = type.split(":");
  if (parts[0] === "pulumi" && parts[1] === "providers") return `${parts[2] ?? ""} provider`;
  return `${parts[0] ?? ""} ${parts.at(-1) ?? ""}`;
}

/** "51 to create, 2 to update, 12 unchanged" */
export function countsText({ changes, unchanged }: Pick<Outcome, "changes" | "unchanged">): string {
  const counts = new Map<string, number>();
  for (const { operation } of changes.filter((change) => !isComponent(change)))
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const parts = [...counts].map(([operation, count]) => `${count} to ${operation}`);
  if (unchanged > 0) parts.push(`${unchanged} unchanged`);
  return parts.length === 0 ? "no resources" : parts.join(", ");
}

function changeLines(outcome: Outcome, paint: Paint): string[] {
  const shown = outcome.changes.filter((change) => !isComponent(change));
  const width = Math.max(0, ...shown.map(({ type }) => shortType(type).length));
  return shown.map(({ operation, type, name }) => {
    const [sign, color] = SIGNS[operation] ?? ["·", "yellow"];
    return `  ${paint(color, sign)} ${shortType(type).padEnd(width)}  ${name}`;
  });
}

function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => by + line)
    .join("\n");
}

/** The report for a terminal: resources, residency, cost, and what stands in the way. */
export function renderText(outcome: Outcome, paint: Paint): string {
  const { report, environment, source } = outcome;
  const lines = [paint("bold", `eu-llm-stack, environment ${environment}`) + ` (${sourceText(source)})`];
  if (source.kind === "offline plan") {
    lines.push(`Offline plan, because ${source.reason}. What exists already is not known.`);
  }
  for (const { severity, message } of outcome.diagnostics) {
    if (severity === "info") lines.push(message);
    else lines.push(paint(severity === "error" ? "red" : "yellow", `${severity}: ${message}`));
  }
  lines.push("", paint("bold", `Resources: ${countsText(outcome)}`), ...changeLines(outcome, paint));

  const violations = residencyViolations(outcome);
  if (report !== undefined) {
    const { residency } = report;
    const good = residency.verdict === "proved" && violations.length === 0;
    lines.push(
      "",
      paint("bold", "Data residency ") +
        paint(good ? "green" : "red", `${good ? "✔" : "✘"} ${verdictText(residency)}`),
      ...residency.ledger.map((row) => `  ${ledgerRowText(row)}`),
      ...residency.foreignOwners.map((subject) => paint("yellow", `  Owner outside the EEA: ${subject}`)),
    );
  }
  for (const { message } of violations)
    lines.push(paint("red", indent(message, "  ✘ ").replaceAll("\n  ✘ ", "\n    ")));

  if (report?.cost !== undefined) lines.push("", costTable(report.cost));
  for (const { policy, message } of otherViolations(outcome)) {
    lines.push("", paint("red", `✘ ${policy}: ${message}`));
  }
  return lines.join("\n");
}
