import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { ResourceCheck } from "../check.ts";
import { isList, isProperties, type PlannedResource, type Properties, type Value } from "../resource.ts";
import { containersIn, podsOf } from "./containers.ts";
import { imageName } from "./model-servers.ts";

interface Program {
  readonly name: string;
  /** In the image's name without tag and digest. */
  readonly image: RegExp;
  /** Variables of which one is enough, and the value that switches statistics off. */
  readonly variables: readonly string[];
  readonly off: string;
  /** An argument that does the same. */
  readonly argument?: string;
}

/** Programs that report their use to their makers unless they are told not to. */
const PROGRAMS: readonly Program[] = [
  // https://docs.vllm.ai/en/latest/usage/usage_stats/
  { name: "vLLM", image: /(^|\/)vllm/, variables: ["VLLM_NO_USAGE_STATS", "DO_NOT_TRACK"], off: "1" },
  // https://github.com/NVIDIA/TensorRT-LLM, README "Telemetry Data Collection" and tensorrt_llm/usage/usage_lib.py
  {
    name: "TensorRT-LLM",
    image: /(^|\/)(tensorrt[-_]llm|trtllm)/,
    variables: ["TRTLLM_NO_USAGE_STATS", "TELEMETRY_DISABLED", "DO_NOT_TRACK"],
    off: "1",
  },
  // https://docs.ray.io/en/latest/cluster/usage-stats.html
  { name: "Ray", image: /(^|\/)rayproject\/ray/, variables: ["RAY_USAGE_STATS_ENABLED"], off: "0" },
  // https://huggingface.co/docs/text-generation-inference/usage_statistics: no variable is documented.
  {
    name: "Text Generation Inference",
    image: /(^|\/)text-generation-inference/,
    variables: [],
    off: "",
    argument: "--usage-stats=off",
  },
  // https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#reporting_enabled
  {
    name: "Grafana",
    image: /(^|\/)grafana\/grafana/,
    variables: ["GF_ANALYTICS_REPORTING_ENABLED"],
    off: "false",
  },
];

/** Containers that would send usage statistics. */
function telemetryLeftOn(resource: PlannedResource): string[] {
  return (
    podsOf(resource)
      // A patch leaves the variables that it does not name as they are.
      .filter(({ isPatch }) => !isPatch)
      .flatMap(containersIn)
      .flatMap(({ path, container }) => {
        const program = programIn(container);
        if (program === undefined || isOff(program, container)) return [];
        return [`${path}: ${program.name} sends usage statistics unless ${switchText(program)}`];
      })
  );
}

function programIn({ image }: Properties): Program | undefined {
  return typeof image === "string"
    ? PROGRAMS.find((program) => program.image.test(imageName(image)))
    : undefined;
}

/** True where a switch is off for certain: one that is not known yet may be on. */
function isOff({ variables, off, argument }: Program, container: Properties): boolean {
  const named = elements(container["env"]).filter(isProperties);
  const byVariable = named.some(
    ({ name, value }) => typeof name === "string" && variables.includes(name) && value === off,
  );
  return byVariable || (argument !== undefined && hasArgument(container, argument));
}

/** --option=value in one argument, or in two. */
function hasArgument({ command, args }: Properties, argument: string): boolean {
  const texts = [...elements(command), ...elements(args)].map((text) =>
    typeof text === "string" ? text : "",
  );
  return texts.some((text, index) => text === argument || `${text}=${texts[index + 1] ?? ""}` === argument);
}

const elements = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);

const switchText = ({ variables, off, argument }: Program): string =>
  argument === undefined ? `${variables.join(" or ")} is "${off}"` : `it is given ${argument}`;

export const telemetryOff: ResourceCheck = {
  name: "telemetry-off",
  description: "Inference servers, and what watches them, send no usage statistics.",
  enforcement: DEFAULT_HYGIENE["telemetry-off"],
  check: telemetryLeftOn,
};
