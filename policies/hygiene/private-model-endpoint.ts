import { DEFAULT_HYGIENE } from "../../domain/hygiene.ts";
import type { StackCheck, StackMessage } from "../check.ts";
import { isList, type PlannedResource, UNKNOWN, type Value, valueAt } from "../resource.ts";
import { containersIn, type PodAt, podsOf } from "./containers.ts";
import { expand, type ValueAt } from "./expand.ts";
import { isKind, maySharePlace, nameOf, placeOf } from "./kubernetes.ts";
import { NOT_KNOWN, problem } from "./message.ts";
import { modelServerIn } from "./model-servers.ts";
import {
  appliesTo,
  labelsOf,
  limitedBy,
  networkPolicies,
  NOT_KNOWN_RANGE,
  openRules,
} from "./network-policies.ts";
import { routeTargets } from "./routes.ts";
import { type Match, selects, serviceSelects } from "./selectors.ts";

/** A pod with a model server. */
interface ModelPod {
  readonly pod: PodAt;
  readonly server: string;
}

function modelPods(resources: readonly PlannedResource[]): ModelPod[] {
  return resources.flatMap(podsOf).flatMap((pod) => {
    const server = containersIn(pod)
      .map(({ container }) => modelServerIn(container))
      .find((name) => name !== undefined);
    return server === undefined ? [] : [{ pod, server }];
  });
}

const INSIDE = "let the gateway alone reach it, through a Service of type ClusterIP.";

/** Ports that the node itself opens for a pod. */
function hostOpenings({ pod, server }: ModelPod): StackMessage[] {
  const { resource, path, spec } = pod;
  if (spec === UNKNOWN) return [];
  const network = spec["hostNetwork"];
  const ports = containersIn(pod).flatMap(({ container, path: at }) =>
    expand(container, "ports[*].hostPort").map((found): ValueAt => ({
      ...found,
      path: `${at}.${found.path}`,
    })),
  );
  const openings: ValueAt[] =
    network === undefined ? ports : [{ path: `${path}.hostNetwork`, value: network }, ...ports];
  return openings
    .filter(({ value }) => value !== null && value !== false && value !== 0)
    .map(({ path: at, value }) =>
      told(
        resource,
        `${at} ${opensText(value)} ${server} at the node's address`,
        `leave it out, and ${INSIDE}`,
      ),
    );
}

const opensText = (value: Value): string => (value === UNKNOWN ? `${NOT_KNOWN}; it may open` : "opens");

const told = (resource: PlannedResource, text: string, fix: string): StackMessage => ({
  message: problem(resource, text, fix),
  urn: resource.urn,
});

/** Services (and Gateway API's pools of inference pods) that select a pod. */
function servicesOf({ pod }: ModelPod, all: readonly PlannedResource[]) {
  const place = placeOf(pod.resource, all);
  return all
    .filter((resource) => maySharePlace(placeOf(resource, all), place))
    .map((service) => ({ service, match: serviceMatch(service, labelsOf(pod)) }))
    .filter(({ match }) => match !== "no");
}

function serviceMatch(resource: PlannedResource, labels: Value | undefined): Match {
  const selector = valueAt(resource.properties, "spec", "selector");
  if (isKind(resource, "core", "Service")) return serviceSelects(selector, labels);
  const isPool =
    isKind(resource, "inference.networking.k8s.io", "InferencePool") ||
    isKind(resource, "inference.networking.x-k8s.io", "InferencePool");
  return isPool ? selects(selector, labels) : "no";
}

/** What a Service opens to outside the cluster. */
function serviceOpenings(model: ModelPod, all: readonly PlannedResource[]): StackMessage[] {
  return servicesOf(model, all).flatMap(({ service, match }) => {
    const reaches = match === "yes" ? "reaches" : "may reach, since labels or selector are not known yet,";
    const where = `${model.server} in ${model.pod.resource.type} "${model.pod.resource.name}"`;
    return openingsOf(service).map((opening) =>
      told(service, `${opening} from outside the cluster and ${reaches} ${where}`, INSIDE),
    );
  });
}

