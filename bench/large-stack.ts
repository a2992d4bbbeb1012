import * as library from "@pulumi/policy/proxy.js";
import { type PlannedResource, plainProperties, type Properties } from "../policies/resource.ts";

/** A stack of a given size, of groups as real ones have: a cloud's resources and a cluster with what runs in it. */
export function largeStack(size: number): PlannedResource[] {
  const resources: PlannedResource[] = [];
  for (let group = 0; resources.length < size; group++) resources.push(...groupOf(group));
  return resources.slice(0, size);
}

const urn = (type: string, name: string) => `urn:pulumi:bench::project::${type}::${name}`;

function groupOf(group: number): PlannedResource[] {
  const aws = urn("pulumi:providers:aws", `aws-${group}`);
  const scaleway = urn("pulumi:providers:scaleway", `scaleway-${group}`);
  const kubernetes = urn("pulumi:providers:kubernetes", `kubernetes-${group}`);
  const cluster = urn("scaleway:kubernetes/cluster:Cluster", `cluster-${group}`);
  const resource = (
    type: string,
    name: string,
    properties: Properties,
    provider?: readonly [urn: string, properties: Properties],
    dependencies: readonly string[] = [],
  ): PlannedResource => ({
    urn: urn(type, `${name}-${group}`),
    type,
    name: `${name}-${group}`,
    properties,
    ...(provider === undefined ? {} : { provider: { urn: provider[0], properties: provider[1] } }),
    dependencies,
  });
  const inAws = [aws, { region: "eu-central-1" }] as const;
  const inScaleway = [scaleway, { region: "fr-par" }] as const;
  const inCluster = [kubernetes, {}] as const;
  return [
    resource("pulumi:providers:aws", "aws", { region: "eu-central-1" }),
    resource("pulumi:providers:scaleway", "scaleway", { region: "fr-par", zone: "fr-par-2" }),
    resource(
      "scaleway:kubernetes/cluster:Cluster",
      "cluster",
      { region: "fr-par", version: "1.36" },
      inScaleway,
    ),
    resource("pulumi:providers:kubernetes", "kubernetes", {}, undefined, [cluster]),
    ...["a", "b", "c"].map((zone) =>
      resource(
        "aws:ec2/subnet:Subnet",
        `subnet-${zone}`,
        { availabilityZone: `eu-central-1${zone}`, cidrBlock: "10.0.1.0/24" },
        inAws,
      ),
    ),
    resource("aws:kms/key:Key", "key", { description: "weights", multiRegion: false }, inAws),
    resource(
      "aws:sqs/queue:Queue",
      "queue",
      { kmsMasterKeyId: `arn:aws:kms:eu-central-1:1:key/${group}` },
      inAws,
    ),
    resource("aws:iam/role:Role", "role", { assumeRolePolicy: '{"Version":"2012-10-17"}' }, inAws),
    ...Array.from({ length: 10 }, (_, index) =>
      resource("kubernetes:apps/v1:Deployment", `deployment-${index}`, deployment(index), inCluster),
    ),
    ...Array.from({ length: 10 }, (_, index) =>
      resource(
        "kubernetes:core/v1:Service",
        `service-${index}`,
        { spec: { type: "ClusterIP", selector: { app: `app-${index}` }, ports: [{ port: 80 }] } },
        inCluster,
      ),
    ),
    ...Array.from({ length: 10 }, (_, index) =>
      resource(
        "kubernetes:core/v1:ConfigMap",
        `config-${index}`,
        { data: { "app.yaml": configuration(index) } },
        inCluster,
      ),
    ),
  ];
}

function deployment(index: number): Properties {
  const variables = Array.from({ length: 15 }, (_, variable) => ({
    name: `SETTING_${variable}`,
    value: `value ${variable}`,
  }));
  return {
    metadata: { name: `app-${index}`, labels: { app: `app-${index}` } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: `app-${index}` } },
      template: {
        metadata: { labels: { app: `app-${index}` } },
        spec: {
          nodeSelector: { "topology.kubernetes.io/zone": "fr-par-2" },
          containers: [
            {
              name: "app",
              image: "rg.fr-par.scw.cloud/app/app:1.0",
              args: ["--listen=:8080", `--database=postgres://db-${index}.data.svc:5432/app`],
              env: [
                ...variables,
                { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://collector.monitoring.svc:4317" },
              ],
              livenessProbe: { httpGet: { path: "/health", port: 8080 } },
            },
          ],
        },
      },
    },
  };
}

const configuration = (index: number) =>
  Array.from({ length: 40 }, (_, line) => `setting_${line}: value of ${index}`)
    .concat("upstream: http://app.web.svc:8080")
    .join("\n");

/** The reference: every value of the stack once each way, as the engine does to send it to a policy. */
export function throughJson(stack: readonly PlannedResource[]): unknown {
  return JSON.parse(JSON.stringify(stack));
}

/** The stack as the policy library hands it over: properties behind proxies, which are copied before anything is judged. */
export function throughProxies(stack: readonly PlannedResource[]): PlannedResource[] {
  const proxied: unknown = Reflect.get(library, "unknownCheckingProxy");
  if (typeof proxied !== "function") throw new Error("@pulumi/policy has no unknownCheckingProxy");
  return stack.map((resource) => {
    const shown: unknown = Reflect.apply(proxied, undefined, [resource.properties]);
    if (typeof shown !== "object" || shown === null) throw new Error("the proxy is no object");
    return { ...resource, properties: plainProperties(shown) };
  });
}
