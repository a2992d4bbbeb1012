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

const OVH = { endpoint: "ovh-eu" };
const SERVICE = "0123456789abcdef0123456789abcdef";

const kube = program("ovh-kube", (p) => {
  p.defaultProvider("ovh", OVH, "2.8.0");
  const network = p.add("ovh:CloudProject/networkPrivate:NetworkPrivate", "main", {
    serviceName: SERVICE,
    vlanId: 42,
    regions: ["GRA11", "SBG5"],
  });
  const subnet = p.add("ovh:CloudProject/networkPrivateSubnet:NetworkPrivateSubnet", "gra", {
    serviceName: SERVICE,
    networkId: network.id,
    region: "GRA11",
    network: "192.168.168.0/24",
    start: "192.168.168.100",
    end: "192.168.168.200",
    dhcp: true,
  });
  const cluster = p.add("ovh:CloudProject/kube:Kube", "main", {
    serviceName: SERVICE,
    region: "GRA11",
    version: "1.33",
    nodesSubnetId: subnet.id,
    customizationApiserver: [{ admissionplugins: [{ enableds: ["NodeRestriction"] }] }],
  });
  p.add("ovh:CloudProject/kubeNodePool:KubeNodePool", "gpu", {
    serviceName: SERVICE,
    kubeId: cluster.id,
    flavorName: "l4-90",
    desiredNodes: 1,
    minNodes: 0,
    maxNodes: 2,
    autoscale: true,
  });
  p.add("ovh:CloudProject/kubeIpRestrictions:KubeIpRestrictions", "office", {
    serviceName: SERVICE,
    kubeId: cluster.id,
    ips: ["198.51.100.0/24"],
  });
  const kubernetes = p.provider("kubernetes", "ovh", { kubeconfig: cluster.out("kubeconfig") });
  p.add("kubernetes:core/v1:Namespace", "apps", { metadata: { name: "apps" } }, { provider: kubernetes });
});

/** The address of a machine of the company that is in no program. */
const OWN_ADDRESS = {
  hosts: [{ host: "51.210.0.0/16", country: "FR", operator: "OVHcloud", ownerCountry: "FR" }],
};

