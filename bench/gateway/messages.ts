/** What the bench sends and what the mock upstream answers: one place, so that the load generator can verify each answer. */
export const PROMPT_BYTES = [200, 10_000, 100_000] as const;
export const STREAM_EVENTS = 20;

/** The text that every answer holds, whether it is streamed or not: one word for each event of a stream. */
const WORDS = Array.from({ length: STREAM_EVENTS }, (_, index) => `word${index} `);
export const ANSWER_TEXT = WORDS.join("");

const IDENTITY = { id: "chatcmpl-bench", created: 1_790_000_000, model: "mock-model" };
const USAGE = { prompt_tokens: 50, completion_tokens: STREAM_EVENTS, total_tokens: 50 + STREAM_EVENTS };

const crlf = (...lines: string[]) => lines.join("\r\n");

function jsonAnswer(): Buffer {
  const body = JSON.stringify({
    ...IDENTITY,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: ANSWER_TEXT },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: USAGE,
  });
  return Buffer.from(
    crlf("HTTP/1.1 200 OK", "content-type: application/json", `content-length: ${body.length}`, "", body),
  );
}

/** Each entry is one write: an event as a chunk of its own, as a model server sends its tokens. */
function streamAnswer(): Buffer[] {
  const chunk = (data: string) => {
    const event = `data: ${data}\n\n`;
    return crlf(event.length.toString(16), event, "");
  };
  const delta = (content: string, index: number) => ({
    ...IDENTITY,
    object: "chat.completion.chunk",
    choices: [
      {
        index: 0,
        delta: index === 0 ? { role: "assistant", content } : { content },
        logprobs: null,
        finish_reason: index === STREAM_EVENTS - 1 ? "stop" : null,
      },
    ],
  });
  const head = crlf(
    "HTTP/1.1 200 OK",
    "content-type: text/event-stream; charset=utf-8",
    "cache-control: no-cache",
    "transfer-encoding: chunked",
    "",
    "",
  );
  const usage = { ...IDENTITY, object: "chat.completion.chunk", choices: [], usage: USAGE };
  const [first = "", ...rest] = WORDS.map((word, index) => chunk(JSON.stringify(delta(word, index))));
  const last = `${chunk(JSON.stringify(usage))}${chunk("[DONE]")}0\r\n\r\n`;
  return [`${head}${first}`, ...rest, last].map((text) => Buffer.from(text));
}

export const JSON_ANSWER = jsonAnswer();
export const STREAM_ANSWER: readonly Buffer[] = streamAnswer();

export interface Scenario {
  /** Length of the prompt, in bytes. */
  readonly promptBytes: number;
  readonly stream: boolean;
  /** Clients that each send their next request when the answer to the last one is complete. */
  readonly clients: number;
}

export function scenarioName({ promptBytes, stream, clients }: Scenario): string {
  const size = promptBytes < 1000 ? `${promptBytes} B` : `${promptBytes / 1000} KB`;
  return `${size.padStart(6)} ${stream ? "stream" : "JSON  "} ${String(clients).padStart(2)} cl`;
}

/** A whole request, head and body, as bytes; `headers` are those that one gateway needs beside everybody's. */
export function requestBytes(
  promptBytes: number,
  stream: boolean,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const sentence = "Describe how the quick brown fox jumped over the lazy dog, and why it did so. ";
  const prompt = sentence.repeat(Math.ceil(promptBytes / sentence.length)).slice(0, promptBytes);
  const body = JSON.stringify({
    model: "chat",
    messages: [{ role: "user", content: prompt }],
    temperature: 0.2,
    max_tokens: 256,
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  });
  const head = {
    host: "127.0.0.1",
    "content-type": "application/json",
    accept: stream ? "text/event-stream" : "application/json",
    "user-agent": "bench",
    "x-eu-llm-sensitivity": "public",
    ...headers,
    "content-length": String(body.length),
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(crlf("POST /v1/chat/completions HTTP/1.1", ...lines, "", body));
}

/** What is wrong with an answer; `undefined` where it is complete and exactly what the upstream said. */
export function problemOf(head: string, body: Buffer, stream: boolean): string | undefined {
  if (!head.startsWith("HTTP/1.1 200 "))
    return `${head.slice(0, head.indexOf("\r\n"))}: ${body.toString("latin1", 0, 200)}`;
  const text = body.toString("latin1");
  if (!stream)
    return text.includes(`"content":"${ANSWER_TEXT}"`)
      ? undefined
      : `unexpected answer ${text.slice(0, 200)}`;
  const received = Array.from(text.matchAll(/"content":"([^"]+)"/g), ([, content = ""]) => content);
  if (received.length !== STREAM_EVENTS || received.join("") !== ANSWER_TEXT)
    return `${received.length} events with text instead of ${STREAM_EVENTS}`;
  return text.includes("data: [DONE]") ? undefined : "a stream without [DONE]";
}
