import { type Inputs, interpolate, program } from "./build.ts";
import type { PublicProgram } from "./public-type.ts";

const EXAMPLES = "pulumi/examples";

/** A bucket with a website, by a default provider with or without a region. */
const s3Folder = (name: string, config: Inputs) =>
  program(name, (p) => {
    p.defaultProvider("aws", config, "6.83.0");
    const bucket = p.add("aws:s3/bucket:Bucket", "s3-website-bucket", {
      bucket: "s3-website-bucket-1a2b3c4",
      website: { indexDocument: "index.html" },
    });
    const controls = p.add("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "ownership-controls", {
      bucket: bucket.id,
      rule: { objectOwnership: "ObjectWriter" },
    });
    p.add(
      "aws:s3/bucketObject:BucketObject",
      "index.html",
      { bucket: bucket.id, key: "index.html", contentType: "text/html" },
      { dependsOn: [controls] },
    );
    p.add("aws:s3/bucketPolicy:BucketPolicy", "bucketPolicy", {
      bucket: bucket.id,
      policy: interpolate('{"Resource":["', bucket.arn, '/*"]}'),
    });
  });

const S3_FOLDER = {
  repository: EXAMPLES,
  path: "aws-ts-s3-folder/index.ts",
  commit: "0386a803856916a87409f67bef6165a96b49ea07",
} as const;

const configuredFolder: PublicProgram = {
  ...S3_FOLDER,
  program: s3Folder("public-aws-s3-folder", { region: "us-west-2" }),
  expected: "violating",
  why: "the README sets us-west-2",
  resources: { "aws:s3/bucketObject:BucketObject::index.html": "violating" },
};

const ambientFolder: PublicProgram = {
  ...S3_FOLDER,
  program: s3Folder("public-aws-s3-folder-ambient", {}),
  expected: "unproven",
  why: "whoever skips that step of the README gets whatever region the shell has",
  resources: {
    "pulumi:providers:aws::default_6_83_0": "unproven",
    "aws:s3/bucket:Bucket::s3-website-bucket": "unproven",
  },
};

const webserver: PublicProgram = {
  repository: EXAMPLES,
  path: "aws-ts-webserver/index.ts",
  commit: "34069cb2a396248ea7966b489aae6370f396cc86",
  program: program("public-aws-webserver", (p) => {
    p.defaultProvider("aws", { region: "us-east-1" });
    const group = p.add("aws:ec2/securityGroup:SecurityGroup", "web-secgrp", {
      description: "Managed by Pulumi",
      region: "us-east-1",
      ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
    });
    p.add("aws:ec2/instance:Instance", "web-server-www", {
      tags: { Name: "web-server-www" },
      instanceType: "t2.micro",
      region: "us-east-1",
      vpcSecurityGroupIds: [group.id],
      ami: "ami-0c02fb55956c7d316",
      userData: '#!/bin/bash\necho "Hello, World!" > index.html\nnohup python -m SimpleHTTPServer 80 &',
    });
  }),
  expected: "violating",
  why: "the README sets us-east-1",
  resources: { "aws:ec2/instance:Instance::web-server-www": "violating" },
};

const apigateway: PublicProgram = {
  repository: EXAMPLES,
  path: "aws-ts-apigateway/index.ts",
  commit: "0711e5514524c2112890e76cb89b66321e79d762",
  program: program("public-aws-apigateway", (p) => {
    // Written for a provider without a region on each resource; the README sets us-east-2.
    p.defaultProvider("aws", { region: "us-east-2" }, "4.38.1");
    p.add("aws:dynamodb/table:Table", "counterTable", {
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      readCapacity: 5,
      writeCapacity: 5,
    });
    const api = p.component("aws:apigateway:x:API", "hello-world", {});
    const role = p.add(
      "aws:iam/role:Role",
      "hello-world4fcc7b60",
      { assumeRolePolicy: "{}" },
      { parent: api },
    );
    p.add(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "hello-world4fcc7b60-32be53a2",
      { role: role.out("name"), policyArn: "arn:aws:iam::aws:policy/AWSLambda_FullAccess" },
      { parent: api },
    );
    const handler = p.add(
      "aws:lambda/function:Function",
      "hello-world4fcc7b60",
      { handler: "__index.handler", role: role.arn, runtime: "nodejs14.x", timeout: 180 },
      { parent: api },
    );
    const rest = p.add(
      "aws:apigateway/restApi:RestApi",
      "hello-world",
      { body: interpolate('{"uri":"', handler.arn, '"}') },
      { parent: api },
    );
    const deployment = p.add(
      "aws:apigateway/deployment:Deployment",
      "hello-world",
      { restApi: rest.id },
      { parent: api },
    );
    p.add(
      "aws:lambda/permission:Permission",
      "hello-world-a552609d",
      {
        action: "lambda:InvokeFunction",
        function: handler.out("name"),
        principal: "apigateway.amazonaws.com",
        sourceArn: interpolate(deployment.out("executionArn"), "*/*"),
      },
      { parent: api },
    );
    p.add(
      "aws:apigateway/stage:Stage",
      "hello-world",
      { deployment: deployment.id, restApi: rest.id, stageName: "stage" },
      { parent: api },
    );
  }),
  expected: "violating",
  why: "the README sets us-east-2",
  resources: {
    "aws:dynamodb/table:Table::counterTable": "violating",
    "aws:lambda/function:Function::hello-world4fcc7b60": "violating",
    "aws:iam/role:Role::hello-world4fcc7b60": "proved",
  },
};

