import type { OperationName } from "../../domain/gateway/endpoint.ts";
import type { EventMeaning } from "../stream/event-stream.ts";

/** An operation of OpenAI's API that generates something: what makes it different from the others. */
export interface Operation {
  readonly name: OperationName;
  /** Name in OpenTelemetry's GenAI conventions. */
  readonly telemetryName: string;
  readonly streams: boolean;
  /** Whether `stream_options` is a parameter of it. */
  readonly streamOptions: boolean;
  /** Parameters that limit the tokens of an answer. */
  readonly limits: readonly string[];
  /** Fields that the gateway sets, as JSON text, whatever the client says. */
  readonly overrides: Readonly<Record<string, string>>;
  /** What is wrong with a request, beyond `model` and `stream`. */
  check(body: Record<string, unknown>): RequestProblem | undefined;
  /** What a prompt begins with, by which it finds the replica that has it cached; "" where nothing is known. */
  prefix(body: Readonly<Record<string, unknown>>): string;
  /** True where a body is an answer of this operation. */
  isAnswer(body: Record<string, unknown>): boolean;
  readonly events: EventDialect;
}

export interface RequestProblem {
  readonly param: string;
  readonly message: string;
  /** @default that the parameter is missing or has the wrong type */
  readonly code?: string;
}

export interface EventDialect {
  /** What the data of an event means; `name` is the event's field of that name. */
  read(data: Record<string, unknown>, name: string): EventMeaning;
  /** The event that ends a good stream. It is added where an endpoint forgot it; `undefined`: it must come from there. */
  readonly terminator: Buffer | undefined;
  /** The event that ends a broken stream. */
  errorFrame(code: string, message: string): string;
}
