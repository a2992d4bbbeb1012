import { describe, expect, test } from "vitest";
import { tlsAtEdge } from "../../../policies/hygiene/tls-at-edge.ts";
import { type PlannedResource, type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { object, stackMessages } from "./stack.ts";

const found = (...resources: PlannedResource[]) => stackMessages(tlsAtEdge, resources);

test("is mandatory", () => expect(tlsAtEdge.enforcement).toBe("mandatory"));

describe("an Ingress", () => {
  const rule = (host?: Value): Properties => ({
    ...(host === undefined ? {} : { host }),
    http: { paths: [] },
  });
  const tls = (...hosts: Value[]): Value => [{ hosts, secretName: "a" }];

  test.each<[string, Value, number]>([
    ["with its host covered", { rules: [rule("a.example")], tls: tls("a.example") }, 0],
    ["without tls", { rules: [rule("a.example"), rule("b.example")] }, 2],
    [
      "with one of two hosts covered",
      { rules: [rule("a.example"), rule("b.example")], tls: tls("a.example") },
      1,
    ],
    ["covered by a wildcard", { rules: [rule("a.example.com")], tls: tls("*.example.com") }, 0],
    ["below a wildcard's one label", { rules: [rule("a.b.example.com")], tls: tls("*.example.com") }, 1],
    ["covered by an entry without hosts", { rules: [rule("a.example")], tls: [{ secretName: "a" }] }, 0],
    ["for every host, with tls for one", { rules: [rule()], tls: tls("a.example") }, 1],
    ["for every host, with tls for all", { rules: [rule()], tls: [{ secretName: "a" }] }, 0],
    ["with a default backend only", { defaultBackend: { service: { name: "a" } } }, 1],
    ["of the old form", { backend: { serviceName: "a" } }, 1],
    ["whose tls is not known yet", { rules: [rule("a.example")], tls: UNKNOWN }, 1],
    ["whose tls hosts are not known yet", { rules: [rule("a.example")], tls: [{ hosts: UNKNOWN }] }, 1],
    ["whose tls entry is not known yet", { rules: [rule("a.example")], tls: [UNKNOWN] }, 1],
    ["whose host is not known yet", { rules: [rule(UNKNOWN)], tls: tls("a.example") }, 1],
    [
      "whose host is not known yet, with tls for all",
      { rules: [rule(UNKNOWN)], tls: [{ secretName: "a" }] },
      0,
    ],
    ["whose rule is not known yet", { rules: [UNKNOWN], tls: tls("a.example") }, 1],
    ["whose rules are not known yet", { rules: UNKNOWN, tls: tls("a.example") }, 1],
    ["of which nothing is known yet", UNKNOWN, 1],
  ])("%s", (_, spec, count) => {
    expect(found(object("networking.k8s.io/v1:Ingress", spec))).toHaveLength(count);
    expect(found(object("extensions/v1beta1:Ingress", spec))).toHaveLength(count);
  });

  test("is not helped by annotations that redirect", () => {
    const annotations = { "nginx.ingress.kubernetes.io/force-ssl-redirect": "true" };
    expect(
      found(object("networking.k8s.io/v1:Ingress", { rules: [rule("a.example")] }, {}, { annotations })),
    ).toEqual([
      'kubernetes:networking.k8s.io/v1:Ingress "object": spec.rules[0].host serves "a.example" without TLS: no ' +
        "entry of spec.tls covers it\n" +
        "  Fix: name the host in spec.tls[].hosts, with the Secret that holds its certificate.",
    ]);
  });
});

describe("a Gateway", () => {
  const gateway = (...listeners: Value[]) =>
    object("gateway.networking.k8s.io/v1:Gateway", { listeners }, { name: "edge" });
  const http = { name: "web", port: 80, protocol: "HTTP" };
  const redirect = { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] };
  const serve = { backendRefs: [{ name: "a" }] };
  const route = (parent: Properties, ...rules: Value[]) =>
    object("gateway.networking.k8s.io/v1:HTTPRoute", { parentRefs: [parent], rules }, { name: "route" });

  test.each<[string, PlannedResource[], number]>([
    ["with HTTPS", [gateway({ port: 443, protocol: "HTTPS" })], 0],
    ["with TCP, of which nothing can be told", [gateway({ port: 80, protocol: "TCP" })], 0],
    ["with HTTP and no route", [gateway(http)], 1],
    ["with HTTP that redirects", [gateway(http), route({ name: "edge" }, redirect)], 0],
    [
      "with HTTP that redirects by section",
      [gateway(http), route({ name: "edge", sectionName: "web" }, redirect)],
      0,
    ],
    [
      "with a redirect of another section",
      [gateway(http), route({ name: "edge", sectionName: "tls" }, redirect)],
      1,
    ],
    ["with a redirect of another gateway", [gateway(http), route({ name: "other" }, redirect)], 1],
    [
      "with a redirect of another namespace's gateway",
      [gateway(http), route({ name: "edge", namespace: "other" }, redirect)],
      1,
    ],
    ["with a rule that serves", [gateway(http), route({ name: "edge" }, redirect, serve)], 1],
    [
      "with a route that serves beside one that redirects",
      [gateway(http), route({ name: "edge" }, redirect), route({ name: UNKNOWN }, serve)],
      1,
    ],
    [
      "with a redirect to another host only",
      [gateway(http), route({ name: "edge" }, { filters: [{ requestRedirect: { hostname: "b" } }] })],
      1,
    ],
    ["with a route without rules", [gateway(http), route({ name: "edge" })], 1],
    ["whose protocol is not known yet", [gateway({ port: 80, protocol: UNKNOWN })], 1],
    ["whose listener is not known yet", [gateway(UNKNOWN)], 1],
    [
      "whose listeners are not known yet",
      [object("gateway.networking.k8s.io/v1:Gateway", { listeners: UNKNOWN })],
      1,
    ],
  ])("%s", (_, resources, count) => expect(found(...resources)).toHaveLength(count));

  test.each<[Value, number]>([
    [[{ port: { number: 443, protocol: "HTTPS" } }], 0],
    [[{ port: { number: 80, protocol: "HTTP" } }], 1],
    [[{ port: { number: 80, protocol: "http2" } }], 1],
    [[{ port: { number: 80, protocol: "HTTP" }, tls: { httpsRedirect: true } }], 0],
    [[{ port: { number: 80, protocol: "HTTP" }, tls: { httpsRedirect: UNKNOWN } }], 1],
    [[{ port: { number: 80, protocol: UNKNOWN } }], 1],
    [[UNKNOWN], 1],
    [UNKNOWN, 1],
  ])("of Istio with %o", (servers, count) => {
    expect(found(object("networking.istio.io/v1:Gateway", { servers }))).toHaveLength(count);
  });
});

