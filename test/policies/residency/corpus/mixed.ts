import { type Corpus, interpolate, program } from "./build.ts";

const native = program("aws-native", (p) => {
  p.defaultProvider("aws-native", { region: "eu-central-1" }, "1.36.0");
  const key = p.add("aws-native:kms:Key", "data", {
    enableKeyRotation: true,
    keyPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "kms:*", Resource: "*" }] },
  });
  const bucket = p.add("aws-native:s3:Bucket", "data", {
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        { serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn } },
      ],
    },
    corsConfiguration: {
      corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://shop.example.eu"] }],
    },
  });
  const role = p.add("aws-native:iam:Role", "app", {
    assumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] },
    policies: [
      {
        policyName: "read",
        policyDocument: { Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: bucket.arn }] },
      },
    ],
  });
  p.add("aws-native:lambda:Function", "app", {
    runtime: "python3.13",
    handler: "app.handler",
    role: role.arn,
    code: { s3Bucket: bucket.id, s3Key: "app.zip" },
    environment: { variables: { BUCKET: bucket.id } },
  });
  p.add("aws-native:logs:LogGroup", "app", { retentionInDays: 30 });
});

/** Object storage of a European cloud by the S3 protocol, with AWS' provider: the usual way where theirs has no bucket. */
const s3 = program("scaleway-s3-by-aws", (p) => {
  const provider = p.provider("aws", "scaleway", {
    region: "fr-par",
    accessKey: "SCWXXXXXXXXXXXXXXXXX",
    secretKey: "s3cret",
    endpoints: [{ s3: "https://s3.fr-par.scw.cloud" }],
    skipCredentialsValidation: true,
    skipRegionValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: true,
    s3UsePathStyle: true,
  });
  const bucket = p.add("aws:s3/bucket:Bucket", "files", { bucket: "files-7c1d" }, { provider });
  p.add(
    "aws:s3/bucketVersioning:BucketVersioning",
    "files",
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    { provider },
  );
  p.add(
    "aws:s3/bucketObject:BucketObject",
    "terms",
    { bucket: bucket.id, key: "terms.txt", content: "Terms" },
    { provider },
  );
});

/** A cluster at one cloud with backups at another and its DNS at a third. */
const threeClouds = program("three-clouds", (p) => {
  p.defaultProvider("scaleway", { region: "fr-par", zone: "fr-par-1" }, "1.39.0");
  p.defaultProvider("gcp", { project: "shop-prod-4711", region: "europe-west3" }, "9.5.0");
  p.defaultProvider("hcloud", {}, "1.24.0");
  const cluster = p.add("scaleway:kubernetes/cluster:Cluster", "main", {
    version: "1.33.1",
    cni: "cilium",
    region: "fr-par",
  });
  const pool = p.add("scaleway:kubernetes/pool:Pool", "main", {
    clusterId: cluster.id,
    nodeType: "PRO2-S",
    size: 3,
    zone: "fr-par-2",
  });
  const backups = p.add("gcp:storage/bucket:Bucket", "backups", {
    location: "EUROPE-WEST3",
    versioning: { enabled: true },
  });
  const zone = p.add("hcloud:index/zone:Zone", "main", { name: "example.eu", mode: "primary" });
  p.add("hcloud:index/zoneRrset:ZoneRrset", "shop", {
    zone: zone.out("name"),
    name: "shop",
    type: "A",
    records: [{ value: cluster.out("apiserverUrl") }],
  });
  const kubernetes = p.provider(
    "kubernetes",
    "main",
    { kubeconfig: cluster.out("kubeconfigFile") },
    { dependsOn: [pool] },
  );
  p.add(
    "kubernetes:core/v1:Secret",
    "backup",
    { metadata: { name: "backup" }, stringData: { bucket: interpolate("gs://", backups.out("name")) } },
    { provider: kubernetes },
  );
});

export const MIXED: Corpus = {
  programs: [native, s3, threeClouds],
  leaks: [
    { program: "aws-native", resource: "default_1_36_0", from: "eu-central-1", to: "sa-east-1" },
    {
      program: "scaleway-s3-by-aws",
      resource: "scaleway",
      from: "https://s3.fr-par.scw.cloud",
      to: "https://s3.us-east-1.amazonaws.com",
    },
    { program: "three-clouds", resource: "backups", from: "EUROPE-WEST3", to: "NAM4" },
  ],
};
