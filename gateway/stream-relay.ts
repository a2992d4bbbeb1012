import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { StreamOpening } from "./attempt.ts";
import { errorFrame } from "./errors.ts";
import { DONE_EVENT, readEvent } from "./event-stream.ts";
import {
  AttemptFailure,
  failureOf,
  RequestAborted,
  type AbortCause,
  type FailureReason,
} from "./failures.ts";
import type { Usage } from "./usage.ts";

/** How a stream ended after its commit point. */
export interface StreamEnd {
  readonly outcome: "answered" | FailureReason | AbortCause;
  readonly usage: Usage | undefined;
}

export interface RelayOptions {
  /** Drop the chunk that carries nothing but tokens: the gateway asked for it, not the client. */
  readonly stripUsage: boolean;
  readonly signal: AbortSignal;
}

/**
 * Passes a stream on, event by event, as received. The client has seen its beginning, so that nothing is retried or
 * spliced any more: whatever goes wrong ends it with an explicit error frame. Never throws for what upstream or
 * client do.
 */
export async function relayStream(
  opening: StreamOpening,
  response: ServerResponse,
  options: RelayOptions,
): Promise<StreamEnd> {
  const progress = createProgress(options.stripUsage);
  try {
    await forward(opening, response, options.signal, progress);
    response.end();
    return { outcome: "answered", usage: progress.usage() };
  } catch (error) {
    opening.exchange.release();
    const failure = failureOf(error);
    endWithError(response, failure, progress.upstreamSaidError());
    const outcome = failure instanceof RequestAborted ? failure.abortCause : failure.reason;
    return { outcome, usage: progress.usage() };
  }
}

async function forward(
  { exchange, splitter, events: first }: StreamOpening,
  response: ServerResponse,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  let events = first;
  for (;;) {
    const { bytes, state } = progress.take(events);
    if (bytes.length > 0 && !response.write(bytes)) await drained(response, signal);
    if (state === "done") {
      void exchange.finish();
      return;
    }
    if (state !== "open") throw new AttemptFailure(state);
    const chunk = await exchange.next();
    if (chunk === undefined) break;
    events = splitter.push(chunk);
  }
  await close(splitter.rest(), response, signal, progress);
}

/** The upstream closed its body without [DONE]: complete the stream where its answer is complete. */
async function close(
  rest: Buffer,
  response: ServerResponse,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  // The last event may lack its blank line; half an event does not parse and counts as the cut that it is.
  const { bytes, state } = progress.take(
    rest.length === 0 ? [] : [Buffer.concat([rest, Buffer.from("\n\n")])],
  );
  if (bytes.length > 0 && !response.write(bytes)) await drained(response, signal);
  if (state === "done") return;
  if (state !== "open") throw new AttemptFailure(state === "invalid_answer" ? "stream_truncated" : state);
  if (!progress.complete()) throw new AttemptFailure("stream_truncated");
  response.write(DONE_EVENT);
}

type Progress = ReturnType<typeof createProgress>;
type State = "open" | "done" | "error_in_answer" | "invalid_answer";

/** Reads along: which choices are finished, which tokens were charged, and which bytes go to the client. */
function createProgress(stripUsage: boolean) {
  const choices = new Map<number, boolean>();
  let usage: Usage | undefined;
  let saidError = false;

  /** Bytes to pass on up to the event that ends the stream, and the state after it. */
  function take(events: readonly Buffer[]): { bytes: Buffer; state: State } {
    const passed: Buffer[] = [];
    const upTo = (state: State) => ({ bytes: Buffer.concat(passed), state });
    for (const event of events) {
      const meaning = readEvent(event);
      if (meaning.kind === "broken") return upTo("invalid_answer");
      if (meaning.kind === "chunk") {
        for (const { index, finished } of meaning.choices) {
          choices.set(index, finished || choices.get(index) === true);
        }
        usage = meaning.usage ?? usage;
        if (stripUsage && meaning.usage !== undefined && meaning.choices.length === 0) continue;
      }
      passed.push(event);
      if (meaning.kind === "done") return upTo("done");
      if (meaning.kind === "error") {
        saidError = true;
        return upTo("error_in_answer");
      }
    }
    return upTo("open");
  }

  return {
    take,
    usage: () => usage,
    upstreamSaidError: () => saidError,
    /** True where every choice that began has its finish_reason. */
    complete: () => choices.size > 0 && [...choices.values()].every(Boolean),
  };
}

async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  try {
    await once(response, "drain", { signal });
  } catch {
    throw signal.aborted ? failureOf(signal.reason) : new RequestAborted("client_gone");
  }
}

function endWithError(
  response: ServerResponse,
  failure: AttemptFailure | RequestAborted,
  upstreamSaidError: boolean,
): void {
  // A client that has stopped reading would keep the frame, and its connection, for ever.
  if (response.writableNeedDrain) response.destroy();
  else if (upstreamSaidError) response.end();
  else response.end(errorFrame("stream_interrupted", explain(failure)));
}

function explain(failure: AttemptFailure | RequestAborted): string {
  if (failure instanceof AttemptFailure) {
    return `The endpoint broke off its answer (${failure.reason}); what came before is incomplete.`;
  }
  return failure.abortCause === "deadline"
    ? "The time for this request is up; what came before is incomplete."
    : "The gateway is stopping; what came before is incomplete.";
}
