import { type Corpus, program } from "./build.ts";

const exoscale = program("exoscale-sks", (p) => {
  p.defaultProvider("exoscale", {}, "0.65.0");
  const group = p.add("exoscale:index/securityGroup:SecurityGroup", "nodes", { name: "nodes" });
  p.add("exoscale:index/securityGroupRule:SecurityGroupRule", "kubelet", {
    securityGroupId: group.id,
    type: "INGRESS",
    protocol: "TCP",
    cidr: "0.0.0.0/0",
    startPort: 10250,
    endPort: 10250,
  });
  const affinity = p.add("exoscale:index/antiAffinityGroup:AntiAffinityGroup", "nodes", { name: "nodes" });
  const cluster = p.add("exoscale:index/sksCluster:SksCluster", "main", {
    zone: "de-fra-1",
    name: "main",
    serviceLevel: "pro",
  });
  p.add("exoscale:index/sksNodepool:SksNodepool", "gpu", {
    zone: "de-fra-1",
    clusterId: cluster.id,
    instanceType: "gpua5000.small",
    size: 1,
    securityGroupIds: [group.id],
    antiAffinityGroupIds: [affinity.id],
  });
  const config = p.add("exoscale:index/sksKubeconfig:SksKubeconfig", "admin", {
    zone: "de-fra-1",
    clusterId: cluster.id,
    user: "admin",
    groups: ["system:masters"],
  });
  p.add("exoscale:index/database:Database", "db", {
    zone: "at-vie-1",
    type: "pg",
    plan: "startup-4",
    name: "shop",
    pg: { version: "16" },
  });
  p.add("exoscale:index/blockStorageVolume:BlockStorageVolume", "data", {
    zone: "de-fra-1",
    size: 100,
    name: "data",
  });
  const kubernetes = p.provider("kubernetes", "sks", { kubeconfig: config.out("kubeconfig") });
  p.add("kubernetes:core/v1:Namespace", "llm", { metadata: { name: "llm" } }, { provider: kubernetes });
});

const upcloud = program(
  "upcloud-app",
  (p) => {
    p.defaultProvider("upcloud", {}, "0.7.0");
    const router = p.add("upcloud:index/router:Router", "main", { name: "main" });
    const network = p.add("upcloud:index/network:Network", "main", {
      name: "main",
      zone: "fi-hel1",
      router: router.id,
      ipNetwork: { address: "10.0.0.0/24", family: "IPv4", dhcp: true },
    });
    const cluster = p.add("upcloud:index/kubernetesCluster:KubernetesCluster", "main", {
      name: "main",
      zone: "fi-hel1",
      network: network.id,
      controlPlaneIpFilters: ["198.51.100.0/24"],
    });
    p.add("upcloud:index/kubernetesNodeGroup:KubernetesNodeGroup", "general", {
      cluster: cluster.id,
      nodeCount: 2,
      plan: "2xCPU-4GB",
      name: "general",
    });
    const server = p.add("upcloud:index/server:Server", "runner", {
      hostname: "runner.example.eu",
      zone: "de-fra1",
      plan: "1xCPU-2GB",
      template: { storage: "Ubuntu Server 24.04 LTS (Noble Numbat)", size: 25 },
      networkInterfaces: [{ type: "public" }, { type: "utility" }],
      metadata: true,
    });
    p.add("upcloud:index/firewallRules:FirewallRules", "runner", {
      serverId: server.id,
      firewallRules: [{ action: "accept", direction: "in" }],
    });
    const db = p.add("upcloud:index/managedDatabasePostgresql:ManagedDatabasePostgresql", "db", {
      name: "db",
      zone: "fi-hel2",
      plan: "2x2xCPU-4GB-100GB",
      title: "db",
    });
    p.add("upcloud:index/managedDatabaseUser:ManagedDatabaseUser", "app", {
      service: db.id,
      username: "app",
    });
    p.add("upcloud:index/managedObjectStorage:ManagedObjectStorage", "files", {
      name: "files",
      region: "europe-1",
      configuredStatus: "started",
    });
  },
  {
    // Which zones keep the objects of "europe-1" is for UpCloud to say: one of its zones is London.
    places: [
      {
        resource: "upcloud:index/managedObjectStorage:ManagedObjectStorage::files",
        country: "FI",
        operator: "UpCloud",
        ownerCountry: "FI",
      },
    ],
  },
);

/** IONOS does not say where the control plane of a public cluster stands; the company asked. */
const CONTROL_PLANE = {
  places: [
    {
      resource: "ionoscloud:k8s/cluster:Cluster::main",
      country: "DE",
      operator: "IONOS",
      ownerCountry: "DE",
    },
  ],
};

