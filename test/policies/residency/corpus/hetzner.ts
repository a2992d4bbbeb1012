import { type Corpus, program } from "./build.ts";

const hetzner = program("hcloud-web", (p) => {
  p.defaultProvider("hcloud", {}, "1.24.0");
  const key = p.add("hcloud:index/sshKey:SshKey", "ops", {
    publicKey: "ssh-ed25519 AAAAC3Nz ops@example.eu",
  });
  const network = p.add("hcloud:index/network:Network", "main", { ipRange: "10.0.0.0/16", name: "main" });
  const subnet = p.add("hcloud:index/networkSubnet:NetworkSubnet", "main", {
    networkId: network.id,
    type: "cloud",
    networkZone: "eu-central",
    ipRange: "10.0.1.0/24",
  });
  const firewall = p.add("hcloud:index/firewall:Firewall", "web", {
    rules: [{ direction: "in", protocol: "tcp", port: "443", sourceIps: ["0.0.0.0/0", "::/0"] }],
  });
  const group = p.add("hcloud:index/placementGroup:PlacementGroup", "web", { type: "spread" });
  const servers = ["fsn1", "nbg1"].map((location, index) =>
    p.add(
      "hcloud:index/server:Server",
      `web-${index}`,
      {
        serverType: "cx32",
        image: "debian-12",
        location,
        sshKeys: [key.id],
        firewallIds: [firewall.id],
        placementGroupId: group.id,
        networks: [{ networkId: network.id, ip: `10.0.1.${index + 10}` }],
        userData: "#cloud-config\npackages: [nginx]\n",
      },
      { dependsOn: [subnet] },
    ),
  );
  const balancer = p.add("hcloud:index/loadBalancer:LoadBalancer", "web", {
    loadBalancerType: "lb11",
    location: "fsn1",
  });
  p.add("hcloud:index/loadBalancerNetwork:LoadBalancerNetwork", "web", {
    loadBalancerId: balancer.id,
    subnetId: subnet.id,
  });
  p.add("hcloud:index/loadBalancerService:LoadBalancerService", "web", {
    loadBalancerId: balancer.id,
    protocol: "tcp",
    listenPort: 443,
  });
  servers.forEach((server, index) =>
    p.add("hcloud:index/loadBalancerTarget:LoadBalancerTarget", `web-${index}`, {
      loadBalancerId: balancer.id,
      type: "server",
      serverId: server.id,
      usePrivateIp: true,
    }),
  );
  const [first] = servers;
  if (first === undefined) return;
  const volume = p.add("hcloud:index/volume:Volume", "data", {
    size: 100,
    serverId: first.id,
    format: "ext4",
  });
  p.add("hcloud:index/volumeAttachment:VolumeAttachment", "data", {
    volumeId: volume.id,
    serverId: first.id,
    automount: true,
  });
  const primary = p.add("hcloud:index/primaryIp:PrimaryIp", "web", {
    type: "ipv4",
    assigneeType: "server",
    autoDelete: false,
    datacenter: "fsn1-dc14",
  });
  const floating = p.add("hcloud:index/floatingIp:FloatingIp", "web", { type: "ipv4", homeLocation: "nbg1" });
  p.add("hcloud:index/floatingIpAssignment:FloatingIpAssignment", "web", {
    floatingIpId: floating.id,
    serverId: first.id,
  });
  p.add("hcloud:index/rdns:Rdns", "web", {
    primaryIpId: primary.id,
    ipAddress: primary.out("ipAddress"),
    dnsPtr: "web.example.eu",
  });
  p.add("hcloud:index/networkRoute:NetworkRoute", "vpn", {
    networkId: network.id,
    destination: "10.100.1.0/24",
    gateway: "10.0.1.1",
  });
});

/** k3s on Hetzner: a token from random, cloud-init with it, and the kubeconfig fetched by ssh. */
const k3s = program(
  "hcloud-k3s",
  (p) => {
    p.defaultProvider("hcloud", {}, "1.24.0");
    p.add("random:index/randomPassword:RandomPassword", "k3s", { length: 40, special: false });
    const ssh = p.add("tls:index/privateKey:PrivateKey", "ops", { algorithm: "ED25519" });
    const key = p.add("hcloud:index/sshKey:SshKey", "ops", { publicKey: ssh.out("publicKeyOpenssh") });
    const server = p.add("hcloud:index/server:Server", "control", {
      serverType: "cax21",
      image: "ubuntu-24.04",
      location: "hel1",
      sshKeys: [key.id],
      // The token is of the configuration, so the script is known.
      userData: "#!/bin/sh\ncurl -sfL https://get.k3s.io | K3S_TOKEN=s3cret sh -",
    });
    p.add("time:index/sleep:Sleep", "boot", { createDuration: "60s" }, { dependsOn: [server] });
    const fetched = p.add("command:remote:Command", "kubeconfig", {
      connection: { host: server.out("ipv4Address"), user: "root", privateKey: ssh.out("privateKeyOpenssh") },
      create: "cat /etc/rancher/k3s/k3s.yaml",
    });
    const kubernetes = p.provider("kubernetes", "k3s", { kubeconfig: fetched.out("stdout") });
    p.add("kubernetes:core/v1:Namespace", "apps", { metadata: { name: "apps" } }, { provider: kubernetes });
  },
  {
    places: [
      {
        resource: "command:remote:Command::kubeconfig",
        country: "FI",
        operator: "Hetzner",
        ownerCountry: "DE",
      },
      {
        resource: "pulumi:providers:kubernetes::k3s",
        country: "FI",
        operator: "Hetzner",
        ownerCountry: "DE",
      },
    ],
  },
);

export const HETZNER: Corpus = {
  programs: [hetzner, k3s],
  leaks: [
    { program: "hcloud-web", resource: "web-1", from: "nbg1", to: "ash" },
    { program: "hcloud-web", resource: "main", from: "eu-central", to: "us-east" },
    { program: "hcloud-k3s", resource: "control", from: "hel1", to: "hil" },
  ],
};
