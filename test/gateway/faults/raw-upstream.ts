import { createServer, type Server, type Socket } from "node:net";
import { wait } from "./values.ts";

/**
 * An endpoint below HTTP: a TCP server that answers with whatever bytes a case says, at the places and times that it
 * says. It reads requests only as far as it must to know where one ends.
 */

/** One thing that the endpoint does on the connection, in order. */
export type Step =
  | string
  | Buffer
  | { readonly pause: number }
  /** Closes its side; bytes sent before arrive. */
  | { readonly end: "FIN" }
  /** Breaks the connection with a reset. */
  | { readonly end: "RST" }
  | { readonly flood: Buffer; readonly times: number };

export const FIN: Step = { end: "FIN" };
export const RST: Step = { end: "RST" };
/** Says that the endpoint is silent from here on, so that whoever closes the connection breaks off its answer. */
export const SILENCE: Step = { pause: 0 };
/** A pause of 0 is one turn of the event loop: what was sent is read before more follows. */
export const pause = (milliseconds: number): Step => ({ pause: milliseconds });

/** A request as the endpoint saw it. */
export interface Turn {
  /** Counts the chat completions that this endpoint got, from 0. */
  readonly number: number;
  /** Counts those that came over this connection, from 0. */
  readonly onConnection: number;
  readonly head: string;
  /** "" where the script acts before the body was read. */
  readonly body: string;
  /** Base URL of a server that nobody should ever ask. */
  readonly trap: string;
}

/** What an endpoint does with a request. */
export type Script = readonly Step[] | ((turn: Turn) => readonly Step[]);

export type Endpoint =
  /** Nobody listens. */
  | { readonly kind: "absent" }
  /** Acts as soon as a connection stands. */
  | { readonly kind: "connection"; readonly script: readonly Step[] }
  /** Acts when a request's headers are in, before its body. */
  | { readonly kind: "headers"; readonly script: Script }
  /** Acts when a request is complete. */
  | { readonly kind: "request"; readonly script: Script };

export interface RawUpstream {
  readonly port: number;
  /** Chat completions received. */
  readonly turns: Turn[];
  /** Milliseconds (of `performance.now()`) at which a connection with an unfinished script was closed by the peer. */
  readonly closedAt: number[];
  /** Connections that stand now. */
  connections(): number;
  /** Connections on which an answer was begun that is neither over nor cut; those that are merely kept do not count. */
  busy(): number;
  /** True where these bytes arrived, in whatever form. */
  got(text: string): boolean;
  /** Bytes written so far. */
  sent(): number;
  close(): Promise<void>;
}

