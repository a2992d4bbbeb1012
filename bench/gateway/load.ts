import { connect, type Socket } from "node:net";
import { HttpReader } from "./http-reader.ts";
import { problemOf } from "./messages.ts";

export interface LoadOptions {
  readonly port: number;
  /** One whole request, as bytes. */
  readonly request: Buffer;
  readonly stream: boolean;
  readonly clients: number;
  /** The load ends after so many requests … */
  readonly requests: number;
  /** … or so many milliseconds, whichever is first. */
  readonly milliseconds: number;
}

export interface LoadResult {
  /** Milliseconds from sending a request until its answer was complete, one entry for each good answer. */
  readonly latencies: number[];
  /** Milliseconds until the first part of a body, one entry for each good answer. */
  readonly firstBytes: number[];
  readonly errors: number;
  readonly firstError: string | undefined;
  /** Milliseconds that the whole load took. */
  readonly elapsed: number;
}

/** A client that gets no whole answer for so many milliseconds gives up. */
const PATIENCE = 15_000;
/** One load gives up after so many errors. */
const MOST_ERRORS = 20;

interface Answer {
  readonly latency: number;
  readonly firstByte: number;
  readonly problem: string | undefined;
}

/** One keep-alive connection, with one request at a time on it. */
class Client {
  readonly #options: LoadOptions;
  #socket: Socket | undefined;
  #sent = 0;
  #firstByte = 0;
  #settle: ((problem?: string, ended?: number) => void) | undefined;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  request(): Promise<Answer> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle?.("no whole answer in time"), PATIENCE);
      this.#settle = (problem, ended = performance.now()) => {
        this.#settle = undefined;
        clearTimeout(timer);
        if (problem !== undefined) this.close();
        resolve({ latency: ended - this.#sent, firstByte: this.#firstByte - this.#sent, problem });
      };
      const socket = (this.#socket ??= this.#connect());
      this.#firstByte = 0;
      this.#sent = performance.now();
      socket.write(this.#options.request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connect(): Socket {
    const { port, stream } = this.#options;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const reader = new HttpReader({
      part: () => {
        if (this.#firstByte === 0) this.#firstByte = performance.now();
      },
      end: ({ head, body }) => {
        const ended = performance.now();
        this.#settle?.(problemOf(head, body, stream), ended);
      },
    });
    const broken = (problem: string) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#settle?.(problem);
    };
    socket.on("data", (bytes: Buffer) => {
      try {
        reader.push(bytes);
      } catch (error) {
        broken(String(error));
        socket.destroy();
      }
    });
    socket.on("error", (error) => broken(error.message));
    socket.on("close", () => broken("the connection was closed"));
    return socket;
  }
}

/** Runs the clients side by side; each is connected and has one answer before `started` is called and the clock runs. */
export async function runLoad(
  options: LoadOptions,
  started: () => void = () => undefined,
): Promise<LoadResult> {
  const clients = Array.from({ length: options.clients }, () => new Client(options));
  const latencies: number[] = [];
  const firstBytes: number[] = [];
  const problems: string[] = [];
  const keep = ({ latency, firstByte, problem }: Answer) => {
    if (problem !== undefined) problems.push(problem);
    else {
      latencies.push(latency);
      firstBytes.push(firstByte);
    }
  };
  for (const { problem } of await Promise.all(clients.map((client) => client.request())))
    if (problem !== undefined) problems.push(problem);
  started();
  const start = performance.now();
  let left = options.requests;
  const one = async (client: Client) => {
    while (left-- > 0 && problems.length < MOST_ERRORS && performance.now() - start < options.milliseconds)
      keep(await client.request());
  };
  await Promise.all(clients.map(one));
  const elapsed = performance.now() - start;
  for (const client of clients) client.close();
  return { latencies, firstBytes, errors: problems.length, firstError: problems[0], elapsed };
}
