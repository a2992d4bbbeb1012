import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
  valueAt,
} from "../resource.ts";
import { expand } from "./expand.ts";
import { isKind, kindOf, maySharePlace, nameOf, placeOf } from "./kubernetes.ts";
import { NOT_KNOWN } from "./message.ts";

/** Something that speaks without TLS to the outside, for people, and what to do. */
export interface Opening {
  readonly text: string;
  readonly fix: string;
}

/** What a Kubernetes object opens to the outside without TLS. */
export function kubernetesOpenings(resource: PlannedResource, all: readonly PlannedResource[]): Opening[] {
  if (isKind(resource, "networking.k8s.io", "Ingress") || isKind(resource, "extensions", "Ingress"))
    return ingressOpenings(resource);
  if (isKind(resource, "gateway.networking.k8s.io", "Gateway")) return gatewayOpenings(resource, all);
  if (isKind(resource, "networking.istio.io", "Gateway")) return istioOpenings(resource);
  return isKind(resource, "core", "Service") ? serviceOpenings(resource) : [];
}

const INGRESS_FIX = "name the host in spec.tls[].hosts, with the Secret that holds its certificate.";

/** Hosts of an Ingress that no entry of its `tls` covers; annotations for redirects do not help where there is none. */
function ingressOpenings({ properties }: PlannedResource): Opening[] {
  const tls = valueAt(properties, "spec", "tls");
  if (tls === UNKNOWN) return [{ text: `spec.tls ${NOT_KNOWN}`, fix: INGRESS_FIX }];
  const covered = isList(tls) ? tls.map(coveredHosts) : [];
  return hostsOf(properties).flatMap(({ path, host }) => {
    if (host === UNKNOWN) {
      // Whatever the host will be, an entry without hosts covers it.
      const certain = covered.some((hosts) => hosts === "every host");
      return certain
        ? []
        : [{ text: `${path} ${NOT_KNOWN}, and so is whether spec.tls covers it`, fix: INGRESS_FIX }];
    }
    if (covered.some((hosts) => covers(hosts, host))) return [];
    const name = host === "" ? "every host" : `"${host}"`;
    return [{ text: `${path} serves ${name} without TLS: no entry of spec.tls covers it`, fix: INGRESS_FIX }];
  });
}

interface HostAt {
  readonly path: string;
  /** "" for any host. */
  readonly host: string | typeof UNKNOWN;
}

/** The hosts that an Ingress answers. */
function hostsOf(properties: Properties): HostAt[] {
  const rules = valueAt(properties, "spec", "rules");
  const fallback = valueAt(properties, "spec", "defaultBackend") ?? valueAt(properties, "spec", "backend");
  const ofRules = isList(rules)
    ? rules.map((rule, index): HostAt => ({ path: `spec.rules[${index}].host`, host: hostOf(rule) }))
    : [];
  if (rules === UNKNOWN) return [{ path: "spec.rules", host: UNKNOWN }];
  return fallback === undefined ? ofRules : [...ofRules, { path: "spec.defaultBackend", host: "" }];
}

function hostOf(rule: Value): string | typeof UNKNOWN {
  if (rule === UNKNOWN) return UNKNOWN;
  const host = isProperties(rule) ? rule["host"] : undefined;
  return host === UNKNOWN || typeof host === "string" ? host : "";
}

/** Hosts of one entry of `tls`; without any, it is the load balancer's own certificate, for every host. */
function coveredHosts(entry: Value): "every host" | readonly Value[] {
  const hosts = isProperties(entry) ? entry["hosts"] : entry === UNKNOWN ? UNKNOWN : undefined;
  if (hosts === UNKNOWN) return [];
  return isList(hosts) && hosts.length > 0 ? hosts : "every host";
}

function covers(hosts: "every host" | readonly Value[], host: string): boolean {
  if (hosts === "every host") return true;
  return hosts.some(
    (name) => name === host || (typeof name === "string" && name.startsWith("*.") && wildcard(name, host)),
  );
}

/** A wildcard stands for one label: *.example.com for a.example.com, not for a.b.example.com. */
const wildcard = (name: string, host: string) => host.replace(/^[^.]+/, "*") === name;

/** Listeners of a Gateway that speak HTTP and are not only there to send to HTTPS. */
function gatewayOpenings(gateway: PlannedResource, all: readonly PlannedResource[]): Opening[] {
  const listeners = valueAt(gateway.properties, "spec", "listeners");
  const fix =
    "let it speak HTTPS, or attach HTTPRoutes to it that only redirect (requestRedirect.scheme: https).";
  if (listeners === UNKNOWN) return [{ text: `spec.listeners ${NOT_KNOWN}`, fix }];
  if (!isList(listeners)) return [];
  return listeners.flatMap((listener, index) => {
    const path = `spec.listeners[${index}]`;
    if (!isProperties(listener)) return listener === UNKNOWN ? [{ text: `${path} ${NOT_KNOWN}`, fix }] : [];
    const { protocol, name } = listener;
    if (protocol === UNKNOWN) return [{ text: `${path}.protocol ${NOT_KNOWN}`, fix }];
    // TCP and UDP carry anything; whether that is TLS cannot be seen here.
    if (protocol !== "HTTP") return [];
    const routes = all.filter((route) => isAttached(route, gateway, name, all));
    if (routes.length > 0 && routes.every(onlyRedirects)) return [];
    const why =
      routes.length === 0
        ? "no HTTPRoute of this program redirects it"
        : `${routes
            .filter((route) => !onlyRedirects(route))
            .map(({ name: route }) => `"${route}"`)
            .join(", ")} serves it`;
    return [{ text: `${path}.protocol is HTTP, and ${why}`, fix }];
  });
}

