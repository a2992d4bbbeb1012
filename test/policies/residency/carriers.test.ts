import { describe, expect, test } from "vitest";
import { judgeResource } from "../../../policies/residency/judge.ts";
import { type Properties, UNKNOWN } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { settingsAt } from "../settings.ts";
import { AT, container, DEPLOYMENT, found } from "./found.ts";

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
      [`violating ${AT}.env[0] R`, `violating ${AT}.env[1] URL`],
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
    [
      "an Argo CD application",
      "argoproj.io/v1alpha1:Application",
      { spec: { source: { repoURL: "https://github.com/a/b" } } },
      ["unproven type"],
    ],
    [
      "names that Cilium lets out to",
      "cilium.io/v2:CiliumNetworkPolicy",
      {
        spec: {
          egress: [
            {
              toFQDNs: [
                { matchPattern: "*.openai.com" },
                { matchName: "api.openai.com" },
                { matchName: "collector.acme-us.com" },
              ],
            },
          ],
        },
      },
      [
        "unproven spec.egress[0].toFQDNs[0].matchPattern",
        "violating spec.egress[0].toFQDNs[1].matchName",
        "unproven spec.egress[0].toFQDNs[2].matchName",
      ],
    ],
    [
      "a range that only begins in private",
      "networking.k8s.io/v1:NetworkPolicy",
      { spec: { egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/4" } }] }] } },
      ["unproven spec.egress[0].to[0].ipBlock.cidr"],
    ],
    [
      "where a load balancer is asked for",
      "core/v1:Service",
      { metadata: { annotations: { "load-balancer.hetzner.cloud/location": "ash" } } },
      ['violating metadata.annotations["load-balancer.hetzner.cloud/location"]'],
    ],
    [
      "where a route leads",
      "networking.istio.io/v1:VirtualService",
      {
        spec: { hosts: ["shop.acme.com"], http: [{ route: [{ destination: { host: "api.openai.com" } }] }] },
      },
      ["violating spec.http[0].route[0].destination.host"],
    ],
    [
      "a variable of a custom resource",
      "serving.knative.dev/v1:Service",
      { spec: { runs: { env: [{ name: "OTLP_HOST", value: "us5.datadoghq.com" }] } } },
      ["violating spec.runs.env[0].value"],
    ],
    ["a specification that comes later", "apps/v1:Deployment", { spec: UNKNOWN }, ["unproven spec"]],
    [
      "a file that comes later",
      "core/v1:ConfigMap",
      { data: { "config.yaml": UNKNOWN } },
      ['unproven data["config.yaml"]'],
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
