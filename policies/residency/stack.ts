import { isSovereign, type ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import type { ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import type { PlannedResource } from "../resource.ts";
import { badExceptions, withException } from "./exceptions.ts";
import { fails, type Finding, gravest, VERDICTS, type Verdict } from "./finding.ts";
import { type LedgerRow, ledgerOf } from "./ledger.ts";
import { type Judgement, judgementFails, Provenance } from "./provenance.ts";
import { judgeState, STATE, type StatePlace } from "./state.ts";

export interface ResidencyReport {
  readonly verdict: Verdict;
  readonly level: ResidencyLevel;
  /** Violating first, then unproven, then proved; what an exception accepts keeps its verdict. */
  readonly findings: readonly Finding[];
  /** One of each resource, in the order of the stack. */
  readonly judgements: readonly Judgement[];
  readonly ledger: readonly LedgerRow[];
  /** Rows of the ledger whose owner is outside the EU and the EEA. */
  readonly foreignOwners: readonly string[];
  /** Findings that an exception accepts today. */
  readonly accepted: number;
}

/**
 * The verdict on a whole stack.
 * @param today Day against which exceptions expire.
 * @param state Where the stack's state and its secrets' key lie, as far as it is known.
 */
export function judgeStack(
  resources: readonly PlannedResource[],
  settings: ResidencySettings,
  today: Date,
  state?: StatePlace,
): ResidencyReport {
  const provenance = new Provenance(resources, settings, today);
  const judgements = resources.map((resource) => provenance.judge(resource));
  judgements.push(...provenance.unlistedProviders());
  const stateFindings = (state === undefined ? [] : judgeState(state, settings)).map((found) =>
    withException(found, settings, today),
  );
  const findings = [
    ...judgements.flatMap((judgement) => judgement.findings),
    ...stateFindings,
    ...badExceptions(STATE, settings, today),
  ].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  const ledger = ledgerOf(resources, judgements, stateFindings, settings);
  return {
    verdict: gravest([
      ...findings.filter(fails).map(({ verdict }) => verdict),
      ...judgements.filter(judgementFails).map(({ verdict }) => verdict),
    ]),
    level: settings.level,
    findings,
    judgements,
    ledger,
    foreignOwners: ledger
      .filter(
        ({ role, ownerCountry }) =>
          role !== "software" && ownerCountry !== undefined && !isSovereign(ownerCountry),
      )
      .map(({ subject }) => subject),
    accepted: findings.filter((found) => found.verdict !== "proved" && !fails(found)).length,
  };
}
