/** Schemes whose first part is a bucket, a model or a file and not a host. */
const WITHOUT_HOST = [
  "s3",
  "s3a",
  "s3n",
  "gs",
  "hf",
  "oss",
  "cos",
  "pvc",
  "file",
  "unix",
  "data",
  "mailto",
  "urn",
];

const SCHEME = /^([a-z][a-z0-9+.:-]*):\/\//i;

/** A host name or IPv4 address: labels of letters, digits, hyphens and underscores. */
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

/**
 * The host of a URL of any scheme, of `host:port`, `host/path` or `user@host:path` (ssh); undefined if there is none.
 * A single word is a host only with a scheme or a port before or behind it.
 */
export function hostOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || /\s/.test(trimmed)) return undefined;
  const scheme = SCHEME.exec(trimmed);
  if (scheme === null) return hostWithoutScheme(trimmed);
  const name = (scheme[1] ?? "").toLowerCase();
  if (WITHOUT_HOST.includes(name)) return undefined;
  // The parser of URLs also unfolds 0x7f.1 and names in other scripts.
  if (/^(?:https?|wss?|ftp)$/.test(name)) {
    return URL.canParse(trimmed) ? plain(new URL(trimmed).hostname) : undefined;
  }
  return hostOfAuthority(trimmed.slice(scheme[0].length));
}

function hostWithoutScheme(text: string): string | undefined {
  const ssh = /^[^\s@/:]+@([^\s:/@]+)(?::|\/|$)/.exec(text)?.[1];
  if (ssh !== undefined) return NAME.test(ssh) ? ssh.toLowerCase() : undefined;
  const host = hostOfAuthority(text);
  if (host === undefined) return undefined;
  const authority = text.split(/[/?#]/, 1)[0] ?? "";
  const hasPort = authority.startsWith("[") || /^[^:]+:\d+$/.test(authority);
  const hasDomain = /\.[a-z][a-z0-9-]*\.?$/i.test(host) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return hasPort || hasDomain || host === "localhost" ? host : undefined;
}

/** [user[:password]@]host[:port] and whatever follows it. */
function hostOfAuthority(text: string): string | undefined {
  const authority = (text.split(/[/?#]/, 1)[0] ?? "").replace(/^.*@/, "");
  const address = /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(authority)?.[1];
  if (address !== undefined) return address.toLowerCase();
  const name = authority.replace(/:\d+$/, "");
  return NAME.test(name) ? plain(name) : undefined;
}

function plain(host: string): string | undefined {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "" ? undefined : name;
}
