import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { enter, warmUp, type Surroundings } from "./line-up.ts";
import { runLoad } from "./load.ts";
import { requestBytes } from "./messages.ts";
import { ourSources } from "./peers/ours.ts";
import { groupOf, placeOf, type Frame } from "./profile-groups.ts";
import { columns, short } from "./table.ts";

export const PROFILE_REQUESTS = 20_000;
const CLIENTS = 8;
/** Functions that the list shows. */
const TOP = 25;

/** What V8 writes; times in microseconds. */
const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

export interface Share {
  readonly name: string;
  /** Self time for each request, in microseconds. */
  readonly microseconds: number;
  /** Part of the time in which the process did anything, from 0 to 1. */
  readonly part: number;
}

export interface Profile {
  readonly title: string;
  readonly groups: readonly Share[];
  readonly functions: readonly Share[];
}

/** The shares of the samples in the last `milliseconds` of a profile. */
function shares(
  file: string,
  milliseconds: number,
  requests: number,
  nameOf: (frame: Frame) => string,
): Share[] {
  const profile = profileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const from = profile.endTime - milliseconds * 1000;
  const times = new Map<string, number>();
  let now = profile.startTime;
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    now += delta;
    const frame = frames.get(id);
    if (now < from || frame === undefined || frame.functionName === "(idle)") continue;
    const name = nameOf(frame);
    times.set(name, (times.get(name) ?? 0) + delta);
    total += delta;
  }
  return Array.from(times, ([name, time]) => ({
    name,
    microseconds: time / requests,
    part: time / total,
  })).sort((a, b) => b.part - a.part);
}

/** Where the time of ours goes, for JSON or streams: its sources, not the bundle, under V8's profiler. */
export async function profileOurs(
  stream: boolean,
  requests: number,
  surroundings: Surroundings,
): Promise<Profile> {
  const kind = stream ? "stream" : "json";
  const entry = await enter(ourSources(kind), surroundings);
  if ("problem" in entry) throw new Error(`ours: ${entry.problem}`);
  const { target, service } = entry;
  let start = 0;
  try {
    await warmUp(target);
    const request = requestBytes(200, stream, target.headers);
    const limits = { requests, milliseconds: Number.POSITIVE_INFINITY, clients: CLIENTS };
    const { errors, firstError = "" } = await runLoad(
      { port: target.port, request, stream, ...limits },
      () => {
        start = performance.now();
      },
    );
    if (errors > 0) throw new Error(`ours: ${errors} errors: ${firstError}`);
  } finally {
    await service.stop();
  }
  const sinceStart = performance.now() - start;
  const folder = join(surroundings.folder, target.name);
  const name = readdirSync(folder).find((file) => file.endsWith(".cpuprofile"));
  if (name === undefined) throw new Error(`ours wrote no profile: ${service.complaint()}`);
  const file = join(folder, name);
  return {
    title: `ours, 200 B ${stream ? "stream" : "JSON"}, ${CLIENTS} clients, ${requests} requests`,
    groups: shares(file, sinceStart, requests, groupOf),
    functions: shares(file, sinceStart, requests, placeOf).slice(0, TOP),
  };
}

export function profileText({ title, groups, functions }: Profile): string {
  const table = (header: string, list: readonly Share[]) =>
    columns(
      [
        [header, "µs/req", "%"],
        ...list.map(({ name, microseconds, part }) => [name, short(microseconds), short(part * 100)]),
      ],
      1,
    );
  return [`== ${title}: self time`, "", table("group", groups), "", table("function", functions), ""].join(
    "\n",
  );
}
