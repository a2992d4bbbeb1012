import type { Corpus, Inputs } from "./build.ts";
import { onCluster } from "./cluster.ts";

const pod = (container: Inputs, rest: Inputs = {}): Inputs => ({
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "app" } },
    template: { metadata: { labels: { app: "app" } }, spec: { containers: [container], ...rest } },
  },
});

const fromSecret = (name: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: "app", key } },
});

const deployment = onCluster("k8s-deployment", (apply) => {
  apply("core/v1:Secret", "app", {
    type: "Opaque",
    stringData: {
      DATABASE_URL: "postgres://app:s3cret@postgres.apps.svc.cluster.local:5432/shop?sslmode=disable",
      SESSION_KEY: "s3cret",
    },
  });
  apply(
    "apps/v1:Deployment",
    "app",
    pod(
      {
        name: "app",
        image: "ghcr.io/example/shop:1.8.0",
        env: [
          fromSecret("DATABASE_URL", "DATABASE_URL"),
          fromSecret("SESSION_KEY", "SESSION_KEY"),
          { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          { name: "REDIS_URL", value: "redis://redis:6379/0" },
          { name: "KAFKA_BROKERS", value: "kafka-0.kafka:9092,kafka-1.kafka:9092" },
          { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://otel-collector.observability:4317" },
          { name: "OTEL_SERVICE_NAME", value: "shop" },
          { name: "OTEL_RESOURCE_ATTRIBUTES", value: "deployment.environment=prod,service.version=1.8.0" },
          { name: "SMTP_HOST", value: "mailhog.apps.svc" },
          { name: "PUBLIC_URL", value: "https://shop.example.eu" },
          { name: "CORS_ALLOWED_ORIGINS", value: "https://shop.example.eu,https://www.example.eu" },
          { name: "NO_PROXY", value: ".svc,.cluster.local,10.0.0.0/8" },
          { name: "LOG_LEVEL", value: "info" },
          { name: "TZ", value: "Europe/Berlin" },
          { name: "JAVA_TOOL_OPTIONS", value: "-XX:MaxRAMPercentage=75 -Dfile.encoding=UTF-8" },
          { name: "GOMEMLIMIT", value: "400MiB" },
          { name: "LISTEN_ADDR", value: "0.0.0.0:8080" },
        ],
        ports: [{ containerPort: 8080, name: "http" }],
        readinessProbe: { httpGet: { path: "/healthz", port: "http" } },
        livenessProbe: {
          httpGet: {
            path: "/healthz",
            port: 8080,
            httpHeaders: [{ name: "Host", value: "shop.example.eu" }],
          },
        },
        resources: { requests: { cpu: "100m", memory: "256Mi" } },
      },
      {
        serviceAccountName: "app",
        imagePullSecrets: [{ name: "pull" }],
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
        ],
        nodeSelector: { "kubernetes.io/arch": "amd64" },
      },
    ),
  );
  apply("core/v1:Service", "app", {
    spec: { selector: { app: "app" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  });
  apply("policy/v1:PodDisruptionBudget", "app", {
    spec: { minAvailable: 1, selector: { matchLabels: { app: "app" } } },
  });
  apply("autoscaling/v2:HorizontalPodAutoscaler", "app", {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app" },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
        },
      ],
    },
  });
  apply("core/v1:Secret", "pull", {
    type: "kubernetes.io/dockerconfigjson",
    stringData: {
      ".dockerconfigjson": '{"auths":{"rg.fr-par.scw.cloud":{"username":"nologin","password":"s3cret"}}}',
    },
  });
});

const ingress = onCluster("k8s-ingress", (apply) => {
  apply("networking.k8s.io/v1:Ingress", "shop", {
    metadata: {
      name: "shop",
      annotations: {
        "cert-manager.io/cluster-issuer": "internal-ca",
        "nginx.ingress.kubernetes.io/ssl-redirect": "true",
        "nginx.ingress.kubernetes.io/proxy-body-size": "10m",
        "nginx.ingress.kubernetes.io/cors-allow-origin": "https://shop.example.eu",
        "external-dns.alpha.kubernetes.io/hostname": "shop.example.eu",
      },
    },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["shop.example.eu"], secretName: "shop-tls" }],
      rules: [
        {
          host: "shop.example.eu",
          http: {
            paths: [
              {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "app", port: { name: "http" } } },
              },
            ],
          },
        },
      ],
    },
  });
  apply("cert-manager.io/v1:Certificate", "shop", {
    spec: {
      secretName: "shop-tls",
      dnsNames: ["shop.example.eu", "www.example.eu"],
      issuerRef: { name: "internal-ca", kind: "ClusterIssuer" },
    },
  });
  apply("cert-manager.io/v1:ClusterIssuer", "internal-ca", { spec: { ca: { secretName: "internal-ca" } } });
  apply("gateway.networking.k8s.io/v1:Gateway", "edge", {
    spec: {
      gatewayClassName: "cilium",
      listeners: [{ name: "https", hostname: "*.example.eu", port: 443, protocol: "HTTPS" }],
    },
  });
  apply("gateway.networking.k8s.io/v1:HTTPRoute", "shop", {
    spec: {
      parentRefs: [{ name: "edge" }],
      hostnames: ["shop.example.eu"],
      rules: [{ backendRefs: [{ name: "app", port: 80 }] }],
    },
  });
  apply("networking.k8s.io/v1:IngressClass", "nginx", { spec: { controller: "k8s.io/ingress-nginx" } });
});

