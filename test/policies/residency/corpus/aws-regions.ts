import { type Corpus, interpolate, program } from "./build.ts";

const FRANKFURT = { region: "eu-central-1" };

const assume = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

const sovereign = program("aws-european-sovereign-cloud", (p) => {
  const region = "eusc-de-east-1";
  p.defaultProvider("aws", { region });
  const key = p.add("aws:kms/key:Key", "data", { description: "Data", region });
  const bucket = p.add("aws:s3/bucket:Bucket", "data", { bucket: "data-90fe12a", region });
  p.add("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "data", {
    bucket: bucket.id,
    region,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn } }],
  });
  p.add("aws:ec2/instance:Instance", "app", {
    ami: "ami-0abcdef1234567890",
    instanceType: "m7i.large",
    availabilityZone: "eusc-de-east-1a",
    region,
    metadataOptions: { httpTokens: "required" },
    iamInstanceProfile: "app",
  });
  p.add("aws:dynamodb/table:Table", "state", { hashKey: "id", billingMode: "PAY_PER_REQUEST", region });
  p.add("aws:sns/topicSubscription:TopicSubscription", "queue", {
    topic: "arn:aws-eusc:sns:eusc-de-east-1:123456789012:orders",
    protocol: "sqs",
    endpoint: "arn:aws-eusc:sqs:eusc-de-east-1:123456789012:orders",
    region,
  });
});

