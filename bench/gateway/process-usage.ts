import { readdirSync, readFileSync } from "node:fs";

/** The hundredths of a second in which Linux counts processor time in /proc/PID/stat, in milliseconds. */
const TICK = 10;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It ended meanwhile.
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** A process and all its descendants. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of list("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // Its parent is the second field after the name, which stands in brackets and may hold blanks.
    const parent = Number(
      read(`/proc/${name}/stat`)
        .replace(/^.*\) /s, "")
        .split(" ")[1],
    );
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (id: number): number[] => [id, ...(children.get(id) ?? []).flatMap(below)];
  return below(pid);
}

/**
 * Processor time that a process has used, user's and system's, in milliseconds. The scheduler's own count of each thread is
 * exact to the nanosecond; where the kernel has none, /proc/PID/stat has it in steps of 10 ms.
 */
function processorTime(pid: number): number {
  const threads = list(`/proc/${pid}/task`).map((thread) => read(`/proc/${pid}/task/${thread}/schedstat`));
  const nanoseconds = threads.reduce((sum, text) => sum + Number(text.split(" ")[0]), 0);
  if (nanoseconds > 0) return nanoseconds / 1e6;
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK;
}

/** Processor time of several processes together, in milliseconds. */
export function treeTime(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + processorTime(pid), 0);
}

/** Resident memory (VmRSS) of several processes together, in MiB. */
export function treeMemory(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0));
  return kibibytes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** Time that a core has worked for anybody since the machine started, in milliseconds, in steps of 10 ms. */
export function coreTime(core: string): number {
  const line = read("/proc/stat")
    .split("\n")
    .find((text) => text.startsWith(`cpu${core} `));
  // user, nice, system, idle, waiting, interrupts: hardware's and software's
  const [user = 0, nice = 0, system = 0, , , hardware = 0, software = 0] = (line ?? "")
    .split(" ")
    .slice(1)
    .map(Number);
  return (user + nice + system + hardware + software) * TICK;
}
