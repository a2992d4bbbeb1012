import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** The gateway's package: context of its image. */
export const GATEWAY_FOLDER = join(import.meta.dirname, "..", "gateway");

/**
 * Builds the gateway's one-file bundle and returns its text. In a process of its own: the gateway is a program that
 * knows nothing of Pulumi, and the stack knows nothing of its insides.
 */
export async function buildGateway(): Promise<string> {
  await promisify(execFile)(process.execPath, [join(GATEWAY_FOLDER, "build.ts")]);
  return readFile(join(GATEWAY_FOLDER, "dist", "gateway.mjs"), "utf8");
}
