import type { ServerResponse } from "node:http";
import { Cancellation } from "../http/cancellation.ts";
import { RequestAborted } from "../upstream/failures.ts";

/** Says when a request need not go on: the client is gone, the time is up, or the gateway stops. */
export interface RequestWatch {
  readonly cancellation: Cancellation<RequestAborted>;
  /** While a request waits for a model to wake up, its time does not run. @returns Starts the time anew. */
  pauseDeadline(): () => void;
  end(): void;
}

export function watchRequest(
  response: ServerResponse,
  totalSeconds: number,
  stopping: Cancellation<RequestAborted>,
): RequestWatch {
  const cancellation = new Cancellation<RequestAborted>();
  const startDeadline = () =>
    setTimeout(() => cancellation.cancel(new RequestAborted("deadline")), totalSeconds * 1000);
  let deadline = startDeadline();
  const gone = () => {
    if (!response.writableFinished) cancellation.cancel(new RequestAborted("client_gone"));
  };
  response.once("close", gone);
  const stopListening = stopping.onCancel((reason) => cancellation.cancel(reason));
  return {
    cancellation,
    pauseDeadline() {
      clearTimeout(deadline);
      return () => {
        deadline = startDeadline();
      };
    },
    end() {
      clearTimeout(deadline);
      response.off("close", gone);
      stopListening();
    },
  };
}