const website: PublicProgram = {
  repository: EXAMPLES,
  path: "aws-ts-static-website/index.ts",
  commit: "0dadd8f37e26a633638634b409177fd2608de8c4",
  program: program("public-aws-static-website", (p) => {
    // As somebody in the EU runs it: the region is theirs, the certificate's and the edge are not.
    p.defaultProvider("aws", { region: "eu-central-1" }, "6.83.0");
    const content = p.add("aws:s3/bucket:Bucket", "contentBucket", {
      bucket: "www.example.eu",
      acl: "public-read",
      website: { indexDocument: "index.html", errorDocument: "404.html" },
    });
    p.add(
      "aws:s3/bucketObject:BucketObject",
      "index.html",
      { key: "index.html", acl: "public-read", bucket: content.id, contentType: "text/html" },
      { parent: content },
    );
    const logs = p.add("aws:s3/bucket:Bucket", "requestLogs", {
      bucket: "www.example.eu-logs",
      acl: "private",
    });
    const east = p.provider("aws", "east", { region: "us-east-1" });
    const certificate = p.add(
      "aws:acm/certificate:Certificate",
      "certificate",
      { domainName: "www.example.eu", validationMethod: "DNS" },
      { provider: east },
    );
    const record = p.add("aws:route53/record:Record", "www.example.eu-validation", {
      name: certificate.out("resourceRecordName"),
      zoneId: "Z0123456789ABCDEFGHIJ",
      type: certificate.out("resourceRecordType"),
      records: [certificate.out("resourceRecordValue")],
      ttl: 600,
    });
    const validation = p.add(
      "aws:acm/certificateValidation:CertificateValidation",
      "certificateValidation",
      { certificateArn: certificate.arn, validationRecordFqdns: [record.out("fqdn")] },
      { provider: east },
    );
    const cdn = p.add("aws:cloudfront/distribution:Distribution", "cdn", {
      enabled: true,
      aliases: ["www.example.eu"],
      origins: [
        {
          originId: content.arn,
          domainName: content.out("websiteEndpoint"),
          customOriginConfig: {
            originProtocolPolicy: "http-only",
            httpPort: 80,
            httpsPort: 443,
            originSslProtocols: ["TLSv1.2"],
          },
        },
      ],
      defaultRootObject: "index.html",
      priceClass: "PriceClass_100",
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: validation.out("certificateArn"),
        sslSupportMethod: "sni-only",
      },
      loggingConfig: {
        bucket: logs.out("bucketDomainName"),
        includeCookies: false,
        prefix: "www.example.eu/",
      },
    });
    p.add("aws:route53/record:Record", "www.example.eu", {
      name: "www",
      zoneId: "Z0123456789ABCDEFGHIJ",
      type: "A",
      aliases: [{ name: cdn.out("domainName"), zoneId: cdn.out("hostedZoneId"), evaluateTargetHealth: true }],
    });
  }),
  expected: "violating",
  why: "CloudFront answers from everywhere, and its certificate lies in us-east-1",
  resources: {
    "aws:s3/bucket:Bucket::contentBucket": "proved",
    "aws:s3/bucket:Bucket::requestLogs": "proved",
    "aws:cloudfront/distribution:Distribution::cdn": "violating",
    "aws:acm/certificate:Certificate::certificate": "violating",
    "pulumi:providers:aws::east": "violating",
  },
};

export const PUBLIC_AWS: readonly PublicProgram[] = [
  configuredFolder,
  ambientFolder,
  webserver,
  apigateway,
  website,
];
