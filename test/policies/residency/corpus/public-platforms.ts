import { type Builder, type Handle, interpolate, program } from "./build.ts";
import type { PublicProgram } from "./public-type.ts";

const EXAMPLES = "pulumi/examples";

const gke: PublicProgram = {
  repository: EXAMPLES,
  path: "gcp-ts-gke/cluster.ts",
  commit: "012ba9b97c4a775742102170bab591ec593724dd",
  program: program("public-gcp-gke", (p) => {
    p.defaultProvider("gcp", { project: "example", zone: "us-west1-a" }, "6.67.0");
    const cluster = p.add("gcp:container/cluster:Cluster", "gke-cluster", {
      initialNodeCount: 1,
      removeDefaultNodePool: true,
      minMasterVersion: "1.27",
    });
    p.add(
      "gcp:container/nodePool:NodePool",
      "primary-node-pool",
      {
        cluster: cluster.out("name"),
        initialNodeCount: 3,
        location: cluster.out("location"),
        nodeConfig: {
          preemptible: true,
          machineType: "n1-standard-1",
          oauthScopes: [
            "https://www.googleapis.com/auth/compute",
            "https://www.googleapis.com/auth/logging.write",
          ],
        },
      },
      { dependsOn: [cluster] },
    );
    const kubernetes = p.provider("kubernetes", "gkeK8s", {
      kubeconfig: interpolate("server: https://", cluster.out("endpoint"), cluster.out("masterAuth")),
    });
    p.add(
      "kubernetes:apps/v1:Deployment",
      "canary",
      { spec: { replicas: 1, template: { spec: { containers: [{ name: "gke", image: "nginx" }] } } } },
      { provider: kubernetes },
    );
  }),
  expected: "violating",
  why: "the README sets the zone us-west1-a",
  resources: {
    "gcp:container/cluster:Cluster::gke-cluster": "violating",
    "gcp:container/nodePool:NodePool::primary-node-pool": "violating",
    "pulumi:providers:kubernetes::gkeK8s": "violating",
    "kubernetes:apps/v1:Deployment::canary": "violating",
  },
};

const functions: PublicProgram = {
  repository: EXAMPLES,
  path: "gcp-ts-functions/index.ts",
  commit: "1e71b1f2a3c94e9c4bf2651cbb24d7759eb62a9e",
  program: program("public-gcp-functions", (p) => {
    // The README leaves the region open; its output shows us-central1.
    p.defaultProvider("gcp", { project: "example", region: "us-central1" }, "6.67.0");
    const callback = p.component("gcp:cloudfunctions:HttpCallbackFunction", "greeting");
    const bucket = p.add("gcp:storage/bucket:Bucket", "greeting", { location: "US" }, { parent: callback });
    const object = p.add(
      "gcp:storage/bucketObject:BucketObject",
      "greeting",
      { bucket: bucket.out("name") },
      { parent: callback },
    );
    const fn = p.add(
      "gcp:cloudfunctions/function:Function",
      "greeting",
      {
        runtime: "nodejs18",
        triggerHttp: true,
        sourceArchiveBucket: bucket.out("name"),
        sourceArchiveObject: object.out("name"),
      },
      { parent: callback },
    );
    p.add("gcp:cloudfunctions/functionIamMember:FunctionIamMember", "invoker", {
      project: fn.out("project"),
      region: fn.out("region"),
      cloudFunction: fn.out("name"),
      role: "roles/cloudfunctions.invoker",
      member: "allUsers",
    });
  }),
  expected: "violating",
  why: "its output shows us-central1",
  resources: { "gcp:cloudfunctions/function:Function::greeting": "violating" },
};

/** The two examples of a Deployment with a Service, on whatever cluster the provider leads to. */
function exposed(p: Builder, options: { provider?: Handle }): void {
  p.add(
    "kubernetes:apps/v1:Deployment",
    "nginx",
    {
      spec: {
        selector: { matchLabels: { app: "nginx" } },
        replicas: 1,
        template: {
          metadata: { labels: { app: "nginx" } },
          spec: { containers: [{ name: "nginx", image: "nginx:1.15-alpine" }] },
        },
      },
    },
    options,
  );
  p.add(
    "kubernetes:core/v1:Service",
    "nginx",
    {
      metadata: { labels: { app: "nginx" } },
      spec: { type: "LoadBalancer", ports: [{ port: 80, targetPort: 80 }], selector: { app: "nginx" } },
    },
    options,
  );
}

const EXPOSED = {
  repository: EXAMPLES,
  path: "kubernetes-ts-exposed-deployment/index.ts",
  commit: "1ec8436bef96b51059db0f4233520a012b6f4cee",
} as const;

const exposedAnywhere: PublicProgram = {
  ...EXPOSED,
  program: program("public-kubernetes-exposed", (p) => exposed(p, {})),
  expected: "unproven",
  why: "the cluster is whatever the kubeconfig of the shell leads to",
  resources: {
    "pulumi:providers:kubernetes::default_4_23_0": "unproven",
    "kubernetes:apps/v1:Deployment::nginx": "unproven",
  },
};

const exposedDeclared: PublicProgram = {
  ...EXPOSED,
  program: program("public-kubernetes-exposed-declared", (p) => exposed(p, {}), {
    places: [
      { resource: "pulumi:providers:kubernetes::*", country: "DE", operator: "Example", ownerCountry: "DE" },
    ],
  }),
  expected: "proved",
  why: "the place of the cluster is declared, and nothing in the program leads out of it",
  resources: { "kubernetes:apps/v1:Deployment::nginx": "proved" },
};

