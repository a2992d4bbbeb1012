import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runLoad } from "./load.ts";
import { requestBytes } from "./messages.ts";
import type { Peer, Place } from "./peers/peer.ts";
import { processTree, treeMemory } from "./process-usage.ts";
import { freePort, startService, type Service } from "./processes.ts";

/** Something to send load to: a gateway, or the mock upstream itself. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** False for the mock upstream, which is not on the gateways' core. */
  readonly gateway: boolean;
  /** The processes whose time counts; asked anew each time, as some start more of them. */
  pids(): number[];
}

/** A gateway that runs, or the reason why it does not. */
export type Entry =
  | { readonly peer: Peer; readonly target: Target; readonly service: Service }
  | { readonly peer: Peer; readonly problem: string };

/** What all gateways share; the folder is the run's own, and holds one for each of them. */
export type Surroundings = Omit<Place, "port">;

/** How long a gateway may take to start, in milliseconds: LiteLLM imports half of PyPI. */
const START_TIME = 120_000;
/** What a just-in-time compiler needs before its code is as fast as it gets. */
const WARM_UP = { requests: 3000, milliseconds: 15_000, clients: 8 };

function load(target: Target, stream: boolean, limits: typeof WARM_UP) {
  const request = requestBytes(200, stream, target.headers);
  return runLoad({ port: target.port, request, stream, ...limits });
}

/** Resolves once a gateway answers both kinds of requests. */
async function ready(target: Target, service: Service): Promise<void> {
  const end = performance.now() + START_TIME;
  let problem: string | undefined = "it never answered";
  while (performance.now() < end) {
    if (service.ended()) throw new Error(`it ended: ${service.complaint()}`);
    const { firstError } = await load(target, false, { requests: 0, milliseconds: 0, clients: 1 });
    problem = firstError;
    if (problem === undefined || problem.startsWith("HTTP/")) break;
    await sleep(200);
  }
  const streamed = await load(target, true, { requests: 0, milliseconds: 0, clients: 1 });
  problem ??= streamed.firstError;
  if (problem !== undefined) throw new Error(`${problem} ${service.complaint()}`);
}

/** Starts a gateway and waits until it answers; what goes wrong becomes its entry. */
export async function enter(peer: Peer, surroundings: Surroundings): Promise<Entry> {
  let service: Service | undefined;
  try {
    const folder = join(surroundings.folder, peer.name);
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const launch = await peer.prepare({ ...surroundings, folder, port });
    service = await startService(launch, folder);
    const { pid } = service;
    const target = {
      name: peer.name,
      port,
      headers: launch.headers,
      gateway: true,
      pids: () => processTree(pid),
    };
    await ready(target, service);
    return { peer, target, service };
  } catch (error) {
    await service?.stop();
    return { peer, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Half of the warm-up's requests are streams. */
export async function warmUp(target: Target): Promise<void> {
  const half = { ...WARM_UP, requests: WARM_UP.requests / 2, milliseconds: WARM_UP.milliseconds / 2 };
  await load(target, false, half);
  await load(target, true, half);
}

/** Resident memory of a target's processes now, in MiB. */
export function memoryOf(target: Target): number {
  return treeMemory(target.pids());
}
