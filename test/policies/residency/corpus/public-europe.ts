import { type Inputs, interpolate, program } from "./build.ts";
import type { PublicProgram } from "./public-type.ts";

const hcloudExample: PublicProgram = {
  repository: "pulumi/pulumi-hcloud",
  path: "examples/server/ts/index.ts",
  commit: "203c2c64538ebdc055c1135a2cd646c662a0b9b4",
  program: program("public-hcloud-example", (p) => {
    const network = p.add("hcloud:index/network:Network", "network", { ipRange: "10.0.1.0/24" });
    const subnet = p.add("hcloud:index/networkSubnet:NetworkSubnet", "subnet", {
      networkId: network.id,
      ipRange: "10.0.1.0/24",
      networkZone: "eu-central",
      type: "cloud",
    });
    p.add(
      "hcloud:index/server:Server",
      "server",
      { serverType: "cx22", image: "ubuntu-22.04", networks: [{ networkId: network.id }] },
      { dependsOn: [subnet] },
    );
  }),
  expected: "proved",
  why: "a server lies in the network zone of its network, whose only subnet is in eu-central (Germany, Finland)",
  resources: { "hcloud:index/networkSubnet:NetworkSubnet::subnet": "proved" },
};

const personalCloud: PublicProgram = {
  repository: "AndreWeigel/personal-cloud",
  path: "infra/index.ts",
  commit: "52ebdf3b898502aede271cecc93ce5e6ebe8f74c",
  program: program("public-hcloud-personal", (p) => {
    const provider = p.provider("hcloud", "hcloud", { token: "s3cret" });
    const firewall = p.add(
      "hcloud:index/firewall:Firewall",
      "personal-cloud-firewall",
      {
        name: "personal-cloud-firewall",
        rules: ["22", "80", "443"].map((port) => ({
          direction: "in",
          protocol: "tcp",
          port,
          sourceIps: ["0.0.0.0/0", "::/0"],
        })),
      },
      { provider },
    );
    p.add(
      "hcloud:index/server:Server",
      "personal-cloud-server",
      {
        name: "personal-cloud",
        serverType: "cx32",
        location: "nbg1",
        image: "ubuntu-24.04",
        sshKeys: ["my-ssh-key"],
        firewalls: [{ firewallId: firewall.id }],
        userData:
          "#!/bin/bash\n# SSH key only\nsed -i 's/^PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config\nsystemctl restart sshd\n",
      },
      { provider },
    );
  }),
  expected: "proved",
  why: "one server in Nuremberg with a firewall",
  resources: { "hcloud:index/server:Server::personal-cloud-server": "proved" },
};

const maiacity: PublicProgram = {
  repository: "MyAvenCEO/maiacity",
  path: "infra/index.ts",
  commit: "1938b30e28940f0cb224b2c4884161b0b6dbc57e",
  program: program("public-hcloud-maiacity", (p) => {
    const key = p.add("hcloud:index/sshKey:SshKey", "maia-city-deploy", {
      name: "maia-city-deploy",
      publicKey: "ssh-ed25519 AAAAC3Nz deploy",
    });
    const firewall = p.add("hcloud:index/firewall:Firewall", "maia-city-fw", {
      name: "maia-city",
      rules: ["22", "80", "443"].map((port) => ({
        direction: "in",
        protocol: "tcp",
        port,
        sourceIps: ["0.0.0.0/0", "::/0"],
      })),
    });
    const server = p.add("hcloud:index/server:Server", "maia-city", {
      name: "maia-city",
      serverType: "cpx21",
      image: "ubuntu-24.04",
      location: "nbg1",
      sshKeys: [key.id],
      firewallIds: [firewall.id],
      userData:
        "#cloud-config\npackage_update: true\nusers:\n  - name: deploy\nruncmd:\n  - curl -fsSL https://get.docker.com | sh\n  - systemctl enable --now docker\n",
      publicNets: [{ ipv4Enabled: true, ipv6Enabled: true }],
    });
    const volume = p.add("hcloud:index/volume:Volume", "maia-city-data", {
      name: "maia-city-data",
      size: 10,
      location: "nbg1",
      format: "ext4",
    });
    p.add("hcloud:index/volumeAttachment:VolumeAttachment", "maia-city-data-attach", {
      volumeId: volume.id,
      serverId: server.id,
      automount: true,
    });
  }),
  expected: "proved",
  why: "a server and a volume in Nuremberg; only software comes from get.docker.com",
  resources: { "hcloud:index/volumeAttachment:VolumeAttachment::maia-city-data-attach": "proved" },
};