function openingsOf({ properties }: PlannedResource): string[] {
  const type = valueAt(properties, "spec", "type");
  const addresses = valueAt(properties, "spec", "externalIPs");
  const hasAddresses = addresses === UNKNOWN || (isList(addresses) && addresses.length > 0);
  return [
    ...(type === UNKNOWN ? [`spec.type ${NOT_KNOWN}: the Service may be reachable`] : []),
    ...(type === "LoadBalancer" || type === "NodePort"
      ? [`spec.type ${type} makes the Service reachable`]
      : []),
    ...(hasAddresses ? ["spec.externalIPs make the Service reachable"] : []),
  ];
}

/** Ingresses and routes that lead to a Service of a model server. */
function routeOpenings(model: ModelPod, all: readonly PlannedResource[]): StackMessage[] {
  const services = servicesOf(model, all).map(({ service }) => service);
  const where = `${model.server} in ${model.pod.resource.type} "${model.pod.resource.name}"`;
  return all.flatMap((route) =>
    routeTargets(route, all).flatMap(({ path, service, place }) => {
      if (!maySharePlace(place, placeOf(model.pod.resource, all))) return [];
      if (service === undefined) {
        return leadsElsewhere(route, services, all)
          ? []
          : [told(route, `${path} ${NOT_KNOWN}; it may lead from outside to ${where}`, INSIDE)];
      }
      const leads = services.some((candidate) => nameOf(candidate) === service);
      return leads ? [told(route, `${path} "${service}" leads from outside to ${where}`, INSIDE)] : [];
    }),
  );
}

/** True where a Service's name is not known yet, but comes from Services that belong to no model server. */
function leadsElsewhere(
  route: PlannedResource,
  services: readonly PlannedResource[],
  all: readonly PlannedResource[],
): boolean {
  const sources = route.origins?.["spec"] ?? [];
  const named = all.filter(
    (resource) => isKind(resource, "core", "Service") && sources.includes(resource.urn),
  );
  return named.length > 0 && !named.some((service) => services.includes(service));
}

/** The NetworkPolicy that every model server needs, and the rules that undo it. */
function unlimited({ pod, server }: ModelPod, all: readonly PlannedResource[]): StackMessage[] {
  const policies = networkPolicies(all);
  const limited = limitedBy(policies, pod, "Ingress", all);
  const fix =
    "add a NetworkPolicy with policyTypes [Ingress] that selects its labels and lets the gateway in.";
  if (limited !== "yes") {
    const text =
      limited === "no"
        ? `no NetworkPolicy of this program limits who reaches ${server}`
        : `whether a NetworkPolicy limits who reaches ${server} ${NOT_KNOWN}: labels, selectors or namespaces are open`;
    return [told(pod.resource, text, fix)];
  }
  return policies
    .filter((policy) => appliesTo(policy, pod, "Ingress", all) !== "no")
    .flatMap((policy) =>
      openRules(policy, "Ingress").map(({ path, range }) =>
        told(
          policy,
          range === NOT_KNOWN_RANGE
            ? `${path} ${NOT_KNOWN}; it may let everybody reach ${server}`
            : `${path} lets ${range} reach ${server}`,
          "name the gateway's pods in `from`.",
        ),
      ),
    );
}

/** One message for what several model servers share. */
function distinct(messages: readonly StackMessage[]): StackMessage[] {
  return [...new Map(messages.map((entry) => [entry.message, entry])).values()];
}

export const privateModelEndpoint: StackCheck = {
  name: "private-model-endpoint",
  description: "A model server is reachable inside its cluster only, and a NetworkPolicy says by whom.",
  enforcement: DEFAULT_HYGIENE["private-model-endpoint"],
  check: ({ resources }) =>
    distinct(
      modelPods(resources).flatMap((model) => [
        ...hostOpenings(model),
        ...serviceOpenings(model, resources),
        ...routeOpenings(model, resources),
        ...unlimited(model, resources),
      ]),
    ),
};
