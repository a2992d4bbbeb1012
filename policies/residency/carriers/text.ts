import { parseAllDocuments } from "yaml";
import { areInside } from "../../../domain/jurisdiction/countries.ts";
import { bareHostOf, hostsOfUrls, resolveHost } from "../../../domain/jurisdiction/hosts/index.ts";
import { isStrongCode, locate } from "../../../domain/jurisdiction/locate.ts";
import { isDocumentationKey, isHostKey, isNamingKey, isOwnName, isPlaceKey, isProseKey } from "./keys.ts";

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

/**
 * Cross-region inference profiles of Amazon Bedrock: us.anthropic.…, global.anthropic.…; those of eu. stay in the EU.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
const PROFILE =
  /(?:^|[\s"'/:=])((?:us|us-gov|apac|jp|au|ca|global)\.(?:anthropic|amazon|meta|mistral|deepseek|cohere|stability|writer|twelvelabs|openai|qwen)\.[\w.:-]+)/;

/** Nothing that long is one host with its path. */
const LONGEST_HOST = 2000;
const NAME_WITH_PORT = /^[^\s/@[\]:]{3,254}:\d{2,5}$/;

/** The host in a value of which the key says that it is one: "otel.example.eu:4317", "db.example.eu/path". */
export function bareHost(value: string): string | undefined {
  return value.length > LONGEST_HOST ? undefined : bareHostOf(value);
}

/** The hosts and buckets of the URLs in a text, each once. */
export function urlMentions(at: string, text: string): Mention[] {
  const found = new Map<string, Mention>();
  for (const { scheme, host, written } of hostsOfUrls(text)) {
    // "prefix+https://", "jdbc:postgresql://" and "git+ssh://" are of the last part's kind.
    const kind = scheme.split("+").at(-1) ?? "";
    if (LOCAL_SCHEMES.has(kind)) continue;
    if (BUCKET_SCHEMES.has(kind)) found.set(`bucket ${written}`, { kind: "bucket", at, bucket: written });
    else if (kind === "hf") found.set("hf", { kind: "host", at, host: "huggingface.co" });
    else found.set(host, { kind: "host", at, host });
  }
  return [...found.values()];
}

/** How deep structures, and texts within texts, are followed. */
const DEEPEST = 200;

/**
 * What one value mentions: the hosts of its URLs, what its key says to be a host or a place, a name with a port, a host
 * that the tables know, a model's profile; of an object in JSON, what its values mention.
 * @param key What it is called; empty where it has no name of its own.
 */
export function valueMentions(key: string, value: string): Mention[] {
  return mentionsIn(key, value, DEEPEST);
}

function mentionsIn(key: string, value: string, depth: number): Mention[] {
  const parsed = parsedJson(value);
  const found = parsed === undefined ? plainMentions(key, value) : structureMentions(parsed, key, depth);
  // What a thing is called itself is no concern, unless the tables know who that is.
  return unique(isOwnName(key) ? found.filter(isTelling) : found);
}

