import { isRecord } from "../../json.ts";
import { strictSchema } from "./schema.ts";
import { refuseOthers, Unsupported } from "./unsupported.ts";

type Json = Readonly<Record<string, unknown>>;

const TOOL_FIELDS: ReadonlySet<string> = new Set(["type", "function"]);
const FUNCTION_FIELDS: ReadonlySet<string> = new Set(["name", "description", "parameters", "strict"]);

/**
 * `tools`, `tool_choice` and `parallel_tool_calls` in the API's form.
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools
 * @throws Unsupported
 */
export function translateTools(body: Json): Json {
  const { tools = null, tool_choice: choice = null } = body;
  if (tools !== null && !Array.isArray(tools)) throw new Unsupported("tools that are no list");
  if (tools === null || tools.length === 0) {
    // Nothing can be called, so that nothing is chosen.
    if (choice === null || choice === "auto" || choice === "none") return {};
    throw new Unsupported("a choice of tools without tools");
  }
  const chosen = toolChoice(choice, body["parallel_tool_calls"] === false);
  return { tools: tools.map(tool), ...(chosen !== undefined && { tool_choice: chosen }) };
}

function tool(value: unknown): Json {
  if (!isRecord(value) || value["type"] !== "function" || !isRecord(value["function"])) {
    throw new Unsupported("tools other than functions");
  }
  refuseOthers(value, TOOL_FIELDS, "a tool");
  refuseOthers(value["function"], FUNCTION_FIELDS, "a function");
  const { name, description, strict } = value["function"];
  const parameters = value["function"]["parameters"] ?? {};
  if (!isRecord(parameters)) throw new Unsupported("a function whose parameters are no JSON schema");
  const described = { name, ...(typeof description === "string" && { description }) };
  if (strict !== true) return { ...described, input_schema: { type: "object", ...parameters } };
  const schema = strictSchema({ type: "object", additionalProperties: false, ...parameters });
  if (schema === undefined) throw new Unsupported("a strict function whose schema the API does not keep to");
  return { ...described, input_schema: schema, strict: true };
}

function toolChoice(choice: unknown, oneAtMost: boolean): Json | undefined {
  const limit = oneAtMost && { disable_parallel_tool_use: true };
  if (choice === null) return oneAtMost ? { type: "auto", ...limit } : undefined;
  if (choice === "auto") return { type: "auto", ...limit };
  if (choice === "none") return { type: "none" };
  if (choice === "required") return { type: "any", ...limit };
  if (isRecord(choice) && choice["type"] === "function" && isRecord(choice["function"])) {
    return { type: "tool", name: choice["function"]["name"], ...limit };
  }
  throw new Unsupported("this choice of tools");
}
