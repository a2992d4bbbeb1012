import { residencySettingsSchema } from "../../../../domain/jurisdiction/declarations.ts";
import type { Verdict } from "../../../../policies/residency/finding.ts";
import { judgeStack } from "../../../../policies/residency/stack.ts";
import type { PlannedResource } from "../../../../policies/resource.ts";

/** The strictest reading of level `eu`: where software comes from is judged like where data goes. */
const SETTINGS = residencySettingsSchema.parse({ level: "eu", supplyChain: "inside" });
const TODAY = new Date("2026-11-24");

/** The gate's verdict on one resource of a stack: the only place of this suite that knows how the gate is called. */
export function verdictOf(resources: readonly PlannedResource[], urn: string): Verdict {
  const judgement = judgeStack(resources, SETTINGS, TODAY).judgements.find((judged) => judged.urn === urn);
  if (judgement === undefined) throw new Error(`no resource ${urn} in the stack`);
  return judgement.verdict;
}