function isAttached(
  route: PlannedResource,
  gateway: PlannedResource,
  listener: Value | undefined,
  all: readonly PlannedResource[],
): boolean {
  const kind = kindOf(route);
  if (kind?.group !== "gateway.networking.k8s.io" || !kind.kind.endsWith("Route")) return false;
  return expand(route.properties, "spec.parentRefs[*]").some(({ value }) => {
    if (!isProperties(value)) return true;
    const { name, namespace, sectionName } = value;
    const own = placeOf(route, all);
    const place = { ...own, namespace: typeof namespace === "string" ? namespace : own.namespace };
    const isNamed = name === UNKNOWN || name === nameOf(gateway);
    const isSection =
      typeof sectionName !== "string" || typeof listener !== "string" || sectionName === listener;
    return isNamed && isSection && maySharePlace(place, placeOf(gateway, all));
  });
}

/** True where every rule of a route sends to HTTPS. */
function onlyRedirects(route: PlannedResource): boolean {
  const rules = valueAt(route.properties, "spec", "rules");
  return (
    isList(rules) &&
    rules.length > 0 &&
    rules.every((rule) =>
      expand(rule, "filters[*].requestRedirect.scheme").some(({ value }) => value === "https"),
    )
  );
}

/** Istio's Gateway: servers that speak HTTP and do not redirect. */
function istioOpenings({ properties }: PlannedResource): Opening[] {
  const servers = valueAt(properties, "spec", "servers");
  const fix = "let it speak HTTPS, or set tls.httpsRedirect to true.";
  if (servers === UNKNOWN) return [{ text: `spec.servers ${NOT_KNOWN}`, fix }];
  if (!isList(servers)) return [];
  return servers.flatMap((server, index) => {
    const path = `spec.servers[${index}].port.protocol`;
    const protocol =
      server === UNKNOWN ? UNKNOWN : isProperties(server) ? valueAt(server, "port", "protocol") : "";
    if (protocol === UNKNOWN) return [{ text: `${path} ${NOT_KNOWN}`, fix }];
    if (typeof protocol !== "string" || !/^(?:HTTP2?|GRPC|GRPC-WEB)$/i.test(protocol)) return [];
    const redirects = isProperties(server) && valueAt(server, "tls", "httpsRedirect") === true;
    return redirects ? [] : [{ text: `${path} is ${protocol}, and nothing redirects it`, fix }];
  });
}

const PLAIN_PORTS: readonly unknown[] = [80, 8080];
const TLS_PORTS: readonly unknown[] = [443, 8443];

/**
 * Ports of a load balancer's Service that speak HTTP. Beside a port with TLS, a plain one is taken for its redirect, as
 * every ingress controller has it: whether it is one is decided inside the pods, which a policy cannot see.
 */
function serviceOpenings({ properties }: PlannedResource): Opening[] {
  const type = valueAt(properties, "spec", "type");
  if (type !== "LoadBalancer" && type !== UNKNOWN) return [];
  const fix =
    "serve TLS on port 443, or put an Ingress or a Gateway with TLS in front of a Service of type ClusterIP.";
  const ports = valueAt(properties, "spec", "ports");
  if (ports === UNKNOWN) return [{ text: `spec.ports ${NOT_KNOWN}`, fix }];
  if (!isList(ports)) return [];
  const kinds = ports.map(portKind);
  if (kinds.includes("tls")) return [];
  return kinds.flatMap((kind, index) => {
    const path = `spec.ports[${index}]`;
    if (kind === "unknown") return [{ text: `${path} of a load balancer ${NOT_KNOWN}`, fix }];
    return kind === "plain"
      ? [{ text: `${path} of a load balancer speaks HTTP, and none speaks TLS`, fix }]
      : [];
  });
}

/** By number and name; what is neither may carry anything. */
function portKind(entry: Value): "plain" | "tls" | "unknown" | "other" {
  if (!isProperties(entry)) return entry === UNKNOWN ? "unknown" : "other";
  const { port, name, appProtocol } = entry;
  const texts = [name, appProtocol].filter((text) => typeof text === "string");
  if (texts.some((text) => /^(?:https|tls|wss|grpcs)\b/i.test(text)) || TLS_PORTS.includes(port))
    return "tls";
  if (texts.some((text) => /^(?:https?2?|ws|grpc|h2c)\b/i.test(text)) || PLAIN_PORTS.includes(port))
    return "plain";
  return port === UNKNOWN || name === UNKNOWN ? "unknown" : "other";
}
