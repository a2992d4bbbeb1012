import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import type { Cancellation } from "../http/cancellation.ts";
import type { RequestAborted } from "./failures.ts";

/** A request could not wait for an endpoint that is waking up. */
export class NotAwake extends Error {
  override readonly name = "NotAwake";
  readonly reason: "queue_full" | "wake_timeout";

  constructor(reason: NotAwake["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/** Where requests wait for an endpoint without a replica. */
export interface WaitingRoom {
  /**
   * Resolves when the endpoint has a replica that is ready.
   * @param beat Called every `heartbeatSeconds` in between.
   * @throws NotAwake where too many wait already or it takes too long; RequestAborted where the request is over.
   */
  wait(endpoint: Endpoint, cancellation: Cancellation<RequestAborted>, beat: () => void): Promise<void>;
  /** Requests that wait for an endpoint. */
  depth(endpoint: Endpoint): number;
  /** The endpoint has a replica that is ready: everybody who waits for it goes on. */
  wake(endpoint: Endpoint): void;
}

export function createWaitingRoom(changed: (endpoint: Endpoint, depth: number) => void): WaitingRoom {
  const waiting = new Map<string, Set<() => void>>();
  const waitersOf = (endpoint: Endpoint) => {
    const known = waiting.get(endpoint.name) ?? new Set<() => void>();
    waiting.set(endpoint.name, known);
    return known;
  };

  return {
    depth: (endpoint) => waitersOf(endpoint).size,
    wake(endpoint) {
      for (const goOn of [...waitersOf(endpoint)]) goOn();
    },
    async wait(endpoint, cancellation, beat) {
      const { scaleToZero } = endpoint;
      const waiters = waitersOf(endpoint);
      if (scaleToZero === undefined || waiters.size >= scaleToZero.maximumWaiting)
        throw new NotAwake("queue_full");
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const goOn = () => resolve(undefined);
      waiters.add(goOn);
      changed(endpoint, waiters.size);
      const heartbeat = setInterval(beat, scaleToZero.heartbeatSeconds * 1000);
      const tooLong = setTimeout(
        () => reject(new NotAwake("wake_timeout")),
        scaleToZero.maximumWaitSeconds * 1000,
      );
      const stopListening = cancellation.onCancel(reject);
      try {
        await promise;
      } finally {
        waiters.delete(goOn);
        changed(endpoint, waiters.size);
        clearInterval(heartbeat);
        clearTimeout(tooLong);
        stopListening();
      }
    },
  };
}
