import { type Corpus, interpolate, program } from "./build.ts";

const PROJECT = { project: "shop-prod-4711", region: "europe-west3", zone: "europe-west3-a" };
const VERSION = "9.5.0";

const gke = program("gcp-gke", (p) => {
  p.defaultProvider("gcp", PROJECT, VERSION);
  const network = p.add("gcp:compute/network:Network", "main", {
    autoCreateSubnetworks: false,
    routingMode: "REGIONAL",
  });
  const subnet = p.add("gcp:compute/subnetwork:Subnetwork", "nodes", {
    network: network.id,
    region: "europe-west3",
    ipCidrRange: "10.0.0.0/20",
    privateIpGoogleAccess: true,
    secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.4.0.0/14" }],
  });
  const router = p.add("gcp:compute/router:Router", "main", { network: network.id, region: "europe-west3" });
  p.add("gcp:compute/routerNat:RouterNat", "main", {
    router: router.out("name"),
    region: "europe-west3",
    natIpAllocateOption: "AUTO_ONLY",
    sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
  });
  p.add("gcp:compute/firewall:Firewall", "internal", {
    network: network.out("name"),
    allows: [{ protocol: "tcp", ports: ["443"] }],
    sourceRanges: ["10.0.0.0/8"],
  });
  const account = p.add("gcp:serviceaccount/account:Account", "nodes", { accountId: "nodes" });
  p.add("gcp:projects/iAMMember:IAMMember", "logs", {
    project: "shop-prod-4711",
    role: "roles/logging.logWriter",
    member: interpolate("serviceAccount:", account.out("email")),
  });
  const cluster = p.add("gcp:container/cluster:Cluster", "main", {
    location: "europe-west3",
    nodeLocations: ["europe-west3-a", "europe-west3-b"],
    network: network.out("name"),
    subnetwork: subnet.out("name"),
    initialNodeCount: 1,
    removeDefaultNodePool: true,
    releaseChannel: { channel: "REGULAR" },
    workloadIdentityConfig: { workloadPool: "shop-prod-4711.svc.id.goog" },
    privateClusterConfig: { enablePrivateNodes: true, masterIpv4CidrBlock: "172.16.0.0/28" },
    ipAllocationPolicy: { clusterSecondaryRangeName: "pods" },
  });
  p.add("gcp:container/nodePool:NodePool", "general", {
    cluster: cluster.out("name"),
    location: "europe-west3",
    autoscaling: { minNodeCount: 1, maxNodeCount: 5 },
    nodeConfig: {
      machineType: "e2-standard-4",
      serviceAccount: account.out("email"),
      oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
      labels: { region: "emea" },
    },
  });
  const kubernetes = p.provider("kubernetes", "gke", {
    kubeconfig: interpolate(
      "apiVersion: v1\nclusters: …",
      cluster.out("endpoint"),
      cluster.out("masterAuth"),
    ),
  });
  p.add("kubernetes:core/v1:Namespace", "apps", { metadata: { name: "apps" } }, { provider: kubernetes });
});

