import { describe, expect, test } from "vitest";
import { judgeResource } from "../../../policies/residency/judge.ts";
import { type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";

const found = (
  type: string,
  properties: Properties,
  rest: Record<string, unknown> = {},
  provider?: Properties,
) =>
  judgeResource(
    planned(
      type,
      properties,
      provider === undefined ? {} : { provider: { urn: "provider", properties: provider } },
    ),
    settingsAt("eu", rest),
  )
    .filter(({ verdict }) => verdict !== "proved")
    .map(({ verdict, property }) => `${verdict} ${property}`);

const container = (one: Properties): Properties => ({ spec: { template: { spec: { containers: [one] } } } });
const AT = "spec.template.spec.containers[0]";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

describe("a container", () => {
  test.each<[string, Properties, string[]]>([
    [
      "an API outside",
      { env: [{ name: "OPENAI_BASE_URL", value: "https://api.openai.com/v1" }] },
      [`violating ${AT}.env[0] OPENAI_BASE_URL`],
    ],
    [
      "a host that nobody declared",
      { env: [{ name: "SINK", value: "https://sink.acme.eu" }] },
      [`unproven ${AT}.env[0] SINK`],
    ],
    ["a host in the cluster", { env: [{ name: "DB_HOST", value: "postgres.data.svc.cluster.local" }] }, []],
    [
      "a service and its namespace",
      { env: [{ name: "OTEL_ENDPOINT", value: "collector.observability:4317" }] },
      [],
    ],
    ["a private address", { env: [{ name: "DB_HOST", value: "10.1.2.3" }] }, []],
    [
      "a variable of another",
      {
        env: [
          { name: "R", value: "us-east-1" },
          { name: "URL", value: "https://s3.$(R).amazonaws.com" },
        ],
      },
      [`violating ${AT}.env[1] URL`],
    ],
    ["a value not known yet", { env: [{ name: "ANY", value: UNKNOWN }] }, [`unproven ${AT}.env[0] ANY`]],
    ["variables not known yet", { env: UNKNOWN }, [`unproven ${AT}.env`]],
    [
      "a secret's reference",
      { env: [{ name: "URL", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] },
      [],
    ],
    ["a flag with a URL", { args: ["--otlp=https://us5.datadoghq.com"] }, [`violating ${AT}.args[0]`]],
    ["a flag and its value", { args: ["--endpoint", "us5.datadoghq.com"] }, [`violating ${AT}.args[1]`]],
    ["what it listens on", { args: ["--host=0.0.0.0", "--bind", "0.0.0.0:80"] }, []],
    [
      "code of the model's repository",
      { args: ["serve", "--trust-remote-code"] },
      [`unproven ${AT}.args[1]`],
    ],
    [
      "a script",
      { command: ["sh", "-c", "set -e\ncurl https://api.openai.com\n"] },
      [`violating ${AT}.command[2]`],
    ],
    [
      "adapters loaded while it runs",
      { image: "vllm/vllm-openai", env: [{ name: "VLLM_ALLOW_RUNTIME_LORA_UPDATING", value: "1" }] },
      [`unproven ${AT}.env VLLM_ALLOW_RUNTIME_LORA_UPDATING`],
    ],
    [
      "a probe of another host",
      { livenessProbe: { httpGet: { host: "api.openai.com" } } },
      [`violating ${AT}.livenessProbe.httpGet.host`],
    ],
  ])("with %s", (_, one, expected) => {
    expect(found(DEPLOYMENT, container(one))).toEqual(expected);
  });

  test("images and model hubs only supply software, and are judged where that is asked for", () => {
    const vllm = container({ image: "ghcr.io/vllm/vllm-openai:1", args: ["--model", "Qwen/Qwen3-8B"] });
    expect(found(DEPLOYMENT, vllm)).toEqual([]);
    expect(found(DEPLOYMENT, vllm, { supplyChain: "inside" })).toEqual([
      `unproven ${AT}.image`,
      `unproven ${AT}.args (model)`,
    ]);
    expect(
      found(DEPLOYMENT, container({ image: "rg.fr-par.scw.cloud/a/b" }), { supplyChain: "inside" }),
    ).toEqual([]);
  });
});

describe("Kubernetes objects", () => {
  test.each<[string, string, Properties, string[]]>([
    [
      "ExternalName",
      "core/v1:Service",
      { spec: { type: "ExternalName", externalName: "api.openai.com" } },
      ["violating spec.externalName"],
    ],
    [
      "EndpointSlice",
      "discovery.k8s.io/v1:EndpointSlice",
      { endpoints: [{ addresses: ["104.18.33.45"] }] },
      ["unproven endpoints[0].addresses[0]"],
    ],
    [
      "egress to a public range",
      "networking.k8s.io/v1:NetworkPolicy",
      { spec: { egress: [{ to: [{ ipBlock: { cidr: "52.94.0.0/22" } }] }] } },
      ["unproven spec.egress[0].to[0].ipBlock.cidr"],
    ],
    [
      "egress to private ranges",
      "networking.k8s.io/v1:NetworkPolicy",
      { spec: { egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] } },
      [],
    ],
    [
      "NFS",
      "core/v1:PersistentVolume",
      { spec: { nfs: { server: "nfs.acme.com", path: "/" } } },
      ["unproven spec.nfs.server"],
    ],
    [
      "a webhook",
      "admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
      { webhooks: [{ clientConfig: { url: "https://hook.acme.com" } }] },
      ["unproven webhooks[0].clientConfig.url"],
    ],
    [
      "an Ingress' own hosts",
      "networking.k8s.io/v1:Ingress",
      { spec: { rules: [{ host: "shop.acme.com" }], tls: [{ hosts: ["shop.acme.com"] }] } },
      [],
    ],
    [
      "an annotation with an ARN",
      "core/v1:Service",
      { metadata: { annotations: { cert: "arn:aws:acm:us-east-1:1:certificate/a" } } },
      ["violating metadata.annotations.cert"],
    ],
    [
      "remote_write",
      "core/v1:ConfigMap",
      {
        data: { "prometheus.yml": "remote_write:\n  - url: https://prometheus-us-central1.grafana.net/api" },
      },
      ['unproven data["prometheus.yml"] (url)'],
    ],
    [
      "a Secret's text",
      "core/v1:Secret",
      { stringData: { DSN: "https://key@o1.ingest.us.sentry.io/1" } },
      ["violating stringData.DSN"],
    ],
    [
      "a Secret in base64",
      "core/v1:Secret",
      { data: { url: Buffer.from("https://api.openai.com").toString("base64") } },
      ["violating data.url"],
    ],
    [
      "a custom resource",
      "monitoring.coreos.com/v1:Prometheus",
      { spec: { remoteWrite: [{ url: "https://us5.datadoghq.com" }] } },
      ["violating spec.remoteWrite[0].url"],
    ],
    [
      "a region in a custom resource",
      "external-secrets.io/v1:SecretStore",
      { spec: { provider: { aws: { region: "us-east-1" } } } },
      ["violating spec.provider.aws.region"],
    ],
    ["a Helm release", "helm.sh/v3:Release", { chart: "redis" }, ["unproven type"]],
  ])("%s", (_, type, properties, expected) => {
    expect(found(`kubernetes:${type}`, properties)).toEqual(expected);
  });

  test("what a Secret holds is never shown, apart from the host", () => {
    const secret = planned("kubernetes:core/v1:Secret", {
      stringData: { DSN: "https://geheim@o1.ingest.us.sentry.io/1" },
    });
    expect(JSON.stringify(judgeResource(secret, settingsAt("eu")))).not.toContain("geheim");
  });
});

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
  ])("%s covers %s: %j", (pattern, host, expected) => {
    expect(found(DEPLOYMENT, sink(host), declared(pattern)).map((text) => text.split(" ")[0])).toEqual(
      expected,
    );
  });

  test("outside is violating", () => {
    expect(found(DEPLOYMENT, sink("sink.acme.eu"), declared("sink.acme.eu", "US"))).toHaveLength(1);
  });
});
