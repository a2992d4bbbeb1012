import { isRecord } from "../json.ts";
import type { Log } from "../observability/log.ts";
import { StoreDown } from "./store.ts";
import { createThrottledLog } from "./throttled-log.ts";
import { openClient, type Client } from "./valkey-client.ts";
import type { Script } from "./valkey-scripts.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly password: string | undefined;
  readonly timeoutSeconds: number;
  readonly log: Log;
  /** Called whenever the store answers again. */
  readonly onReady: () => void;
}

/** Milliseconds after which a store that has stopped to answer gets a new connection, and a new one its greeting. */
const PATIENCE_MILLISECONDS = 5_000;
/** Milliseconds between two tries to connect: doubled from the first to the last, and drawn from their upper half. */
const FIRST_PAUSE_MILLISECONDS = 100;
const LAST_PAUSE_MILLISECONDS = 5_000;

/** Errors after which another connection may do better, such as one to the server that took over. */
const NEW_CONNECTION_CODES = new Set(["READONLY", "MASTERDOWN", "NOAUTH"]);
const PASSWORD_CODES = new Set(["WRONGPASS", "NOAUTH", "NOPERM"]);

/**
 * Keeps a connection to the store. Nothing waits longer than the time limit: without a connection a command fails at
 * once, and so it does while an earlier one is overdue, so that a store that hangs costs one time limit and not one for
 * each request.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #throttled: Log;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #client: Client | undefined;
  /** Commands whose time limit is over and that have no answer yet. */
  #overdue = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#throttled = createThrottledLog(options.log);
    this.#ended = this.#keepConnected();
  }

  /** True where a command has a chance. */
  get ready(): boolean {
    return this.#client !== undefined && this.#overdue === 0;
  }

  /**
   * Runs a script.
   * @param late Takes an answer that came when the time limit was over.
   * @throws StoreDown, as a rejected promise.
   */
  run(
    script: Script,
    keys: readonly string[],
    values: readonly (string | number)[],
    late?: (reply: unknown) => void,
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values.map(String)];
    return this.#within(async (client) => {
      try {
        return await client.send(["EVALSHA", script.sha1, ...rest]);
      } catch (error) {
        if (codeOf(error) !== "NOSCRIPT") throw error;
        return client.send(["EVAL", script.text, ...rest]);
      }
    }, late);
  }

  /** @throws StoreDown, as a rejected promise. */
  send(args: readonly string[]): Promise<unknown> {
    return this.#within((client) => client.send(args));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#client?.destroy();
    await this.#ended;
  }

  #within(command: (client: Client) => Promise<unknown>, late?: (reply: unknown) => void): Promise<unknown> {
    const client = this.#client;
    if (client === undefined) return Promise.reject(new StoreDown("not connected"));
    if (this.#overdue > 0) return Promise.reject(new StoreDown("does not answer"));
    return new Promise((resolve, reject) => {
      let state: "waiting" | "overdue" | "done" = "waiting";
      const expire = () => {
        if (state !== "waiting") return;
        state = "overdue";
        this.#becameOverdue(client);
        reject(new StoreDown("no answer in time"));
      };
      // Where this process itself was held up, the answer may be there already: it is read first.
      const timer = setTimeout(() => setImmediate(expire), this.#options.timeoutSeconds * 1000);
      const done = () => {
        clearTimeout(timer);
        const wasOverdue = state === "overdue";
        state = "done";
        if (wasOverdue) this.#caughtUp();
        return wasOverdue;
      };
      command(client).then(
        (reply) => {
          if (done()) late?.(reply);
          else resolve(reply);
        },
        (error: unknown) => {
          this.#failed(client, error);
          if (!done()) reject(new StoreDown(codeOf(error)));
        },
      );
    });
  }

  #becameOverdue(client: Client): void {
    this.#overdue += 1;
    if (this.#overdue > 1) return;
    this.#throttled({ level: "warn", message: "the store of limits and budgets does not answer in time" });
    const timer = setTimeout(() => client.destroy(), PATIENCE_MILLISECONDS);
    timer.unref();
    this.#cancelRenewal = () => clearTimeout(timer);
  }

  #cancelRenewal: () => void = () => undefined;

  #caughtUp(): void {
    this.#overdue -= 1;
    if (this.#overdue > 0) return;
    this.#cancelRenewal();
    if (this.#client !== undefined) this.#options.onReady();
  }

  #failed(client: Client, error: unknown): void {
    const code = codeOf(error);
    if (NEW_CONNECTION_CODES.has(code)) client.destroy();
    if (this.#stopped()) return;
    this.#complain(code);
  }

  #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #keepConnected(): Promise<void> {
    const { url, password, timeoutSeconds, log, onReady } = this.#options;
    const patience = Math.max(PATIENCE_MILLISECONDS, timeoutSeconds * 1000);
    let failures = 0;
    while (!this.#stopped()) {
      try {
        const client = await openClient(url, password, patience);
        if (this.#stopped()) {
          client.destroy();
          return;
        }
        failures = 0;
        this.#client = client;
        log({ level: "info", message: "the store of limits and budgets is connected", store: url });
        onReady();
        await client.gone;
        this.#client = undefined;
        client.destroy();
        if (!this.#stopped()) this.#complain("connection_lost");
      } catch (error) {
        this.#complain(codeOf(error));
        failures += 1;
      }
      await this.#pause(failures);
    }
  }

  #pause(failures: number): Promise<void> {
    const bound = Math.min(LAST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** failures);
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, bound * (0.5 + Math.random() / 2));
      signal.addEventListener("abort", wake);
    });
  }

  /** Only codes are logged: nothing that a server says may bring a password or a key into the log. */
  #complain(code: string): void {
    const { url: store } = this.#options;
    this.#throttled(
      PASSWORD_CODES.has(code)
        ? { level: "error", message: "the store of limits and budgets refuses the password", store, code }
        : { level: "warn", message: "the store of limits and budgets is down", store, code },
    );
  }
}

/** Such as ECONNREFUSED of the network, WRONGPASS of the server, or the name of a library's error. */
function codeOf(error: unknown): string {
  if (isRecord(error) && typeof error["code"] === "string") return error["code"];
  if (!(error instanceof Error)) return "unknown";
  // A server without a password that was given one, and what old servers say to a wrong one.
  if (/^ERR (AUTH|Client sent AUTH|invalid password)/.test(error.message)) return "WRONGPASS";
  return /^[A-Z]{2,20}(?= )/.exec(error.message)?.[0] ?? error.constructor.name;
}
