import { cacheBytes } from "./cache.ts";
import { EFFICIENCY, type Efficiency } from "./efficiency.ts";
import { type Engine, engineDefaults, type EngineDefaults } from "./engine-defaults.ts";
import { fit, type FitRequest, type Memory, memoryOf } from "./fit.ts";
import { promptAttention, type StepCosts, stepCosts, stepSeconds } from "./step.ts";
import { type Trust, trustOf } from "./trust.ts";

export interface Deployment extends FitRequest {
  /** vLLM where it is left out. Engines differ in when they take a request in. */
  readonly engine?: Engine;
  /** Most requests in a step (--max-num-seqs); the engine's default where it is left out. */
  readonly maximumRequests?: number;
}

export interface Workload {
  /** Prompt tokens of a request that are computed. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Further prompt tokens, the same in all requests, whose keys and values are in the prefix cache: read, not computed. */
  readonly cachedInputTokens?: number;
}

/** Times that must not be exceeded, in milliseconds; what they mean is said at the result of the same name. */
export interface LatencyGoal {
  readonly timeToFirstTokenMs?: number;
  readonly burstTimeToFirstTokenMs?: number;
  readonly timePerOutputTokenMs?: number;
}

/** What a replica reaches in a steady state, when so many requests always wait that it can run its best batch. */
export interface Throughput {
  /** Requests that run at the same time; 0 where the model does not fit or the goal cannot be met. */
  readonly concurrency: number;
  readonly requestsPerSecond: number;
  readonly inputTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
  /** Mean from a request's arrival to its first token, where requests arrive one after the other. */
  readonly timeToFirstTokenMs: number;
  /**
   * To the first token of the last where as many requests as run arrive at once: about the 99th percentile of a
   * benchmark with that many clients. A goal for the tail is set against this one.
   */
  readonly burstTimeToFirstTokenMs: number;
  /** Mean between two tokens of a request. */
  readonly timePerOutputTokenMs: number;
  /** What keeps the batch from being larger. */
  readonly limitedBy: "memory" | "latency" | "engine";
  /** What a step waits for at this batch: reading weights, reading the cache, computing, or overhead of its kernels. */
  readonly bottleneck: "weights" | "cache" | "compute" | "overhead";
  /**
   * Seconds of the replica that one token costs: requestsPerSecond =
   * 1 / (inputTokens × secondsPerInputToken + outputTokens × secondsPerOutputToken). Infinite where concurrency is 0.
   */
  readonly secondsPerInputToken: number;
  readonly secondsPerOutputToken: number;
  readonly trust: Trust;
  /** Why concurrency is 0 and what would help; empty otherwise. */
  readonly reason: string;
}

interface Situation {
  readonly costs: StepCosts;
  readonly defaults: EngineDefaults;
  readonly input: number;
  readonly output: number;
  /** Tokens that a request holds on average while it is answered. */
  readonly context: number;
  readonly attention: number;
}

/** Seconds of a step in the steady state, in which so many prompt tokens come in for each token that goes out. */
function steadyStep(situation: Situation, requests: number): number {
  const { costs, input, output, context, attention } = situation;
  const prompt = (requests * input) / output;
  return stepSeconds(costs, requests, context, prompt) + prompt * attention;
}

/**
 * Mean seconds to the first token: the rest of the running step, the steps that carry the own prompt, and the wait for
 * other prompts, which is that of an M/D/1 queue whose load is the share of time that goes into prompts.
 */
function firstToken(situation: Situation, requests: number): number {
  const { costs, defaults, input, context, attention } = situation;
  const step = steadyStep(situation, requests);
  const chunks = Math.max(1, Math.ceil(input / defaults.tokens));
  const own = chunks * stepSeconds(costs, requests - 1, context, input / chunks) + input * attention;
  const load = 1 - stepSeconds(costs, requests, context) / step;
  const queue = requests <= 1 ? 0 : (load / (2 * (1 - load))) * own;
  const rest = (step / 2) * (1 - 1 / requests);
  return rest + own + queue;
}

/** Seconds to the last first token where so many requests arrive at once: their prompts are computed one by one. */
function burstFirstToken(situation: Situation, requests: number): number {
  const { costs, defaults, input, context, attention } = situation;
  const prompts = requests * input;
  const chunks = Math.max(1, Math.ceil(prompts / defaults.tokens));
  return chunks * stepSeconds(costs, 0, context, prompts / chunks) + prompts * attention;
}