const ionos = program(
  "ionos-datacenter",
  (p) => {
    p.defaultProvider("ionoscloud", {}, "0.2.5");
    const center = p.add("ionoscloud:compute/datacenter:Datacenter", "main", {
      name: "main",
      location: "de/txl",
    });
    const datacenterId = center.id;
    const lan = p.add("ionoscloud:compute/lan:Lan", "public", { datacenterId, public: true, name: "public" });
    const server = p.add("ionoscloud:compute/server:Server", "web", {
      datacenterId,
      name: "web",
      cores: 2,
      ram: 4096,
      availabilityZone: "ZONE_1",
      cpuFamily: "INTEL_ICELAKE",
      imageName: "ubuntu:latest",
      volume: { name: "system", size: 20, diskType: "SSD Standard" },
      nic: { lan: lan.id, dhcp: true, firewallActive: true },
    });
    const volume = p.add("ionoscloud:compute/volume:Volume", "data", {
      datacenterId,
      serverId: server.id,
      size: 100,
      diskType: "SSD Premium",
    });
    p.add(
      "ionoscloud:compute/nic:Nic",
      "internal",
      { datacenterId, serverId: server.id, lan: 2 },
      { dependsOn: [volume] },
    );
    const cluster = p.add("ionoscloud:k8s/cluster:Cluster", "main", { name: "main", k8sVersion: "1.33.2" });
    p.add("ionoscloud:k8s/nodePool:NodePool", "general", {
      datacenterId,
      k8sClusterId: cluster.id,
      name: "general",
      nodeCount: 2,
      coresCount: 4,
      ramSize: 8192,
      availabilityZone: "AUTO",
      storageType: "SSD",
      storageSize: 50,
      cpuFamily: "INTEL_ICELAKE",
      k8sVersion: "1.33.2",
    });
    const dbLan = p.add("ionoscloud:compute/lan:Lan", "db", { datacenterId, public: false });
    p.add("ionoscloud:dbaas/psqlCluster:PsqlCluster", "db", {
      displayName: "db",
      location: "de/txl",
      backupLocation: "eu-central-2",
      postgresVersion: "16",
      instances: 2,
      cores: 2,
      ram: 4096,
      storageSize: 20480,
      storageType: "SSD",
      synchronizationMode: "ASYNCHRONOUS",
      connections: { datacenterId, lanId: dbLan.id, cidr: "10.7.222.11/24" },
      credentials: { username: "app", password: "s3cret" },
    });
  },
  CONTROL_PLANE,
);

const otc = program("otc-cce", (p) => {
  p.defaultProvider(
    "opentelekomcloud",
    {
      authUrl: "https://iam.eu-de.otc.t-systems.com/v3",
      region: "eu-de",
      domainName: "OTC00000000001000000001",
      tenantName: "eu-de_shop",
    },
    "1.36.0",
  );
  const vpc = p.add("opentelekomcloud:index/vpcV1:VpcV1", "main", { name: "main", cidr: "192.168.0.0/16" });
  const subnet = p.add("opentelekomcloud:index/vpcSubnetV1:VpcSubnetV1", "main", {
    name: "main",
    vpcId: vpc.id,
    cidr: "192.168.1.0/24",
    gatewayIp: "192.168.1.1",
    primaryDns: "100.125.4.25",
  });
  const cluster = p.add("opentelekomcloud:index/cceClusterV3:CceClusterV3", "main", {
    name: "main",
    flavorId: "cce.s2.small",
    clusterType: "VirtualMachine",
    vpcId: vpc.id,
    subnetId: subnet.out("networkId"),
    containerNetworkType: "vpc-router",
  });
  p.add("opentelekomcloud:index/cceNodePoolV3:CceNodePoolV3", "general", {
    clusterId: cluster.id,
    name: "general",
    flavor: "s3.xlarge.4",
    availabilityZone: "eu-de-01",
    initialNodeCount: 2,
    os: "HCE OS 2.0",
  });
  p.add("opentelekomcloud:index/rdsInstanceV3:RdsInstanceV3", "db", {
    name: "db",
    availabilityZones: ["eu-de-01", "eu-de-03"],
    flavor: "rds.pg.n1.large.4.ha",
    vpcId: vpc.id,
    subnetId: subnet.out("networkId"),
    db: { type: "PostgreSQL", version: "16", password: "s3cret", port: 8635 },
  });
  p.add("opentelekomcloud:index/obsBucket:ObsBucket", "files", {
    bucket: "files-12ab",
    storageClass: "STANDARD",
  });
});

/** Nebius names no region anywhere: the project lies in one, and its number alone says so. */
const nebius = program(
  "nebius-gpu",
  (p) => {
    p.defaultProvider("nebius", { profile: { name: "shop" } }, "0.6.73");
    const parentId = "project-e00abcdefgh";
    const network = p.add("nebius:index/vpcV1Network:VpcV1Network", "main", { parentId, name: "main" });
    const subnet = p.add("nebius:index/vpcV1Subnet:VpcV1Subnet", "main", { parentId, networkId: network.id });
    const cluster = p.add("nebius:index/mk8sV1Cluster:Mk8sV1Cluster", "main", {
      parentId,
      controlPlane: { subnetId: subnet.id, version: "1.32", endpoints: { publicEndpoint: {} } },
    });
    p.add("nebius:index/mk8sV1NodeGroup:Mk8sV1NodeGroup", "h100", {
      parentId: cluster.id,
      fixedNodeCount: 1,
      template: { resources: { platform: "gpu-h100-sxm", preset: "1gpu-16vcpu-200gb" } },
    });
  },
  {
    places: [{ resource: "nebius:*", country: "FI", operator: "Nebius", ownerCountry: "NL" }],
  },
);

export const EUROPE: Corpus = {
  programs: [exoscale, upcloud, ionos, otc, nebius],
  leaks: [
    { program: "exoscale-sks", resource: "db", from: "at-vie-1", to: "ch-gva-2" },
    { program: "upcloud-app", resource: "runner", from: "de-fra1", to: "us-chi1" },
    { program: "ionos-datacenter", resource: "main", from: "de/txl", to: "us/las" },
    { program: "otc-cce", resource: "db", from: "eu-de-03", to: "eu-ch2b" },
  ],
};
