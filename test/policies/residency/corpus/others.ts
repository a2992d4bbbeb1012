import { type Corpus, interpolate, program } from "./build.ts";

const digitalocean = program("digitalocean-fra1", (p) => {
  p.defaultProvider("digitalocean", {}, "4.50.0");
  const vpc = p.add("digitalocean:index/vpc:Vpc", "main", { region: "fra1", ipRange: "10.10.0.0/16" });
  const cluster = p.add("digitalocean:index/kubernetesCluster:KubernetesCluster", "main", {
    region: "fra1",
    version: "1.33.1-do.0",
    vpcUuid: vpc.id,
    nodePool: { name: "default", size: "s-2vcpu-4gb", nodeCount: 3 },
  });
  p.add("digitalocean:index/kubernetesNodePool:KubernetesNodePool", "jobs", {
    clusterId: cluster.id,
    size: "c-4",
    nodeCount: 1,
  });
  const db = p.add("digitalocean:index/databaseCluster:DatabaseCluster", "db", {
    engine: "pg",
    version: "16",
    region: "ams3",
    size: "db-s-1vcpu-1gb",
    nodeCount: 1,
  });
  p.add("digitalocean:index/databaseDb:DatabaseDb", "shop", { clusterId: db.id, name: "shop" });
  p.add("digitalocean:index/databaseUser:DatabaseUser", "app", { clusterId: db.id, name: "app" });
  p.add("digitalocean:index/databaseFirewall:DatabaseFirewall", "db", {
    clusterId: db.id,
    rules: [{ type: "k8s", value: cluster.id }],
  });
  p.add("digitalocean:index/spacesBucket:SpacesBucket", "files", { region: "fra1", acl: "private" });
  const key = p.add("digitalocean:index/sshKey:SshKey", "ops", { publicKey: "ssh-ed25519 AAAAC3Nz" });
  const droplet = p.add("digitalocean:index/droplet:Droplet", "runner", {
    image: "ubuntu-24-04-x64",
    region: "fra1",
    size: "s-1vcpu-1gb",
    sshKeys: [key.out("fingerprint")],
    monitoring: true,
  });
  const volume = p.add("digitalocean:index/volume:Volume", "data", { region: "fra1", size: 50 });
  p.add("digitalocean:index/volumeAttachment:VolumeAttachment", "data", {
    dropletId: droplet.id,
    volumeId: volume.id,
  });
  p.add("digitalocean:index/project:Project", "shop", {
    name: "shop",
    resources: [droplet.out("dropletUrn")],
  });
  p.add("digitalocean:index/app:App", "site", {
    spec: {
      name: "site",
      region: "fra",
      services: [{ name: "web", image: { registryType: "DOCR", repository: "web", tag: "1.0.0" } }],
    },
  });
});

const linode = program("linode-frankfurt", (p) => {
  p.defaultProvider("linode", {}, "5.3.0");
  const cluster = p.add("linode:index/lkeCluster:LkeCluster", "main", {
    label: "main",
    region: "eu-central",
    k8sVersion: "1.33",
    pools: [{ type: "g6-standard-2", count: 3 }],
  });
  p.add("linode:index/lkeNodePool:LkeNodePool", "gpu", {
    clusterId: cluster.id,
    type: "g2-gpu-rtx4000a1-s",
    nodeCount: 1,
  });
  const server = p.add("linode:index/instance:Instance", "web", {
    label: "web",
    region: "nl-ams",
    type: "g6-standard-1",
    image: "linode/debian12",
  });
  p.add("linode:index/volume:Volume", "data", {
    label: "data",
    region: "nl-ams",
    size: 50,
    linodeId: server.id,
  });
  p.add("linode:index/objectStorageBucket:ObjectStorageBucket", "files", {
    label: "files",
    region: "fr-par",
  });
  const balancer = p.add("linode:index/nodeBalancer:NodeBalancer", "web", { label: "web", region: "nl-ams" });
  p.add("linode:index/nodeBalancerConfig:NodeBalancerConfig", "https", {
    nodebalancerId: balancer.id,
    port: 443,
    protocol: "tcp",
  });
  p.add("linode:index/firewall:Firewall", "web", {
    label: "web",
    inboundPolicy: "DROP",
    outboundPolicy: "ACCEPT",
  });
});

