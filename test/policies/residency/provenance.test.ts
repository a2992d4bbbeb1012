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
