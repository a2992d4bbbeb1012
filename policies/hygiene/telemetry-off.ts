import type { ResourceCheck } from "../check.ts";
import { isList, isProperties, type PlannedResource, valueAt } from "../resource.ts";
import { containersOf } from "./containers.ts";

/** vLLM reports its use to its makers unless one of these is set. */
const SWITCHES = ["VLLM_NO_USAGE_STATS", "DO_NOT_TRACK"];

/** Containers with vLLM that would send usage statistics. */
function telemetryLeftOn(resource: PlannedResource): string[] {
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

export const telemetryOff: ResourceCheck = {
  name: "telemetry-off",
  description: "Inference servers send no usage statistics.",
  enforcement: "mandatory",
  check: telemetryLeftOn,
};
