import type { Endpoint, OperationName } from "../../domain/gateway/endpoint.ts";
import type { GenerationRequest } from "../operations/request.ts";
import { anthropic } from "./anthropic/protocol.ts";
import { azureOpenAi } from "./azure-openai.ts";
import { openAi } from "./openai.ts";

/** How an endpoint wants to be spoken to. */
export interface Protocol {
  /** Path of an operation. @param base The endpoint's own path, without a slash at its end. */
  path(endpoint: Endpoint, base: string, operation: OperationName): string;
  /** Path that answers a GET without doing anything. */
  probePath(endpoint: Endpoint, base: string): string;
  /** Headers that are the same for every request. */
  headers(endpoint: Endpoint, key: string | undefined): Readonly<Record<string, string>>;
  /** Turns requests and answers into another API's and back; without it they stay as they are. */
  readonly translation?: Translation;
}

export interface Translation {
  /** The body for the endpoint, or, where a request says what the endpoint cannot do, what that is. */
  request(endpoint: Endpoint, request: GenerationRequest): Buffer | { readonly unsupported: string };
  /** An answer in OpenAI's form; `undefined` where it is none. `model` is the name that the client asked for. */
  answer(value: Record<string, unknown>, model: string): Record<string, unknown> | undefined;
  /** True where a 4xx is about the operator's account and none of the client's fault. */
  isOperatorsFault(value: Record<string, unknown>): boolean;
  /** An error in OpenAI's form. */
  error(value: Record<string, unknown>): Record<string, unknown>;
  /** Translates a stream, event by event: each gives any number of events in OpenAI's form. */
  stream(model: string): (event: Buffer) => readonly Buffer[];
}

const PROTOCOLS = { openai: openAi, "azure-openai": azureOpenAi, anthropic } as const;

export function protocolOf(endpoint: Pick<Endpoint, "protocol">): Protocol {
  return PROTOCOLS[endpoint.protocol];
}
