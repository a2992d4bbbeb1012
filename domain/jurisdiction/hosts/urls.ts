/** The host of a URL that stands somewhere in a text. */
export interface UrlHost {
  /** In lower case; empty for //host/path and where it is a placeholder itself. */
  readonly scheme: string;
  /** Without port, user and brackets, as the parser of URLs reads it; as it stands where that reads nothing. */
  readonly host: string;
  /** As it is written: a bucket called 12 is no address. */
  readonly written: string;
}

/** Nothing that long is an authority; looking further would only cost time. */
const LONGEST_TOKEN = 4096;
const LONGEST_SCHEME = 20;

/** A value that somebody fills in later, as one piece: {{ host }}, ${HOST:-a.b}, $(HOST), {host}. */
const PLACEHOLDER = String.raw`\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|\$\([^()\n]{0,200}\)|\{[\w.-]{1,60}\}`;
const TOKEN = new RegExp(`^(?:${PLACEHOLDER}|[^\\s"'\`<>\\\\])*`);
const AUTHORITY = new RegExp(`^(?:${PLACEHOLDER}|[^/?#])*`);
const NAME = new RegExp(`^(?:${PLACEHOLDER}|[^:,;|)\\]}])*`);
const PORT = /^(?::\d{0,5})?(?:[,;|)\]}.].*)?$/s;

/** Labels in ASCII, the last of which no parser takes for a number. */
const PLAIN_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i;
const DOTTED_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\.?$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * A host as every client reads it: %2e and 。 are dots, 010.8.8.8 is 8.8.8.8, other scripts are punycode. What no
 * parser reads stays as it stands.
 */
export function canonicalHost(name: string): string {
  if (name.length > LONGEST_TOKEN || PLAIN_NAME.test(name)) return name;
  // The zone of a link-local address (fe80::1%eth0) is the machine's own affair.
  const url = `http://${name.includes(":") ? `[${name.replace(/%.*$/s, "")}]` : name}`;
  // A host with a separator in it is none, and must not be cut.
  if (/[/?#@\s\\]/.test(name) || !URL.canParse(url)) return name;
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  return host === name.toLowerCase() ? name : host;
}

/** True for a name with a domain and for an address: what can be nothing but a host. */
export function isFullHost(host: string): boolean {
  return (
    host.length <= 254 &&
    (DOTTED_NAME.test(host) || IPV4.test(host) || /^[0-9a-f.]*:[0-9a-f:.]+$/i.test(host))
  );
}

interface Authority {
  readonly written: string;
  readonly host: string;
  /** False where what follows the name is no port. */
  readonly isValid: boolean;
}

function authority(text: string): Authority {
  const [bracketed, address] = /^\[([^\]]{0,100})\]/.exec(text) ?? [];
  const written = address ?? NAME.exec(text)?.[0] ?? "";
  const rest = text.slice((bracketed ?? written).length);
  return { written, host: canonicalHost(written), isValid: PORT.test(rest) };
}

const upToPath = (text: string): string => AUTHORITY.exec(text)?.[0] ?? "";
const afterUser = (text: string): string => text.slice(text.lastIndexOf("@") + 1);

/**
 * The authorities that a text after "://" has, without users and passwords. A password may hold a slash, which by the
 * standard ends the authority: where what stands before that is no host with a port, it belongs to the user. A name
 * without a domain there is dropped too, since it is rather part of a password than a host, and would stay inside.
 */
function authoritiesOf(token: string, isWeb: boolean): Authority[] {
  const standard = upToPath(token);
  const first = authority(afterUser(standard));
  if (token.lastIndexOf("@") < standard.length) return [first, ...(isWeb ? [] : others(afterUser(standard)))];
  const behind = authority(upToPath(afterUser(token)));
  if (!first.isValid) return [behind];
  const isHost = behind.isValid && isFullHost(behind.host);
  const mayLeave = !/^[\w-]*$/.test(first.host);
  // https://cdn.acme.eu/package@1.2.3 is nothing unusual; a database's URL with an @ in its path is.
  return [...(mayLeave ? [first] : []), ...(isHost && !(isWeb && mayLeave) ? [behind] : [])];
}

/** The further hosts of a database's or a broker's URL: mongodb://a:27017,b:27017. */
function others(text: string): Authority[] {
  return text
    .split(",")
    .slice(1)
    .map(authority)
    .filter(({ host, isValid }) => isValid && isFullHost(host));
}

/** The host in "host:port/path" or "user:password@host": undefined where it is no name with a domain and no address. */
export function bareHostOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.includes("://") || /^[^/]*\s/.test(trimmed.slice(0, LONGEST_TOKEN))) return undefined;
  const ssh = /^[^\s@/:]+@([^\s:/@]+):[^\d\s:@][^\s:@]*$/.exec(trimmed.slice(0, LONGEST_TOKEN))?.[1];
  const [found] = ssh === undefined ? authoritiesOf(trimmed.slice(0, LONGEST_TOKEN), true) : [authority(ssh)];
  if (found?.isValid !== true || /^\d+(?:\.\d+){0,2}$/.test(found.written)) return undefined;
  return isFullHost(found.host) ? found.host.replace(/\.$/, "") : undefined;
}

const WEB = /^(?:https?|wss?|ftp|git|ssh|oci|docker)?$/;

/** The hosts of all URLs in a text, in their order. Never takes longer than in proportion to the text. */
export function hostsOfUrls(text: string): UrlHost[] {
  if (!text.includes("//") && !text.includes(String.raw`\/`)) return [];
  // JSON may write https:\/\/host.
  const plain = text.replaceAll(String.raw`\/`, "/");
  const found: UrlHost[] = [];
  for (let at = plain.indexOf("//"); at >= 0;) {
    let from = at + 2;
    while (plain[from] === "/") from++;
    const next = plain.indexOf("//", from);
    found.push(...urlAt(plain, at, from, next));
    at = next;
  }
  return found;
}

/** What the URL whose slashes begin at `at` leads to; `next` is where those of the next one begin. */
function urlAt(text: string, at: number, from: number, next: number): UrlHost[] {
  const hasScheme = text[at - 1] === ":";
  const scheme = hasScheme ? schemeBefore(text, at - 1) : "";
  // file:///etc and the like have no host; the web's parsers skip further slashes.
  if (from > at + 2 && !/^(?:https?|wss?|ftp)$/.test(scheme)) return [];
  if (!hasScheme && at > 0 && !/[\s"'`=(,;|[{<>]/.test(text[at - 1] ?? "")) return [];
  const longest = text.slice(from, from + LONGEST_TOKEN);
  const isNextUrl = next > 0 && text[next - 1] === ":" && next <= from + LONGEST_TOKEN;
  const end = isNextUrl ? next - 1 - schemeBefore(text, next - 1).length - from : longest.length;
  const token = TOKEN.exec(longest.slice(0, Math.max(0, end)))?.[0] ?? "";
  const kind = scheme.split("+").at(-1) ?? "";
  return authoritiesOf(token, WEB.test(kind))
    .filter(({ host, written }) => written !== "" && (scheme !== "" || isFullHost(host)))
    .map(({ host, written }) => ({ scheme, host, written }));
}

/** The scheme that ends at `end`; of "jdbc:postgresql" the last part. */
function schemeBefore(text: string, end: number): string {
  const before = text.slice(Math.max(0, end - LONGEST_SCHEME), end);
  return /[a-z][a-z0-9+.-]*$/i.exec(before)?.[0].toLowerCase() ?? "";
}
