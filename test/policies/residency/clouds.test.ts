import { describe, expect, test } from "vitest";
import { type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { settingsAt } from "../settings.ts";
import { container, DEPLOYMENT, found } from "./found.ts";

describe("clouds", () => {
  const AWS = { region: "eu-central-1" };
  test.each<[string, string, Properties, string[]]>([
    ["a key for many regions", "aws:kms/key:Key", { multiRegion: true }, ["unproven multiRegion"]],
    [
      "an ARN of another region",
      "aws:lambda/function:Function",
      { kmsKeyArn: "arn:aws:kms:us-east-1:1:key/a" },
      ["violating kmsKeyArn"],
    ],
    ["a CDN", "aws:cloudfront/distribution:Distribution", { enabled: true }, ["violating type"]],
    ["access rules of the account", "aws:iam/role:Role", { assumeRolePolicy: "{}" }, []],
    [
      "a script at start",
      "aws:ec2/instance:Instance",
      { userData: "#!/bin/sh\ncurl https://api.openai.com" },
      ["violating userData"],
    ],
    [
      "containers as JSON text",
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        containerDefinitions: JSON.stringify([
          { environment: [{ name: "API", value: "https://api.openai.com" }] },
        ]),
      },
      ["violating containerDefinitions[0].environment[0].value"],
    ],
    [
      "an edge-optimized API",
      "aws:apigateway/restApi:RestApi",
      { name: "api" },
      ["unproven endpointConfiguration"],
    ],
    [
      "a text of containers that comes later",
      "aws:ecs/taskDefinition:TaskDefinition",
      { containerDefinitions: UNKNOWN },
      ["unproven containerDefinitions"],
    ],
    [
      "a variable that comes later",
      "aws:lambda/function:Function",
      { environment: { variables: { API: UNKNOWN } } },
      ["unproven environment.variables.API"],
    ],
    [
      "a variable whatever it is called",
      "aws:lambda/function:Function",
      { environment: { variables: { policy: "https://api.openai.com" } } },
      ["violating environment.variables.policy"],
    ],
    [
      "a template that creates more",
      "aws:cloudformation/stack:Stack",
      { templateBody: "{}" },
      ["unproven type"],
    ],
    [
      "a resolver abroad",
      "aws:route53/resolverRule:ResolverRule",
      { region: "us-east-1" },
      ["violating region"],
    ],
    [
      "a zone's own name service",
      "aws:route53/record:Record",
      { zoneId: "Z123", name: "a", records: ["a.acme.com"] },
      [],
    ],
  ])("AWS: %s", (_, type, properties, expected) => {
    expect([...new Set(found(type, properties, {}, AWS))]).toEqual(expected);
  });

  test.each<[string, string, Properties, Properties, string[]]>([
    [
      "GCP: a secret wherever Google likes",
      "gcp:secretmanager/secret:Secret",
      { replication: { auto: {} } },
      { region: "europe-west3" },
      ["violating replication.auto"],
    ],
    ["GCP: a bucket in the EU", "gcp:storage/bucket:Bucket", { location: "EU" }, {}, []],
    [
      "GCP: a bucket in the US",
      "gcp:storage/bucket:Bucket",
      { location: "US" },
      { region: "europe-west3" },
      ["violating location"],
    ],
    [
      "GCP: EUR5 reaches London",
      "gcp:storage/bucket:Bucket",
      { location: "EUR5" },
      { region: "europe-west3" },
      ["violating location"],
    ],
    [
      "GCP: a dataset's default",
      "gcp:bigquery/dataset:Dataset",
      { datasetId: "a" },
      { region: "europe-west3" },
      ["violating location"],
    ],
    [
      "GCP: a self link",
      "gcp:compute/instance:Instance",
      {
        zone: "europe-west3-a",
        networkInterfaces: [{ subnetwork: "projects/p/regions/us-central1/subnetworks/s" }],
      },
      {},
      ["violating networkInterfaces[0].subnetwork"],
    ],
    [
      "GCP: a script at start",
      "gcp:compute/instance:Instance",
      { zone: "europe-west3-a", metadata: { "startup-script": "curl https://api.openai.com" } },
      {},
      ["violating metadata.startup-script"],
    ],
    [
      "GCP: Spanner's configuration",
      "gcp:spanner/instance:Instance",
      { config: "projects/p/instanceConfigs/regional-us-central1" },
      { region: "europe-west3" },
      ["violating config"],
    ],
    [
      "Azure: a version in the type",
      "azure-native:cognitiveservices/v20241001:Deployment",
      { sku: { name: "GlobalStandard" } },
      {},
      ["violating sku.name", "unproven type"],
    ],
    ["Azure: a version of configuration", "azure-native:authorization/v20220401:RoleAssignment", {}, {}, []],
    [
      "Azure: global",
      "azure-native:cognitiveservices:Account",
      { location: "global" },
      {},
      ["unproven location"],
    ],
    ["Azure: a name service", "azure-native:dns:Zone", { location: "global" }, {}, []],
    [
      "Azure: numbered zones",
      "azure-native:compute:VirtualMachine",
      { location: "westeurope", zones: ["1", "2"] },
      {},
      [],
    ],
    [
      "Azure: prompts anywhere",
      "azure-native:cognitiveservices:Deployment",
      { sku: { name: "GlobalStandard" } },
      {},
      ["violating sku.name", "unproven type"],
    ],
    [
      "hcloud: a server anywhere",
      "hcloud:index/server:Server",
      { serverType: "cx22" },
      {},
      ["unproven type"],
    ],
    [
      "hcloud: a network zone outside",
      "hcloud:index/loadBalancer:LoadBalancer",
      { networkZone: "us-east" },
      {},
      ["violating networkZone"],
    ],
    [
      "OVH through AWS's package",
      "aws:s3/bucket:Bucket",
      {},
      { region: "gra", endpoints: [{ s3: "https://s3.gra.io.cloud.ovh.net" }] },
      [],
    ],
    [
      "another service of a provider with an endpoint for one",
      "aws:dynamodb/table:Table",
      {},
      { region: "us-east-1", endpoints: [{ s3: "https://s3.gra.io.cloud.ovh.net" }] },
      ["violating provider.region"],
    ],
    [
      "OVH in Canada through AWS's package",
      "aws:s3/bucket:Bucket",
      {},
      { region: "bhs", endpoints: [{ s3: "https://s3.bhs.io.cloud.ovh.net" }] },
      ["violating provider.region"],
    ],
    [
      "a docker container on any daemon",
      "docker:index/container:Container",
      { image: "nginx" },
      {},
      ["unproven provider.host"],
    ],
    [
      "an image pushed abroad",
      "docker:index/image:Image",
      { imageName: "us-docker.pkg.dev/p/a" },
      {},
      ["violating imageName"],
    ],
    ["a command", "command:local:Command", { create: "make" }, {}, ["unproven type"]],
    ["a dynamic provider", "pulumi-nodejs:dynamic:Resource", { a: 1 }, {}, ["unproven type"]],
    [
      "a package that nobody looked at",
      "acme:index:Thing",
      { url: "https://api.openai.com" },
      {},
      ["violating url", "unproven type"],
    ],
  ])("%s", (_, type, properties, provider, expected) => {
    expect(found(type, properties, {}, provider)).toEqual(expected);
  });

  test("a private OpenStack names its regions as it likes: where its API is declared, that is where they lie", () => {
    const hosts = (country: string) => [
      { host: "keystone.acme.eu", country, operator: "Acme", ownerCountry: "DE" },
    ];
    const at = (value: Value, rest: Record<string, unknown>) =>
      found("openstack:compute/instance:Instance", { region: value }, rest, {
        authUrl: "https://keystone.acme.eu/v3",
      });
    expect(at("RegionOne", { hosts: hosts("DE") })).toEqual([]);
    expect(at("RegionOne", { hosts: hosts("US") })).toEqual(["violating region"]);
    expect(at("RegionOne", {})).toEqual(["unproven region"]);
  });
});

