import { type Corpus, interpolate, program } from "./build.ts";

const FRANKFURT = { region: "eu-central-1" };

const assume = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

const replication = program("aws-s3-replication", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const ireland = p.provider("aws", "ireland", { region: "eu-west-1" });
  const role = p.add("aws:iam/role:Role", "replication", { assumeRolePolicy: assume("s3.amazonaws.com") });
  const target = p.add(
    "aws:s3/bucket:Bucket",
    "copies",
    { bucket: "copies-5d0e1f2", region: "eu-west-1", forceDestroy: false },
    { provider: ireland },
  );
  const source = p.add("aws:s3/bucket:Bucket", "originals", {
    bucket: "originals-8a7b6c5",
    region: "eu-central-1",
    tags: { purpose: "originals" },
  });
  const versioning = p.add("aws:s3/bucketVersioning:BucketVersioning", "originals", {
    bucket: source.id,
    region: "eu-central-1",
    versioningConfiguration: { status: "Enabled" },
  });
  p.add(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "originals",
    {
      role: role.arn,
      bucket: source.id,
      region: "eu-central-1",
      rules: [
        { id: "all", status: "Enabled", destination: { bucket: target.arn, storageClass: "STANDARD_IA" } },
      ],
    },
    { dependsOn: [versioning] },
  );
  p.add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "originals", {
    bucket: source.id,
    region: "eu-central-1",
    blockPublicAcls: true,
    restrictPublicBuckets: true,
  });
  p.add(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "copies",
    {
      bucket: target.id,
      region: "eu-west-1",
      rules: [{ id: "old", status: "Enabled", transitions: [{ days: 90, storageClass: "GLACIER" }] }],
    },
    { provider: ireland },
  );
});

/** As programs wrote it before version 7: no region of its own, the replication in the bucket itself. */
const oldReplication = program("aws-s3-replication-v6", (p) => {
  p.defaultProvider("aws", FRANKFURT, "6.83.0");
  const paris = p.provider("aws", "paris", { region: "eu-west-3" });
  const target = p.add(
    "aws:s3/bucketV2:BucketV2",
    "copies",
    { bucket: "copies-5d0e1f2" },
    { provider: paris },
  );
  p.add(
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    "copies",
    {
      bucket: target.id,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
    },
    { provider: paris },
  );
  p.add("aws:s3/bucket:Bucket", "originals", {
    bucket: "originals-8a7b6c5",
    versioning: { enabled: true },
    replicationConfiguration: {
      role: "arn:aws:iam::123456789012:role/replication",
      rules: [{ id: "all", status: "Enabled", destination: { bucket: "arn:aws:s3:::copies-5d0e1f2" } }],
    },
  });
});

const postgres = program("aws-rds-replica", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const stockholm = p.provider("aws", "stockholm", { region: "eu-north-1" });
  const password = p.add("random:index/randomPassword:RandomPassword", "db", { length: 32, special: false });
  const group = p.add("aws:rds/subnetGroup:SubnetGroup", "db", {
    subnetIds: ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"],
    region: "eu-central-1",
  });
  const primary = p.add("aws:rds/instance:Instance", "primary", {
    engine: "postgres",
    engineVersion: "17.4",
    instanceClass: "db.m7g.large",
    allocatedStorage: 100,
    username: "app",
    password: password.out("result"),
    dbSubnetGroupName: group.out("name"),
    backupRetentionPeriod: 7,
    multiAz: true,
    storageEncrypted: true,
    region: "eu-central-1",
  });
  const key = p.add(
    "aws:kms/key:Key",
    "replica",
    { description: "Replica", region: "eu-north-1" },
    { provider: stockholm },
  );
  p.add(
    "aws:rds/instance:Instance",
    "replica",
    {
      replicateSourceDb: primary.arn,
      instanceClass: "db.m7g.large",
      kmsKeyId: key.arn,
      storageEncrypted: true,
      region: "eu-north-1",
      skipFinalSnapshot: true,
    },
    { provider: stockholm },
  );
  p.add("aws:rds/parameterGroup:ParameterGroup", "db", {
    family: "postgres17",
    region: "eu-central-1",
    parameters: [{ name: "timezone", value: "Europe/Berlin" }],
  });
});

