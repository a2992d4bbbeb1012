import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { GpuScheduling } from "../gpu-nodes/gpu-nodes.ts";
import { DCGM_EXPORTER } from "../images.ts";
import { checksum, labels, type PlacementArgs, selector } from "../kubernetes.ts";
import { pods } from "../network-policies.ts";
import { podsService } from "../service.ts";

export interface DcgmExporterArgs extends PlacementArgs {
  gpus: GpuScheduling;
  /** Pods that may read the metrics, and their namespace. */
  metricsFrom: { labels: Record<string, string>; namespace: string };
}

export const DCGM_NAME = "dcgm-exporter";
export const DCGM_PORT = 9400;

/**
 * Fields that need no profiling counters, so that the exporter runs without CAP_SYS_ADMIN: field, Prometheus type, help.
 */
const COUNTERS = [
  "DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %).",
  "DCGM_FI_DEV_FB_USED, gauge, Framebuffer memory used (in MiB).",
  "DCGM_FI_DEV_FB_FREE, gauge, Framebuffer memory free (in MiB).",
  "DCGM_FI_DEV_POWER_USAGE, gauge, Power draw (in W).",
  "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, counter, Total energy consumption since boot (in mJ).",
  "DCGM_FI_DEV_GPU_TEMP, gauge, GPU temperature (in C).",
  "DCGM_FI_DEV_XID_ERRORS, gauge, Value of the last XID error encountered.",
  "DCGM_FI_DEV_ROW_REMAP_FAILURE, gauge, Whether remapping of rows has failed.",
].join("\n");

/**
 * NVIDIA's exporter of GPU metrics, one on each GPU node. It reads the node's devices as root, which is why it has a
 * namespace of its own; it has no capability beyond that.
 */
export class DcgmExporter extends pulumi.ComponentResource {
  constructor(name: string, args: DcgmExporterArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:DcgmExporter", name, args, options);
    const { environment, namespace } = args;
    const child = { parent: this };
    const metadata = { name: DCGM_NAME, namespace, labels: labels(DCGM_NAME, environment) };

    const counters = new kubernetes.core.v1.ConfigMap(
      name,
      { metadata, data: { "counters.csv": COUNTERS } },
      child,
    );
    new kubernetes.apps.v1.DaemonSet(
      name,
      {
        // A node whose GPU runtime differs must not hold up everything else.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: { matchLabels: selector(DCGM_NAME) },
          template: {
            metadata: {
              labels: metadata.labels,
              annotations: { "eu-llm-stack/config-checksum": checksum(COUNTERS) },
            },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              nodeSelector: { ...args.gpus.labels },
              tolerations: [...args.gpus.tolerations],
              securityContext: { seccompProfile: { type: "RuntimeDefault" } },
              containers: [
                {
                  name: DCGM_NAME,
                  image: DCGM_EXPORTER.reference,
                  imagePullPolicy: "IfNotPresent",
                  args: ["-f", "/etc/counters/counters.csv"],
                  env: [
                    { name: "DCGM_EXPORTER_LISTEN", value: `:${DCGM_PORT}` },
                    { name: "DCGM_EXPORTER_KUBERNETES", value: "true" },
                    // The label Hostname then names the node, which is what one drains, and not the pod.
                    { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                    // All GPUs of the node, without taking one away from the scheduler.
                    { name: "NVIDIA_VISIBLE_DEVICES", value: "all" },
                  ],
                  ports: [{ name: "http", containerPort: DCGM_PORT }],
                  securityContext: {
                    runAsNonRoot: false,
                    runAsUser: 0,
                    allowPrivilegeEscalation: false,
                    // See the model server: NVIDIA's container hook needs a writable root.
                    readOnlyRootFilesystem: false,
                    capabilities: { drop: ["ALL"] },
                  },
                  resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
                  livenessProbe: { httpGet: { path: "/health", port: "http" }, initialDelaySeconds: 45 },
                  readinessProbe: { httpGet: { path: "/health", port: "http" } },
                  volumeMounts: [
                    { name: "counters", mountPath: "/etc/counters", readOnly: true },
                    { name: "pod-resources", mountPath: "/var/lib/kubelet/pod-resources", readOnly: true },
                  ],
                },
              ],
              volumes: [
                { name: "counters", configMap: { name: counters.metadata.name } },
                // Tells which pod uses which GPU.
                {
                  name: "pod-resources",
                  hostPath: { path: "/var/lib/kubelet/pod-resources", type: "Directory" },
                },
              ],
            },
          },
        },
      },
      child,
    );
    podsService(name, { name: DCGM_NAME, port: DCGM_PORT, metadata }, this);
    new kubernetes.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { ...metadata, name: "dcgm-exporter-from-prometheus" },
        spec: {
          podSelector: { matchLabels: selector(DCGM_NAME) },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [pods(args.metricsFrom.labels, args.metricsFrom.namespace)],
              ports: [{ protocol: "TCP", port: DCGM_PORT }],
            },
          ],
        },
      },
      child,
    );
    this.registerOutputs({});
  }
}