/** The largest whole number from 0 to `most` that holds; what holds for one holds for all below it. */
function largest(most: number, holds: (candidate: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Requests that the cache holds. vLLM takes a request in while its prompt fits and lets it grow, so that half of the
 * answer is what one holds on average; TensorRT-LLM takes it in when all of it is sure to fit (GUARANTEED_NO_EVICT).
 */
export function requestsInMemory(deployment: Deployment, workload: Workload, memory: Memory): number {
  const { inputTokens, outputTokens, cachedInputTokens: prefix = 0 } = workload;
  const share = deployment.engine === "tensorrt-llm" ? 1 : 0.5;
  const bytes = (tokens: number) => cacheBytes(memory.shape, tokens) * memory.copies;
  // All requests share the blocks of the prefix, so they are held once; a state of linear attention is each request's own.
  const shared = bytes(prefix) - bytes(0);
  const own = bytes(inputTokens + outputTokens * share);
  return Math.max(0, Math.floor((memory.cache - shared) / own));
}

/**
 * The throughput of one replica: the largest batch that memory, goal and engine allow, and what a step takes with it.
 * @param efficiency What engines reach of the data sheet; the fitted constants where it is left out.
 */
export function throughput(
  deployment: Deployment,
  workload: Workload,
  goal: LatencyGoal = {},
  efficiency: Efficiency = EFFICIENCY,
): Throughput {
  const { inputTokens: input, outputTokens: output, cachedInputTokens: cached = 0 } = workload;
  const memory = memoryOf(deployment);
  const costs = stepCosts(deployment, efficiency);
  const defaults = engineDefaults(deployment.gpu, deployment.engine);
  const situation: Situation = {
    costs,
    defaults,
    input,
    output,
    context: cached + input + output / 2,
    attention: promptAttention(costs, input, cached),
  };
  const inMemory = requestsInMemory(deployment, workload, memory);
  const most = deployment.maximumRequests ?? defaults.requests;
  const trust = trustOf(deployment, inMemory);
  const fitting = fit(deployment);
  const tokens = cached + input + output;
  if (!fitting.fits || inMemory === 0 || tokens > deployment.contextLength) {
    const reason = fitting.fits ? tooLong(deployment, tokens) : fitting.reason;
    return nothing(situation, { limitedBy: "memory", trust, reason });
  }
  const allowed = Math.min(inMemory, most);
  const firstGoal = (goal.timeToFirstTokenMs ?? Infinity) / 1000;
  const burstGoal = (goal.burstTimeToFirstTokenMs ?? Infinity) / 1000;
  const tokenGoal = (goal.timePerOutputTokenMs ?? Infinity) / 1000;
  const concurrency = largest(
    allowed,
    (requests) =>
      steadyStep(situation, requests) <= tokenGoal &&
      firstToken(situation, requests) <= firstGoal &&
      burstFirstToken(situation, requests) <= burstGoal,
  );
  if (concurrency === 0)
    return nothing(situation, { limitedBy: "latency", trust, reason: tooSlow(situation) });
  return {
    ...operatingPoint(situation, concurrency),
    limitedBy: concurrency < allowed ? "latency" : inMemory <= most ? "memory" : "engine",
    trust,
    reason: "",
  };
}

function operatingPoint(
  situation: Situation,
  concurrency: number,
): Omit<Throughput, "limitedBy" | "trust" | "reason"> {
  const { costs, input, output, context } = situation;
  const step = steadyStep(situation, concurrency);
  const decode = stepSeconds(costs, concurrency, context);
  const requestsPerSecond = concurrency / (output * step);
  return {
    concurrency,
    requestsPerSecond,
    inputTokensPerSecond: requestsPerSecond * input,
    outputTokensPerSecond: requestsPerSecond * output,
    timeToFirstTokenMs: firstToken(situation, concurrency) * 1000,
    burstTimeToFirstTokenMs: burstFirstToken(situation, concurrency) * 1000,
    timePerOutputTokenMs: step * 1000,
    bottleneck: bottleneckOf(situation, concurrency),
    // Prompts pay for what they add to the steps that answers need anyway.
    secondsPerInputToken: input === 0 ? 0 : ((step - decode) * output) / (concurrency * input),
    secondsPerOutputToken: decode / concurrency,
  };
}

function bottleneckOf(situation: Situation, requests: number): Throughput["bottleneck"] {
  const { costs, input, output, context, attention } = situation;
  const prompt = (requests * input) / output;
  const tokens = requests + prompt;
  const reading = costs.weights + costs.experts * (1 - costs.untouched ** tokens);
  const product = costs.product * tokens;
  const parts = {
    weights: product > reading ? 0 : reading,
    compute: (product > reading ? product : 0) + prompt * attention,
    cache: requests * cacheBytes(costs.cacheShape, context) * costs.cacheByte,
    overhead: costs.fixed + costs.token * tokens,
  };
  const most = Math.max(...Object.values(parts));
  if (parts.weights === most) return "weights";
  if (parts.compute === most) return "compute";
  return parts.cache === most ? "cache" : "overhead";
}

/** Nothing can be served; the times are those of a single request. */
function nothing(situation: Situation, why: Pick<Throughput, "limitedBy" | "trust" | "reason">): Throughput {
  return {
    ...operatingPoint(situation, 1),
    concurrency: 0,
    requestsPerSecond: 0,
    inputTokensPerSecond: 0,
    outputTokensPerSecond: 0,
    secondsPerInputToken: Infinity,
    secondsPerOutputToken: Infinity,
    ...why,
  };
}

function tooLong({ model, gpu, gpus, contextLength }: Deployment, tokens: number): string {
  if (tokens > contextLength) {
    return `requests of ${tokens} tokens are longer than contextLength ${contextLength}: raise it to ${tokens} or more`;
  }
  return (
    `${gpus} × ${gpu.name} cannot hold one request of ${tokens} tokens to ${model.name}: ` +
    `use more GPUs, a smaller precision or shorter requests`
  );
}

function tooSlow(situation: Situation): string {
  const first = (firstToken(situation, 1) * 1000).toFixed(0);
  const next = (steadyStep(situation, 1) * 1000).toFixed(1);
  return (
    `a single request already takes ${first} ms to its first token and ${next} ms for each further one: ` +
    `relax the goal, or use more or faster GPUs or a smaller precision`
  );
}
