import { words } from "../claim.ts";

/** A host that stands in a text, and where. */
export interface HostInText {
  /** Key or line that names it, for people; empty where there is none. */
  readonly at: string;
  readonly host: string;
}

/** Schemes of object stores and the like: what follows is a bucket, not a host. */
const BUCKET_SCHEMES: ReadonlySet<string> = new Set([
  "s3",
  "s3a",
  "s3n",
  "gs",
  "gcs",
  "az",
  "wasb",
  "wasbs",
  "swift",
]);
/** Schemes that lead nowhere. */
const LOCAL_SCHEMES: ReadonlySet<string> = new Set([
  "file",
  "unix",
  "npipe",
  "data",
  "urn",
  "fd",
  "mem",
  "memory",
  "inproc",
]);

const URL_IN_TEXT = /\b([a-z][a-z0-9+.-]*):\/\/([^\s"'`<>\\)\]},;|]*)/gi;

/** Last words of keys under which a bare host is meant. */
const HOST_WORDS: ReadonlySet<string> = new Set(
  (
    "url urls uri uris endpoint endpoints host hosts hostname hostnames server servers address addresses addr addrs " +
    "webhook webhooks broker brokers proxy dsn upstream upstreams registry mirror mirrors target targets sink remote " +
    "origin smarthost fqdn fqdns peer peers nameserver nameservers forwarder forwarders monitors portal portals collector"
  ).split(" "),
);

/** Words that turn it into the name under which something is reached itself, or into something else. */
const OWN_NAME_WORDS: ReadonlySet<string> = new Set(
  "root public external site callback redirect logout bind listen listener cors allowed no email mail mac ip".split(
    " ",
  ),
);

/** Keys of documentation: nothing calls what stands there. */
const DOCUMENTATION_KEY =
  /^(?:runbook_?url|description|summary|\$schema|\$id|\$ref|homepage|documentation|docs?_?url|help|license|title|text|comment|note|message|content|xmlns.*|.*schemaUr[il]|maintainer|author|icon|logo.*)$/i;

/** True where a value under this key is a host, though nothing in the value says so. */
export function isHostKey(key: string): boolean {
  const parts = words(key);
  // hostName, serverNames: the name of a host is the host.
  const named = /^names?$/.test(parts.at(-1) ?? "") && /^(?:host|server)s?$/.test(parts.at(-2) ?? "");
  const last = parts.at(named ? -2 : -1) ?? "";
  return HOST_WORDS.has(last) && !parts.some((word) => OWN_NAME_WORDS.has(word));
}

export function isDocumentationKey(key: string): boolean {
  return DOCUMENTATION_KEY.test(key);
}

/** A name with a dot and a letter at its end, or an address; perhaps with a port and a path. */
const HOST =
  /^(?:[^\s/@]+@)?((?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])\.?(?::\d{1,5})?(?:\/.*)?$/i;
const HOST_WITH_PORT =
  /^((?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]|\d{1,3}(?:\.\d{1,3}){3}):\d{2,5}$/i;

/** The host in a value of which the key says that it is one: "otel.example.eu:4317", "db.example.eu/path". */
export function bareHost(value: string): string | undefined {
  return HOST.exec(value.trim())?.[1];
}

/** The hosts of the URLs in a text, each once; "bucket:NAME" for an object store's. */
export function urlHosts(text: string): string[] {
  if (!text.includes("://")) return [];
  const hosts = new Set<string>();
  for (const [, scheme = "", rest = ""] of text.matchAll(URL_IN_TEXT)) {
    // "prefix+https://", "jdbc:postgresql://" and "git+ssh://" are of the last part's kind.
    const kind = scheme.toLowerCase().split(/[+:]/).at(-1) ?? "";
    if (LOCAL_SCHEMES.has(kind)) continue;
    const authority = rest.split(/[/?#]/)[0] ?? "";
    const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, "");
    if (BUCKET_SCHEMES.has(kind)) hosts.add(`bucket:${host}`);
    else if (kind === "hf") hosts.add("huggingface.co");
    else if (host !== "") hosts.add(host);
  }
  return [...hosts];
}

/**
 * The hosts in one value: of the URLs in it, of what the key says to be a host, of a name with a port.
 * @param key What it is called; empty where it has no name of its own.
 */
export function hostsInValue(key: string, value: string): string[] {
  const urls = urlHosts(value);
  if (urls.length > 0) return urls;
  const items = value.split(/[\s,;]+/).filter((item) => item !== "");
  if (items.length > 20) return [];
  return items.flatMap((item) => {
    const host = isHostKey(key) ? bareHost(item) : HOST_WITH_PORT.exec(item)?.[1];
    return host === undefined ? [] : [host];
  });
}

const COMMENT_LINE = /^\s*(?:#|\/\/|;|--\s)/;
const KEYED_LINE = /^\s*(?:-\s+)?["']?([\w.$-]+)["']?\s*(?::(?!\/\/)|=)\s*(.*)$/;

/** The hosts in a configuration, a script or another text; comments and documentation name none. */
export function hostsInText(text: string): HostInText[] {
  const json = parsedJson(text);
  return json === undefined ? hostsInLines(text) : hostsInJson(json, "");
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

function hostsInJson(value: unknown, key: string): HostInText[] {
  if (typeof value === "string") return hostsInValue(key, value).map((host) => ({ at: key, host }));
  if (Array.isArray(value)) return value.flatMap((item: unknown) => hostsInJson(item, key));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) =>
    isDocumentationKey(name) ? [] : hostsInJson(child, name),
  );
}

function hostsInLines(text: string): HostInText[] {
  return text.split("\n").flatMap((line) => {
    if (!/[.:]/.test(line) || COMMENT_LINE.test(line)) return [];
    const [, key = "", rest] = KEYED_LINE.exec(line) ?? [];
    if (isDocumentationKey(key)) return [];
    const value = (rest ?? line).replace(/\s#\s.*$/, "").replaceAll(/^[\s\-["']+|[\s\]"',]+$/g, "");
    return hostsInValue(key, value.replaceAll(/["']/g, "")).map((host) => ({ at: key, host }));
  });
}
