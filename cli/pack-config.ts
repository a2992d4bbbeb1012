import type { Enforcement } from "../domain/hygiene.ts";
import { RESOURCE_CHECKS, STACK_CHECKS } from "../policies/pack.ts";
import type { Environment } from "../stacks/config/environment.ts";

/** The level of a policy in an environment; undefined where the policy's own stands. */
export function enforcementIn({ policies, residency }: Environment, policy: string): Enforcement | undefined {
  const levels: Readonly<Record<string, Enforcement>> = {
    ...policies,
    "sovereign-owner": residency.sovereign === "off" ? "disabled" : residency.sovereign,
  };
  return levels[policy];
}

/** The policy pack's configuration for an environment, as Pulumi reads it. */
export function packConfig(environment: Environment): Record<string, unknown> {
  // How sovereignty is enforced is the level of a policy of its own.
  const { level, supplyChain, exceptions, hosts, places } = environment.residency;
  return Object.fromEntries(
    [...RESOURCE_CHECKS, ...STACK_CHECKS].map(({ name, settings }) => {
      const enforcementLevel = enforcementIn(environment, name);
      return [
        name,
        {
          ...(enforcementLevel === undefined ? {} : { enforcementLevel }),
          ...(settings === "residency" ? { level, supplyChain, exceptions, hosts, places } : {}),
        },
      ];
    }),
  );
}
