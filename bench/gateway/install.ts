import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Written last, so that an installation that was interrupted starts anew. */
const COMPLETE = ".complete";

async function once(folder: string, install: () => Promise<unknown>): Promise<string> {
  if (existsSync(join(folder, COMPLETE))) return folder;
  process.stderr.write(`installing ${folder} (once)\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await install();
  writeFileSync(join(folder, COMPLETE), "");
  return folder;
}

/** Installs a Python package into an environment of its own, and returns that environment's folder. */
export function installPython(cache: string, name: string, requirement: string): Promise<string> {
  const folder = join(cache, name);
  return once(folder, async () => {
    await run("python3", ["-m", "venv", folder]);
    await run(join(folder, "bin/pip"), ["install", "--quiet", "--disable-pip-version-check", requirement]);
  });
}

/** Installs npm packages into a folder of their own, without their install scripts, and returns that folder. */
export function installNode(
  cache: string,
  name: string,
  dependencies: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = join(cache, name);
  return once(folder, async () => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies, overrides }));
    await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  });
}
