import type { Location, Log, ReportingDescriptor, Result } from "sarif";
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
        results: findings.flatMap((found) =>
          found.verdict === "proved" ? [] : [result(found, linesOf(found))],
        ),
      },
    ],
  };
}

function result(found: Finding, lines: readonly SourceLine[]): Result {
  const { verdict, urn, type, name, property, exception } = found;
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
    // Stays the same when lines move, so that a code host recognizes the finding.
    partialFingerprints: { "resourceProperty/v1": `${urn}#${property}` },
    ...(exception === undefined || fails(found)
      ? {}
      : {
          suppressions: [{ kind: "external", status: "accepted", justification: exceptionText(exception) }],
        }),
  };
}

function location({ file, line, column }: SourceLine): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file), uriBaseId: "SRCROOT" },
      region: { startLine: line, startColumn: column },
    },
  };
}
