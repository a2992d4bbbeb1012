import { type Corpus, interpolate, program } from "./build.ts";

const PARIS = { region: "fr-par", zone: "fr-par-1" };

const kapsule = program("scaleway-kapsule", (p) => {
  p.defaultProvider("scaleway", PARIS, "1.39.0");
  const vpc = p.add("scaleway:network/vpc:Vpc", "main", { name: "main", region: "fr-par" });
  const network = p.add("scaleway:network/privateNetwork:PrivateNetwork", "main", {
    vpcId: vpc.id,
    region: "fr-par",
  });
  const cluster = p.add("scaleway:kubernetes/cluster:Cluster", "main", {
    name: "main",
    version: "1.33.1",
    cni: "cilium",
    privateNetworkId: network.id,
    deleteAdditionalResources: true,
    autoUpgrade: { enable: true, maintenanceWindowDay: "sunday", maintenanceWindowStartHour: 3 },
  });
  for (const [name, type, zone] of [
    ["general", "PRO2-XS", "fr-par-1"],
    ["gpu", "L4-1-24G", "fr-par-2"],
  ] as const)
    p.add("scaleway:kubernetes/pool:Pool", name, {
      clusterId: cluster.id,
      nodeType: type,
      size: 1,
      zone,
      autohealing: true,
      tags: ["taint=gpu:NoSchedule"],
    });
  p.add("scaleway:kubernetes/pool:Pool", "inherits", { clusterId: cluster.id, nodeType: "PRO2-XS", size: 1 });
  const kubernetes = p.provider("kubernetes", "kapsule", { kubeconfig: cluster.out("kubeconfigFile") });
  p.add("kubernetes:core/v1:Namespace", "llm", { metadata: { name: "llm" } }, { provider: kubernetes });
  p.add(
    "kubernetes:core/v1:PersistentVolumeClaim",
    "models",
    {
      metadata: { name: "models", namespace: "llm" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "scw-bssd",
        resources: { requests: { storage: "100Gi" } },
      },
    },
    { provider: kubernetes },
  );
});

const instance = program("scaleway-instance", (p) => {
  p.defaultProvider("scaleway", { region: "nl-ams", zone: "nl-ams-1" }, "1.39.0");
  const ip = p.add("scaleway:instance/ip:Ip", "web", { zone: "nl-ams-1" });
  const group = p.add("scaleway:instance/securityGroup:SecurityGroup", "web", {
    inboundDefaultPolicy: "drop",
    inboundRules: [{ action: "accept", port: 443, ipRange: "0.0.0.0/0" }],
  });
  const volume = p.add("scaleway:block/volume:Volume", "data", {
    iops: 5000,
    sizeInGb: 100,
    zone: "nl-ams-1",
  });
  const server = p.add("scaleway:instance/server:Server", "web", {
    type: "PLAY2-NANO",
    image: "ubuntu_noble",
    ipId: ip.id,
    securityGroupId: group.id,
    additionalVolumeIds: [volume.id],
    cloudInit: [
      "#cloud-config",
      "package_update: true",
      "packages:",
      "  - docker.io",
      "write_files:",
      "  - path: /etc/docker/daemon.json",
      '    content: \'{"log-driver": "journald"}\'',
      "runcmd:",
      "  - curl -fsSL https://download.docker.com/linux/ubuntu/gpg -o /etc/apt/keyrings/docker.asc",
      "  - docker run -d -p 443:8443 rg.nl-ams.scw.cloud/shop/web:1.2.0",
    ].join("\n"),
  });
  const balancer = p.add("scaleway:loadbalancers/loadBalancer:LoadBalancer", "web", {
    type: "LB-S",
    zone: "nl-ams-1",
  });
  const backend = p.add("scaleway:loadbalancers/backend:Backend", "web", {
    lbId: balancer.id,
    forwardProtocol: "http",
    forwardPort: 80,
    serverIps: [server.out("privateIp")],
    healthCheckHttp: { uri: "/healthz", hostHeader: "shop.example.eu" },
  });
  p.add("scaleway:loadbalancers/frontend:Frontend", "web", {
    lbId: balancer.id,
    backendId: backend.id,
    inboundPort: 443,
  });
  p.add("scaleway:domain/record:Record", "web", {
    dnsZone: "example.eu",
    name: "shop",
    type: "A",
    data: ip.out("address"),
    ttl: 300,
  });
});

