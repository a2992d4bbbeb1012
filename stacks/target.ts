import { join } from "node:path";
import { ConfigError, type Environment } from "./config/environment.ts";
import { clusterAddress, connectionProblem } from "./kubeconfig.ts";

/** Where the objects of an environment go. */
export type Target =
  | { readonly kind: "new-cluster" }
  | { readonly kind: "existing-cluster"; readonly server: string; readonly context: string }
  | { readonly kind: "manifests"; readonly folder: string; readonly reason: string };

const ROOT = join(import.meta.dirname, "..");

/** Folder into which an environment's manifests are written where there is no cluster. */
export function manifestsFolder(environment: string): string {
  return join(ROOT, ".eu-llm", "manifests", environment);
}

/**
 * Decides whether the environment's cluster can be reached, and what to do where it cannot.
 * @throws ConfigError where it cannot and the configuration says `whenUnreachable: fail`.
 */
export async function resolveTarget({ name, cluster }: Environment): Promise<Target> {
  if (cluster.provider !== "existing") return { kind: "new-cluster" };
  const address = clusterAddress(cluster.context);
  const problem = "problem" in address ? address.problem : await unreachable(address.server, address.context);
  if (problem === undefined && "server" in address) return { kind: "existing-cluster", ...address };
  const reason = problem ?? "there is no cluster";
  if (cluster.whenUnreachable === "fail") {
    throw new ConfigError(`stacks/Pulumi.${name}.yaml`, [
      `eu-llm-stack:cluster is an existing cluster, but ${reason}. Point KUBECONFIG (and cluster.context) at a ` +
        `cluster that answers, or set cluster.whenUnreachable to "render" to write manifests instead.`,
    ]);
  }
  return { kind: "manifests", folder: manifestsFolder(name), reason };
}

async function unreachable(server: string, context: string): Promise<string | undefined> {
  const problem = await connectionProblem(server);
  return problem === undefined ? undefined : `${server} (context "${context}") is unreachable: ${problem}`;
}
