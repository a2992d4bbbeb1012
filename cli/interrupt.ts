import { EXIT } from "./exit-codes.ts";

/** Milliseconds in which a second signal is only the echo of the first: a terminal and npm both pass ^C on. */
const ECHO_MILLISECONDS = 1000;

export interface Interrupt {
  /** Aborted where the engine has to be told; on a terminal it hears ^C itself. */
  readonly signal: AbortSignal;
  readonly happened: () => boolean;
  /** Puts the process's own handling of signals back. */
  readonly dispose: () => void;
}

/**
 * Turns ^C into one polite request to the engine, which then finishes what it is doing and saves its state.
 * @param onInterrupt Told once, so that the user knows what is being waited for.
 */
export function watchForInterrupt(onInterrupt: () => void): Interrupt {
  const controller = new AbortController();
  let first = 0;
  const handler = () => {
    const now = Date.now();
    if (first !== 0 && now - first < ECHO_MILLISECONDS) return;
    if (first !== 0) process.exit(EXIT.interrupted);
    first = now;
    onInterrupt();
    // On a terminal the engine got the signal as well: a second one would make it stop at once, state unsaved.
    if (!process.stdin.isTTY) controller.abort();
  };
  process.on("SIGINT", handler);
  process.on("SIGTERM", handler);
  return {
    signal: controller.signal,
    happened: () => first !== 0,
    dispose: () => {
      process.off("SIGINT", handler);
      process.off("SIGTERM", handler);
    },
  };
}
