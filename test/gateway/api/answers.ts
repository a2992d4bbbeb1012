import type { Behaviour } from "../upstream.ts";
import { answer, stream } from "../upstream.ts";

/** Answers of OpenAI's API other than chat completions, as its own servers give them. */

export const TEXT_COMPLETION = {
  id: "cmpl-1",
  object: "text_completion",
  created: 1,
  model: "upstream-name",
  choices: [{ index: 0, text: " Tag", logprobs: null, finish_reason: "stop" }],
  usage: { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 },
};

export function textChunk(text: string, finish: string | null = null): string {
  const choices = [{ index: 0, text, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ ...TEXT_COMPLETION, choices, usage: undefined })}\n\n`;
}

export const TEXT_USAGE = `data: ${JSON.stringify({ ...TEXT_COMPLETION, choices: [] })}\n\n`;

/** Answers embeddings as numbers or in base64, whichever is asked for. */
export function embeddings(vectors: readonly (readonly number[])[]): Behaviour {
  return (response, chat) => {
    const base64 = chat.body.includes('"encoding_format":"base64"');
    const encode = (vector: readonly number[]) =>
      base64 ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector;
    return answer({
      object: "list",
      model: "upstream-name",
      data: vectors.map((vector, index) => ({ object: "embedding", index, embedding: encode(vector) })),
      usage: { prompt_tokens: 9, total_tokens: 9 },
    })(response, chat);
  };
}

const message = (text: string, status = "completed") => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  status,
  content: [{ type: "output_text", text, annotations: [], logprobs: [] }],
});

/** A whole response, or (without output) one that has only begun. */
export function responseObject(output: readonly unknown[], status = "completed"): Record<string, unknown> {
  return {
    id: "resp_1",
    object: "response",
    created_at: 1,
    model: "upstream-name",
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    output,
    parallel_tool_calls: true,
    store: false,
    temperature: 1,
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    usage:
      status === "in_progress"
        ? null
        : {
            input_tokens: 11,
            input_tokens_details: { cached_tokens: 4 },
            output_tokens: 3,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: 14,
          },
  };
}

export const RESPONSE = responseObject([message("Guten Tag")]);

/** The events of a streamed response of one message. */
export function responseEvents(pieces: readonly string[] = ["Guten ", "Tag"]): string[] {
  const text = pieces.join("");
  const place = { item_id: "msg_1", output_index: 0, content_index: 0 };
  const part = (said: string) => ({ type: "output_text", text: said, annotations: [], logprobs: [] });
  const events = [
    { type: "response.created", response: responseObject([], "in_progress") },
    { type: "response.in_progress", response: responseObject([], "in_progress") },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { ...message("", "in_progress"), content: [] },
    },
    { type: "response.content_part.added", ...place, part: part("") },
    ...pieces.map((delta) => ({ type: "response.output_text.delta", ...place, delta, logprobs: [] })),
    { type: "response.output_text.done", ...place, text, logprobs: [] },
    { type: "response.content_part.done", ...place, part: part(text) },
    { type: "response.output_item.done", output_index: 0, item: message(text) },
    { type: "response.completed", response: responseObject([message(text)]) },
  ];
  return events.map((event, index) => {
    const data = { ...event, sequence_number: index };
    return `event: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`;
  });
}

/** Answers JSON or a stream, whichever is asked for. */
export function either(json: unknown, events: readonly string[]): Behaviour {
  return (response, chat) =>
    chat.body.includes('"stream":true') ? stream(events)(response, chat) : answer(json)(response, chat);
}
