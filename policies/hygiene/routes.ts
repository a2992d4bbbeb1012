import { isList, isProperties, type PlannedResource, UNKNOWN, type Value, valueAt } from "../resource.ts";
import { expand } from "./expand.ts";
import { kindOf, placeOf, type Placed } from "./kubernetes.ts";

/** A reference from what takes requests from outside to a Service. */
export interface RouteTarget {
  readonly path: string;
  /** Undefined where it is not known before something else is created. */
  readonly service: string | undefined;
  readonly place: Placed;
}

/** Kinds that bring requests from outside to Services, and where they name these: objects with `name` or `host`. */
const BACKENDS: Readonly<Record<string, readonly string[]>> = {
  "networking.k8s.io Ingress": ["spec.defaultBackend.service", "spec.rules[*].http.paths[*].backend.service"],
  "gateway.networking.k8s.io": [
    "spec.rules[*].backendRefs[*]",
    "spec.rules[*].filters[*].requestMirror.backendRef",
  ],
  "networking.istio.io VirtualService": ["http", "tls", "tcp"].flatMap((protocol) => [
    `spec.${protocol}[*].route[*].destination`,
    `spec.${protocol}[*].mirror`,
    `spec.${protocol}[*].mirrors[*].destination`,
  ]),
  "route.openshift.io Route": ["spec.to", "spec.alternateBackends[*]"],
  "traefik.io IngressRoute": ["spec.routes[*].services[*]"],
  "traefik.io IngressRouteTCP": ["spec.routes[*].services[*]"],
  "projectcontour.io HTTPProxy": ["spec.routes[*].services[*]", "spec.tcpproxy.services[*]"],
};

/** The Services that a resource brings requests from outside to; none for other kinds. */
export function routeTargets(resource: PlannedResource, all: readonly PlannedResource[]): RouteTarget[] {
  const kind = kindOf(resource);
  if (kind === undefined || isInsideMesh(resource)) return [];
  const isGatewayRoute = kind.group === "gateway.networking.k8s.io" && kind.kind.endsWith("Route");
  const key = isGatewayRoute ? kind.group : `${kind.group} ${kind.kind}`;
  const place = placeOf(resource, all);
  return (BACKENDS[key] ?? []).flatMap((pattern) =>
    expand(resource.properties, pattern).map(({ path, value }) => targetAt(path, value, place)),
  );
}

function targetAt(path: string, value: Value, place: Placed): RouteTarget {
  if (!isProperties(value)) return { path, service: undefined, place };
  const key = value["host"] === undefined ? "name" : "host";
  const name = value[key];
  const namespace = value["namespace"];
  if (typeof name !== "string") return { path: `${path}.${key}`, service: undefined, place };
  // Istio's hosts may be complete: service.namespace.svc.cluster.local.
  const [service = name, ofHost] = key === "host" ? name.split(".") : [name];
  const given = namespace ?? ofHost;
  const at = typeof given === "string" ? given : given === UNKNOWN ? undefined : place.namespace;
  return { path: `${path}.${key}`, service, place: { cluster: place.cluster, namespace: at } };
}

/** Routes between pods of a service mesh, which nothing from outside takes. */
function isInsideMesh({ properties }: PlannedResource): boolean {
  const parents = valueAt(properties, "spec", "parentRefs");
  if (isList(parents) && parents.length > 0) {
    return parents.every((parent) => isProperties(parent) && parent["kind"] === "Service");
  }
  const gateways = valueAt(properties, "spec", "gateways");
  if (gateways === UNKNOWN || valueAt(properties, "spec", "hosts") === undefined) return false;
  return !isList(gateways) || gateways.every((gateway) => gateway === "mesh");
}