function plainMentions(key: string, value: string): Mention[] {
  const profile = profileIn(value);
  if (profile !== undefined) return [{ kind: "profile", at: key, profile }, ...urlMentions(key, value)];
  const urls = urlMentions(key, value);
  const places = placeMentions(key, value);
  if (places.length > 0) return [...urls, ...places];
  const items = value.split(/[\s,;|"'`]+/).filter((item) => item !== "");
  // Beside a URL, only what is known: a part of a password or of a path may look like a host.
  const isHost = isHostKey(key);
  const isNamed = (item: string) => urls.length === 0 && (isHost || NAME_WITH_PORT.test(item));
  const hosts = items.flatMap((item): Mention[] => {
    if (!/[.:%。．｡]/.test(item)) return [];
    const host = isNamed(item) ? bareHost(item) : undefined;
    const all = host === undefined ? knownHosts(item) : [host];
    return all.map((one) => ({ kind: "host", at: key, host: one }));
  });
  return [...urls, ...hosts];
}

/** The place in a value: any code that a table has under a key of places, an unmistakable one under any other. */
function placeMentions(key: string, value: string): Mention[] {
  if (isPlaceKey(key)) {
    if (value.length > LONGEST_HOST) return [];
    return value
      .split(/[,;|"'`\n[\]]+/)
      .map((item) => item.trim())
      .filter((code) => code !== "" && locate(code).status !== "unknown")
      .map((code) => ({ kind: "place", at: key, code }));
  }
  if (key === "" || isNamingKey(key)) return [];
  return isStrongCode(value) ? [{ kind: "place", at: key, code: value.trim() }] : [];
}

/** The inference profile in a value that leaves the EU; undefined where there is none. */
export function profileIn(value: string): string | undefined {
  return PROFILE.exec(value)?.[1];
}

/** Names of hosts in an item of which the tables know the place, whatever the key is called. */
function knownHosts(item: string): string[] {
  if (!/[.%。．｡]/.test(item) || item.includes("://")) return [];
  return item.split(/[=(){}<>]+|:-/).flatMap((part) => {
    const host = bareHost(part);
    const place = host === undefined ? undefined : resolveHost(host);
    return host !== undefined && place?.status === "known" && place.countries.length > 0 ? [host] : [];
  });
}

/** True for what the tables place outside or know without a place: it counts wherever it stands. */
function isTelling(mention: Mention): boolean {
  if (mention.kind !== "host") return mention.kind === "profile";
  const place = resolveHost(mention.host);
  return place.status === "known" && !areInside(place.countries, "eu");
}

/** Roles of hosts that people refer to in comments, where nothing is sent. */
const REFERRED_ROLES: readonly string[] = ["identifier", "registry", "model-hub", "software", "code-host"];

/** What a comment mentions that nobody may overlook: what is no comment for its reader may look like one. */
function commentMentions(comment: string): Mention[] {
  return plainMentions("", comment).filter((mention) => {
    const place = mention.kind === "host" && isTelling(mention) ? resolveHost(mention.host) : undefined;
    return place?.status === "known" && !REFERRED_ROLES.includes(place.role);
  });
}

/** Each host, bucket, place and profile once, where it stands first. */
function unique(mentions: readonly Mention[]): Mention[] {
  const found = new Map<string, Mention>();
  for (const mention of mentions) {
    const key = JSON.stringify({ ...mention, at: undefined });
    if (!found.has(key)) found.set(key, mention);
  }
  return [...found.values()];
}

/** What a configuration, a script or another text mentions; comments and documentation mention only what is known. */
export function textMentions(text: string): Mention[] {
  return unique(textMentionsIn(text, DEEPEST));
}

function textMentionsIn(text: string, depth: number): Mention[] {
  if (depth <= 0) return lineMentions(text, 0);
  if (isPem(text)) return [];
  const json = parsedJson(text);
  if (json !== undefined) return structureMentions(json, "", depth);
  const lines = lineMentions(text, depth);
  const documents = parsedYaml(text);
  return documents === undefined ? lines : [...lines, ...structureMentions(documents, "", depth)];
}

/** True for certificates and keys and nothing else: they hold addresses of revocation lists, encoded. */
export function isPem(text: string): boolean {
  if (!/^\s*-----BEGIN /.test(text.slice(0, 200))) return false;
  let isWithin = false;
  for (const line of text.split(/\r\n|\n|\r|\\n/)) {
    const content = line.trim();
    if (content === "") continue;
    if (!isWithin && /^-----BEGIN [A-Z0-9 ]{1,60}-----$/.test(content)) isWithin = true;
    else if (isWithin && /^-----END [A-Z0-9 ]{1,60}-----$/.test(content)) isWithin = false;
    else if (!isWithin || !/^(?:[A-Za-z0-9+/]+={0,2}|(?:Proc-Type|DEK-Info): [\w,-]+)$/.test(content))
      return false;
  }
  return !isWithin;
}

/** An object or a list in JSON; undefined for every other text, and for one that nests without end. */
function parsedJson(text: string): unknown {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isShallow(parsed, DEEPEST) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const LARGEST_YAML = 64 * 1024;
/** What a scanner of lines cannot read: flow maps, block scalars, anchors. Parsing everything else would only take time. */
const NEEDS_PARSER = /[:-][ \t]+(?:[{&*]|[>|][+-]?\d?[ \t]*(?:#.*)?$)/m;
const YAML_LINE = /(?:^|[\n\r])[ \t]{0,100}(?:- )?["']?[\w./$-]{1,200}["']?[ \t]{0,9}:(?:[ \t]|[\n\r]|$)/;
/** Deeper nesting in brackets and that many tags are no configuration, and take the parser long. */
const NESTED_BRACKETS = /(?:[[{][^[\]{}]{0,40}){50}|(?:!\S{0,40} ?){20}/;

/** The documents of a text in YAML; undefined where it is none. */
function parsedYaml(text: string): unknown {
  if (
    text.length >= LARGEST_YAML ||
    !YAML_LINE.test(text) ||
    !NEEDS_PARSER.test(text) ||
    NESTED_BRACKETS.test(text)
  )
    return undefined;
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: false, merge: true, logLevel: "silent" });
    const parsed: unknown[] = [];
    for (const document of documents) {
      const value: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
      if (typeof value === "object" && value !== null) parsed.push(value);
    }
    return parsed.length > 0 && isShallow(parsed, DEEPEST) ? parsed : undefined;
  } catch {
    // Aliases without end, or nesting that the parser's own stack does not hold.
    return undefined;
  }
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((child) => isShallow(child, depth - 1));
}

function structureMentions(value: unknown, key: string, depth: number, isDashboard = false): Mention[] {
  if (typeof value === "string") {
    // Its lines have keys of their own.
    const isText = /[\n\r]/.test(value.trim()) && !isHostKey(key) && !isPlaceKey(key);
    return isText ? textMentionsIn(value, depth - 20) : mentionsIn(key, value, depth - 20);
  }
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => structureMentions(item, key, depth, isDashboard));
  if (typeof value !== "object" || value === null) return [];
  // The panels of a dashboard have texts and links for people.
  const hasPanels = isDashboard || "panels" in value;
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) =>
    isProseKey(name) || (hasPanels && /^(?:links|content|text)$/.test(name))
      ? []
      : structureMentions(child, name, depth, hasPanels),
  );
}

const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
const COMMENT = /^(?:#|\/\/)/;
/** In SQL and in files of sections, "--" and ";" begin comments; in a script they do not. */
const SQL_OR_SECTIONS =
  /^[ \t]{0,20}(?:\[[\w ."/:-]{1,100}\][ \t]{0,20}\r?$|(?:select|insert into|create|alter|grant|delete from)[ \t]\S)/im;
const OTHER_COMMENT = /^(?:;|--\s)/;

const KEYED_LINE =
  /^(?:- +)?(?:(?:export|ENV|ARG)[ \t]+)?["']?([\w.$-]{1,200})["']?[ \t]*(?::(?!\/\/)|=)\s*(.*)$/;
/** Key and value apart by blanks, as fluent-bit has it. */
const SPACED_LINE = /^([A-Za-z][\w.]{0,200})\s+(\S+)$/;
/** Directives that lead to the hosts after them: CoreDNS, resolv.conf, nginx, HAProxy, Postfix. */
const DIRECTIVE_LINE = /^(?:forward|nameserver|resolver|server|upstream|relayhost)\s/;
/** Directives with names of the thing itself, or to which a browser is sent: nginx, Apache. */
const OWN_DIRECTIVE =
  /^(?:server_name|ServerName|ServerAlias|return\s+30\d|rewrite|RewriteRule|Redirect\w*)\s/;

function lineMentions(text: string, depth: number): Mention[] {
  const hasOtherComments = SQL_OR_SECTIONS.test(text);
  return text.split(LINE_END).flatMap((line) => {
    const content = line.trim();
    const isComment = COMMENT.test(content) || (hasOtherComments && OTHER_COMMENT.test(content));
    return isComment ? commentMentions(content.replace(/^[#/;-]+/, " //")) : mentionsOfLine(content, depth);
  });
}

function mentionsOfLine(line: string, depth: number): Mention[] {
  if (!/[.:=%\-/ \t。．｡]/.test(line)) return [];
  if (OWN_DIRECTIVE.test(line)) return plainMentions("", line).filter(isTelling);
  const [, key = "", rest] = KEYED_LINE.exec(line) ?? [];
  if (isDocumentationKey(key)) return [];
  if (rest === undefined) {
    const [, spaced = "", value = ""] = SPACED_LINE.exec(line) ?? [];
    if (isHostKey(spaced) || isPlaceKey(spaced)) return mentionsIn(spaced, stripped(value), depth);
    if (DIRECTIVE_LINE.test(line)) return mentionsIn("server", stripped(line.replace(/^\w+\s/, "")), depth);
  }
  const whole = rest ?? line;
  const comment = whole.search(/\s#\s/);
  const value = comment < 0 ? whole : whole.slice(0, comment);
  const json = trimmed(value, " \t\"',");
  const found = mentionsIn(key, parsedJson(json) === undefined ? stripped(value) : json, depth);
  return comment < 0 ? found : [...found, ...commentMentions(whole.slice(comment + 2))];
}

/** A value without what a list, a quotation or the end of a statement puts around it. */
function stripped(value: string): string {
  const text = trimmed(value, " \t\"',;{");
  // [::1]:80 is an address, [a, b] a list.
  return /^\[[0-9a-f:.]+\]/i.test(text) ? text : trimmed(text, " \t\"',;[]-");
}

/** Without any of some characters at both ends: a regular expression takes the square of the time. */
function trimmed(text: string, characters: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && characters.includes(text[from] ?? "")) from++;
  while (to > from && characters.includes(text[to - 1] ?? "")) to--;
  return text.slice(from, to);
}
