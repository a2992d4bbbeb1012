import { bareHostOf, hostsOfUrls, isFullHost } from "./urls.ts";

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

const SCHEME = /^([a-z][a-z0-9+.:-]{0,40}):\/\//i;

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
  if (WITHOUT_HOST.includes((scheme[1] ?? "").toLowerCase())) return undefined;
  return plain(hostsOfUrls(trimmed)[0]?.host);
}

function hostWithoutScheme(text: string): string | undefined {
  const full = bareHostOf(text);
  if (full !== undefined) return plain(full);
  // nginx:1.25 has no port.
  const [, word = "", port] = /^([^\s:/?#@[\]]+)(?::(\d+))?(?:[/?#].*)?$/.exec(text) ?? [];
  return port !== undefined || word.toLowerCase() === "localhost" ? plain(word) : undefined;
}

function plain(host: string | undefined): string | undefined {
  if (host === undefined || !(NAME.test(host) || isFullHost(host))) return undefined;
  return host.toLowerCase();
}
