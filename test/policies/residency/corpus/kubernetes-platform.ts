import type { Corpus } from "./build.ts";
import { onCluster } from "./cluster.ts";

const vllm = onCluster("k8s-vllm", (apply) => {
  apply("apps/v1:Deployment", "vllm", {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "vllm" } },
      template: {
        metadata: {
          labels: { app: "vllm" },
          annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "8000" },
        },
        spec: {
          nodeSelector: { "nvidia.com/gpu.present": "true" },
          tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
          containers: [
            {
              name: "vllm",
              image: "vllm/vllm-openai:v0.11.0",
              args: [
                "--model=/models/mistral-small",
                "--served-model-name=mistral-small",
                "--enable-lora",
                "--lora-modules",
                "support=/models/adapters/support",
                "legal=/models/adapters/legal",
                "--max-model-len=32768",
                "--gpu-memory-utilization=0.92",
              ],
              env: [
                { name: "HF_HUB_OFFLINE", value: "1" },
                { name: "TRANSFORMERS_OFFLINE", value: "1" },
                { name: "VLLM_NO_USAGE_STATS", value: "1" },
                { name: "DO_NOT_TRACK", value: "1" },
                { name: "VLLM_API_KEY", valueFrom: { secretKeyRef: { name: "vllm", key: "key" } } },
              ],
              resources: { limits: { "nvidia.com/gpu": "1" } },
              readinessProbe: { httpGet: { path: "/health", port: 8000 } },
              volumeMounts: [{ name: "models", mountPath: "/models", readOnly: true }],
            },
          ],
          volumes: [{ name: "models", persistentVolumeClaim: { claimName: "models" } }],
        },
      },
    },
  });
  apply("core/v1:PersistentVolumeClaim", "models", {
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fast",
      resources: { requests: { storage: "200Gi" } },
    },
  });
  apply("keda.sh/v1alpha1:ScaledObject", "vllm", {
    spec: {
      scaleTargetRef: { name: "vllm" },
      minReplicaCount: 1,
      maxReplicaCount: 4,
      triggers: [
        {
          type: "prometheus",
          metadata: {
            serverAddress: "http://prometheus.observability.svc:9090",
            query: "sum(vllm:num_requests_waiting)",
            threshold: "5",
          },
        },
      ],
    },
  });
});

