/** What a host is by its form alone, before any table is asked. */
export type FormPlace =
  | { readonly status: "in-cluster" | "private" | "reserved"; readonly proof: string }
  /** An address of the internet: its form says nothing of its place. */
  | { readonly status: "public-address" };

const place = (status: "in-cluster" | "private" | "reserved", proof: string): FormPlace => ({
  status,
  proof,
});

/** First numbers of IPv4 blocks, most significant part first, with the meaning of the block. */
const IPV4_BLOCKS: readonly (readonly [prefix: string, bits: number, place: FormPlace])[] = [
  ["127.0.0.0", 8, place("in-cluster", "loopback address (RFC 1122)")],
  ["0.0.0.0", 32, place("in-cluster", "this host (RFC 1122)")],
  ["10.0.0.0", 8, place("private", "private address (RFC 1918)")],
  ["172.16.0.0", 12, place("private", "private address (RFC 1918)")],
  ["192.168.0.0", 16, place("private", "private address (RFC 1918)")],
  ["169.254.0.0", 16, place("private", "link-local address (RFC 3927)")],
  ["100.64.0.0", 10, place("private", "shared address of a carrier (RFC 6598)")],
  ["192.0.2.0", 24, place("reserved", "address for documentation (RFC 5737)")],
  ["198.51.100.0", 24, place("reserved", "address for documentation (RFC 5737)")],
  ["203.0.113.0", 24, place("reserved", "address for documentation (RFC 5737)")],
];

function ipv4Number(address: string): number | undefined {
  const parts = address.split(".");
  const isAddress =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : undefined;
}

function ipv4Place(address: number): FormPlace {
  const block = IPV4_BLOCKS.find(([prefix, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor((ipv4Number(prefix) ?? -1) / size);
  });
  return block?.[2] ?? { status: "public-address" };
}

/** The IPv4 address in ::ffff:10.0.0.1, which parsers of URLs write as ::ffff:a00:1. */
function mappedNumber(address: string): number | undefined {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high !== undefined && low !== undefined) return parseInt(high, 16) * 65536 + parseInt(low, 16);
  return ipv4Number(/^::ffff:([\d.]+)$/.exec(address)?.[1] ?? "");
}

function ipv6Place(address: string): FormPlace {
  const mapped = mappedNumber(address);
  if (mapped !== undefined) return ipv4Place(mapped);
  if (address === "::1" || address === "::") return place("in-cluster", "loopback address (RFC 4291)");
  if (/^f[cd][0-9a-f]{2}:/.test(address)) return place("private", "unique local address (RFC 4193)");
  if (/^fe[89ab][0-9a-f]:/.test(address)) return place("private", "link-local address (RFC 4291)");
  if (/^2001:0?db8:/.test(address)) return place("reserved", "address for documentation (RFC 3849)");
  return { status: "public-address" };
}

/** Endings of names, the longer before the shorter. */
const ENDINGS: readonly (readonly [ending: string, place: FormPlace])[] = [
  ["host.docker.internal", place("in-cluster", "the machine that runs the container")],
  [".svc", place("in-cluster", "name of a service in the cluster")],
  [".cluster.local", place("in-cluster", "name in the cluster")],
  [".localhost", place("private", "the machine itself (RFC 6761)")],
  [".internal", place("private", "name of a private network")],
  [".local", place("private", "name of the local network (RFC 6762)")],
  [".lan", place("private", "name of a private network")],
  [".home.arpa", place("private", "name of a home network (RFC 8375)")],
  [".example", place("reserved", "name for examples (RFC 2606)")],
  [".test", place("reserved", "name for tests (RFC 2606)")],
  [".invalid", place("reserved", "name that never exists (RFC 2606)")],
  [".example.com", place("reserved", "name for examples (RFC 2606)")],
  [".example.net", place("reserved", "name for examples (RFC 2606)")],
  [".example.org", place("reserved", "name for examples (RFC 2606)")],
];

/** A name that resolvers complete with the cluster's or the network's domain. */
const WORD = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/;

/** Undefined for a name whose place only a table can tell. */
export function placeByForm(host: string): FormPlace | undefined {
  const ipv4 = ipv4Number(host);
  if (ipv4 !== undefined) return ipv4Place(ipv4);
  if (host.includes(":")) return ipv6Place(host);
  // Resolvers take 2130706433 and 0x7f000001 for addresses too.
  if (/^(?:\d+|0x[0-9a-f]+)$/.test(host)) return { status: "public-address" };
  if (!host.includes(".")) return WORD.test(host) ? place("in-cluster", "name without a domain") : undefined;
  return ENDINGS.find(([ending]) => `.${host}`.endsWith(ending.startsWith(".") ? ending : `.${ending}`))?.[1];
}
