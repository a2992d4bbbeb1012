import { parseArgs } from "node:util";
import { gatewayEndpointSchema } from "../domain/gateway/endpoint.ts";
import { healthSchema } from "../domain/gateway/sections.ts";
import { leastBusy } from "../gateway/upstream/balance.ts";
import { Health } from "../gateway/upstream/health.ts";
import type { Target } from "../gateway/upstream/targets.ts";

/**
 * What the gateway's choice of a replica is worth against round robin: the same requests through the same model of four
 * vLLM replicas with prefix caches, once with each way to choose. Times are simulated, so that the run is the same on
 * every machine.
 */

const USAGE = `Usage: node bench/balancing.ts [--requests N] [--json]

Prefix cache hits and time to the first token of three ways to choose a replica, as ratios to round robin.
`;

const REPLICAS = 4;
const PROMPTS = 60;
const SYSTEM_TOKENS = 3_000;
const USER_TOKENS = 300;
const OUTPUT_TOKENS = 250;
/** Prompts that a replica's cache holds, the least recently used one leaves first. */
const CACHED_PROMPTS = 16;
/** Milliseconds for an input token that is read anew, for one that is cached, and for an output token of a full batch. */
const PREFILL_MILLISECONDS = 0.1;
const CACHED_MILLISECONDS = 0.01;
const DECODE_MILLISECONDS = 0.4;
/** Share of the time that round robin keeps the replicas busy. */
const LOAD = 0.75;

interface Replica {
  readonly target: Target;
  /** Prompts in the cache, the most recently used one last. */
  readonly cache: Map<number, true>;
  /** When it has worked off what it was given, in milliseconds. */
  freeAt: number;
}

type Choose = (replicas: readonly Replica[], prompt: number, index: number) => Replica;

const WAYS: Readonly<Record<string, Choose>> = {
  "round robin": (replicas, _prompt, index) => at(replicas, index % replicas.length),
  "least tokens": (replicas) =>
    replicaOf(
      replicas,
      leastBusy(
        replicas.map(({ target }) => target),
        "",
      ),
    ),
  "least tokens, same prompt same replica (ours)": (replicas, prompt) =>
    replicaOf(
      replicas,
      leastBusy(
        replicas.map(({ target }) => target),
        `system prompt ${prompt}`,
      ),
    ),
};

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}

function replicaOf(replicas: readonly Replica[], target: Target | undefined): Replica {
  return at(
    replicas,
    replicas.findIndex((replica) => replica.target === target),
  );
}

/** Mulberry32: the same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function createReplicas(): Replica[] {
  const endpoint = gatewayEndpointSchema.parse({
    name: "own",
    tier: "self-hosted",
    url: "http://own:8000/v1",
    model: "model",
    jurisdiction: { country: "DE", operator: "Example GmbH", ownerCountry: "DE" },
    accepts: ["public", "sensitive"],
  });
  return Array.from({ length: REPLICAS }, (_, index) => ({
    target: {
      endpoint,
      address: { origin: `http://10.0.0.${index + 1}:8000`, host: "own:8000", path: "/v1" },
      health: new Health(healthSchema.parse({}), 0),
      outstandingTokens: 0,
    },
    cache: new Map(),
    freeAt: 0,
  }));
}

interface Outcome {
  readonly hits: number;
  /** Milliseconds until the first token of each request. */
  readonly firstTokens: readonly number[];
}

function simulate(choose: Choose, requests: number): Outcome {
  const random = randomFrom(42);
  const replicas = createReplicas();
  const tokens = SYSTEM_TOKENS + USER_TOKENS + OUTPUT_TOKENS;
  const uncached = (SYSTEM_TOKENS + USER_TOKENS) * PREFILL_MILLISECONDS + OUTPUT_TOKENS * DECODE_MILLISECONDS;
  const gap = uncached / (REPLICAS * LOAD);
  const running: { endsAt: number; target: Target }[] = [];
  const firstTokens: number[] = [];
  let hits = 0;
  let now = 0;
  for (let index = 0; index < requests; index += 1) {
    now += -Math.log(1 - random()) * gap;
    // A few prompts have most of the requests: the k-th of them about 1/k of the first one's.
    const prompt = Math.floor(PROMPTS ** random()) - 1;
    for (let done = running.findIndex(({ endsAt }) => endsAt <= now); done !== -1;) {
      at(running, done).target.outstandingTokens -= tokens;
      running.splice(done, 1);
      done = running.findIndex(({ endsAt }) => endsAt <= now);
    }
    const replica = choose(replicas, prompt, index);
    const cached = replica.cache.delete(prompt);
    replica.cache.set(prompt, true);
    const [oldest] = replica.cache.keys();
    if (replica.cache.size > CACHED_PROMPTS && oldest !== undefined) replica.cache.delete(oldest);
    if (cached) hits += 1;
    const prefill =
      SYSTEM_TOKENS * (cached ? CACHED_MILLISECONDS : PREFILL_MILLISECONDS) +
      USER_TOKENS * PREFILL_MILLISECONDS;
    const startsAt = Math.max(now, replica.freeAt);
    replica.freeAt = startsAt + prefill + OUTPUT_TOKENS * DECODE_MILLISECONDS;
    firstTokens.push(startsAt + prefill - now);
    replica.target.outstandingTokens += tokens;
    running.push({ endsAt: replica.freeAt, target: replica.target });
  }
  return { hits: hits / requests, firstTokens: firstTokens.toSorted((a, b) => a - b) };
}

const quantile = (sorted: readonly number[], share: number) =>
  at(sorted, Math.floor((sorted.length - 1) * share));

function main(): void {
  const { values } = parseArgs({
    options: {
      requests: { type: "string", default: "20000" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const requests = /^[1-9]\d{0,6}$/.test(values.requests) ? Number(values.requests) : 0;
  if (requests === 0) throw new RangeError(`--requests ${values.requests}: must be a number above 0`);
  const outcomes = Object.entries(WAYS).map(([name, choose]) => ({ name, ...simulate(choose, requests) }));
  const reference = at(outcomes, 0);
  const rows = outcomes.map(({ name, hits, firstTokens }) => ({
    name,
    prefixCacheHits: hits,
    medianToRoundRobin: quantile(firstTokens, 0.5) / quantile(reference.firstTokens, 0.5),
    p95ToRoundRobin: quantile(firstTokens, 0.95) / quantile(reference.firstTokens, 0.95),
  }));
  if (values.json) {
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  const width = Math.max(...rows.map(({ name }) => name.length));
  process.stdout.write(`${"".padEnd(width)}  cache hits  first token, median  95 %   (× round robin)\n`);
  for (const { name, prefixCacheHits, medianToRoundRobin, p95ToRoundRobin } of rows) {
    process.stdout.write(
      `${name.padEnd(width)}  ${(prefixCacheHits * 100).toFixed(0).padStart(8)} %  ` +
        `${medianToRoundRobin.toFixed(2).padStart(19)}  ${p95ToRoundRobin.toFixed(2).padStart(4)}\n`,
    );
  }
}

main();
