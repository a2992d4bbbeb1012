import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { PROMETHEUS } from "../images.ts";
import {
  awayFromGpus,
  checksum,
  labels,
  type PlacementArgs,
  restrictedContainer,
  restrictedPod,
  selector,
} from "../kubernetes.ts";
import { pods } from "../network-policies.ts";
import { clusterService } from "../service.ts";
import type { AlertRule } from "./alert-rules.ts";

/** Pods that Prometheus scrapes: found through the DNS name of their headless Service. */
export interface ScrapeTarget {
  /** Prometheus' job label. */
  job: string;
  /** Headless Service and its namespace. */
  service: string;
  namespace: string;
  port: number;
  /** Labels of the pods, for the NetworkPolicy. */
  labels: Record<string, string>;
}

export interface PrometheusArgs extends PlacementArgs {
  targets: ScrapeTarget[];
  rules: AlertRule[];
  retentionDays: number;
  storageGigabytes: number;
  storageClass?: string;
  gpuLabels: Readonly<Record<string, string>>;
  /** Labels of the pods that may query it. */
  clients: Record<string, string>;
}

export const PROMETHEUS_NAME = "prometheus";
export const PROMETHEUS_PORT = 9090;
const USER = 65534;

/** The scrape configuration. DNS names every pod, so Prometheus needs no access to the Kubernetes API. */
export function prometheusConfig(targets: readonly ScrapeTarget[]): Record<string, unknown> {
  return {
    global: { scrape_interval: "15s", evaluation_interval: "15s" },
    rule_files: ["/etc/prometheus/rules.json"],
    scrape_configs: targets.map((target) => ({
      job_name: target.job,
      dns_sd_configs: [
        {
          names: [`${target.service}.${target.namespace}.svc`],
          type: "A",
          port: target.port,
          refresh_interval: "15s",
        },
      ],
    })),
  };
}

/**
 * Size at which old blocks go. A fifth of the volume is left for the file system, the write-ahead log and compaction.
 * Prometheus counts in powers of two (its MB is a MiB), the volume is asked for in powers of ten.
 */
function retentionMebibytes(storageGigabytes: number): number {
  return Math.floor((storageGigabytes * 1e9 * 0.8) / 2 ** 20);
}

/** One Prometheus with its rules on a volume; nothing is sent on to anyone. */
export class Prometheus extends pulumi.ComponentResource {
  readonly url: string;

  constructor(name: string, args: PrometheusArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:Prometheus", name, args, options);
    const { environment, namespace } = args;
    const child = { parent: this };
    const metadata = { name: PROMETHEUS_NAME, namespace, labels: labels(PROMETHEUS_NAME, environment) };
    // Prometheus reads YAML, of which JSON is a part.
    const files = {
      "prometheus.yml": JSON.stringify(prometheusConfig(args.targets), undefined, 2),
      "rules.json": JSON.stringify({ groups: [{ name: "eu-llm-stack", rules: args.rules }] }, undefined, 2),
    };

    const config = new kubernetes.core.v1.ConfigMap(name, { metadata, data: files }, child);
    const claim = new kubernetes.core.v1.PersistentVolumeClaim(
      name,
      {
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: `${args.storageGigabytes}G` } },
          ...(args.storageClass === undefined ? {} : { storageClassName: args.storageClass }),
        },
      },
      child,
    );
    new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 3,
          // Two Prometheis must never write one volume.
          strategy: { type: "Recreate" },
          selector: { matchLabels: selector(PROMETHEUS_NAME) },
          template: {
            metadata: {
              labels: metadata.labels,
              annotations: { "eu-llm-stack/config-checksum": checksum(JSON.stringify(files)) },
            },
            spec: {
              ...restrictedPod(USER),
              affinity: awayFromGpus(args.gpuLabels),
              containers: [
                {
                  name: PROMETHEUS_NAME,
                  image: PROMETHEUS.reference,
                  imagePullPolicy: "IfNotPresent",
                  args: [
                    "--config.file=/etc/prometheus/prometheus.yml",
                    "--storage.tsdb.path=/prometheus",
                    `--storage.tsdb.retention.time=${args.retentionDays}d`,
                    `--storage.tsdb.retention.size=${retentionMebibytes(args.storageGigabytes)}MB`,
                  ],
                  ports: [{ name: "http", containerPort: PROMETHEUS_PORT }],
                  securityContext: restrictedContainer(),
                  resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "2Gi" } },
                  startupProbe: {
                    httpGet: { path: "/-/ready", port: "http" },
                    periodSeconds: 5,
                    failureThreshold: 60,
                  },
                  livenessProbe: { httpGet: { path: "/-/healthy", port: "http" } },
                  readinessProbe: { httpGet: { path: "/-/ready", port: "http" } },
                  volumeMounts: [
                    { name: "config", mountPath: "/etc/prometheus", readOnly: true },
                    { name: "data", mountPath: "/prometheus" },
                  ],
                },
              ],
              volumes: [
                { name: "config", configMap: { name: config.metadata.name } },
                { name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } },
              ],
            },
          },
        },
      },
      child,
    );
    clusterService(name, { name: PROMETHEUS_NAME, port: PROMETHEUS_PORT, metadata }, this);
    new kubernetes.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { ...metadata, name: "prometheus-scrapes-and-answers-grafana" },
        spec: {
          podSelector: { matchLabels: selector(PROMETHEUS_NAME) },
          policyTypes: ["Ingress", "Egress"],
          ingress: [{ from: [pods(args.clients)], ports: [{ protocol: "TCP", port: PROMETHEUS_PORT }] }],
          egress: args.targets.map((target) => ({
            to: [pods(target.labels, target.namespace)],
            ports: [{ protocol: "TCP", port: target.port }],
          })),
        },
      },
      child,
    );
    this.url = `http://${PROMETHEUS_NAME}.${namespace}.svc:${PROMETHEUS_PORT}`;
    this.registerOutputs({ url: this.url });
  }
}