describe("a declared host", () => {
  const sink = (host: string) => container({ env: [{ name: "SINK_URL", value: `https://${host}/` }] });
  const declared = (host: string, country = "DE") => ({
    hosts: [{ host, country, operator: "Acme", ownerCountry: "DE" }],
  });
  test.each<[string, string, string[]]>([
    ["sink.acme.eu", "sink.acme.eu", []],
    ["*.acme.eu", "sink.acme.eu", []],
    ["*.acme.eu", "acme.eu", ["unproven"]],
    ["*.acme.eu", "evil-acme.eu", ["unproven"]],
    ["sink.acme.eu", "sink.acme.eu.evil.com", ["unproven"]],
    ["203.0.113.0/24", "203.0.113.7", []],
    ["203.0.113.0/24", "203.0.114.7", ["unproven"]],
    ["api.openai.com", "api.openai.com", ["violating"]],
    ["*.amazonaws.com", "s3.us-east-1.amazonaws.com", ["violating"]],
    ["*.cloudfront.net", "d1.cloudfront.net", ["unproven"]],
    ["d1.cloudfront.net", "d1.cloudfront.net", ["unproven"]],
  ])("%s covers %s: %j", (pattern, host, expected) => {
    expect(found(DEPLOYMENT, sink(host), declared(pattern)).map((text) => text.split(" ")[0])).toEqual(
      expected,
    );
  });

  test("outside is violating", () => {
    expect(found(DEPLOYMENT, sink("sink.acme.eu"), declared("sink.acme.eu", "US"))).toHaveLength(1);
  });
});