const vultr = program("vultr-frankfurt", (p) => {
  p.defaultProvider("vultr", {}, "2.27.0");
  const network = p.add("vultr:index/vpc:Vpc", "main", {
    region: "fra",
    v4Subnet: "10.9.0.0",
    v4SubnetMask: 24,
  });
  const server = p.add("vultr:index/instance:Instance", "web", {
    region: "fra",
    plan: "vc2-2c-4gb",
    osId: 2136,
    vpcIds: [network.id],
  });
  const cluster = p.add("vultr:index/kubernetes:Kubernetes", "main", {
    region: "ams",
    label: "main",
    version: "v1.33.0+1",
  });
  p.add("vultr:index/kubernetesNodePools:KubernetesNodePools", "general", {
    clusterId: cluster.id,
    plan: "vc2-2c-4gb",
    nodeQuantity: 2,
  });
  p.add("vultr:index/blockStorage:BlockStorage", "data", {
    region: "fra",
    sizeGb: 50,
    attachedToInstance: server.id,
  });
  p.add("vultr:index/database:Database", "db", {
    region: "fra",
    databaseEngine: "pg",
    databaseEngineVersion: "16",
    plan: "vultr-dbaas-startup-cc-1-55-2",
  });
});

const oracle = program("oci-frankfurt", (p) => {
  p.defaultProvider(
    "oci",
    { region: "eu-frankfurt-1", tenancyOcid: "ocid1.tenancy.oc1..aaaaaaaatenancy" },
    "3.4.0",
  );
  const compartmentId = "ocid1.compartment.oc1..aaaaaaaacompartment";
  const vcn = p.add("oci:Core/vcn:Vcn", "main", { compartmentId, cidrBlocks: ["10.0.0.0/16"] });
  const subnet = p.add("oci:Core/subnet:Subnet", "main", {
    compartmentId,
    vcnId: vcn.id,
    cidrBlock: "10.0.1.0/24",
  });
  p.add("oci:Core/instance:Instance", "web", {
    compartmentId,
    availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-1",
    shape: "VM.Standard.A1.Flex",
    createVnicDetails: { subnetId: subnet.id },
    sourceDetails: { sourceType: "image", sourceId: "ocid1.image.oc1.eu-frankfurt-1.aaaaaaaaimage" },
  });
  p.add("oci:ObjectStorage/bucket:Bucket", "files", {
    compartmentId,
    namespace: "axaxnpcrorw5",
    name: "files",
  });
  const cluster = p.add("oci:ContainerEngine/cluster:Cluster", "main", {
    compartmentId,
    vcnId: vcn.id,
    kubernetesVersion: "v1.33.1",
  });
  p.add("oci:ContainerEngine/nodePool:NodePool", "general", {
    compartmentId,
    clusterId: cluster.id,
    nodeShape: "VM.Standard.E4.Flex",
  });
  p.add("oci:Identity/policy:Policy", "ci", {
    compartmentId,
    description: "ci",
    statements: ["Allow group ci to manage all-resources in compartment shop"],
  });
});

const ibm = program("ibm-frankfurt", (p) => {
  p.defaultProvider("ibm", { region: "eu-de" }, "1.80.0");
  const group = p.add("ibm:index/resourceGroup:ResourceGroup", "shop", { name: "shop" });
  const vpc = p.add("ibm:index/isVpc:IsVpc", "main", { name: "main", resourceGroup: group.id });
  const subnet = p.add("ibm:index/isSubnet:IsSubnet", "main", {
    name: "main",
    vpc: vpc.id,
    zone: "eu-de-1",
    totalIpv4AddressCount: 256,
  });
  p.add("ibm:index/isInstance:IsInstance", "web", {
    name: "web",
    vpc: vpc.id,
    zone: "eu-de-1",
    profile: "bx2-2x8",
    primaryNetworkInterface: { subnet: subnet.id },
  });
  const store = p.add("ibm:index/resourceInstance:ResourceInstance", "postgres", {
    name: "db",
    service: "databases-for-postgresql",
    plan: "standard",
    location: "eu-de",
    resourceGroupId: group.id,
  });
  p.add("ibm:index/resourceKey:ResourceKey", "postgres", {
    name: "app",
    role: "Editor",
    resourceInstanceId: store.id,
  });
});

