import { ENDPOINT_DEFAULTS, type Endpoint } from "../../../../domain/gateway/endpoint.ts";
import { isRecord, parseJson } from "../../../../gateway/json.ts";
import { OPERATION_BY_NAME } from "../../../../gateway/operations/operations.ts";
import { parseRequest } from "../../../../gateway/operations/request.ts";
import { anthropic } from "../../../../gateway/protocols/anthropic/protocol.ts";

export const ENDPOINT: Endpoint = {
  ...ENDPOINT_DEFAULTS,
  name: "claude",
  tier: "premium",
  url: "https://api.anthropic.com/v1",
  model: "claude-sonnet-4-6",
  jurisdiction: { country: "US", operator: "Anthropic", ownerCountry: "US" },
  accepts: ["public"],
  protocol: "anthropic",
};

export const HELLO = [{ role: "user", content: "Hallo" }];

export type Json = Readonly<Record<string, unknown>>;

/** What becomes of a request, the model's and the client's name aside. */
export function translate(body: Json, endpoint: Endpoint = ENDPOINT): Json {
  const request = parseRequest(
    OPERATION_BY_NAME.chat,
    Buffer.from(JSON.stringify({ model: "chat", messages: HELLO, ...body })),
  );
  const translated = anthropic.translation?.request(endpoint, request);
  if (!Buffer.isBuffer(translated)) return { ...translated };
  const value = parseJson(translated.toString());
  if (!isRecord(value)) throw new Error("no object");
  return value;
}

export const TOOL = {
  type: "function",
  function: { name: "f", description: "tut es", parameters: { type: "object", properties: {} } },
};
