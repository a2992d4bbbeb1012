import type { OperationName } from "../../domain/gateway/endpoint.ts";
import { isRecord } from "../json.ts";
import { chatEvents, completionEvents } from "../stream/chunk-events.ts";
import { responseEvents } from "../stream/response-events.ts";
import type { Operation } from "./operation.ts";

/** Characters of a plain prompt that count as its beginning. */
const PREFIX_CHARACTERS = 512;

const chat: Operation = {
  name: "chat",
  telemetryName: "chat",
  streams: true,
  streamOptions: true,
  limits: ["max_completion_tokens", "max_tokens"],
  overrides: {},
  check: ({ messages }) =>
    Array.isArray(messages) ? undefined : { param: "messages", message: "must be an array of messages" },
  prefix: ({ messages }) => systemPrompt(Array.isArray(messages) ? messages[0] : undefined),
  isAnswer: ({ choices }) => Array.isArray(choices),
  events: chatEvents,
};

const completions: Operation = {
  name: "completions",
  telemetryName: "text_completion",
  streams: true,
  streamOptions: true,
  limits: ["max_tokens"],
  overrides: {},
  check: ({ prompt }) =>
    typeof prompt === "string" || Array.isArray(prompt)
      ? undefined
      : { param: "prompt", message: "must be a string or an array" },
  prefix: ({ prompt }) => (typeof prompt === "string" ? prompt.slice(0, PREFIX_CHARACTERS) : ""),
  isAnswer: ({ choices }) => Array.isArray(choices),
  events: completionEvents,
};

const embeddings: Operation = {
  name: "embeddings",
  telemetryName: "embeddings",
  streams: false,
  streamOptions: false,
  limits: [],
  overrides: {},
  check: ({ input }) =>
    typeof input === "string" || Array.isArray(input)
      ? undefined
      : { param: "input", message: "must be a string or an array" },
  prefix: () => "",
  isAnswer: ({ data }) => Array.isArray(data),
  events: chatEvents,
};

/** Parameters that need a server which remembers earlier answers. */
const STATEFUL = ["previous_response_id", "conversation"] as const;

const responses: Operation = {
  name: "responses",
  telemetryName: "chat",
  streams: true,
  streamOptions: false,
  limits: ["max_output_tokens"],
  // Nothing of a request is kept: an endpoint that stores answers by default is told not to.
  overrides: { store: "false" },
  check(body) {
    const { input, background } = body;
    const param = STATEFUL.find((key) => body[key] !== undefined && body[key] !== null);
    if (param !== undefined) {
      return {
        param,
        message: "is not served: the gateway keeps nothing; send the whole conversation as input",
        code: "unsupported_parameter",
      };
    }
    if (background === true) {
      return {
        param: "background",
        message: "is not served: the gateway keeps nothing",
        code: "unsupported_parameter",
      };
    }
    return typeof input === "string" || Array.isArray(input)
      ? undefined
      : { param: "input", message: "must be a string or an array" };
  },
  prefix: ({ instructions, input }) =>
    typeof instructions === "string" && instructions !== ""
      ? instructions
      : systemPrompt(Array.isArray(input) ? input[0] : undefined),
  isAnswer: ({ output }) => Array.isArray(output),
  events: responseEvents,
};

export const OPERATION_BY_NAME: Readonly<Record<OperationName, Operation>> = {
  chat,
  completions,
  embeddings,
  responses,
};

function systemPrompt(message: unknown): string {
  if (!isRecord(message) || (message["role"] !== "system" && message["role"] !== "developer")) return "";
  return JSON.stringify(message["content"]);
}
