import topLevelDomains from "tlds" with { type: "json" };
import { areInside, countryName, type ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import type { DeclaredHost, ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import { type HostPlace, resolveHost } from "../../domain/jurisdiction/hosts/index.ts";
import { isStrongCode, locate, type Location } from "../../domain/jurisdiction/locate.ts";
import { REGION_TABLES } from "../../domain/jurisdiction/regions/index.ts";
import { packageOf, type PlannedResource, UNKNOWN } from "../resource.ts";
import { cloudClaims } from "./carriers/cloud.ts";
import { kubernetesClaims } from "./carriers/kubernetes.ts";
import { otherClaims } from "./carriers/others.ts";
import { providerClaims } from "./carriers/providers.ts";
import type { Claim, HostClaim, PlaceClaim } from "./claim.ts";
import { declaredCode, declaredHost, isPrivateRange, judgeDeclaredPlace } from "./declared.ts";
import { type Finding, finding, type Verdict } from "./finding.ts";
import { judgeGatewayConfig, withoutEndpoints } from "./gateway-config.ts";
import { cloudOf } from "./knowledge/clouds.ts";
import { worldwideService } from "./knowledge/worldwide.ts";
import { ownEndpoint } from "./knowledge/own-endpoint.ts";
import { isOwnPlace, judgeUnplaced } from "./unplaced.ts";

/** Everything that one resource says about where it and its data will be; nothing of other resources is looked at. */
export function judgeResource(resource: PlannedResource, settings: ResidencySettings): Finding[] {
  const gateway = judgeGatewayConfig(resource, settings.level);
  const rest = gateway === undefined ? resource : withoutEndpoints(resource);
  const claims = [...claimsOf(rest), ...deployedClaims(resource)];
  const found = [...(gateway ?? []), ...judgeClaims(resource, claims, settings)];
  const unplaced = judgeUnplaced(resource, found, settings);
  const declared = judgeDeclaredPlace(resource, settings);
  if (declared === undefined) return [...found, ...unplaced];
  // A declaration supplies what nothing shows; what a table shows to be outside stays so.
  return [
    ...found.map((one) => asDeclared(one, declared)),
    ...unplaced.filter(({ verdict }) => verdict === "violating"),
    declared,
  ];
}

/** A code of a place that no table knows is where the resource is declared to be. */
function asDeclared(found: Finding, { verdict, countries, reason, fix }: Finding): Finding {
  const isUnknownCode = found.verdict === "unproven" && found.value !== undefined && isOwnPlace(found);
  return isUnknownCode ? { ...found, verdict, countries, reason, fix } : found;
}

/** The verdict on each of some claims of a resource. */
export function judgeClaims(
  resource: PlannedResource,
  claims: readonly Claim[],
  settings: ResidencySettings,
): Finding[] {
  const findings = new Map<string, Finding>();
  for (const claim of claims) {
    const found = judgeClaim(resource, claim, settings);
    // A value can be reached in two ways, by its key and as a variable's.
    if (found !== undefined) findings.set(`${found.property} ${found.value ?? ""} ${found.reason}`, found);
  }
  return [...findings.values()];
}

/** What a resource says, by the kind of its package. */
function claimsOf(resource: PlannedResource): Claim[] {
  const { type } = resource;
  if (type.startsWith("pulumi:providers:")) return providerClaims(resource);
  if (cloudOf(type) !== undefined) return cloudClaims(resource);
  switch (packageOf(type)) {
    case "kubernetes":
      return kubernetesClaims(resource);
    case "pulumi":
      return [];
    default:
      return otherClaims(resource);
  }
}

/** Outputs that say where a resource lies once it exists. Most other outputs only look as if they did. */
const DEPLOYED_KEYS = ["region", "zone", "location", "availabilityZone", "datacenter", "regionName"] as const;

/** Where a resource lies by what its provider says, as far as its inputs do not say the same. */
function deployedClaims({ type, properties, outputs }: PlannedResource): Claim[] {
  const table = cloudOf(type)?.table;
  if (outputs === undefined || table === undefined) return [];
  return DEPLOYED_KEYS.flatMap((path): Claim[] => {
    const value = outputs[path];
    if (typeof value !== "string" || value === "" || value.includes("/")) return [];
    const asked = properties[path];
    if (typeof asked === "string" && asked.toLowerCase() === value.toLowerCase()) return [];
    return [{ kind: "place", path: `${path} (deployed)`, value, table }];
  });
}

function judgeClaim(
  resource: PlannedResource,
  claim: Claim,
  settings: ResidencySettings,
): Finding | undefined {
  switch (claim.kind) {
    case "place":
      return judgePlace(resource, claim, settings);
    case "host":
      return judgeHost(resource, claim, settings);
    case "reference": {
      const unknown = claim.value === UNKNOWN;
      return finding(resource, claim.path, "unproven", {
        value: claim.value === UNKNOWN ? undefined : claim.value,
        reason: unknown
          ? "is not known before something else is created"
          : `names ${claim.what}, and nothing shows where that lies`,
        fix: "take it from a resource of this program that lies inside, or accept it in residency.exceptions",
        deferred: "reference",
      });
    }
    case "note": {
      const { path, value, verdict, reason, fix } = claim;
      return finding(resource, path, verdict, { value, reason, fix });
    }
  }
}

/** The names of countries for a sentence. */
export function countryNames(countries: readonly string[]): string {
  return countries.map(countryName).join(" and ");
}

function judgePlace(
  resource: PlannedResource,
  claim: PlaceClaim,
  { level, hosts }: ResidencySettings,
): Finding {
  const { path, value } = claim;
  if (value === UNKNOWN) {
    return finding(resource, path, "unproven", {
      reason: "is not known before something else is created",
      fix: "give it as a plain value, so that it can be judged before anything is created",
    });
  }
  const endpoint = claim.table === cloudOf(resource.type)?.table ? ownEndpoint(resource) : undefined;
  const table = endpoint !== undefined || claim.table === "openstack" ? endpoint?.table : claim.table;
  const declared = endpoint === undefined ? undefined : declaredHost(endpoint.host, hosts);
  if (declared !== undefined && table === undefined)
    return declaredCode(resource, path, value, declared, level);
  const own = table === undefined ? undefined : locate(value, table);
  // Another cloud's code says where it leads only if nobody else would write it: "europe" could be anything.
  const isForeign = table !== undefined && own?.status === "unknown" && isStrongCode(value);
  const place = own === undefined || isForeign ? locate(value) : own;
  const isOwn = own === undefined || own.status !== "unknown";
  switch (place.status) {
    case "ambiguous":
      return judgeAmbiguous(resource, path, value, place.countries, level);
    case "unknown":
      return unknownCode(resource, path, value, table, own?.status === "unknown" ? own : place);
    case "known":
      if (place.countries.length === 0) return judgeWorldwide(resource, path, value);
      if (!areInside(place.countries, level)) {
        return finding(resource, path, "violating", {
          value,
          countries: place.countries,
          reason: `lies in ${countryNames(place.countries)}, outside residency level "${level}"`,
          fix: `choose a place inside, such as ${insideExamples(table ?? place.provider, level)}`,
        });
      }
      if (!isOwn) return unknownCode(resource, path, value, table, own);
      return finding(resource, path, "proved", {
        value,
        countries: place.countries,
        reason: `lies in ${countryNames(place.countries)}`,
      });
  }
}

function judgeAmbiguous(
  resource: PlannedResource,
  path: string,
  value: string,
  countries: readonly string[],
  level: ResidencyLevel,
): Finding {
  const meanings = `means ${countries.map(countryName).join(" or ")}, depending on the provider`;
  if (areInside(countries, level))
    return finding(resource, path, "proved", { value, countries, reason: meanings });
  const outside = countries.every((country) => !areInside([country], level));
  return finding(resource, path, outside ? "violating" : "unproven", {
    value,
    countries: outside ? countries : [],
    reason: meanings,
    fix: "name the place by a code that only one provider uses",
    deferred: outside ? undefined : "cluster",
  });
}

/** "global": right for a service of the whole account, and anywhere in the world for all others. */
function judgeWorldwide(resource: PlannedResource, path: string, value: string): Finding {
  const service = worldwideService(resource.type);
  if (service?.kind === "configuration")
    return finding(resource, path, "proved", { value, reason: service.reason });
  return finding(resource, path, "unproven", {
    value,
    reason: "means anywhere in the world",
    fix: "choose a region inside",
  });
}

function unknownCode(
  resource: PlannedResource,
  path: string,
  value: string,
  table: string | undefined,
  place: Location | undefined,
): Finding {
  const meant = place?.status === "unknown" ? place.nearest : [];
  const add = "add it to domain/jurisdiction/regions with its source";
  return finding(resource, path, "unproven", {
    value,
    reason:
      table === undefined ? "is in no region table" : `is no region or zone of ${table} that is known here`,
    fix: meant.length > 0 ? `did you mean ${meant.join(", ")}? Otherwise ${add}` : add,
  });
}

function insideExamples(table: string, level: ResidencyLevel): string {
  const { regions = {} } = REGION_TABLES.find(({ provider }) => provider === table) ?? {};
  return Object.entries(regions)
    .filter(([, country]) => areInside([country], level))
    .slice(0, 3)
    .map(([code]) => code)
    .join(", ");
}

/** Roles of hosts that software comes from and no data goes to. */
const SOFTWARE_ROLES: readonly string[] = ["registry", "model-hub", "software", "code-host"];

/** Undefined for names of schemas and the like, which nothing calls. */
function judgeHost(
  resource: PlannedResource,
  claim: HostClaim,
  settings: ResidencySettings,
): Finding | undefined {
  const { path, host, pushed } = claim;
  const { level, hosts, supplyChain } = settings;
  if (host === UNKNOWN) {
    if (claim.carries === "software" && supplyChain === "any") return undefined;
    if (claim.composed === true) {
      return finding(resource, path, "unproven", {
        reason:
          "is put together from values that are not known yet, and whatever else it holds cannot be seen",
        fix: "give what becomes known later as a value of its own (a variable, an argument), or accept it in residency.exceptions",
      });
    }
    return finding(resource, path, "unproven", {
      carries: claim.carries,
      reason: "is not known before something else is created",
      fix: "take it from a resource of this program that lies inside, or give it as a plain value",
      deferred: "origin",
    });
  }
  const known = placeOfHost(host, resource);
  if (known.status === "known" && known.role === "identifier") return undefined;
  const isSoftware =
    pushed !== true &&
    (claim.carries === "software" || (known.status === "known" && SOFTWARE_ROLES.includes(known.role)));
  const carries = isSoftware ? "software" : "data";
  const isListedOnly = isSoftware && supplyChain === "any";
  const details = { value: host, carries } as const;
  const declared = declaredHost(host, hosts);
  if (declared !== undefined && !contradicts(known, declared, level)) {
    const { country, operator, ownerCountry } = declared;
    const inside = areInside([country], level);
    return finding(resource, path, inside || isListedOnly ? "proved" : "violating", {
      ...details,
      countries: [country],
      operator,
      ownerCountry,
      reason: `is declared to lie in ${countryName(country)}`,
      fix: inside ? "" : "use a host inside",
    });
  }
  switch (known.status) {
    case "in-cluster":
    case "private":
      return finding(resource, path, "proved", { ...details, reason: `stays inside: ${known.proof}` });
    case "known":
      return judgeKnownHost(resource, path, known, { ...details, isListedOnly, level });
    case "reserved":
    case "unknown":
      if (isListedOnly)
        return finding(resource, path, "proved", {
          ...details,
          reason: "is in no endpoint table; only software comes from it",
        });
      return finding(resource, path, "unproven", { ...details, ...unknownHost(known), deferred: "origin" });
  }
}

const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(topLevelDomains);

/** In a cluster, service.namespace is a name of the cluster, where no domain of the internet ends so. */
function placeOfHost(host: string, { type }: PlannedResource): HostPlace {
  const isRange = /\/\d+$/.test(host);
  if (isRange && !isPrivateRange(host)) return { status: "unknown", nearest: [] };
  const known = resolveHost(isRange ? host.slice(0, host.lastIndexOf("/")) : host);
  if (known.status !== "unknown" || packageOf(type) !== "kubernetes") return known;
  const labels = host.toLowerCase().split(".");
  const last = labels.at(-1) ?? "";
  return labels.length === 2 && /^[a-z]/.test(last) && !TOP_LEVEL_DOMAINS.has(last)
    ? { status: "in-cluster", proof: `${host} is a service and its namespace` }
    : known;
}

/**
 * True where a declaration cannot be right: a table says that the host lies outside, it is one of edges all over the
 * world, or the declaration is for a whole domain of which a table knows the hosts.
 */
function contradicts(known: HostPlace, { host }: DeclaredHost, level: ResidencyLevel): boolean {
  if (known.status !== "known") return false;
  if (known.countries.length > 0) return !areInside(known.countries, level);
  return host.startsWith("*.") || EDGE_DOMAIN.test(host);
}

/** Domains of content delivery networks: whoever asks gets an answer from nearby. */
const EDGE_DOMAIN =
  /(?:^|\.)(?:cloudfront\.net|azurefd\.net|azureedge\.net|akamaized\.net|edgekey\.net|fastly\.net|workers\.dev|pages\.dev|b-cdn\.net)$/;

function unknownHost(known: HostPlace): Pick<Finding, "reason" | "fix"> {
  const declare = "declare it in residency.hosts with its country and operator";
  const nearest = known.status === "unknown" ? known.nearest : [];
  return {
    reason: "is a host of which nobody has said where it lies",
    fix: nearest.length > 0 ? `did you mean ${nearest.join(", ")}? Otherwise ${declare}` : declare,
  };
}

function judgeKnownHost(
  resource: PlannedResource,
  path: string,
  known: HostPlace & { status: "known" },
  options: { value: string; carries: Finding["carries"]; isListedOnly: boolean; level: ResidencyLevel },
): Finding {
  const { value, carries, isListedOnly, level } = options;
  const { countries, operator, ownerCountry } = known;
  const inside = areInside(countries, level);
  // "s3.fr-par.scw.cloud is s3.{region}.scw.cloud" says more than that a name is itself.
  const shown = known.proof === `${value} is ${value}` ? "endpoint table" : known.proof;
  const where =
    countries.length === 0
      ? `of ${operator} promises no place (${shown})`
      : `of ${operator} lies in ${countryNames(countries)} (${shown})`;
  const verdict: Verdict =
    inside || isListedOnly ? "proved" : countries.length === 0 ? "unproven" : "violating";
  const outside = countries.length === 0 || inside ? "" : `, outside residency level "${level}"`;
  return finding(resource, path, verdict, {
    value,
    carries,
    countries,
    operator,
    ownerCountry,
    reason: isListedOnly && !inside ? `${where}; only software comes from it` : `${where}${outside}`,
    fix: verdict === "proved" ? "" : "use an endpoint inside, or accept it in residency.exceptions",
  });
}