const audit = program("aws-audit", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const bucket = p.add("aws:s3/bucket:Bucket", "trail", { bucket: "trail-1122334", region });
  p.add("aws:s3/bucketPolicy:BucketPolicy", "trail", {
    bucket: bucket.id,
    region,
    policy: interpolate('{"Resource":"', bucket.arn, '/*"}'),
  });
  const group = p.add("aws:cloudwatch/logGroup:LogGroup", "trail", { retentionInDays: 365, region });
  const role = p.add("aws:iam/role:Role", "trail", { assumeRolePolicy: assume("cloudtrail.amazonaws.com") });
  p.add("aws:cloudtrail/trail:Trail", "trail", {
    s3BucketName: bucket.id,
    cloudWatchLogsGroupArn: interpolate(group.arn, ":*"),
    cloudWatchLogsRoleArn: role.arn,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
    region,
  });
  const recorder = p.add("aws:cfg/recorder:Recorder", "main", {
    roleArn: role.arn,
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    region,
  });
  p.add(
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "main",
    { s3BucketName: bucket.out("bucket"), region },
    { dependsOn: [recorder] },
  );
  p.add("aws:cfg/rule:Rule", "encrypted", {
    source: { owner: "AWS", sourceIdentifier: "ENCRYPTED_VOLUMES" },
    region,
  });
  p.add("aws:guardduty/detector:Detector", "main", { enable: true, region });
  p.add("aws:securityhub/account:Account", "main", { region });
  p.add("aws:accessanalyzer/analyzer:Analyzer", "main", { analyzerName: "main", region });
  p.add("aws:budgets/budget:Budget", "monthly", {
    budgetType: "COST",
    limitAmount: "2000",
    limitUnit: "USD",
    timeUnit: "MONTHLY",
    notifications: [{ comparisonOperator: "GREATER_THAN", notificationType: "ACTUAL", threshold: 80 }],
  });
});

const secrets = program("aws-kms-secrets", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const key = p.add("aws:kms/key:Key", "app", {
    description: "Key of the shop",
    enableKeyRotation: true,
    multiRegion: false,
    region,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    }),
  });
  p.add("aws:kms/alias:Alias", "app", { name: "alias/app", targetKeyId: key.id, region });
  const secret = p.add("aws:secretsmanager/secret:Secret", "db", {
    kmsKeyId: key.id,
    region,
    name: "shop/db",
  });
  p.add("aws:secretsmanager/secretVersion:SecretVersion", "db", {
    secretId: secret.id,
    secretString: JSON.stringify({
      username: "app",
      host: "shop.cluster-abc.eu-central-1.rds.amazonaws.com",
    }),
    region,
  });
  p.add("aws:ssm/parameter:Parameter", "flags", { type: "String", value: "on", name: "/shop/flags", region });
  const document = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::originals-8a7b6c5/*"] },
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] } },
      },
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
      },
    ],
  };
  const policy = p.add("aws:iam/policy:Policy", "regions", { policy: JSON.stringify(document) });
  const user = p.add("aws:iam/user:User", "ci", { path: "/machines/" });
  p.add("aws:iam/userPolicyAttachment:UserPolicyAttachment", "ci", {
    user: user.out("name"),
    policyArn: policy.arn,
  });
  p.add("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github", {
    url: "https://token.actions.githubusercontent.com",
    clientIdLists: ["sts.amazonaws.com"],
    thumbprintLists: ["6938fd4d98bab03faadb97b34396831e3780aea1"],
  });
});

export const AWS_DATA: Corpus = {
  programs: [replication, oldReplication, postgres, audit, secrets],
  leaks: [
    { program: "aws-s3-replication", resource: "copies", from: "eu-west-1", to: "us-west-2" },
    { program: "aws-s3-replication-v6", resource: "paris", from: "eu-west-3", to: "us-west-2" },
    { program: "aws-rds-replica", resource: "stockholm", from: "eu-north-1", to: "ca-central-1" },
    { program: "aws-audit", resource: "trail", from: "eu-central-1", to: "us-east-1" },
    { program: "aws-kms-secrets", resource: "db", from: "eu-central-1.rds", to: "us-east-1.rds" },
  ],
};
