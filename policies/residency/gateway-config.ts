import { z } from "zod";
import { CONFIG_LABEL, GATEWAY_CONFIG, GATEWAY_CONFIG_KEY } from "../../domain/contract.ts";
import { areInside, countryName, type ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import { type Endpoint, gatewayEndpointSchema } from "../../domain/gateway/endpoint.ts";
import { hostOf, resolveHost } from "../../domain/jurisdiction/hosts/index.ts";
import { regionInHost } from "../../domain/jurisdiction/region-in-host.ts";
import { isProperties, type PlannedResource, type Properties, valueAt } from "../resource.ts";
import { type Finding, finding } from "./finding.ts";

/** What the gateway's configuration says of its endpoints; the rest of it is the gateway's own business. */
const gatewayEndpointsSchema = z.looseObject({ endpoints: z.array(gatewayEndpointSchema) });

/** The endpoints in a gateway's ConfigMap; undefined where the resource is none, null where it cannot be read. */
export function gatewayEndpoints(resource: PlannedResource): readonly Endpoint[] | null | undefined {
  if (!resource.type.endsWith(":ConfigMap")) return undefined;
  if (valueAt(resource.properties, "metadata", "labels", CONFIG_LABEL) !== GATEWAY_CONFIG) return undefined;
  const text = valueAt(resource.properties, "data", GATEWAY_CONFIG_KEY);
  if (typeof text !== "string") return null;
  const parsed = gatewayEndpointsSchema.safeParse(parsedJson(text));
  return parsed.success ? parsed.data.endpoints : null;
}

/**
 * The ConfigMap without its endpoints, which are judged by what they accept; everything else in it is like any text. What
 * cannot be read is told once.
 */
export function withoutEndpoints(resource: PlannedResource): PlannedResource {
  const { data, ...properties } = resource.properties;
  if (!isProperties(data)) return { ...resource, properties };
  const { [GATEWAY_CONFIG_KEY]: text, ...others } = data;
  const parsed = gatewayEndpointsSchema.safeParse(typeof text === "string" ? parsedJson(text) : undefined);
  const rest: Properties = parsed.success
    ? { [GATEWAY_CONFIG_KEY]: JSON.stringify({ ...parsed.data, endpoints: [] }) }
    : {};
  return { ...resource, properties: { ...properties, data: { ...others, ...rest } } };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The verdict on each endpoint of a gateway's configuration; undefined where the resource is none. */
export function judgeGatewayConfig(resource: PlannedResource, level: ResidencyLevel): Finding[] | undefined {
  const endpoints = gatewayEndpoints(resource);
  if (endpoints === undefined) return undefined;
  if (endpoints === null) {
    return [
      finding(resource, `data["${GATEWAY_CONFIG_KEY}"]`, "unproven", {
        reason: "is no gateway configuration that can be read before it is created",
        fix: "write it without values that only become known later",
      }),
    ];
  }
  return endpoints.flatMap((endpoint, index) =>
    addresses(endpoint).map((url) =>
      judgeEndpoint(resource, { ...endpoint, url }, `endpoints[${index}]`, level),
    ),
  );
}

export interface EndpointPlace {
  /** Empty where no place is promised. */
  readonly countries: readonly string[];
  readonly where: string;
  readonly proof: string;
}

/**
 * Where an endpoint lies: what its host is known for, where that is outside or promises no place, before what is
 * declared. A host that is known to lie inside agrees with the declaration or says it better.
 */
export function endpointPlace({ url, jurisdiction }: Endpoint, level: ResidencyLevel): EndpointPlace {
  const known = resolveHost(hostOf(url) ?? "");
  if (known.status === "known" && !areInside(known.countries, level)) {
    const { countries, source } = known;
    const named = regionInHost(url);
    const lies = `lies in ${countries.map(countryName).join(" and ")}`;
    const where =
      countries.length === 0
        ? `may answer from anywhere (${source})`
        : named === undefined
          ? `${lies} (${source})`
          : `names ${named.code} in its host, which ${lies}`;
    return { countries, where, proof: source };
  }
  const { country } = jurisdiction;
  return {
    countries: [country],
    where: `is declared to lie in ${countryName(country)}`,
    proof: known.status === "known" ? `declared for ${url}; ${known.proof}` : `declared for ${url}`,
  };
}

/** Every address that requests go to: the endpoint's own, and those of its replicas. */
function addresses({ url, replicas = [] }: Endpoint): string[] {
  return [...new Set([url, ...replicas])];
}

function judgeEndpoint(
  resource: PlannedResource,
  endpoint: Endpoint,
  path: string,
  level: ResidencyLevel,
): Finding {
  const { countries, where } = endpointPlace(endpoint, level);
  const { operator, ownerCountry } = endpoint.jurisdiction;
  const sensitive = endpoint.accepts.includes("sensitive");
  const details = { value: endpoint.url, countries, operator, ownerCountry };
  if (areInside(countries, level) || !sensitive) {
    const reason = sensitive ? where : `${where}; only requests labelled public reach it`;
    return finding(resource, path, "proved", { ...details, reason: `"${endpoint.name}" ${reason}` });
  }
  return finding(resource, `${path}.accepts`, "violating", {
    ...details,
    reason: `"${endpoint.name}" ${where}, outside residency level "${level}", and sensitive requests could reach it`,
    fix: `let it accept only [public], or use an endpoint inside`,
  });
}
