import { areInside } from "../../domain/jurisdiction/countries.ts";
import type { ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import { locate } from "../../domain/jurisdiction/locate.ts";
import { packageOf, type PlannedResource, UNKNOWN } from "../resource.ts";
import { isPlaceKey } from "./carriers/keys.ts";
import { words } from "./claim.ts";
import { declaredCode, declaredHost } from "./declared.ts";
import { type Finding, finding } from "./finding.ts";
import { cloudOf } from "./knowledge/clouds.ts";
import { ownEndpoint } from "./knowledge/own-endpoint.ts";
import { entryOf } from "./knowledge/type-token.ts";
import { worldwideService } from "./knowledge/worldwide.ts";

/** Packages whose resources exist in the state alone. */
const IN_STATE_ONLY: readonly string[] = ["random", "tls", "time", "std", "null", "pulumi", "eu-llm-stack"];

/** Packages whose resources run code that nobody can read beforehand. */
const CODE: Readonly<Record<string, string>> = {
  command: "runs a command of its own, and what it sends where cannot be read",
  "pulumi-nodejs": "runs code of its own (a dynamic provider), and what it sends where cannot be read",
  "pulumi-python": "runs code of its own (a dynamic provider), and what it sends where cannot be read",
};

/**
 * Where a resource lies that names no place itself.
 * @param found What its properties said already.
 */
export function judgeUnplaced(
  resource: PlannedResource,
  found: readonly Finding[],
  settings: ResidencySettings,
): Finding[] {
  const { type, provider } = resource;
  if (type.startsWith("pulumi:providers:")) return judgeProvider(resource, found);
  const name = packageOf(type);
  if (name === "kubernetes") return judgeKubernetes(resource);
  if (IN_STATE_ONLY.includes(name)) return [];
  const worldwide = worldwideService(type);
  if (worldwide !== undefined) return judgeWorldwide(resource, worldwide.kind === "edge", worldwide.reason);
  // Components have no provider and create nothing themselves.
  if (provider === undefined) return [];
  if (TEMPLATES.test(type)) return [hidden(resource)];
  const cloud = cloudOf(type);
  if (cloud !== undefined) {
    if (found.some(isOwnPlace) || (cloud.inherits === "references" && found.some(isPlaceOfParts))) return [];
    return cloud.inherits === "provider"
      ? judgeInheritedRegion(resource, found, settings)
      : [
          finding(resource, "type", "unproven", {
            reason: "names no place and belongs to no resource that does",
            fix: `take what it belongs to from a resource of this program, or declare it in residency.places as "${type}::${resource.name}"`,
            deferred: "owner",
          }),
        ];
  }
  if (name === "docker" || name === "docker-build") return judgeDocker(resource);
  const reason =
    entryOf(CODE, name) ?? `is of package ${name}, of which nobody has said where its resources lie`;
  return [
    finding(resource, "type", "unproven", {
      reason,
      fix: `declare where it lies in residency.places as "${type}::${resource.name}", or accept it in residency.exceptions`,
    }),
  ];
}

/** Words of properties with the place of something else: a copy, a source, a peer. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  "source destination target peer replica replication replicas backup backups copy secondary failover bucket remote storage".split(
    " ",
  ),
);

/** True where a finding says where the resource itself lies, and not only where something of it goes. */
export function isOwnPlace({ property, countries, value, carries, verdict }: Finding): boolean {
  if (carries !== "data" || (countries.length === 0 && (verdict === "proved" || value === undefined)))
    return false;
  const [top = ""] = property.split(/[.[]/);
  return isPlaceKey(top) && !words(top).some((word) => ELSEWHERE.has(word));
}

/** True where a finding says where a resource keeps copies of itself. */
function isPlaceOfCopies({ property, countries, carries }: Finding): boolean {
  const last =
    property
      .split(/[.[\]]+/)
      .filter((key) => !/^\d*$/.test(key))
      .at(-1) ?? "";
  return carries === "data" && countries.length > 0 && isPlaceKey(last);
}

/** True where a finding says where the parts of a resource lie that has no place itself: the nodes of a database. */
function isPlaceOfParts({ property, countries, carries }: Finding): boolean {
  const keys = property.split(/[.[\]]+/).filter((key) => !/^\d*$/.test(key));
  const elsewhere = keys.some((key) => words(key).some((word) => ELSEWHERE.has(word)));
  return carries === "data" && countries.length > 0 && isPlaceKey(keys.at(-1) ?? "") && !elsewhere;
}

function judgeWorldwide(resource: PlannedResource, isEdge: boolean, reason: string): Finding[] {
  return [
    finding(resource, "type", isEdge ? "violating" : "proved", {
      reason,
      fix: isEdge ? "serve from a region inside, or accept it in residency.exceptions" : "",
    }),
  ];
}

/** A resource without a region of its own is where its provider's region is. */
function judgeInheritedRegion(
  resource: PlannedResource,
  found: readonly Finding[],
  settings: ResidencySettings,
): Finding[] {
  const { level, hosts } = settings;
  const cloud = cloudOf(resource.type);
  const inputs = resource.provider?.properties ?? {};
  const input = cloud?.regionInputs.find((name) => inputs[name] !== undefined && inputs[name] !== "");
  // What keeps copies in places that it names lies there: a secret with replicas.
  if (input === undefined && found.some(isPlaceOfCopies)) return [];
  const value = input === undefined ? undefined : inputs[input];
  if (input === undefined || value === UNKNOWN || typeof value !== "string") {
    return [
      finding(resource, "region", "unproven", {
        reason:
          input === undefined
            ? "is not set, and neither is its provider's: it would come from whatever shell this runs in"
            : "comes from its provider, whose region is not known before something else is created",
        fix: "give it a region, or set the provider's",
        // Google Cloud's access rules and the like have no region at all: they lie where what they belong to lies.
        deferred: input === undefined && cloud?.table === "gcp" ? "owner" : undefined,
      }),
    ];
  }
  const endpoint = ownEndpoint(resource);
  const declared = endpoint === undefined ? undefined : declaredHost(endpoint.host, hosts);
  const isOwnCloud = endpoint === undefined && cloud?.table !== "openstack";
  const table = isOwnCloud ? cloud?.table : endpoint?.table;
  if (declared !== undefined && table === undefined)
    return [declaredCode(resource, `provider.${input}`, value, declared, level)];
  const place = locate(value, table);
  const countries = place.status === "known" ? place.countries : [];
  if (countries.length > 0 && areInside(countries, level))
    return [
      finding(resource, `provider.${input}`, "proved", {
        value,
        countries,
        reason: "is where its provider's region is",
      }),
    ];
  return [
    finding(resource, `provider.${input}`, countries.length > 0 ? "violating" : "unproven", {
      value,
      countries,
      reason:
        countries.length > 0
          ? `puts it outside residency level "${level}"`
          : "is no region that is known here, and the resource has none of its own",
      fix: "give it a region inside, or set the provider's",
    }),
  ];
}

/** What a provider must say, so that the shell that it runs in decides nothing. */
function judgeProvider(resource: PlannedResource, found: readonly Finding[]): Finding[] {
  const name = packageOf(resource.type);
  const inputs = resource.properties;
  const missing = (property: string, what: string, deferred?: Finding["deferred"]) =>
    finding(resource, property, "unproven", {
      reason: `is not set, so the ${name} provider takes ${what} from whatever shell it runs in`,
      fix: `set the provider's ${property} in the program or in the stack's configuration`,
      deferred,
    });
  const regionInputs = cloudOf(resource.type)?.regionInputs ?? [];
  const findings: Finding[] = [];
  const [first] = regionInputs;
  if (first !== undefined && !regionInputs.some((input) => inputs[input] !== undefined))
    findings.push(missing(first, "it", "resources"));
  if (name === "openstack" && inputs["authUrl"] === undefined) findings.push(missing("authUrl", "its cloud"));
  if (name === "ovh" && inputs["endpoint"] === undefined) findings.push(missing("endpoint", "it"));
  if (
    name === "kubernetes" &&
    !found.some(({ countries, verdict }) => countries.length > 0 || verdict === "violating")
  )
    findings.push(
      finding(resource, "kubeconfig", "unproven", {
        reason: "does not show where its cluster stands",
        fix: "take the kubeconfig from a cluster resource with a region, or declare the place in residency.places",
        deferred: "cluster",
      }),
    );
  return findings;
}

/** Resources that create others out of a template, of which the engine sees nothing. */
const TEMPLATES =
  /^(?:aws:cloudformation\/stack(?:Set)?:|azure-native:resources:Deployment|azure:core\/.*TemplateDeployment:|gcp:deploymentmanager\/|kubernetes:helm\.sh\/v3:Release$|kubernetes:(?:argoproj\.io|helm\.toolkit\.fluxcd\.io|kustomize\.toolkit\.fluxcd\.io|helm\.cattle\.io)\/\w+:(?:Application|ApplicationSet|HelmRelease|Kustomization|HelmChart)$)/;

function hidden(resource: PlannedResource, deferred?: "children"): Finding {
  return finding(resource, "type", "unproven", {
    reason: "hides the objects that it creates",
    fix: "create them as typed resources, or as a chart whose inputs are all known at preview",
    deferred,
  });
}

/** Charts and YAML files show their objects as children, if they show them. */
function judgeKubernetes(resource: PlannedResource): Finding[] {
  if (TEMPLATES.test(resource.type)) return [hidden(resource)];
  return /^kubernetes:(?:helm|yaml|kustomize)/.test(resource.type) ? [hidden(resource, "children")] : [];
}

/** A container runs where the Docker daemon is; images exist in their registries. */
function judgeDocker(resource: PlannedResource): Finding[] {
  const { type, provider } = resource;
  if (!/:(?:Container|Service|Volume|Network|Secret|ServiceConfig|Plugin)$/.test(type)) return [];
  const host = provider?.properties["host"];
  if (host !== undefined && host !== "") return [];
  return [
    finding(resource, "provider.host", "unproven", {
      reason: "is not set, so it runs on whatever Docker daemon the shell points to",
      fix: "set the docker provider's host",
    }),
  ];
}