describe("a load balancer's Service", () => {
  test.each<[Value, number]>([
    [[{ port: 80 }], 1],
    [[{ port: 8080 }], 1],
    [[{ port: 9000, name: "http" }], 1],
    [[{ port: 9000, name: "http-metrics" }], 1],
    [[{ port: 9000, appProtocol: "http" }], 1],
    [[{ port: 9000, name: "grpc" }], 1],
    [[{ port: 443, name: "http" }], 0],
    [[{ port: 443 }], 0],
    [[{ port: 9000, name: "https" }], 0],
    [[{ port: 9000, appProtocol: "https" }], 0],
    [[{ port: 80 }, { port: 443 }], 0],
    [[{ port: 5432, name: "database" }], 0],
    [[{ port: UNKNOWN }], 1],
    [[{ port: 9000, name: UNKNOWN }], 1],
    [[UNKNOWN], 1],
    [UNKNOWN, 1],
  ])("%o", (ports, count) => {
    const service = (type: Value) => found(object("core/v1:Service", { type, ports }));
    expect(service("LoadBalancer")).toHaveLength(count);
    expect(service(UNKNOWN)).toHaveLength(count);
    expect(service("ClusterIP")).toEqual([]);
  });
});

describe("a cloud's load balancer", () => {
  const redirect = [
    { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
  ];
  const forward = [{ type: "forward", targetGroupArn: "arn" }];

  test.each<[Properties, number]>([
    [{ protocol: "HTTPS", port: 443, defaultActions: forward }, 0],
    [{ protocol: "HTTP", port: 80, defaultActions: redirect }, 0],
    [{ protocol: "HTTP", port: 80, defaultActions: [{ redirectConfig: { protocol: "HTTPS" } }] }, 0],
    [{ protocol: "HTTP", port: 80, defaultActions: forward }, 1],
    [{ protocol: "HTTP", port: 80, defaultActions: [...redirect, ...forward] }, 1],
    [{ protocol: "HTTP", port: 80, defaultActions: [{ redirect: { protocol: "#{protocol}" } }] }, 1],
    [{ protocol: "HTTP", port: 80, defaultActions: [] }, 1],
    [{ protocol: "HTTP", port: 80, defaultActions: UNKNOWN }, 1],
    [{ protocol: "HTTP", port: 80, defaultActions: [UNKNOWN] }, 1],
    [{ protocol: UNKNOWN, port: 80, defaultActions: redirect }, 1],
    [{ port: 80, defaultActions: forward }, 1],
    [{ port: 443, defaultActions: forward }, 0],
    [{ protocol: "TCP", port: 80, defaultActions: forward }, 0],
  ])("of AWS with %o", (properties, count) => {
    for (const type of [
      "aws:lb/listener:Listener",
      "aws:alb/listener:Listener",
      "aws:elasticloadbalancingv2/listener:Listener",
      "aws:applicationloadbalancing/listener:Listener",
      "aws-native:elasticloadbalancingv2:Listener",
    ])
      expect(found(planned(type, properties))).toHaveLength(count);
  });

  test.each<[Value, number]>([
    [[{ lbProtocol: "http", lbPort: 80 }], 1],
    [[{ lbProtocol: "HTTP", lbPort: 80 }], 1],
    [[{ lbProtocol: "https", lbPort: 443 }], 0],
    [[{ lbProtocol: "tcp", lbPort: 80 }], 0],
    [[{ lbProtocol: UNKNOWN }], 1],
    [UNKNOWN, 1],
  ])("of AWS' classic kind with %o", (listeners, count) => {
    expect(found(planned("aws:elb/loadBalancer:LoadBalancer", { listeners }))).toHaveLength(count);
    expect(found(planned("aws:elasticloadbalancing/loadBalancer:LoadBalancer", { listeners }))).toHaveLength(
      count,
    );
  });

  const id = (name: string) => ({ id: `/subscriptions/s/applicationGateways/g/httpListeners/${name}` });
  const listeners = (protocol: Value): Value => [{ name: "web", protocol }];
  const target = { redirectConfiguration: { id: "/redirectConfigurations/tls" } };
  test.each<[Properties, number]>([
    [{ httpListeners: listeners("Https"), requestRoutingRules: [{ httpListener: id("web") }] }, 0],
    [{ httpListeners: listeners("Http"), requestRoutingRules: [{ httpListener: id("web"), ...target }] }, 0],
    [{ httpListeners: listeners("Http"), requestRoutingRules: [{ httpListener: id("web") }] }, 1],
    [
      { httpListeners: listeners("Http"), requestRoutingRules: [{ httpListener: id("other"), ...target }] },
      1,
    ],
    [
      {
        httpListeners: listeners("Http"),
        requestRoutingRules: [{ httpListener: { id: UNKNOWN }, ...target }],
      },
      0,
    ],
    [{ httpListeners: listeners("Http"), requestRoutingRules: [{ httpListener: { id: UNKNOWN } }] }, 1],
    [{ httpListeners: listeners("Http"), requestRoutingRules: UNKNOWN }, 1],
    [{ httpListeners: listeners("Http") }, 1],
    [{ httpListeners: listeners(UNKNOWN) }, 1],
    [{ httpListeners: UNKNOWN }, 1],
    [
      {
        httpListeners: listeners("Http"),
        requestRoutingRules: [{ httpListenerName: "web", redirectConfigurationName: "tls" }],
      },
      0,
    ],
    [{ httpListeners: listeners("Http"), requestRoutingRules: [{ httpListenerName: "web" }] }, 1],
  ])("of Azure with %o", (properties, count) => {
    for (const type of [
      "azure-native:network:ApplicationGateway",
      "azure-native:network/v20240501:ApplicationGateway",
      "azure:network/applicationGateway:ApplicationGateway",
    ])
      expect(found(planned(type, properties))).toHaveLength(count);
  });

  const https = { defaultUrlRedirect: { httpsRedirect: true } };
  test.each<[Properties, number]>([
    [https, 0],
    [{ defaultService: "a" }, 1],
    [{ defaultUrlRedirect: { httpsRedirect: UNKNOWN } }, 1],
    [{ ...https, pathMatchers: [{ name: "a", ...https }] }, 0],
    [{ ...https, pathMatchers: [{ name: "a", defaultService: "a" }] }, 1],
    [{ ...https, pathMatchers: [{ name: "a", ...https, pathRules: [{ paths: ["/*"], service: "a" }] }] }, 1],
  ])("of Google with the URL map %o", (properties, count) => {
    for (const [kind, mapType] of [
      ["gcp:compute/targetHttpProxy:TargetHttpProxy", "gcp:compute/uRLMap:URLMap"],
      ["gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy", "gcp:compute/regionUrlMap:RegionUrlMap"],
    ] as const) {
      const map = planned(mapType, { ...properties, name: "map" });
      const proxy = (urlMap: Value, origins = {}) => planned(kind, { urlMap }, { origins });
      expect(found(map, proxy(UNKNOWN, { urlMap: [map.urn] }))).toHaveLength(count);
      expect(found(map, proxy("map"))).toHaveLength(count);
      expect(found(map, proxy("other"))).toEqual([expect.stringContaining("none of this program")]);
    }
  });

  const action = { type: "redirect", redirects: [{ type: "scheme", target: "https" }] };
  test.each<[Properties, Value | undefined, number]>([
    [{ inboundPort: 443 }, undefined, 0],
    [{ inboundPort: 80 }, undefined, 1],
    [{ inboundPort: 8080 }, undefined, 1],
    [{ inboundPort: 80, certificateIds: ["a"] }, undefined, 0],
    [{ inboundPort: 80, certificateIds: UNKNOWN }, undefined, 0],
    [{ inboundPort: 80, acls: [{ action }] }, undefined, 0],
    [{ inboundPort: 80, acls: [{ action: { type: "deny" } }] }, undefined, 1],
    [{ inboundPort: 80 }, action, 0],
    [{ inboundPort: 80 }, { type: "redirect", redirects: [{ type: "location", target: "https://a" }] }, 0],
    [{ inboundPort: 80 }, { type: "redirect", redirects: [{ type: "location", target: "http://a" }] }, 1],
    [{ inboundPort: 80 }, { type: "allow" }, 1],
    [{ inboundPort: 80 }, UNKNOWN, 1],
    [{ inboundPort: UNKNOWN }, undefined, 1],
  ])("of Scaleway with %o and the ACL %o", (properties, acl, count) => {
    for (const [type, aclType] of [
      ["scaleway:loadbalancers/frontend:Frontend", "scaleway:loadbalancers/acl:Acl"],
      [
        "scaleway:index/loadbalancerFrontend:LoadbalancerFrontend",
        "scaleway:index/loadbalancerAcl:LoadbalancerAcl",
      ],
    ] as const) {
      const frontend = planned(type, properties);
      const own = (urn: string) =>
        acl === undefined ? [] : [planned(aclType, { action: acl }, { origins: { frontendId: [urn] } })];
      expect(found(frontend, ...own(frontend.urn))).toHaveLength(count);
      if (count === 0 && acl !== undefined) expect(found(frontend, ...own("urn:other"))).toHaveLength(1);
    }
  });

  test.each<[Properties, number]>([
    [{ protocol: "https", http: { certificates: [1] } }, 0],
    [{ protocol: "http" }, 1],
    [{ protocol: "http", http: { redirectHttp: true } }, 0],
    [{ protocol: "http", http: { redirectHttp: UNKNOWN } }, 1],
    [{ protocol: "tcp", listenPort: 443 }, 0],
    [{ protocol: UNKNOWN }, 1],
  ])("of Hetzner with %o", (properties, count) => {
    expect(found(planned("hcloud:index/loadBalancerService:LoadBalancerService", properties))).toHaveLength(
      count,
    );
  });

  test("of another kind is not judged", () => {
    expect(found(planned("aws:lb/loadBalancer:LoadBalancer", { protocol: "HTTP" }))).toEqual([]);
  });
});
