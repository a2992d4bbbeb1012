import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import { Cancellation } from "../http/cancellation.ts";
import type { AttemptTrace, RequestTrace } from "../observability/tracing.ts";
import type { GenerationRequest } from "../operations/request.ts";
import type { Usage } from "../operations/usage.ts";
import { costOf, estimatedCost, estimatedTokens, estimatedUsage } from "../tenancy/accounting.ts";
import type { Admission } from "../tenancy/tenancy.ts";
import { attempt, type Answer, type AttemptContext, type AttemptTask } from "./attempt.ts";
import {
  AttemptFailure,
  AttemptSuperseded,
  failureOf,
  RequestAborted,
  type AttemptError,
  type AttemptOutcome,
} from "./failures.ts";
import { Plan, type Step } from "./plan.ts";
import type { Target, Targets } from "./targets.ts";

/** One try at one replica, as log, metrics and traces see it. */
export interface AttemptRecord {
  readonly target: Target;
  readonly endpoint: Endpoint;
  /** Why it was made. */
  readonly cause: "first" | "fallback" | "retry" | "hedge";
  outcome: AttemptOutcome | "running";
  retryAfterSeconds?: number | undefined;
  /** What of the request the endpoint cannot do. */
  detail?: string | undefined;
  /** Seconds until its answer's first content, where it is a stream. */
  firstTokenSeconds?: number;
  usage?: Usage | undefined;
  costEur: number;
  trace?: AttemptTrace;
}

/** An attempt that gave an answer. It goes on until `end` is called. */
export interface Winner {
  readonly answer: Answer;
  readonly record: AttemptRecord;
}

export interface AttemptsContext extends AttemptContext {
  readonly config: Pick<GatewayConfig, "attempts" | "health">;
  readonly targets: Targets;
  readonly asleep: (endpoint: Endpoint) => boolean;
  /** Waits until an endpoint has a replica again; throws where it may not or must not wait any longer. */
  readonly awake: (endpoint: Endpoint) => Promise<void>;
  /** An attempt is over; called once for each. */
  readonly ended: (record: AttemptRecord) => void;
  readonly admission: Admission | undefined;
  readonly trace: RequestTrace | undefined;
}

/** No endpoint answered; `records` say what happened. */
export class AllFailed extends Error {
  override readonly name = "AllFailed";
  /** Seconds after which something can be asked again, where that is known. */
  readonly retryAfterSeconds: number | undefined;
  /** True where every endpoint that could have been asked costs more than the key's budget has left. */
  readonly overBudget: boolean;

  constructor(retryAfterSeconds: number | undefined, overBudget: boolean) {
    super("all endpoints failed");
    this.retryAfterSeconds = retryAfterSeconds;
    this.overBudget = overBudget;
  }
}

interface Running {
  readonly record: AttemptRecord;
  readonly cancellation: Cancellation<AttemptError>;
  /** Never rejects but for a bug. */
  readonly settled: Promise<Settled>;
}

type Settled = { readonly running: Running } & (
  { readonly answer: Answer } | { readonly error: AttemptError }
);

/** All attempts of one request, until one has an answer. */
export class Attempts {
  readonly records: AttemptRecord[] = [];
  readonly #context: AttemptsContext;
  readonly #task: AttemptTask;
  readonly #plan: Plan;
  readonly #cancellation: Cancellation<RequestAborted>;
  #waitedMilliseconds = 0;
  #retries = 0;
  #overBudget = false;
  #slept = false;
  readonly #tokens: number;

  constructor(
    context: AttemptsContext,
    task: AttemptTask,
    endpoints: readonly Endpoint[],
    prefix: () => string,
    cancellation: Cancellation<RequestAborted>,
  ) {
    this.#context = context;
    this.#task = task;
    this.#cancellation = cancellation;
    this.#tokens = estimatedTokens(task.request);
    this.#plan = new Plan({ endpoints, targets: context.targets, prefix, asleep: context.asleep });
  }