const conferences: PublicProgram = {
  repository: "TechWatching/developer-conferences",
  path: "infra/index.ts",
  commit: "2bb29c8989ed056e8ac8fe2b2f008ee4f38b8c5b",
  program: program("public-azure-static-site", (p) => {
    p.defaultProvider("azure-native", { location: "westeurope" }, "2.90.0");
    const group = p.add("azure-native:resources:ResourceGroup", "devconfs", {
      resourceGroupName: "devconfs1a2b3c4d",
      location: "westeurope",
    });
    const resourceGroupName = group.out("resourceGroupName");
    const site = p.add("azure-native:web:StaticSite", "devconfs-site", {
      resourceGroupName,
      location: group.out("location"),
      name: "devconfs-site5e6f",
      sku: { name: "Free", tier: "Free" },
      buildProperties: {},
    });
    p.add("azure-native:web:StaticSiteCustomDomain", "customDomain", {
      resourceGroupName,
      name: site.out("name"),
      domainName: "devconferences.techwatching.dev",
    });
  }),
  expected: "violating",
  why: "a static web app is served from edges all over the world; its location is only where its functions run",
  resources: {
    "azure-native:resources:ResourceGroup::devconfs": "proved",
    "azure-native:web:StaticSite::devconfs-site": "violating",
  },
};

const jobq: PublicProgram = {
  repository: "aai-institute/jobq",
  path: "infra/index.ts",
  commit: "432d631f6c34a25a6d125d88732fd42ea2ae1789",
  program: program("public-gcp-jobq", (p) => {
    p.defaultProvider(
      "gcp",
      { project: "prj-mlo-dev-sandbox1", region: "europe-west3", zone: "europe-west3-c" },
      "7.38.0",
    );
    const network = "projects/prj-mlo-dev-sandbox1/global/networks/infra-product-dev";
    const account = p.add("gcp:serviceaccount/account:Account", "playground", { accountId: "playground" });
    p.add("gcp:projects/iAMMember:IAMMember", "playground-roles/logging.logWriter", {
      project: "prj-mlo-dev-sandbox1",
      member: interpolate("serviceAccount:", account.out("email")),
      role: "roles/logging.logWriter",
    });
    const template = p.add("gcp:compute/instanceTemplate:InstanceTemplate", "infra-product-dev", {
      region: "europe-west3",
      machineType: "e2-standard-8",
      disks: [{ boot: true, sourceImage: "debian-cloud/debian-12", diskSizeGb: 64, diskType: "pd-balanced" }],
      metadataStartupScript: [
        "#!/bin/bash",
        "curl -fsSL https://download.docker.com/linux/debian/gpg -o /etc/apt/keyrings/docker.asc",
        "curl -LO https://storage.googleapis.com/minikube/releases/latest/minikube_latest_amd64.deb",
        'curl -LO "https://dl.k8s.io/release/$(curl -L -s https://dl.k8s.io/release/stable.txt)/bin/linux/amd64/kubectl"',
        "curl -fsSL https://raw.githubusercontent.com/helm/helm/main/scripts/get-helm-3 | bash",
        "curl https://pyenv.run | sudo -u playground bash",
      ].join("\n"),
      networkInterfaces: [{ network, subnetwork: "compute", accessConfigs: [{ networkTier: "PREMIUM" }] }],
      serviceAccount: {
        email: account.out("email"),
        scopes: ["https://www.googleapis.com/auth/cloud-platform"],
      },
    });
    p.add("gcp:compute/instanceGroupManager:InstanceGroupManager", "playground", {
      zone: "europe-west3-c",
      versions: [{ instanceTemplate: template.id }],
      baseInstanceName: "infra-product-dev",
      targetSize: 1,
    });
    p.add("gcp:compute/firewall:Firewall", "inbound-ssh-from-iap", {
      network,
      sourceRanges: ["35.235.240.0/20"],
      targetServiceAccounts: [account.out("email")],
      allows: [{ protocol: "TCP", ports: ["22"] }],
      direction: "INGRESS",
    });
    p.add("gcp:artifactregistry/repository:Repository", "dev", {
      format: "Docker",
      repositoryId: "infra-product-dev",
      location: "europe-west3",
    });
  }),
  // First thought to be proved; but nobody can read what pyenv.run makes a shell do.
  expected: "unproven",
  why: "everything in Frankfurt, but the start script pipes a host that nobody has declared into a shell",
  resources: { "gcp:compute/firewall:Firewall::inbound-ssh-from-iap": "proved" },
};

