import type { Corpus } from "./build.ts";
import { onCluster } from "./cluster.ts";

const gitops = onCluster("k8s-custom-resources", (apply) => {
  apply("postgresql.cnpg.io/v1:Cluster", "db", {
    spec: {
      instances: 3,
      imageName: "ghcr.io/cloudnative-pg/postgresql:17.5",
      storage: { size: "50Gi", storageClass: "fast" },
      bootstrap: { initdb: { database: "shop", owner: "app" } },
      backup: {
        barmanObjectStore: {
          destinationPath: "s3://shop-backups/",
          endpointURL: "https://s3.fr-par.scw.cloud",
          s3Credentials: { accessKeyId: { name: "backup", key: "id" } },
        },
      },
    },
  });
  apply("cert-manager.io/v1:Issuer", "self", { spec: { selfSigned: {} } });
  apply("external-secrets.io/v1:SecretStore", "vault", {
    spec: {
      provider: {
        vault: {
          server: "http://vault.vault.svc:8200",
          path: "secret",
          version: "v2",
          auth: { kubernetes: { mountPath: "kubernetes", role: "app" } },
        },
      },
    },
  });
  apply("external-secrets.io/v1:ExternalSecret", "app", {
    spec: {
      refreshInterval: "1h",
      secretStoreRef: { name: "vault", kind: "SecretStore" },
      data: [{ secretKey: "key", remoteRef: { key: "app", property: "key" } }],
    },
  });
  apply("traefik.io/v1alpha1:IngressRoute", "shop", {
    spec: {
      entryPoints: ["websecure"],
      routes: [{ match: "Host(`shop.example.eu`)", kind: "Rule", services: [{ name: "app", port: 80 }] }],
    },
  });
  apply("serving.kserve.io/v1beta1:InferenceService", "llm", {
    spec: {
      predictor: { model: { modelFormat: { name: "huggingface" }, storageUri: "pvc://models/mistral" } },
    },
  });
});

const daemons = onCluster("k8s-daemons", (apply) => {
  apply("apps/v1:DaemonSet", "node-exporter", {
    spec: {
      selector: { matchLabels: { app: "node-exporter" } },
      template: {
        spec: {
          hostNetwork: true,
          containers: [
            {
              name: "node-exporter",
              image: "quay.io/prometheus/node-exporter:v1.9.1",
              args: [
                "--path.rootfs=/host",
                "--web.listen-address=:9100",
                "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys)($|/)",
              ],
            },
          ],
          tolerations: [{ operator: "Exists" }],
        },
      },
    },
  });
  apply("apps/v1:DaemonSet", "nvidia-device-plugin", {
    spec: {
      selector: { matchLabels: { app: "nvidia" } },
      template: {
        spec: { containers: [{ name: "plugin", image: "nvcr.io/nvidia/k8s-device-plugin:v0.17.1" }] },
      },
    },
  });
  apply("core/v1:PersistentVolume", "nfs", {
    spec: {
      capacity: { storage: "1Ti" },
      accessModes: ["ReadWriteMany"],
      nfs: { server: "10.0.0.20", path: "/exports/models" },
    },
  });
  apply("core/v1:Service", "legacy", {
    spec: { type: "ExternalName", externalName: "legacy.apps.svc.cluster.local" },
  });
  apply("discovery.k8s.io/v1:EndpointSlice", "legacy", {
    addressType: "IPv4",
    endpoints: [{ addresses: ["10.0.0.21"] }],
    ports: [{ port: 5432 }],
  });
  apply("core/v1:ConfigMap", "kubeadm", {
    data: {
      ClusterConfiguration:
        "apiVersion: kubeadm.k8s.io/v1beta4\ncontrolPlaneEndpoint: k8s.example.eu:6443\nimageRepository: registry.k8s.io\n",
    },
  });
});

const operators = onCluster("k8s-operators", (apply) => {
  apply("velero.io/v1:BackupStorageLocation", "default", {
    spec: {
      provider: "aws",
      objectStorage: { bucket: "velero-7c1d" },
      config: { region: "fr-par", s3Url: "https://s3.fr-par.scw.cloud", s3ForcePathStyle: "true" },
    },
  });
  apply("external-secrets.io/v1:ClusterSecretStore", "scaleway", {
    spec: {
      provider: {
        scaleway: {
          region: "fr-par",
          projectId: "14f5ee41-85e0-4dea-87c8-e211e25cd0aa",
          accessKey: { secretRef: { name: "scaleway", key: "access" } },
        },
      },
    },
  });
  apply("s3.aws.upbound.io/v1beta1:Bucket", "assets", {
    spec: { forProvider: { region: "eu-central-1", tags: { team: "shop" } } },
  });
  apply("core/v1:ConfigMap", "litellm", {
    data: {
      "config.yaml": [
        "model_list:",
        "  - model_name: large",
        "    litellm_params:",
        "      model: bedrock/eu.anthropic.claude-sonnet-4-20250514-v1:0",
        "      aws_region_name: eu-central-1",
        "  - model_name: small",
        "    litellm_params:",
        "      model: hosted_vllm/mistral-small",
        "      api_base: http://vllm.apps.svc:8000/v1",
        "litellm_settings:",
        "  drop_params: true",
      ].join("\n"),
    },
  });
  apply("core/v1:ConfigMap", "vector", {
    data: {
      "vector.toml": [
        "[sources.pods]",
        'type = "kubernetes_logs"',
        "[sinks.datadog]",
        'type = "datadog_logs"',
        'inputs = ["pods"]',
        'site = "datadoghq.eu"',
      ].join("\n"),
    },
  });
});

export const KUBERNETES_CUSTOM: Corpus = {
  programs: [operators, gitops, daemons],
  leaks: [
    {
      program: "k8s-operators",
      resource: "default",
      from: "https://s3.fr-par.scw.cloud",
      to: "https://s3.amazonaws.com",
    },
    { program: "k8s-operators", resource: "scaleway", from: "fr-par", to: "us-east-1" },
    { program: "k8s-operators", resource: "assets", from: "eu-central-1", to: "us-east-1" },
    { program: "k8s-operators", resource: "litellm", from: "eu-central-1", to: "us-east-1" },
    { program: "k8s-operators", resource: "litellm", from: "eu.anthropic", to: "us.anthropic" },
    { program: "k8s-operators", resource: "vector", from: "datadoghq.eu", to: "datadoghq.com" },
    {
      program: "k8s-custom-resources",
      resource: "db",
      from: "s3.fr-par.scw.cloud",
      to: "s3.us-east-1.amazonaws.com",
    },
    {
      program: "k8s-custom-resources",
      resource: "vault",
      from: "http://vault.vault.svc:8200",
      to: "https://vault.example.com",
    },
    { program: "k8s-daemons", resource: "nfs", from: "10.0.0.20", to: "fs-0123.efs.us-east-1.amazonaws.com" },
    {
      program: "k8s-daemons",
      resource: "legacy",
      from: "legacy.apps.svc.cluster.local",
      to: "legacy.example.com",
    },
  ],
};
