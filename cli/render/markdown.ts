import type { CostReport } from "../../domain/economics/cost.ts";
import { decisionMarkdown, type Drawn } from "../../policies/cost/decision.ts";
import { euro, millions } from "../../policies/cost/figures.ts";
import { budgetText, costRows } from "../../policies/cost/table.ts";
import { rowPlace, verdictText } from "../../policies/residency/residency-ledger.ts";
import { exitCode, type Outcome, otherViolations, residencyViolations } from "../outcome.ts";
import { table } from "./markdown-table.ts";
import { countsText, shortType, sourceText } from "./text.ts";

/** First line of the comment: by it a workflow finds its earlier comment and updates it. */
export function commentMarker(environment: string): string {
  return `<!-- eu-llm-stack ${environment} -->`;
}

function headline(outcome: Outcome): string {
  const { report } = outcome;
  const violations = residencyViolations(outcome).length;
  const residency =
    report === undefined && violations === 0
      ? "residency not judged"
      : violations === 0 && report?.residency.verdict === "proved"
        ? "✅ data stays inside"
        : "❌ data may leave";
  const cost = report?.cost === undefined ? "cost not known" : `${euro(report.cost.total)} EUR a month`;
  return `${residency}, ${cost}${report?.cost?.overBudget === true ? ", ❌ over budget" : ""}`;
}

function residencySection(outcome: Outcome): string[] {
  const { report } = outcome;
  const violations = residencyViolations(outcome).map(
    ({ message }) => `- ❌ ${message.replaceAll("\n", "<br>")}`,
  );
  if (report === undefined) return violations;
  const { residency } = report;
  return [
    `**Data residency** ${violations.length > 0 ? "❌" : ""} ${verdictText(residency)}`,
    "",
    ...violations,
    ...(violations.length > 0 ? [""] : []),
    ...table(
      ["What", "Where", "Owner", "Shown by"],
      residency.ledger.map(({ subject, resources, role, countries, owner, ownerCountry, proof }) => [
        resources > 0 ? `${resources} ${subject}` : subject,
        rowPlace({ role, countries }),
        ownerCountry === undefined ? owner : `${owner} (${ownerCountry})`,
        proof,
      ]),
    ),
    ...residency.foreignOwners.map((subject) => `\n⚠️ Owner outside the EEA: ${subject}`),
    "",
  ];
}

/** What a plan costs and what to decide, as Markdown of its own. */
export function costMarkdown(title: string, cost: CostReport, drawn?: Drawn): string {
  return [`### ${title}: ${euro(cost.total)} EUR a month`, "", ...costLines(cost, drawn)]
    .join("\n")
    .trimEnd();
}

function costSection({ report }: Outcome): string[] {
  return report?.cost === undefined ? [] : costLines(report.cost);
}

function costLines(cost: CostReport, drawn?: Drawn): string[] {
  return [
    ...table(
      ["Monthly cost", "Of", "EUR"],
      [
        ...costRows(cost).map(({ category, description, amount }) => [category, description, amount]),
        [cost.lowerBound ? "**Total, at least**" : "**Total**", "", `**${euro(cost.total)}**`],
        [
          "Per million tokens",
          `${millions(cost.tokensPerMonth)} a month`,
          cost.perMillionTokens === undefined ? "no traffic" : euro(cost.perMillionTokens),
        ],
      ],
    ),
    "",
    ...decisionMarkdown(cost, drawn, table),
    `Budget: ${budgetText(cost)}`,
    "",
    ...cost.priceProblems.map((problem) => `- ❌ ${problem}`),
    ...cost.warnings.map((warning) => `- ⚠️ ${warning}`),
    "",
  ];
}

function changesSection(outcome: Outcome): string[] {
  return [
    `<details><summary>Resources: ${countsText(outcome)}</summary>`,
    "",
    ...table(
      ["", "Type", "Name"],
      outcome.changes.map(({ operation, type, name }) => [operation, shortType(type), name]),
    ),
    "",
    "</details>",
  ];
}

/** The report for a pull request: both verdicts on the first line, the rest below. */
export function renderMarkdown(outcome: Outcome): string {
  const { environment, source, diagnostics } = outcome;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return [
    commentMarker(environment),
    `### ${environment}: ${headline(outcome)}`,
    "",
    ...errors.map(({ message }) => `❌ ${message.replaceAll("\n", "<br>")}\n`),
    ...residencySection(outcome),
    ...costSection(outcome),
    ...otherViolations(outcome).map(
      ({ policy, message }) => `❌ ${policy}: ${message.replaceAll("\n", "<br>")}\n`,
    ),
    ...changesSection(outcome),
    "",
    source.kind === "engine"
      ? `<sub>${sourceText(source)}, exit code ${exitCode(outcome)}</sub>`
      : `<sub>Offline plan, because ${source.reason}: what exists already is not known. Exit code ${exitCode(outcome)}</sub>`,
    "",
  ].join("\n");
}