const rbac = onCluster("k8s-rbac", (apply) => {
  apply("core/v1:ServiceAccount", "ci", { automountServiceAccountToken: false });
  apply("rbac.authorization.k8s.io/v1:Role", "ci", {
    rules: [
      {
        apiGroups: ["apps", "networking.k8s.io"],
        resources: ["deployments", "ingresses"],
        verbs: ["get", "patch"],
      },
    ],
  });
  apply("rbac.authorization.k8s.io/v1:RoleBinding", "ci", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "ci" },
    subjects: [{ kind: "ServiceAccount", name: "ci", namespace: "apps" }],
  });
  apply("rbac.authorization.k8s.io/v1:ClusterRole", "metrics", {
    rules: [{ nonResourceURLs: ["/metrics", "/healthz"], verbs: ["get"] }],
  });
  apply("core/v1:Namespace", "apps", {
    metadata: { name: "apps", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
  apply("core/v1:ResourceQuota", "apps", { spec: { hard: { pods: "50", "requests.cpu": "20" } } });
  apply("core/v1:LimitRange", "apps", {
    spec: { limits: [{ type: "Container", default: { memory: "512Mi" } }] },
  });
  apply("scheduling.k8s.io/v1:PriorityClass", "high", {
    value: 1000,
    description: "For the shop, see https://wiki.example.eu/priorities",
  });
});

const networkPolicies = onCluster("k8s-network-policies", (apply) => {
  apply("networking.k8s.io/v1:NetworkPolicy", "deny", {
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
  apply("networking.k8s.io/v1:NetworkPolicy", "app", {
    spec: {
      podSelector: { matchLabels: { app: "app" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } }],
        },
      ],
      egress: [
        {
          to: [{ namespaceSelector: {}, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
          ports: [{ port: 53, protocol: "UDP" }],
        },
        { to: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.99.0.0/16"] } }] },
        { to: [{ podSelector: { matchLabels: { app: "postgres" } } }], ports: [{ port: 5432 }] },
      ],
    },
  });
  apply("cilium.io/v2:CiliumNetworkPolicy", "dns", {
    spec: {
      endpointSelector: { matchLabels: { app: "app" } },
      egress: [
        {
          toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system" } }],
          toPorts: [{ rules: { dns: [{ matchPattern: "*" }] } }],
        },
      ],
    },
  });
});

const definitions = onCluster("k8s-definitions-and-webhooks", (apply) => {
  apply("apiextensions.k8s.io/v1:CustomResourceDefinition", "backups.example.eu", {
    spec: {
      group: "example.eu",
      scope: "Namespaced",
      names: { plural: "backups", singular: "backup", kind: "Backup" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          additionalPrinterColumns: [
            {
              name: "Region",
              type: "string",
              jsonPath: ".spec.region",
              description: "Where, see https://docs.example.eu",
            },
          ],
          schema: {
            openAPIV3Schema: {
              description: "A backup, see https://kubernetes.io/docs/concepts/",
              type: "object",
              properties: {
                spec: {
                  type: "object",
                  properties: {
                    region: {
                      type: "string",
                      default: "us-east-1",
                      description: "Region of the bucket, such as us-east-1",
                    },
                    endpoint: { type: "string", example: "https://s3.amazonaws.com" },
                  },
                },
              },
            },
          },
        },
      ],
      conversion: {
        strategy: "Webhook",
        webhook: {
          conversionReviewVersions: ["v1"],
          clientConfig: { service: { name: "backup-operator", namespace: "operators", path: "/convert" } },
        },
      },
    },
  });
  apply("admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", "backups", {
    webhooks: [
      {
        name: "validate.backups.example.eu",
        clientConfig: {
          service: { name: "backup-operator", namespace: "operators", path: "/validate", port: 443 },
          caBundle: "LS0tLS1CRUdJTg==",
        },
        rules: [
          { apiGroups: ["example.eu"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["backups"] },
        ],
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
      },
    ],
  });
  apply("apiregistration.k8s.io/v1:APIService", "v1beta1.metrics.k8s.io", {
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      service: { name: "metrics-server", namespace: "kube-system" },
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
  });
});

const chart = onCluster("k8s-helm-chart", (apply, p) => {
  const parent = p.component("kubernetes:helm.sh/v4:Chart", "ingress-nginx", {
    chart: "oci://registry.k8s.io/ingress-nginx/ingress-nginx",
    version: "4.13.0",
    namespace: "ingress-nginx",
    values: { controller: { service: { type: "LoadBalancer" }, metrics: { enabled: true } } },
  });
  apply("core/v1:ServiceAccount", "ingress-nginx", {}, parent);
  apply(
    "core/v1:ConfigMap",
    "ingress-nginx-controller",
    { data: { "use-forwarded-headers": "true", "proxy-body-size": "10m" } },
    parent,
  );
  apply(
    "core/v1:Service",
    "ingress-nginx-controller",
    { spec: { type: "LoadBalancer", externalTrafficPolicy: "Local", ports: [{ port: 443 }] } },
    parent,
  );
  apply(
    "apps/v1:Deployment",
    "ingress-nginx-controller",
    {
      spec: {
        selector: { matchLabels: { app: "ingress-nginx" } },
        template: {
          spec: {
            containers: [
              {
                name: "controller",
                image: "registry.k8s.io/ingress-nginx/controller:v1.13.0",
                args: [
                  "/nginx-ingress-controller",
                  "--election-id=ingress-nginx-leader",
                  "--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller",
                ],
                env: [{ name: "LD_PRELOAD", value: "/usr/local/lib/libmimalloc.so" }],
              },
            ],
          },
        },
      },
    },
    parent,
  );
});

export const KUBERNETES_PLATFORM: Corpus = {
  programs: [vllm, rbac, networkPolicies, definitions, chart],
  leaks: [
    {
      program: "k8s-vllm",
      resource: "vllm",
      from: "support=/models/adapters/support",
      to: "--otlp-traces-endpoint=https://api.honeycomb.io",
    },
    {
      program: "k8s-vllm",
      resource: "vllm",
      from: "http://prometheus.observability.svc:9090",
      to: "https://prometheus-us-central1.grafana.net",
    },
    { program: "k8s-network-policies", resource: "app", from: "10.0.0.0/8", to: "8.8.8.0/24" },
  ],
};
