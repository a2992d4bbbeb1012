import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { GpuScheduling } from "../gpu-nodes/gpu-nodes.ts";
import { VLLM } from "../images.ts";
import {
  labels,
  type PlacementArgs,
  restrictedContainer,
  restrictedPod,
  selector,
  spreadOverNodes,
} from "../kubernetes.ts";
import { httpsToInternet, pods } from "../network-policies.ts";
import { clusterService, podsService } from "../service.ts";
import { cacheVolume, rollingUpdate } from "./rollout.ts";
import { ScaleSchedule } from "./scale-schedule.ts";
import type { Schedule } from "./schedule.ts";
import {
  CACHE_PATH,
  SHUTDOWN_SECONDS,
  VLLM_PORT,
  vllmArguments,
  vllmEnvironment,
  type VllmSettings,
} from "./vllm.ts";

export interface ModelServerArgs extends PlacementArgs {
  settings: VllmSettings;
  /** @default 1 */
  replicas?: number;
  /** Size of the published weights in bytes: they pass through the pod's memory while they load. */
  weightBytes: number;
  /** Size of the volume for weights and compiled kernels, in GB. */
  cacheGigabytes: number;
  /** StorageClass of that volume; the cluster's default where it is left out. */
  storageClass?: string;
  gpus: GpuScheduling;
  /** Minutes until a replica must serve: download, load, compile. Drives probes and timeouts. */
  startMinutes: number;
  /** Given: the server has no replicas outside these hours. */
  schedule?: Schedule;
  /** Labels of the pods that may ask for answers (`clients`) and for metrics (`metrics`). */
  allowFrom: { clients: Record<string, string>; metrics: Record<string, string> };
}

const NAME = "model-server";
const USER = 2000;
const GIBIBYTE = 2 ** 30;

/** Seconds that a stopping pod still takes requests, until every gateway has noticed that it is leaving. */
const PRE_STOP_SECONDS = 15;

/**
 * vLLM behind a Service: answers OpenAI's API inside the cluster, to the gateway alone and only with a generated key.
 */
export class ModelServer extends pulumi.ComponentResource {
  /** Base URL with version, for an OpenAI client in the cluster; known before anything is created. */
  readonly url: string;
  /** The generated key (secret). */
  readonly apiKey: pulumi.Output<string>;
  readonly deploymentName = NAME;