describe("a declaration", () => {
  const place = (resource: string) => ({
    places: [{ resource, country: "DE", operator: "Acme", ownerCountry: "DE" }],
  });
  test("supplies what nothing shows, and overrules no table", () => {
    const bucket = (region: string) =>
      found("aws:s3/bucket:Bucket", {}, place("aws:s3/*::Bucket"), { region });
    expect(bucket("eu-central-1")).toEqual([]);
    expect(bucket("us-east-1")).toEqual(["violating provider.region"]);
    expect(
      found("aws:cloudfront/distribution:Distribution", {}, place("aws:*"), { region: "eu-central-1" }),
    ).toEqual(["violating type"]);
    expect(found("hcloud:index/server:Server", { serverType: "cx22" }, place("hcloud:*"), {})).toEqual([]);
  });

  test.each(["*.com", "*", "0.0.0.0/0", "10.0.0.0/99", "https://a.eu"])(
    "for the host %s is refused",
    (host) => {
      expect(() =>
        settingsAt("eu", { hosts: [{ host, country: "DE", operator: "Acme", ownerCountry: "DE" }] }),
      ).toThrow();
    },
  );

  test.each(["*", "**", "*::*"])("for the resources %s is refused", (resource) => {
    expect(() => settingsAt("eu", place(resource))).toThrow();
  });
});

test("names that every object has are no settings", () => {
  expect(found(DEPLOYMENT, container({ args: ["constructor", "toString", "--hasOwnProperty=x"] }))).toEqual(
    [],
  );
  expect(found("pulumi:providers:ovh", { endpoint: "constructor" })).toEqual(["unproven endpoint"]);
});

test("what is written beside the gateway's endpoints is judged like any text", () => {
  const data = {
    "gateway.json": JSON.stringify({ endpoints: [], telemetry: { url: "https://api.openai.com" } }),
    "x.yaml": "url: https://api.openai.com",
  };
  const labels = { "eu-llm-stack/config": "gateway" };
  expect(found("kubernetes:core/v1:ConfigMap", { metadata: { labels }, data })).toEqual([
    'violating data["x.yaml"] (url)',
    'violating data["gateway.json"] (url)',
  ]);
});
