import type { OperationName } from "../../domain/gateway/endpoint.ts";
import type { Protocol } from "./protocol.ts";

export const RESOURCES: Readonly<Record<OperationName, string>> = {
  chat: "chat/completions",
  completions: "completions",
  embeddings: "embeddings",
  responses: "responses",
};

/** The header with a key, where there is one. */
export function keyHeader(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [name]: value };
}

/** OpenAI's own API, as vLLM, Mistral and most others speak it. */
export const openAi: Protocol = {
  path: (_endpoint, base, operation) => `${base}/${RESOURCES[operation]}`,
  probePath: (_endpoint, base) => `${base}/models`,
  headers: (_endpoint, key) => keyHeader("authorization", key && `Bearer ${key}`),
};
