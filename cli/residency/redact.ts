import type { Finding } from "../../policies/residency/finding.ts";
import type { Judgement } from "../../policies/residency/provenance.ts";
import type { ResidencyReport } from "../../policies/residency/stack.ts";

const REDACTED = "[secret]";

/** The report without any of some texts: secrets decide, and are never shown. */
export function redacted(report: ResidencyReport, secrets: ReadonlySet<string>): ResidencyReport {
  if (secrets.size === 0) return report;
  const text = redactor(secrets);
  const finding = (found: Finding): Finding => ({
    ...found,
    property: text(found.property),
    value: found.value === undefined ? undefined : text(found.value),
    reason: text(found.reason),
    fix: text(found.fix),
  });
  const judgement = (judged: Judgement): Judgement => ({
    ...judged,
    proof: judged.proof.map(({ subject, says }) => ({ subject, says: text(says) })),
    findings: judged.findings.map(finding),
  });
  return {
    ...report,
    // Where the state lies is no secret, even where a secret reads the same.
    findings: report.findings.map((found) => (found.urn === "" ? found : finding(found))),
    judgements: report.judgements.map(judgement),
    ledger: report.ledger.map((row) =>
      row.role === "state" ? row : { ...row, subject: text(row.subject), proof: text(row.proof) },
    ),
    foreignOwners: report.foreignOwners.map(text),
  };
}

/** Replaces secrets where they stand as words of their own: a secret "1" is not each digit. */
function redactor(secrets: ReadonlySet<string>): (text: string) => string {
  // What is in lower case in a report may have been written otherwise. Longer ones first: one may hold another.
  const wanted = [...new Set([...secrets].map((secret) => secret.toLowerCase()))].sort(
    (a, b) => b.length - a.length,
  );
  const known = new Map<string, string>();
  return (text) => {
    let shown = known.get(text);
    if (shown === undefined) {
      shown = wanted.reduce(withoutSecret, text);
      known.set(text, shown);
    }
    return shown;
  };
}

function withoutSecret(text: string, secret: string): string {
  if (!text.toLowerCase().includes(secret)) return text;
  const escaped = secret.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A secret that is a host's label would take the host apart, which is shown: dots count as parts of a word.
  return text.replaceAll(new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\w)`, "gi"), REDACTED);
}
