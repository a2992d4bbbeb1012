import type { EventDialect } from "../operations/operation.ts";
import { editFields, topLevelFields } from "../operations/top-level-fields.ts";
import type { Usage } from "../operations/usage.ts";
import type { Exchange } from "../upstream/exchange.ts";
import { AttemptFailure } from "../upstream/failures.ts";
import { createEventSplitter, readEvent, type Chunk } from "./event-stream.ts";

export interface AnswerStreamOptions {
  readonly dialect: EventDialect;
  /** Drop the chunk that carries nothing but tokens: the gateway asked for it, not the client. */
  readonly stripUsage: boolean;
  /** Take the tokens out of every other chunk, for the same reason. */
  readonly stripContinuousUsage: boolean;
  /** Turns an endpoint's own events into OpenAI's. */
  readonly translate?: ((event: Buffer) => readonly Buffer[]) | undefined;
}

/** Events held back before the first content: role chunks, comments. More than this is passed on without waiting. */
const MAXIMUM_HELD_BYTES = 1 << 20;

const BLANK_LINE = Buffer.from("\n\n");
const EVENT_DATA = Buffer.from("data: ");

/**
 * A streamed answer as the client is to see it: events as received, up to the end that the API prescribes. It reads
 * along, so that it knows what was charged, and tells a whole answer from one that was cut.
 */
export class AnswerStream {
  readonly exchange: Exchange;
  readonly #options: AnswerStreamOptions;
  readonly #splitter = createEventSplitter();
  /** For each choice that began, whether it has its finish_reason. */
  readonly #choices = new Map<number, boolean>();
  #held: Buffer[] = [];
  #failure: AttemptFailure | undefined;
  #done = false;
  #hasContent = false;
  #usage: Usage | undefined;
  #contentEvents = 0;

  constructor(exchange: Exchange, options: AnswerStreamOptions) {
    this.exchange = exchange;
    this.#options = options;
  }

  /** What the endpoint said it charged so far. */
  get usage(): Usage | undefined {
    return this.#usage;
  }

  /** Events with content so far: about as many tokens, since most servers send each by itself. */
  get contentEvents(): number {
    return this.#contentEvents;
  }

  /**
   * Waits for the first content, up to which everything can still be hidden: a later call of `next` starts with it.
   * @throws AttemptError where the stream fails before.
   */
  async open(): Promise<void> {
    let heldBytes = 0;
    while (!this.#canBegin() && heldBytes < MAXIMUM_HELD_BYTES) {
      const bytes = await this.#read();
      if (bytes !== undefined) {
        this.#held.push(bytes);
        heldBytes += bytes.length;
      }
      if (!this.#canBegin() && this.#failure !== undefined) throw this.#failure;
    }
  }

  /**
   * The next bytes for the client, `undefined` when the answer is complete.
   * @throws AttemptError where it breaks; what was returned before is good, and incomplete.
   */
  async next(): Promise<Buffer | undefined> {
    if (this.#held.length > 0) {
      const held = join(this.#held);
      this.#held = [];
      return held;
    }
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#done) return undefined;
      const bytes = await this.#read();
      if (bytes !== undefined) return bytes;
    }
  }

  #canBegin(): boolean {
    return this.#hasContent || this.#done;
  }

  /** Reads once. @returns What of it goes to the client. */
  async #read(): Promise<Buffer | undefined> {
    const chunk = await this.exchange.next();
    if (chunk !== undefined) return this.#take(this.#splitter.push(chunk), chunk);
    // The last event may lack its blank line; half an event does not parse and counts as the cut that it is.
    const rest = this.#splitter.rest();
    const bytes = rest.length === 0 ? undefined : this.#take([Buffer.concat([rest, BLANK_LINE])], undefined);
    if (this.#done) return bytes;
    const { terminator } = this.#options.dialect;
    if (this.#failure?.reason === "error_in_answer") return bytes;
    if (terminator === undefined || !this.#isComplete()) {
      this.#failure = new AttemptFailure("stream_truncated");
      return bytes;
    }
    this.#failure = undefined;
    this.#done = true;
    return bytes === undefined ? terminator : Buffer.concat([bytes, terminator]);
  }

  #isComplete(): boolean {
    for (const finished of this.#choices.values()) if (!finished) return false;
    return this.#choices.size > 0;
  }

  /** @param whole The bytes that the events are, where they are these and no more. */
  #take(received: readonly Buffer[], whole: Buffer | undefined): Buffer | undefined {
    const { translate } = this.#options;
    const events = translate === undefined ? received : received.flatMap(translate);
    const passed: Buffer[] = [];
    for (const event of events) {
      const kept = this.#takeEvent(event);
      if (kept !== undefined) passed.push(kept);
      if (this.#done || this.#failure !== undefined) break;
    }
    if (passed.length === 0) return undefined;
    return whole !== undefined && covers(passed, whole) ? whole : join(passed);
  }

  #takeEvent(event: Buffer): Buffer | undefined {
    const meaning = readEvent(event, this.#options.dialect);
    switch (meaning.kind) {
      case "nothing":
        return event;
      case "stray":
        return undefined;
      case "chunk":
        return this.#takeChunk(event, meaning);
      case "done": {
        this.#usage = meaning.usage ?? this.#usage;
        const whole = this.#options.dialect.terminator === undefined || this.#isComplete();
        if (whole) this.#done = true;
        else this.#fail(this.#hasContent ? "stream_truncated" : "invalid_answer");
        return whole ? event : undefined;
      }
      default:
        this.#fail(meaning.kind === "error" ? "error_in_answer" : "invalid_answer");
        return undefined;
    }
  }

  #takeChunk(event: Buffer, { choices, content, usage }: Chunk): Buffer | undefined {
    for (const { index, finished } of choices) {
      this.#choices.set(index, finished || this.#choices.get(index) === true);
    }
    if (content) {
      this.#hasContent = true;
      this.#contentEvents += 1;
    }
    if (usage === undefined) return event;
    this.#usage = usage;
    if (choices.length === 0) return this.#options.stripUsage ? undefined : event;
    return this.#options.stripContinuousUsage ? withoutUsage(event) : event;
  }

  #fail(reason: "error_in_answer" | "invalid_answer" | "stream_truncated"): void {
    this.#failure = new AttemptFailure(reason);
  }
}

/** The event with everything but its `usage`, where it is one line of data, as all servers that tell it there send. */
function withoutUsage(event: Buffer): Buffer {
  if (event.indexOf("data: {") !== 0) return event;
  const start = event.indexOf("{");
  const data = event.subarray(start, event.lastIndexOf("}") + 1);
  const edited = editFields(data, topLevelFields(data), new Map([["usage", undefined]]));
  return Buffer.concat([EVENT_DATA, edited, BLANK_LINE]);
}

function covers(parts: readonly Buffer[], whole: Buffer): boolean {
  const [first] = parts;
  if (first?.buffer !== whole.buffer || first.byteOffset !== whole.byteOffset) return false;
  return parts.reduce((bytes, part) => bytes + part.length, 0) === whole.length;
}

function join(parts: readonly Buffer[]): Buffer {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}
