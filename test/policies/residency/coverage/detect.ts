import { detectKnown } from "./detect-known.ts";
import type { Detected, Kind } from "./kinds.ts";
import type { Property } from "./schema.ts";

/** Words of a property's name: destinationKmsKeyArn → destination, kms, key, arn. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/IDs\b/g, "Ids")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

/** Values of enumerations (storage, backup, accounts) that say that data leaves its region, and that it does not. */
const SPREADING =
  /(?:^|_)(?:RA-?)?GZ?RS(?:$|_)|Geo(?!Match|Location)|^Global|MultiRegion|CrossRegion|^MULTI_REGION|^GLOBAL/;
const STAYING =
  /(?:^|_)Z?LRS(?:$|_)|Local|Zone|^(?:None|Disabled|Off|Regional|REGIONAL|SINGLE_REGION|Standard|Default|WithinRegion)/;

/**
 * Whether a property can say where data lies or goes; undefined where nothing about it speaks of a place.
 * @param owner Name of the resource or input type that has it.
 * @param nested Whether it belongs to an input type.
 */
export function detect(
  packageName: string,
  property: Property,
  owner: string,
  nested: boolean,
): Detected | undefined {
  const { name, leaf } = property;
  if (leaf.shape === "object") return undefined;
  // The cloud writes these; a program cannot.
  if (/^\W*output(?: only)?\b/i.test(property.doc)) return undefined;
  const known = detectKnown(packageName, property, owner);
  if (known !== undefined) return { kind: known };
  const words = wordsOf(name);
  if (leaf.shape === "boolean") return detectBoolean(words, property.doc);
  if (leaf.shape === "any" && leaf.suffix === "") return undefined;
  const spreads = leaf.values.find((value) => SPREADING.test(value));
  if (spreads !== undefined) {
    const stays =
      leaf.values.find((value) => STAYING.test(value) && !SPREADING.test(value)) ??
      leaf.values.find((value) => !SPREADING.test(value));
    return stays === undefined ? undefined : { kind: "sku", values: [stays, spreads] };
  }
  // Other enumerations (modes, types) are no places unless they list regions.
  if (
    leaf.values.length > 0 &&
    !leaf.values.some((value) => /^[a-z]{2}-[a-z]+-?\d|^(?:eu|us)$/i.test(value))
  ) {
    return undefined;
  }
  const named = byName(words, leaf.alias) ?? (nested ? byOwner(words, wordsOf(owner)) : undefined);
  const kind =
    (named === "self-link" ? KEY_KINDS[packageName] : named) ?? byDoc(packageName, property, words);
  return kind === undefined ? undefined : { kind: kind === "host" && isAddress(property.doc) ? "ip" : kind };
}

/** An address by number rather than by name. */
function isAddress(doc: string): boolean {
  return (
    /\bIPs?\b|\bIPv[46]\b|\bCIDR\b/i.test(doc) &&
    !/host ?name|FQDN|fully qualified|DNS name|domain name/i.test(doc)
  );
}

/** What the name of a key is in each cloud: elsewhere an id, which tells nothing. */
const KEY_KINDS: Readonly<Record<string, Kind>> = { "@pulumi/aws": "arn", "@pulumi/gcp": "self-link" };

const SPREADING_WORDS = [
  "region",
  "regions",
  "regional",
  "global",
  "globally",
  "geo",
  "worldwide",
  "anycast",
  "cdn",
  "locations",
];

function detectBoolean(words: readonly string[], doc: string): Detected | undefined {
  const spreads =
    words.some((word) => SPREADING_WORDS.includes(word)) ||
    /multi-region|cross-region|multiple regions|all regions|geo-?redundan|globally|another region|other regions/i.test(
      doc,
    );
  return spreads ? { kind: "boolean" } : undefined;
}

/** Nouns that are places wherever they stand in a name, and those that are only as its last word. */
const ANYWHERE: readonly (readonly [Kind, RegExp])[] = [
  ["url", /\b(?:endpoint|url|uri)s?$/],
  ["network-zone", /\bnetwork zone\b/],
  ["datacenter", /\bdata ?cent(?:er|re)s?\b/],
  ["multi-region", /\b(?:multi|dual) ?region\b/],
  ["arn", /\barns?$/],
  ["self-link", /\bself links?$|\b(?:kms|crypto|encryption) key (?:name|self link|id)s?$|\bkms key$/],
  ["region", /\bregions?\b|\bregional\b/],
  ["country", /\bcountry\b|\bcountries\b/],
  ["zone", /\bzones?\b|\bazs?\b|\bavail zone\b/],
  ["location", /\blocations?\b|\bcontinents?\b|\bgeograph\w*\b/],
];

