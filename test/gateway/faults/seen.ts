import { listOf, parsed, isFields, textOf, type Fields } from "./values.ts";

/** What a client got, byte by byte, and what it says. */
export interface Seen {
  /** 0 where no answer came. */
  readonly status: number;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** How it ended: in order, by a break of the connection, or not within the deadline; or the client itself left. */
  readonly ended: "in order" | "cut" | "deadline" | "left";
}

/** An event of a stream as a client that keeps to the specification reads it. */
export interface SeenEvent {
  readonly name: string;
  readonly data: string;
}

/** Reads server-sent events as the HTML standard says; `rest` is what came after the last complete event. */
export function readEvents(text: string): { events: SeenEvent[]; rest: string } {
  const events: SeenEvent[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const rest = lines.pop() ?? "";
  let name = "";
  let data: string[] = [];
  let open = false;
  for (const line of lines) {
    if (line === "") {
      if (data.length > 0) events.push({ name, data: data.join("\n") });
      name = "";
      data = [];
      open = false;
      continue;
    }
    open = true;
    const [field = ""] = line.split(":", 1);
    const value = line.slice(field.length + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") name = value;
  }
  return { events, rest: rest !== "" || open ? rest + data.join("\n") : "" };
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface Choice {
  readonly index: number;
  readonly content: string;
  readonly finish: string;
  readonly toolCalls: readonly ToolCall[];
  /** Everything else within choice, message or delta: texts joined, the rest as a list of what came. */
  readonly other: Readonly<Record<string, unknown>>;
}

/** An answer, streamed or not, put together. */
export interface Whole {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly usage: unknown;
  /** Fields of the answer or its chunks beside those that all have. */
  readonly other: Readonly<Record<string, unknown>>;
}

const COMMON = new Set(["id", "object", "created", "model", "choices", "usage"]);

class ChoiceParts {
  readonly calls = new Map<number, { id: string; name: string; arguments: string }>();
  readonly other: Fields = {};
  content = "";
  finish = "";

  add(choice: Fields): void {
    this.finish += textOf(choice["finish_reason"]);
    for (const [key, value] of Object.entries(choice)) {
      if (key === "delta" || key === "message") {
        if (isFields(value)) this.#message(value);
      } else if (key !== "index" && key !== "finish_reason") gather(this.other, key, value);
    }
  }

  #message(message: Fields): void {
    this.content += textOf(message["content"]);
    listOf(message["tool_calls"]).forEach((call, position) => {
      const at = typeof call["index"] === "number" ? call["index"] : position;
      const known = this.calls.get(at) ?? { id: "", name: "", arguments: "" };
      const named = isFields(call["function"]) ? call["function"] : {};
      known.id += textOf(call["id"]);
      known.name += textOf(named["name"]);
      known.arguments += textOf(named["arguments"]);
      this.calls.set(at, known);
    });
    for (const [key, value] of Object.entries(message)) {
      if (!["role", "content", "tool_calls"].includes(key)) gather(this.other, key, value);
    }
  }
}

/** Joins texts; anything else becomes a list of what came. Nothing is nothing. */
function gather(into: Fields, key: string, value: unknown): void {
  if (value === null) return;
  const known = into[key];
  if (typeof value === "string") into[key] = (typeof known === "string" ? known : "") + value;
  else into[key] = (Array.isArray(known) ? known : []).concat([value]);
}

/**
 * Puts an answer or the chunks of a stream together.
 * @returns a text where they do not belong together, or are no completion.
 */
export function assemble(parts: readonly Fields[]): Whole | string {
  const choices = new Map<number, ChoiceParts>();
  const other: Fields = {};
  let id = "";
  let usage: unknown = null;
  for (const part of parts) {
    // Azure's first chunk has no id.
    const own = textOf(part["id"]);
    if (own !== "" && id !== "" && own !== id) return `spliced: ids "${id}" and "${own}" in one answer`;
    id ||= own;
    if (!Array.isArray(part["choices"])) return "a part without choices";
    usage = part["usage"] ?? usage;
    for (const choice of listOf(part["choices"])) {
      const index = typeof choice["index"] === "number" ? choice["index"] : 0;
      const known = choices.get(index) ?? new ChoiceParts();
      known.add(choice);
      choices.set(index, known);
    }
    for (const [key, value] of Object.entries(part)) if (!COMMON.has(key)) gather(other, key, value);
  }
  return {
    id,
    usage,
    other,
    choices: [...choices]
      .sort(([a], [b]) => a - b)
      .map(([index, { content, finish, calls, other: more }]) => ({
        index,
        content,
        finish,
        toolCalls: [...calls].sort(([a], [b]) => a - b).map(([, call]) => call),
        other: more,
      })),
  };
}

/** An answer of the fields that matter; for cases to write down. */
export function whole(
  { id, text }: { readonly id: string; readonly text: string },
  usage: unknown,
  choice: Partial<Choice> = {},
  other: Readonly<Record<string, unknown>> = {},
): Whole {
  const first = { index: 0, content: text, finish: "stop", toolCalls: [], other: {}, ...choice };
  return { id, usage, other, choices: [first] };
}

/** The body's JSON, where it is an object. */
export function jsonOf({ body }: Seen): Fields | undefined {
  const value = parsed(body.toString());
  return isFields(value) ? value : undefined;
}
