import { z } from "zod";
import {
  CONFIG_LABEL,
  EXISTING_NODES_TYPE,
  GATEWAY_CONFIG,
  GATEWAY_CONFIG_KEY,
} from "../../domain/contract.ts";
import { countryName, isInside, type ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import {
  endpointSchema,
  jurisdictionSchema,
  type Endpoint,
  type Jurisdiction,
} from "../../domain/jurisdiction/endpoint.ts";
import { knownHostOutside } from "../../domain/jurisdiction/hosts.ts";
import { regionInHost } from "../../domain/jurisdiction/region-in-host.ts";
import { REGION_TABLES } from "../../domain/jurisdiction/region-tables.ts";
import { locate } from "../../domain/jurisdiction/regions.ts";
import { packageOf, type PlannedResource, UNKNOWN, valueAt } from "../resource.ts";
import { cloudTable, type PlaceClaim, placeClaims } from "./places.ts";

/** The three answers. Unproven fails like violating: what nobody can show to stay inside may leave. */
export type Verdict = "proved" | "violating" | "unproven";

export interface Finding {
  readonly verdict: Verdict;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Property that decided, such as zone or endpoints[1].accepts. */
  readonly property: string;
  /** Its value; undefined where it is unknown or missing. */
  readonly value: string | undefined;
  /** ISO country code where one was found. */
  readonly country: string | undefined;
  readonly reason: string;
  /** What to do; empty where nothing has to be done. */
  readonly fix: string;
}

/** Everything that one resource says about where it will be. An empty list: it says nothing by itself. */
export function judgeResource(resource: PlannedResource, level: ResidencyLevel): Finding[] {
  return [
    ...placeClaims(resource).map((claim) => judgeClaim(resource, claim, level)),
    ...judgeAmbientRegion(resource),
    ...judgeDeclaredPlace(resource, level),
    ...judgeUnplaced(resource),
    ...judgeGatewayConfig(resource, level),
  ];
}

function finding(
  resource: PlannedResource,
  property: string,
  verdict: Verdict,
  rest: Partial<Pick<Finding, "value" | "country" | "fix">> & Pick<Finding, "reason">,
): Finding {
  const { urn, type, name } = resource;
  return { verdict, urn, type, name, property, value: undefined, country: undefined, fix: "", ...rest };
}

function judgeClaim(resource: PlannedResource, claim: PlaceClaim, level: ResidencyLevel): Finding {
  const { path, value, table } = claim;
  if (value === UNKNOWN) {
    return finding(resource, path, "unproven", {
      reason: "is not known before something else was created",
      fix: "give it as a plain value, so that it can be judged before anything is created",
    });
  }
  const own = table === undefined ? undefined : locate(value, table);
  const place = own?.status === "known" ? own : locate(value);
  if (place.status === "known") {
    const { country } = place;
    if (isInside(country, level) && (own === undefined || own.status === "known")) {
      return finding(resource, path, "proved", { value, country, reason: `lies in ${countryName(country)}` });
    }
    if (!isInside(country, level)) {
      return finding(resource, path, "violating", {
        value,
        country,
        reason: `lies in ${countryName(country)}, outside residency level "${level}"`,
        fix: `choose a place inside, such as ${insideExamples(table ?? place.provider, level)}`,
      });
    }
  }
  if (place.status === "ambiguous") {
    return finding(resource, path, "unproven", {
      value,
      reason: `means ${place.countries.map(countryName).join(" or ")}, depending on the provider`,
      fix: "name the place by a code that only one provider uses",
    });
  }
  const meant = own?.status === "unknown" ? own.nearest : place.status === "unknown" ? place.nearest : [];
  return finding(resource, path, "unproven", {
    value,
    reason:
      table === undefined ? "is in no region table" : `is no region or zone of ${table} that is known here`,
    fix:
      meant.length > 0
        ? `did you mean ${meant.join(", ")}? Otherwise add it to domain/jurisdiction/region-tables.ts with its source`
        : "add it to domain/jurisdiction/region-tables.ts with its source",
  });
}

function insideExamples(table: string, level: ResidencyLevel): string {
  const codes = REGION_TABLES.find(({ provider }) => provider === table)?.countries ?? {};
  return Object.entries(codes)
    .filter(([, country]) => isInside(country, level))
    .slice(0, 3)
    .map(([code]) => code)
    .join(", ");
}

/** A cloud provider without a region takes it from a shell profile: whoever runs `up` decides where data lies. */
function judgeAmbientRegion(resource: PlannedResource): Finding[] {
  const isCloudProvider =
    resource.type.startsWith("pulumi:providers:") && cloudTable(resource.type) !== undefined;
  if (!isCloudProvider || placeClaims(resource).length > 0) return [];
  return [
    finding(resource, "region", "unproven", {
      reason: `is not set, so the ${packageOf(resource.type)} provider takes it from whatever shell it runs in`,
      fix: "set the provider's region in the program or in the stack's configuration",
    }),
  ];
}

/** Clouds in which a resource without a region of its own is where its provider's region is. */
const REGIONAL_CLOUDS: readonly string[] = ["aws", "gcp", "scaleway", "alibaba"];

/** Packages whose resources lie nowhere by themselves. */
const PLACELESS_PACKAGES: readonly string[] = [
  "docker",
  "docker-build",
  "eu-llm-stack",
  "pulumi",
  "random",
  "tls",
];

/**
 * A resource that something creates (it has a provider) and that says nothing of its place: in a regional cloud it is
 * where its provider is; a Helm release hides what it creates; of a package that nobody looked at nothing is known.
 */
function judgeUnplaced(resource: PlannedResource): Finding[] {
  const { type, provider } = resource;
  if (provider === undefined || type.startsWith("pulumi:")) return [];
  const name = packageOf(type);
  const table = cloudTable(type);
  if (name === "kubernetes") {
    if (!/^kubernetes:(helm|yaml|kustomize)/.test(type)) return [];
    const reason = "hides the objects that it creates";
    return [finding(resource, "type", "unproven", { reason, fix: "create them as typed resources instead" })];
  }
  if (PLACELESS_PACKAGES.includes(name) || placeClaims(resource).length > 0) return [];
  if (table !== undefined && !REGIONAL_CLOUDS.includes(table)) return [];
  const region = placeClaims({
    ...resource,
    type: `pulumi:providers:${name}`,
    properties: provider.properties,
  });
  if (table !== undefined && region.length > 0) return [];
  const reason =
    table === undefined
      ? `is of package ${name}, of which nobody has said where its resources lie`
      : "has no region of its own, and neither has its provider";
  const fix = "give it a region, or add the package to policies/residency with what its properties mean";
  return [finding(resource, "type", "unproven", { reason, fix })];
}

/** The place of an existing cluster, which its owner declares; undefined for every other resource. */
export function declaredPlace(resource: PlannedResource): Jurisdiction | undefined {
  if (resource.type !== EXISTING_NODES_TYPE) return undefined;
  const parsed = jurisdictionSchema.safeParse(resource.properties["place"]);
  return parsed.success ? parsed.data : undefined;
}

function judgeDeclaredPlace(resource: PlannedResource, level: ResidencyLevel): Finding[] {
  const place = declaredPlace(resource);
  if (place === undefined) return [];
  const { country, operator } = place;
  const server = valueAt(resource.properties, "server");
  const named = typeof server === "string" ? regionInHost(server) : undefined;
  if (typeof server === "string" && named !== undefined && !isInside(named.country, level)) {
    return [
      finding(resource, "server", "violating", {
        value: server,
        country: named.country,
        reason: `names ${named.code}, which lies in ${countryName(named.country)}, outside residency level "${level}"`,
        fix: "deploy to a cluster inside",
      }),
    ];
  }
  const where = `is declared to lie in ${countryName(country)}, operated by ${operator}`;
  if (isInside(country, level)) {
    return [finding(resource, "place.country", "proved", { value: country, country, reason: where })];
  }
  return [
    finding(resource, "place.country", "violating", {
      value: country,
      country,
      reason: `${where}, outside residency level "${level}"`,
      fix: "deploy to a cluster inside",
    }),
  ];
}

/** What the gateway's configuration says of its endpoints; the rest of it is the gateway's own business. */
const gatewayEndpointsSchema = z.looseObject({ endpoints: z.array(endpointSchema) });

/** The endpoints in a gateway's ConfigMap; undefined where the resource is none, null where it cannot be read. */
export function gatewayEndpoints(resource: PlannedResource): readonly Endpoint[] | null | undefined {
  if (!resource.type.endsWith(":ConfigMap")) return undefined;
  if (valueAt(resource.properties, "metadata", "labels", CONFIG_LABEL) !== GATEWAY_CONFIG) return undefined;
  const text = valueAt(resource.properties, "data", GATEWAY_CONFIG_KEY);
  if (typeof text !== "string") return null;
  try {
    return gatewayEndpointsSchema.parse(JSON.parse(text)).endpoints;
  } catch {
    return null;
  }
}

function judgeGatewayConfig(resource: PlannedResource, level: ResidencyLevel): Finding[] {
  const endpoints = gatewayEndpoints(resource);
  if (endpoints === undefined) return [];
  if (endpoints === null) {
    return [
      finding(resource, `data["${GATEWAY_CONFIG_KEY}"]`, "unproven", {
        reason: "is no gateway configuration that can be read before it is created",
        fix: "write it without values that only become known later",
      }),
    ];
  }
  return endpoints.map((endpoint, index) => judgeEndpoint(resource, endpoint, `endpoints[${index}]`, level));
}

/** Where an endpoint lies: what its host is known for or names itself, before what is declared. */
export function endpointPlace(
  { url, jurisdiction }: Endpoint,
  level: ResidencyLevel,
): { country: string | undefined; where: string; proof: string } {
  const known = knownHostOutside(url);
  if (known !== undefined) {
    const place =
      known.country === undefined ? "may answer from anywhere" : `lies in ${countryName(known.country)}`;
    return { country: known.country, where: `${place} (${known.source})`, proof: known.source };
  }
  const named = regionInHost(url);
  if (named !== undefined && !isInside(named.country, level)) {
    const where = `names ${named.code} in its host, which lies in ${countryName(named.country)}`;
    return { country: named.country, where, proof: `host of ${url}` };
  }
  const { country } = jurisdiction;
  return { country, where: `is declared to lie in ${countryName(country)}`, proof: `declared for ${url}` };
}

function judgeEndpoint(
  resource: PlannedResource,
  endpoint: Endpoint,
  path: string,
  level: ResidencyLevel,
): Finding {
  const { country, where } = endpointPlace(endpoint, level);
  const sensitive = endpoint.accepts.includes("sensitive");
  const inside = country !== undefined && isInside(country, level);
  const value = endpoint.url;
  if (inside || !sensitive) {
    const reason = sensitive ? where : `${where}; only requests labelled public reach it`;
    return finding(resource, path, "proved", { value, country, reason: `"${endpoint.name}" ${reason}` });
  }
  return finding(resource, `${path}.accepts`, "violating", {
    value,
    country,
    reason: `"${endpoint.name}" ${where}, outside residency level "${level}", and sensitive requests could reach it`,
    fix: `let it accept only [public], or use an endpoint inside`,
  });
}

/** One line for a person: what, where, why, and what to do. */
export function findingText({ type, name, property, value, reason, fix }: Finding): string {
  const shown = value === undefined ? "" : ` "${value}"`;
  return `${type} "${name}": ${property}${shown} ${reason}.${fix === "" ? "" : `\n  Fix: ${fix}.`}`;
}