const ovhData = program(
  "ovh-data",
  (p) => {
    p.defaultProvider("ovh", OVH, "2.8.0");
    const db = p.add("ovh:CloudProject/database:Database", "db", {
      serviceName: SERVICE,
      engine: "postgresql",
      version: "16",
      plan: "business",
      flavor: "db1-7",
      nodes: [{ region: "DE" }, { region: "DE" }],
    });
    p.add("ovh:CloudProjectDatabase/database:Database", "shop", {
      serviceName: SERVICE,
      engine: "postgresql",
      clusterId: db.id,
      name: "shop",
    });
    p.add("ovh:CloudProjectDatabase/postgresSqlUser:PostgresSqlUser", "app", {
      serviceName: SERVICE,
      clusterId: db.id,
      name: "app",
    });
    p.add("ovh:CloudProjectDatabase/ipRestriction:IpRestriction", "office", {
      serviceName: SERVICE,
      engine: "postgresql",
      clusterId: db.id,
      ip: "198.51.100.0/24",
    });
    const user = p.add("ovh:CloudProject/user:User", "storage", {
      serviceName: SERVICE,
      roleNames: ["objectstore_operator"],
    });
    const credentials = p.add("ovh:CloudProject/s3Credential:S3Credential", "storage", {
      serviceName: SERVICE,
      userId: user.id,
    });
    p.add("ovh:CloudProject/s3Policy:S3Policy", "storage", {
      serviceName: SERVICE,
      userId: user.id,
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::uploads/*"] }],
      }),
    });
    p.add("ovh:CloudProject/storage:Storage", "uploads", {
      serviceName: SERVICE,
      regionName: "GRA",
      versioning: { status: "enabled" },
    });
    const registry = p.add("ovh:CloudProject/containerRegistry:ContainerRegistry", "images", {
      serviceName: SERVICE,
      region: "GRA",
    });
    p.add("ovh:CloudProject/containerRegistryUser:ContainerRegistryUser", "ci", {
      serviceName: SERVICE,
      registryId: registry.id,
      email: "ci@example.eu",
      login: "ci",
    });
    p.add("ovh:Domain/zoneRecord:ZoneRecord", "www", {
      zone: "example.eu",
      subdomain: "www",
      fieldtype: "A",
      target: "51.210.0.1",
      ttl: 3600,
    });
    const s3 = p.provider("aws", "ovh-s3", {
      region: "gra",
      endpoints: [{ s3: "https://s3.gra.io.cloud.ovh.net" }],
      accessKey: credentials.out("accessKeyId"),
      secretKey: credentials.out("secretAccessKey"),
      skipCredentialsValidation: true,
      skipRegionValidation: true,
      skipRequestingAccountId: true,
    });
    p.add("aws:s3/bucket:Bucket", "assets", { bucket: "assets-12ab", region: "gra" }, { provider: s3 });
  },
  OWN_ADDRESS,
);

const openstackOnOvh = program("openstack-on-ovh", (p) => {
  p.defaultProvider(
    "openstack",
    { authUrl: "https://auth.cloud.ovh.net/v3", region: "GRA11", domainName: "default" },
    "5.3.0",
  );
  const key = p.add("openstack:compute/keypair:Keypair", "ops", {
    publicKey: "ssh-ed25519 AAAAC3Nz ops@example.eu",
  });
  const group = p.add("openstack:networking/secGroup:SecGroup", "web", { description: "web" });
  p.add("openstack:networking/secGroupRule:SecGroupRule", "https", {
    direction: "ingress",
    ethertype: "IPv4",
    portRangeMin: 443,
    portRangeMax: 443,
    remoteIpPrefix: "0.0.0.0/0",
    securityGroupId: group.id,
  });
  const server = p.add("openstack:compute/instance:Instance", "web", {
    flavorName: "b3-8",
    imageName: "Debian 12",
    keyPair: key.out("name"),
    networks: [{ name: "Ext-Net" }],
    availabilityZone: "nova",
  });
  const volume = p.add("openstack:blockstorage/volume:Volume", "data", { size: 100, region: "GRA11" });
  p.add("openstack:compute/volumeAttach:VolumeAttach", "data", {
    instanceId: server.id,
    volumeId: volume.id,
  });
});

const privateOpenstack = program(
  "openstack-private",
  (p) => {
    p.defaultProvider(
      "openstack",
      { authUrl: "https://keystone.dc1.example.eu:5000/v3", region: "RegionOne", tenantName: "shop" },
      "5.3.0",
    );
    const network = p.add("openstack:networking/network:Network", "main", { adminStateUp: true });
    const subnet = p.add("openstack:networking/subnet:Subnet", "main", {
      networkId: network.id,
      cidr: "10.7.0.0/24",
      ipVersion: 4,
      dnsNameservers: ["10.0.0.53"],
    });
    const router = p.add("openstack:networking/router:Router", "main", {
      externalNetworkId: "7ad2d1f3-1111-4a3c-9d7a-2d4e5f607182",
    });
    p.add("openstack:networking/routerInterface:RouterInterface", "main", {
      routerId: router.id,
      subnetId: subnet.id,
    });
    p.add("openstack:compute/instance:Instance", "gpu", {
      flavorName: "gpu.a100",
      imageName: "ubuntu-24.04",
      availabilityZone: "az1",
      networks: [{ uuid: network.id }],
      userData: "#cloud-config\nntp:\n  servers: [10.0.0.123]\n",
    });
    p.add("openstack:objectstorage/container:Container", "backups", { name: "backups" });
  },
  { hosts: [{ host: "*.dc1.example.eu", country: "DE", operator: "Example", ownerCountry: "DE" }] },
);

export const SCALEWAY_OVH: Corpus = {
  programs: [kapsule, instance, data, kube, ovhData, openstackOnOvh, privateOpenstack],
  leaks: [
    { program: "scaleway-kapsule", resource: "gpu", from: "fr-par-2", to: "us-east-1" },
    {
      program: "scaleway-instance",
      resource: "web",
      from: "journald",
      to: 'splunk", "url": "https://http-inputs.splunkcloud.com',
    },
    { program: "scaleway-data", resource: "uploads", from: "fr-par", to: "eu-west-2" },
    { program: "ovh-kube", resource: "main", from: "GRA11", to: "BHS5" },
    { program: "ovh-data", resource: "db", from: "DE", to: "UK" },
    { program: "openstack-on-ovh", resource: "data", from: "GRA11", to: "BHS5" },
    {
      program: "openstack-private",
      resource: "default_5_3_0",
      from: "keystone.dc1.example.eu",
      to: "auth.cloud.ovh.us",
    },
  ],
};