const jobs = onCluster("k8s-cronjobs", (apply) => {
  apply("core/v1:ConfigMap", "scripts", {
    data: {
      "backup.sh": [
        "#!/bin/bash",
        "# usage: see https://www.postgresql.org/docs/current/app-pgdump.html",
        "set -euo pipefail",
        'pg_dump -h postgres.apps.svc -U app shop | gzip > "/backup/shop-$(date +%F).sql.gz"',
        "find /backup -mtime +14 -delete",
        'curl -fsS -X POST "http://pushgateway.observability.svc:9091/metrics/job/backup"',
      ].join("\n"),
    },
  });
  apply("batch/v1:CronJob", "backup", {
    spec: {
      schedule: "0 2 * * *",
      timeZone: "Europe/Berlin",
      jobTemplate: {
        spec: {
          template: {
            spec: {
              restartPolicy: "OnFailure",
              containers: [
                {
                  name: "backup",
                  image: "postgres:17",
                  command: ["/bin/bash", "-c"],
                  args: ["set -e; bash /scripts/backup.sh && wget -qO- http://app.apps.svc/healthz"],
                  env: [{ name: "PGHOST", value: "postgres" }, fromSecret("PGPASSWORD", "password")],
                },
              ],
            },
          },
        },
      },
    },
  });
  apply("batch/v1:Job", "migrate", {
    spec: {
      backoffLimit: 3,
      template: {
        spec: {
          restartPolicy: "Never",
          initContainers: [
            {
              name: "wait",
              image: "busybox:1.37",
              command: ["sh", "-c", "until nc -z postgres 5432; do sleep 1; done"],
            },
          ],
          containers: [
            {
              name: "migrate",
              image: "ghcr.io/example/shop:1.8.0",
              args: ["migrate", "--database-host=postgres.apps.svc:5432", "--verbose"],
            },
          ],
        },
      },
    },
  });
});

const stateful = onCluster("k8s-stateful-sets", (apply) => {
  const claim = (size: string) => [
    {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } },
    },
  ];
  const set = (name: string, container: Inputs, size: string) => {
    apply("core/v1:Service", name, { spec: { clusterIP: "None", selector: { app: name } } });
    apply("apps/v1:StatefulSet", name, {
      spec: {
        serviceName: name,
        replicas: 3,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, ...container }] } },
        volumeClaimTemplates: claim(size),
      },
    });
  };
  set(
    "postgres",
    {
      image: "postgres:17",
      env: [
        { name: "POSTGRES_DB", value: "shop" },
        { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
      ],
    },
    "100Gi",
  );
  set(
    "redis",
    { image: "redis:8", command: ["redis-server", "--appendonly", "yes", "--bind", "0.0.0.0"] },
    "10Gi",
  );
  set(
    "kafka",
    {
      image: "apache/kafka:4.0.0",
      env: [
        { name: "KAFKA_LISTENERS", value: "PLAINTEXT://:9092,CONTROLLER://:9093" },
        {
          name: "KAFKA_ADVERTISED_LISTENERS",
          value: "PLAINTEXT://$(POD_NAME).kafka.apps.svc.cluster.local:9092",
        },
        {
          name: "KAFKA_CONTROLLER_QUORUM_VOTERS",
          value: "0@kafka-0.kafka.apps.svc.cluster.local:9093,1@kafka-1.kafka.apps.svc.cluster.local:9093",
        },
        { name: "KAFKA_LOG_DIRS", value: "/var/lib/kafka/data" },
      ],
    },
    "200Gi",
  );
  apply("storage.k8s.io/v1:StorageClass", "fast", {
    provisioner: "csi.hetzner.cloud",
    reclaimPolicy: "Retain",
    volumeBindingMode: "WaitForFirstConsumer",
    parameters: { "csi.storage.k8s.io/fstype": "ext4" },
    allowVolumeExpansion: true,
  });
});

export const KUBERNETES: Corpus = {
  programs: [deployment, ingress, jobs, stateful],
  leaks: [
    {
      program: "k8s-deployment",
      resource: "app",
      from: "http://otel-collector.observability:4317",
      to: "https://api.honeycomb.io:443",
    },
    {
      program: "k8s-cronjobs",
      resource: "scripts",
      from: "http://pushgateway.observability.svc:9091",
      to: "https://s3.us-east-1.amazonaws.com",
    },
    { program: "k8s-cronjobs", resource: "backup", from: "http://app.apps.svc", to: "https://hc-ping.com" },
    {
      program: "k8s-stateful-sets",
      resource: "cluster",
      from: "k8s.example.eu",
      to: "0A1B2C.gr7.us-east-1.eks.amazonaws.com",
    },
  ],
};
