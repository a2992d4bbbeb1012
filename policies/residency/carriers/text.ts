import { resolveHost } from "../../../domain/jurisdiction/hosts/index.ts";
import { isStrongCode } from "../../../domain/jurisdiction/locate.ts";
import { isDocumentationKey, isHostKey, isOwnName, isPlaceKey, isProseKey } from "./keys.ts";

/** What a text mentions, and under which key; empty where it has none. */
export type Mention =
  | { readonly kind: "host"; readonly at: string; readonly host: string }
  /** A bucket of an object store: it has no host of its own. */
  | { readonly kind: "bucket"; readonly at: string; readonly bucket: string }
  | { readonly kind: "place"; readonly at: string; readonly code: string }
  /** A model identifier that sends prompts to the regions of its prefix. */
  | { readonly kind: "profile"; readonly at: string; readonly profile: string };

/** Schemes of object stores and the like: what follows is a bucket, not a host. */
const BUCKET_SCHEMES: ReadonlySet<string> = new Set("s3 s3a s3n gs gcs az wasb wasbs swift".split(" "));
/** Schemes that lead nowhere. */
const LOCAL_SCHEMES: ReadonlySet<string> = new Set(
  "file unix npipe data urn fd mem memory inproc".split(" "),
);

const URL_IN_TEXT = /\b([a-z][a-z0-9+.-]*):\/\/([^\s"'`<>\\)\]},;|]*)/gi;

/**
 * Cross-region inference profiles of Amazon Bedrock: us.anthropic.…, global.anthropic.…; those of eu. stay in the EU.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
const PROFILE =
  /(?:^|[\s"'/:=])((?:us|us-gov|apac|jp|au|ca|global)\.(?:anthropic|amazon|meta|mistral|deepseek|cohere|stability|writer|twelvelabs|openai|qwen)\.[\w.:-]+)/;

/** A name with a dot and a letter at its end, or an address; perhaps with a port and a path. */
const HOST =
  /^(?:[^\s/@]+@)?((?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])\.?(?::\d{1,5})?(?:\/.*)?$/i;
const HOST_WITH_PORT =
  /^((?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]|\d{1,3}(?:\.\d{1,3}){3}):\d{2,5}$/i;

/** The host in a value of which the key says that it is one: "otel.example.eu:4317", "db.example.eu/path". */
export function bareHost(value: string): string | undefined {
  return HOST.exec(value.trim())?.[1];
}

/** The hosts and buckets of the URLs in a text, each once. */
export function urlMentions(at: string, text: string): Mention[] {
  if (!text.includes("://")) return [];
  const found = new Map<string, Mention>();
  for (const [, scheme = "", rest = ""] of text.matchAll(URL_IN_TEXT)) {
    // "prefix+https://", "jdbc:postgresql://" and "git+ssh://" are of the last part's kind.
    const kind = scheme.toLowerCase().split(/[+:]/).at(-1) ?? "";
    if (LOCAL_SCHEMES.has(kind)) continue;
    const authority = rest.split(/[/?#]/)[0] ?? "";
    const name = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, "");
    if (BUCKET_SCHEMES.has(kind)) found.set(`bucket ${name}`, { kind: "bucket", at, bucket: name });
    else if (kind === "hf") found.set("hf", { kind: "host", at, host: "huggingface.co" });
    else if (name !== "") found.set(name, { kind: "host", at, host: name });
  }
  return [...found.values()];
}

/**
 * What one value mentions: the hosts of its URLs, what its key says to be a host or a place, a name with a port, a host
 * that the tables know, a model's profile.
 * @param key What it is called; empty where it has no name of its own.
 */
export function valueMentions(key: string, value: string): Mention[] {
  if (isOwnName(key)) return [];
  const profile = profileIn(value);
  if (profile !== undefined) return [{ kind: "profile", at: key, profile }];
  const urls = urlMentions(key, value);
  if (urls.length > 0) return urls;
  if (isPlaceKey(key) && isStrongCode(value)) return [{ kind: "place", at: key, code: value }];
  const items = value.split(/[\s,;]+/).filter((item) => item !== "");
  if (items.length > 20) return [];
  return items.flatMap((item): Mention[] => {
    const named = isHostKey(key) ? bareHost(item) : HOST_WITH_PORT.exec(item)?.[1];
    const host = named ?? (items.length === 1 ? knownHost(item) : undefined);
    return host === undefined ? [] : [{ kind: "host", at: key, host }];
  });
}

/** The inference profile in a value that leaves the EU; undefined where there is none. */
export function profileIn(value: string): string | undefined {
  return PROFILE.exec(value)?.[1];
}

/** A value that is the name of a host of which the tables know the place, whatever its key is called. */
function knownHost(value: string): string | undefined {
  const host = value.length > 200 || !value.includes(".") ? undefined : bareHost(value);
  const place = host === undefined ? undefined : resolveHost(host);
  return place?.status === "known" && place.countries.length > 0 ? host : undefined;
}

const COMMENT_LINE = /^\s*(?:#|\/\/|;|--\s)/;
const KEYED_LINE = /^\s*(?:-\s+)?["']?([\w.$-]+)["']?\s*(?::(?!\/\/)|=)\s*(.*)$/;
/** Key and value apart by blanks, as fluent-bit has it. */
const SPACED_LINE = /^\s*([A-Za-z][\w.]*)\s+(\S+)$/;
/** Directives that lead to the hosts after them: CoreDNS, resolv.conf, nginx, HAProxy, Postfix. */
const DIRECTIVE_LINE = /^\s*(?:forward|nameserver|resolver|server|upstream|relayhost)\s+(.+?);?\s*\{?$/;

/** What a configuration, a script or another text mentions; comments and documentation mention nothing. */
export function textMentions(text: string): Mention[] {
  const json = parsedJson(text);
  return json === undefined ? text.split("\n").flatMap(lineMentions) : jsonMentions(json, "");
}

function parsedJson(text: string): unknown {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonMentions(value: unknown, key: string, isDashboard = false): Mention[] {
  if (typeof value === "string") return valueMentions(key, value);
  if (Array.isArray(value)) return value.flatMap((item: unknown) => jsonMentions(item, key, isDashboard));
  if (typeof value !== "object" || value === null) return [];
  // The panels of a dashboard have texts and links for people.
  const hasPanels = isDashboard || "panels" in value;
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) =>
    isProseKey(name) || (hasPanels && /^(?:links|content|text)$/.test(name))
      ? []
      : jsonMentions(child, name, hasPanels),
  );
}

function lineMentions(line: string): Mention[] {
  if (!/[.:-]/.test(line) || COMMENT_LINE.test(line)) return [];
  const [, key = "", rest] = KEYED_LINE.exec(line) ?? [];
  if (isDocumentationKey(key)) return [];
  if (rest === undefined) {
    const [, spaced = "", value = ""] = SPACED_LINE.exec(line) ?? [];
    if (isHostKey(spaced) || isPlaceKey(spaced)) return valueMentions(spaced, value);
    const hosts = DIRECTIVE_LINE.exec(line)?.[1];
    if (hosts !== undefined) return valueMentions("server", hosts);
  }
  const value = (rest ?? line).replace(/\s#\s.*$/, "").replaceAll(/^[\s\-["']+|[\s\]"',]+$/g, "");
  return valueMentions(key, value.replaceAll(/["']/g, ""));
}
