import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** The parts of a kubeconfig that tell which server a context means. */
const kubeconfigSchema = z.looseObject({
  // kubectl writes null and "" for what is not there.
  "current-context": z.string().nullish(),
  contexts: z
    .array(z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string() }) }))
    .nullish(),
  clusters: z
    .array(z.looseObject({ name: z.string(), cluster: z.looseObject({ server: z.string() }) }))
    .nullish(),
});

export type ClusterAddress =
  | { readonly server: string; readonly context: string }
  /** One sentence: why there is no server to talk to. */
  | { readonly problem: string };

/** Files that hold the kubeconfig, in kubectl's order. */
function kubeconfigFiles(environment: NodeJS.ProcessEnv): string[] {
  const given = environment["KUBECONFIG"];
  if (given !== undefined && given !== "") return given.split(delimiter).filter((file) => file !== "");
  return [join(homedir(), ".kube", "config")];
}

/**
 * The API server that a context of the current kubeconfig points to. Contacts nothing.
 * @param wanted Context; the current one where it is left out.
 */
export function clusterAddress(
  wanted?: string,
  environment: NodeJS.ProcessEnv = process.env,
): ClusterAddress {
  const files = kubeconfigFiles(environment);
  const present = files.filter((file) => existsSync(file));
  if (present.length === 0) return { problem: `there is no kubeconfig (looked for ${files.join(", ")})` };
  const parts = [];
  for (const file of present) {
    const part = readKubeconfig(file);
    if ("problem" in part) return part;
    parts.push(part.config);
  }
  const context = wanted ?? parts.map((part) => part["current-context"] ?? "").find((name) => name !== "");
  if (context === undefined) return { problem: `${present.join(", ")} sets no current context` };
  const contexts = parts.flatMap((part) => part.contexts ?? []);
  const entry = contexts.find(({ name }) => name === context);
  if (entry === undefined) {
    return {
      problem: `there is no context "${context}"; there are ${contexts.map(({ name }) => name).join(", ")}`,
    };
  }
  const clusters = parts.flatMap((part) => part.clusters ?? []);
  const cluster = clusters.find(({ name }) => name === entry.context.cluster);
  return cluster === undefined
    ? { problem: `context "${context}" names cluster "${entry.context.cluster}", which is not there` }
    : { server: cluster.cluster.server, context };
}

function readKubeconfig(file: string): { config: z.infer<typeof kubeconfigSchema> } | { problem: string } {
  try {
    const parsed = kubeconfigSchema.safeParse(parse(readFileSync(file, "utf8")) ?? {});
    return parsed.success ? { config: parsed.data } : { problem: `${file} is no kubeconfig` };
  } catch (error) {
    return { problem: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Seconds that a cluster is given to accept a connection. */
const CONNECT_SECONDS = 3;

/** Undefined where the server accepts a connection, else why it does not. Behind a proxy nothing is tried. */
export async function connectionProblem(server: string): Promise<string | undefined> {
  if (!URL.canParse(server)) return `"${server}" is no address`;
  const { hostname, port, protocol } = new URL(server);
  const proxy = process.env["HTTPS_PROXY"] ?? process.env["https_proxy"];
  if (proxy !== undefined && proxy !== "") return undefined;
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
      timeout: CONNECT_SECONDS * 1000,
    });
    const settle = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => settle(undefined));
    socket.once("timeout", () => settle(`no answer within ${CONNECT_SECONDS} s`));
    socket.once("error", (error) => settle(error.message));
  });
}
