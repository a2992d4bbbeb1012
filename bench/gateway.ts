import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compare, comparisonData, comparisonText } from "./gateway/comparison.ts";
import type { Surroundings } from "./gateway/line-up.ts";
import type { Extent } from "./gateway/measure.ts";
import { MEMORY_REQUESTS, measureMemory, memoryText } from "./gateway/memory.ts";
import { PEERS } from "./gateway/peers/all.ts";
import { pinBench, startUpstream, type Upstream } from "./gateway/processes.ts";
import { PROFILE_REQUESTS, profileOurs, profileText } from "./gateway/profile.ts";

const ALL = PEERS.map(({ name }) => name).join(",");
const CACHE = join(import.meta.dirname, "../node_modules/.cache/eu-llm-bench");

const USAGE = `Usage: node bench/gateway.ts [options]

What this project's gateway costs, beside others, in front of a mock model server: processor time per request, added
latency, memory. All run beside each other and take turns, each on one core (number 1), the load on the other (number 0).
Gateways that are missing are installed into node_modules/.cache/eu-llm-bench, at fixed versions; HAProxy is Debian's.

  --peers LIST   which ones, separated by commas (default ${ALL}); ratios need haproxy
  --quick        fewer and shorter rounds, to see whether it works: 2 minutes instead of 10
  --requests N   most requests of one load (default 1500; 500 with --quick), or all of --memory or --profile
  --bundle FILE  take this bundle of ours instead of building one; --profile runs the sources in any case
  --memory       instead: how the memory of ours grows over ${MEMORY_REQUESTS} requests
  --profile      instead: in which functions ours spends its time, over ${PROFILE_REQUESTS} requests of JSON and of streams
  --json         print the numbers as JSON
  --help         print this text

Exit codes: 0 measured, 1 something failed or answers were wrong, 2 wrong usage.
`;

const FULL: Extent = { rounds: 5, requests: 1500, milliseconds: 1000 };
const QUICK: Extent = { rounds: 3, requests: 500, milliseconds: 400 };

class UsageError extends Error {}

function readArguments() {
  try {
    return parseArgs({
      options: {
        peers: { type: "string", default: ALL },
        quick: { type: "boolean", default: false },
        requests: { type: "string" },
        bundle: { type: "string" },
        memory: { type: "boolean", default: false },
        profile: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "wrong arguments");
  }
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--requests ${text}: must be a number above 0`);
}

function choosePeers(list: string) {
  const names = list.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !PEERS.some((peer) => peer.name === name));
  if (unknown.length > 0)
    throw new UsageError(`--peers ${list}: knows no ${unknown.join(", ")}, only ${ALL}`);
  return PEERS.filter(({ name }) => names.includes(name));
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Numbers to print, and whether all that was asked for was measured and answered rightly. */
interface Outcome {
  readonly data: unknown;
  readonly text: string;
  readonly good: boolean;
}

type Options = ReturnType<typeof readArguments>;

async function run(options: Options, upstream: Upstream, surroundings: Surroundings): Promise<Outcome> {
  const count = options.requests === undefined ? undefined : readCount(options.requests);
  if (options.memory) {
    const result = await measureMemory(count ?? MEMORY_REQUESTS, surroundings, progress);
    return { data: result, text: memoryText(result), good: result.errors === 0 };
  }
  if (options.profile) {
    const profiles = [];
    for (const stream of [false, true])
      profiles.push(await profileOurs(stream, count ?? PROFILE_REQUESTS, surroundings));
    return { data: profiles, text: profiles.map(profileText).join("\n"), good: true };
  }
  const peers = choosePeers(options.peers);
  const extent = options.quick ? QUICK : FULL;
  const wanted = { ...extent, requests: count ?? extent.requests };
  const result = await compare(peers, upstream, surroundings, wanted, progress);
  const good = result.absent.length === 0 && result.rows.every(({ errors }) => errors === 0);
  return { data: comparisonData(result), text: comparisonText(result, peers), good };
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  choosePeers(options.peers);
  if (options.memory && options.profile) throw new UsageError("--memory and --profile: only one of them");
  pinBench();
  const folder = mkdtempSync(join(tmpdir(), "bench-gateway-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const upstream = await startUpstream();
  try {
    const { data, text, good } = await run(options, upstream, {
      folder,
      cache: CACHE,
      bundle: options.bundle,
      upstreamPort: upstream.port,
    });
    progress("");
    process.stdout.write(`${options.json ? JSON.stringify(data, undefined, 2) : text}\n`);
    if (!good) process.exitCode = 1;
  } finally {
    upstream.stop();
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${USAGE}`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
