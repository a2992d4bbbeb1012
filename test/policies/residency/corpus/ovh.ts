import { type Corpus, program } from "./build.ts";

const OVH = { endpoint: "ovh-eu" };
const SERVICE = "0123456789abcdef0123456789abcdef";

/** The address of a machine of the company that is in no program. */
const OWN_ADDRESS = {
  hosts: [{ host: "51.210.0.0/16", country: "FR", operator: "OVHcloud", ownerCountry: "FR" }],
};

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

export const OVH_AND_OPENSTACK: Corpus = {
  programs: [kube, ovhData, openstackOnOvh, privateOpenstack],
  leaks: [
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
