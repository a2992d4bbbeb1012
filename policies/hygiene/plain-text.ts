import { childPath } from "../residency/claim.ts";
import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
} from "../resource.ts";
import { podsOf } from "./containers.ts";
import { kindOf } from "./kubernetes.ts";

/** A text that whoever may read the cluster or the cloud's API can read. */
export interface PlainText {
  readonly path: string;
  /** Name that says what it is; undefined where its form alone tells. */
  readonly name: string | undefined;
  readonly value: string | typeof UNKNOWN;
}

/** Keys under which clouds and Docker keep a process's variables. */
const VARIABLES_KEY =
  /^(?:env|envs|environment|environmentVariables?|envVars?|variables|appSettings|connectionStrings|buildArgs|args|buildEnvironmentVariables|globalEnvironmentVariables|containerDefinitions)$/;
/** Keys with the command line of a process. */
const COMMAND_KEY = /^(?:command|commands|cmd|args|entrypoints?|entryPoint)$/;
/** Keys whose texts a machine runs when it starts; the cloud's API shows them, and the machine's metadata service. */
const SCRIPT_KEY =
  /^(?:userData|userDataBase64|customData|cloudInit|startupScript|metadataStartupScript|user_data)$/;
/** Keys with notes that everybody may read. */
const NOTES_KEY = /^(?:tags|labels|annotations|metadata)$/;

/** Every text of a resource that ends up readable. The data of a Secret, and of whatever else keeps secrets, is not. */
export function plainTexts(resource: PlannedResource): PlainText[] {
  const kind = kindOf(resource);
  if (kind === undefined) return cloudTexts(resource.properties, "");
  return [
    ...notesOf(resource.properties["metadata"], "metadata"),
    ...(kind.group === "core" && kind.kind === "ConfigMap" ? configMapTexts(resource.properties) : []),
    ...podsOf(resource).flatMap(({ spec, path, metadata, metadataPath }) => [
      ...(metadataPath === "metadata" ? [] : notesOf(metadata, metadataPath)),
      ...podTexts(spec, path),
    ]),
  ];
}

/** Labels and annotations; other metadata is Kubernetes' own. */
function notesOf(metadata: Value | undefined, path: string): PlainText[] {
  if (!isProperties(metadata)) return [];
  return ["labels", "annotations"].flatMap((part) => mapTexts(metadata[part], `${path}.${part}`));
}

function configMapTexts({ data }: Properties): PlainText[] {
  if (data === UNKNOWN) return [{ path: "data", name: "data", value: UNKNOWN }];
  return mapTexts(data, "data").flatMap((text) => [text, ...settingsIn(text)]);
}

/** The texts of a map; where it is not known at all, that. */
function mapTexts(map: Value | undefined, path: string): PlainText[] {
  if (!isProperties(map)) return [];
  return Object.entries(map).flatMap(([key, value]): PlainText[] =>
    value === UNKNOWN || typeof value === "string" ? [{ path: childPath(path, key), name: key, value }] : [],
  );
}

/** Files whose lines are settings, by the key of a ConfigMap; programs are not read line by line. */
const SETTINGS_FILE = /(?:^[^.]*|\.(?:env|ini|json|ya?ml|properties|toml|conf|cfg|config))$/i;
/** NAME=value, name: value and "name": "value". */
const SETTING =
  /["']?([\w.-]+)["']?[ \t]*[:=][ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|(\$\{[^}]*\}|\$\([^)]*\)|[^\s"',;{}[\]()]+))/g;

function settingsIn({ path, name = "", value }: PlainText): PlainText[] {
  if (value === UNKNOWN || !SETTINGS_FILE.test(name)) return [];
  return [...value.matchAll(SETTING)].map(([, key = "", double, single, bare]) => ({
    path,
    name: key,
    value: double ?? single ?? bare ?? "",
  }));
}

/** A pod's spec: variables and headers as pairs, command lines, and every other text by its form. */
function podTexts(value: Value, path: string): PlainText[] {
  if (typeof value === "string") return [{ path, name: undefined, value }];
  if (isList(value)) return value.flatMap((item, index) => podTexts(item, `${path}[${index}]`));
  if (!isProperties(value)) return [];
  const pair = pairOf(value, path);
  if (pair !== undefined) return [pair];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = childPath(path, key);
    if (key === "env" && item === UNKNOWN) return [{ path: at, name: "env", value: UNKNOWN }];
    return COMMAND_KEY.test(key) ? commandTexts(item, at) : podTexts(item, at);
  });
}

