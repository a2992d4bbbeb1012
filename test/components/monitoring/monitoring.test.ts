import { beforeAll, describe, expect, test } from "vitest";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring/monitoring.ts";
import { prometheusConfig } from "../../../components/monitoring/prometheus.ts";
import { at, clearTexts, keysOf } from "../clear-text.ts";
import { all, GENERATED_PASSWORD, only, record, type Registered } from "../recorder.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const args: MonitoringArgs = {
  environment: "test",
  namespace: "llm-test",
  retentionDays: 30,
  storageGigabytes: 100,
  gatewayPort: 8080,
  gpuLabels: { pool: "gpu" },
};
const gpus = {
  labels: { pool: "gpu" },
  tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
  totalGpus: 1,
};

const monitored = (changes: Partial<MonitoringArgs> = {}) =>
  record(() => {
    new Monitoring("monitoring", { ...args, ...changes });
    return Promise.resolve(undefined);
  });

let small: Registered[] = [];
let full: Registered[] = [];
beforeAll(async () => {
  small = await monitored();
  full = await monitored({
    modelServer: { port: 8000, startMinutes: 30, scheduled: false },
    dcgm: gpus,
    storageClass: "fast",
  });
});

/** A file of Prometheus' ConfigMap, parsed. */
function file(registered: Registered[], name: string): unknown {
  const map = only(registered, "kubernetes:core/v1:ConfigMap", "monitoring-prometheus");
  const text = at(map.inputs, "data", name);
  const parsed: unknown = JSON.parse(typeof text === "string" ? text : "");
  return parsed;
}
const container = (registered: Registered[], name: string) =>
  at(only(registered, DEPLOYMENT, name).inputs, "spec", "template", "spec", "containers", 0);

describe("Prometheus", () => {
  test("scrapes every pod of gateway, model server and GPU exporter by DNS, in their namespaces", () => {
    const names = (registered: Registered[]) =>
      clearTexts(file(registered, "prometheus.yml")).filter((text) => text.includes(".svc"));
    expect(names(full)).toEqual([
      "gateway-pods.llm-test.svc",
      "model-server-pods.llm-test.svc",
      "dcgm-exporter-pods.llm-test-gpu-metrics.svc",
    ]);
    expect(names(small)).toEqual(["gateway-pods.llm-test.svc"]);
  });

  test("asks the port of each part under its own job", () => {
    const target = { job: "gateway", service: "gateway-pods", namespace: "n", port: 8080, labels: {} };
    expect(prometheusConfig([target])).toMatchObject({
      scrape_configs: [
        { job_name: "gateway", dns_sd_configs: [{ names: ["gateway-pods.n.svc"], type: "A", port: 8080 }] },
      ],
      rule_files: ["/etc/prometheus/rules.json"],
    });
  });

  test("sends nothing on to anyone", () => {
    expect(keysOf(file(full, "prometheus.yml"))).toEqual(["global", "rule_files", "scrape_configs"]);
  });

  test("has the rules for what there is to watch", () => {
    expect(JSON.stringify(file(full, "rules.json"))).toContain("SlowFirstToken");
    expect(JSON.stringify(file(full, "rules.json"))).toContain("GpuFault");
    expect(JSON.stringify(file(small, "rules.json"))).toContain("GatewayDown");
    expect(JSON.stringify(file(small, "rules.json"))).not.toMatch(/vllm:|DCGM/);
  });

  test("keeps metrics as long as asked for, and never fills its volume", () => {
    expect(at(container(full, "monitoring-prometheus"), "args")).toEqual(
      expect.arrayContaining(["--storage.tsdb.retention.time=30d", "--storage.tsdb.retention.size=76293MB"]),
    );
    const claim = only(full, "kubernetes:core/v1:PersistentVolumeClaim", "monitoring-prometheus");
    expect(at(claim.inputs, "spec")).toMatchObject({
      resources: { requests: { storage: "100G" } },
      storageClassName: "fast",
    });
  });

  test("never runs twice on one volume", () => {
    expect(at(only(full, DEPLOYMENT, "monitoring-prometheus").inputs, "spec")).toMatchObject({
      replicas: 1,
      strategy: { type: "Recreate" },
    });
  });

  test("may reach what it scrapes, at its port, and nothing else; only Grafana may ask it", () => {
    const policy = only(full, POLICY, "monitoring-prometheus");
    expect(at(policy.inputs, "spec", "ingress")).toEqual([
      {
        from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "grafana" } } }],
        ports: [{ protocol: "TCP", port: 9090 }],
      },
    ]);
    const egress = at(policy.inputs, "spec", "egress");
    expect(Array.isArray(egress) ? egress.length : 0).toBe(3);
    expect(at(egress, 2)).toEqual({
      to: [
        {
          podSelector: { matchLabels: { "app.kubernetes.io/name": "dcgm-exporter" } },
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "llm-test-gpu-metrics" } },
        },
      ],
      ports: [{ protocol: "TCP", port: 9400 }],
    });
  });
});

