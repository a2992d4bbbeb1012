import type { Dispatcher } from "undici";
import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import type { SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import type { Cancellation } from "../http/cancellation.ts";
import { AttemptFailure, failureOf, type AttemptError } from "./failures.ts";
import type { Message, Sender } from "./send.ts";
import type { Address } from "./targets.ts";

type Timeouts = GatewayConfig["timeouts"];
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** Milliseconds that an upstream gets to close its body after the last event of a stream. */
const FINISH_MILLISECONDS = 1_000;

/** Bytes that may wait for a client that reads slowly; beyond it the upstream is told to wait as well. */
const HIGH_WATER_BYTES = 256 << 10;

/** One HTTP exchange with an upstream whose silence is watched. */
export class Exchange implements Dispatcher.DispatchHandler {
  status = 0;
  /** Media type without parameters, in lower case; "" where the upstream names none. */
  mediaType = "";
  /** Seconds from the Retry-After header, where it is one that can be understood. */
  retryAfterSeconds: number | undefined;

  readonly #timeouts: Timeouts;
  readonly #opened = Promise.withResolvers<undefined>();
  #stopListening: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #heard = false;
  #over = false;
  #ended = false;
  #error: AttemptError | undefined;
  #reader: { resolve: (chunk: Buffer | undefined) => void; reject: (error: unknown) => void } | undefined;

  private constructor(timeouts: Timeouts) {
    this.#timeouts = timeouts;
  }

  /**
   * Sends a request and waits for the answer's headers.
   * @throws AttemptError, or NotPermittedError from the choke point.
   */
  static async open(
    sender: Sender,
    label: SensitivityLabel,
    endpoint: Endpoint,
    address: Address,
    message: Message,
    timeouts: Timeouts,
    cancellation: Cancellation<AttemptError>,
  ): Promise<Exchange> {
    const exchange = new Exchange(timeouts);
    if (cancellation.reason !== undefined) throw cancellation.reason;
    sender.send(label, endpoint, address, message, exchange);
    exchange.#stopListening = cancellation.onCancel((reason) => exchange.#fail(reason));
    exchange.#timer = setTimeout(
      () => exchange.#fail(new AttemptFailure("first_byte_timeout")),
      timeouts.firstByteSeconds * 1000,
    );
    await exchange.#opened.promise;
    return exchange;
  }

  /**
   * The next bytes of the body, `undefined` at its orderly end. Time in which the caller does not wait here, because
   * its own reader is slow, does not count as the upstream's silence.
   * @throws AttemptError on a cut, on silence or on cancellation.
   */
  next(): Promise<Buffer | undefined> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#waitingBytes -= chunk.length;
      if (this.#controller?.paused === true && this.#waitingBytes < HIGH_WATER_BYTES / 2)
        this.#controller.resume();
      return Promise.resolve(chunk);
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended || this.#over) return Promise.resolve(undefined);
    if (this.#heard) {
      if (this.#idle === undefined) {
        this.#idle = setTimeout(() => {
          if (this.#reader !== undefined) this.#fail(new AttemptFailure("idle_timeout"));
        }, this.#timeouts.idleSeconds * 1000);
      } else this.#idle.refresh();
    }
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  /** Cuts the exchange unless it is over already. */
  release(): void {
    if (!this.#over) this.#fail(new AttemptFailure("connection_lost"));
  }

  /** Reads the rest for up to 1 s, so that the connection can be used again, then cuts; never throws. */
  async finish(): Promise<void> {
    const timer = setTimeout(() => this.release(), FINISH_MILLISECONDS);
    try {
      while ((await this.next()) !== undefined);
    } catch {
      // The answer was complete; how its connection ends concerns nobody.
    } finally {
      clearTimeout(timer);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#error !== undefined) controller.abort(this.#error);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // 100 Continue, 103 Early Hints: the answer is still to come.
    if (status < 200) return;
    this.status = status;
    this.mediaType = headerText(headers["content-type"]).split(";", 1).join("").trim().toLowerCase();
    this.retryAfterSeconds = secondsOf(headerText(headers["retry-after"]));
    this.#opened.resolve(undefined);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    if (!this.#heard) {
      this.#heard = true;
      clearTimeout(this.#timer);
    }
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      reader.resolve(chunk);
      return;
    }
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > HIGH_WATER_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.#ended = true;
    this.#close();
    this.#reader?.resolve(undefined);
    this.#reader = undefined;
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // What the HTTP client throws on an abort differs by state; the first reason is the true one.
    if (this.#over) return;
    try {
      const failure = failureOf(error);
      const unanswered =
        this.status === 0 && failure instanceof AttemptFailure && failure.reason === "connection_lost";
      this.#fail(unanswered ? new AttemptFailure("connection_lost", { unanswered: true }) : failure);
    } catch (bug) {
      this.#close();
      this.#opened.reject(bug);
      this.#reader?.reject(bug);
    }
  }

  #fail(error: AttemptError): void {
    if (this.#over) return;
    this.#error = error;
    this.#close();
    this.#controller?.abort(error);
    this.#opened.reject(error);
    this.#reader?.reject(error);
    this.#reader = undefined;
  }

  #close(): void {
    this.#over = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    clearTimeout(this.#idle);
  }
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

/** Retry-After in seconds or as an HTTP date. */
function secondsOf(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = /^[A-Z][a-z]{2}, \d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
