/** One HTTP/1.1 message: its head as text, its body without the framing. */
export interface Message {
  readonly head: string;
  readonly body: Buffer;
}

export interface MessageListener {
  /** A part of a body arrived; chunked bodies report whole chunks. */
  part?(bytes: Buffer): void;
  end(message: Message): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LINE_END = Buffer.from("\r\n");

/**
 * Reads the HTTP/1.1 messages of one connection, with a length or chunked, and nothing more: it serves the load generator
 * and the mock upstream, which must cost far less than what they measure.
 */
export class HttpReader {
  readonly #listener: MessageListener;
  #pending: Buffer = Buffer.alloc(0);
  #head: string | undefined;
  /** Bytes of the body that are still to come; `undefined` for a chunked one. */
  #missing: number | undefined = 0;
  #parts: Buffer[] = [];

  constructor(listener: MessageListener) {
    this.#listener = listener;
  }

  /** @throws Error where the bytes are no HTTP/1.1 that it knows. */
  push(bytes: Buffer): void {
    let data = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (data.length > 0) {
      const used = this.#step(data);
      if (used === 0) break;
      data = data.subarray(used);
    }
    this.#pending = data;
  }

  /** Returns how many bytes it used up: 0 where it needs more of them. */
  #step(data: Buffer): number {
    if (this.#head === undefined) return this.#readHead(data);
    return this.#missing === undefined ? this.#readChunk(data) : this.#readLength(data, this.#missing);
  }

  #readHead(data: Buffer): number {
    const end = data.indexOf(HEAD_END);
    if (end < 0) return 0;
    const head = data.toString("latin1", 0, end);
    this.#head = head;
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) this.#missing = undefined;
    else {
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (Number.isNaN(length) && !/^(?:GET|HEAD) /.test(head))
        throw new Error("a message has neither a length nor chunks");
      this.#missing = Number.isNaN(length) ? 0 : length;
      if (this.#missing === 0) this.#finish();
    }
    return end + HEAD_END.length;
  }

  #readLength(data: Buffer, missing: number): number {
    const part = data.length > missing ? data.subarray(0, missing) : data;
    this.#take(part);
    this.#missing = missing - part.length;
    if (this.#missing === 0) this.#finish();
    return part.length;
  }

  #readChunk(data: Buffer): number {
    const line = data.indexOf(LINE_END);
    if (line < 0) return 0;
    const size = Number.parseInt(data.toString("latin1", 0, line), 16);
    if (Number.isNaN(size)) throw new Error("a chunk has no size");
    const start = line + LINE_END.length;
    const end = start + size + LINE_END.length;
    if (data.length < end) return 0;
    if (size === 0) this.#finish();
    else this.#take(data.subarray(start, start + size));
    return end;
  }

  #take(part: Buffer): void {
    this.#parts.push(part);
    this.#listener.part?.(part);
  }

  #finish(): void {
    const [only] = this.#parts;
    const body = this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
    const head = this.#head ?? "";
    this.#head = undefined;
    this.#missing = 0;
    this.#parts = [];
    this.#listener.end({ head, body });
  }
}