  /**
   * Asks one endpoint after the other until one answers.
   * @throws AllFailed, RequestAborted, or what `awake` throws.
   */
  async run(): Promise<Winner> {
    while (this.records.length < this.#context.config.attempts.maximum) {
      // Who left before anything was sent is charged for nothing.
      if (this.#cancellation.reason !== undefined) throw this.#cancellation.reason;
      const winner = await this.#step(this.#plan.next(performance.now()));
      if (winner !== undefined) return winner;
    }
    throw this.#allFailed();
  }

  #allFailed(): AllFailed {
    return new AllFailed(this.#shortestRetryAfter(), this.#overBudget && this.records.length === 0);
  }

  async #step(step: Step): Promise<Winner | undefined> {
    switch (step.kind) {
      case "ask": {
        const { endpoint } = step.target;
        if (this.#costs(endpoint) && !(await this.#affordable(endpoint))) return undefined;
        if (step.backoff) await this.#cancellation.sleep(this.#backoff());
        // Meanwhile another request may have begun to try it, or have found it down.
        const now = performance.now();
        if (step.target.health.availableAt(now) > now) return undefined;
        const cause = step.retry ? "retry" : this.records.length === 0 ? "first" : "fallback";
        return this.#race(this.#start(step.target, cause));
      }
      case "wait":
        await this.#wait(step.until);
        return undefined;
      case "sleep":
        // Who woke it up in vain does not wait a second time: its own time would never run.
        if (this.#slept) throw this.#allFailed();
        this.#slept = true;
        await this.#context.awake(step.endpoint);
        this.#plan.forget(step.endpoint);
        return undefined;
      default:
        throw this.#allFailed();
    }
  }

  #costs(endpoint: Endpoint): boolean {
    return this.#context.admission !== undefined && endpoint.price !== undefined;
  }

  async #affordable(endpoint: Endpoint): Promise<boolean> {
    const { admission } = this.#context;
    if ((await admission?.reserve(estimatedCost(endpoint, this.#task.request))) !== false) return true;
    this.#overBudget = true;
    this.#plan.exclude(endpoint);
    return false;
  }

  /** Full jitter: drawn between 0 and a bound that doubles with each retry. */
  #backoff(): number {
    const bound = this.#context.config.attempts.backoffSeconds * 1000 * 2 ** this.#retries;
    this.#retries += 1;
    return Math.random() * bound;
  }

  async #wait(until: number): Promise<void> {
    const milliseconds = until - performance.now();
    const allowed = this.#context.config.attempts.maximumWaitSeconds * 1000 - this.#waitedMilliseconds;
    if (milliseconds > allowed) throw new AllFailed(Math.ceil(milliseconds / 1000), false);
    this.#waitedMilliseconds += milliseconds;
    await this.#cancellation.sleep(Math.max(0, milliseconds));
  }

  #shortestRetryAfter(): number | undefined {
    const waits = this.records.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  #start(target: Target, cause: AttemptRecord["cause"]): Running {
    const { health, endpoint } = target;
    const record: AttemptRecord = { target, endpoint, cause, outcome: "running", costEur: 0 };
    this.records.push(record);
    if (cause === "first" || cause === "fallback") health.earnRetry();
    target.outstandingTokens += this.#tokens;
    const trace = this.#context.trace?.startAttempt(record);
    if (trace !== undefined) record.trace = trace;
    const cancellation = new Cancellation<AttemptError>();
    const stopFollowing = this.#cancellation.onCancel((reason) => cancellation.cancel(reason));
    const end = health.begin();
    const startedAt = performance.now();
    const task = trace === undefined ? this.#task : { ...this.#task, traceparent: trace.traceparent };

    const settle = async (): Promise<Settled> => {
      try {
        const answer = await attempt(this.#context, task, target, cancellation);
        const now = performance.now();
        end({ now });
        if (answer.kind === "stream") {
          record.firstTokenSeconds = (now - startedAt) / 1000;
          health.sawFirstToken(record.firstTokenSeconds);
        } else stopFollowing();
        return { running, answer };
      } catch (thrown) {
        stopFollowing();
        const error = this.#expected(record, thrown, end);
        return { running, error };
      }
    };
    const running: Running = { record, cancellation, settled: settle() };
    return running;
  }

  /** @throws The error itself where it is a bug; the attempt is over in either case. */
  #expected(
    record: AttemptRecord,
    thrown: unknown,
    end: (result: { error?: AttemptError; now: number }) => void,
  ): AttemptError {
    const now = performance.now();
    try {
      const error = failureOf(thrown);
      end({ error, now });
      if (error instanceof AttemptFailure) {
        record.retryAfterSeconds = error.retryAfterSeconds;
        record.detail = error.detail;
      }
      this.end(record, outcomeOf(error), undefined, error);
      return error;
    } catch (bug) {
      // The gateway's own mistake says nothing about the endpoint.
      end({ now, error: new AttemptSuperseded() });
      this.end(record, "invalid_answer", undefined, undefined);
      throw bug;
    }
  }

  /** Waits for the attempt, and for a second one where the first is late; the first answer wins. */
  async #race(first: Running): Promise<Winner | undefined> {
    const running = [first];
    let late = this.#watchLateness(first);
    try {
      while (running.length > 0) {
        // Nearly always there is one thing to wait for, and a race of one costs as much as a race of many.
        const settled =
          late === undefined && running.length === 1
            ? await (running[0] ?? first).settled
            : await Promise.race([...running.map((one) => one.settled), ...(late ? [late.expired] : [])]);
        if (settled === "late") {
          late = undefined;
          await this.#replaceLate(first, running);
          continue;
        }
        running.splice(running.indexOf(settled.running), 1);
        if ("answer" in settled) {
          return { answer: settled.answer, record: settled.running.record };
        }
        if (settled.error instanceof RequestAborted) throw settled.error;
        this.#plan.failed(settled.running.record.target, settled.error);
      }
      return undefined;
    } finally {
      late?.stop();
      for (const left of running) this.#supersede(left);
    }
  }

