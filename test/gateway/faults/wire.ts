import type { Step } from "./raw-upstream.ts";
import { isFields, parsed, type Fields } from "./values.ts";

/** The bytes that endpoints answer with. */

/** What endpoint 1 and endpoint 2 say; no text of the one may ever stand in an answer of the other. */
export const ONE = { id: "chatcmpl-eins", text: "Guten Tag, hier ist eins 🇪🇺." } as const;
export const TWO = { id: "chatcmpl-zwei", text: "Grüße aus dem zweiten Haus." } as const;
export const ONE_PIECES = ["Guten Tag, ", "hier ist ", "eins 🇪🇺."] as const;
export const USAGE_ONE = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
export const USAGE_TWO = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
/** Stands in every text of a fault that no client may see. */
export const MARK = "fault-marker-4711";

export interface Head {
  readonly status?: string;
  readonly version?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Status line and headers. */
export function head({ status = "200 OK", version = "1.1", headers = {} }: Head = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/${version} ${status}\r\n${lines.join("")}\r\n`;
}

/** A whole answer with a length. */
export function answer(body: string | Buffer, { status, version, headers = {} }: Head = {}): Buffer {
  const bytes = Buffer.from(body);
  const all = { "content-type": "application/json", ...headers, "content-length": String(bytes.length) };
  const before = { ...(status !== undefined && { status }), ...(version !== undefined && { version }) };
  return Buffer.concat([Buffer.from(head({ ...before, headers: all })), bytes]);
}

export const JSON_HEAD = (length: number) =>
  head({ headers: { "content-type": "application/json", "content-length": String(length) } });
export const STREAM_HEAD = head({
  headers: { "content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked" },
});
/** Ends a chunked body. */
export const LAST = "0\r\n\r\n";

/** One chunk of a chunked body. */
export function chunk(part: string | Buffer): Buffer {
  const bytes = Buffer.from(part);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}

/** A chunked event stream: each part in a chunk of its own. */
export function sse(...parts: (string | Buffer)[]): Step[] {
  return [STREAM_HEAD, ...parts.map(chunk), LAST];
}

/** Cut into pieces of some bytes. */
export function pieces(whole: string | Buffer, size: number): Buffer[] {
  const bytes = Buffer.from(whole);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

interface Named {
  readonly id: string;
}

/** A completion; `changes` go over its fields, `choice` over those of its choice. */
export function completion(
  { id, text }: Named & { readonly text: string },
  usage: Fields | null = USAGE_ONE,
  changes: Fields = {},
  choice: Fields = {},
): string {
  return JSON.stringify({
    id,
    object: "chat.completion",
    created: 1,
    model: "upstream-name",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop", ...choice }],
    ...(usage !== null && { usage }),
    ...changes,
  });
}

/** One chunk of a streamed completion as JSON. */
export function chunkJson(choices: readonly Fields[], more: Fields = {}, id: string = ONE.id): string {
  const base = { id, object: "chat.completion.chunk", created: 1, model: "upstream-name" };
  return JSON.stringify({ ...base, choices, ...more });
}

export const event = (json: string): string => `data: ${json}\n\n`;

/** An event with a part of choice 0. */
export function delta(part: Fields, choice: Fields = {}, more: Fields = {}, id: string = ONE.id): string {
  return event(chunkJson([{ index: 0, delta: part, finish_reason: null, ...choice }], more, id));
}

export const says = (content: string, id: string = ONE.id): string => delta({ content }, {}, {}, id);
export const FIRST = delta({ role: "assistant", content: "" });
export const FINISH = delta({}, { finish_reason: "stop" });
export const DONE = "data: [DONE]\n\n";
export const usageEvent = (usage: unknown = USAGE_ONE, id: string = ONE.id): string =>
  event(chunkJson([], { usage }, id));

/** The first tokens of endpoint 1, which make up BEGUN. */
export const TOKENS = [FIRST, says(ONE_PIECES[0]), says(ONE_PIECES[1])] as const;
export const BEGUN = ONE_PIECES[0] + ONE_PIECES[1];
/** All tokens of endpoint 1 and their end, without usage and [DONE]. */
export const WHOLE = [...TOKENS, says(ONE_PIECES[2]), FINISH] as const;
/** A good stream of endpoint 1 with its usage. */
export const STREAM_ONE = [...WHOLE, usageEvent(), DONE] as const;

/** Whether a request's body asks for a stream, and for its tokens. */
export function asks(body: string): { stream: boolean; usage: boolean } {
  const fields = parsed(body);
  if (!isFields(fields)) return { stream: false, usage: false };
  const options = fields["stream_options"];
  return { stream: fields["stream"] === true, usage: isFields(options) && options["include_usage"] === true };
}

/** What a good endpoint answers: it gives its tokens where it was asked for them. */
export function good(body: string, from: typeof ONE | typeof TWO = TWO): readonly Step[] {
  const usage = from === TWO ? USAGE_TWO : USAGE_ONE;
  const { stream, usage: wanted } = asks(body);
  if (!stream) return [answer(completion(from, usage))];
  const middle = Math.floor(from.text.length / 2);
  return sse(
    delta({ role: "assistant", content: "" }, {}, {}, from.id),
    says(from.text.slice(0, middle), from.id),
    says(from.text.slice(middle), from.id),
    delta({}, { finish_reason: "stop" }, {}, from.id),
    ...(wanted ? [usageEvent(usage, from.id)] : []),
    DONE,
  );
}