/** { name, value } and its like: an environment variable, an HTTP header, a label. */
function pairOf(value: Properties, path: string): PlainText | undefined {
  const name = value["name"] ?? value["key"] ?? value["label"];
  const text = value["value"];
  if (typeof name !== "string" || (typeof text !== "string" && text !== UNKNOWN)) return undefined;
  // AWS CodeBuild and its like: the value only names where the secret lies.
  if (/^(?:PARAMETER_STORE|SECRETS_MANAGER|secret_ref)$/i.test(textOf(value["type"]))) return undefined;
  return { path: `${path}.value`, name, value: text };
}

const textOf = (value: Value | undefined) => (typeof value === "string" ? value : "");

/** --api-key=…, --api-key …, and API_KEY=… in a shell's line. */
const OPTION = /(?<![\w-])--?([A-Za-z][\w-]*)(?:=|\s+)(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g;
const ASSIGNMENT = /(?<![\w-])([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g;

function commandTexts(value: Value, path: string): PlainText[] {
  if (typeof value === "string") return lineTexts(value, path);
  if (value === UNKNOWN) return [{ path, name: "args", value: UNKNOWN }];
  if (!isList(value)) return [];
  return value.flatMap((item, index): PlainText[] => {
    const at = `${path}[${index}]`;
    const option = /^--?([A-Za-z][\w-]*)$/.exec(textOf(value[index - 1]))?.[1];
    if (item === UNKNOWN) return [{ path: at, name: option, value: UNKNOWN }];
    if (typeof item !== "string") return [];
    // What follows `-c` of a shell is a line of its own.
    return option === undefined || item.startsWith("-")
      ? lineTexts(item, at)
      : [...lineTexts(item, at), { path: at, name: option, value: item }];
  });
}

function lineTexts(line: string, path: string): PlainText[] {
  const settings = [...line.matchAll(OPTION), ...line.matchAll(ASSIGNMENT)];
  return [
    { path, name: undefined, value: line },
    ...settings.map(([, name = "", double, single, bare]) => ({
      path,
      name,
      value: double ?? single ?? bare ?? "",
    })),
  ];
}

/**
 * The readable texts of a cloud's or Docker's resource: variables, command lines, start scripts, tags. Other inputs, such
 * as a database's password, are not judged: the cloud keeps them as secrets, and a policy cannot tell a literal from a
 * Pulumi secret, since it sees both decrypted.
 */
function cloudTexts(value: Value, path: string): PlainText[] {
  if (isList(value)) return value.flatMap((item, index) => cloudTexts(item, `${path}[${index}]`));
  if (!isProperties(value)) return [];
  return Object.entries(value).flatMap(([key, item]): PlainText[] => {
    const at = childPath(path, key);
    // Docker's build has variables under `args`, where others have a command line.
    if (COMMAND_KEY.test(key) && !isProperties(item)) return commandTexts(item, at);
    if (VARIABLES_KEY.test(key)) return variableTexts(item, at);
    if (SCRIPT_KEY.test(key)) return scriptTexts(item, at);
    if (NOTES_KEY.test(key)) return [...mapTexts(item, at), ...pairTexts(item, at)];
    return cloudTexts(item, at);
  });
}

/** Variables as a map, as pairs, as NAME=value, or as JSON with any of these. */
function variableTexts(value: Value, path: string): PlainText[] {
  if (typeof value === "string") {
    const parsed = parsedJson(value);
    return parsed === undefined ? lineTexts(value, path) : variableTexts(parsed, path);
  }
  if (isList(value)) {
    return value.flatMap((item, index) => variableTexts(item, `${path}[${index}]`));
  }
  if (!isProperties(value)) return [];
  const pair = pairOf(value, path);
  if (pair !== undefined) return [pair];
  return Object.entries(value).flatMap(([key, item]): PlainText[] => {
    const at = childPath(path, key);
    if (item === UNKNOWN) return [{ path: at, name: key, value: UNKNOWN }];
    if (COMMAND_KEY.test(key)) return commandTexts(item, at);
    return typeof item === "string" && !VARIABLES_KEY.test(key)
      ? [{ path: at, name: key, value: item }]
      : variableTexts(item, at);
  });
}

const pairTexts = (value: Value, path: string): PlainText[] =>
  isList(value)
    ? value.flatMap((item, index) => {
        const pair = isProperties(item) ? pairOf(item, `${path}[${index}]`) : undefined;
        return pair === undefined ? [] : [pair];
      })
    : [];

function scriptTexts(value: Value, path: string): PlainText[] {
  if (typeof value !== "string") return [];
  const decoded = /^[A-Za-z0-9+/\s]{40,}={0,2}\s*$/.test(value)
    ? Buffer.from(value, "base64").toString()
    : value;
  return lineTexts(decoded, path);
}

function parsedJson(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return plainValue(JSON.parse(text));
  } catch {
    // No JSON after all: read as text.
    return undefined;
  }
}

function plainValue(value: unknown): Value {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    return value;
  }
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object") return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]));
}
