import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, test } from "vitest";
import type { ResidencyLevel } from "../../../domain/jurisdiction/countries.ts";
import type { Verdict } from "../../../policies/residency/finding.ts";
import { judgeResource } from "../../../policies/residency/judge.ts";
import {
  plainProperties,
  type PlannedResource,
  type Properties,
  UNKNOWN,
} from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";
import { proxied } from "../proxied.ts";

/** Verdict and property of each finding. */
const verdicts = (resource: PlannedResource, level: ResidencyLevel = "eu") =>
  judgeResource(resource, settingsAt(level)).map(({ verdict, property }) => [verdict, property]);

const selector = (labels: Properties) =>
  planned("kubernetes:apps/v1:Deployment", { spec: { template: { spec: { nodeSelector: labels } } } });

const affinity = (expression: Properties) =>
  planned("kubernetes:apps/v1:Deployment", {
    spec: {
      template: {
        spec: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [expression] }],
              },
            },
          },
        },
      },
    },
  });

const TERM =
  "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution" +
  ".nodeSelectorTerms[0].matchExpressions[0].values[0]";
const ZONE = "topology.kubernetes.io/zone";
const REGION = "topology.kubernetes.io/region";

describe("places in cloud resources", () => {
  test.each<[string, string, Properties, Verdict, string]>([
    ["a zone inside", "scaleway:kubernetes/pool:Pool", { zone: "fr-par-2" }, "proved", "zone"],
    [
      "a region inside",
      "scaleway:network/privateNetwork:PrivateNetwork",
      { region: "nl-ams" },
      "proved",
      "region",
    ],
    ["an unknown code", "scaleway:kubernetes/pool:Pool", { zone: "fr-lyo-1" }, "unproven", "zone"],
    ["a value not known yet", "scaleway:kubernetes/pool:Pool", { zone: UNKNOWN }, "unproven", "zone"],
    [
      "another cloud's code inside",
      "scaleway:kubernetes/pool:Pool",
      { zone: "eu-central-1" },
      "unproven",
      "zone",
    ],
    [
      "another cloud's code outside",
      "scaleway:kubernetes/pool:Pool",
      { zone: "us-east-1" },
      "violating",
      "zone",
    ],
    ["a region of its own", "aws:s3/bucket:Bucket", { region: "us-east-1" }, "violating", "region"],
    ["London", "aws:s3/bucket:Bucket", { region: "eu-west-2" }, "violating", "region"],
    ["Zurich", "gcp:storage/bucket:Bucket", { location: "EUROPE-WEST6" }, "violating", "location"],
    [
      "Ireland, which only AWS can mean here",
      "aws:s3/bucket:Bucket",
      { region: "eu-west-1" },
      "proved",
      "region",
    ],
    ["a zone", "aws:ec2/subnet:Subnet", { availabilityZone: "eu-central-1a" }, "proved", "availabilityZone"],
    [
      "a zone outside",
      "aws:ec2/subnet:Subnet",
      { availabilityZone: "us-east-1a" },
      "violating",
      "availabilityZone",
    ],
    [
      "a replica outside",
      "aws:dynamodb/table:Table",
      { replicas: [{ regionName: "us-east-1" }] },
      "violating",
      "replicas[0].regionName",
    ],
    [
      "where backups are copied to",
      "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
      { destinationRegion: "us-west-2" },
      "violating",
      "destinationRegion",
    ],
    [
      "a place deep inside",
      "gcp:secretmanager/secret:Secret",
      { replication: { userManaged: { replicas: [{ location: "us-central1" }] } } },
      "violating",
      "replication.userManaged.replicas[0].location",
    ],
    [
      "Azure inside",
      "azure-native:resources:ResourceGroup",
      { location: "westeurope" },
      "proved",
      "location",
    ],
    [
      "Azure outside",
      "azure-native:resources:ResourceGroup",
      { location: "eastus" },
      "violating",
      "location",
    ],
    [
      "Azure in Norway",
      "azure:core/resourceGroup:ResourceGroup",
      { location: "norwayeast" },
      "violating",
      "location",
    ],
    ["OVH in London", "ovh:cloudproject/kube:Kube", { region: "UK1" }, "violating", "region"],
    ["Hetzner in Finland", "hcloud:index/server:Server", { location: "hel1" }, "proved", "location"],
    [
      "Hetzner in Ashburn",
      "hcloud:index/server:Server",
      { datacenter: "ash-dc1" },
      "violating",
      "datacenter",
    ],
    ["Azure by its display name", "azure-native:x:Y", { location: "West Europe" }, "proved", "location"],
    [
      "Azure outside by its display name",
      "azure-native:x:Y",
      { location: "East US" },
      "violating",
      "location",
    ],
    [
      "an image from outside",
      "aws:ec2/amiCopy:AmiCopy",
      { sourceAmiRegion: "us-east-1" },
      "violating",
      "sourceAmiRegion",
    ],
    ["Vultr in Frankfurt", "vultr:index/instance:Instance", { region: "fra" }, "proved", "region"],
    ["Vultr in London", "vultr:index/instance:Instance", { region: "lhr" }, "violating", "region"],
    ["the provider's region", "pulumi:providers:aws", { region: "eu-central-1" }, "proved", "region"],
    ["the provider's region outside", "pulumi:providers:aws", { region: "us-east-1" }, "violating", "region"],
  ])("%s: %s %j is %s", (_, type, properties, verdict, property) => {
    expect(verdicts(planned(type, properties))).toEqual([[verdict, property]]);
  });

  test("a place below a key that sounds like one is judged", () => {
    const nested = planned("aws:ec2/fleet:Fleet", { location: { availabilityZone: "us-east-1a" } });
    expect(verdicts(nested)).toEqual([["violating", "location.availabilityZone"]]);
  });

  test("every place of a resource with several is judged", () => {
    const account = planned("azure-native:documentdb:DatabaseAccount", {
      location: "westeurope",
      locations: [{ locationName: "eastus" }],
    });
    expect(verdicts(account)).toContainEqual(["violating", "locations[0].locationName"]);
    const nodes = planned("gcp:container/cluster:Cluster", {
      location: "europe-west4",
      nodeLocations: ["us-central1-a"],
    });
    expect(verdicts(nodes)).toContainEqual(["violating", "nodeLocations[0]"]);
  });

  test("a place beside an unknown value in a list is judged", () => {
    const table = planned("aws:dynamodb/table:Table", {
      ...plainProperties(proxied({ replicas: [{ regionName: "us-east-1" }, unknownValue] })),
    });
    expect(verdicts(table)).toEqual([["violating", "replicas[0].regionName"]]);
  });

  test("tags and labels are no places", () => {
    const tagged = { tags: { region: "emea" }, labels: { zone: "prod" } };
    expect(verdicts(planned("aws:s3/bucket:Bucket", tagged))).toEqual([]);
  });

  test("each of several zones is judged", () => {
    const group = planned("aws:autoscaling/group:Group", {
      availabilityZones: ["eu-central-1a", "us-east-1a"],
    });
    expect(verdicts(group)).toEqual([
      ["proved", "availabilityZones[0]"],
      ["violating", "availabilityZones[1]"],
    ]);
  });

  test("a property of the resource that contradicts its provider is judged by itself", () => {
    const bucket = planned(
      "aws:s3/bucket:Bucket",
      { region: "us-east-1" },
      { provider: { urn: "provider", properties: { region: "eu-central-1" } } },
    );
    expect(verdicts(bucket)).toEqual([["violating", "region"]]);
  });

  test("the level decides about Norway and Switzerland", () => {
    const at = (region: string, level: ResidencyLevel) =>
      judgeResource(
        planned("azure:core/resourceGroup:ResourceGroup", { location: region }),
        settingsAt(level),
      )[0]?.verdict;
    expect(at("norwayeast", "eea")).toBe("proved");
    expect(at("switzerlandnorth", "eea")).toBe("violating");
    expect(at("switzerlandnorth", "adequacy")).toBe("proved");
  });

  test.each(["aws", "aws-native", "gcp", "scaleway", "alicloud", "openstack"])(
    "provider %s without a region could lie anywhere",
    (name) => {
      const [found] = judgeResource(planned(`pulumi:providers:${name}`), settingsAt("eu"));
      expect(found).toMatchObject({ verdict: "unproven", property: "region", value: undefined });
      expect(found?.reason).toContain(`the ${name} provider takes it from whatever shell`);
    },
  );

  test.each(["azure", "azure-native", "hcloud", "random"])("provider %s has no region to set", (name) => {
    expect(verdicts(planned(`pulumi:providers:${name}`))).toEqual([]);
  });

  test("OVHcloud's provider says by its endpoint in which company's hands it is", () => {
    expect(verdicts(planned("pulumi:providers:ovh"))).toEqual([["unproven", "endpoint"]]);
    expect(verdicts(planned("pulumi:providers:ovh", { endpoint: "ovh-eu" }))).toEqual([
      ["proved", "endpoint"],
    ]);
    expect(verdicts(planned("pulumi:providers:ovh", { endpoint: "ovh-us" }))).toEqual([
      ["violating", "endpoint"],
    ]);
  });

  test("a Kubernetes provider alone leaves it to the rest of the stack where its cluster stands", () => {
    const [found] = judgeResource(planned("pulumi:providers:kubernetes"), settingsAt("eu"));
    expect(found).toMatchObject({ verdict: "unproven", property: "kubeconfig", deferred: "cluster" });
  });
});