const lifeos: PublicProgram = {
  repository: "MichielMAnalytics/lifeos",
  path: "infra/networking.ts",
  commit: "4861044b9b94d763757adb9175454481d4b95049",
  program: program("public-gcp-lifeos", (p) => {
    p.defaultProvider("gcp", { project: "lifeos-prod-491301", region: "europe-west3" }, "8.41.1");
    const ring = p.add("gcp:kms/keyRing:KeyRing", "lifeos-keyring", { location: "europe-west3" });
    const key = p.add("gcp:kms/cryptoKey:CryptoKey", "lifeos-etcd-key", {
      keyRing: ring.id,
      rotationPeriod: "7776000s",
    });
    const cluster = p.add("gcp:container/cluster:Cluster", "lifeos-cluster-v2", {
      location: "europe-west3",
      enableAutopilot: true,
      databaseEncryption: { state: "ENCRYPTED", keyName: key.id },
      workloadIdentityConfig: { workloadPool: "lifeos-prod-491301.svc.id.goog" },
    });
    const provider = p.provider("kubernetes", "lifeos", {
      kubeconfig: interpolate("server: https://", cluster.out("endpoint")),
    });
    const chart = p.component("kubernetes:helm.sh/v3:Chart", "nginx-ingress", {});
    const service = p.add(
      "kubernetes:core/v1:Service",
      "lifeos-system/nginx-ingress-ingress-nginx-controller",
      {
        metadata: { annotations: { "cloud.google.com/neg": '{"ingress": true}' } },
        spec: { type: "LoadBalancer" },
      },
      { provider, parent: chart },
    );
    const manager = p.add(
      "kubernetes:helm.sh/v3:Release",
      "cert-manager",
      {
        chart: "cert-manager",
        version: "v1.16.2",
        repositoryOpts: { repo: "https://charts.jetstack.io" },
        values: { crds: { enabled: true }, extraArgs: ["--acme-http01-solver-nameservers=8.8.8.8:53"] },
      },
      { provider },
    );
    p.add(
      "kubernetes:cert-manager.io/v1:ClusterIssuer",
      "letsencrypt-prod",
      {
        spec: {
          acme: {
            server: "https://acme-v02.api.letsencrypt.org/directory",
            email: "admin@lifeos.zone",
            privateKeySecretRef: { name: "letsencrypt-prod-account-key" },
            solvers: [{ dns01: { cloudDNS: { project: "lifeos-prod-491301" } } }],
          },
        },
      },
      { provider, dependsOn: [manager] },
    );
    const zone = p.add("gcp:dns/managedZone:ManagedZone", "lifeos-zone", {
      name: "lifeos-zone",
      dnsName: "lifeos.zone.",
    });
    p.add("gcp:dns/recordSet:RecordSet", "lifeos-a-record", {
      name: "lifeos.zone.",
      type: "A",
      ttl: 300,
      managedZone: zone.out("name"),
      rrdatas: [service.out("ip")],
    });
  }),
  // First thought to be violating: a certificate authority gets names that it publishes anyway, and a mail address.
  expected: "unproven",
  why: "the Release hides its objects, among them a resolver outside that only its values name",
  resources: {
    "gcp:container/cluster:Cluster::lifeos-cluster-v2": "proved",
    "pulumi:providers:kubernetes::lifeos": "proved",
    "kubernetes:helm.sh/v3:Release::cert-manager": "unproven",
    "gcp:dns/recordSet:RecordSet::lifeos-a-record": "proved",
  },
};

