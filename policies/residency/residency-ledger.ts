import type { StackCheck } from "../check.ts";
import { exceptionText, fails } from "./finding.ts";
import { countryNames } from "./judge.ts";
import type { LedgerRow } from "./ledger.ts";
import type { ResidencyReport } from "./stack.ts";

/** What a row without a country says of its place. */
const WITHOUT_COUNTRY: Readonly<Record<LedgerRow["role"], string>> = {
  resources: "not proved",
  cluster: "not proved",
  configuration: "no place of their own",
  endpoint: "no place promised",
  host: "no place promised",
  software: "no place promised",
  state: "where Pulumi runs",
};

/** Where a row of the ledger lies, for people. */
export function rowPlace({ role, countries }: Pick<LedgerRow, "role" | "countries">): string {
  return countries.length === 0 ? WITHOUT_COUNTRY[role] : countryNames(countries);
}

/** One line of the ledger for a person. */
export function ledgerRowText(row: LedgerRow): string {
  const { subject, owner, ownerCountry, proof, resources } = row;
  const many = resources > 0 ? `${resources} ` : "";
  const seat = ownerCountry === undefined ? "" : `, ${ownerCountry}`;
  return `${many}${subject}: ${rowPlace(row)}; ${owner}${seat}; ${proof}`;
}

/** The verdict in one sentence. */
export function verdictText({ verdict, level, findings, accepted }: ResidencyReport): string {
  const count = findings.filter((found) => fails(found) && found.verdict === verdict).length;
  const but =
    accepted === 0 ? "" : `, apart from ${accepted} accepted ${accepted === 1 ? "finding" : "findings"}`;
  if (verdict === "proved") return `proved: everything stays inside level "${level}"${but}`;
  return `${verdict}: ${count} ${count === 1 ? "finding" : "findings"} at level "${level}"`;
}

export const residencyLedger: StackCheck = {
  name: "residency-ledger",
  description: "Where everything lies and who owns it, for information.",
  enforcement: "advisory",
  settings: "residency",
  check: ({ residency }) => {
    const accepted = residency.findings.flatMap((found) =>
      found.exception === undefined || fails(found)
        ? []
        : [`${found.type} "${found.name}": ${found.property}: ${exceptionText(found.exception)}`],
    );
    const foreign = residency.foreignOwners.map((subject) => `Owner outside the EEA: ${subject}`);
    const lines = [...residency.ledger.map(ledgerRowText), ...accepted, ...foreign].map(
      (line) => `  ${line}`,
    );
    return [{ message: [`Data residency ${verdictText(residency)}`, ...lines].join("\n") }];
  },
};
