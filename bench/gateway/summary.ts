import type { Row } from "./measure.ts";
import type { Scenario } from "./messages.ts";

/** What counts of one gateway, in few numbers; NaN where it was not measured. */
export interface Summary {
  readonly name: string;
  /** Processor time per request over HAProxy's: geometric mean over all scenarios. */
  readonly processorRatio: number;
  readonly jsonProcessorRatio: number;
  readonly streamProcessorRatio: number;
  /** The same over those with 200 B and JSON. */
  readonly smallProcessorRatio: number;
  /** Added median at 200 B, JSON, one client, in milliseconds. */
  readonly median: number;
  /** Added time until the first event at 200 B, one client, in milliseconds. */
  readonly firstByte: number;
  /** Added median at 100 KB, JSON, 8 clients, in milliseconds. */
  readonly largeMedian: number;
  /** Resident memory after the run, in MiB. */
  readonly memory: number;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export function summarizeGateway(name: string, rows: readonly Row[], memory: number): Summary {
  const own = rows.filter((row) => row.name === name);
  const find = (promptBytes: number, stream: boolean, clients: number) =>
    own.find(
      ({ scenario: is }) => is.promptBytes === promptBytes && is.stream === stream && is.clients === clients,
    );
  const ratio = (chosen: (scenario: Scenario) => boolean) =>
    geometricMean(own.filter(({ scenario }) => chosen(scenario)).map((row) => row.processorRatio));
  return {
    name,
    processorRatio: ratio(() => true),
    jsonProcessorRatio: ratio(({ stream }) => !stream),
    streamProcessorRatio: ratio(({ stream }) => stream),
    smallProcessorRatio: ratio(({ promptBytes, stream }) => promptBytes === 200 && !stream),
    median: find(200, false, 1)?.median ?? Number.NaN,
    firstByte: find(200, true, 1)?.firstByte ?? Number.NaN,
    largeMedian: find(100_000, false, 8)?.median ?? Number.NaN,
    memory,
  };
}
