import * as pulumi from "@pulumi/pulumi";
import type { GpuScheduling } from "../gpu-nodes/gpu-nodes.ts";
import { type PlacementArgs, selector } from "../kubernetes.ts";
import { SecureNamespace } from "../namespace/secure-namespace.ts";
import { podsServiceName } from "../service.ts";
import { alertRules, JOBS, type WatchedParts } from "./alert-rules.ts";
import { dashboard } from "./dashboard.ts";
import { DCGM_NAME, DCGM_PORT, DcgmExporter } from "./dcgm-exporter.ts";
import { Grafana, GRAFANA_NAME } from "./grafana.ts";
import { Prometheus, PROMETHEUS_NAME, PROMETHEUS_PORT, type ScrapeTarget } from "./prometheus.ts";

export interface MonitoringArgs extends PlacementArgs {
  retentionDays: number;
  /** Volume for metrics, in GB. */
  storageGigabytes: number;
  storageClass?: string;
  /** Port of the gateway's metrics. */
  gatewayPort: number;
  /** The own model's metrics; left out where there is none. */
  modelServer?: { port: number; startMinutes: number; scheduled: boolean };
  /** GPU nodes to watch with DCGM; left out where there are none, or where an operator watches them already. */
  dcgm?: GpuScheduling;
  gpuLabels: Readonly<Record<string, string>>;
}

/** Labels of the pods that read metrics: what other parts let in. */
export const METRICS_READER: Record<string, string> = selector(PROMETHEUS_NAME);

/** Prometheus with first alert rules, Grafana with one dashboard, and NVIDIA's exporter on the GPU nodes. */
export class Monitoring extends pulumi.ComponentResource {
  /** Name of the Secret with Grafana's generated admin password. */
  readonly grafanaPasswordSecret: string;

  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:Monitoring", name, args, options);
    const { environment, namespace, gpuLabels } = args;
    const child = { parent: this };
    const parts: WatchedParts = {
      ...(args.modelServer === undefined ? {} : { ownModel: args.modelServer }),
      gpuMetrics: args.dcgm !== undefined,
    };
    const gpuNamespace = `${namespace}-gpu-metrics`;

    const targets: ScrapeTarget[] = [target(JOBS.gateway, namespace, args.gatewayPort)];
    if (args.modelServer !== undefined)
      targets.push(target(JOBS.modelServer, namespace, args.modelServer.port));
    if (args.dcgm !== undefined) targets.push(target(DCGM_NAME, gpuNamespace, DCGM_PORT));

    const prometheus = new Prometheus(
      `${name}-prometheus`,
      {
        environment,
        namespace,
        targets,
        rules: alertRules(parts),
        retentionDays: args.retentionDays,
        storageGigabytes: args.storageGigabytes,
        ...(args.storageClass === undefined ? {} : { storageClass: args.storageClass }),
        gpuLabels,
        clients: selector(GRAFANA_NAME),
      },
      child,
    );

    const grafana = new Grafana(
      `${name}-grafana`,
      {
        environment,
        namespace,
        prometheus: { url: prometheus.url, labels: selector(PROMETHEUS_NAME), port: PROMETHEUS_PORT },
        dashboard: dashboard(parts),
        gpuLabels,
      },
      child,
    );
    this.grafanaPasswordSecret = grafana.passwordSecret;

    if (args.dcgm !== undefined) {
      // Reading a node's GPUs takes root, which the restricted namespace forbids.
      const secured = new SecureNamespace(
        `${name}-gpu-metrics`,
        { environment, namespace: gpuNamespace, podSecurity: "privileged" },
        child,
      );
      new DcgmExporter(
        `${name}-dcgm`,
        {
          environment,
          namespace: gpuNamespace,
          gpus: args.dcgm,
          metricsFrom: { labels: METRICS_READER, namespace },
        },
        { ...child, dependsOn: secured },
      );
    }
    this.registerOutputs({ grafanaPasswordSecret: this.grafanaPasswordSecret });
  }
}

function target(part: string, namespace: string, port: number): ScrapeTarget {
  return { job: part, service: podsServiceName(part), namespace, port, labels: selector(part) };
}
