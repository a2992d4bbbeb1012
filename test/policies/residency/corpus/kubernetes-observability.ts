import type { Corpus, Inputs } from "./build.ts";
import { onCluster } from "./cluster.ts";

const pod = (container: Inputs, rest: Inputs = {}): Inputs => ({
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "app" } },
    template: { metadata: { labels: { app: "app" } }, spec: { containers: [container], ...rest } },
  },
});

const observability = onCluster("k8s-observability", (apply) => {
  apply("core/v1:ConfigMap", "prometheus", {
    data: {
      "prometheus.yml": [
        "# see https://prometheus.io/docs/prometheus/latest/configuration/",
        "global:",
        "  scrape_interval: 15s",
        "  external_labels:",
        "    cluster: prod",
        "scrape_configs:",
        "  - job_name: kubernetes-pods",
        "    kubernetes_sd_configs:",
        "      - role: pod",
        "    relabel_configs:",
        "      - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]",
        "        action: keep",
        "        regex: true",
        "  - job_name: node",
        "    static_configs:",
        "      - targets: ['node-exporter.observability.svc:9100', 'localhost:9090']",
        "remote_write:",
        "  - url: http://mimir.observability.svc.cluster.local:9009/api/v1/push",
        "alerting:",
        "  alertmanagers:",
        "    - static_configs:",
        "        - targets: [alertmanager.observability.svc:9093]",
      ].join("\n"),
      "rules.yml": [
        "groups:",
        "  - name: shop",
        "    rules:",
        "      - alert: HighErrorRate",
        '        expr: sum(rate(http_requests_total{code=~"5.."}[5m])) > 1',
        "        annotations:",
        "          runbook_url: https://wiki.example.eu/runbooks/errors",
        "          summary: Many errors, see https://grafana.example.eu/d/shop",
      ].join("\n"),
    },
  });
  apply("core/v1:ConfigMap", "alertmanager", {
    data: {
      "alertmanager.yml": [
        "route:",
        "  receiver: ops",
        "receivers:",
        "  - name: ops",
        "    webhook_configs:",
        "      - url: http://matterbridge.observability.svc:4242/api/alerts",
      ].join("\n"),
    },
  });
  apply("core/v1:ConfigMap", "otel", {
    data: {
      "config.yaml": [
        "receivers:",
        "  otlp:",
        "    protocols:",
        "      grpc:",
        "        endpoint: 0.0.0.0:4317",
        "      http:",
        "        endpoint: ${env:MY_POD_IP}:4318",
        "processors:",
        "  batch: {}",
        "exporters:",
        "  otlp/tempo:",
        "    endpoint: tempo.observability.svc.cluster.local:4317",
        "    tls: { insecure: true }",
        "  prometheusremotewrite:",
        "    endpoint: http://mimir.observability.svc:9009/api/v1/push",
        "service:",
        "  pipelines:",
        "    traces: { receivers: [otlp], processors: [batch], exporters: [otlp/tempo] }",
      ].join("\n"),
    },
  });
  apply("core/v1:ConfigMap", "fluent-bit", {
    data: {
      "fluent-bit.conf": [
        "[SERVICE]",
        "    Flush         1",
        "    Parsers_File  parsers.conf",
        "    HTTP_Server   On",
        "    HTTP_Listen   0.0.0.0",
        "[INPUT]",
        "    Name              tail",
        "    Path              /var/log/containers/*.log",
        "[FILTER]",
        "    Name                kubernetes",
        "    Kube_URL            https://kubernetes.default.svc:443",
        "[OUTPUT]",
        "    Name            loki",
        "    Match           *",
        "    Host            loki.observability.svc",
        "    Port            3100",
      ].join("\n"),
    },
  });
  const dashboard = {
    title: "Shop",
    description: "Requests, see https://grafana.com/docs/grafana/latest/",
    links: [{ title: "Runbook", type: "link", url: "https://wiki.example.eu/runbooks" }],
    panels: [
      {
        type: "timeseries",
        datasource: { type: "prometheus", uid: "prometheus" },
        targets: [{ expr: "sum(rate(http_requests_total[5m]))" }],
      },
      { type: "text", options: { content: "[Documentation](https://docs.example.eu/shop)" } },
    ],
    __inputs: [],
    gnetId: 1860,
  };
  apply("core/v1:ConfigMap", "dashboard", {
    metadata: { name: "dashboard", labels: { grafana_dashboard: "1" } },
    data: { "shop.json": JSON.stringify(dashboard, null, 2) },
  });
  apply("core/v1:ConfigMap", "grafana", {
    data: {
      "grafana.ini": [
        "[server]",
        "root_url = https://grafana.example.eu",
        "[analytics]",
        "reporting_enabled = false",
        "check_for_updates = false",
      ].join("\n"),
      "datasources.yaml": [
        "apiVersion: 1",
        "datasources:",
        "  - name: Prometheus",
        "    type: prometheus",
        "    url: http://prometheus.observability.svc:9090",
      ].join("\n"),
    },
  });
  apply("monitoring.coreos.com/v1:ServiceMonitor", "app", {
    spec: {
      selector: { matchLabels: { app: "app" } },
      endpoints: [{ port: "http", interval: "30s", path: "/metrics" }],
    },
  });
  apply("monitoring.coreos.com/v1:PrometheusRule", "app", {
    spec: {
      groups: [
        {
          name: "app",
          rules: [
            {
              alert: "Down",
              expr: "up == 0",
              annotations: { runbook_url: "https://wiki.example.eu/runbooks/down", summary: "Down" },
            },
          ],
        },
      ],
    },
  });
});

