import { createHash } from "node:crypto";
import type { Location, Log, ReportingDescriptor, Result, Suppression } from "sarif";
import { exceptionText, fails, type Finding, findingText } from "../../policies/residency/finding.ts";
import type { ResidencyReport } from "../../policies/residency/stack.ts";
import type { SourceLine } from "./source-lines.ts";

const RULES = {
  violating: {
    id: "residency/violating",
    name: "DataOutside",
    shortDescription: { text: "Data would lie outside the residency level." },
    help: {
      text: "Choose a place inside, or accept the finding in residency.exceptions with reason, owner and expiry.",
    },
    defaultConfiguration: { level: "error" },
  },
  unproven: {
    id: "residency/unproven",
    name: "PlaceNotProved",
    shortDescription: { text: "Nothing shows that data stays inside the residency level." },
    help: {
      text: "Supply what is missing, as the message says, or declare it in residency.hosts or residency.places.",
    },
    defaultConfiguration: { level: "error" },
  },
} as const satisfies Record<string, ReportingDescriptor>;

/** The lines of a finding: where its value was written first, then where the program creates the resource. */
export type LinesOf = (found: Finding) => readonly SourceLine[];

/**
 * The findings as SARIF 2.1.0 (OASIS standard of 2020-03-27), which code hosts show on the line. What is accepted by an
 * exception is there too, as suppressed.
 */
export function sarif({ findings }: Pick<ResidencyReport, "findings">, linesOf: LinesOf): Log {
  const shown = findings.filter(({ verdict }) => verdict !== "proved");
  const someAccepted = shown.some(isAccepted);
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "eu-llm residency",
            semanticVersion: "0.1.0",
            rules: Object.values(RULES),
          },
        },
        originalUriBaseIds: { SRCROOT: { description: { text: "The root of the repository." } } },
        columnKind: "utf16CodeUnits",
        results: withFingerprints(shown).map(({ found, fingerprint }) => ({
          ...result(found, linesOf(found)),
          partialFingerprints: { "resourceProperty/v2": fingerprint },
          // Either no result of a run says whether it is suppressed or each does (3.27.23).
          ...(someAccepted ? { suppressions: suppressions(found) } : {}),
        })),
      },
    ],
  };
}

const isAccepted = (found: Finding) => found.exception !== undefined && !fails(found);

/**
 * What stays the same when lines move, so that a code host recognizes a finding. Two findings in one property, such as
 * two hosts in one script, are told apart by their values, of which only a hash is written.
 */
function withFingerprints(findings: readonly Finding[]) {
  const counts = new Map<string, number>();
  return findings.map((found) => {
    const value = createHash("sha256")
      .update(found.value ?? "")
      .digest("hex")
      .slice(0, 16);
    const key = `${found.urn}#${found.property}#${value}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { found, fingerprint: count === 1 ? key : `${key}#${count}` };
  });
}

function suppressions(found: Finding): Suppression[] {
  const { exception } = found;
  if (exception === undefined || !isAccepted(found)) return [];
  return [{ kind: "external", status: "accepted", justification: exceptionText(exception) }];
}

function result(found: Finding, lines: readonly SourceLine[]): Result {
  const { verdict, type, name, property } = found;
  const [first, ...others] = lines.map(location);
  const rule = verdict === "violating" ? RULES.violating : RULES.unproven;
  return {
    ruleId: rule.id,
    ruleIndex: Object.values(RULES).indexOf(rule),
    level: "error",
    message: { text: findingText(found) },
    locations: [
      {
        ...first,
        logicalLocations: [{ name, fullyQualifiedName: `${type}::${name}.${property}`, kind: "resource" }],
      },
    ],
    ...(others.length === 0 ? {} : { relatedLocations: others.map((other, id) => ({ id, ...other })) }),
  };
}

function location({ file, line, column }: SourceLine): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" },
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
    },
  };
}
