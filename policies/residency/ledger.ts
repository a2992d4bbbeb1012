import type { ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import { packageOf, type PlannedResource } from "../resource.ts";
import type { Finding } from "./finding.ts";
import { endpointPlace, gatewayEndpoints } from "./gateway-config.ts";
import { cloudOf } from "./knowledge/clouds.ts";
import type { Judgement } from "./provenance.ts";

/** One row of the ledger: a group of resources, an endpoint, a host or the state, and where it lies. */
export interface LedgerRow {
  readonly role: "resources" | "configuration" | "cluster" | "endpoint" | "host" | "software" | "state";
  readonly subject: string;
  /** ISO country codes; empty where it is not proved. */
  readonly countries: readonly string[];
  readonly owner: string;
  readonly ownerCountry: string | undefined;
  /** How it is known. */
  readonly proof: string;
  /** Resources that the row stands for; 0 for endpoints. */
  readonly resources: number;
}

/** The rows of a stack, in the order in which people ask: clouds, clusters, endpoints, other hosts, software, state. */
export function ledgerOf(
  resources: readonly PlannedResource[],
  judgements: readonly Judgement[],
  stateFindings: readonly Finding[],
  { level }: ResidencySettings,
): LedgerRow[] {
  const endpoints = resources.flatMap((resource) => gatewayEndpoints(resource) ?? []);
  return [
    ...cloudRows(judgements),
    ...clusterRows(resources, judgements),
    ...endpoints.map((endpoint) => endpointRow(endpoint, level)),
    ...hostRows(judgements),
    ...stateFindings.map(stateRow),
  ];
}

function endpointRow(endpoint: Endpoint, level: ResidencySettings["level"]): LedgerRow {
  const { operator, ownerCountry } = endpoint.jurisdiction;
  const { countries, proof } = endpointPlace(endpoint, level);
  return {
    role: "endpoint",
    subject: `endpoint ${endpoint.name} (${endpoint.tier}; accepts ${endpoint.accepts.join(", ")})`,
    countries,
    owner: operator,
    ownerCountry,
    proof,
    resources: 0,
  };
}

/** The finding that shows where a resource itself lies. */
const placeOf = ({ findings }: Judgement) =>
  findings.find(
    ({ verdict, property, countries }) =>
      verdict === "proved" && countries.length > 0 && /^(?:region|zone|location|datacenter)$/.test(property),
  ) ??
  findings.find(
    ({ verdict, countries, carries }) => verdict === "proved" && countries.length > 0 && carries === "data",
  );

/** Cloud resources by the place that they name or inherit. */
function cloudRows(judgements: readonly Judgement[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const judgement of judgements) {
    const { type, verdict, countries, operator, ownerCountry, proof } = judgement;
    if (cloudOf(type) === undefined || type.startsWith("pulumi:")) continue;
    const name = packageOf(type);
    const place = placeOf(judgement);
    const isConfiguration = countries.length === 0 && verdict === "proved";
    const where = place?.value ?? countries.join(" ");
    const subject = isConfiguration
      ? `${name} settings of the account`
      : where === ""
        ? `${name} resources without a place`
        : `${name} resources in ${where}`;
    const key = `${subject} ${countries.join(" ")}`;
    rows.set(key, {
      role: isConfiguration ? "configuration" : "resources",
      subject,
      countries,
      owner: operator ?? name,
      ownerCountry,
      proof: place === undefined ? (proof[0]?.says ?? "none") : `property ${place.property} of each`,
      resources: (rows.get(key)?.resources ?? 0) + 1,
    });
  }
  return [...rows.values()];
}

const KUBERNETES_PROVIDER = "pulumi:providers:kubernetes";

function clusterRows(resources: readonly PlannedResource[], judgements: readonly Judgement[]): LedgerRow[] {
  const objects = new Map<string, number>();
  for (const { type, provider } of resources) {
    if (provider !== undefined && type.startsWith("kubernetes:"))
      objects.set(provider.urn, (objects.get(provider.urn) ?? 0) + 1);
  }
  return judgements
    .filter(({ type }) => type === KUBERNETES_PROVIDER)
    .map(({ urn, name, countries, operator, ownerCountry, proof, verdict }) => ({
      role: "cluster",
      subject: `Kubernetes objects through ${name}`,
      countries: verdict === "unproven" ? [] : countries,
      owner: operator ?? "not known",
      ownerCountry,
      proof: verdict === "unproven" ? "none" : clusterProof(proof),
      resources: objects.get(urn) ?? 0,
    }));
}

/** What lies behind the provider; its own step only says so. */
function clusterProof(proof: Judgement["proof"]): string {
  const steps = proof.length > 1 ? proof.slice(1) : proof;
  return steps.map(({ subject, says }) => `${subject.split("::").at(-1) ?? subject}: ${says}`).join("; ");
}

/** Hosts that data goes to or software comes from, each once. */
function hostRows(judgements: readonly Judgement[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const { findings } of judgements) {
    for (const { operator, value, countries, ownerCountry, carries, reason, property } of findings) {
      if (operator === undefined || value === undefined || /^(?:endpoints\[|place)/.test(property)) continue;
      const role = carries === "software" ? "software" : "host";
      const key = `${role} ${value}`;
      rows.set(key, {
        role,
        subject: role === "software" ? `software from ${value}` : `host ${value}`,
        countries,
        owner: operator,
        ownerCountry,
        proof: reason,
        resources: (rows.get(key)?.resources ?? 0) + 1,
      });
    }
  }
  return [...rows.values()].sort((a, b) => a.role.localeCompare(b.role));
}

function stateRow({ property, value, countries, operator, ownerCountry, reason }: Finding): LedgerRow {
  return {
    role: "state",
    subject:
      property === "backend"
        ? `Pulumi's state (${value ?? "not known"})`
        : `key of the state's secrets (${value ?? "not known"})`,
    countries,
    owner: operator ?? "whoever runs Pulumi",
    ownerCountry,
    proof: reason,
    resources: 0,
  };
}