const guestbook: PublicProgram = {
  repository: EXAMPLES,
  path: "kubernetes-ts-guestbook/simple/index.ts",
  commit: "011cf0379bab5d7d6ad96563e11ef46bfe73f885",
  program: program("public-kubernetes-guestbook", (p) => {
    for (const [name, image] of [
      ["redis-master", "k8s.gcr.io/redis:e2e"],
      ["redis-slave", "gcr.io/google_samples/gb-redisslave:v1"],
      ["frontend", "gcr.io/google-samples/gb-frontend:v4"],
    ] as const) {
      const deployment = p.add("kubernetes:apps/v1:Deployment", name, {
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              containers: [
                {
                  name,
                  image,
                  env: [{ name: "GET_HOSTS_FROM", value: "dns" }],
                  ports: [{ containerPort: 6379 }],
                },
              ],
            },
          },
        },
      });
      p.add("kubernetes:core/v1:Service", name, {
        spec: { ports: [{ port: 6379 }], selector: deployment.out("labels") },
      });
    }
  }),
  expected: "unproven",
  why: "the cluster is whatever the kubeconfig of the shell leads to",
  resources: { "kubernetes:core/v1:Service::frontend": "unproven" },
};

const digitalocean: PublicProgram = {
  repository: EXAMPLES,
  path: "digitalocean-ts-k8s/index.ts",
  commit: "250f462681987bd4aa74ac58b6813b437e66a8a0",
  program: program("public-digitalocean-k8s", (p) => {
    const cluster = p.add("digitalocean:index/kubernetesCluster:KubernetesCluster", "do-cluster", {
      region: "sfo2",
      version: "1.16.15-do.0",
      nodePool: { name: "default", size: "s-2vcpu-2gb", nodeCount: 3 },
    });
    const provider = p.provider("kubernetes", "do-k8s", { kubeconfig: cluster.out("kubeConfigs") });
    exposed(p, { provider });
    const domain = p.add("digitalocean:index/domain:Domain", "do-domain", {
      name: "example.eu",
      ipAddress: cluster.out("ingress"),
    });
    p.add("digitalocean:index/dnsRecord:DnsRecord", "do-domain-cname", {
      domain: domain.out("name"),
      type: "CNAME",
      name: "www",
      value: "@",
    });
  }),
  expected: "violating",
  why: "the cluster lies in sfo2, and so does what runs on it",
  resources: {
    "digitalocean:index/kubernetesCluster:KubernetesCluster::do-cluster": "violating",
    "kubernetes:apps/v1:Deployment::nginx": "violating",
    "digitalocean:index/dnsRecord:DnsRecord::do-domain-cname": "proved",
  },
};

const cloudRun: PublicProgram = {
  repository: "chrismlittle123/fastify-api",
  path: "infra/index.ts",
  commit: "53daa1b33c2250fdf5aa3f320dce71006111d164",
  program: program("public-gcp-fastify", (p) => {
    p.defaultProvider("gcp", { project: "example", region: "us-central1" }, "8.41.1");
    const apis = ["run", "secretmanager", "artifactregistry", "iam"].map((api) =>
      p.add("gcp:projects/service:Service", `enable-${api}`, {
        project: "example",
        service: `${api}.googleapis.com`,
        disableOnDestroy: false,
      }),
    );
    const secret = p.add(
      "gcp:secretmanager/secret:Secret",
      "fastify-api-prod-jwt-secret",
      { secretId: "fastify-api-prod-jwt-secret", replication: { auto: {} } },
      { dependsOn: apis },
    );
    p.add("gcp:secretmanager/secretVersion:SecretVersion", "fastify-api-prod-jwt-secret-version", {
      secret: secret.id,
      secretData: "s3cret",
    });
    const account = p.add("gcp:serviceaccount/account:Account", "fastify-api-prod-sa", {
      accountId: "fastify-api-prod-sa",
    });
    p.add("gcp:artifactregistry/repository:Repository", "fastify-api-prod-repo", {
      repositoryId: "fastify-api-prod",
      location: "us-central1",
      format: "DOCKER",
    });
    const service = p.add("gcp:cloudrunv2/service:Service", "fastify-api-prod-service", {
      name: "fastify-api-prod-service",
      location: "us-central1",
      template: {
        serviceAccount: account.out("email"),
        containers: [
          {
            image: "gcr.io/cloudrun/hello",
            envs: [
              { name: "NODE_ENV", value: "production" },
              { name: "DOCS_TITLE", value: "Fastify API" },
              {
                name: "JWT_SECRET",
                valueSource: { secretKeyRef: { secret: secret.out("secretId"), version: "latest" } },
              },
            ],
          },
        ],
      },
    });
    p.add("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", "fastify-api-prod-public-access", {
      name: service.out("name"),
      location: "us-central1",
      role: "roles/run.invoker",
      member: "allUsers",
    });
  }),
  expected: "violating",
  why: "us-central1, and a secret that replicates wherever Google likes",
  resources: {
    "gcp:secretmanager/secret:Secret::fastify-api-prod-jwt-secret": "violating",
    "gcp:cloudrunv2/service:Service::fastify-api-prod-service": "violating",
    "gcp:serviceaccount/account:Account::fastify-api-prod-sa": "proved",
  },
};

export const PUBLIC_PLATFORMS: readonly PublicProgram[] = [
  gke,
  functions,
  exposedAnywhere,
  exposedDeclared,
  guestbook,
  digitalocean,
  cloudRun,
];
