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
import { NOT_KNOWN } from "./message.ts";
import type { Opening } from "./tls-kubernetes.ts";

type Judge = (resource: PlannedResource, all: readonly PlannedResource[]) => Opening[];

/** What a cloud's load balancer opens without TLS, by type; versions of azure-native are left out of it. */
const JUDGES: Readonly<Record<string, Judge>> = {
  "aws:lb/listener:Listener": awsListener,
  "aws:alb/listener:Listener": awsListener,
  "aws:elasticloadbalancingv2/listener:Listener": awsListener,
  "aws:applicationloadbalancing/listener:Listener": awsListener,
  "aws-native:elasticloadbalancingv2:Listener": awsListener,
  "aws:elb/loadBalancer:LoadBalancer": awsClassic,
  "aws:elasticloadbalancing/loadBalancer:LoadBalancer": awsClassic,
  "azure-native:network:ApplicationGateway": azureGateway,
  "azure:network/applicationGateway:ApplicationGateway": azureGateway,
  "gcp:compute/targetHttpProxy:TargetHttpProxy": gcpProxy,
  "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy": gcpProxy,
  "scaleway:loadbalancers/frontend:Frontend": scalewayFrontend,
  "scaleway:index/loadbalancerFrontend:LoadbalancerFrontend": scalewayFrontend,
  "hcloud:index/loadBalancerService:LoadBalancerService": hetznerService,
};

export function cloudOpenings(resource: PlannedResource, all: readonly PlannedResource[]): Opening[] {
  return JUDGES[resource.type.replace(/\/v\d\w*(?=:)/, "")]?.(resource, all) ?? [];
}

/** A listener of an application load balancer; a network load balancer's TCP may carry TLS, which cannot be seen. */
function awsListener({ properties }: PlannedResource): Opening[] {
  const { protocol, port, defaultActions } = properties;
  const fix = "set protocol HTTPS with a certificate, or a default action that redirects to HTTPS.";
  if (protocol === UNKNOWN) return [{ text: `protocol ${NOT_KNOWN}`, fix }];
  // AWS takes the protocol from the port where only that is given.
  if (protocol !== "HTTP" && (protocol !== undefined || port !== 80)) return [];
  if (defaultActions === UNKNOWN)
    return [{ text: `defaultActions of a listener for HTTP ${NOT_KNOWN}`, fix }];
  const actions = isList(defaultActions) ? defaultActions : [];
  const redirects = actions.length > 0 && actions.every(redirectsToHttps);
  return redirects ? [] : [{ text: "protocol is HTTP, and defaultActions do not redirect to HTTPS", fix }];
}

/** aws has `redirect`, aws-native has `redirectConfig`. */
function redirectsToHttps(action: Value): boolean {
  if (!isProperties(action)) return false;
  return ["redirect", "redirectConfig"].some((key) => valueAt(action, key, "protocol") === "HTTPS");
}

/** A classic load balancer, which cannot redirect. */
function awsClassic({ properties: { listeners } }: PlannedResource): Opening[] {
  const fix = "set lbProtocol https with a certificate, or use an application load balancer that redirects.";
  if (listeners === UNKNOWN) return [{ text: `listeners ${NOT_KNOWN}`, fix }];
  return (isList(listeners) ? listeners : []).flatMap((listener, index) => {
    const path = `listeners[${index}].lbProtocol`;
    const protocol = isProperties(listener) ? listener["lbProtocol"] : listener;
    if (protocol === UNKNOWN) return [{ text: `${path} ${NOT_KNOWN}`, fix }];
    return typeof protocol === "string" && protocol.toLowerCase() === "http"
      ? [{ text: `${path} is ${protocol}`, fix }]
      : [];
  });
}

/** An application gateway: listeners for HTTP whose rules do not redirect. */
function azureGateway({ properties }: PlannedResource): Opening[] {
  const { httpListeners, requestRoutingRules } = properties;
  const fix = "set protocol Https with a certificate, or give its rule a redirectConfiguration to HTTPS.";
  if (httpListeners === UNKNOWN) return [{ text: `httpListeners ${NOT_KNOWN}`, fix }];
  const rules = isList(requestRoutingRules) ? requestRoutingRules.filter(isProperties) : [];
  return (isList(httpListeners) ? httpListeners : []).flatMap((listener, index) => {
    const path = `httpListeners[${index}].protocol`;
    const protocol = isProperties(listener) ? listener["protocol"] : listener;
    if (protocol === UNKNOWN) return [{ text: `${path} ${NOT_KNOWN}`, fix }];
    if (!isProperties(listener) || typeof protocol !== "string" || protocol.toLowerCase() !== "http")
      return [];
    const own = rules.filter((rule) => mayUse(rule, listener["name"]));
    return own.length > 0 && own.every(azureRedirects)
      ? []
      : [{ text: `${path} is ${protocol}, and its rules do not redirect`, fix }];
  });
}

