import type { ResourceValidationPolicy } from "@pulumi/policy";
import { fromResourceArgs } from "../convert.ts";
import { isList, isProperties, packageOf, type PlannedResource, valueAt } from "../resource.ts";
import { containersOf } from "./containers.ts";

/** vLLM reports its use to its makers unless one of these is set. */
const SWITCHES = ["VLLM_NO_USAGE_STATS", "DO_NOT_TRACK"];

/** Containers with vLLM that would send usage statistics. */
export function telemetryLeftOn(resource: PlannedResource): string[] {
  return containersOf(resource).flatMap(({ path, container }) => {
    const { image } = container;
    if (typeof image !== "string" || !/(^|\/)vllm/.test(image)) return [];
    const variables = valueAt(container, "env");
    const off =
      isList(variables) &&
      variables.some((variable) => {
        if (!isProperties(variable)) return false;
        const { name, value } = variable;
        return typeof name === "string" && SWITCHES.includes(name) && value === "1";
      });
    return off ? [] : [`${path}: vLLM sends usage statistics unless ${SWITCHES.join(" or ")} is "1"`];
  });
}

export const telemetryOff: ResourceValidationPolicy = {
  name: "telemetry-off",
  description: "Inference servers send no usage statistics.",
  enforcementLevel: "mandatory",
  validateResource: (args, report) => {
    if (packageOf(args.type) === "kubernetes")
      telemetryLeftOn(fromResourceArgs(args)).forEach((text) => report(text));
  },
};
