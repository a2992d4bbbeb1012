import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import { leastBusy } from "./balance.ts";
import { AttemptFailure, mayPass, type AttemptError } from "./failures.ts";
import type { Target, Targets } from "./targets.ts";

/** Replicas of one endpoint that a request tries before it goes on to the next endpoint. */
const REPLICAS_PER_ENDPOINT = 2;

/** What a request does next. */
export type Step =
  | { readonly kind: "ask"; readonly target: Target; readonly retry: boolean; readonly backoff: boolean }
  /** Nothing can be asked now; something can be at that time (milliseconds of `performance.now()`). */
  | { readonly kind: "wait"; readonly until: number }
  /** All that is left is an endpoint without a replica, which is waking up. */
  | { readonly kind: "sleep"; readonly endpoint: Endpoint }
  | { readonly kind: "give-up" };

export interface PlanOptions {
  readonly endpoints: readonly Endpoint[];
  readonly targets: Targets;
  readonly prefix: () => string;
  /** True where an endpoint that may scale to zero has no replica that is ready. */
  readonly asleep: (endpoint: Endpoint) => boolean;
}

/** Milliseconds between two looks at a replica that another request is trying. */
const POLL_MILLISECONDS = 100;

/**
 * In which order a request asks: each endpoint in turn, replicas by load, those that are known to be down left out;
 * then, where the budget of retries has some left, those that may have recovered.
 */
export class Plan {
  readonly #options: PlanOptions;
  readonly #failures = new Map<Target, AttemptError>();
  readonly #excluded = new Set<string>();
  #again: Target | undefined;

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  /** Takes note of how an attempt failed. */
  failed(target: Target, error: AttemptError): void {
    const first = !this.#failures.has(target);
    this.#failures.set(target, error);
    // What one replica cannot do, the others cannot either.
    if (error instanceof AttemptFailure && error.reason === "not_supported") this.exclude(target.endpoint);
    // A kept connection that was just being closed: the same request on a new one is no load that was not there.
    this.#again = first && error instanceof AttemptFailure && error.unanswered ? target : undefined;
  }

  /** The endpoint is not asked by this request any more. */
  exclude(endpoint: Endpoint): void {
    this.#excluded.add(endpoint.name);
  }

  /** What happened before a wait for a waking endpoint says nothing about it any more. */
  forget(endpoint: Endpoint): void {
    for (const target of this.#failures.keys()) {
      if (target.endpoint.name === endpoint.name) this.#failures.delete(target);
    }
  }

  next(now: number): Step {
    const again = this.#again;
    this.#again = undefined;
    if (again !== undefined && again.health.availableAt(now) <= now && again.health.takeRetry()) {
      return { kind: "ask", target: again, retry: true, backoff: false };
    }
    const target = this.alternative(now);
    if (target !== undefined) return { kind: "ask", target, retry: false, backoff: false };
    const retryable = this.#retryable();
    const retry = retryable.find(({ health }) => health.availableAt(now) <= now && health.takeRetry());
    if (retry !== undefined) return { kind: "ask", target: retry, retry: true, backoff: true };
    const sleeping = this.#permitted().find((endpoint) => this.#options.asleep(endpoint));
    if (sleeping !== undefined) return { kind: "sleep", endpoint: sleeping };
    const retries = retryable.filter(({ health }) => health.mayRetry());
    return this.#waitFor([...this.#unasked().flat(), ...retries], now);
  }

  /** A replica that was not asked yet and can be at once. */
  alternative(now: number): Target | undefined {
    for (const targets of this.#unasked()) {
      const available = targets.filter(({ health }) => health.availableAt(now) <= now);
      if (available.length > 0)
        return leastBusy(available, available.length > 1 ? this.#options.prefix() : "");
    }
    return undefined;
  }

  /** A replica to ask instead of one that is late. */
  instead(late: Target, now: number): Target | undefined {
    for (const targets of this.#unasked()) {
      const available = targets.filter((target) => target !== late && target.health.availableAt(now) <= now);
      if (available.length > 0) return leastBusy(available, "");
    }
    return undefined;
  }

  #permitted(): Endpoint[] {
    return this.#options.endpoints.filter(({ name }) => !this.#excluded.has(name));
  }

  /** For each endpoint, the replicas that it still has to offer. */
  #unasked(): Target[][] {
    return this.#permitted().flatMap((endpoint) => {
      if (this.#options.asleep(endpoint)) return [];
      const all = this.#options.targets.of(endpoint);
      const unasked = all.filter((target) => !this.#failures.has(target));
      return all.length - unasked.length >= REPLICAS_PER_ENDPOINT ? [] : [unasked];
    });
  }

  #retryable(): Target[] {
    return [...this.#failures].flatMap(([target, error]) => {
      const passing = error instanceof AttemptFailure && mayPass(error.reason);
      const open = !this.#excluded.has(target.endpoint.name) && !this.#options.asleep(target.endpoint);
      return passing && open ? [target] : [];
    });
  }

  #waitFor(targets: readonly Target[], now: number): Step {
    let until = Infinity;
    for (const { health } of targets) {
      const at = health.availableAt(now);
      if (at <= now) continue;
      until = Math.min(until, at === Infinity ? now + POLL_MILLISECONDS : at);
    }
    return until === Infinity ? { kind: "give-up" } : { kind: "wait", until };
  }
}
