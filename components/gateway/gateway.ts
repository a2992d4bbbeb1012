import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CONFIG_LABEL, GATEWAY_CONFIG, GATEWAY_CONFIG_KEY } from "../../domain/contract.ts";
import type { GatewayConfig } from "../../domain/gateway/config.ts";
import {
  awayFromGpus,
  checksum,
  labels,
  type PlacementArgs,
  restrictedContainer,
  restrictedPod,
  selector,
  spreadOverNodes,
} from "../kubernetes.ts";
import { httpsToInternet, pods } from "../network-policies.ts";
import { clusterService, podsService } from "../service.ts";
import { type GatewayProgram, programInConfigMaps, programInImage } from "./program.ts";

export interface GatewayArgs extends PlacementArgs {
  program: GatewayProgram;
  /** Complete configuration, without secrets: it is written into a ConfigMap, where policies read it. */
  config: GatewayConfig;
  /** Values of the environment variables that the configuration names (secret). */
  apiKeys: Record<string, pulumi.Input<string>>;
  /** @default 2 */
  replicas?: number;
  /** Labels of the namespaces whose pods may call the gateway. */
  clientNamespaceLabels: Record<string, string>;
  /** Labels of the pods that may read its metrics. */
  metricsFrom: Record<string, string>;
  /** Labels of the model server's pods; left out where there is no own model. */
  modelServer?: { labels: Record<string, string>; port: number };
  /** Labels of GPU nodes, to stay away from them. */
  gpuLabels: Readonly<Record<string, string>>;
}

const NAME = "gateway";
const USER = 65532;

/** The routing gateway: OpenAI's API for every application, with the own model behind it and premium as fallback. */
export class Gateway extends pulumi.ComponentResource {
  /** Base URL with version, for an OpenAI client in the cluster. */
  readonly url: string;

  constructor(name: string, args: GatewayArgs, options?: pulumi.ComponentResourceOptions) {
    // The bundle is left out of the component's inputs: it would be in the state twice.
    super("eu-llm-stack:index:Gateway", name, { config: args.config, replicas: args.replicas }, options);
    const { environment, namespace } = args;
    const child = { parent: this };
    const metadata = { namespace, labels: labels(NAME, environment) };
    const { port } = args.config.listen;
    const configText = JSON.stringify(args.config, undefined, 2);

    const config = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: {
          ...metadata,
          name: `${NAME}-config`,
          labels: { ...metadata.labels, [CONFIG_LABEL]: GATEWAY_CONFIG },
        },
        data: { [GATEWAY_CONFIG_KEY]: configText },
      },
      child,
    );
    const keys = new kubernetes.core.v1.Secret(
      `${name}-keys`,
      { metadata: { ...metadata, name: `${NAME}-keys` }, stringData: args.apiKeys },
      child,
    );
    const program =
      "image" in args.program
        ? programInImage(args.program.image)
        : programInConfigMaps(name, args.program.bundle, metadata, this);

    new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: { ...metadata, name: NAME },
        spec: {
          replicas: args.replicas ?? 2,
          revisionHistoryLimit: 3,
          selector: { matchLabels: selector(NAME) },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          template: {
            metadata: {
              labels: labels(NAME, environment),
              annotations: {
                "eu-llm-stack/config-checksum": checksum(configText),
                "eu-llm-stack/program-checksum": program.checksum,
                // Environment variables are read once, so a new key needs new pods.
                "eu-llm-stack/keys-version": keys.metadata.resourceVersion,
              },
            },
            spec: {
              ...restrictedPod(USER),
              affinity: awayFromGpus(args.gpuLabels),
              topologySpreadConstraints: spreadOverNodes(NAME),
              terminationGracePeriodSeconds: args.config.timeouts.drainSeconds + 15,
              initContainers: program.initContainers,
              containers: [
                {
                  name: NAME,
                  image: program.image,
                  imagePullPolicy: "IfNotPresent",
                  args: [...program.args, "--config", `/config/${GATEWAY_CONFIG_KEY}`],
                  envFrom: [{ secretRef: { name: keys.metadata.name } }],
                  ports: [{ name: "http", containerPort: port }],
                  securityContext: restrictedContainer(),
                  resources: {
                    requests: { cpu: "250m", memory: "128Mi" },
                    limits: { memory: "512Mi" },
                  },
                  startupProbe: {
                    httpGet: { path: "/healthz", port: "http" },
                    periodSeconds: 1,
                    failureThreshold: 60,
                  },
                  livenessProbe: {
                    httpGet: { path: "/healthz", port: "http" },
                    periodSeconds: 10,
                    timeoutSeconds: 5,
                  },
                  readinessProbe: {
                    httpGet: { path: "/readyz", port: "http" },
                    periodSeconds: 5,
                    timeoutSeconds: 3,
                  },
                  // Endpoints are withdrawn while the pod still serves.
                  lifecycle: { preStop: { sleep: { seconds: 5 } } },
                  volumeMounts: [{ name: "config", mountPath: "/config", readOnly: true }, ...program.mounts],
                },
              ],
              volumes: [{ name: "config", configMap: { name: config.metadata.name } }, ...program.volumes],
            },
          },
        },
      },
      child,
    );

    const service = { name: NAME, port, metadata };
    clusterService(name, service, this);
    podsService(name, service, this);
    this.url = `http://${NAME}.${namespace}.svc:${port}/v1`;

    new kubernetes.policy.v1.PodDisruptionBudget(
      name,
      {
        metadata: { ...metadata, name: NAME },
        spec: { maxUnavailable: 1, selector: { matchLabels: selector(NAME) } },
      },
      child,
    );
    this.networkPolicies(name, args, metadata);
    this.registerOutputs({ url: this.url });
  }

  private networkPolicies(
    name: string,
    args: GatewayArgs,
    metadata: { namespace: string; labels: Record<string, string> },
  ): void {
    const policy = (
      suffix: string,
      spec: Omit<kubernetes.types.input.networking.v1.NetworkPolicySpec, "podSelector">,
    ) =>
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${suffix}`,
        {
          metadata: { ...metadata, name: `${NAME}-${suffix}` },
          spec: { ...spec, podSelector: { matchLabels: selector(NAME) } },
        },
        { parent: this },
      );
    policy("from-clients", {
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: args.clientNamespaceLabels } }, pods(args.metricsFrom)],
          ports: [{ protocol: "TCP", port: args.config.listen.port }],
        },
      ],
    });
    if (args.modelServer !== undefined) {
      policy("to-model-server", {
        policyTypes: ["Egress"],
        egress: [
          {
            to: [pods(args.modelServer.labels)],
            ports: [{ protocol: "TCP", port: args.modelServer.port }],
          },
        ],
      });
    }
    if (args.config.endpoints.some((endpoint) => endpoint.tier !== "self-hosted")) {
      policy("to-other-endpoints", { policyTypes: ["Egress"], egress: [httpsToInternet()] });
    }
  }
}