const alibaba = program("alicloud-frankfurt", (p) => {
  p.defaultProvider("alicloud", { region: "eu-central-1" }, "3.80.0");
  const vpc = p.add("alicloud:vpc/network:Network", "main", { cidrBlock: "172.16.0.0/12" });
  const subnet = p.add("alicloud:vpc/switch:Switch", "main", {
    vpcId: vpc.id,
    zoneId: "eu-central-1a",
    cidrBlock: "172.16.0.0/24",
  });
  const group = p.add("alicloud:ecs/securityGroup:SecurityGroup", "web", { vpcId: vpc.id });
  p.add("alicloud:ecs/instance:Instance", "web", {
    availabilityZone: "eu-central-1a",
    instanceType: "ecs.g7.large",
    imageId: "debian_12_6_x64_20G_alibase_20240819.vhd",
    vswitchId: subnet.id,
    securityGroups: [group.id],
  });
  p.add("alicloud:oss/bucket:Bucket", "files", { bucket: "files-12ab" });
  p.add("alicloud:ram/role:Role", "web", { roleName: "web", assumeRolePolicyDocument: "{}" });
});

/** Two clouds in one program: the application at AWS, the images and the state of another at Scaleway. */
const twoClouds = program(
  "two-clouds-and-datadog",
  (p) => {
    p.defaultProvider("aws", { region: "eu-west-3" });
    p.defaultProvider("scaleway", { region: "fr-par", zone: "fr-par-1" }, "1.39.0");
    p.defaultProvider("datadog", { apiUrl: "https://api.datadoghq.eu/" }, "4.52.0");
    const registry = p.add("scaleway:registry/namespace:Namespace", "images", {
      name: "images-2b",
      region: "fr-par",
    });
    const role = p.add("aws:iam/role:Role", "fn", { assumeRolePolicy: "{}" });
    p.add("aws:lambda/function:Function", "fn", {
      packageType: "Image",
      imageUri: "123456789012.dkr.ecr.eu-west-3.amazonaws.com/fn:1.0.0",
      role: role.arn,
      region: "eu-west-3",
      environment: { variables: { DD_SITE: "datadoghq.eu", REGISTRY: registry.out("endpoint") } },
    });
    p.add("datadog:index/monitor:Monitor", "errors", {
      name: "Errors",
      type: "metric alert",
      query: "avg(last_5m):sum:aws.lambda.errors{function:fn} > 1",
      message: "See https://wiki.example.eu/runbooks/errors @ops@example.eu",
    });
  },
  { places: [{ resource: "datadog:*", country: "DE", operator: "Datadog", ownerCountry: "US" }] },
);

const random = program("state-only", (p) => {
  p.component("pulumi:pulumi:StackReference", "network", { name: "example/network/prod" });
  p.add("random:index/randomPet:RandomPet", "name", { length: 2, prefix: "us-east-1" });
  p.add("random:index/randomId:RandomId", "suffix", { byteLength: 4 });
  const ca = p.add("tls:index/privateKey:PrivateKey", "ca", { algorithm: "ECDSA", ecdsaCurve: "P256" });
  p.add("tls:index/selfSignedCert:SelfSignedCert", "ca", {
    privateKeyPem: ca.out("privateKeyPem"),
    allowedUses: ["cert_signing"],
    validityPeriodHours: 8760,
    isCaCertificate: true,
    subject: { commonName: "ca.example.eu", organization: "Example" },
  });
  p.add("time:index/rotating:Rotating", "quarterly", { rotationDays: 90 });
});

const stackReference = program("stack-reference", (p) => {
  p.defaultProvider("aws", { region: "eu-central-1" });
  const network = p.component("pulumi:pulumi:StackReference", "network", { name: "example/network/prod" });
  const group = p.add("aws:ec2/securityGroup:SecurityGroup", "app", {
    vpcId: network.out("vpcId"),
    region: "eu-central-1",
  });
  p.add("aws:ec2/instance:Instance", "app", {
    ami: "ami-0abcdef1234567890",
    instanceType: "t3.micro",
    subnetId: network.out("subnetId"),
    vpcSecurityGroupIds: [group.id],
    region: "eu-central-1",
  });
});