const data = program("scaleway-data", (p) => {
  p.defaultProvider("scaleway", PARIS, "1.39.0");
  const db = p.add("scaleway:databases/instance:Instance", "db", {
    engine: "PostgreSQL-16",
    nodeType: "DB-DEV-M",
    isHaCluster: true,
    disableBackup: false,
    backupSameRegion: true,
    userName: "app",
    password: "s3cret",
    region: "fr-par",
    encryptionAtRest: true,
  });
  const shop = p.add("scaleway:databases/database:Database", "shop", { instanceId: db.id, name: "shop" });
  p.add("scaleway:databases/user:User", "reader", { instanceId: db.id, name: "reader", password: "s3cret" });
  p.add("scaleway:databases/privilege:Privilege", "reader", {
    instanceId: db.id,
    databaseName: shop.out("name"),
    userName: "reader",
    permission: "readonly",
  });
  p.add("scaleway:databases/acl:Acl", "office", {
    instanceId: db.id,
    aclRules: [{ ip: "198.51.100.0/24", description: "office" }],
  });
  const bucket = p.add("scaleway:object/bucket:Bucket", "uploads", {
    name: "uploads-12ab",
    region: "fr-par",
    versioning: { enabled: true },
    lifecycleRules: [{ enabled: true, transitions: [{ days: 90, storageClass: "GLACIER" }] }],
    corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://shop.example.eu"] }],
  });
  p.add("scaleway:object/item:Item", "terms", { bucket: bucket.id, key: "terms.txt", content: "Terms" });
  const registry = p.add("scaleway:registry/namespace:Namespace", "images", {
    name: "images-12ab",
    region: "fr-par",
  });
  const application = p.add("scaleway:iam/application:Application", "ci", { name: "ci" });
  p.add("scaleway:iam/policy:Policy", "ci", {
    applicationId: application.id,
    rules: [
      {
        projectIds: ["11111111-2222-3333-4444-555555555555"],
        permissionSetNames: ["ContainerRegistryFullAccess"],
      },
    ],
  });
  const namespace = p.add("scaleway:containers/namespace:Namespace", "api", {
    name: "api",
    region: "fr-par",
  });
  p.add("scaleway:containers/container:Container", "api", {
    namespaceId: namespace.id,
    registryImage: interpolate(registry.out("endpoint"), "/api:1.0.0"),
    port: 8080,
    environmentVariables: { BUCKET: "uploads-12ab", S3_ENDPOINT: "https://s3.fr-par.scw.cloud" },
  });
  const model = p.add("scaleway:inference/deployment:Deployment", "llm", {
    nodeType: "L4",
    modelId: "e40e8c34-2d7c-4a47-b0b3-b1a3d5d4b3c4",
    publicEndpoint: { isEnabled: true },
    region: "fr-par",
  });
  p.add(
    "scaleway:secrets/secret:Secret",
    "llm",
    { name: "llm", region: "fr-par", description: "Key of the model" },
    { dependsOn: [model] },
  );
  p.add("scaleway:redis/cluster:Cluster", "cache", {
    version: "7.2.5",
    nodeType: "RED1-MICRO",
    userName: "app",
    password: "s3cret",
    zone: "fr-par-1",
  });
  p.add("scaleway:functions/namespace:Namespace", "jobs", { name: "jobs" });
});

export const SCALEWAY: Corpus = {
  programs: [kapsule, instance, data],
  leaks: [
    { program: "scaleway-kapsule", resource: "gpu", from: "fr-par-2", to: "us-east-1" },
    {
      program: "scaleway-instance",
      resource: "web",
      from: "journald",
      to: 'splunk", "url": "https://http-inputs.splunkcloud.com',
    },
    { program: "scaleway-data", resource: "uploads", from: "fr-par", to: "eu-west-2" },
  ],
};
