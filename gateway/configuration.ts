import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { gatewayConfigSchema, type GatewayConfig } from "../domain/gateway/config.ts";
import { isRecord } from "./json.ts";

/** The configuration cannot be used; the message is for the person who wrote it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/**
 * Reads a configuration file, YAML or JSON.
 * @throws ConfigurationError naming the file and, for each mistake, the key, its value and what is allowed.
 */
export function loadConfiguration(file: string): GatewayConfig {
  return parseConfiguration(readConfigurationText(file), file);
}

/** @throws ConfigurationError where the file cannot be read. */
export function readConfigurationText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = isRecord(error) && typeof error["code"] === "string" ? error["code"] : "unknown error";
    throw new ConfigurationError(`${file}: cannot be read (${code})`);
  }
}

/** @throws ConfigurationError as `loadConfiguration`. */
export function parseConfiguration(text: string, file: string): GatewayConfig {
  // JSON is a subset of YAML, so that one parser reads both.
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: true });
  if (document.errors.length > 0) {
    throw new ConfigurationError(document.errors.map((error) => `${file}: ${error.message}`).join("\n"));
  }
  const input: unknown = document.toJS();
  const parsed = gatewayConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => `${file}: ${describe(issue, input)}`).join("\n"),
  );
}

/**
 * Reads the API keys that the endpoints name.
 * @returns Keys by the endpoint's name.
 * @throws ConfigurationError listing every variable that is missing or empty.
 */
export function readKeys(config: GatewayConfig, environment: NodeJS.ProcessEnv): Map<string, string> {
  const keys = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, apiKeyVariable } of config.endpoints) {
    if (apiKeyVariable === undefined) continue;
    // Secrets that come from files often end with a newline, which no header may hold.
    const key = environment[apiKeyVariable]?.trim() ?? "";
    if (key === "")
      missing.push(`endpoint "${name}" needs its API key in ${apiKeyVariable}, which is not set`);
    else keys.set(name, key);
  }
  if (missing.length > 0) throw new ConfigurationError(missing.join("\n"));
  return keys;
}

/**
 * Reads the password of the store of limits and budgets.
 * @throws ConfigurationError where the variable that the configuration names is missing or empty.
 */
export function readStorePassword(
  { store }: GatewayConfig,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const { passwordVariable } = store;
  if (passwordVariable === undefined) return undefined;
  const password = environment[passwordVariable]?.trim() ?? "";
  if (password !== "") return password;
  throw new ConfigurationError(`the store needs its password in ${passwordVariable}, which is not set`);
}

function describe(issue: z.core.$ZodIssue, input: unknown): string {
  const path = pathText(issue.path);
  const key = path === "" ? "the whole file" : path;
  if (issue.code === "unrecognized_keys") {
    // Their values stay unsaid: somebody may have written a key of an API there.
    const allowed = allowedKeys(issue.path).join(", ");
    return `${key} has the unknown ${issue.keys.join(", ")}; allowed are ${allowed}`;
  }
  if (issue.path.at(-1) === "apiKeyVariable")
    return `${key} = (not shown, it may be a key): ${issue.message}`;
  const value = valueAt(input, issue.path);
  return value === undefined ? `${key}: ${issue.message}` : `${key} = ${shorten(value)}: ${issue.message}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isRecord(value) ? value[String(part)] : undefined;
  }, input);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** The keys that the schema knows at a place of the file. */
function allowedKeys(path: readonly PropertyKey[]): string[] {
  const whole: unknown = z.toJSONSchema(gatewayConfigSchema, { io: "input" });
  const place = path.reduce<unknown>((schema, part) => {
    if (!isRecord(schema)) return undefined;
    if (typeof part === "number") return schema["items"];
    return isRecord(schema["properties"]) ? schema["properties"][String(part)] : undefined;
  }, whole);
  return isRecord(place) && isRecord(place["properties"]) ? Object.keys(place["properties"]) : [];
}
