import type { StackCheck } from "../check.ts";
import { exceptionText, fails } from "./finding.ts";
import { countryNames } from "./judge.ts";
import type { LedgerRow } from "./ledger.ts";
import type { ResidencyReport } from "./stack.ts";

/** One line of the ledger for a person. */
export function ledgerRowText({
  subject,
  countries,
  owner,
  ownerCountry,
  proof,
  resources,
}: LedgerRow): string {
  const place = countries.length === 0 ? "not proved" : countryNames(countries);
  const many = resources > 0 ? `${resources} ` : "";
  const seat = ownerCountry === undefined ? "" : `, ${ownerCountry}`;
  return `${many}${subject}: ${place}; ${owner}${seat}; ${proof}`;
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
