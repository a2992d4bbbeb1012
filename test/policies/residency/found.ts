import { judgeResource } from "../../../policies/residency/judge.ts";
import type { Properties } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";

/** Verdict and property of what is not proved of a resource, alone. */
export const found = (
  type: string,
  properties: Properties,
  rest: Record<string, unknown> = {},
  provider?: Properties,
) =>
  judgeResource(
    planned(
      type,
      properties,
      provider === undefined ? {} : { provider: { urn: "provider", properties: provider } },
    ),
    settingsAt("eu", rest),
  )
    .filter(({ verdict }) => verdict !== "proved")
    .map(({ verdict, property }) => `${verdict} ${property}`);

/** The specification of a workload with one container. */
export const container = (one: Properties): Properties => ({
  spec: { template: { spec: { containers: [one] } } },
});
/** Path of that container. */
export const AT = "spec.template.spec.containers[0]";
export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
