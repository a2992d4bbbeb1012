import { isRecord, parseJson } from "../../../../gateway/json.ts";
import { pause, startUpstream, type Behaviour, type Upstream } from "../../upstream.ts";

/**
 * A fake of Anthropic's server that refuses what the real one refuses, so that a translation which it would not take fails
 * a test. https://platform.claude.com/docs/en/api/messages
 */
export async function startAnthropic(
  behaviour: Behaviour = answerMessage([text("Guten Tag")]),
): Promise<Upstream> {
  return startUpstream(strictly(behaviour));
}

export const API_KEY = "sk-ant-test";

/** Behaves so for requests that the real server would take. */
export function strictly(behaviour: Behaviour): Behaviour {
  return (response, chat) => {
    const refusal = refuse(chat.path, chat.headers, parseJson(chat.body));
    if (refusal === undefined) return behaviour(response, chat);
    response.writeHead(refusal.status, { "content-type": "application/json", "request-id": "req_1" });
    response.end(JSON.stringify(errorBody(refusal.type, refusal.message)));
  };
}

export const errorBody = (type: string, message: string) => ({
  type: "error",
  error: { type, message },
  request_id: "req_1",
});

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const BODY_FIELDS = new Set([
  "model",
  "messages",
  "max_tokens",
  "metadata",
  "output_config",
  "stop_sequences",
  "stream",
  "system",
  "temperature",
  "tool_choice",
  "tools",
  "top_p",
]);

const invalid = (message: string): Refusal => ({ status: 400, type: "invalid_request_error", message });

function refuse(
  path: string,
  headers: Readonly<Record<string, unknown>>,
  body: unknown,
): Refusal | undefined {
  if (headers["x-api-key"] !== API_KEY) {
    return { status: 401, type: "authentication_error", message: "invalid x-api-key" };
  }
  if (headers["anthropic-version"] !== "2023-06-01") return invalid("anthropic-version: header is required");
  if (path !== "/v1/messages") return { status: 404, type: "not_found_error", message: "Not found" };
  if (!isRecord(body)) return invalid("The request body is not valid JSON");
  for (const key of Object.keys(body)) {
    if (!BODY_FIELDS.has(key)) return invalid(`${key}: Extra inputs are not permitted`);
  }
  const { max_tokens: maximum, messages, temperature = 1, tool_choice: choice, tools } = body;
  if (!Number.isInteger(maximum)) return invalid("max_tokens: Field required");
  if (typeof temperature !== "number" || temperature > 1) return invalid("temperature: range: 0..1");
  if (choice !== undefined && tools === undefined) {
    return invalid("tool_choice may only be specified while providing tools");
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    return invalid("messages: at least one message is required");
  }
  return refuseMessages(messages);
}