describe("Grafana", () => {
  test("has a generated password that goes nowhere in clear", () => {
    expect(at(container(full, "monitoring-grafana"), "env")).toContainEqual({
      name: "GF_SECURITY_ADMIN_PASSWORD",
      valueFrom: { secretKeyRef: { name: "grafana-admin", key: "password" } },
    });
    expect(full.flatMap(({ sent }) => clearTexts(sent)).join("\n")).not.toContain(GENERATED_PASSWORD);
  });

  test("lets in nobody without a password, and tells its maker nothing", () => {
    const env = at(container(full, "monitoring-grafana"), "env");
    const off = { value: "false" };
    for (const name of [
      "GF_AUTH_ANONYMOUS_ENABLED",
      "GF_USERS_ALLOW_SIGN_UP",
      "GF_ANALYTICS_REPORTING_ENABLED",
      "GF_ANALYTICS_CHECK_FOR_UPDATES",
      "GF_SNAPSHOTS_EXTERNAL_ENABLED",
      "GF_NEWS_NEWS_FEED_ENABLED",
    ])
      expect(env, name).toContainEqual({ name, ...off });
    for (const name of ["GF_SECURITY_DISABLE_GRAVATAR", "GF_PLUGINS_PREINSTALL_DISABLED"])
      expect(env, name).toContainEqual({ name, value: "true" });
  });

  test("may reach Prometheus and nothing else", () => {
    expect(at(only(full, POLICY, "monitoring-grafana").inputs, "spec")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "grafana" } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } }],
          ports: [{ protocol: "TCP", port: 9090 }],
        },
      ],
    });
  });
});

describe("the GPU exporter", () => {
  test("runs on GPU nodes in a namespace of its own, which alone is privileged", () => {
    const set = only(full, "kubernetes:apps/v1:DaemonSet");
    expect(at(set.inputs, "metadata", "namespace")).toBe("llm-test-gpu-metrics");
    expect(at(set.inputs, "spec", "template", "spec")).toMatchObject({
      nodeSelector: { pool: "gpu" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
    });
    const namespace = only(full, "kubernetes:core/v1:Namespace");
    expect(at(namespace.inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce")).toBe(
      "privileged",
    );
  });

  test("takes no GPU away from the scheduler and has no capability", () => {
    const spec = at(only(full, "kubernetes:apps/v1:DaemonSet").inputs, "spec", "template", "spec");
    expect(at(spec, "containers", 0, "resources", "limits")).not.toHaveProperty("nvidia.com/gpu");
    expect(at(spec, "containers", 0, "securityContext")).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
  });

  test("is left out, with its namespace, where there is nothing for it to watch", () => {
    expect(all(small, "kubernetes:apps/v1:DaemonSet")).toEqual([]);
    expect(all(small, "kubernetes:core/v1:Namespace")).toEqual([]);
  });
});