const MODELS = '{"object":"list","data":[]}';
const MODELS_ANSWER = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${MODELS.length}\r\n\r\n${MODELS}`;

/**
 * Ports on which nobody listens: reserved ones, which no server gets that asks for any free port (a port that was free a
 * moment ago may by now be that of another test's gateway).
 */
const DESERTED = [2, 3, 4, 5, 6, 8, 10, 12];
let deserted = 0;

/** Starts an endpoint; port 0 takes any free one. */
export async function startRaw(endpoint: Endpoint, port = 0, trap = ""): Promise<RawUpstream> {
  const turns: Turn[] = [];
  const closedAt: number[] = [];
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  const received: Buffer[] = [];
  let sent = 0;

  async function act(socket: Socket, steps: readonly Step[]): Promise<void> {
    const play = new Player(socket, (bytes) => (sent += bytes));
    const closed = () => closedAt.push(performance.now());
    socket.once("close", closed);
    busy.add(socket);
    await play.all(steps);
    if (play.finished && !play.ended) busy.delete(socket);
    // An endpoint that has said all it had to say does not mind; one that is cut in the middle, or silent, does.
    if (play.finished) socket.off("close", closed);
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      busy.delete(socket);
    });
    socket.on("data", (bytes: Buffer) => received.push(bytes));
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    if (endpoint.kind === "connection") {
      void act(socket, endpoint.script);
      return;
    }
    let onConnection = 0;
    const take = (head: string, body: string) => {
      const turn = { number: turns.length, onConnection, head, body, trap };
      onConnection += 1;
      turns.push(turn);
      if (endpoint.kind === "absent") return;
      const { script } = endpoint;
      void act(socket, typeof script === "function" ? script(turn) : script);
    };
    readRequests(socket, {
      onHead(head) {
        if (endpoint.kind === "headers" && head.startsWith("POST ")) take(head, "");
      },
      onRequest(head, body) {
        if (!head.startsWith("POST ")) socket.write(MODELS_ANSWER);
        else if (endpoint.kind === "request") take(head, body);
      },
    });
  });
  if (endpoint.kind === "absent") return absent(port);
  const listening = await listen(server, port);
  const close = async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    port: listening,
    turns,
    closedAt,
    connections: () => sockets.size,
    sent: () => sent,
    busy: () => busy.size,
    got: (text) => Buffer.concat(received).includes(text),
    close,
  };
}

function absent(port: number): RawUpstream {
  const nobody = DESERTED[deserted++ % DESERTED.length] ?? 2;
  return {
    port: port === 0 ? nobody : port,
    turns: [],
    closedAt: [],
    connections: () => 0,
    busy: () => 0,
    got: () => false,
    sent: () => 0,
    close: () => Promise.resolve(),
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Plays the steps of one answer on a connection. */
class Player {
  /** True where the answer was played to its end and the connection stays, or was ended by the endpoint itself. */
  finished = false;
  /** True where the endpoint ended the connection itself. */
  ended = false;
  readonly #socket: Socket;
  readonly #count: (bytes: number) => void;

  constructor(socket: Socket, count: (bytes: number) => void) {
    this.#socket = socket;
    this.#count = count;
  }

  async all(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.#socket.destroyed) return;
      await this.#one(step);
    }
    this.finished ||= steps.length > 0 && steps.at(-1) !== SILENCE && !this.#socket.destroyed;
  }

  async #one(step: Step): Promise<void> {
    if (step === SILENCE) return;
    if (step === FIN) {
      this.finished = true;
      this.ended = true;
      this.#socket.end();
    } else if (step === RST) {
      this.finished = true;
      this.ended = true;
      this.#socket.resetAndDestroy();
    } else if (typeof step === "string" || Buffer.isBuffer(step)) await this.#write(Buffer.from(step));
    else if ("pause" in step) await (step.pause === 0 ? turn() : wait(step.pause));
    else if ("flood" in step)
      for (let count = 0; count < step.times; count += 1) await this.#write(step.flood);
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#count(bytes.length);
    if (this.#socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        this.#socket.off("drain", go);
        this.#socket.off("close", go);
        resolve();
      };
      this.#socket.on("drain", go);
      this.#socket.on("close", go);
    });
  }
}

interface RequestReader {
  onHead(head: string): void;
  onRequest(head: string, body: string): void;
}

/** Cuts what comes over a connection into requests; bodies may have a length or be chunked. */
function readRequests(socket: Socket, reader: RequestReader): void {
  let pending: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = 0;
  let told = false;
  socket.on("data", (part: Buffer) => {
    parts.push(part);
    size += part.length;
    // Joining only once enough has come keeps a body of megabytes from being copied for each of its packets.
    if (size < wanted) return;
    pending = Buffer.concat(parts, size);
    for (;;) {
      const headEnd = pending.indexOf("\r\n\r\n");
      if (headEnd === -1) break;
      const head = pending.toString("latin1", 0, headEnd);
      if (!told) reader.onHead(head);
      told = true;
      const end = bodyEnd(head, pending, headEnd + 4);
      wanted = typeof end === "number" ? 0 : end.atLeast;
      if (typeof end !== "number") break;
      const body = pending.toString("utf8", headEnd + 4, end);
      pending = pending.subarray(end);
      told = false;
      reader.onRequest(head, body);
    }
    parts = [pending];
    size = pending.length;
  });
}

function bodyEnd(head: string, bytes: Buffer, start: number): number | { atLeast: number } {
  if (/^transfer-encoding:\s*chunked/im.test(head)) {
    const last = bytes.indexOf("0\r\n\r\n", start);
    return last === -1 ? { atLeast: 0 } : last + 5;
  }
  const end = start + Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  return bytes.length >= end ? end : { atLeast: end };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  return address.port;
}