function refuseMessages(messages: readonly unknown[]): Refusal | undefined {
  let open: unknown[] = [];
  for (const [index, message] of messages.entries()) {
    if (!isRecord(message)) return invalid(`messages.${index}: Input should be an object`);
    const { role, content } = message;
    if (role !== "user" && role !== "assistant")
      return invalid(`messages.${index}.role: Input should be 'user'`);
    if (!Array.isArray(content) || content.length === 0) {
      return invalid(`messages.${index}: all messages must have non-empty content`);
    }
    const blocks = content.filter(isRecord);
    if (blocks.some((block) => block["type"] === "text" && String(block["text"]).trim() === "")) {
      return invalid("messages: text content blocks must contain non-whitespace text");
    }
    if (blocks.some(({ type, id }) => type === "tool_use" && !/^[a-zA-Z0-9_-]+$/.test(String(id)))) {
      return invalid(`messages.${index}: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
    }
    const results = blocks.filter(({ type }) => type === "tool_result").map((block) => block["tool_use_id"]);
    if (open.some((id) => !results.includes(id)) || results.some((id) => !open.includes(id))) {
      return invalid(
        `messages.${index}: tool_use ids were found without tool_result blocks immediately after`,
      );
    }
    open = blocks.filter(({ type }) => type === "tool_use").map(({ id }) => id);
  }
  return undefined;
}

export type Block = Readonly<Record<string, unknown>>;

export const text = (said: string): Block => ({ type: "text", text: said });
export const thinking = (thought: string): Block => ({
  type: "thinking",
  thinking: thought,
  signature: "c2ln",
});
export const toolUse = (id: string, name: string, input: Record<string, unknown>): Block => ({
  type: "tool_use",
  id,
  name,
  input,
});

export const USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 2,
  cache_read_input_tokens: 30,
  cache_creation: null,
  output_tokens: 7,
  service_tier: "standard",
};

/** A whole message as the API gives it. */
export function message(content: readonly unknown[], changes: Readonly<Record<string, unknown>> = {}): Block {
  return {
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-test",
    content,
    stop_reason: "end_turn",
    stop_sequence: null,
    stop_details: null,
    usage: USAGE,
    ...changes,
  };
}

/** Answers with JSON. */
export function answerMessage(
  content: readonly unknown[],
  changes: Readonly<Record<string, unknown>> = {},
): Behaviour {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(message(content, changes)));
  };
}

export function named(data: Readonly<Record<string, unknown>> & { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The parts of a text, by code points so that none is cut. */
function pieces(whole: string, size: number): string[] {
  const points = Array.from(whole);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size).join(""),
  );
}

function deltasOf(block: Block, size: number): Record<string, unknown>[] {
  if (block["type"] === "text") {
    return pieces(String(block["text"]), size).map((piece) => ({ type: "text_delta", text: piece }));
  }
  if (block["type"] === "thinking") {
    const thoughts = pieces(String(block["thinking"]), size);
    return [
      ...thoughts.map((piece) => ({ type: "thinking_delta", thinking: piece })),
      { type: "signature_delta", signature: "c2ln" },
    ];
  }
  const input = block["input"];
  // The real server opens with an empty piece, and sends no other for a tool without input.
  const json = isRecord(input) && Object.keys(input).length > 0 ? pieces(JSON.stringify(input), size) : [];
  return ["", ...json].map((piece) => ({ type: "input_json_delta", partial_json: piece }));
}

const EMPTY: Readonly<Record<string, Block>> = {
  text: { text: "" },
  thinking: { thinking: "", signature: "" },
  tool_use: { input: {} },
};

/** The events of a stream, as the API sends them, a ping among them. */
export function eventsOf(
  content: readonly Block[],
  changes: Readonly<Record<string, unknown>> = {},
  size = 5,
): string[] {
  const { stop_reason = "end_turn", stop_details = null } = changes;
  return [
    named({
      type: "message_start",
      message: message([], { stop_reason: null, usage: { ...USAGE, output_tokens: 1 } }),
    }),
    named({ type: "ping" }),
    ...content.flatMap((block, index) => [
      named({
        type: "content_block_start",
        index,
        content_block: { ...block, ...EMPTY[String(block["type"])] },
      }),
      ...deltasOf(block, size).map((delta) => named({ type: "content_block_delta", index, delta })),
      named({ type: "content_block_stop", index }),
    ]),
    named({
      type: "message_delta",
      delta: { stop_reason, stop_sequence: null, stop_details },
      usage: { input_tokens: null, cache_read_input_tokens: null, output_tokens: USAGE.output_tokens },
    }),
    named({ type: "message_stop" }),
  ];
}

/** Answers JSON or a stream, whichever is asked for. */
export function answerEither(
  content: readonly Block[],
  changes: Readonly<Record<string, unknown>> = {},
): Behaviour {
  return async (response, chat) => {
    if (!chat.body.includes('"stream":true')) return answerMessage(content, changes)(response, chat);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (const event of eventsOf(content, changes)) {
      response.write(event);
      await pause(1);
    }
    response.end();
  };
}
