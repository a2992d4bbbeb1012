import { words } from "../claim.ts";

/** What the name of a key, a variable or a flag says about its value. */

const PLACE_WORDS: ReadonlySet<string> = new Set(
  "region regions zone zones location locations datacenter datacenters datacentre az azs continent".split(
    " ",
  ),
);
/** Words after a place's that still mean the place: regionName, availabilityZoneIds, locationCode, locationList. */
const AFTER_PLACE: ReadonlySet<string> = new Set("name names id ids code codes list set ref".split(" "));
/** Words that make another thing of it: time zones, DNS zones, security zones, file locations. */
const NO_PLACE_WORDS: ReadonlySet<string> = new Set(
  "time dns hosted private security trust file s3 schema path parent forward lookup reverse url uri image script".split(
    " ",
  ),
);

/** True where a key says where something is, in whatever depth. */
export function isPlaceKey(key: string): boolean {
  const parts = words(key);
  while (parts.length > 1 && AFTER_PLACE.has(parts.at(-1) ?? "")) parts.pop();
  const last = parts.at(-1) ?? "";
  const joined = parts.slice(-2).join("");
  if (!PLACE_WORDS.has(last) && joined !== "datacenter") return false;
  return !parts.slice(0, -1).some((word) => NO_PLACE_WORDS.has(word));
}

/** Last words of keys of names and numbers: "us-east-1" there may be what somebody called a thing. */
const NAMING_WORDS: ReadonlySet<string> = new Set(
  "name names id ids title label labels alias values cluster instance bucket key secret".split(" "),
);

/** True where a value is what a thing is called, even if it looks like a place. */
export function isNamingKey(key: string): boolean {
  return NAMING_WORDS.has(words(key).at(-1) ?? "") && !isPlaceKey(key);
}

/** Last words of keys under which a bare host is meant. */
const HOST_WORDS: ReadonlySet<string> = new Set(
  (
    "url urls uri uris endpoint endpoints host hosts hostname hostnames server servers address addresses addr addrs " +
    "webhook webhooks broker brokers proxy dsn upstream upstreams registry mirror mirrors target targets sink remote " +
    "origin smarthost fqdn fqdns peer peers nameserver nameservers forwarder forwarders monitors portal portals collector"
  ).split(" "),
);

/** Words that make of it what a program listens on or what it is known by, or no host at all. */
const OTHER_WORDS: ReadonlySet<string> = new Set("bind listen listener no email mail mac ip".split(" "));

/** True where a value under this key is a host, though nothing in the value says so. */
export function isHostKey(key: string): boolean {
  const parts = words(key);
  // hostName, serverNames: the name of a host is the host.
  const named = /^names?$/.test(parts.at(-1) ?? "") && /^(?:host|server)s?$/.test(parts.at(-2) ?? "");
  const last = parts.at(named ? -2 : -1) ?? "";
  return HOST_WORDS.has(last) && !parts.some((word) => OTHER_WORDS.has(word)) && !isOwnName(key);
}

/** Words right before "url" with which a program is told under which name it is reached itself: PUBLIC_URL, root_url. */
const OWN_URL_WORDS: ReadonlySet<string> = new Set(
  "root public external site callback redirect logout".split(" "),
);

/** Variables with which servers are told their own names and whom they trust to ask them: Django, Keycloak, NextAuth. */
const OWN_NAME =
  /^(?:kc_hostname(?:_\w{1,40})?|nextauth_url|server_name)$|(?:allowed_?hosts?|trusted_?origins?)$/i;

/** True where a value names the thing itself or who may ask it: nothing is sent there. EXTERNAL_API_URL is none. */
export function isOwnName(key: string): boolean {
  const parts = words(key);
  if (key.length < 200 && OWN_NAME.test(key)) return true;
  if (parts.includes("cors") || /allow(?:ed)?_?-?origins?$/i.test(key)) return true;
  return /^ur[il]s?$/.test(parts.at(-1) ?? "") && OWN_URL_WORDS.has(parts.at(-2) ?? "");
}

/** Keys of documentation: nothing calls what stands there. */
const DOCUMENTATION_KEY =
  /^(?:runbook_?url|description|summary|\$schema|\$id|\$ref|homepage|documentation|(?:docs?|documentation|help)_?url|help|license|xmlns.*|.*schemaUr[il]|maintainer|author|icon|logo.*)$/i;
/** Keys of texts for people, in structures that people look at. */
const PROSE_KEY = /^(?:title|comment|note|message)$/i;

export function isDocumentationKey(key: string): boolean {
  return DOCUMENTATION_KEY.test(key.slice(key.lastIndexOf("/") + 1));
}

export function isProseKey(key: string): boolean {
  return PROSE_KEY.test(key) || isDocumentationKey(key);
}
