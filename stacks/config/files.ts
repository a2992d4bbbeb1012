import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { nearest } from "../../domain/nearest.ts";
import { ConfigError, parseEnvironment, PROJECT, type Environment } from "./environment.ts";

/** Folder with one Pulumi.<environment>.yaml for each environment. */
export const ENVIRONMENTS_FOLDER = join(import.meta.dirname, "..");

const FILE_NAME = /^Pulumi\.(.+)\.(ya?ml|json)$/;

/** The environments that have a file, with its name: sorted. */
export function environmentFiles(folder = ENVIRONMENTS_FOLDER): Map<string, string> {
  const files = new Map<string, string>();
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of entries.map((entry) => entry.name).sort()) {
    const name = FILE_NAME.exec(file)?.[1];
    if (name === undefined) continue;
    const other = files.get(name);
    if (other !== undefined) {
      throw new ConfigError(`stacks/${file}`, [
        `environment "${name}" is also in stacks/${other}; keep one of the two files`,
      ]);
    }
    files.set(name, file);
  }
  return files;
}

/**
 * Reads and checks an environment's file, and that no other environment claims its namespace in the same cluster.
 * @throws ConfigError
 */
export function loadEnvironment(name: string, folder = ENVIRONMENTS_FOLDER): Environment {
  const files = environmentFiles(folder);
  const file = fileOf(name, files);
  const environment = parseEnvironment(name, `stacks/${file}`, readConfig(folder, file));
  for (const [other, otherFile] of files) {
    if (other !== name) refuseSharedNamespace(environment, file, otherFile, folder);
  }
  return environment;
}

function fileOf(name: string, files: ReadonlyMap<string, string>): string {
  const file = files.get(name);
  if (file !== undefined) return file;
  const meant = nearest(name, files.keys(), 1)[0];
  throw new ConfigError("stacks", [
    `there is no environment "${name}"; allowed: ${[...files.keys()].join(", ")}` +
      (meant === undefined ? "" : `; did you mean "${meant}"?`),
  ]);
}

/**
 * The values of an environment's file by key, unchecked, as Pulumi would hand them to the program.
 * @throws ConfigError
 */
export function environmentValues(name: string, folder = ENVIRONMENTS_FOLDER): Record<string, unknown> {
  return readConfig(folder, fileOf(name, environmentFiles(folder)));
}

/** The values below `config:` that belong to this project, without the project's name before each key. */
function readConfig(folder: string, file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(join(folder, file), "utf8"));
  const [broken] = document.errors;
  if (broken !== undefined) throw new ConfigError(`stacks/${file}`, [`not valid YAML: ${broken.message}`]);
  const content: unknown = document.toJS();
  const config = field(content, "config");
  if (typeof config !== "object" || config === null) {
    throw new ConfigError(`stacks/${file}`, [`config: missing; it takes keys such as ${PROJECT}:cluster`]);
  }
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]): [string, unknown][] =>
      key.startsWith(`${PROJECT}:`) ? [[key.slice(PROJECT.length + 1), value]] : [],
    ),
  );
}

/** The value of a key in a document that nobody has checked yet; undefined where it is none or has none. */
export function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** A broken file of another environment is that environment's problem. */
function readIfValid(folder: string, file: string): Record<string, unknown> {
  try {
    return readConfig(folder, file);
  } catch {
    return {};
  }
}

/**
 * Two environments in one namespace of one cluster would overwrite each other's objects. Contexts are compared by
 * name; a cluster that the stack creates is nobody else's.
 */
function refuseSharedNamespace(
  environment: Environment,
  file: string,
  otherFile: string,
  folder: string,
): void {
  const { cluster } = environment;
  const other = readIfValid(folder, otherFile);
  if (cluster.provider !== "existing" || field(other["cluster"], "provider") !== "existing") return;
  const otherName = FILE_NAME.exec(otherFile)?.[1] ?? otherFile;
  const otherNamespace = other["namespace"] ?? `llm-${otherName}`;
  if (field(other["cluster"], "context") === cluster.context && otherNamespace === environment.namespace) {
    throw new ConfigError(`stacks/${file}`, [
      `${PROJECT}:namespace is "${environment.namespace}", which stacks/${otherFile} uses in the same cluster; ` +
        `choose another, or leave it out for "llm-${environment.name}"`,
    ]);
  }
}
