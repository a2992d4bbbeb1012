import { interpolate, program } from "./build.ts";
import type { PublicProgram } from "./public-type.ts";

const maps: PublicProgram = {
  repository: "beyond-all-reason/maps-hosting",
  path: "infra/index.ts",
  commit: "12ef6778ae5b2c1659f73258504cce190996337d",
  program: program("public-gcp-maps", (p) => {
    // Its configuration sets a project and no region: the program names europe-west1 where a resource asks for one.
    p.defaultProvider("gcp", { project: "bar-springfiles-syncer" }, "7.38.0");
    const region = "europe-west1";
    const cacher = p.add("gcp:serviceaccount/account:Account", "cacher", {
      accountId: "cacher",
      displayName: "cacher",
    });
    const bucket = p.add("gcp:storage/bucket:Bucket", "upload-bucket", {
      name: "springfiles-upload-8734",
      location: region,
      publicAccessPrevention: "enforced",
      lifecycleRules: [{ action: { type: "Delete" }, condition: { age: 1, withState: "ANY" } }],
    });
    p.add("gcp:storage/bucketIAMMember:BucketIAMMember", "upload-bucket-contributors-access", {
      bucket: bucket.id,
      role: "roles/storage.objectCreator",
      member: "group:beyondallreasondev@googlegroups.com",
    });
    const images = p.add("gcp:artifactregistry/repository:Repository", "main-images-repo", {
      format: "docker",
      location: region,
      repositoryId: "main",
    });
    p.provider("docker", "docker", {
      registryAuth: [
        {
          address: interpolate(images.out("location"), "-docker.pkg.dev"),
          configFileContent: '{"credHelpers":{"europe-west1-docker.pkg.dev":"gcloud"}}',
        },
      ],
    });
    const secret = p.add("gcp:secretmanager/secret:Secret", "cloudflare-kv-api-token-secret", {
      secretId: "cloudflare-kv-api-token",
      replication: { userManaged: { replicas: [{ location: region }] } },
    });
    const service = p.add("gcp:cloudrun/service:Service", "cacher-service", {
      name: "cacher",
      location: region,
      template: {
        metadata: { annotations: { "run.googleapis.com/execution-environment": "gen2" } },
        spec: {
          containers: [
            {
              image: interpolate(images.out("digest")),
              envs: [
                {
                  name: "CF_KV_API_TOKEN",
                  valueFrom: { secretKeyRef: { key: "latest", name: secret.out("secretId") } },
                },
                { name: "CF_R2_BUCKET", value: "p2004a-springfiles" },
              ],
            },
          ],
          serviceAccountName: cacher.out("email"),
        },
      },
    });
    const topic = p.add("gcp:pubsub/topic:Topic", "cache-requests", { name: "cache-requests" });
    p.add("gcp:pubsub/subscription:Subscription", "cacher-sub", {
      name: "cacher-sub",
      topic: topic.id,
      pushConfig: {
        pushEndpoint: interpolate(service.out("url"), "/cache"),
        oidcToken: { serviceAccountEmail: cacher.out("email") },
      },
    });
    p.add("gcp:storage/notification:Notification", "upload-bucket-notification", {
      bucket: bucket.out("name"),
      payloadFormat: "JSON_API_V1",
      topic: topic.id,
    });
  }),
  expected: "unproven",
  why: "messages of a topic without a storage policy may be kept in any region; the rest is in Belgium",
  resources: {
    "gcp:storage/bucket:Bucket::upload-bucket": "proved",
    "gcp:secretmanager/secret:Secret::cloudflare-kv-api-token-secret": "proved",
    "gcp:cloudrun/service:Service::cacher-service": "proved",
    "gcp:pubsub/topic:Topic::cache-requests": "unproven",
  },
};

