import * as pulumi from "@pulumi/pulumi";
import type { CostAssumptions } from "../domain/economics/assumptions.ts";

/** Type token by which the cost policy finds the assumptions. */
export const COST_ASSUMPTIONS_TYPE = "eu-llm-stack:index:CostAssumptionSet";

/**
 * Carries what no cloud resource does: traffic, labour, rate cards. Creates nothing; its inputs stand in the state and
 * in every diff, where the cost policy reads them.
 */
export class CostAssumptionSet extends pulumi.ComponentResource {
  constructor(name: string, args: CostAssumptions, options?: pulumi.ComponentResourceOptions) {
    super(COST_ASSUMPTIONS_TYPE, name, { ...args }, options);
    // Policies on the whole stack see outputs only.
    this.registerOutputs({ ...args });
  }
}
