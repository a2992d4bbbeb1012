import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { createRequire } from "node:module";
import { z } from "zod";

const require = createRequire(import.meta.url);
const versionOf = (name: string) =>
  z.looseObject({ version: z.string() }).parse(require(`${name}/package.json`)).version;

/** Why the tests on the real engine cannot run here; undefined where they can. */
export function engineMissing(): string | undefined {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const wanted = [
    join(home, "versions", versionOf("pulumi"), "bin"),
    join(home, "plugins", `resource-kubernetes-v${versionOf("@pulumi/kubernetes")}`),
    join(home, "plugins", `resource-random-v${versionOf("@pulumi/random")}`),
  ];
  const missing = wanted.find((path) => !existsSync(path));
  return missing === undefined
    ? undefined
    : `${missing} is not there (run npx pulumi version on a machine with a network)`;
}

/** A disposable cluster for tests: they create and delete nodes and namespaces in it. */
export const CLUSTER_VARIABLE = "EU_LLM_TEST_KUBECONFIG";

/** Why the tests on a real Kubernetes API cannot run here; undefined where they can. */
export function clusterMissing(): string | undefined {
  const engine = engineMissing();
  if (engine !== undefined) return engine;
  const kubeconfig = process.env[CLUSTER_VARIABLE] ?? "";
  if (kubeconfig === "") return `${CLUSTER_VARIABLE} names no kubeconfig of a disposable cluster`;
  if (kubectl() === undefined) return "there is no kubectl in KUBEBUILDER_ASSETS or on the PATH";
  return undefined;
}

/** Path of kubectl; undefined where there is none. */
export function kubectl(): string | undefined {
  const folders = [process.env["KUBEBUILDER_ASSETS"] ?? "", ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "kubectl"))
    .find((path) => existsSync(path));
}

/** Says once for each file why its tests are skipped. */
export function skipReason(file: string, reason: string | undefined): boolean {
  if (reason !== undefined) process.stderr.write(`skipped ${file}: ${reason}\n`);
  return reason !== undefined;
}