describe("places in Kubernetes objects", () => {
  test.each<[string, Properties, Verdict]>([
    ["a zone inside", { [ZONE]: "fr-par-2" }, "proved"],
    ["a region outside", { [REGION]: "us-east-1" }, "violating"],
    ["a code that AWS and Alibaba use for two countries", { [REGION]: "eu-west-1" }, "unproven"],
    ["a code that nobody has", { [ZONE]: "rack-7" }, "unproven"],
    ["a value not known yet", { [ZONE]: UNKNOWN }, "unproven"],
    ["the old name of the label", { "failure-domain.beta.kubernetes.io/zone": "us-west-2a" }, "violating"],
  ])("nodeSelector with %s %j is %s", (_, labels, verdict) => {
    const [key = ""] = Object.keys(labels);
    expect(verdicts(selector(labels))).toEqual([[verdict, `spec.template.spec.nodeSelector["${key}"]`]]);
  });

  test("other labels of a node say nothing", () => {
    expect(verdicts(selector({ "eu-llm-stack/pool": "gpu", region: "us-east-1" }))).toEqual([]);
  });

  test.each<[Properties, Verdict]>([
    [{ key: ZONE, operator: "In", values: ["us-east-1a"] }, "violating"],
    [{ key: REGION, operator: "In", values: ["nl-ams"] }, "proved"],
    [{ key: REGION, operator: "In", values: [UNKNOWN] }, "unproven"],
  ])("nodeAffinity %j is %s", (expression, verdict) => {
    expect(verdicts(affinity(expression))).toEqual([[verdict, TERM]]);
  });

  test.each<Properties>([
    { key: ZONE, operator: "NotIn", values: ["us-east-1a"] },
    { key: ZONE, operator: "DoesNotExist" },
    { key: ZONE, operator: "Exists" },
    { key: "nvidia.com/gpu", operator: "In", values: ["us-east-1a"] },
  ])("nodeAffinity %j sends nothing anywhere", (expression) => {
    expect(verdicts(affinity(expression))).toEqual([]);
  });

  test("the topologies of a StorageClass are judged", () => {
    const storage = planned("kubernetes:storage.k8s.io/v1:StorageClass", {
      allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ["fr-par-1", "us-west-2b"] }] }],
    });
    expect(verdicts(storage)).toEqual([
      ["proved", "allowedTopologies[0].matchLabelExpressions[0].values[0]"],
      ["violating", "allowedTopologies[0].matchLabelExpressions[0].values[1]"],
    ]);
  });

  test("regions in the texts of a ConfigMap are judged", () => {
    const map = planned("kubernetes:core/v1:ConfigMap", {
      data: { region: "us-east-1", "app.yaml": "zone: us-east-1a" },
    });
    expect(verdicts(map)).toEqual([
      ["violating", "data.region"],
      ["violating", 'data["app.yaml"] (zone)'],
    ]);
  });

  test("spreading over zones asks for none", () => {
    const spread = planned("kubernetes:apps/v1:Deployment", {
      spec: { template: { spec: { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: ZONE }] } } },
    });
    expect(verdicts(spread)).toEqual([]);
  });
});

