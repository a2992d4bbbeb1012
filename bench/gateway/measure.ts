import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../medians.ts";
import type { Target } from "./line-up.ts";
import { runLoad } from "./load.ts";
import { PROMPT_BYTES, requestBytes, type Scenario } from "./messages.ts";
import { coreTime, treeTime } from "./process-usage.ts";
import { GATEWAY_CORE } from "./processes.ts";

/** One load on one target. Times in milliseconds unless they say otherwise. */
interface Sample {
  readonly median: number;
  readonly p99: number;
  readonly firstByte: number;
  /** Processor time of the target's processes for each request, in microseconds. */
  readonly processor: number;
  /** Part of the load's time in which the target's core worked for it, from 0 to 1. */
  readonly busy: number;
  /** Part in which the gateways' core worked for anything else than the target, from 0 to 1. */
  readonly others: number;
  readonly requestsPerSecond: number;
  readonly errors: number;
  readonly firstError: string | undefined;
}

/** The medians of all rounds. Latencies, in milliseconds, are what is added to the direct way in the same round. */
export interface Row extends Sample {
  readonly name: string;
  readonly scenario: Scenario;
  /** Processor time over HAProxy's in the same round; NaN where HAProxy was not measured. */
  readonly processorRatio: number;
}

export interface Extent {
  readonly rounds: number;
  /** A load ends after so many requests … */
  readonly requests: number;
  /** … or so many milliseconds. */
  readonly milliseconds: number;
}

export const SCENARIOS: readonly Scenario[] = PROMPT_BYTES.flatMap((promptBytes) =>
  [false, true].flatMap((stream) => [1, 8, 32].map((clients) => ({ promptBytes, stream, clients }))),
);

/** How long work after the last answer, such as a log entry, may take, in milliseconds. */
const SETTLE = 25;

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

async function sample(target: Target, scenario: Scenario, extent: Extent): Promise<Sample> {
  const pids = target.pids();
  const request = requestBytes(scenario.promptBytes, scenario.stream, target.headers);
  let before = 0;
  let coreBefore = 0;
  let start = 0;
  const result = await runLoad({ ...extent, ...scenario, port: target.port, request }, () => {
    before = treeTime(pids);
    coreBefore = coreTime(GATEWAY_CORE);
    start = performance.now();
  });
  await sleep(SETTLE);
  const processor = treeTime(pids) - before;
  const others = coreTime(GATEWAY_CORE) - coreBefore - (target.gateway ? processor : 0);
  const whole = performance.now() - start;
  const answers = result.latencies.length;
  return {
    median: answers === 0 ? Number.NaN : median(result.latencies),
    p99: percentile(result.latencies, 0.99),
    firstByte: answers === 0 ? Number.NaN : median(result.firstBytes),
    processor: (processor / answers) * 1000,
    busy: processor / result.elapsed,
    others: Math.max(0, others / whole),
    requestsPerSecond: (answers / result.elapsed) * 1000,
    errors: result.errors,
    firstError: result.firstError,
  };
}

/** What a target added in the rounds of one scenario; of the direct way itself, which has no `direct`, all that it took. */
function summarize(
  place: Pick<Row, "name" | "scenario">,
  own: readonly Sample[],
  direct: readonly Sample[] | undefined,
  limit: readonly Sample[],
): Row {
  const middle = (valueOf: (one: Sample, round: number) => number) => median(own.map(valueOf));
  const added = (key: "median" | "p99" | "firstByte") =>
    middle((one, round) => one[key] - (direct === undefined ? 0 : (direct[round]?.[key] ?? Number.NaN)));
  return {
    ...place,
    median: added("median"),
    p99: added("p99"),
    firstByte: added("firstByte"),
    processor: middle((one) => one.processor),
    processorRatio: middle((one, round) => one.processor / (limit[round]?.processor ?? Number.NaN)),
    busy: middle((one) => one.busy),
    others: middle((one) => one.others),
    requestsPerSecond: middle((one) => one.requestsPerSecond),
    errors: own.reduce((sum, one) => sum + one.errors, 0),
    firstError: own.find((one) => one.firstError !== undefined)?.firstError,
  };
}

/**
 * Measures all scenarios. In each round the targets take turns at one scenario before the next one comes, another
 * target begins, and every other round goes backwards: what else the machine does meets all alike, and so does what the one
 * before left to do.
 * @param direct The mock upstream without a gateway, which the others are compared with.
 */
export async function measure(
  direct: Target,
  targets: readonly Target[],
  extent: Extent,
  progress: (text: string) => void,
): Promise<Row[]> {
  const all = [direct, ...targets];
  const samples = new Map(SCENARIOS.map((scenario) => [scenario, all.map((): Sample[] => [])]));
  for (let round = 0; round < extent.rounds; round++) {
    for (const [index, scenario] of SCENARIOS.entries()) {
      progress(`round ${round + 1}/${extent.rounds}, scenario ${index + 1}/${SCENARIOS.length}`);
      for (let turn = 0; turn < all.length; turn++) {
        const step = round % 2 === 0 ? turn : all.length - 1 - turn;
        const place = (step + round) % all.length;
        const target = all[place];
        if (target !== undefined)
          samples.get(scenario)?.[place]?.push(await sample(target, scenario, extent));
      }
    }
  }
  return SCENARIOS.flatMap((scenario) => {
    const taken = samples.get(scenario) ?? [];
    const limit = taken[all.findIndex(({ name }) => name === "haproxy")] ?? [];
    return all.map((target, place) =>
      summarize(
        { name: target.name, scenario },
        taken[place] ?? [],
        target === direct ? undefined : taken[0],
        limit,
      ),
    );
  });
}
