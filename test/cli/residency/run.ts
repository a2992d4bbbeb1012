import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** Runs `eu-llm residency …` as a user does, without colour, on a machine where nobody is logged in to Pulumi. */
export function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/main.ts", "residency", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      NO_COLOR: "1",
      PULUMI_HOME: "/there/is/none",
      PULUMI_BACKEND_URL: "",
      KUBECONFIG: "/there/is/none",
    },
  });
  return { status, stdout, stderr };
}
