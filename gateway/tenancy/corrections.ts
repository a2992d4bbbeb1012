import { randomUUID } from "node:crypto";
import type { Charge } from "./store.ts";
import { windowsAt } from "./windows.ts";

/** A sum of corrections of one key in one minute. */
export interface Correction {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly charge: Charge;
  /** Counts up from 1 for each key; one number is always the same correction. */
  readonly sequence: number;
}

export interface CorrectionsOptions {
  /** Applies a correction once, however often it is asked to. Throws where it is unknown whether it did. */
  readonly apply: (correction: Correction) => Promise<void>;
  /** Called for each failure, with the EUR (10⁻⁹) that wait, taken back or added. */
  readonly failed: (waiting: number, nanoEur: number) => void;
}

interface KeyState {
  sequence: number;
  /** Sent, or about to be sent again; it stays as it is until it was applied. */
  unconfirmed: Correction | undefined;
  sending: boolean;
  /** Not sent yet, by their window. */
  readonly waiting: Map<string, { at: number; charge: Charge }>;
}

/** Minutes that are kept apart; of older ones nobody asks for requests and tokens any more, only for the day's money. */
const KEPT_MINUTES = 5;
const RETRY_MILLISECONDS = 1_000;

/**
 * Corrections on their way to the store. What cannot be sent waits, summed up by key and minute, and in the end by key
 * and day, so that an outage of any length takes little memory and no money is forgotten.
 */
export class Corrections {
  /** Names this process among those that send corrections. */
  readonly sender = randomUUID();
  readonly #options: CorrectionsOptions;
  readonly #states = new Map<string, KeyState>();
  #retry: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;
  #unfinished = 0;

  constructor(options: CorrectionsOptions) {
    this.#options = options;
  }

  add(key: string, charge: Charge, at: number): void {
    if (charge.requests === 0 && charge.tokens === 0 && charge.nanoEur === 0) return;
    let state = this.#states.get(key);
    if (state === undefined) {
      state = { sequence: 0, unconfirmed: undefined, sending: false, waiting: new Map() };
      this.#states.set(key, state);
    }
    this.#wait(state, `minute ${windowsAt(at).minute}`, charge, at);
    if (state.waiting.size > 2 * KEPT_MINUTES) this.#condense(state);
    // One that failed is tried again by the clock, or when the store is back, not by every request.
    if (state.unconfirmed === undefined) void this.#send(key, state);
  }

  /** Tries again whatever waits. */
  flush(): void {
    for (const [key, state] of this.#states) void this.#send(key, state);
  }

  /** Resolves when all was applied, or the time is up; then with what was not. */
  async drain(milliseconds: number): Promise<readonly { readonly key: string; readonly nanoEur: number }[]> {
    this.flush();
    if (this.#unfinished > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#idle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    clearTimeout(this.#retry);
    return [...this.#states].flatMap(([key, state]) =>
      isDone(state) ? [] : [{ key, nanoEur: waitingNanoEur(state) }],
    );
  }

  #wait(state: KeyState, window: string, charge: Charge, at: number): void {
    if (isDone(state)) this.#unfinished += 1;
    const before = state.waiting.get(window);
    if (before === undefined) state.waiting.set(window, { at, charge });
    else before.charge = sum(before.charge, charge);
  }

  #condense({ waiting }: KeyState): void {
    const minutes = [...waiting].filter(([window]) => window.startsWith("minute "));
    minutes.sort(([, one], [, other]) => one.at - other.at);
    for (const [window, { at, charge }] of minutes.slice(0, -KEPT_MINUTES)) {
      waiting.delete(window);
      const money = { requests: 0, tokens: 0, nanoEur: charge.nanoEur };
      const day = `day ${windowsAt(at).day}`;
      const before = waiting.get(day);
      if (before === undefined) waiting.set(day, { at, charge: money });
      else before.charge = sum(before.charge, money);
    }
  }

  async #send(key: string, state: KeyState): Promise<void> {
    if (state.sending) return;
    state.sending = true;
    let correction = next(key, state);
    while (correction !== undefined) {
      state.unconfirmed = correction;
      try {
        await this.#options.apply(correction);
      } catch {
        state.sending = false;
        this.#failed();
        return;
      }
      state.unconfirmed = undefined;
      if (isDone(state)) this.#unfinished -= 1;
      correction = next(key, state);
    }
    state.sending = false;
    if (this.#unfinished === 0) this.#idle?.();
  }

  #failed(): void {
    let nanoEur = 0;
    for (const state of this.#states.values()) nanoEur += waitingNanoEur(state);
    this.#options.failed(this.#unfinished, nanoEur);
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.flush();
    }, RETRY_MILLISECONDS).unref();
  }
}

function next(key: string, state: KeyState): Correction | undefined {
  if (state.unconfirmed !== undefined) return state.unconfirmed;
  for (const [window, { at, charge }] of state.waiting) {
    state.waiting.delete(window);
    state.sequence += 1;
    return { key, at, charge, sequence: state.sequence };
  }
  return undefined;
}

function isDone({ waiting, unconfirmed }: KeyState): boolean {
  return waiting.size === 0 && unconfirmed === undefined;
}

function waitingNanoEur({ waiting, unconfirmed }: KeyState): number {
  let nanoEur = unconfirmed?.charge.nanoEur ?? 0;
  for (const { charge } of waiting.values()) nanoEur += charge.nanoEur;
  return nanoEur;
}

function sum(one: Charge, other: Charge): Charge {
  return {
    requests: one.requests + other.requests,
    tokens: one.tokens + other.tokens,
    nanoEur: one.nanoEur + other.nanoEur,
  };
}
