import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { COST_DOCUMENTS } from "../../../cli/render/cost/documents.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** The day of all tests whose figures hang on what prices are in force. */
export const DAY = "2026-11-24";

/** Runs the command as a user does, without colour. */
export function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/main.ts", "cost", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

const document = z.discriminatedUnion("command", COST_DOCUMENTS);

/** What a command prints as JSON, as it is documented. */
export const json = (...args: string[]) =>
  document.parse(JSON.parse(run(...args, "--json", "--as-of", DAY).stdout));
