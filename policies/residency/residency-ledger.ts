import { countryName } from "../../domain/jurisdiction/countries.ts";
import type { StackCheck } from "../check.ts";
import type { LedgerRow, ResidencyReport } from "./ledger.ts";

/** One line of the ledger for a person. */
export function ledgerRowText({
  subject,
  country,
  owner,
  ownerCountry,
  proof,
  resources,
}: LedgerRow): string {
  const place = country === undefined ? "not proved" : countryName(country);
  const many = resources > 0 ? `${resources} ` : "";
  const seat = ownerCountry === undefined ? "" : `, ${ownerCountry}`;
  return `${many}${subject}: ${place}; ${owner}${seat}; ${proof}`;
}

/** The verdict in one sentence. */
export function verdictText({ verdict, level, findings }: ResidencyReport): string {
  const count = findings.filter((finding) => finding.verdict === verdict).length;
  if (verdict === "proved") return `proved: everything stays inside level "${level}"`;
  return `${verdict}: ${count} ${count === 1 ? "finding" : "findings"} at level "${level}"`;
}

export const residencyLedger: StackCheck = {
  name: "residency-ledger",
  description: "Where everything lies and who owns it, for information.",
  enforcement: "advisory",
  check: ({ residency }) => {
    const foreign = residency.foreignOwners.map((subject) => `Owner outside the EEA: ${subject}`);
    const lines = [...residency.ledger.map(ledgerRowText), ...foreign].map((line) => `  ${line}`);
    return [{ message: [`Data residency ${verdictText(residency)}`, ...lines].join("\n") }];
  },
};
