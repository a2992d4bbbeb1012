import { describe, expect, test } from "vitest";
import { judgeStack } from "../../../policies/residency/stack.ts";
import { type PlannedResource, type Properties, UNKNOWN } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { settingsAt, TODAY } from "../settings.ts";

const provider = (type: string, properties: Properties, name = type) =>
  planned(`pulumi:providers:${type}`, properties, { name });
const through = ({ urn, properties }: PlannedResource) => ({ provider: { urn, properties } });
const judged = (resources: PlannedResource[], rest: Record<string, unknown> = {}) =>
  judgeStack(resources, settingsAt("eu", rest), TODAY);
const verdictOf = (resources: PlannedResource[], name: string, rest: Record<string, unknown> = {}) =>
  judged(resources, rest).judgements.find((judgement) => judgement.name === name);

const ovh = provider("ovh", { endpoint: "ovh-eu" });
const kube = (region: Properties[string]) =>
  planned("ovh:CloudProject/kube:Kube", { region }, { name: "kube", ...through(ovh) });
const pool = (dependencies: string[]) =>
  planned(
    "ovh:CloudProject/kubeNodePool:KubeNodePool",
    { kubeId: UNKNOWN },
    { name: "pool", dependencies, ...through(ovh) },
  );

describe("a resource that belongs to another", () => {
  test("lies where that lies, and the proof walks there", () => {
    const cluster = kube("GRA11");
    const found = verdictOf([ovh, cluster, pool([cluster.urn])], "pool");
    expect(found).toMatchObject({ verdict: "proved", countries: ["FR"], operator: "OVHcloud" });
    expect(found?.proof.map(({ subject }) => subject.split("::")[1])).toEqual(["pool", "kube"]);
    expect(found?.proof[1]?.says).toContain('region "GRA11" lies in France');
  });

  test.each<[Properties[string], string]>([
    ["BHS5", "violating"],
    ["GRA99", "unproven"],
    [UNKNOWN, "unproven"],
  ])("is no better than a cluster in %s: %s", (region, verdict) => {
    const cluster = kube(region);
    expect(verdictOf([ovh, cluster, pool([cluster.urn])], "pool")?.verdict).toBe(verdict);
  });

  test("to nothing that is known is unproven, and a declaration supplies it", () => {
    expect(verdictOf([ovh, pool([])], "pool")).toMatchObject({ verdict: "unproven" });
    const places = [
      {
        resource: "ovh:CloudProject/kubeNodePool:*::pool",
        country: "FR",
        operator: "OVHcloud",
        ownerCountry: "FR",
      },
    ];
    expect(verdictOf([ovh, pool([])], "pool", { places })).toMatchObject({
      verdict: "proved",
      countries: ["FR"],
    });
    const outside = [{ ...places[0], country: "CA" }];
    expect(verdictOf([ovh, pool([])], "pool", { places: outside })?.verdict).toBe("violating");
  });

  test("in a circle proves nothing and ends", () => {
    const one = planned("ovh:A/a:A", {}, { name: "one", ...through(ovh) });
    const two = planned("ovh:B/b:B", {}, { name: "two", dependencies: [one.urn], ...through(ovh) });
    const circle = { ...one, dependencies: [two.urn] };
    expect(judged([ovh, circle, two]).judgements.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["ovh", "proved"],
      ["one", "unproven"],
      ["two", "unproven"],
    ]);
  });
});