const kapsule: PublicProgram = {
  repository: "pulumi/templates",
  path: "kubernetes-scaleway-typescript/index.ts",
  commit: "2ec056e7fa17391803da4be84a64365386cabe30",
  program: program("public-scaleway-template", (p) => {
    p.defaultProvider("scaleway", {}, "1.8.0");
    const cluster = p.add("scaleway:index/kubernetesCluster:KubernetesCluster", "pulumi-kapsule", {
      name: "pulumi-kapsule",
      version: "1.23",
      region: "fr-par",
      cni: "cilium",
      tags: ["pulumi", "scaleway"],
      autoUpgrade: { enable: true, maintenanceWindowStartHour: 3, maintenanceWindowDay: "monday" },
    });
    p.add("scaleway:index/kubernetesNodePool:KubernetesNodePool", "pulumi-kapsule-pool", {
      zone: "fr-par-1",
      name: "pulumi-kapsule-pool",
      nodeType: "DEV1-L",
      size: 1,
      autoscaling: true,
      minSize: 1,
      maxSize: 3,
      autohealing: true,
      clusterId: cluster.id,
    });
  }),
  expected: "proved",
  why: "both resources name their own place; the region that the provider lacks decides nothing",
  resources: {
    "scaleway:index/kubernetesCluster:KubernetesCluster::pulumi-kapsule": "proved",
    "scaleway:index/kubernetesNodePool:KubernetesNodePool::pulumi-kapsule-pool": "proved",
  },
};

const ovhKube: PublicProgram = {
  repository: "pulumi/templates",
  path: "kubernetes-ovh-typescript/index.ts",
  commit: "fd8d99012e77d324ceb20959ab3bbe7d10e996e4",
  program: program("public-ovh-template", (p) => {
    p.defaultProvider("ovh", {}, "0.36.1");
    const cluster = p.add("ovh:CloudProject/kube:Kube", "my_desired_cluster", {
      region: "GRA9",
      serviceName: "0123456789abcdef0123456789abcdef",
      name: "my_desired_cluster",
    });
    p.add("ovh:CloudProject/kubeNodePool:KubeNodePool", "my-desired-pool", {
      desiredNodes: 1,
      flavorName: "b3-8",
      kubeId: cluster.id,
      maxNodes: 3,
      minNodes: 1,
      serviceName: "0123456789abcdef0123456789abcdef",
    });
  }),
  expected: "unproven",
  why: "the cluster is in Gravelines, but the shell decides by OVH_ENDPOINT which of OVH's companies (EU, Canada, US) runs the account",
  resources: {
    "ovh:CloudProject/kube:Kube::my_desired_cluster": "proved",
    "ovh:CloudProject/kubeNodePool:KubeNodePool::my-desired-pool": "proved",
    "pulumi:providers:ovh::default_0_36_1": "unproven",
  },
};

const doktersdienst: PublicProgram = {
  repository: "Bas-commits/doktersdienst-next",
  path: "infra/index.ts",
  commit: "83a67ecf46bcc146dd7c45216b7116afc33da3dc",
  program: program("public-scaleway-containers", (p) => {
    p.defaultProvider(
      "scaleway",
      { region: "nl-ams", zone: "nl-ams-1", projectId: "14f5ee41-85e0-4dea-87c8-e211e25cd0aa" },
      "2.16.0",
    );
    const namespace = p.add("scaleway:index/containerNamespace:ContainerNamespace", "doktersdienst", {
      description: "Doktersdienst Next.js application",
    });
    const registry = p.add("scaleway:index/registryNamespace:RegistryNamespace", "doktersdienst", {
      description: "Container images",
      isPublic: false,
    });
    p.add("scaleway:index/container:Container", "doktersdienst", {
      namespaceId: namespace.id,
      registryImage: interpolate(registry.out("endpoint"), "/doktersdienst-next:latest"),
      port: 3005,
      cpuLimit: 250,
      memoryLimit: 512,
      privacy: "public",
      deploy: true,
      environmentVariables: {
        BETTER_AUTH_URL:
          "https://doktersdienst93b86644e5e3eab-doktersdienst-7b5eb98.functions.fnc.nl-ams.scw.cloud",
      },
      // The repository holds it encrypted; that it leads somewhere undeclared is all that is known here.
      secretEnvironmentVariables: {
        DATABASE_URL: "postgresql://app:s3cret@db.doktersdienst.example.eu:5432/app",
        BETTER_AUTH_SECRET: "s3cret",
      },
    });
  }),
  expected: "unproven",
  why: "all of it lies in Amsterdam, but where the database of the secret URL lies, nothing shows",
  resources: {
    "scaleway:index/registryNamespace:RegistryNamespace::doktersdienst": "proved",
    "scaleway:index/container:Container::doktersdienst": "unproven",
  },
};

