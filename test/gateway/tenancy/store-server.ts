import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";
import { freePort } from "../upstream.ts";
import { openClient } from "../../../gateway/tenancy/valkey-client.ts";

/** Servers of this machine that the real store is tested with. */
export const SERVERS = ["valkey-server", "redis-server"].filter(isOnPath);

if (SERVERS.length === 0) {
  process.stderr.write(
    "Skipped: the tests of the shared store need valkey-server or redis-server on the PATH.\n",
  );
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface StoreServer {
  readonly url: string;
  /** Stops to answer, as a machine does that is overloaded or cut off. */
  pause(): void;
  resume(): void;
  /** Ends without a word. What was written before is on the disk. */
  kill(): Promise<void>;
  /** Starts again on the same port with the same data. */
  start(): Promise<void>;
  /** Its own certificate, where it speaks TLS. */
  certificate(): string;
  /** Runs one command, on a connection of its own. */
  command(...args: string[]): Promise<unknown>;
}

export interface StoreServerOptions {
  readonly password?: string;
  readonly tls?: boolean;
}

/** A real server with data of its own, which ends with the test. */
export async function startStoreServer(
  program: string,
  options: StoreServerOptions = {},
): Promise<StoreServer> {
  const { password, tls = false } = options;
  const folder = mkdtempSync(join(tmpdir(), "eu-llm-store-"));
  const port = await freePort();
  const url = `${tls ? "rediss" : "redis"}://localhost:${port}`;
  if (tls) makeCertificate(folder);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const ports = tls ? ["--port", "0", "--tls-port", String(port)] : ["--port", String(port)];
    const started = spawn(program, [
      ...[...ports, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--loglevel", "warning"],
      ...["--appendonly", "yes", "--appendfsync", "everysec"],
      ...(password === undefined ? [] : ["--requirepass", password]),
      ...(tls
        ? ["--tls-cert-file", "cert.pem", "--tls-key-file", "key.pem", "--tls-auth-clients", "no"]
        : []),
      ...(tls ? ["--tls-ca-cert-file", "cert.pem"] : []),
    ]);
    child = started;
    // One that cannot start ends; without this the wait would go on until the test's own end.
    while (started.exitCode === null) {
      try {
        // A server that speaks TLS is not trusted yet.
        await (tls ? isListening(port) : command("PING"));
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    throw new Error(`${program} ended with ${started.exitCode}`);
  }

  async function kill(): Promise<void> {
    const killed = child;
    child = undefined;
    if (killed === undefined) return;
    const ended = new Promise((resolve) => killed.once("exit", resolve));
    killed.kill("SIGKILL");
    await ended;
  }

  async function command(...args: string[]): Promise<unknown> {
    const client = await openClient(url, password, 10_000);
    try {
      return await client.send(args);
    } finally {
      client.destroy();
    }
  }

  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    url,
    pause: () => child?.kill("SIGSTOP"),
    resume: () => child?.kill("SIGCONT"),
    kill,
    start,
    certificate: () => readFileSync(join(folder, "cert.pem"), "utf8"),
    command,
  };
}

function isListening(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

function makeCertificate(folder: string): void {
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", ["req", "-x509", "-days", "1", ...key, ...files, ...names], { stdio: "ignore" });
}
