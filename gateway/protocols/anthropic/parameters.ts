import { Unsupported } from "./unsupported.ts";

/**
 * What becomes of each parameter of a chat completion. A parameter that changes the answer is translated or makes the
 * request unsupported, and so does one that is not in this list: nothing is dropped in silence but what has no effect.
 * https://platform.openai.com/docs/api-reference/chat/create
 * https://platform.claude.com/docs/en/api/messages
 */
type Parameter =
  | { readonly is: "translated" }
  /** It is left out; the answer is the same without. */
  | { readonly is: "without effect"; readonly why: string }
  /** It may have these values, which are what the Messages API does anyway. */
  | { readonly is: "only"; readonly values: readonly unknown[]; readonly why: string };

const translated = { is: "translated" } as const;
const withoutEffect = (why: string) => ({ is: "without effect", why }) as const;
const only = (values: readonly unknown[], why: string) => ({ is: "only", values, why }) as const;

export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  model: translated,
  messages: translated,
  max_completion_tokens: translated,
  max_tokens: translated,
  temperature: translated,
  top_p: translated,
  stop: translated,
  stream: translated,
  tools: translated,
  tool_choice: translated,
  parallel_tool_calls: translated,
  response_format: translated,
  user: translated,

  stream_options: withoutEffect(
    "tokens are always told; the gateway keeps them from a client that did not ask",
  ),
  store: withoutEffect("says what OpenAI keeps; here nothing is kept"),
  metadata: withoutEffect("labels what OpenAI keeps"),
  service_tier: withoutEffect("chooses among OpenAI's prices and speeds"),
  prediction: withoutEffect("makes the same answer faster"),
  prompt_cache_key: withoutEffect("makes the same answer cheaper"),
  prompt_cache_options: withoutEffect("makes the same answer cheaper"),
  prompt_cache_retention: withoutEffect("makes the same answer cheaper"),
  safety_identifier: withoutEffect("tells OpenAI whom to hold to account; user does so here"),

  n: only([1], "gives one answer to a request"),
  modalities: only([["text"]], "answers in text"),
  audio: only([], "answers in text"),
  logprobs: only([false], "tells no probabilities"),
  top_logprobs: only([0], "tells no probabilities"),
  logit_bias: only([{}], "takes no biases"),
  frequency_penalty: only([0], "takes no penalties"),
  presence_penalty: only([0], "takes no penalties"),
  seed: only([], "draws anew each time"),
  reasoning_effort: only([], "has another scale of effort, whose steps differ by model"),
  verbosity: only([], "takes no wish for length"),
  web_search_options: only([], "searches by a tool of its own, with other results"),
  moderation: only([], "judges by rules of its own"),
  functions: only([[]], "takes tools, which replaced functions in 2023"),
  function_call: only([], "takes tools, which replaced functions in 2023"),
};

/** @throws Unsupported for a parameter that would change the answer and cannot be translated. */
export function checkParameters(body: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null) continue;
    const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (parameter === undefined) throw new Unsupported(`the parameter "${name}"`);
    if (parameter.is !== "only") continue;
    const text = JSON.stringify(value);
    if (!parameter.values.some((allowed) => JSON.stringify(allowed) === text)) {
      throw new Unsupported(`this value of "${name}": the Messages API ${parameter.why}`);
    }
  }
}