describe("a value that comes from another resource", () => {
  const aws = provider("aws", { region: "eu-central-1" });
  const far = provider("aws", { region: "us-east-1" }, "far");
  const bucket = (from: PlannedResource) =>
    planned("aws:s3/bucket:Bucket", { bucket: "copies" }, { name: "copies", ...through(from) });
  const replication = (value: Properties[string], origins: string[] = []) =>
    planned(
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      { rules: [{ destination: { bucketArn: value } }] },
      { name: "replication", origins: { rules: origins }, dependencies: origins, ...through(aws) },
    );

  test("is where that resource is, before it is known and after", () => {
    const inside = bucket(aws);
    expect(verdictOf([aws, inside, replication(UNKNOWN, [inside.urn])], "replication")?.verdict).toBe(
      "proved",
    );
    expect(
      verdictOf([aws, inside, replication("arn:aws:s3:::copies", [inside.urn])], "replication")?.verdict,
    ).toBe("proved");
    const outside = bucket(far);
    expect(verdictOf([aws, far, outside, replication(UNKNOWN, [outside.urn])], "replication")?.verdict).toBe(
      "violating",
    );
    expect(verdictOf([aws, far, outside, replication("arn:aws:s3:::copies")], "replication")?.verdict).toBe(
      "violating",
    );
  });

  test("is unproven where no resource of the stack has it", () => {
    const inside = bucket(aws);
    expect(
      verdictOf([aws, inside, replication("arn:aws:s3:::foreign", [inside.urn])], "replication")?.verdict,
    ).toBe("unproven");
    expect(verdictOf([aws, replication(UNKNOWN)], "replication")?.verdict).toBe("unproven");
  });

  test("counts by its own property: what another property comes from proves nothing", () => {
    const database = planned(
      "scaleway:databases/instance:Instance",
      { region: "fr-par" },
      {
        name: "db",
        outputs: { endpointIp: "51.15.0.1" },
        ...through(provider("scaleway", { region: "fr-par" })),
      },
    );
    const config = (value: Properties[string], origins: Record<string, string[]>) =>
      planned(
        "kubernetes:core/v1:ConfigMap",
        { data: { DATABASE_HOST: value } },
        { name: "config", origins, dependencies: [database.urn] },
      );
    expect(verdictOf([database, config("51.15.0.1", { data: [database.urn] })], "config")?.verdict).toBe(
      "proved",
    );
    expect(verdictOf([database, config("51.15.0.2", { data: [database.urn] })], "config")?.verdict).toBe(
      "unproven",
    );
    expect(verdictOf([database, config("51.15.0.1", { metadata: [database.urn] })], "config")?.verdict).toBe(
      "unproven",
    );
  });
});

describe("a provider without a region", () => {
  const bare = provider("scaleway", {});
  test("decides nothing where each of its resources names its own place", () => {
    const registry = planned(
      "scaleway:registry/namespace:Namespace",
      { region: "nl-ams" },
      { name: "images", ...through(bare) },
    );
    expect(judged([bare, registry]).verdict).toBe("proved");
  });

  test("is unproven where one resource needs it, and where it has none that anybody could look at", () => {
    const vpc = planned("scaleway:network/vpc:Vpc", {}, { name: "vpc", ...through(bare) });
    expect(
      judged([bare, vpc]).findings.map(({ name, verdict, property }) => [name, verdict, property]),
    ).toEqual([
      ["scaleway", "unproven", "region"],
      ["vpc", "unproven", "region"],
    ]);
    expect(judged([bare]).verdict).toBe("unproven");
  });
});

