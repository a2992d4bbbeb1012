import { BlockList, isIP, isIPv4 } from "node:net";
import { EXISTING_NODES_TYPE } from "../../domain/contract.ts";
import { areInside, countryName, type ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import type { DeclaredHost, ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import { hostOf, resolveHost } from "../../domain/jurisdiction/hosts/index.ts";
import { type Jurisdiction, jurisdictionSchema } from "../../domain/jurisdiction/endpoint.ts";
import type { PlannedResource } from "../resource.ts";
import { matches, resourceLabel } from "./exceptions.ts";
import { type Finding, finding } from "./finding.ts";

/** The declaration for a host, an address or a range of them; undefined where there is none. */
export function declaredHost(host: string, hosts: readonly DeclaredHost[]): DeclaredHost | undefined {
  const wanted = host.toLowerCase().replace(/\.$/, "");
  return hosts.find(({ host: declared }) => {
    if (declared.startsWith("*.")) return wanted.endsWith(declared.slice(1));
    return declared === wanted || (declared.includes("/") && rangeContains(declared, wanted));
  });
}

/** Blocks that no address of the internet is in: RFC 1918, 6598, 3927, 1122, 4193, 4291. */
const PRIVATE_BLOCKS: readonly (readonly [network: string, prefix: number])[] = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
  ["fc00::", 7],
  ["fe80::", 10],
];

/** True where a whole range of addresses is private, and not only its first. */
export function isPrivateRange(range: string): boolean {
  const [network = "", prefix = ""] = range.split("/");
  return PRIVATE_BLOCKS.some(([block, length]) => {
    const family = block.includes(":") ? "ipv6" : "ipv4";
    if (Number(prefix) < length || isIP(network) !== (family === "ipv6" ? 6 : 4)) return false;
    const list = new BlockList();
    list.addSubnet(block, length, family);
    return list.check(network, family);
  });
}

/** True where an IPv4 address, or the first of a range that is not wider, lies in a range. */
function rangeContains(range: string, wanted: string): boolean {
  const [network = "", prefix = ""] = range.split("/");
  const [address = "", wantedPrefix = "32"] = wanted.split("/");
  if (!isIPv4(network) || !isIPv4(address) || Number(wantedPrefix) < Number(prefix)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), "ipv4");
  return list.check(address, "ipv4");
}

/** A private cloud names its regions as it likes; where its API's host is declared, that is where they lie. */
export function declaredCode(
  resource: PlannedResource,
  path: string,
  value: string,
  { country, host }: DeclaredHost,
  level: ResidencyLevel,
): Finding {
  const inside = areInside([country], level);
  return finding(resource, path, inside ? "proved" : "violating", {
    value,
    countries: [country],
    reason: `is a region of the cloud at ${host}, which is declared to lie in ${countryName(country)}`,
    fix: inside ? "" : "choose a cloud inside",
  });
}

/** The place of an existing cluster, which its owner declares; undefined for every other resource. */
export function declaredPlace(resource: PlannedResource): Jurisdiction | undefined {
  if (resource.type !== EXISTING_NODES_TYPE) return undefined;
  const parsed = jurisdictionSchema.safeParse(resource.properties["place"]);
  return parsed.success ? parsed.data : undefined;
}

/** What the configuration declares for a resource that does not show where it lies. */
export function judgeDeclaredPlace(
  resource: PlannedResource,
  { level, places }: ResidencySettings,
): Finding | undefined {
  const own = declaredPlace(resource);
  const index = places.findIndex((place) => matches(place.resource, resourceLabel(resource)));
  const place = own ?? places[index];
  if (place === undefined) return undefined;
  const contradiction = own === undefined ? undefined : judgeServer(resource, level);
  if (contradiction !== undefined) return contradiction;
  const { country, operator, ownerCountry } = place;
  const inside = areInside([country], level);
  return finding(
    resource,
    own === undefined ? `places[${index}]` : "place.country",
    inside ? "proved" : "violating",
    {
      value: country,
      countries: [country],
      operator,
      ownerCountry,
      reason: `is declared to lie in ${countryName(country)}, operated by ${operator}${inside ? "" : `, outside residency level "${level}"`}`,
      fix: inside ? "" : "deploy to a place inside",
    },
  );
}

/** An API server whose address says that it is outside contradicts the place that is declared for it. */
function judgeServer(resource: PlannedResource, level: ResidencyLevel): Finding | undefined {
  const { server } = resource.properties;
  if (typeof server !== "string") return undefined;
  const known = resolveHost(hostOf(server) ?? "");
  if (known.status !== "known" || known.countries.length === 0 || areInside(known.countries, level))
    return undefined;
  const { countries, proof } = known;
  return finding(resource, "server", "violating", {
    value: server,
    countries,
    reason: `lies in ${countries.map(countryName).join(" and ")} (${proof}), outside residency level "${level}"`,
    fix: "deploy to a cluster inside",
  });
}
