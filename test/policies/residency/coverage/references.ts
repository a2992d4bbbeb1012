import { type PlannedResource, type Properties, UNKNOWN, type Value } from "../../../../policies/resource.ts";
import { DIGEST, planned } from "../../planned.ts";
import { KUBECONFIG } from "./values.ts";

/**
 * What no single value shows: where a resource lies because of another one, and what is only known later. Each is a
 * stack that has to be proved and the same stack with one thing changed, which must not be.
 */
export interface Reference {
  readonly title: string;
  /** URN of the resource that is judged. */
  readonly urn: string;
  readonly clean: readonly PlannedResource[];
  readonly outside: readonly PlannedResource[];
}

const providerOf = (name: string, properties: Properties, rest: Partial<PlannedResource> = {}) =>
  planned(`pulumi:providers:${name}`, properties, { name, ...rest });

const used = ({ urn, properties }: PlannedResource): Pick<PlannedResource, "provider"> => ({
  provider: { urn, properties },
});

/** A reference whose stack is made from one value: one that stays, and one that does not. */
function reference<T>(
  title: string,
  [inside, outside]: readonly [inside: T, outside: T],
  make: (value: T) => readonly [judged: PlannedResource, ...rest: PlannedResource[]],
): Reference {
  const clean = make(inside);
  return { title, urn: clean[0].urn, clean, outside: make(outside) };
}

const awsIn = (region: string) =>
  providerOf("aws", { region }, { name: region, urn: `urn:provider:${region}` });

function ovhNodePool(region: string): [PlannedResource, ...PlannedResource[]] {
  const provider = providerOf("ovh", { endpoint: "ovh-eu" });
  const cluster = planned("ovh:CloudProject/kube:Kube", { serviceName: "example", region }, used(provider));
  const pool = planned(
    "ovh:CloudProject/kubeNodePool:KubeNodePool",
    { serviceName: "example", kubeId: UNKNOWN, flavorName: "l40s-90" },
    { ...used(provider), dependencies: [cluster.urn] },
  );
  return [pool, cluster, provider];
}

function scalewayPool(region: string): [PlannedResource, ...PlannedResource[]] {
  const provider = providerOf("scaleway", { region: "fr-par", zone: "fr-par-2" });
  const cluster = planned("scaleway:kubernetes/cluster:Cluster", { region }, used(provider));
  const pool = planned(
    "scaleway:kubernetes/pool:Pool",
    { clusterId: UNKNOWN, nodeType: "H100-1-80G" },
    { ...used(provider), dependencies: [cluster.urn] },
  );
  return [pool, cluster, provider];
}

function hetznerVolume(location: string): [PlannedResource, ...PlannedResource[]] {
  const provider = providerOf("hcloud", { token: "example" });
  const server = planned("hcloud:index/server:Server", { location, serverType: "ccx33" }, used(provider));
  const volume = planned(
    "hcloud:index/volume:Volume",
    { size: 10, serverId: UNKNOWN },
    { ...used(provider), dependencies: [server.urn] },
  );
  return [volume, server, provider];
}

function azureChild(location: string): [PlannedResource, ...PlannedResource[]] {
  const provider = providerOf("azure-native", { location: "germanywestcentral" });
  const account = planned(
    "azure-native:storage:StorageAccount",
    { location, accountName: "example", resourceGroupName: "example", sku: { name: "Standard_LRS" } },
    used(provider),
  );
  const container = planned(
    "azure-native:storage:BlobContainer",
    { accountName: UNKNOWN, resourceGroupName: "example" },
    { ...used(provider), dependencies: [account.urn] },
  );
  return [container, account, provider];
}

function replication(region: string): [PlannedResource, ...PlannedResource[]] {
  const [home, away] = [awsIn("eu-central-1"), awsIn(region)];
  const source = planned("aws:s3/bucket:Bucket", {}, { name: "source", ...used(home) });
  const replica = planned("aws:s3/bucket:Bucket", {}, { name: "replica", ...used(away) });
  const named = (resource: PlannedResource): PlannedResource => ({
    ...resource,
    urn: `${resource.urn}-${resource.name}`,
  });
  const [from, to] = [named(source), named(replica)];
  const config = planned(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    { bucket: UNKNOWN, role: UNKNOWN, rules: [{ status: "Enabled", destination: { bucket: UNKNOWN } }] },
    { ...used(home), dependencies: [from.urn, to.urn] },
  );
  return [config, from, to, home, away];
}

/** An object in a cluster of EKS whose kubeconfig is only known once the cluster is there. */
function inCluster(region: string): [PlannedResource, ...PlannedResource[]] {
  const cloud = awsIn(region);
  const cluster = planned("aws:eks/cluster:Cluster", {}, used(cloud));
  const provider = providerOf("kubernetes", { kubeconfig: UNKNOWN }, { dependencies: [cluster.urn] });
  return [configMap({}, provider), provider, cluster, cloud];
}

function configMap(data: Properties, provider: PlannedResource): PlannedResource {
  return planned("kubernetes:core/v1:ConfigMap", { metadata: { name: "example" }, data }, used(provider));
}

const PARIS = planned(
  "scaleway:kubernetes/cluster:Cluster",
  { region: "fr-par" },
  used(providerOf("scaleway", { region: "fr-par" })),
);
const CLUSTER = providerOf("kubernetes", { kubeconfig: KUBECONFIG }, { dependencies: [PARIS.urn] });