describe("no false alarm", () => {
  test.each<[string, Properties]>([
    ["scaleway:kubernetes/cluster:Cluster", { region: "fr-par", version: "1.36", tags: ["eu-llm-stack"] }],
    ["scaleway:kubernetes/pool:Pool", { region: "fr-par", zone: "fr-par-2", nodeType: "L4-1-24G" }],
    ["scaleway:object/bucket:Bucket", { region: "pl-waw", name: "weights" }],
    ["aws:s3/bucket:Bucket", { bucket: "us-east-1-is-only-a-name", region: "eu-central-1" }],
    ["aws:iam/policy:Policy", { policy: '{"Resource":"arn:aws:s3:us-east-1:1:bucket"}' }],
    ["aws:ec2/instance:Instance", { availabilityZone: "eu-north-1b", ami: "ami-1" }],
    [
      "azure-native:storage:StorageAccount",
      { location: "germanywestcentral", sku: { name: "Standard_LRS" } },
    ],
    ["gcp:compute/instance:Instance", { zone: "europe-west3-a", machineType: "g2-standard-8" }],
    ["gcp:container/cluster:Cluster", { location: "europe-west4", nodeLocations: ["europe-west4-a"] }],
    ["hcloud:index/server:Server", { location: "fsn1", serverType: "cx22" }],
    ["ovh:cloudproject/kube:Kube", { region: "GRA11", version: "1.33" }],
    ["random:index/randomPassword:RandomPassword", { length: 40 }],
    [
      "docker:index/image:Image",
      { imageName: "rg.fr-par.scw.cloud/gateway", build: { platform: "linux/amd64" } },
    ],
    ["kubernetes:core/v1:Namespace", { metadata: { name: "llm", labels: { region: "emea" } } }],
    [
      "kubernetes:core/v1:Service",
      { spec: { type: "ClusterIP" }, metadata: { annotations: { zone: "dmz" } } },
    ],
    ["kubernetes:core/v1:ConfigMap", { data: { region: "emea", "app.yaml": "zone: dmz\nname: us-east-1" } }],
    [
      "kubernetes:apps/v1:Deployment",
      { spec: { template: { spec: { containers: [{ env: [{ name: "AWS_REGION", value: "x" }] }] } } } },
    ],
    ["pulumi:pulumi:Stack", {}],
    ["eu-llm-stack:index:ScalewayGpuNodes", { zone: "fr-par-2", environment: "dev" }],
  ])("%s %j", (type, properties) => {
    const alarms = judgeResource(planned(type, properties), settingsAt("eu")).filter(
      ({ verdict }) => verdict !== "proved",
    );
    expect(alarms).toEqual([]);
  });
});
