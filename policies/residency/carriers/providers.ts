import { resolveHost } from "../../../domain/jurisdiction/hosts/index.ts";
import { regionInText } from "../../../domain/jurisdiction/region-in-text.ts";
import { packageOf, type PlannedResource, type Properties, UNKNOWN } from "../../resource.ts";
import type { Claim, HostClaim } from "../claim.ts";
import { cloudOf } from "../knowledge/clouds.ts";
import { ownEndpoint } from "../knowledge/own-endpoint.ts";
import { entryOf } from "../knowledge/type-token.ts";
import { cloudClaims } from "./cloud.ts";
import { dockerClaims } from "./docker.ts";
import { hostClaim } from "./hosts.ts";
import { otherClaims } from "./others.ts";
import { urlClaims } from "./mentions.ts";
import { bareHost } from "./text.ts";

/** What a provider's inputs say: its region, its endpoints, the cluster or daemon that it talks to. */
export function providerClaims(resource: PlannedResource): Claim[] {
  const { properties } = resource;
  switch (packageOf(resource.type)) {
    case "kubernetes":
      return kubernetesProviderClaims(properties);
    case "ovh":
      return [...ovhClaims(properties), ...cloudClaims(resource)];
    case "azure":
    case "azure-native":
      return [...azureClaims(properties), ...cloudClaims(resource)];
    case "docker":
    case "docker-build":
      return dockerProviderClaims(resource);
    case "openstack":
      return openstackClaims(resource);
    default:
      return cloudOf(resource.type) === undefined ? otherClaims(resource) : cloudClaims(resource);
  }
}

/** The API server in a kubeconfig, written as YAML or JSON; and the name of the cluster where a cloud's tool gave it. */
function kubernetesProviderClaims({ kubeconfig, context, cluster }: Properties): Claim[] {
  const claims: Claim[] = [];
  if (typeof kubeconfig === "string") {
    for (const [, server = ""] of kubeconfig.matchAll(
      /["']?(?:server|proxy-url)["']?\s*:\s*["']?(\w+:\/\/[^\s"',}]+)/g,
    ))
      claims.push(...urlClaims("kubeconfig (server)", server));
  }
  for (const [path, value] of [
    ["context", context],
    ["cluster", cluster],
  ] as const) {
    const named = typeof value === "string" ? regionOfContext(value) : undefined;
    if (named !== undefined) claims.push({ kind: "place", path, value: named, table: undefined });
  }
  return claims;
}

/** arn:aws:eks:REGION:… as the AWS tools name a context, gke_PROJECT_LOCATION_NAME as Google's do. */
function regionOfContext(name: string): string | undefined {
  return regionInText(name, undefined) ?? /^gke_[^_]+_([a-z0-9-]+)_/.exec(name)?.[1];
}

/** OVHcloud's API endpoints, and the region of the account behind each. */
const OVH_ENDPOINTS: Readonly<Record<string, string>> = {
  "ovh-eu": "eu.api.ovh.com",
  "ovh-ca": "ca.api.ovh.com",
  "ovh-us": "api.us.ovhcloud.com",
  "kimsufi-eu": "eu.api.kimsufi.com",
  "kimsufi-ca": "ca.api.kimsufi.com",
  "soyoustart-eu": "eu.api.soyoustart.com",
  "soyoustart-ca": "ca.api.soyoustart.com",
};

function ovhClaims({ endpoint }: Properties): Claim[] {
  if (endpoint === UNKNOWN) return [{ kind: "host", path: "endpoint", host: UNKNOWN, carries: "data" }];
  if (typeof endpoint !== "string" || endpoint.includes("://")) return [];
  const host = entryOf(OVH_ENDPOINTS, endpoint);
  if (host !== undefined) return [{ kind: "host", path: "endpoint", host, carries: "data" }];
  return [
    {
      kind: "note",
      path: "endpoint",
      value: endpoint,
      verdict: "unproven",
      reason: "is no endpoint of OVHcloud that is known here",
      fix: `use one of ${Object.keys(OVH_ENDPOINTS).join(", ")}`,
    },
  ];
}

/** Azure's clouds of other governments. */
const AZURE_CLOUDS: Readonly<Record<string, string>> = {
  usgovernment: "usgovvirginia",
  usgov: "usgovvirginia",
  china: "chinaeast",
};

function azureClaims({ environment }: Properties): Claim[] {
  const region =
    typeof environment === "string" ? entryOf(AZURE_CLOUDS, environment.toLowerCase()) : undefined;
  return region === undefined ? [] : [{ kind: "place", path: "environment", value: region, table: "azure" }];
}

/** The identity service of a public cloud gives tokens for all its regions; which one is used, the region says. */
function openstackClaims(resource: PlannedResource): Claim[] {
  const isKnown = ownEndpoint(resource)?.table !== undefined;
  return cloudClaims(resource).filter(
    (claim) => !(isKnown && claim.kind === "host" && claim.path === "authUrl" && promisesNoPlace(claim.host)),
  );
}

function promisesNoPlace(host: HostClaim["host"]): boolean {
  if (host === UNKNOWN) return false;
  const place = resolveHost(host);
  return place.status === "known" && place.countries.length === 0;
}

/** ssh://user@host, tcp://host:2376, or a socket of this machine. */
function dockerProviderClaims(resource: PlannedResource): Claim[] {
  const { host, context, ...rest } = resource.properties;
  const claims = dockerClaims(resource.type, rest);
  const named = typeof context === "string" ? regionOfContext(context) : undefined;
  if (named !== undefined) claims.push({ kind: "place", path: "context", value: named, table: undefined });
  if (host === UNKNOWN) claims.push({ kind: "host", path: "host", host: UNKNOWN, carries: "data" });
  if (typeof host === "string") {
    const name = host.includes("://") ? undefined : bareHost(host);
    claims.push(...(name === undefined ? urlClaims("host", host) : [hostClaim("host", name)]));
  }
  return claims;
}
