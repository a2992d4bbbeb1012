import type { Dispatcher } from "undici";
import type { GatewayConfig } from "../domain/gateway/config.ts";
import type { Endpoint, SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import { AttemptFailure, failureOf } from "./failures.ts";
import type { Message, Sender } from "./send.ts";

/** One HTTP exchange with an upstream whose silence is watched. */
export interface Exchange {
  readonly status: number;
  /** Media type without parameters, in lower case; "" where the upstream names none. */
  readonly mediaType: string;
  /** Seconds from the Retry-After header, where it is a number. */
  readonly retryAfterSeconds: number | undefined;
  /**
   * The next bytes of the body, `undefined` at its orderly end. Time in which the caller does not wait here, because
   * its own reader is slow, does not count as the upstream's silence.
   * @throws AttemptFailure on a cut or on silence; RequestAborted where the whole request ended.
   */
  next(): Promise<Buffer | undefined>;
  /** Cuts the exchange unless it is over already. */
  release(): void;
  /** Reads the rest for up to 1 s, so that the connection can be used again, then cuts; never throws. */
  finish(): Promise<void>;
}

type Timeouts = GatewayConfig["timeouts"];

/** Milliseconds that an upstream gets to close its body after the last event of a stream. */
const FINISH_MILLISECONDS = 1_000;

/**
 * Sends a request and waits for the answer's headers.
 * @throws AttemptFailure, RequestAborted, or NotPermittedError from the choke point.
 */
export async function openExchange(
  sender: Sender,
  label: SensitivityLabel,
  endpoint: Endpoint,
  message: Message,
  timeouts: Timeouts,
  requestSignal: AbortSignal,
): Promise<Exchange> {
  const controller = new AbortController();
  const follow = () => controller.abort(requestSignal.reason);
  if (requestSignal.aborted) follow();
  requestSignal.addEventListener("abort", follow, { once: true });
  const silence = watchSilence(timeouts, controller);

  function stopWatching(): void {
    silence.stop();
    requestSignal.removeEventListener("abort", follow);
  }
  function failure(error: unknown) {
    stopWatching();
    // What the HTTP client throws on an abort differs by state; the abort's own reason is the true one.
    return failureOf(controller.signal.aborted ? controller.signal.reason : error);
  }

  let answer: Dispatcher.ResponseData;
  try {
    answer = await sender.send(label, endpoint, message, controller.signal);
  } catch (error) {
    throw failure(error);
  }

  const chunks: AsyncIterator<unknown> = answer.body[Symbol.asyncIterator]();
  let over = false;

  async function next(): Promise<Buffer | undefined> {
    if (over) return undefined;
    silence.expect();
    try {
      const item = await chunks.next();
      silence.heard();
      if (item.done !== true && Buffer.isBuffer(item.value)) return item.value;
    } catch (error) {
      over = true;
      throw failure(error);
    }
    over = true;
    stopWatching();
    return undefined;
  }

  function release(): void {
    if (over) return;
    over = true;
    stopWatching();
    answer.body.on("error", () => undefined);
    controller.abort(new AttemptFailure("connection_lost"));
  }

  async function finish(): Promise<void> {
    const timer = setTimeout(release, FINISH_MILLISECONDS);
    try {
      while ((await next()) !== undefined);
    } catch {
      // The answer was complete; how its connection ends concerns nobody.
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    status: answer.statusCode,
    mediaType: headerText(answer.headers["content-type"]).split(";", 1).join("").trim().toLowerCase(),
    retryAfterSeconds: secondsOf(headerText(answer.headers["retry-after"])),
    next,
    release,
    finish,
  };
}

/** Aborts when the first byte, or later the next one, is too long in coming. */
function watchSilence(timeouts: Timeouts, controller: AbortController) {
  let waiting = true;
  let idle: NodeJS.Timeout | undefined;
  const firstByte = setTimeout(
    () => controller.abort(new AttemptFailure("first_byte_timeout")),
    timeouts.firstByteSeconds * 1000,
  );
  return {
    expect(): void {
      waiting = true;
      idle?.refresh();
    },
    heard(): void {
      waiting = false;
      if (idle !== undefined) return;
      clearTimeout(firstByte);
      idle = setTimeout(() => {
        if (waiting) controller.abort(new AttemptFailure("idle_timeout"));
      }, timeouts.idleSeconds * 1000);
    },
    stop(): void {
      clearTimeout(firstByte);
      clearTimeout(idle);
    },
  };
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function secondsOf(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
