import { enter, memoryOf, warmUp, type Surroundings } from "./line-up.ts";
import { runLoad } from "./load.ts";
import { requestBytes } from "./messages.ts";
import { ours } from "./peers/ours.ts";
import { columns, short } from "./table.ts";

export interface MemoryPoint {
  readonly requests: number;
  /** Resident memory after so many requests, in MiB. */
  readonly memory: number;
}

export interface MemoryRun {
  readonly points: readonly MemoryPoint[];
  readonly errors: number;
  readonly firstError: string | undefined;
}

export const MEMORY_REQUESTS = 1_000_000;
/** The run is measured after each tenth of it. */
const PARTS = 10;
/** Every tenth request is a stream; the kinds take turns in blocks. */
const BLOCK = { json: 900, streams: 100, clients: 16 };

/** Sends ours so many requests, and notes its memory after every tenth part of them. */
export async function measureMemory(
  requests: number,
  surroundings: Surroundings,
  progress: (text: string) => void,
): Promise<MemoryRun> {
  const entry = await enter(ours, surroundings);
  if ("problem" in entry) throw new Error(`ours: ${entry.problem}`);
  const { target, service } = entry;
  let errors = 0;
  let firstError: string | undefined;
  const send = async (stream: boolean, count: number) => {
    const request = requestBytes(200, stream, target.headers);
    const limits = { requests: count, milliseconds: Number.POSITIVE_INFINITY, clients: BLOCK.clients };
    const result = await runLoad({ port: target.port, request, stream, ...limits });
    errors += result.errors;
    firstError ??= result.firstError;
    // Each client sends one request before the counted ones.
    return count + BLOCK.clients;
  };
  try {
    await warmUp(target);
    const points: MemoryPoint[] = [];
    for (let sent = 0; points.length < PARTS;) {
      sent += (await send(false, BLOCK.json)) + (await send(true, BLOCK.streams));
      progress(`${sent} of ${requests} requests`);
      if (errors > 0 && service.ended()) throw new Error(`ours ended: ${service.complaint()}`);
      if (sent >= ((points.length + 1) * requests) / PARTS)
        points.push({ requests: sent, memory: memoryOf(target) });
    }
    return { points, errors, firstError };
  } finally {
    await service.stop();
  }
}

export function memoryText({ points, errors, firstError = "" }: MemoryRun): string {
  const lines = points.map(({ requests, memory }) => [String(requests), short(memory)]);
  const first = points[0]?.memory ?? Number.NaN;
  const last = points.at(-1)?.memory ?? Number.NaN;
  return [
    columns([["requests", "memory (RSS) MiB"], ...lines], 0),
    "",
    `growth from the first tenth to the end: ${short(last - first)} MiB (${short((last / first - 1) * 100)} %)`,
    ...(errors === 0 ? [] : [`${errors} ERRORS: ${firstError}`]),
  ].join("\n");
}