/** A pod with one thing about it that differs. */
function pod(spec: Properties): [PlannedResource, ...PlannedResource[]] {
  const clean = { name: "app", image: `rg.fr-par.scw.cloud/example/app@${DIGEST}` };
  const properties = { metadata: { name: "example" }, spec: { containers: [clean], ...spec } };
  return [planned("kubernetes:core/v1:Pod", properties, used(CLUSTER)), CLUSTER, PARIS];
}

const container = (changes: Properties): Properties => ({
  containers: [{ name: "app", image: `rg.fr-par.scw.cloud/example/app@${DIGEST}`, ...changes }],
});

function inAws(type: string, properties: Properties): [PlannedResource, ...PlannedResource[]] {
  const provider = awsIn("eu-central-1");
  return [planned(type, properties, used(provider)), provider];
}

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/0123";

export const REFERENCES: readonly Reference[] = [
  reference("OVH's node pool is where its cluster is", ["GRA11", "BHS5"], ovhNodePool),
  reference("Scaleway's pool is where its cluster is", ["fr-par", "us-nyc"], scalewayPool),
  reference("Hetzner's volume is where its server is", ["fsn1", "ash"], hetznerVolume),
  reference("Azure's container is where its account is", ["westeurope", "uksouth"], azureChild),
  reference("S3 replicates to a bucket of another provider", ["eu-west-1", "us-east-1"], replication),
  reference("an object is where its provider's cluster is", ["eu-north-1", "eu-west-2"], inCluster),
  reference("a resource's region overrides its provider's", ["eu-west-1", "us-east-1"], (region) =>
    inAws("aws:s3/bucket:Bucket", { region }),
  ),
  reference<Properties>(
    "a provider without a region takes the shell's",
    [{ region: "eu-central-1" }, {}],
    (properties) => {
      const provider = providerOf("aws", properties);
      return [planned("aws:s3/bucket:Bucket", {}, used(provider)), provider];
    },
  ),
  reference("a resource is where its provider is", ["europe-west3", "europe-west2"], (region) => {
    const provider = providerOf("gcp", { project: "example", region });
    return [planned("gcp:pubsub/subscription:Subscription", { topic: "example" }, used(provider)), provider];
  }),
  reference<Value>("a region that is not known yet", ["eu-west-1", UNKNOWN], (region) =>
    inAws("aws:s3/bucket:Bucket", { region }),
  ),
  reference<Value>("a key that is not known yet", [KEY, UNKNOWN], (kmsKeyId) =>
    inAws("aws:ebs/volume:Volume", { availabilityZone: "eu-central-1a", kmsKeyId }),
  ),
  reference<Value>(
    "an endpoint that is not known yet",
    ["https://sqs.eu-central-1.amazonaws.com/123456789012/example", UNKNOWN],
    (endpoint) =>
      inAws("aws:sns/topicSubscription:TopicSubscription", {
        topic: "arn:aws:sns:eu-central-1:123456789012:example",
        protocol: "https",
        endpoint,
      }),
  ),
  reference<Value>(
    "an environment variable that is not known yet",
    ["http://vllm.models.svc:8000/v1", UNKNOWN],
    (value) => pod(container({ env: [{ name: "OPENAI_BASE_URL", value }] })),
  ),
  reference<Value>("an argument that is not known yet", ["--port=8000", UNKNOWN], (argument) =>
    pod(container({ args: [argument] })),
  ),
  reference<Value>(
    "an image that is not known yet",
    [`rg.fr-par.scw.cloud/example/app@${DIGEST}`, UNKNOWN],
    (image) => pod(container({ image })),
  ),
  reference<Value>("a node's label that is not known yet", ["fr-par", UNKNOWN], (region) =>
    pod({ nodeSelector: { "topology.kubernetes.io/region": region } }),
  ),
  reference<Value>("a kubeconfig that comes from nowhere", [KUBECONFIG, UNKNOWN], (kubeconfig) => {
    const provider = providerOf("kubernetes", { kubeconfig });
    return [configMap({}, provider), provider];
  }),
  reference<Properties>(
    "a cluster that the shell's context chooses",
    [{ kubeconfig: KUBECONFIG }, {}],
    (properties) => {
      const provider = providerOf("kubernetes", properties);
      return [configMap({}, provider), provider];
    },
  ),
  reference(
    "a custom resource sends metrics on",
    [
      "http://mimir.monitoring.svc:8080/api/v1/push",
      "https://prometheus-us-central1.grafana.net/api/prom/push",
    ],
    (url) => [
      planned(
        "kubernetes:monitoring.coreos.com/v1:Prometheus",
        { metadata: { name: "example" }, spec: { remoteWrite: [{ url }] } },
        used(CLUSTER),
      ),
      CLUSTER,
      PARIS,
    ],
  ),
  reference(
    "a container runs where its daemon is",
    ["ssh://operator@node.fr-par.scw.cloud", "ssh://operator@ec2-1-2-3-4.us-east-1.compute.amazonaws.com"],
    (host) => {
      const provider = providerOf("docker", { host });
      const image = `rg.fr-par.scw.cloud/example/app@${DIGEST}`;
      return [planned("docker:index/container:Container", { image }, used(provider)), provider];
    },
  ),
];
