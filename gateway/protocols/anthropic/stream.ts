import { decodeUtf8, isRecord, parseJson } from "../../json.ts";
import { DONE_EVENT } from "../../stream/chunk-events.ts";
import {
  explanationOf,
  finishReason,
  HIDDEN_BLOCK,
  secondsNow,
  translateError,
  translateUsage,
} from "./answer.ts";

type Json = Readonly<Record<string, unknown>>;

const PING = Buffer.from(": ping\n\n");

/**
 * Translates the events of a streamed answer into OpenAI's chunks. The finish_reason is told with `message_stop` only, so
 * that a stream which ends before it is never taken for a whole one.
 * https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createStreamTranslator(model: string): (event: Buffer) => readonly Buffer[] {
  const translator = new StreamTranslator(model);
  return (event) => translator.translate(event);
}

interface ToolBlock {
  /** Place among the message's tool calls. */
  readonly index: number;
  /** What the block began with, which is all of its input where no text of it follows. */
  readonly input: unknown;
  hasText: boolean;
}

class StreamTranslator {
  readonly #model: string;
  readonly #created = secondsNow();
  readonly #tools = new Map<unknown, ToolBlock>();
  #id: unknown = "";
  #usage: Json = {};
  #stopReason: unknown;
  #explanation: string | undefined;

  constructor(model: string) {
    this.#model = model;
  }

  translate(event: Buffer): readonly Buffer[] {
    const text = dataOf(event);
    // Comments stay, and so does what is no UTF-8 or no JSON: the gateway sees for itself that it is broken.
    if (text === undefined) return [event];
    const data = parseJson(text);
    if (!isRecord(data)) return [event];
    switch (data["type"]) {
      case "message_start":
        return this.#start(data["message"]);
      case "content_block_start":
        return this.#startBlock(data["index"], data["content_block"]);
      case "content_block_delta":
        return this.#delta(data["index"], data["delta"]);
      case "content_block_stop":
        return this.#stopBlock(data["index"]);
      case "message_delta":
        this.#endMessage(data);
        return [];
      case "message_stop":
        return this.#finish();
      case "ping":
        return [PING];
      case "error":
        return [sse(translateError(data))];
      default:
        // "We may add new event types, and your code should handle unknown event types gracefully."
        return data["error"] === undefined ? [] : [sse(translateError(data))];
    }
  }

  #start(message: unknown): readonly Buffer[] {
    if (!isRecord(message)) return [failure("message_start without a message")];
    this.#id = message["id"];
    this.#addUsage(message["usage"]);
    // The tokens of the input stand here already, for a stream that is aborted.
    return [sse({ ...this.#chunk({ role: "assistant", content: "" }), usage: translateUsage(this.#usage) })];
  }

  #startBlock(index: unknown, block: unknown): readonly Buffer[] {
    if (!isRecord(block)) return [failure("content_block_start without a block")];
    switch (block["type"]) {
      case "text":
        return this.#text("content", block["text"]);
      case "thinking":
        return this.#text("reasoning_content", block["thinking"]);
      case "tool_use": {
        const { id, name, input } = block;
        const tool = { index: this.#tools.size, input, hasText: false };
        this.#tools.set(index, tool);
        return [this.#call({ index: tool.index, id, type: "function", function: { name, arguments: "" } })];
      }
      case HIDDEN_BLOCK:
        return [];
      default:
        return [failure("a block for which OpenAI's form has no place")];
    }
  }

  #delta(index: unknown, delta: unknown): readonly Buffer[] {
    if (!isRecord(delta)) return [failure("content_block_delta without a delta")];
    switch (delta["type"]) {
      case "text_delta":
        return this.#text("content", delta["text"]);
      case "thinking_delta":
        return this.#text("reasoning_content", delta["thinking"]);
      case "input_json_delta":
        return this.#arguments(this.#tools.get(index), delta["partial_json"]);
      default:
        // signature_delta, citations_delta: beside what is shown.
        return [];
    }
  }

  #text(field: "content" | "reasoning_content", text: unknown): readonly Buffer[] {
    return typeof text === "string" && text !== "" ? [sse(this.#chunk({ [field]: text }))] : [];
  }

  #arguments(tool: ToolBlock | undefined, text: unknown): readonly Buffer[] {
    if (tool === undefined) return [failure("input of a tool that was not named")];
    if (typeof text !== "string" || text === "") return [];
    tool.hasText = true;
    return [this.#call({ index: tool.index, function: { arguments: text } })];
  }

  #stopBlock(index: unknown): readonly Buffer[] {
    const tool = this.#tools.get(index);
    if (tool === undefined || tool.hasText) return [];
    // A tool without input gets no text at all, and the empty one is no JSON.
    return this.#arguments(tool, JSON.stringify(tool.input ?? {}));
  }

  #endMessage({ delta, usage }: Json): void {
    this.#addUsage(usage);
    if (!isRecord(delta)) return;
    this.#stopReason = delta["stop_reason"] ?? this.#stopReason;
    this.#explanation = explanationOf(delta["stop_details"]) ?? this.#explanation;
  }

  #finish(): readonly Buffer[] {
    const finish = finishReason(this.#stopReason);
    if (finish === undefined) return [failure("a message without a reason to stop that is known")];
    const refusal = this.#explanation === undefined ? [] : [sse(this.#chunk({ refusal: this.#explanation }))];
    const usage = { ...this.#chunk({}), choices: [], usage: translateUsage(this.#usage) };
    return [...refusal, sse(this.#chunk({}, finish)), sse(usage), DONE_EVENT];
  }

  /** Later numbers are sums; what is null then was said before. */
  #addUsage(usage: unknown): void {
    if (!isRecord(usage)) return;
    const said = Object.entries(usage).filter(([, value]) => value !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(said) };
  }

  #call(call: Json): Buffer {
    return sse(this.#chunk({ tool_calls: [call] }));
  }

  #chunk(delta: Json, finish: string | null = null): Json {
    return {
      id: this.#id,
      object: "chat.completion.chunk",
      created: this.#created,
      model: this.#model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    };
  }
}

function sse(data: Json): Buffer {
  return Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
}

/** What the gateway takes for an error of the endpoint; its words reach nobody. */
function failure(what: string): Buffer {
  return sse({ error: { message: `The stream cannot be translated: ${what}.`, type: "api_error" } });
}

/** The data of an event; its name is in the data, too. */
function dataOf(event: Buffer): string | undefined {
  const text = decodeUtf8(event);
  if (text === undefined) return undefined;
  const data = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .flatMap((line) => (line.startsWith("data:") ? [line.slice(line[5] === " " ? 6 : 5)] : []));
  return data.length === 0 ? undefined : data.join("\n");
}
