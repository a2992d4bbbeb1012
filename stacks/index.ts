import * as pulumi from "@pulumi/pulumi";
import { CostAssumptionSet } from "../components/cost-assumptions.ts";
import { Gateway } from "../components/gateway/gateway.ts";
import { selector } from "../components/kubernetes.ts";
import { ModelServer } from "../components/model-server/model-server.ts";
import { VLLM_PORT } from "../components/model-server/vllm.ts";
import { METRICS_READER, Monitoring } from "../components/monitoring/monitoring.ts";
import { SecureNamespace } from "../components/namespace/secure-namespace.ts";
import { DEFAULT_MEMORY_UTILIZATION, weightBytes } from "../domain/capacity/fit.ts";
import { ConfigError, SELF_HOSTED, type Environment } from "./config/environment.ts";
import { environmentOfThisStack } from "./config/stack.ts";
import { costAssumptions } from "./cost-assumptions.ts";
import { endpointKeys, gatewayProgram } from "./gateway-program.ts";
import { apiKeyVariable, gatewayConfig } from "./gateway-config.ts";
import { createNodes } from "./nodes.ts";
import { resolveTarget, type Target } from "./target.ts";

/** One environment: its assumptions, its nodes, and on them model server, gateway and monitoring. */
export default async function program(): Promise<Record<string, unknown>> {
  try {
    const environment = environmentOfThisStack();
    const target = await resolveTarget(environment);
    return await deploy(environment, target);
  } catch (error) {
    // A mistake in the configuration is told as it is, without a stack trace.
    throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
  }
}

async function deploy(environment: Environment, target: Target): Promise<Record<string, unknown>> {
  const { name, namespace } = environment;
  tellTarget(target);
  // A missing key is told before anything is created.
  const keys = endpointKeys(environment);

  new CostAssumptionSet("assumptions", costAssumptions(environment));

  const nodes = await createNodes(environment, target);
  const inCluster = { provider: nodes.provider };
  const storage = nodes.storageClass === undefined ? {} : { storageClass: nodes.storageClass };
  const gpuLabels = nodes.gpus?.labels ?? {};

  const secured = new SecureNamespace(
    "namespace",
    { environment: name, namespace, podSecurity: "restricted" },
    inCluster,
  );
  const inNamespace = { ...inCluster, dependsOn: secured };

  const model = environment.model;
  const modelServer =
    model === undefined || nodes.gpus === undefined
      ? undefined
      : new ModelServer(
          "model-server",
          {
            environment: name,
            namespace,
            settings: {
              model: model.name,
              revision: model.revision,
              servedName: environment.gateway.modelName,
              contextLength: model.contextLength,
              gpus: model.gpusPerReplica,
              memoryUtilization: DEFAULT_MEMORY_UTILIZATION,
              ...(model.quantization === undefined ? {} : { quantization: model.quantization }),
            },
            replicas: model.replicas,
            weightBytes: weightBytes(model.facts),
            cacheGigabytes: model.cacheGigabytes,
            ...storage,
            gpus: nodes.gpus,
            startMinutes: model.startMinutes,
            ...(model.scaleToZero === undefined ? {} : { schedule: model.scaleToZero }),
            allowFrom: { clients: selector("gateway"), metrics: METRICS_READER },
          },
          inNamespace,
        );

  const config = gatewayConfig(
    environment,
    modelServer && { url: modelServer.url, servedName: environment.gateway.modelName },
  );
  const gateway = new Gateway(
    "gateway",
    {
      environment: name,
      namespace,
      program: await gatewayProgram(environment),
      config,
      apiKeys: {
        ...keys,
        ...(modelServer === undefined ? {} : { [apiKeyVariable(SELF_HOSTED)]: modelServer.apiKey }),
      },
      replicas: environment.gateway.replicas,
      clientNamespaceLabels: environment.gateway.clientNamespaceLabels,
      metricsFrom: METRICS_READER,
      ...(modelServer === undefined
        ? {}
        : { modelServer: { labels: selector(modelServer.deploymentName), port: VLLM_PORT } }),
      gpuLabels,
    },
    inNamespace,
  );

  const monitoring = new Monitoring(
    "monitoring",
    {
      environment: name,
      namespace,
      retentionDays: environment.monitoring.retentionDays,
      storageGigabytes: environment.monitoring.storageGigabytes,
      ...storage,
      gatewayPort: config.listen.port,
      ...(model === undefined || modelServer === undefined
        ? {}
        : {
            modelServer: {
              port: VLLM_PORT,
              startMinutes: model.startMinutes,
              scheduled: model.scaleToZero !== undefined,
            },
          }),
      ...(nodes.gpus !== undefined && environment.monitoring.dcgmExporter ? { dcgm: nodes.gpus } : {}),
      gpuLabels,
    },
    inNamespace,
  );

  return {
    namespace,
    gatewayUrl: gateway.url,
    model: environment.gateway.modelName,
    grafanaPasswordSecret: monitoring.grafanaPasswordSecret,
    ...(target.kind === "manifests" ? { manifests: target.folder } : {}),
  };
}

function tellTarget(target: Target): void {
  if (target.kind !== "manifests") return;
  void pulumi.log.info(`${target.reason}; manifests go to ${target.folder} instead of a cluster.`);
}