const sql = program("gcp-cloud-sql", (p) => {
  p.defaultProvider("gcp", PROJECT, VERSION);
  const network = p.add("gcp:compute/network:Network", "main", { autoCreateSubnetworks: false });
  const range = p.add("gcp:compute/globalAddress:GlobalAddress", "services", {
    purpose: "VPC_PEERING",
    addressType: "INTERNAL",
    prefixLength: 16,
    network: network.id,
  });
  const peering = p.add("gcp:servicenetworking/connection:Connection", "services", {
    network: network.id,
    service: "servicenetworking.googleapis.com",
    reservedPeeringRanges: [range.out("name")],
  });
  const password = p.add("random:index/randomPassword:RandomPassword", "db", { length: 24 });
  const instance = p.add(
    "gcp:sql/databaseInstance:DatabaseInstance",
    "main",
    {
      databaseVersion: "POSTGRES_17",
      region: "europe-west3",
      settings: {
        tier: "db-custom-2-8192",
        availabilityType: "REGIONAL",
        ipConfiguration: { ipv4Enabled: false, privateNetwork: network.id },
        backupConfiguration: { enabled: true, location: "eu", pointInTimeRecoveryEnabled: true },
        locationPreference: { zone: "europe-west3-a" },
      },
    },
    { dependsOn: [peering] },
  );
  p.add("gcp:sql/database:Database", "shop", { instance: instance.out("name"), name: "shop" });
  p.add("gcp:sql/user:User", "app", {
    instance: instance.out("name"),
    name: "app",
    password: password.out("result"),
  });
  p.add("gcp:sql/databaseInstance:DatabaseInstance", "replica", {
    databaseVersion: "POSTGRES_17",
    region: "europe-west4",
    masterInstanceName: instance.out("name"),
    settings: { tier: "db-custom-2-8192" },
  });
});

const data = program("gcp-data", (p) => {
  p.defaultProvider("gcp", { project: "shop-prod-4711", region: "europe-west4" }, VERSION);
  const ring = p.add("gcp:kms/keyRing:KeyRing", "main", { location: "europe-west3" });
  const key = p.add("gcp:kms/cryptoKey:CryptoKey", "data", { keyRing: ring.id, rotationPeriod: "7776000s" });
  p.add("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", "storage", {
    cryptoKeyId: key.id,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: "serviceAccount:service-4711@gs-project-accounts.iam.gserviceaccount.com",
  });
  const bucket = p.add("gcp:storage/bucket:Bucket", "lake", {
    location: "EU",
    uniformBucketLevelAccess: true,
    lifecycleRules: [
      { action: { type: "SetStorageClass", storageClass: "COLDLINE" }, condition: { age: 90 } },
    ],
  });
  p.add("gcp:storage/bucketIAMMember:BucketIAMMember", "reader", {
    bucket: bucket.out("name"),
    role: "roles/storage.objectViewer",
    member: "group:data@example.eu",
  });
  p.add("gcp:storage/bucketObject:BucketObject", "seed", {
    bucket: bucket.out("name"),
    content: "{}",
    name: "seed.json",
  });
  p.add("gcp:storage/bucket:Bucket", "dual", {
    location: "EU",
    customPlacementConfig: { dataLocations: ["EUROPE-WEST3", "EUROPE-WEST4"] },
  });
  const set = p.add("gcp:bigquery/dataset:Dataset", "events", { datasetId: "events", location: "EU" });
  p.add("gcp:bigquery/table:Table", "orders", {
    datasetId: set.out("datasetId"),
    tableId: "orders",
    schema: JSON.stringify([
      { name: "region", type: "STRING" },
      { name: "total", type: "NUMERIC" },
    ]),
  });
  const topic = p.add("gcp:pubsub/topic:Topic", "orders", {
    messageStoragePolicy: {
      allowedPersistenceRegions: ["europe-west3", "europe-west4"],
      enforceInTransit: true,
    },
  });
  p.add("gcp:pubsub/subscription:Subscription", "orders", {
    topic: topic.out("name"),
    ackDeadlineSeconds: 30,
  });
  const secret = p.add("gcp:secretmanager/secret:Secret", "db", {
    secretId: "db",
    replication: { userManaged: { replicas: [{ location: "europe-west3" }, { location: "europe-west4" }] } },
  });
  p.add("gcp:secretmanager/secretVersion:SecretVersion", "db", { secret: secret.id, secretData: "s3cret" });
});

