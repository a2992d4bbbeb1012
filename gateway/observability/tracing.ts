import type { IncomingMessage } from "node:http";
import type { GenerationRecord } from "../operations/generate.ts";
import type { Operation } from "../operations/operation.ts";
import type { AttemptRecord } from "../upstream/attempts.ts";

/** Traces of requests. */
export interface Tracing {
  /** Loads what traces are made with; before it is done, nothing is traced. */
  start(): Promise<void>;
  /** Begins a request's trace, as part of the client's where it sends a valid `traceparent`. */
  startRequest(request: IncomingMessage, operation: Operation): RequestTrace | undefined;
  /** Sends what was not sent yet, for a while. Never throws. */
  close(): Promise<void>;
}

/**
 * A request's trace. One that is not sampled is sent nowhere; its attempts still say so to the endpoints, which would
 * else begin traces of their own.
 */
export interface RequestTrace {
  startAttempt(record: AttemptRecord): AttemptTrace;
  /** @param status HTTP status that the client got. */
  end(record: GenerationRecord, status: number): void;
}

/** An attempt's part of a trace: a span of its own. */
export interface AttemptTrace {
  /**
   * W3C trace context for the endpoint: random ids and whether it is sampled. Endpoints outside the EU get it, too, and
   * nothing else of a trace; a client's `tracestate` or `baggage`, which may say anything, is passed on to nobody.
   */
  readonly traceparent: string;
  end(record: AttemptRecord): void;
}
