import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { GRAFANA } from "../images.ts";
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

export interface GrafanaArgs extends PlacementArgs {
  /** Where Prometheus answers, and the labels of its pods. */
  prometheus: { url: string; labels: Record<string, string>; port: number };
  dashboard: Record<string, unknown>;
  gpuLabels: Readonly<Record<string, string>>;
}

export const GRAFANA_NAME = "grafana";
const PORT = 3000;
const USER = 472;
const DASHBOARDS = "/etc/dashboards";

/** Grafana asks its maker for updates, plugins, news and pictures unless it is told not to. */
const NO_CALLS_HOME: Record<string, string> = {
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_PLUGINS_PREINSTALL_AUTO_UPDATE: "false",
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
};

const SETTINGS: Record<string, string> = {
  ...NO_CALLS_HOME,
  GF_LOG_MODE: "console",
  GF_AUTH_ANONYMOUS_ENABLED: "false",
  GF_USERS_ALLOW_SIGN_UP: "false",
  GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${DASHBOARDS}/eu-llm-stack.json`,
};

/** Grafana with one data source and one dashboard, both from code: its database holds nothing worth keeping. */
export class Grafana extends pulumi.ComponentResource {
  /** Name of the Secret with the generated password of `admin`. */
  readonly passwordSecret = `${GRAFANA_NAME}-admin`;

  constructor(name: string, args: GrafanaArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:Grafana", name, args, options);
    const { environment, namespace } = args;
    const child = { parent: this };
    const metadata = { name: GRAFANA_NAME, namespace, labels: labels(GRAFANA_NAME, environment) };

    const password = new random.RandomPassword(`${name}-admin`, { length: 32, special: false }, child);
    const secret = new kubernetes.core.v1.Secret(
      `${name}-admin`,
      { metadata: { ...metadata, name: this.passwordSecret }, stringData: { password: password.result } },
      child,
    );

    const provisioning = {
      "datasources.yaml": JSON.stringify({
        apiVersion: 1,
        datasources: [
          {
            name: "Prometheus",
            uid: "prometheus",
            type: "prometheus",
            access: "proxy",
            url: args.prometheus.url,
            isDefault: true,
            editable: false,
          },
        ],
      }),
      "dashboards.yaml": JSON.stringify({
        apiVersion: 1,
        providers: [
          { name: "eu-llm-stack", type: "file", allowUiUpdates: false, options: { path: DASHBOARDS } },
        ],
      }),
    };
    const config = new kubernetes.core.v1.ConfigMap(
      `${name}-provisioning`,
      { metadata: { ...metadata, name: `${GRAFANA_NAME}-provisioning` }, data: provisioning },
      child,
    );
    const dashboardText = JSON.stringify(args.dashboard, undefined, 2);
    const dashboards = new kubernetes.core.v1.ConfigMap(
      `${name}-dashboards`,
      {
        metadata: { ...metadata, name: `${GRAFANA_NAME}-dashboards` },
        data: { "eu-llm-stack.json": dashboardText },
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
          selector: { matchLabels: selector(GRAFANA_NAME) },
          template: {
            metadata: {
              labels: metadata.labels,
              annotations: {
                "eu-llm-stack/config-checksum": checksum(JSON.stringify(provisioning) + dashboardText),
              },
            },
            spec: {
              ...restrictedPod(USER),
              affinity: awayFromGpus(args.gpuLabels),
              containers: [
                {
                  name: GRAFANA_NAME,
                  image: GRAFANA.reference,
                  imagePullPolicy: "IfNotPresent",
                  env: [
                    ...Object.entries(SETTINGS).map(([variable, value]) => ({ name: variable, value })),
                    {
                      name: "GF_SECURITY_ADMIN_PASSWORD",
                      valueFrom: { secretKeyRef: { name: secret.metadata.name, key: "password" } },
                    },
                  ],
                  ports: [{ name: "http", containerPort: PORT }],
                  securityContext: restrictedContainer(),
                  resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "1Gi" } },
                  startupProbe: {
                    httpGet: { path: "/api/health", port: "http" },
                    periodSeconds: 5,
                    failureThreshold: 60,
                  },
                  livenessProbe: { httpGet: { path: "/api/health", port: "http" } },
                  readinessProbe: { httpGet: { path: "/api/health", port: "http" } },
                  volumeMounts: [
                    { name: "data", mountPath: "/var/lib/grafana" },
                    { name: "tmp", mountPath: "/tmp" },
                    {
                      name: "provisioning",
                      mountPath: "/etc/grafana/provisioning/datasources/datasources.yaml",
                      subPath: "datasources.yaml",
                      readOnly: true,
                    },
                    {
                      name: "provisioning",
                      mountPath: "/etc/grafana/provisioning/dashboards/dashboards.yaml",
                      subPath: "dashboards.yaml",
                      readOnly: true,
                    },
                    { name: "dashboards", mountPath: DASHBOARDS, readOnly: true },
                  ],
                },
              ],
              volumes: [
                { name: "data", emptyDir: { sizeLimit: "1Gi" } },
                { name: "tmp", emptyDir: { sizeLimit: "100Mi" } },
                { name: "provisioning", configMap: { name: config.metadata.name } },
                { name: "dashboards", configMap: { name: dashboards.metadata.name } },
              ],
            },
          },
        },
      },
      child,
    );
    clusterService(name, { name: GRAFANA_NAME, port: PORT, metadata }, this);
    new kubernetes.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { ...metadata, name: "grafana-to-prometheus" },
        spec: {
          podSelector: { matchLabels: selector(GRAFANA_NAME) },
          policyTypes: ["Egress"],
          egress: [
            {
              to: [pods(args.prometheus.labels)],
              ports: [{ protocol: "TCP", port: args.prometheus.port }],
            },
          ],
        },
      },
      child,
    );
    this.registerOutputs({ passwordSecret: this.passwordSecret });
  }
}
