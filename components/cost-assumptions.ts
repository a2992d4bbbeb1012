import * as pulumi from "@pulumi/pulumi";
import { COST_ASSUMPTIONS_TYPE } from "../domain/contract.ts";
import type { CostAssumptions } from "../domain/economics/assumptions.ts";

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