const images = program(
  "docker-images",
  (p) => {
    p.defaultProvider("docker", {}, "4.9.0");
    p.defaultProvider("docker-build", {}, "0.0.14");
    p.add("docker:index/image:Image", "api", {
      imageName: "rg.fr-par.scw.cloud/shop/api:1.0.0",
      build: { context: "./api", dockerfile: "./api/Dockerfile", args: { NODE_ENV: "production" } },
      registry: { server: "rg.fr-par.scw.cloud", username: "nologin", password: "s3cret" },
    });
    p.add("docker-build:index:Image", "worker", {
      tags: ["rg.fr-par.scw.cloud/shop/worker:1.0.0"],
      context: { location: "./worker" },
      platforms: ["linux/amd64"],
      push: true,
      cacheFrom: [{ registry: { ref: "rg.fr-par.scw.cloud/shop/worker:cache" } }],
      cacheTo: [{ registry: { ref: "rg.fr-par.scw.cloud/shop/worker:cache", mode: "max" } }],
      registries: [{ address: "rg.fr-par.scw.cloud", username: "nologin", password: "s3cret" }],
    });
    const host = p.provider("docker", "machine", { host: "ssh://ops@docker1.example.eu" });
    const network = p.add("docker:index/network:Network", "app", { name: "app" }, { provider: host });
    const volume = p.add("docker:index/volume:Volume", "db", { name: "db" }, { provider: host });
    const image = p.add(
      "docker:index/remoteImage:RemoteImage",
      "postgres",
      { name: "postgres:17" },
      { provider: host },
    );
    p.add(
      "docker:index/container:Container",
      "postgres",
      {
        image: image.out("imageId"),
        name: "postgres",
        envs: ["POSTGRES_DB=shop", "PGDATA=/var/lib/postgresql/data/pgdata", "TZ=Europe/Berlin"],
        networksAdvanced: [{ name: network.out("name") }],
        volumes: [{ volumeName: volume.out("name"), containerPath: "/var/lib/postgresql/data" }],
        logDriver: "json-file",
        restart: "unless-stopped",
      },
      { provider: host },
    );
  },
  { hosts: [{ host: "docker1.example.eu", country: "DE", operator: "Example", ownerCountry: "DE" }] },
);

const commands = program(
  "commands",
  (p) => {
    const version = p.add("command:local:Command", "version", { create: "git rev-parse HEAD" });
    p.add("command:remote:Command", "deploy", {
      connection: { host: "app1.example.eu", user: "deploy", privateKey: "s3cret" },
      create: interpolate("deploy ", version.out("stdout")),
    });
    p.add("command:remote:CopyToRemote", "config", {
      connection: { host: "app1.example.eu", user: "deploy" },
      remotePath: "/etc/app/config.json",
    });
  },
  {
    hosts: [{ host: "app1.example.eu", country: "AT", operator: "Example", ownerCountry: "AT" }],
    places: [{ resource: "command:*", country: "AT", operator: "Example", ownerCountry: "AT" }],
  },
);

export const OTHERS: Corpus = {
  programs: [
    digitalocean,
    linode,
    vultr,
    oracle,
    ibm,
    alibaba,
    twoClouds,
    random,
    stackReference,
    images,
    commands,
  ],
  leaks: [
    { program: "digitalocean-fra1", resource: "db", from: "ams3", to: "nyc3" },
    { program: "linode-frankfurt", resource: "files", from: "fr-par", to: "us-ord" },
    { program: "vultr-frankfurt", resource: "main", from: "ams", to: "lhr" },
    { program: "oci-frankfurt", resource: "default_3_4_0", from: "eu-frankfurt-1", to: "us-ashburn-1" },
    { program: "ibm-frankfurt", resource: "web", from: "eu-de-1", to: "us-south-1" },
    { program: "alicloud-frankfurt", resource: "main", from: "eu-central-1a", to: "cn-beijing-a" },
    {
      program: "two-clouds-and-datadog",
      resource: "default_4_52_0",
      from: "datadoghq.eu",
      to: "datadoghq.com",
    },
    { program: "stack-reference", resource: "default_7_11_0", from: "eu-central-1", to: "eu-west-2" },
    { program: "docker-images", resource: "worker", from: "rg.fr-par.scw.cloud", to: "docker.io" },
    { program: "commands", resource: "deploy", from: "app1.example.eu", to: "app1.example.com" },
  ],
};