/** True where a rule is, or may be, for the listener of this name. */
function mayUse(rule: Properties, name: Value | undefined): boolean {
  const listener = rule["httpListenerName"] ?? valueAt(rule, "httpListener", "id");
  if (listener === UNKNOWN || typeof name !== "string") return true;
  return typeof listener === "string" && listener.split("/").at(-1) === name;
}

const azureRedirects = (rule: Properties): boolean =>
  (rule["redirectConfigurationName"] ?? valueAt(rule, "redirectConfiguration", "id")) !== undefined;

/** A proxy for HTTP, which is fine where its URL map only redirects. */
function gcpProxy(proxy: PlannedResource, all: readonly PlannedResource[]): Opening[] {
  const fix = "use a targetHttpsProxy, or a URL map that only has defaultUrlRedirect.httpsRedirect.";
  const given = proxy.properties["urlMap"];
  const sources = proxy.origins?.["urlMap"] ?? [];
  const map = all.find(
    (other) =>
      /^gcp:compute\/(?:uRLMap:URLMap|regionUrlMap:RegionUrlMap)$/.test(other.type) &&
      (sources.includes(other.urn) || (typeof given === "string" && given === other.properties["name"])),
  );
  if (map === undefined)
    return [{ text: "its urlMap is none of this program: whether it redirects cannot be seen", fix }];
  const redirects = [
    valueAt(map.properties, "defaultUrlRedirect", "httpsRedirect"),
    ...expand(map.properties, "pathMatchers[*]").map(({ value }) =>
      isProperties(value) && value["pathRules"] === undefined && value["routeRules"] === undefined
        ? valueAt(value, "defaultUrlRedirect", "httpsRedirect")
        : false,
    ),
  ];
  return redirects.every((value) => value === true)
    ? []
    : [{ text: `its urlMap "${map.name}" does not redirect everything to HTTPS`, fix }];
}

/** A frontend on the port for HTTP without a certificate: only an ACL can redirect it. */
function scalewayFrontend(frontend: PlannedResource, all: readonly PlannedResource[]): Opening[] {
  const { inboundPort, certificateIds, acls } = frontend.properties;
  const fix = "give it certificateIds and port 443, or an ACL whose action redirects to https.";
  if (inboundPort === UNKNOWN) return [{ text: `inboundPort ${NOT_KNOWN}`, fix }];
  const hasCertificate = certificateIds === UNKNOWN || (isList(certificateIds) && certificateIds.length > 0);
  // Without a certificate, other ports may carry TLS through to the servers.
  if ((inboundPort !== 80 && inboundPort !== 8080) || hasCertificate) return [];
  const actions = [
    ...expand(isList(acls) ? acls : [], "[*].action"),
    ...all
      .filter(
        ({ type, origins }) =>
          isScalewayAcl(type) && origins?.["frontendId"]?.includes(frontend.urn) === true,
      )
      .flatMap(({ properties }) => expand(properties, "action")),
  ];
  return actions.some(({ value }) => scalewayRedirects(value))
    ? []
    : [{ text: `inboundPort is ${inboundPort}, without a certificate or an ACL that redirects`, fix }];
}

const isScalewayAcl = (type: string) =>
  type === "scaleway:loadbalancers/acl:Acl" || type === "scaleway:index/loadbalancerAcl:LoadbalancerAcl";

function scalewayRedirects(action: Value): boolean {
  return (
    isProperties(action) &&
    action["type"] === "redirect" &&
    expand(action, "redirects[*].target").some(
      ({ value }) => typeof value === "string" && /^https(?::|$)/.test(value),
    )
  );
}

/** Hetzner redirects where `http.redirectHttp` says so, which it takes for services that speak HTTPS. */
function hetznerService({ properties }: PlannedResource): Opening[] {
  const { protocol } = properties;
  const fix = "set protocol https with http.certificates, and http.redirectHttp.";
  if (protocol === UNKNOWN) return [{ text: `protocol ${NOT_KNOWN}`, fix }];
  if (protocol !== "http" || valueAt(properties, "http", "redirectHttp") === true) return [];
  return [{ text: "protocol is http, and http.redirectHttp is not set", fix }];
}