const run = program("gcp-cloud-run", (p) => {
  p.defaultProvider("gcp", { project: "shop-prod-4711", region: "europe-west9" }, VERSION);
  for (const service of ["run.googleapis.com", "artifactregistry.googleapis.com"])
    p.add("gcp:projects/service:Service", service, { service, disableOnDestroy: false });
  const repository = p.add("gcp:artifactregistry/repository:Repository", "images", {
    repositoryId: "images",
    format: "DOCKER",
    location: "europe-west9",
  });
  const image = p.add("docker:index/image:Image", "api", {
    imageName: interpolate(
      "europe-west9-docker.pkg.dev/shop-prod-4711/",
      repository.out("repositoryId"),
      "/api:1.0.0",
    ),
    build: { context: "./api", platform: "linux/amd64" },
    registry: { server: "europe-west9-docker.pkg.dev" },
  });
  const service = p.add("gcp:cloudrunv2/service:Service", "api", {
    location: "europe-west9",
    ingress: "INGRESS_TRAFFIC_ALL",
    template: {
      containers: [
        {
          image: image.out("repoDigest"),
          envs: [{ name: "STAGE", value: "prod" }],
          ports: { containerPort: 8080 },
        },
      ],
      scaling: { maxInstanceCount: 10 },
    },
  });
  p.add("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", "public", {
    name: service.out("name"),
    location: "europe-west9",
    role: "roles/run.invoker",
    member: "allUsers",
  });
  p.add("gcp:cloudscheduler/job:Job", "nightly", {
    region: "europe-west3",
    schedule: "0 2 * * *",
    timeZone: "Europe/Berlin",
    httpTarget: { uri: interpolate(service.out("uri"), "/nightly"), httpMethod: "POST" },
  });
});

const vertex = program("gcp-vertex", (p) => {
  p.defaultProvider("gcp", { project: "shop-prod-4711", region: "europe-west4" }, VERSION);
  p.add("gcp:vertex/aiEndpoint:AiEndpoint", "llm", {
    name: "1234567890",
    displayName: "llm",
    location: "europe-west4",
    region: "europe-west4",
  });
  p.add("gcp:vertex/aiDataset:AiDataset", "tickets", {
    displayName: "tickets",
    metadataSchemaUri: "gs://google-cloud-aiplatform/schema/dataset/metadata/text_1.0.0.yaml",
    region: "europe-west4",
  });
  const account = p.add("gcp:serviceaccount/account:Account", "notebook", { accountId: "notebook" });
  p.add("gcp:workbench/instance:Instance", "notebook", {
    location: "europe-west4-b",
    gceSetup: { machineType: "e2-standard-4", serviceAccounts: [{ email: account.out("email") }] },
  });
  p.add("gcp:compute/instance:Instance", "inference", {
    machineType: "g2-standard-8",
    zone: "europe-west4-a",
    bootDisk: { initializeParams: { image: "debian-cloud/debian-12", size: 200 } },
    networkInterfaces: [{ network: "default" }],
    metadataStartupScript:
      "#!/bin/bash\n# see https://cloud.google.com/compute/docs\nset -eu\napt-get update\napt-get install -y curl\nsystemctl restart vllm\n",
    scheduling: { onHostMaintenance: "TERMINATE" },
  });
});

export const GCP: Corpus = {
  programs: [gke, sql, data, run, vertex],
  leaks: [
    { program: "gcp-gke", resource: "main", from: "europe-west3-b", to: "us-central1-b" },
    { program: "gcp-cloud-sql", resource: "replica", from: "europe-west4", to: "europe-west2" },
    { program: "gcp-data", resource: "orders", from: "europe-west4", to: "us-east4" },
    { program: "gcp-data", resource: "dual", from: "EU", to: "US" },
    { program: "gcp-cloud-run", resource: "nightly", from: "europe-west3", to: "europe-west6" },
    { program: "gcp-vertex", resource: "inference", from: "europe-west4-a", to: "asia-east1-a" },
  ],
  gaps: [
    { program: "gcp-data", resource: "events", without: "location" },
    { program: "gcp-data", resource: "orders", without: "messageStoragePolicy" },
  ],
};
