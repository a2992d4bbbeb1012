import { median } from "../medians.ts";
import { enter, memoryOf, warmUp, type Entry, type Surroundings, type Target } from "./line-up.ts";
import { measure, type Extent, type Row } from "./measure.ts";
import { BEARER, type Peer } from "./peers/peer.ts";
import type { Upstream } from "./processes.ts";
import { summarizeGateway, type Summary } from "./summary.ts";
import { rowsTable, summaryTable, verdicts } from "./table.ts";

export interface Comparison {
  readonly rows: readonly Row[];
  readonly summaries: readonly Summary[];
  /** The gateways that could not be benched, and why. */
  readonly absent: readonly { readonly name: string; readonly problem: string }[];
}

type Running = Extract<Entry, { target: Target }>;

/** Starts the gateways beside each other, measures them in turns, and ends them. */
export async function compare(
  peers: readonly Peer[],
  upstream: Upstream,
  surroundings: Surroundings,
  extent: Extent,
  progress: (text: string) => void,
): Promise<Comparison> {
  const running: Running[] = [];
  const absent: { name: string; problem: string }[] = [];
  try {
    for (const peer of peers) {
      progress(`starting ${peer.name}`);
      const entry = await enter(peer, surroundings);
      if ("problem" in entry) {
        absent.push({ name: peer.name, problem: entry.problem });
        continue;
      }
      running.push(entry);
      progress(`warming up ${peer.name}`);
      await warmUp(entry.target);
    }
    const direct = {
      name: "direct",
      port: upstream.port,
      headers: BEARER,
      gateway: false,
      pids: () => [upstream.pid],
    };
    await warmUp(direct);
    const targets = running.map(({ target }) => target);
    const rows = await measure(direct, targets, extent, progress);
    const summaries = targets.map((target) => summarizeGateway(target.name, rows, memoryOf(target)));
    return { rows, summaries, absent };
  } finally {
    await Promise.all(running.map(({ service }) => service.stop()));
  }
}

/** How far one can trust the latencies: what else ran on the gateways' core, other gateways' leftovers among it. */
function disturbance(rows: readonly Row[]): string {
  const parts = rows.map(({ others }) => others).toSorted((a, b) => a - b);
  const percent = (value = Number.NaN) => `${(value * 100).toFixed(0)} %`;
  return `Other work on the gateways' core: ${percent(median(parts))} of the time in the median line, ${percent(parts.at(-1))} in the worst; it makes p99 and req/s worse, CPU hardly.`;
}

export function comparisonText({ rows, summaries, absent }: Comparison, peers: readonly Peer[]): string {
  const failed = absent.map(({ name, problem }) => `${name}: NOT MEASURED: ${problem}`);
  return [
    rowsTable(rows),
    "",
    "direct: no gateway; its times are whole, its CPU is the mock upstream's. All others: what the gateway adds.",
    "core %: how busy the gateway's core was; far below 100, the load generator was what limited the req/s.",
    disturbance(rows),
    "",
    summaryTable(summaries),
    "",
    ...failed,
    ...peers.map(({ name, title }) => `${name}: ${title}`),
  ].join("\n");
}

/** The comparison for programs: all numbers, and which of its goals ours meets. */
export function comparisonData({ rows, summaries, absent }: Comparison) {
  return { rows, summaries, goals: verdicts(summaries), absent };
}