  /** Another attempt answered first: this one is cut, also where its own answer had come in the meantime. */
  #supersede(left: Running): void {
    const reason = new AttemptSuperseded();
    left.cancellation.cancel(reason);
    left.settled.then(
      () => this.end(left.record, "superseded", undefined, reason),
      // A bug, which has been counted; the request has its answer.
      () => undefined,
    );
  }

  #watchLateness({ record }: Running): { expired: Promise<"late">; stop: () => void } | undefined {
    const limit = this.#task.request.stream ? record.target.health.firstTokenLimit() : undefined;
    if (limit === undefined) return undefined;
    const { promise, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(() => resolve("late"), limit * 1000);
    return { expired: promise, stop: () => clearTimeout(timer) };
  }

  /** Gives a late attempt up, or starts another beside it, where there is another to start. */
  async #replaceLate(late: Running, running: Running[]): Promise<void> {
    const { attempts, health } = this.#context.config;
    const { target } = late.record;
    const other = this.#plan.instead(target, performance.now());
    if (other === undefined || this.records.length >= attempts.maximum) return;
    if (health.latency.whenLate === "fallback") {
      late.cancellation.cancel(new AttemptFailure("first_token_late"));
      return;
    }
    if (!other.health.takeRetry()) return;
    // A store that does not answer is no reason to end a request whose first attempt is still good.
    const affordable =
      !this.#costs(other.endpoint) || (await this.#affordable(other.endpoint).catch(() => false));
    if (!affordable) return;
    running.push(this.#start(other, "hedge"));
  }

  /** The end of an attempt: of a winner when its answer went to the client, of others when they failed. */
  end(
    record: AttemptRecord,
    outcome: AttemptOutcome,
    usage: Usage | undefined,
    error: AttemptError | undefined,
  ): void {
    if (record.outcome !== "running") return;
    record.outcome = outcome;
    record.usage = usage ?? (error === undefined ? undefined : likelyUsage(error, this.#task.request));
    if (record.usage !== undefined) record.costEur = costOf(record.endpoint, record.usage);
    record.target.outstandingTokens -= this.#tokens;
    this.#context.ended(record);
    record.trace?.end(record);
  }
}

/** Failures after which an endpoint may well have read the prompt, and charge for it. */
const CHARGED: ReadonlySet<AttemptOutcome> = new Set<AttemptOutcome>([
  "first_byte_timeout",
  "first_token_late",
  "idle_timeout",
  "stream_truncated",
  "error_in_answer",
  "invalid_answer",
  "superseded",
  "client_gone",
  "deadline",
  "stopping",
]);

/** What an attempt without an answer was likely charged for: its input, or nothing. */
function likelyUsage(error: AttemptError, request: GenerationRequest): Usage | undefined {
  return CHARGED.has(outcomeOf(error)) ? estimatedUsage(request, 0) : undefined;
}

export function outcomeOf(error: AttemptError): AttemptOutcome {
  if (error instanceof AttemptFailure) return error.reason;
  return error instanceof RequestAborted ? error.abortCause : "superseded";
}
