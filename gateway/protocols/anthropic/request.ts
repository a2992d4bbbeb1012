import type { Endpoint } from "../../../domain/gateway/endpoint.ts";
import { isRecord } from "../../json.ts";
import type { GenerationRequest } from "../../operations/request.ts";
import { translateMessages } from "./messages.ts";
import { checkParameters } from "./parameters.ts";
import { strictSchema } from "./schema.ts";
import { translateTools } from "./tools.ts";
import { Unsupported } from "./unsupported.ts";

type Json = Readonly<Record<string, unknown>>;

/** The API demands a limit and OpenAI's does not. An answer that it cuts says so: its finish_reason is "length". */
export const DEFAULT_MAXIMUM_TOKENS = 4096;

/**
 * Models that still take `temperature` and `top_p`: the last were Opus and Sonnet 4.6 and Haiku 4.5; all later ones answer
 * 400. https://platform.claude.com/docs/en/about-claude/models/migration-guide
 */
const SAMPLED = /claude-(?:[23]|instant)|claude-[a-z]+-4(?:[-.][0-6])?(?:[-@]\d{8})?$/;

/** The body for the endpoint, or what in the request it cannot do. */
export function translateRequest(
  endpoint: Endpoint,
  { parsed, stream }: GenerationRequest,
): Buffer | { readonly unsupported: string } {
  try {
    return Buffer.from(JSON.stringify(bodyOf(endpoint, parsed, stream)));
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    throw error;
  }
}

function bodyOf({ model }: Endpoint, body: Json, stream: boolean): Json {
  checkParameters(body);
  const { messages: given, user } = body;
  const { system, messages } = translateMessages(Array.isArray(given) ? given : []);
  return {
    model,
    max_tokens: maximumTokens(body),
    ...(system.length > 0 && { system }),
    messages,
    ...sampling(model, body),
    ...stopSequences(body["stop"] ?? null),
    ...translateTools(body),
    ...outputFormat(body["response_format"] ?? null),
    ...(typeof user === "string" && user !== "" && { metadata: { user_id: user } }),
    ...(stream && { stream }),
  };
}

function maximumTokens(body: Json): number {
  const value = body["max_completion_tokens"] ?? body["max_tokens"] ?? DEFAULT_MAXIMUM_TOKENS;
  // With 0 the API answers nothing and fills its cache.
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new Unsupported("a maximum of tokens that is no positive integer");
}

/** 1 is the default of both APIs for both parameters, and sent to none of the models that take neither. */
function sampling(model: string, body: Json): Json {
  const said = ["temperature", "top_p"].flatMap((name) => {
    const value = body[name] ?? 1;
    return value === 1 ? [] : [{ name, value }];
  });
  const [first] = said;
  if (first === undefined) return {};
  const { name, value } = first;
  if (said.length > 1) throw new Unsupported('"temperature" together with "top_p"');
  if (typeof value !== "number" || value < 0 || value > 1)
    throw new Unsupported(`a "${name}" outside 0 to 1`);
  if (model.includes("claude") && !SAMPLED.test(model))
    throw new Unsupported(`"${name}" with the model "${model}"`);
  return { [name]: value };
}

function stopSequences(stop: unknown): Json {
  const sequences: readonly unknown[] = stop === null ? [] : Array.isArray(stop) ? stop : [stop];
  if (sequences.length === 0) return {};
  if (sequences.every((sequence) => typeof sequence === "string" && sequence.trim() !== "")) {
    return { stop_sequences: sequences };
  }
  throw new Unsupported("stop sequences that are blank");
}

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
function outputFormat(format: unknown): Json {
  if (format === null || (isRecord(format) && format["type"] === "text")) return {};
  if (!isRecord(format) || format["type"] !== "json_schema" || !isRecord(format["json_schema"])) {
    throw new Unsupported("this response_format: the Messages API writes JSON by a schema only");
  }
  const { schema: given, description } = format["json_schema"];
  const schema = strictSchema(given);
  if (schema === undefined) throw new Unsupported("a response_format whose schema the API does not keep to");
  // The model is to read it, and has no other place for it.
  const described = typeof description === "string" ? { description, ...schema } : schema;
  return { output_config: { format: { type: "json_schema", schema: described } } };
}