  constructor(name: string, args: ModelServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("eu-llm-stack:index:ModelServer", name, args, options);
    const { environment, namespace } = args;
    const child = { parent: this };
    const metadata = { namespace, labels: labels(NAME, environment) };
    const replicas = args.replicas ?? 1;
    const startSeconds = args.startMinutes * 60;

    const key = new random.RandomPassword(`${name}-api-key`, { length: 40, special: false }, child);
    this.apiKey = key.result;
    const secret = new kubernetes.core.v1.Secret(
      `${name}-api-key`,
      { metadata: { ...metadata, name: `${NAME}-api-key` }, stringData: { key: key.result } },
      child,
    );

    const volume = cacheVolume(replicas);
    const claim = {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${args.cacheGigabytes}G` } },
      ...(args.storageClass === undefined ? {} : { storageClassName: args.storageClass }),
    };
    if (volume === "persistent") {
      new kubernetes.core.v1.PersistentVolumeClaim(
        `${name}-cache`,
        {
          // Most classes bind a volume only once a pod uses it, so there is nothing to wait for here.
          metadata: { ...metadata, name: `${NAME}-cache`, annotations: { "pulumi.com/skipAwait": "true" } },
          spec: claim,
        },
        child,
      );
    }

    const deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: { ...metadata, name: NAME },
        spec: {
          replicas,
          revisionHistoryLimit: 3,
          progressDeadlineSeconds: startSeconds + 60,
          selector: { matchLabels: selector(NAME) },
          strategy: {
            type: "RollingUpdate",
            rollingUpdate: rollingUpdate({
              replicas,
              gpusPerReplica: args.settings.gpus,
              totalGpus: args.gpus.totalGpus,
            }),
          },
          template: {
            metadata: { labels: labels(NAME, environment) },
            spec: {
              ...restrictedPod(USER),
              nodeSelector: { ...args.gpus.labels },
              tolerations: [...args.gpus.tolerations],
              topologySpreadConstraints: spreadOverNodes(NAME),
              terminationGracePeriodSeconds: PRE_STOP_SECONDS + SHUTDOWN_SECONDS + 15,
              containers: [serverContainer(args, secret.metadata.name)],
              volumes: [
                volume === "persistent"
                  ? { name: "cache", persistentVolumeClaim: { claimName: `${NAME}-cache` } }
                  : {
                      name: "cache",
                      ephemeral: {
                        volumeClaimTemplate: { metadata: { labels: metadata.labels }, spec: claim },
                      },
                    },
                // Tensor parallel workers talk through shared memory; bounded, since it counts as the pod's memory.
                {
                  name: "shm",
                  emptyDir: { medium: "Memory", sizeLimit: `${sharedMemoryGibibytes(args)}Gi` },
                },
                { name: "tmp", emptyDir: { sizeLimit: "10Gi" } },
              ],
            },
          },
        },
      },
      {
        ...child,
        customTimeouts: {
          create: `${args.startMinutes + 2}m`,
          update: `${(args.startMinutes + 2) * replicas}m`,
        },
        // The schedule owns the number of replicas once the Deployment exists.
        ...(args.schedule === undefined ? {} : { ignoreChanges: ["spec.replicas"] }),
      },
    );

    const service = { name: NAME, port: VLLM_PORT, metadata };
    clusterService(name, service, this);
    podsService(name, service, this);
    this.url = `http://${NAME}.${namespace}.svc:${VLLM_PORT}/v1`;
    this.networkPolicies(name, args, metadata);

    if (replicas > 1) {
      new kubernetes.policy.v1.PodDisruptionBudget(
        name,
        {
          metadata: { ...metadata, name: NAME },
          spec: { maxUnavailable: 1, selector: { matchLabels: selector(NAME) } },
        },
        child,
      );
    }
    if (args.schedule !== undefined) {
      new ScaleSchedule(
        `${name}-schedule`,
        { environment, namespace, deployment: NAME, replicas, schedule: args.schedule },
        { ...child, dependsOn: deployment },
      );
    }
    this.registerOutputs({ url: this.url });
  }

  private networkPolicies(
    name: string,
    args: ModelServerArgs,
    metadata: { namespace: string; labels: Record<string, string> },
  ): void {
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-ingress`,
      {
        metadata: { ...metadata, name: `${NAME}-from-gateway-and-monitoring` },
        spec: {
          podSelector: { matchLabels: selector(NAME) },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [pods(args.allowFrom.clients), pods(args.allowFrom.metrics)],
              ports: [{ protocol: "TCP", port: VLLM_PORT }],
            },
          ],
        },
      },
      { parent: this },
    );
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-egress`,
      {
        metadata: { ...metadata, name: `${NAME}-to-model-hub` },
        spec: {
          podSelector: { matchLabels: selector(NAME) },
          policyTypes: ["Egress"],
          egress: [httpsToInternet()],
        },
      },
      { parent: this },
    );
  }
}

/** 4 GiB for each GPU: enough for NCCL's buffers of one worker. */
function sharedMemoryGibibytes(args: ModelServerArgs): number {
  return 4 * args.settings.gpus;
}

/** Memory of a pod: the weights pass through it while they load, plus shared memory and 8 GiB for the server. */
function memoryGibibytes(args: ModelServerArgs): number {
  return Math.ceil(args.weightBytes / GIBIBYTE) + sharedMemoryGibibytes(args) + 8;
}

function serverContainer(
  args: ModelServerArgs,
  secretName: pulumi.Input<string>,
): kubernetes.types.input.core.v1.Container {
  const { settings } = args;
  const health = { httpGet: { path: "/health", port: "http" } };
  return {
    name: "vllm",
    image: VLLM.reference,
    imagePullPolicy: "IfNotPresent",
    command: ["vllm", "serve"],
    args: vllmArguments(settings),
    env: [
      ...vllmEnvironment(),
      { name: "VLLM_API_KEY", valueFrom: { secretKeyRef: { name: secretName, key: "key" } } },
    ],
    ports: [{ name: "http", containerPort: VLLM_PORT }],
    // NVIDIA's container hook updates the linker cache inside the container's root file system and fails on a
    // read-only one (kserve/kserve#5711), so this is the one container whose root stays writable.
    securityContext: restrictedContainer(false),
    resources: {
      requests: {
        cpu: String(2 * settings.gpus),
        memory: `${Math.ceil(memoryGibibytes(args) / 2)}Gi`,
        "nvidia.com/gpu": String(settings.gpus),
      },
      limits: { memory: `${memoryGibibytes(args)}Gi`, "nvidia.com/gpu": String(settings.gpus) },
    },
    startupProbe: { ...health, periodSeconds: 10, failureThreshold: args.startMinutes * 6 },
    livenessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: { ...health, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
    volumeMounts: [
      { name: "cache", mountPath: CACHE_PATH },
      { name: "shm", mountPath: "/dev/shm" },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}
