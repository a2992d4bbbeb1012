import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalWorkspace, type PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import { SECRETS_PROVIDER_VARIABLE } from "../../policies/settings.ts";
import { PROJECT } from "../../stacks/config/environment.ts";
import { environmentFiles, ENVIRONMENTS_FOLDER, field } from "../../stacks/config/files.ts";
import { pulumiHome } from "./find.ts";

export const ROOT = dirname(ENVIRONMENTS_FOLDER);

/** Everything that this tool writes for itself; not for version control. */
export const OWN_FOLDER = join(ROOT, ".eu-llm");

function readYaml(file: string): unknown {
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
}

/** True where the user has chosen where state is kept: by variable, by login, or in Pulumi.yaml. */
function backendIsChosen(): boolean {
  const variables = ["PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN"];
  if (variables.some((name) => (process.env[name] ?? "") !== "")) return true;
  const login = field(readYaml(join(pulumiHome(), "credentials.json")), "current");
  if (typeof login === "string" && login !== "") return true;
  return field(field(readYaml(join(ROOT, "Pulumi.yaml")), "backend"), "url") !== undefined;
}

/**
 * Where the state and its secrets' key would lie, for the policies: the engine does not tell them. A login is not named
 * here, for they find it where Pulumi keeps it.
 */
export function stateVariables(environment: string): Record<string, string> {
  const chosen = process.env["PULUMI_BACKEND_URL"];
  const inProject = field(field(readYaml(join(ROOT, "Pulumi.yaml")), "backend"), "url");
  const backend =
    chosen !== undefined && chosen !== ""
      ? chosen
      : typeof inProject === "string"
        ? inProject
        : backendIsChosen()
          ? undefined
          : `file://${join(OWN_FOLDER, "state")}`;
  const secretsProvider = field(environmentFile(environment).content, "secretsprovider");
  return {
    ...(backend === undefined ? {} : { PULUMI_BACKEND_URL: backend }),
    ...(typeof secretsProvider === "string" ? { [SECRETS_PROVIDER_VARIABLE]: secretsProvider } : {}),
  };
}

/**
 * Environment of the engine. Where no backend is chosen, state is kept in a local folder and its secrets are encrypted
 * with a passphrase that was made up for it: good for one machine, not for a team.
 */
function engineVariables(): { variables: Record<string, string>; ownBackend: boolean } {
  const variables: Record<string, string> = {
    PULUMI_SKIP_UPDATE_CHECK: "1",
    // The program and the policy pack are compiled once, not at every preview.
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(OWN_FOLDER, "compile-cache"),
    // The engine starts `node` by name: it must be the one that runs this.
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  };
  if (backendIsChosen()) return { variables, ownBackend: false };
  const state = join(OWN_FOLDER, "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  variables["PULUMI_BACKEND_URL"] = `file://${state}`;
  if (!PASSPHRASE_VARIABLES.some(isSet)) variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = ownPassphraseFile();
  return { variables, ownBackend: true };
}

function ownPassphraseFile(): string {
  const file = join(OWN_FOLDER, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return file;
}

function isSet(name: string): boolean {
  return process.env[name] !== undefined;
}

const PASSPHRASE_VARIABLES = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];

/** The environment's file as it was reviewed. */
function environmentFile(environment: string): { name: string; text: string; content: unknown } {
  const name = environmentFiles().get(environment) ?? `Pulumi.${environment}.yaml`;
  const text = readFileSync(join(ENVIRONMENTS_FOLDER, name), "utf8");
  const content: unknown = parse(text);
  return { name, text, content };
}

/**
 * Why the environment's secrets cannot be read here, in one sentence; undefined where they can. True of a pull request
 * from outside: it has the file but not the passphrase.
 */
export function passphraseProblem(environment: string): string | undefined {
  const { name, content } = environmentFile(environment);
  if (field(content, "encryptionsalt") === undefined || PASSPHRASE_VARIABLES.some(isSet)) return undefined;
  return `stacks/${name} is encrypted with a passphrase that is not set here (${PASSPHRASE_VARIABLES.join(" or ")})`;
}

/**
 * Opens (or creates) the stack of an environment. With the tool's own backend Pulumi works in a folder beside the state,
 * on a copy of the reviewed file: it would otherwise write the salt of the made-up passphrase into stacks/.
 */
export async function openStack(command: PulumiCommand, environment: string): Promise<Stack> {
  const { variables, ownBackend } = engineVariables();
  const { name, text, content } = environmentFile(environment);
  const hasOwnSecrets = ["encryptionsalt", "secretsprovider"].some(
    (key) => field(content, key) !== undefined,
  );
  const workDir = ownBackend && !hasOwnSecrets ? ownWorkspace(name, text) : ROOT;
  const workspace = await LocalWorkspace.create({ pulumiCommand: command, envVars: variables, workDir });
  return Stack.createOrSelect(environment, workspace);
}

/** The tool's own Pulumi project: its program is that of the package.json above it, stacks/index.ts. */
function ownWorkspace(fileName: string, text: string): string {
  const folder = join(OWN_FOLDER, "workspace");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: ${PROJECT}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
  );
  const file = join(folder, fileName);
  const salt = field(readYaml(file), "encryptionsalt");
  writeFileSync(file, `${text}\n${typeof salt === "string" ? `encryptionsalt: ${salt}\n` : ""}`);
  return folder;
}