const nginx = onCluster("k8s-nginx-config", (apply) => {
  apply("core/v1:ConfigMap", "nginx", {
    data: {
      "nginx.conf": [
        "# http://nginx.org/en/docs/",
        "worker_processes auto;",
        "events { worker_connections 1024; }",
        "http {",
        "  include /etc/nginx/mime.types;",
        "  log_format main '$remote_addr - $remote_user [$time_local] \"$request\"';",
        "  upstream backend { server app.apps.svc.cluster.local:80; keepalive 16; }",
        "  server {",
        "    listen 8080;",
        "    server_name shop.example.eu www.example.eu;",
        "    resolver kube-dns.kube-system.svc.cluster.local valid=10s;",
        "    add_header Content-Security-Policy \"default-src 'self'\";",
        "    location / {",
        "      proxy_pass http://backend;",
        "      proxy_set_header Host $host;",
        "      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "    }",
        "    location /api/ { proxy_pass http://api.apps.svc:8080/; }",
        "  }",
        "}",
      ].join("\n"),
      "index.html": '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>Shop</body></html>',
    },
  });
  apply(
    "apps/v1:Deployment",
    "nginx",
    pod(
      {
        name: "nginx",
        image: "nginx:1.29",
        ports: [{ containerPort: 8080 }],
        volumeMounts: [{ name: "config", mountPath: "/etc/nginx/nginx.conf", subPath: "nginx.conf" }],
      },
      { volumes: [{ name: "config", configMap: { name: "nginx" } }] },
    ),
  );
});

const coredns = onCluster("k8s-coredns", (apply) => {
  apply("core/v1:ConfigMap", "coredns", {
    data: {
      Corefile: [
        ".:53 {",
        "    errors",
        "    health",
        "    kubernetes cluster.local in-addr.arpa ip6.arpa {",
        "      pods insecure",
        "    }",
        "    prometheus :9153",
        "    forward . /etc/resolv.conf",
        "    cache 30",
        "}",
      ].join("\n"),
    },
  });
  apply("core/v1:Service", "kube-dns", {
    spec: {
      clusterIP: "10.96.0.10",
      selector: { "k8s-app": "kube-dns" },
      ports: [{ port: 53, protocol: "UDP" }],
    },
  });
});

export const KUBERNETES_OBSERVABILITY: Corpus = {
  programs: [observability, nginx, coredns],
  leaks: [
    {
      program: "k8s-observability",
      resource: "prometheus",
      from: "mimir.observability.svc.cluster.local:9009",
      to: "prometheus-us-central1.grafana.net",
    },
    {
      program: "k8s-observability",
      resource: "otel",
      from: "tempo.observability.svc.cluster.local",
      to: "ingest.us.signoz.cloud",
    },
    {
      program: "k8s-observability",
      resource: "fluent-bit",
      from: "loki.observability.svc",
      to: "logs-prod-us-central1.grafana.net",
    },
    {
      program: "k8s-nginx-config",
      resource: "nginx",
      from: "http://api.apps.svc:8080/",
      to: "https://api.openai.com/",
    },
    { program: "k8s-coredns", resource: "coredns", from: "/etc/resolv.conf", to: "8.8.8.8" },
  ],
};