describe("Kubernetes objects", () => {
  const server = (host: string) =>
    provider("kubernetes", { kubeconfig: `clusters: [{cluster: {server: "https://${host}"}}]` }, "k8s");
  const namespace = (from: PlannedResource) =>
    planned("kubernetes:core/v1:Namespace", {}, { name: "ns", ...through(from) });

  test.each([
    ["abc.api.k8s.fr-par.scw.cloud:6443", "proved"],
    ["ABC.gr7.us-east-1.eks.amazonaws.com", "violating"],
    ["10.0.0.1:6443", "unproven"],
    ["k8s.example.eu", "unproven"],
  ])("are where the API server %s is: %s", (host, verdict) => {
    const from = server(host);
    expect(verdictOf([from, namespace(from)], "ns")?.verdict).toBe(verdict);
  });

  test("a context that a cloud's tool named says where its cluster is", () => {
    const gke = provider("kubernetes", { context: "gke_project_us-central1_cluster" }, "k8s");
    expect(verdictOf([gke], "k8s")?.verdict).toBe("violating");
  });

  test("a chart that renders is judged by its children, one that does not is unproven", () => {
    const from = server("abc.api.k8s.fr-par.scw.cloud");
    const chart = planned("kubernetes:helm.sh/v4:Chart", {}, { name: "chart", ...through(from) });
    const child = { ...namespace(from), parent: chart.urn };
    expect(verdictOf([from, chart], "chart")?.verdict).toBe("unproven");
    expect(verdictOf([from, chart, child], "chart")?.verdict).toBe("proved");
  });

  test("a label that several clouds use means what the cluster's own cloud means", () => {
    const scaleway = provider("aws", { region: "eu-west-1" });
    const cluster = planned("aws:eks/cluster:Cluster", {}, { name: "eks", ...through(scaleway) });
    const from = { ...provider("kubernetes", { kubeconfig: UNKNOWN }, "k8s"), dependencies: [cluster.urn] };
    const pod = planned(
      "kubernetes:core/v1:Pod",
      { spec: { nodeSelector: { "topology.kubernetes.io/region": "eu-west-1" } } },
      { name: "pod", ...through(from) },
    );
    expect(verdictOf([scaleway, cluster, from, pod], "pod")).toMatchObject({
      verdict: "proved",
      countries: ["IE"],
    });
  });
});

describe("what only repeats a value", () => {
  const scaleway = provider("scaleway", { region: "fr-par" });
  const aws = provider("aws", { region: "eu-central-1" });
  const config = (origin: PlannedResource, value: Properties[string]) =>
    planned(
      "kubernetes:core/v1:ConfigMap",
      { data: { SINK_HOST: value } },
      { name: "config", origins: { data: [origin.urn] }, dependencies: [origin.urn] },
    );
  const sink = "collector.acme-us.com";
  const holder = (type: string, from: PlannedResource, put = true) =>
    planned(type, put ? { value: sink } : {}, { name: "holder", outputs: { value: sink }, ...through(from) });

  test.each([
    "aws:ssm/parameter:Parameter",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:route53/record:Record",
  ])("%s shows nothing of a host", (type) => {
    for (const put of [true, false]) {
      const from = holder(type, aws, put);
      expect(verdictOf([aws, from, config(from, sink)], "config")?.verdict).toBe("unproven");
      expect(verdictOf([aws, from, config(from, UNKNOWN)], "config")?.verdict).toBe("unproven");
    }
  });

  test("a random value shows nothing of a host, and is fine where none is meant", () => {
    const pet = planned(
      "random:index/randomPet:RandomPet",
      {},
      { name: "pet", ...through(provider("random", {})) },
    );
    expect(verdictOf([pet, config(pet, UNKNOWN)], "config")?.verdict).toBe("unproven");
    const password = planned(
      "kubernetes:core/v1:Secret",
      { stringData: { PASSWORD: UNKNOWN } },
      { name: "secret", origins: { stringData: [pet.urn] }, dependencies: [pet.urn] },
    );
    expect(verdictOf([pet, password], "secret")?.verdict).toBe("proved");
  });

  test("a database that was told a name gives nothing out by it", () => {
    const database = planned(
      "scaleway:databases/instance:Instance",
      { region: "fr-par", name: sink },
      { name: "db", outputs: { name: sink }, ...through(scaleway) },
    );
    expect(verdictOf([scaleway, database, config(database, sink)], "config")?.verdict).toBe("unproven");
  });
});

describe("what a provider depends on", () => {
  const aws = provider("aws", { region: "eu-central-1" });
  const bucket = planned("aws:s3/bucket:Bucket", {}, { name: "bucket", ...through(aws) });
  const cluster = planned("aws:eks/cluster:Cluster", {}, { name: "eks", ...through(aws) });
  const k8s = (properties: Properties, from: PlannedResource): PlannedResource => ({
    ...provider("kubernetes", properties, "k8s"),
    dependencies: [from.urn],
    origins: { ...(properties["kubeconfig"] === undefined ? {} : { kubeconfig: [from.urn] }) },
  });

  test("is its cluster only where the kubeconfig comes from one", () => {
    expect(verdictOf([aws, cluster, k8s({ kubeconfig: UNKNOWN }, cluster)], "k8s")?.verdict).toBe("proved");
    expect(verdictOf([aws, bucket, k8s({ kubeconfig: UNKNOWN }, bucket)], "k8s")?.verdict).toBe("unproven");
    // An ambient kubeconfig, and a cluster that has only to be there before.
    expect(verdictOf([aws, cluster, k8s({}, cluster)], "k8s")?.verdict).toBe("unproven");
  });
});