const AHB = {
  repository: "Hochfrequenz/ahb-tabellen",
  path: "infra/index.ts",
  commit: "0d038886fc4686c938143c9af96a159a2559d5a8",
} as const;

function ahbTabellen(name: string, declarations?: Parameters<typeof program>[2]) {
  return program(
    name,
    (p) => {
      p.defaultProvider(
        "azure-native",
        { location: "westeurope", subscriptionId: "00000000-1111-2222-3333-444444444444" },
        "2.90.0",
      );
      const group = p.add("azure-native:resources:ResourceGroup", "ahb-tabellen-production", {
        resourceGroupName: "ahb-tabellen-production",
        location: "westeurope",
      });
      const place: Inputs = {
        resourceGroupName: group.out("resourceGroupName"),
        location: group.out("location"),
      };
      p.add("azure-native:storage:StorageAccount", "ahbtabellen", {
        ...place,
        sku: { name: "Standard_LRS" },
        kind: "StorageV2",
      });
      const plan = p.add("azure-native:web:AppServicePlan", "ahb-tabellen-plan", {
        ...place,
        kind: "Linux",
        reserved: true,
        sku: { name: "B1", tier: "Basic" },
      });
      p.add("azure-native:web:WebApp", "ahb-tabellen", {
        ...place,
        serverFarmId: plan.id,
        siteConfig: {
          appSettings: [
            { name: "DOCKER_REGISTRY_SERVER_URL", value: "https://ghcr.io" },
            { name: "PORT", value: "80" },
            { name: "BEDINGUNGSBAUM_BASE_URL", value: "https://bedingungsbaum.hochfrequenz.de" },
            { name: "EBD_BASE_URL", value: "https://ebd.hochfrequenz.de" },
            { name: "ENVIRONMENT", value: "production" },
            { name: "MCP_AUTH0_ISSUER_BASE_URL", value: "https://auth.hochfrequenz.de/" },
          ],
          linuxFxVersion: "DOCKER|ghcr.io/hochfrequenz/ahb-tabellen:v1.4.0",
        },
      });
    },
    declarations,
  );
}

const ahb: PublicProgram = {
  ...AHB,
  program: ahbTabellen("public-azure-ahb"),
  expected: "unproven",
  why: "it calls hosts of its company, and nothing shows where they lie",
  resources: {
    "azure-native:storage:StorageAccount::ahbtabellen": "proved",
    "azure-native:web:WebApp::ahb-tabellen": "unproven",
  },
};

const ahbDeclared: PublicProgram = {
  ...AHB,
  program: ahbTabellen("public-azure-ahb-declared", {
    hosts: [{ host: "*.hochfrequenz.de", country: "DE", operator: "Hochfrequenz", ownerCountry: "DE" }],
  }),
  expected: "proved",
  why: "with its own hosts declared, all of it lies in the Netherlands and Germany",
  resources: { "azure-native:web:WebApp::ahb-tabellen": "proved" },
};

export const PUBLIC_EUROPE: readonly PublicProgram[] = [
  hcloudExample,
  personalCloud,
  maiacity,
  conferences,
  jobq,
  lifeos,
  ahb,
  ahbDeclared,
];