const beacon: PublicProgram = {
  repository: "Damien-Mrgnc/beacon",
  path: "infra/components/data.ts",
  commit: "6d9dea1d771d98bd986b0b18a92c248024cd9526",
  program: program("public-aws-beacon-data", (p) => {
    p.defaultProvider("aws", { region: "eu-west-1" }, "6.83.0");
    const vpc = p.add("aws:ec2/vpc:Vpc", "beacon-dev-vpc", { cidrBlock: "10.0.0.0/16" });
    const subnets = ["a", "b"].map((zone, index) =>
      p.add("aws:ec2/subnet:Subnet", `beacon-dev-private-${index}`, {
        vpcId: vpc.id,
        cidrBlock: `10.0.1${index}.0/24`,
        availabilityZone: `eu-west-1${zone}`,
      }),
    );
    const group = p.add("aws:ec2/securityGroup:SecurityGroup", "beacon-dev-sg-data", { vpcId: vpc.id });
    const kafka = p.add("aws:msk/cluster:Cluster", "beacon-dev-kafka", {
      clusterName: "beacon-dev-kafka",
      kafkaVersion: "3.5.1",
      numberOfBrokerNodes: 2,
      brokerNodeGroupInfo: {
        instanceType: "kafka.t3.small",
        clientSubnets: subnets.map(({ id }) => id),
        securityGroups: [group.id],
        storageInfo: { ebsStorageInfo: { volumeSize: 20 } },
      },
      encryptionInfo: { encryptionInTransit: { clientBroker: "TLS_PLAINTEXT", inCluster: true } },
    });
    const redisSubnets = p.add("aws:elasticache/subnetGroup:SubnetGroup", "beacon-dev-redis-subnets", {
      name: "beacon-dev-redis-subnets",
      subnetIds: subnets.map(({ id }) => id),
    });
    p.add("aws:elasticache/cluster:Cluster", "beacon-dev-redis", {
      clusterId: "beacon-dev-redis",
      engine: "redis",
      nodeType: "cache.t3.micro",
      subnetGroupName: redisSubnets.out("name"),
    });
    p.add("aws:ec2/instance:Instance", "beacon-dev-clickhouse", {
      ami: "ami-0905a3c97561e0b69",
      instanceType: "t3.large",
      vpcSecurityGroupIds: [group.id],
      userData: [
        "#!/bin/bash",
        "apt-get install -y apt-transport-https ca-certificates curl gnupg",
        "# Install ClickHouse",
        "curl -fsSL 'https://packages.clickhouse.com/rpm/lts/repodata/repomd.xml.key' | gpg --dearmor -o /usr/share/keyrings/clickhouse-keyring.gpg",
        'echo "deb [signed-by=/usr/share/keyrings/clickhouse-keyring.gpg] https://packages.clickhouse.com/deb stable main" > /etc/apt/sources.list.d/clickhouse.list',
        "  <listen_host>0.0.0.0</listen_host>",
        "systemctl start clickhouse-server",
      ].join("\n"),
    });
    const secret = p.add("aws:secretsmanager/secret:Secret", "beacon-dev-secret-clickhouse", {
      name: "beacon-dev/clickhouse",
      recoveryWindowInDays: 0,
    });
    p.add("aws:secretsmanager/secretVersion:SecretVersion", "beacon-dev-secret-clickhouse-v1", {
      secretId: secret.id,
      // What JSON.stringify makes of an Output: the program's own mistake, as the engine would show it.
      secretString: JSON.stringify({
        url: "Calling [toJSON] on an [Output<T>] is not supported. See https://www.pulumi.com/docs/concepts/inputs-outputs for more details.",
        user: "beacon",
        db: "beacon",
      }),
    });
    const brokers = p.add("aws:secretsmanager/secret:Secret", "beacon-dev-secret-kafka", {
      name: "beacon-dev/kafka",
    });
    p.add("aws:secretsmanager/secretVersion:SecretVersion", "beacon-dev-secret-kafka-v1", {
      secretId: brokers.id,
      secretString: interpolate('{"bootstrapBrokers":"', kafka.out("bootstrapBrokersTls"), '"}'),
    });
  }),
  expected: "proved",
  why: "everything in Ireland; only software comes from packages.clickhouse.com",
  resources: {
    "aws:msk/cluster:Cluster::beacon-dev-kafka": "proved",
    "aws:ec2/instance:Instance::beacon-dev-clickhouse": "proved",
  },
};

export const PUBLIC_CLOUDS: readonly PublicProgram[] = [maps, kapsule, ovhKube, doktersdienst, beacon];