const endpoints = program("aws-vpc-endpoints", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const vpc = p.add("aws:ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16", region });
  for (const service of ["s3", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "bedrock-runtime"])
    p.add("aws:ec2/vpcEndpoint:VpcEndpoint", service, {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.eu-central-1.${service}`,
      vpcEndpointType: service === "s3" ? "Gateway" : "Interface",
      privateDnsEnabled: service !== "s3",
      region,
    });
  const options = p.add("aws:ec2/vpcDhcpOptions:VpcDhcpOptions", "main", {
    domainName: "eu-central-1.compute.internal",
    domainNameServers: ["AmazonProvidedDNS"],
    ntpServers: ["169.254.169.123"],
    region,
  });
  p.add("aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation", "main", {
    vpcId: vpc.id,
    dhcpOptionsId: options.id,
    region,
  });
  const logs = p.add("aws:s3/bucket:Bucket", "flow", { bucket: "flow-logs-cc11aa2", region });
  p.add("aws:ec2/flowLog:FlowLog", "main", {
    vpcId: vpc.id,
    logDestination: logs.arn,
    logDestinationType: "s3",
    trafficType: "ALL",
    region,
  });
  const zone = p.add("aws:route53/zone:Zone", "internal", {
    name: "internal",
    vpcs: [{ vpcId: vpc.id, vpcRegion: region }],
  });
  p.add("aws:route53/record:Record", "db", {
    zoneId: zone.id,
    name: "db.internal",
    type: "CNAME",
    ttl: 60,
    records: ["shop.cluster-abc.eu-central-1.rds.amazonaws.com"],
  });
});

/** awsx and eks: components without a provider, and their parts as children. */
const crosswalk = program("aws-crosswalk", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const vpc = p.component("awsx:ec2:Vpc", "network", {
    numberOfAvailabilityZones: 2,
    cidrBlock: "10.0.0.0/16",
  });
  const inner = p.add("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16", region }, { parent: vpc });
  const subnets = ["1", "2"].map((index) =>
    p.add(
      "aws:ec2/subnet:Subnet",
      `network-private-${index}`,
      {
        vpcId: inner.id,
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: `eu-central-1${index === "1" ? "a" : "b"}`,
        region,
      },
      { parent: inner },
    ),
  );
  p.add("aws:ec2/eip:Eip", "network-1", { domain: "vpc", region }, { parent: inner });
  const cluster = p.component("eks:index:Cluster", "cluster", {
    vpcId: inner.id,
    privateSubnetIds: subnets.map(({ id }) => id),
    instanceType: "t3.medium",
  });
  const role = p.component("eks:index:ServiceRole", "cluster-eksRole", {}, cluster);
  const iam = p.add(
    "aws:iam/role:Role",
    "cluster-eksRole-role",
    { assumeRolePolicy: assume("eks.amazonaws.com") },
    { parent: role },
  );
  const inside = p.add(
    "aws:eks/cluster:Cluster",
    "cluster-eksCluster",
    { roleArn: iam.arn, vpcConfig: { subnetIds: subnets.map(({ id }) => id) }, region },
    { parent: cluster },
  );
  const kubernetes = p.provider(
    "kubernetes",
    "cluster-eks-k8s",
    { kubeconfig: interpolate("{…", inside.out("endpoint"), "…}") },
    { parent: cluster },
  );
  p.add(
    "kubernetes:core/v1:ConfigMap",
    "cluster-nodeAccess",
    {
      metadata: { name: "aws-auth", namespace: "kube-system" },
      data: { mapRoles: interpolate("- rolearn: ", iam.arn) },
    },
    { parent: cluster, provider: kubernetes },
  );
});

const twoRegions = program("aws-two-regions", (p) => {
  for (const [name, region, cidr] of [
    ["frankfurt", "eu-central-1", "10.1.0.0/16"],
    ["milan", "eu-south-1", "10.2.0.0/16"],
  ] as const) {
    const provider = p.provider("aws", name, { region, allowedAccountIds: ["123456789012"] });
    p.add("aws:ec2/vpc:Vpc", `vpc-${name}`, { cidrBlock: cidr, region }, { provider });
    p.add(
      "aws:dynamodb/table:Table",
      `sessions-${name}`,
      {
        hashKey: "id",
        region,
        ...(name === "frankfurt" ? { replicas: [{ regionName: "eu-south-1" }], streamEnabled: true } : {}),
      },
      { provider },
    );
    const vault = p.add(
      "aws:backup/vault:Vault",
      `vault-${name}`,
      { name: `vault-${name}`, region },
      { provider },
    );
    if (name === "frankfurt")
      p.add(
        "aws:backup/plan:Plan",
        "nightly",
        {
          region,
          rules: [
            {
              ruleName: "nightly",
              targetVaultName: vault.out("name"),
              schedule: "cron(0 2 * * ? *)",
              copyActions: [
                { destinationVaultArn: "arn:aws:backup:eu-south-1:123456789012:backup-vault:vault-milan" },
              ],
            },
          ],
        },
        { provider },
      );
  }
});

const bedrock = program("aws-bedrock", (p) => {
  const region = "eu-central-1";
  p.defaultProvider("aws", { region });
  const profile = p.add("aws:bedrock/inferenceProfile:InferenceProfile", "claude", {
    name: "claude",
    region,
    modelSource: {
      copyFrom:
        "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0",
    },
  });
  p.add("aws:lambda/function:Function", "chat", {
    runtime: "python3.13",
    handler: "chat.handler",
    role: "arn:aws:iam::123456789012:role/chat",
    region,
    environment: {
      variables: {
        PROFILE: profile.arn,
        FALLBACK_MODEL: "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
        READ_REPLICA: "shop.cluster-ro-abc.eu-central-1.rds.amazonaws.com",
        DD_SITE: "datadoghq.eu",
      },
    },
  });
});

export const AWS_REGIONS: Corpus = {
  programs: [bedrock, sovereign, endpoints, crosswalk, twoRegions],
  leaks: [
    { program: "aws-bedrock", resource: "claude", from: "/eu.anthropic", to: "/us.anthropic" },
    { program: "aws-bedrock", resource: "chat", from: "eu.anthropic", to: "global.anthropic" },
    { program: "aws-bedrock", resource: "chat", from: "eu-central-1.rds", to: "eu-west-2.rds" },
    { program: "aws-bedrock", resource: "chat", from: "datadoghq.eu", to: "datadoghq.com" },
    { program: "aws-european-sovereign-cloud", resource: "app", from: "eusc-de-east-1", to: "us-gov-west-1" },
    { program: "aws-vpc-endpoints", resource: "logs", from: "eu-central-1", to: "us-east-1" },
    { program: "aws-crosswalk", resource: "network", from: "eu-central-1", to: "ap-south-1" },
    { program: "aws-two-regions", resource: "nightly", from: "eu-south-1", to: "us-east-1" },
  ],
};
