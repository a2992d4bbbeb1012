import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The gateways run on one core; the load generator and the mock upstream share another. */
export const GATEWAY_CORE = "1";
const BENCH_CORE = "0";
/** How long a gateway may take to end before it is killed, in milliseconds. */
const GRACE = 5000;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Pins this process, and so the children that it starts from here on, to the bench's core. */
export function pinBench(): void {
  const { status, stderr } = spawnSync("taskset", ["-acp", BENCH_CORE, String(process.pid)], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`taskset (of Debian's util-linux) does not work here: ${stderr}`);
}

export interface Service {
  readonly pid: number;
  /** The beginning and the end of what it wrote to its standard error, for the message where it fails. */
  complaint(): string;
  ended(): boolean;
  /** Ends it politely, and returns when it is gone. */
  stop(): Promise<void>;
}

/** Stacks begin with what happened in one language, and end with it in another. */
function shorten(text: string): string {
  return text.length <= 800 ? text : `${text.slice(0, 400)} … ${text.slice(-400)}`;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a gateway on its core. Its standard output, where some log each request, goes to /dev/null; its standard error to
 * a file in `folder`, which also is its working directory.
 */
export async function startService(
  { command, args, environment }: Command,
  folder: string,
): Promise<Service> {
  const log = join(folder, "standard-error.log");
  const file = openSync(log, "w");
  const child = spawn("taskset", ["-c", GATEWAY_CORE, command, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", file],
  });
  closeSync(file);
  running.add(child);
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      running.delete(child);
      resolve();
    };
    child.on("exit", end);
    child.on("error", end);
  });
  await new Promise((resolve, reject) => {
    child.on("spawn", resolve);
    child.on("error", reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  return {
    pid,
    complaint: () => shorten(readFileSync(log, "utf8").trim()),
    ended: () => !running.has(child),
    async stop() {
      child.kill("SIGTERM");
      const waiting = new AbortController();
      await Promise.race([gone, sleep(GRACE, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
      child.kill("SIGKILL");
      await gone;
    },
  };
}

export interface Upstream {
  readonly pid: number;
  readonly port: number;
  stop(): void;
}

/** Starts the mock upstream on the bench's core. */
export async function startUpstream(): Promise<Upstream> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "upstream.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  running.add(child);
  child.on("exit", () => running.delete(child));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (text: Buffer) => resolve(Number(text.toString())));
    child.on("exit", () => reject(new Error("the mock upstream ended")));
  });
  return { pid: child.pid ?? 0, port, stop: () => void child.kill() };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no free port"));
      });
    });
  });
}