describe("an exception for one resource", () => {
  const far = provider("aws", { region: "us-east-1" }, "far");
  const aws = provider("aws", { region: "eu-central-1" });
  const accept = (resource: string) => ({
    exceptions: [{ resource, reason: "Agreed in DPIA 12.", owner: "privacy", expires: "2027-01-31" }],
  });
  const archive = planned(
    "aws:s3/bucket:Bucket",
    { bucket: "archive" },
    { name: "archive", ...through(far) },
  );

  test("is none for another that sends data there", () => {
    const copy = planned(
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      { rules: [{ destination: { bucketArn: "arn:aws:s3:::archive" } }] },
      { name: "copy", origins: { rules: [archive.urn] }, dependencies: [archive.urn], ...through(aws) },
    );
    const resources = [far, aws, archive, copy];
    const report = judged(resources, accept("*::archive"));
    expect(report.verdict).toBe("violating");
    expect(verdictOf(resources, "copy", accept("*::archive"))).toMatchObject({
      verdict: "violating",
      accepted: undefined,
    });
  });

  test("goes with what belongs to it, and nothing outside is ever called proved", () => {
    const cluster = planned(
      "aws:eks/cluster:Cluster",
      { region: "us-east-1" },
      { name: "eks", ...through(aws) },
    );
    const k8s = { ...provider("kubernetes", { kubeconfig: UNKNOWN }, "k8s"), dependencies: [cluster.urn] };
    const namespace = planned("kubernetes:core/v1:Namespace", {}, { name: "ns", ...through(k8s) });
    const resources = [aws, cluster, k8s, namespace];
    expect(judged(resources, accept("aws:eks/*::eks")).verdict).toBe("proved");
    expect(verdictOf(resources, "ns", accept("aws:eks/*::eks"))).toMatchObject({
      verdict: "violating",
      countries: ["US"],
      accepted: { owner: "privacy" },
    });
    expect(judged(resources).verdict).toBe("violating");
  });

  test("lasts two years at most", () => {
    const report = judged([], {
      exceptions: [{ ...accept("*::archive").exceptions[0], expires: "2030-01-01" }],
    });
    expect(report.findings[0]?.reason).toContain("two years are the longest");
    expect(report.verdict).toBe("unproven");
  });

  test("can be bound to a value", () => {
    const region = (value: string) => ({ exceptions: [{ ...accept("*::bucket").exceptions[0], value }] });
    const bucket = planned(
      "aws:s3/bucket:Bucket",
      { region: "us-east-1" },
      { name: "bucket", ...through(aws) },
    );
    expect(judged([aws, bucket], region("us-east-1")).verdict).toBe("proved");
    expect(judged([aws, bucket], region("us-west-2")).verdict).toBe("violating");
  });
});

test("two resources of one URN are judged both, in either order", () => {
  const aws = provider("aws", { region: "eu-central-1" });
  const at = (region: string) =>
    planned("aws:s3/bucket:Bucket", { region }, { name: "same", ...through(aws) });
  expect(judged([aws, at("eu-west-1"), at("us-east-1")]).verdict).toBe("violating");
  expect(judged([aws, at("us-east-1"), at("eu-west-1")]).verdict).toBe("violating");
});

test("a provider that is not among the resources is judged all the same", () => {
  const object = planned(
    "kubernetes:core/v1:Namespace",
    {},
    { name: "ns", provider: { urn: "default", properties: {} } },
  );
  const report = judged([object]);
  expect(report.verdict).toBe("unproven");
  expect(report.judgements.map(({ verdict }) => verdict)).toEqual(["unproven", "unproven"]);
});
