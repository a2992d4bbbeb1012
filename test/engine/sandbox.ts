import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "..", "..");
const PARTS = ["domain", "components", "stacks", "policies", "gateway", "cli", "package.json", "Pulumi.yaml"];

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything that could tell the engine about another backend, cluster or shell. */
const FOREIGN =
  /^(PULUMI_(?!HOME)|KUBECONFIG$|EU_LLM_|SCW_|NO_COLOR$|FORCE_COLOR$|VITEST|NODE_ENV$|NODE_OPTIONS$)/;

/**
 * A copy of the project in which a test may change anything: its own environments, its own state, no kubeconfig. Only
 * node_modules and the engine itself are shared.
 */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), "eu-llm-test-"));
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv = {}) {
    for (const part of PARTS) {
      cpSync(join(ROOT, part), join(this.folder, part), {
        recursive: true,
        filter: (source) => !/[\\/](node_modules|dist)$/.test(source),
      });
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
    symlinkSync(join(ROOT, "gateway", "node_modules"), join(this.folder, "gateway", "node_modules"));
    const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    this.#environment = {
      ...Object.fromEntries(own),
      // The runtime that the project pins, by whatever this test was started.
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      KUBECONFIG: join(this.folder, "no-kubeconfig"),
      ...environment,
    };
  }

  /** Runs eu-llm to its end. */
  async cli(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Result> {
    return finished(this.startCli(args, environment));
  }

  startCli(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    return this.start(process.execPath, [join(this.folder, "cli", "main.ts"), ...args], environment);
  }

  /** Runs any program in the sandbox to its end. */
  async run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Result> {
    return finished(this.start(program, args, environment));
  }

  private start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
    return spawn(program, args, {
      cwd: this.folder,
      env: { ...this.#environment, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** Replaces text in a file of the sandbox; fails where it is not there. */
  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not contain: ${from}`);
    writeFileSync(
      join(this.folder, file),
      text.replace(from, () => to),
    );
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function finished(child: ChildProcess): Promise<Result> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => resolve(exit ?? (signal === "SIGINT" ? 130 : 1)));
  });
  return { code, stdout, stderr };
}

export { finished };

/** Runs a program to its end and returns what it printed; throws where it fails. */
export async function output(
  program: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    env: env ?? process.env,
    maxBuffer: 64 << 20,
  });
  return stdout;
}
