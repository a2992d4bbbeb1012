import { isStrongCode, locate } from "../../../domain/jurisdiction/locate.ts";
import { regionInText } from "../../../domain/jurisdiction/region-in-text.ts";
import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
} from "../../resource.ts";
import { type Claim, childPath } from "../claim.ts";
import { containerClaims } from "./containers.ts";
import { hostClaim, registryOf } from "./hosts.ts";
import { isDocumentationKey, isHostKey, isOwnName, isPlaceKey } from "./keys.ts";
import { textClaims, valueClaims } from "./mentions.ts";
import { bareHost, isPem } from "./text.ts";

/** Node labels with which a cluster or a storage driver tells where a node stands: topology.gke.io/zone and its kin. */
const TOPOLOGY_LABEL = /^(?:topology\.[\w.-]+|failure-domain\.beta\.kubernetes\.io)\/(?:region|zone)$/;

/** Keys under which people write what they like, and keys that only select. */
const IGNORED_KEYS: ReadonlySet<string> = new Set([
  "labels",
  "matchLabels",
  "managedFields",
  "ownerReferences",
  "openAPIV3Schema", // a schema describes, it calls nobody
  "apiVersion",
  "kind",
  "binaryData",
  "caBundle",
]);

/** Names under which clients outside reach something: they lead in, not out. */
const INBOUND_PATH =
  /^spec\.(?:hosts?|hostnames?|dnsNames|commonName|rules\[\d+\]\.host|tls(?:\[\d+\])?\.hosts?|listeners\[\d+\]\.hostname|servers\[\d+\]\.hosts|virtualhost\.fqdn)(?:$|\[)/;
const INBOUND_KINDS: ReadonlySet<string> = new Set(
  "Ingress Gateway HTTPRoute GRPCRoute TLSRoute TCPRoute Certificate VirtualService IngressRoute HTTPProxy Route".split(
    " ",
  ),
);

/** Keys of objects, lists and texts that hold hosts and places: while they are not known, nothing of them can be seen. */
const COMPOSED_KEYS: ReadonlySet<string> = new Set(
  "spec template containers initContainers volumes nodeSelector affinity webhooks subsets endpoints egress parameters values settings".split(
    " ",
  ),
);

/** Keys whose values are addresses that the cluster sends to. */
const ADDRESS_KEYS: ReadonlySet<string> = new Set([
  "externalName",
  "matchName",
  "server",
  "targetPortal",
  "addresses",
  "ip",
]);

/** Objects whose own labels say where they are; on all others the labels are only names. */
const LABELLED_KINDS = /^(?:PersistentVolume|Node)(?:List|Patch)?$/;

/** aws://us-east-1a/vol-0123 and aws:///us-east-1a/i-0123: a volume or node of EC2. */
const AWS_VOLUME = /^aws:\/\/\/?([a-z0-9-]+)\//;

/** Zones of an EndpointSlice. */
const ZONE_PATH = /(?:^|\.)endpoints\[\d+\]\.(?:zone|hints\.forZones\[\d+\]\.name)$/;

const kindOf = (type: string) => type.split(":").at(-1) ?? "";

/** Every property of a Kubernetes object that says where pods, volumes or traffic go. */
export function kubernetesClaims({
  type,
  properties,
}: Pick<PlannedResource, "type" | "properties">): Claim[] {
  const kind = kindOf(type);
  const claims: Claim[] = [];

  function visit(value: Value, path: string, key: string): void {
    if (isList(value)) value.forEach((item, index) => visit(item, `${path}[${index}]`, key));
    else if (isProperties(value)) visitObject(value, path);
    else if (value === UNKNOWN) {
      if (COMPOSED_KEYS.has(key))
        claims.push({ kind: "host", path, host: UNKNOWN, carries: "data", composed: true });
      else if (isHostKey(key) && !isInbound(path))
        claims.push({ kind: "host", path, host: UNKNOWN, carries: "data" });
    } else if (typeof value === "string" && value !== "") visitText(value, path, key);
  }

  function visitObject(value: Properties, path: string): void {
    const requirement = requirementClaims(value, path);
    if (requirement !== undefined) {
      claims.push(...requirement);
      return;
    }
    const { name, value: text } = value;
    // A variable of a custom resource's containers.
    if (typeof name === "string" && typeof text === "string")
      claims.push(...valueClaims(childPath(path, "value"), name, text));
    // What a bucket's endpoint says, the bucket need not say again.
    const hasEndpoint = Object.keys(value).some((key) => /endpoint|s3_?url/i.test(key));
    for (const [key, child] of Object.entries(value)) {
      const at = childPath(path, key);
      if (hasEndpoint && typeof child === "string" && /^(?:s3a?|gs):\/\//.test(child)) continue;
      if (TOPOLOGY_LABEL.test(key)) claims.push(...placeClaims(child, at));
      else if (key === "labels" && LABELLED_KINDS.test(kind)) visit(child, at, key);
      else if (isContainerList(key, child)) claims.push(...containerListClaims(child, at));
      else if (key === "annotations") claims.push(...annotationClaims(child, at));
      else if (key === "ipBlock" && isProperties(child)) claims.push(...ipBlockClaims(child, at));
      else if (/^(?:toCIDR|toCIDRSet)$/.test(key)) claims.push(...rangeClaims(child, at));
      else if (key === "matchPattern" && path.includes("toFQDNs") && typeof child === "string")
        claims.push(hostClaim(at, child.replace(/^\*+\./, "")));
      // Labels of nodes are any text, apart from those of their place.
      else if (key === "nodeSelector" && isLabels(child)) claims.push(...selectorClaims(child, at));
      else if (!IGNORED_KEYS.has(key) && !isDocumentationKey(key) && !isInbound(at)) visit(child, at, key);
    }
  }

  function visitText(value: string, path: string, key: string): void {
    if (/^(?:Volume\w*|Storage)Class/.test(kind) && (isPlaceKey(key) || isStrongCode(value))) {
      for (const zone of value.split(","))
        claims.push({ kind: "place", path, value: zone.trim(), table: undefined });
      return;
    }
    const named = regionInText(value, undefined) ?? AWS_VOLUME.exec(value)?.[1];
    if (named !== undefined) claims.push({ kind: "place", path, value: named, table: undefined });
    else if (ZONE_PATH.test(path)) claims.push({ kind: "place", path, value, table: undefined });
    else if (key === "image")
      claims.push({ kind: "host", path, host: registryOf(value), carries: "software" });
    else if (key === "externalName") claims.push(hostClaim(path, value));
    else if (ADDRESS_KEYS.has(key) && bareHost(value) !== undefined)
      claims.push(hostClaim(path, bareHost(value) ?? value));
    else claims.push(...valueClaims(path, key, value));
  }

  const isInbound = (path: string) => INBOUND_KINDS.has(kind) && INBOUND_PATH.test(path);

  const holder = /^(ConfigMap|Secret)(List|Patch)?$/.exec(kind)?.[1];
  if (holder !== undefined) return holderClaims(holder, properties);
  visit(properties, "", "");
  return claims;
}

const isContainerList = (key: string, value: Value): value is readonly Value[] =>
  /^(?:containers|initContainers|ephemeralContainers)$/.test(key) && isList(value);

function containerListClaims(containers: readonly Value[], path: string): Claim[] {
  return containers.flatMap((container, index) =>
    isProperties(container) ? containerClaims(container, `${path}[${index}]`) : [],
  );
}

/** The strings of a value that is one place or a list of them. */
function placeClaims(value: Value, path: string): Claim[] {
  if (isList(value)) return value.flatMap((item, index) => placeClaims(item, `${path}[${index}]`));
  if (value === UNKNOWN || (typeof value === "string" && value !== ""))
    return [{ kind: "place", path, value, table: undefined }];
  return [];
}

/**
 * A requirement {key, operator, values} of node affinity or of a storage class's topologies that asks for a place.
 * Requirements that exclude (`NotIn`) send nothing anywhere. Undefined where the object is no such requirement.
 */
function requirementClaims(value: Properties, path: string): Claim[] | undefined {
  const { key, operator, values } = value;
  if (typeof key !== "string" || typeof operator !== "string") return topologyTerm(value, path);
  if (!TOPOLOGY_LABEL.test(key)) return [];
  if (operator === "NotIn" || operator === "DoesNotExist") return [];
  return placeClaims(values ?? [], `${path}.values`);
}

/** Labels and their values; a node selector can also be a list of terms. */
function isLabels(value: Value): value is Properties {
  return (
    isProperties(value) &&
    Object.values(value).every((label) => label === UNKNOWN || typeof label === "string")
  );
}

function selectorClaims(selector: Properties, path: string): Claim[] {
  return Object.entries(selector).flatMap(([label, value]) =>
    TOPOLOGY_LABEL.test(label) ? placeClaims(value, childPath(path, label)) : [],
  );
}

/** A term of a storage class's topologies, which has no operator. */
function topologyTerm({ key, values }: Properties, path: string): Claim[] | undefined {
  return typeof key === "string" && TOPOLOGY_LABEL.test(key)
    ? placeClaims(values ?? [], `${path}.values`)
    : undefined;
}

/** Annotations tell controllers what to do; only URLs and ARNs in them lead anywhere. */
function annotationClaims(annotations: Value, path: string): Claim[] {
  if (!isProperties(annotations)) return [];
  return Object.entries(annotations).flatMap(([key, value]): Claim[] => {
    if (typeof value !== "string" || isOwnName(key) || isDocumentationKey(key)) return [];
    if (key.endsWith("/last-applied-configuration")) return [];
    const at = childPath(path, key);
    const named = regionInText(value, undefined);
    if (named !== undefined) return [{ kind: "place", path: at, value: named, table: undefined }];
    const setting = key.slice(key.lastIndexOf("/") + 1);
    // load-balancer.hetzner.cloud/location: ash; a code that no table has is any other word.
    if (isPlaceKey(setting) && locate(value).status !== "unknown")
      return [{ kind: "place", path: at, value, table: undefined }];
    // What an annotation is called says little: it is a host where the tables know it, or where a URL says so.
    return valueClaims(at, "", value);
  });
}

/**
 * A range of addresses that pods may reach. The whole internet names no place: which hosts are meant is said elsewhere
 * and judged there, and the policy `egress-limited` lists it.
 */
function ipBlockClaims({ cidr }: Properties, path: string): Claim[] {
  if (typeof cidr !== "string" || /\/0$/.test(cidr)) return [];
  return [{ kind: "host", path: `${path}.cidr`, host: cidr, carries: "data" }];
}

/** A ConfigMap or a Secret, or a list of them. */
function holderClaims(kind: string, properties: Properties): Claim[] {
  const { items } = properties;
  if (!isList(items)) return dataClaims(kind, properties, "");
  return items.flatMap((item, index) =>
    isProperties(item) ? dataClaims(kind, item, `items[${index}]`) : [],
  );
}

/** Ranges that Cilium's policies open: texts, or objects with a cidr. */
function rangeClaims(value: Value, path: string): Claim[] {
  if (isList(value)) return value.flatMap((item, index) => rangeClaims(item, `${path}[${index}]`));
  if (isProperties(value)) return ipBlockClaims(value, path);
  return typeof value === "string" ? ipBlockClaims({ cidr: value }, path) : [];
}

/** The texts of a ConfigMap or a Secret. What a Secret holds is judged and never shown, apart from host names. */
function dataClaims(kind: string, properties: Properties, path: string): Claim[] {
  return ["data", "stringData", "binaryData"].flatMap((part) => {
    const data = properties[part];
    const at = childPath(path, part);
    if (data === UNKNOWN) return [unknownData(kind, at)];
    if (!isProperties(data)) return [];
    const isEncoded = part === "binaryData" || (kind === "Secret" && part === "data");
    return Object.entries(data).flatMap(([key, value]) =>
      entryClaims(key, isEncoded ? decoded(value) : value, childPath(at, key)),
    );
  });
}

function entryClaims(key: string, value: Value, path: string): Claim[] {
  if (value === UNKNOWN) return [unknownEntry(key, path)];
  if (typeof value !== "string") return [];
  // A certificate holds addresses of revocation lists, encoded.
  if (isPem(value)) return [];
  if (key === ".dockerconfigjson" || key === ".dockercfg") return registryClaims(value, path);
  const isText =
    value.includes("\n") || /^\s*[[{]/.test(value) || !/^[\w.-]+$/.test(key) || key.includes(".");
  return isText ? textClaims(path, value) : valueClaims(path, key, value);
}

/**
 * Data that becomes known later. Pulumi hides a whole Secret as soon as one of its values is not known yet, such as a
 * generated password, so a Secret is as good as what its values come from.
 */
function unknownData(kind: string, path: string): Claim {
  return kind === "Secret"
    ? { kind: "reference", path, value: UNKNOWN, what: "a secret" }
    : { kind: "host", path, host: UNKNOWN, carries: "data", composed: true };
}

/** An entry that becomes known later: a host, a value that is none, or a whole file of which nothing can be seen. */
function unknownEntry(key: string, path: string): Claim {
  if (isHostKey(key)) return { kind: "host", path, host: UNKNOWN, carries: "data" };
  return key.includes(".")
    ? { kind: "host", path, host: UNKNOWN, carries: "data", composed: true }
    : { kind: "reference", path, value: UNKNOWN, what: "a value" };
}

/** The text in base64; null for what is no text, such as an archive. */
function decoded(value: Value): Value {
  if (typeof value !== "string") return value;
  const text = Buffer.from(value, "base64").toString("utf8");
  return text.includes("\uFFFD") || text.includes("\0") ? null : text;
}

/** Registries that a pull secret logs in to. */
function registryClaims(text: string, path: string): Claim[] {
  const auths = /"auths"\s*:\s*\{/.test(text) ? text : "";
  return [...auths.matchAll(/"((?:https?:\/\/)?[\w.-]+\.[a-z]{2,}(?::\d+)?(?:\/[^"]*)?)"\s*:\s*\{/gi)].map(
    ([, registry = ""]): Claim => ({
      kind: "host",
      path,
      host: registryOf(`${registry.replace(/^https?:\/\//, "").replace(/\/.*$/, "")}/`),
      carries: "software",
    }),
  );
}