const AT_THE_END: readonly (readonly [Kind, RegExp])[] = [
  [
    "location",
    /\b(?:geo(?:location)?|sites?|city|pops?|placement|territory|jurisdiction|residency|metro|locale|facility)$/,
  ],
  ["location", /\b(?:geo|site|pop|metro)(?: name| id| code)$/],
  ["image", /\bimages?(?: name| names)?$|\b(?:registry|registries|repository|repositories)(?: url| uri)?$/],
  ["url", /\b(?:urls?|uris?|web ?hooks?|endpoints?|issuer|callbacks?|authority)$/],
  ["host", /\b(?:hosts?|hostnames?|host names?|fqdns?|domain names?|proxy|brokers?|domain|name ?servers?)$/],
  [
    "host",
    /\bservers?$|^(?!.*\b(?:ip|mac|mail|email|ipv4|ipv6|private|public|street|static) address).*\baddress(?:es)?$/,
  ],
];

function byName(words: readonly string[], alias: string | undefined): Kind | undefined {
  if (alias === "ARN") return "arn";
  if (alias === "Region") return "region";
  const text = words.join(" ");
  if (/\b(?:image|repository|registry) (?:url|uri)s?$/.test(text)) return "image";
  return [...ANYWHERE, ...AT_THE_END].find(([, test]) => test.test(text))?.[0];
}

/** A `name` or a `value` says nothing; what holds it may: replica.name, replicationRegion.code. */
function byOwner(words: readonly string[], owner: readonly string[]): Kind | undefined {
  if (words.length !== 1 || !/^(?:names?|codes?|ids?|values?)$/.test(words[0] ?? "")) return undefined;
  const end = owner.filter((word) => word !== "args").at(-1) ?? "";
  if (/^regions?$/.test(end)) return "region";
  if (/^(?:locations?|datacenter|geo)$/.test(end)) return "location";
  return /^zones?$/.test(end) ? "zone" : undefined;
}

const PLACE =
  /\b(?:regions?|availability zones?|data ?cent(?:er|re)s?|multi-?regions?|geographi\w+|continents?)\b/i;
const LEAD = String.raw`^(?:\W|\(?optional\)?|required|immutable|output only|the|an?|one of|list of|set of|name|names|code|id|ids|of|specifies|specify|valid|aws|azure|google|cloud|gcp|source|destination|target|primary|secondary|replica|peer|default)*\s*`;
const LEADING_PLACE = new RegExp(
  `${LEAD}(?:regions?|availability zones?|data ?cent(?:er|re)s?|locations?|geographic location)\\b(?! of (?:the|a) (?:file|script|object|s3))`,
  "i",
);
const LEADING_URL = new RegExp(
  String.raw`${LEAD}(?:[\w'-]+ ){0,3}(?:urls?|uris?|web ?hook)\b(?! (?:path|encoded|map|pattern))`,
  "i",
);
const LEADING_HOST = new RegExp(
  String.raw`${LEAD}(?:[\w'-]+ ){0,2}(?:host ?name|fqdn|fully qualified domain name)\b`,
  "i",
);

/** The comment's first words say what the value is; the rest of it what else there is to know. */
function byDoc(packageName: string, { doc }: Property, words: readonly string[]): Kind | undefined {
  const head = doc.split(/(?<=[a-z\]`)])\. /)[0] ?? "";
  if (/\bARNs?\b|Amazon Resource Name/.test(head)) return "arn";
  if (/self[ _-]?link/i.test(head) || /projects\/[^ ]*\/(?:regions|zones|locations)\//i.test(doc))
    return "self-link";
  if (/ARM (?:resource )?id|\bresource id\b|\/subscriptions\//i.test(head)) return "resource-id";
  // An id, a type or a description of something is not that something.
  const label =
    /^(?:ids?|identifier|type|types|description|version|mode|state|key|keys|tag|tags|token|path|query|port|protocol|method|behavior)$/;
  if (!label.test(words.at(-1) ?? "")) {
    if (LEADING_PLACE.test(head)) return "region";
    // Google names its own resources by URL: a network, a router, a target pool.
    if (LEADING_URL.test(head)) return packageName === "@pulumi/gcp" ? "self-link" : "url";
    if (LEADING_HOST.test(head) && words.at(-1) !== "name") return "host";
  }
  return PLACE.test(doc) ? "mention" : undefined;
}
