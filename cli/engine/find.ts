import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import type { Environment } from "../../stacks/config/environment.ts";

/** Either the engine, or one sentence: why there is none. */
export type Found = { readonly command: PulumiCommand } | { readonly problem: string };

const require = createRequire(import.meta.url);

/** Version of an installed npm package. */
function packageVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest)
    return String(manifest.version);
  throw new Error(`${name} has no version`);
}

/** Where Pulumi keeps its command line and plugins. */
export function pulumiHome(): string {
  const home = process.env["PULUMI_HOME"];
  return home === undefined || home === "" ? join(homedir(), ".pulumi") : home;
}

/** Milliseconds that a download server is given to answer at all before it counts as out of reach. */
const REACH_MILLISECONDS = 5000;

async function reachable(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(REACH_MILLISECONDS) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds the Pulumi engine of the version that this project pins: where npm's `pulumi` keeps it, on the PATH, or by
 * downloading it from Pulumi.
 */
export async function findEngine(progress: (text: string) => void): Promise<Found> {
  const version = packageVersion("pulumi");
  const root = join(pulumiHome(), "versions", version);
  if (existsSync(join(root, "bin"))) return { command: await PulumiCommand.get({ root }) };
  const installed = await onPath(version);
  if (installed !== undefined) return { command: installed };
  if (!(await reachable("https://get.pulumi.com/"))) {
    return { problem: "the Pulumi engine is not installed and get.pulumi.com does not answer" };
  }
  progress(`downloading Pulumi ${version}`);
  try {
    return { command: await PulumiCommand.install({ root }) };
  } catch (error) {
    return { problem: `Pulumi ${version} cannot be downloaded: ${firstLine(error)}` };
  }
}

/** A `pulumi` of the user's own; npm's wrapper, which downloads, is left out. */
async function onPath(version: string): Promise<PulumiCommand | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const own = folders.find(
    (folder) => !folder.includes("node_modules") && existsSync(join(folder, "pulumi")),
  );
  if (own === undefined) return undefined;
  try {
    const command = await PulumiCommand.get({ root: join(own, "..") });
    return (command.version?.compare(version) ?? -1) >= 0 ? command : undefined;
  } catch {
    return undefined;
  }
}

interface Plugin {
  readonly name: string;
  readonly version: string;
  /** Where it is published, if not with Pulumi. */
  readonly server?: string;
}

/** The provider plugins that an environment needs, in the versions of their npm packages. */
function neededPlugins({ cluster, gateway }: Environment): Plugin[] {
  return [
    { name: "kubernetes", version: packageVersion("@pulumi/kubernetes") },
    { name: "random", version: packageVersion("@pulumi/random") },
    ...(gateway.image.source === "registry"
      ? [{ name: "docker", version: packageVersion("@pulumi/docker") }]
      : []),
    ...(cluster.provider === "scaleway"
      ? [
          {
            name: "scaleway",
            version: packageVersion("@pulumiverse/scaleway"),
            server: "github://api.github.com/pulumiverse",
          },
        ]
      : []),
  ];
}

/** Why the engine cannot preview this environment here, in one sentence; undefined where it can. */
export async function pluginProblem(
  command: PulumiCommand,
  environment: Environment,
  progress: (text: string) => void,
): Promise<string | undefined> {
  for (const { name, version, server } of neededPlugins(environment)) {
    if (existsSync(join(pulumiHome(), "plugins", `resource-${name}-v${version}`))) continue;
    const host = server === undefined ? "https://get.pulumi.com/" : "https://api.github.com/";
    const missing = `the ${name} plugin ${version} is not installed`;
    if (!(await reachable(host))) return `${missing} and ${new URL(host).hostname} does not answer`;
    progress(`downloading the ${name} plugin ${version}`);
    try {
      const workspace = await LocalWorkspace.create({ pulumiCommand: command });
      if (server === undefined) await workspace.installPlugin(name, `v${version}`);
      else await workspace.installPluginFromServer(name, `v${version}`, server);
    } catch (error) {
      return `${missing} and cannot be downloaded: ${firstLine(error)}`;
    }
  }
  return credentialsProblem(environment);
}

/** A cloud's plugin refuses to start without credentials, even for a preview. */
function credentialsProblem({ cluster }: Environment): string | undefined {
  if (cluster.provider !== "scaleway") return undefined;
  const configFile = process.env["SCW_CONFIG_PATH"] ?? join(homedir(), ".config", "scw", "config.yaml");
  const inShell = ["SCW_ACCESS_KEY", "SCW_SECRET_KEY"].every((name) => (process.env[name] ?? "") !== "");
  return inShell || existsSync(configFile)
    ? undefined
    : "there are no Scaleway credentials (SCW_ACCESS_KEY and SCW_SECRET_KEY, or ~/.config/scw/config.yaml)";
}

export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").find((line) => line.trim() !== "") ?? text;
}
