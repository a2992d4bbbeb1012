/**
 * Says once that something need not go on, and why. What an AbortSignal does, at a small part of its price: a request
 * makes several, and each AbortSignal is an EventTarget.
 */
export class Cancellation<Reason extends Error = Error> {
  #reason: Reason | undefined;
  #listeners: ((reason: Reason) => void)[] = [];

  get reason(): Reason | undefined {
    return this.#reason;
  }

  /** Cancels; all but the first call do nothing. */
  cancel(reason: Reason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(reason);
  }

  /** Calls `listener` on cancellation, at once where that was before. @returns Stops listening. */
  onCancel(listener: (reason: Reason) => void): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return () => undefined;
    }
    this.#listeners.push(listener);
    return () => {
      const index = this.#listeners.indexOf(listener);
      if (index !== -1) this.#listeners.splice(index, 1);
    };
  }

  /** Waits; throws the reason where it is cancelled before. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        resolve();
      }, milliseconds);
      const stop = this.onCancel((reason) => {
        clearTimeout(timer);
        reject(reason);
      });
    });
  }
}
