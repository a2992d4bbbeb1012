import type { ServerResponse } from "node:http";
import type { Cancellation } from "../http/cancellation.ts";
import type { EventDialect } from "../operations/operation.ts";
import { AttemptFailure, failureOf, RequestAborted, type AttemptError } from "../upstream/failures.ts";
import type { AnswerStream } from "./answer-stream.ts";

/**
 * Passes a stream on. The client has seen its beginning, so that nothing is retried or spliced any more: whatever goes
 * wrong, a bug of the gateway included, ends it with an explicit error frame.
 * @returns What broke it, `undefined` where it is whole.
 * @throws What nobody expected, after the frame was sent.
 */
export async function relayStream(
  stream: AnswerStream,
  response: ServerResponse,
  dialect: EventDialect,
  cancellation: Cancellation<RequestAborted>,
): Promise<AttemptError | undefined> {
  try {
    for (let bytes = await stream.next(); bytes !== undefined; bytes = await stream.next()) {
      if (!response.write(bytes)) await drained(response, cancellation);
    }
    response.end();
    void stream.exchange.finish();
    return undefined;
  } catch (error) {
    stream.exchange.release();
    try {
      const failure = failureOf(error);
      endWithError(response, dialect, explain(failure));
      return failure;
    } catch (bug) {
      endWithError(response, dialect, "The gateway met an internal error; what came before is incomplete.");
      throw bug;
    }
  }
}

/** Waits until the client has taken what was written. */
export function drained(response: ServerResponse, cancellation: Cancellation<RequestAborted>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      response.off("drain", onDrain);
      response.off("close", onClose);
    };
    const onDrain = () => {
      stop();
      stopListening();
      resolve();
    };
    const onClose = () => {
      stop();
      reject(new RequestAborted("client_gone"));
    };
    response.once("drain", onDrain);
    response.once("close", onClose);
    const stopListening = cancellation.onCancel((reason) => {
      stop();
      reject(reason);
    });
  });
}

/** Ends a stream that the client has seen the beginning of. */
export function endWithError(response: ServerResponse, dialect: EventDialect, message: string): void {
  // A client that has stopped reading would keep the frame, and its connection, for ever.
  if (response.writableNeedDrain) response.destroy();
  else response.end(dialect.errorFrame("stream_interrupted", message));
}

function explain(failure: AttemptError): string {
  if (failure instanceof AttemptFailure) {
    return `The endpoint broke off its answer (${failure.reason}); what came before is incomplete.`;
  }
  return failure instanceof RequestAborted && failure.abortCause === "deadline"
    ? "The time for this request is up; what came before is incomplete."
    : "The gateway is stopping; what came before is incomplete.";
}
