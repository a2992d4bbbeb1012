import { isRecord, parseJson } from "../../json.ts";
import { contentBlocks, textBlocks, type Block } from "./content.ts";
import { refuseOthers, Unsupported } from "./unsupported.ts";

interface Turn {
  readonly role: "user" | "assistant";
  readonly content: Block[];
}

export interface Conversation {
  readonly system: readonly Block[];
  readonly messages: readonly Turn[];
}

const SYSTEM_FIELDS: ReadonlySet<string> = new Set(["role", "content"]);
const USER_FIELDS: ReadonlySet<string> = new Set(["role", "content"]);
/** Many clients send the tool's name along; the call that the result belongs to says it already. */
const TOOL_FIELDS: ReadonlySet<string> = new Set(["role", "content", "tool_call_id", "name"]);
const ASSISTANT_FIELDS: ReadonlySet<string> = new Set([
  "role",
  "content",
  "refusal",
  "tool_calls",
  // What it thought: the API takes it back with a signature only, for which OpenAI's form has no place.
  "reasoning_content",
  "reasoning",
  // Empty in every answer without a search of the web.
  "annotations",
]);
const CALL_FIELDS: ReadonlySet<string> = new Set(["id", "type", "function", "index"]);
const FUNCTION_FIELDS: ReadonlySet<string> = new Set(["name", "arguments"]);

/**
 * Messages in the API's form: what system and developer say goes before all others, and messages of the same role that
 * follow each other become one, tool results among them.
 * https://platform.claude.com/docs/en/api/messages
 * @throws Unsupported
 */
export function translateMessages(messages: readonly unknown[]): Conversation {
  const system: Block[] = [];
  const turns: Turn[] = [];
  const add = (role: Turn["role"], blocks: readonly Block[]) => {
    if (blocks.length === 0) return;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: [...blocks] });
  };
  for (const message of messages) {
    if (!isRecord(message)) throw new Unsupported("a message that is no object");
    switch (message["role"]) {
      case "system":
      case "developer":
        refuseOthers(message, SYSTEM_FIELDS, "a system message");
        system.push(...contentBlocks(message["content"], false));
        break;
      case "user":
        refuseOthers(message, USER_FIELDS, "a user's message");
        add("user", contentBlocks(message["content"], true));
        break;
      case "assistant":
        add("assistant", assistantBlocks(message));
        break;
      case "tool":
        add("user", [toolResult(message)]);
        break;
      default:
        throw new Unsupported("a role other than system, developer, user, assistant and tool");
    }
  }
  // The API would go on with its text, where OpenAI's begins a new message; newer models refuse it.
  if (turns.at(-1)?.role === "assistant") throw new Unsupported("a last message that is the assistant's");
  return { system, messages: turns };
}

function assistantBlocks(message: Record<string, unknown>): Block[] {
  const { tool_calls: calls, annotations } = message;
  refuseOthers(message, ASSISTANT_FIELDS, "an assistant's message");
  if (Array.isArray(annotations) && annotations.length > 0) throw new Unsupported("annotations");
  const refusal = typeof message["refusal"] === "string" ? textBlocks(message["refusal"]) : [];
  const toolUses = Array.isArray(calls) ? calls.map(toolUse) : [];
  return [...contentBlocks(message["content"], false), ...refusal, ...toolUses];
}

function toolUse(call: unknown): Block {
  if (!isRecord(call) || call["type"] !== "function" || !isRecord(call["function"])) {
    throw new Unsupported("tool calls other than of functions");
  }
  refuseOthers(call, CALL_FIELDS, "a tool call");
  refuseOthers(call["function"], FUNCTION_FIELDS, "a tool call's function");
  const { name, arguments: text } = call["function"];
  // Some servers give a call without arguments the empty text.
  const input = text === "" ? {} : typeof text === "string" ? parseJson(text) : undefined;
  if (!isRecord(input)) throw new Unsupported("a tool call whose arguments are no JSON object");
  return { type: "tool_use", id: callId(call["id"]), name, input };
}

/** The id of a call, which may be another server's (Kimi's is "functions.weather:0"), in the letters that the API takes. */
function callId(id: unknown): string {
  if (typeof id !== "string" || id === "") throw new Unsupported("a tool call without an id");
  return /^[\w-]+$/.test(id) ? id : `call_${Buffer.from(id).toString("base64url")}`;
}

function toolResult(message: Record<string, unknown>): Block {
  refuseOthers(message, TOOL_FIELDS, "a tool's message");
  const { content } = message;
  const result = { type: "tool_result", tool_use_id: callId(message["tool_call_id"]) };
  const blocks = contentBlocks(content, true);
  if (blocks.length === 0) return result;
  return { ...result, content: typeof content === "string" ? content : blocks };
}
