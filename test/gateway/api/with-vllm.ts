/**
 * Asks a real vLLM through the gateway, and prints what comes: by hand, since it takes a model and minutes.
 *
 *   node test/gateway/api/with-vllm.ts http://127.0.0.1:8199/v1 smollm2
 */
import OpenAI from "openai";
import { gatewayConfigSchema } from "../../../domain/gateway/config.ts";
import { createGateway } from "../../../gateway/gateway.ts";

const [url = "http://127.0.0.1:8199/v1", model = "smollm2"] = process.argv.slice(2);
const own = {
  tier: "self-hosted" as const,
  url,
  model,
  jurisdiction: { country: "DE", operator: "Example GmbH", ownerCountry: "DE" },
  accepts: ["public" as const, "sensitive" as const],
};
const config = gatewayConfigSchema.parse({
  listen: { host: "127.0.0.1", port: 0 },
  endpoints: [
    { ...own, name: "final" },
    { ...own, name: "continuous", usageInStream: "continuous" },
  ],
  models: [
    { id: "final", endpoints: ["final"] },
    { id: "continuous", endpoints: ["continuous"] },
  ],
});
const gateway = createGateway(config, {
  environment: {},
  log: (entry) => console.log("log", JSON.stringify(entry)),
});
const { port } = await gateway.listen();
const client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: "none", maxRetries: 0 });
const messages = [{ role: "user" as const, content: "Say hello in German." }];

async function show(name: string, ask: () => Promise<unknown>): Promise<void> {
  const startedAt = Date.now();
  try {
    console.log(name, JSON.stringify(await ask()), `${Date.now() - startedAt} ms`);
  } catch (error) {
    console.log(name, "failed:", error instanceof Error ? error.message : "");
  }
}

await show("models", async () => (await client.models.list()).data);
for (const id of ["final", "continuous"]) {
  const chat = { model: id, messages, max_completion_tokens: 12, temperature: 0 };
  await show(`${id}: chat`, async () => {
    const { choices, usage } = await client.chat.completions.create(chat);
    return { choices, usage };
  });
  await show(`${id}: chat stream`, async () => {
    const chunks = [];
    for await (const chunk of await client.chat.completions.create({ ...chat, stream: true }))
      chunks.push(chunk);
    return {
      chunks: chunks.length,
      withUsage: chunks.filter((chunk) => "usage" in chunk && chunk.usage !== null).length,
      text: chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""),
    };
  });
  await show(`${id}: chat stream with usage`, async () => {
    const streamed = client.chat.completions.stream({ ...chat, stream_options: { include_usage: true } });
    const usages: unknown[] = [];
    for await (const chunk of streamed) if (chunk.usage) usages.push(chunk.usage);
    return usages;
  });
  await show(`${id}: aborted stream`, async () => {
    const streamed = client.chat.completions.stream({ ...chat, max_completion_tokens: 200 });
    let pieces = 0;
    streamed.on("content", () => {
      pieces += 1;
      if (pieces === 5) streamed.abort();
    });
    await streamed.done().catch(() => undefined);
    return { pieces };
  });
}
await show("logprobs", async () => {
  const streamed = client.chat.completions.stream({
    model: "final",
    messages,
    max_completion_tokens: 3,
    logprobs: true,
    top_logprobs: 2,
  });
  return (await streamed.finalChatCompletion()).choices[0]?.logprobs;
});
await show("json_schema", async () => {
  const schema = {
    type: "object",
    properties: { word: { type: "string", maxLength: 8 } },
    required: ["word"],
  };
  const { choices } = await client.chat.completions.create({
    model: "final",
    messages,
    max_completion_tokens: 40,
    response_format: { type: "json_schema", json_schema: { name: "word", schema } },
  });
  return choices[0]?.message.content;
});
await show("tools", async () => {
  const streamed = client.chat.completions.stream({
    model: "final",
    messages,
    max_completion_tokens: 40,
    tools: [
      { type: "function", function: { name: "hello", parameters: { type: "object", properties: {} } } },
    ],
    tool_choice: { type: "function", function: { name: "hello" } },
  });
  const { choices } = await streamed.finalChatCompletion();
  return [choices[0]?.finish_reason, choices[0]?.message.tool_calls];
});
await show("completion stream", async () => {
  const pieces = [];
  const request = { model: "final", prompt: "Once upon", max_tokens: 6, stream: true as const };
  for await (const { choices } of await client.completions.create(request)) pieces.push(choices[0]?.text);
  return pieces;
});
await show("response", async () => {
  const { output_text, status, usage } = await client.responses.create({
    model: "final",
    input: "Say hello.",
    max_output_tokens: 12,
  });
  return { output_text, status, usage };
});
await show("response stream", async () => {
  const types: string[] = [];
  const streamed = client.responses.stream({ model: "final", input: "Say hello.", max_output_tokens: 12 });
  streamed.on("event", ({ type }) => types.push(type));
  const { output_text, status } = await streamed.finalResponse();
  return { output_text, status, types };
});
await show(
  "embedding",
  async () => (await client.embeddings.create({ model: "final", input: "a" })).data.length,
);
await show("a refusal", () => client.chat.completions.create({ model: "final", messages, temperature: -1 }));
await gateway.close();
