import { isSovereign, type ResidencyLevel } from "../../domain/jurisdiction/countries.ts";
import type { Endpoint } from "../../domain/jurisdiction/endpoint.ts";
import { type PlannedResource, valueAt } from "../resource.ts";
import {
  declaredPlace,
  endpointPlace,
  type Finding,
  gatewayEndpoints,
  judgeResource,
  type Verdict,
} from "./judge.ts";

/** One row of the ledger: a group of resources, or an endpoint, and where it lies. */
export interface LedgerRow {
  readonly subject: string;
  /** ISO country code; undefined where it is not proved. */
  readonly country: string | undefined;
  readonly owner: string;
  readonly ownerCountry: string | undefined;
  /** How it is known. */
  readonly proof: string;
  /** Resources that the row stands for; 0 for endpoints. */
  readonly resources: number;
}

export interface ResidencyReport {
  readonly verdict: Verdict;
  readonly level: ResidencyLevel;
  /** Violating first, then unproven, then proved. */
  readonly findings: readonly Finding[];
  readonly ledger: readonly LedgerRow[];
  /** Endpoints whose owner is outside the EEA. */
  readonly foreignOwners: readonly string[];
}

const ORDER: readonly Verdict[] = ["violating", "unproven", "proved"];

/** The verdict on a whole stack. */
export function judgeStack(resources: readonly PlannedResource[], level: ResidencyLevel): ResidencyReport {
  const findings = [
    ...resources.flatMap((resource) => judgeResource(resource, level)),
    ...judgeClusters(resources, level),
  ].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const ledger = [
    ...cloudRows(resources, findings),
    ...clusterRows(resources, level),
    ...endpointsOf(resources).map((endpoint) => endpointRow(endpoint, level)),
  ];
  return {
    verdict: findings[0]?.verdict ?? "proved",
    level,
    findings,
    ledger,
    foreignOwners: ledger
      .filter(({ ownerCountry }) => ownerCountry !== undefined && !isSovereign(ownerCountry))
      .map(({ subject }) => subject),
  };
}

function endpointsOf(resources: readonly PlannedResource[]): Endpoint[] {
  return resources.flatMap((resource) => gatewayEndpoints(resource) ?? []);
}

function endpointRow(endpoint: Endpoint, level: ResidencyLevel): LedgerRow {
  const { operator, ownerCountry } = endpoint.jurisdiction;
  const { country, proof } = endpointPlace(endpoint, level);
  return {
    subject: `endpoint ${endpoint.name} (${endpoint.tier}; accepts ${endpoint.accepts.join(", ")})`,
    country,
    owner: operator,
    ownerCountry,
    proof,
    resources: 0,
  };
}

/** Cloud resources by the region they name. */
function cloudRows(resources: readonly PlannedResource[], findings: readonly Finding[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const resource of resources) {
    const proof = findings.find(
      ({ urn, verdict, property }) =>
        urn === resource.urn && verdict === "proved" && /^(region|zone|location)$/.test(property),
    );
    if (
      proof === undefined ||
      resource.type.startsWith("eu-llm-stack:") ||
      resource.type.startsWith("pulumi:")
    )
      continue;
    const key = `${proof.value ?? ""} ${proof.country ?? ""}`;
    const provider = resource.type.split(":")[0] ?? resource.type;
    rows.set(key, {
      subject: `${provider} resources in ${proof.value ?? ""}`,
      country: proof.country,
      owner: provider,
      ownerCountry: undefined,
      proof: `property ${proof.property} of each`,
      resources: (rows.get(key)?.resources ?? 0) + 1,
    });
  }
  return [...rows.values()];
}

interface ClusterPlace {
  readonly country: string | undefined;
  readonly owner: string;
  readonly ownerCountry: string | undefined;
  readonly proof: string;
}

/**
 * Where the cluster behind a Kubernetes provider stands: what its parent declares, or the region of the cluster that
 * its kubeconfig comes from. A kubeconfig by itself proves nothing.
 */
function clusterPlace(
  provider: PlannedResource,
  resources: readonly PlannedResource[],
  level: ResidencyLevel,
): ClusterPlace | undefined {
  const parent = resources.find(({ urn }) => urn === provider.parent);
  const declared = parent && declaredPlace(parent);
  if (declared !== undefined) {
    const { country, operator, ownerCountry } = declared;
    const server = parent && valueAt(parent.properties, "server");
    const proof = `declared in cluster.place${typeof server === "string" ? ` for ${server}` : ""}`;
    return { country, owner: operator, ownerCountry, proof };
  }
  for (const source of resources.filter(({ urn }) => provider.dependencies.includes(urn))) {
    const located = judgeResource(source, level).find(({ country }) => country !== undefined);
    if (located !== undefined) {
      return {
        country: located.country,
        owner: source.type.split(":")[0] ?? source.type,
        ownerCountry: undefined,
        proof: `kubeconfig of ${source.name}, whose ${located.property} is ${located.value ?? ""}`,
      };
    }
  }
  return undefined;
}

const KUBERNETES_PROVIDER = "pulumi:providers:kubernetes";

function judgeClusters(resources: readonly PlannedResource[], level: ResidencyLevel): Finding[] {
  return resources
    .filter(({ type }) => type === KUBERNETES_PROVIDER)
    .filter((provider) => clusterPlace(provider, resources, level) === undefined)
    .map(({ urn, type, name }): Finding => ({
      verdict: "unproven",
      urn,
      type,
      name,
      property: "kubeconfig",
      value: undefined,
      country: undefined,
      reason: "does not show where its cluster stands",
      fix: "take the kubeconfig from a cluster resource with a region, or declare the place (cluster.place)",
    }));
}

function clusterRows(resources: readonly PlannedResource[], level: ResidencyLevel): LedgerRow[] {
  return resources
    .filter(({ type }) => type === KUBERNETES_PROVIDER)
    .map((provider): LedgerRow => {
      const place = clusterPlace(provider, resources, level);
      return {
        subject: `Kubernetes objects through ${provider.name}`,
        country: place?.country,
        owner: place?.owner ?? "not known",
        ownerCountry: place?.ownerCountry,
        proof: place?.proof ?? "none",
        resources: resources.filter(
          ({ type, provider: used }) => type.startsWith("kubernetes:") && used?.urn === provider.urn,
        ).length,
      };
    });
}
