import { type Builder, type Corpus, type Handle, interpolate, program } from "./build.ts";

/** Where the company reads its mail: no table can know it. */
const OWN_MAIL = {
  hosts: [{ host: "example.eu", country: "DE", operator: "Example", ownerCountry: "DE" }],
};

const FRANKFURT = { region: "eu-central-1" };

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

/** A VPC with a public and a private subnet in each of two zones, as most programs write it by hand. */
export function network(p: Builder, region: string): { vpc: Handle; subnets: Handle[]; group: Handle } {
  const vpc = p.add("aws:ec2/vpc:Vpc", "main", {
    cidrBlock: "10.0.0.0/16",
    enableDnsHostnames: true,
    enableDnsSupport: true,
    region,
    tags: { Name: "main" },
  });
  const gateway = p.add("aws:ec2/internetGateway:InternetGateway", "main", { vpcId: vpc.id, region });
  const routes = p.add("aws:ec2/routeTable:RouteTable", "public", {
    vpcId: vpc.id,
    region,
    routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
  });
  const subnets = ["a", "b"].map((zone, index) => {
    const subnet = p.add("aws:ec2/subnet:Subnet", `public-${zone}`, {
      vpcId: vpc.id,
      region,
      cidrBlock: `10.0.${index}.0/24`,
      availabilityZone: `${region}${zone}`,
      mapPublicIpOnLaunch: true,
    });
    p.add("aws:ec2/routeTableAssociation:RouteTableAssociation", `public-${zone}`, {
      subnetId: subnet.id,
      routeTableId: routes.id,
      region,
    });
    return subnet;
  });
  const group = p.add("aws:ec2/securityGroup:SecurityGroup", "web", {
    vpcId: vpc.id,
    region,
    description: "Managed by Pulumi",
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  });
  return { vpc, subnets, group };
}

const eks = program("aws-eks", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const { subnets, group } = network(p, "eu-central-1");
  const role = p.add("aws:iam/role:Role", "cluster", { assumeRolePolicy: trust("eks.amazonaws.com") });
  const attached = p.add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "cluster", {
    role: role.out("name"),
    policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
  });
  const cluster = p.add(
    "aws:eks/cluster:Cluster",
    "main",
    {
      roleArn: role.arn,
      region: "eu-central-1",
      version: "1.33",
      vpcConfig: {
        subnetIds: subnets.map(({ id }) => id),
        securityGroupIds: [group.id],
        endpointPrivateAccess: true,
        publicAccessCidrs: ["0.0.0.0/0"],
      },
      enabledClusterLogTypes: ["api", "audit"],
    },
    { dependsOn: [attached] },
  );
  const nodeRole = p.add("aws:iam/role:Role", "nodes", { assumeRolePolicy: trust("ec2.amazonaws.com") });
  for (const policy of ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"])
    p.add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", policy, {
      role: nodeRole.out("name"),
      policyArn: `arn:aws:iam::aws:policy/${policy}`,
    });
  for (const [name, type] of [
    ["general", "m7i.large"],
    ["gpu", "g6.xlarge"],
  ] as const)
    p.add("aws:eks/nodeGroup:NodeGroup", name, {
      clusterName: cluster.out("name"),
      nodeRoleArn: nodeRole.arn,
      region: "eu-central-1",
      subnetIds: subnets.map(({ id }) => id),
      instanceTypes: [type],
      scalingConfig: { desiredSize: 2, minSize: 1, maxSize: 4 },
    });
  p.add("aws:eks/addon:Addon", "ebs", {
    clusterName: cluster.out("name"),
    addonName: "aws-ebs-csi-driver",
    region: "eu-central-1",
  });
  const kubernetes = p.provider("kubernetes", "eks", {
    kubeconfig: interpolate("{…", cluster.out("endpoint"), "…}"),
  });
  p.add(
    "kubernetes:core/v1:Namespace",
    "apps",
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } },
    { provider: kubernetes },
  );
});

const fargate = program("aws-fargate", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const { vpc, subnets, group } = network(p, region);
  const zone = p.add("aws:route53/zone:Zone", "main", {
    name: "shop.example.eu",
    comment: "Managed by Pulumi",
  });
  const certificate = p.add("aws:acm/certificate:Certificate", "main", {
    domainName: "shop.example.eu",
    validationMethod: "DNS",
    region,
  });
  const record = p.add("aws:route53/record:Record", "validation", {
    zoneId: zone.id,
    name: certificate.out("validationName"),
    type: certificate.out("validationType"),
    records: [certificate.out("validationValue")],
    ttl: 300,
  });
  const validation = p.add("aws:acm/certificateValidation:CertificateValidation", "main", {
    certificateArn: certificate.arn,
    validationRecordFqdns: [record.out("fqdn")],
    region,
  });
  const balancer = p.add("aws:lb/loadBalancer:LoadBalancer", "web", {
    loadBalancerType: "application",
    region,
    securityGroups: [group.id],
    subnets: subnets.map(({ id }) => id),
  });
  const target = p.add("aws:lb/targetGroup:TargetGroup", "web", {
    port: 8080,
    protocol: "HTTP",
    targetType: "ip",
    vpcId: vpc.id,
    region,
    healthCheck: { path: "/healthz" },
  });
  const listener = p.add("aws:lb/listener:Listener", "https", {
    loadBalancerArn: balancer.arn,
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    certificateArn: validation.out("certificateArn"),
    region,
    defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
  });
  p.add("aws:lb/listener:Listener", "http", {
    loadBalancerArn: balancer.arn,
    port: 80,
    region,
    defaultActions: [
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
    ],
  });
  p.add("aws:route53/record:Record", "www", {
    zoneId: zone.id,
    name: "shop.example.eu",
    type: "A",
    aliases: [{ name: balancer.out("dnsName"), zoneId: balancer.out("zoneId"), evaluateTargetHealth: true }],
  });
  p.add("aws:cloudwatch/logGroup:LogGroup", "web", { retentionInDays: 30, region });
  const role = p.add("aws:iam/role:Role", "task", { assumeRolePolicy: trust("ecs-tasks.amazonaws.com") });
  p.add("aws:ecr/repository:Repository", "web", { region, forceDelete: true });
  const cluster = p.add("aws:ecs/cluster:Cluster", "web", { region });
  const task = p.add("aws:ecs/taskDefinition:TaskDefinition", "web", {
    family: "web",
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: role.arn,
    region,
    // Written with names that are known: a text that is put together from what comes later is unproven until it has come.
    containerDefinitions: JSON.stringify([
      {
        name: "web",
        image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1.4.2",
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1" },
        },
      },
    ]),
  });
  p.add(
    "aws:ecs/service:Service",
    "web",
    {
      cluster: cluster.arn,
      desiredCount: 2,
      launchType: "FARGATE",
      taskDefinition: task.arn,
      region,
      networkConfiguration: { assignPublicIp: true, subnets: subnets.map(({ id }) => id) },
      loadBalancers: [{ targetGroupArn: target.arn, containerName: "web", containerPort: 8080 }],
    },
    { dependsOn: [listener] },
  );
});

const taskInPlainText = program("aws-ecs-plain-task", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const cluster = p.add("aws:ecs/cluster:Cluster", "jobs", { region });
  const task = p.add("aws:ecs/taskDefinition:TaskDefinition", "jobs", {
    family: "jobs",
    region,
    containerDefinitions: JSON.stringify([
      {
        name: "jobs",
        image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/jobs:1.4.2",
        environment: [
          { name: "DATABASE_HOST", value: "jobs.cluster-abc123.eu-central-1.rds.amazonaws.com" },
          { name: "AWS_REGION", value: "eu-central-1" },
          { name: "LOG_LEVEL", value: "info" },
        ],
        secrets: [
          { name: "DB", valueFrom: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf" },
        ],
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": "/ecs/jobs", "awslogs-region": "eu-central-1" },
        },
      },
    ]),
  });
  p.add("aws:ecs/service:Service", "jobs", { cluster: cluster.arn, taskDefinition: task.arn, region });
});

const lambda = program("aws-lambda-api", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const table = p.add("aws:dynamodb/table:Table", "orders", {
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    billingMode: "PAY_PER_REQUEST",
    pointInTimeRecovery: { enabled: true },
    region,
  });
  const role = p.add("aws:iam/role:Role", "handler", { assumeRolePolicy: trust("lambda.amazonaws.com") });
  p.add("aws:iam/rolePolicy:RolePolicy", "handler", {
    role: role.id,
    policy: interpolate('{"Resource":"', table.arn, '"}'),
  });
  const handler = p.add("aws:lambda/function:Function", "handler", {
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: role.arn,
    region,
    memorySize: 256,
    environment: {
      variables: { TABLE: table.out("name"), STAGE: "prod", POWERTOOLS_SERVICE_NAME: "orders" },
    },
    tracingConfig: { mode: "Active" },
  });
  const api = p.add("aws:apigatewayv2/api:Api", "orders", {
    protocolType: "HTTP",
    region,
    corsConfiguration: { allowOrigins: ["https://shop.example.eu"], allowMethods: ["GET", "POST"] },
  });
  const integration = p.add("aws:apigatewayv2/integration:Integration", "orders", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: handler.arn,
    payloadFormatVersion: "2.0",
    region,
  });
  p.add("aws:apigatewayv2/route:Route", "orders", {
    apiId: api.id,
    routeKey: "ANY /{proxy+}",
    target: interpolate("integrations/", integration.id),
    region,
  });
  p.add("aws:apigatewayv2/stage:Stage", "prod", {
    apiId: api.id,
    name: "$default",
    autoDeploy: true,
    region,
  });
  p.add("aws:lambda/permission:Permission", "api", {
    action: "lambda:InvokeFunction",
    function: handler.out("name"),
    principal: "apigateway.amazonaws.com",
    sourceArn: interpolate(api.out("executionArn"), "/*/*"),
    region,
  });
});

const events = program(
  "aws-events",
  (p) => {
    p.defaultProvider("aws", { region: "eu-west-1", defaultTags: { tags: { team: "platform" } } });
    const region = "eu-west-1";
    const dead = p.add("aws:sqs/queue:Queue", "dead", { messageRetentionSeconds: 1209600, region });
    const queue = p.add("aws:sqs/queue:Queue", "orders", {
      region,
      redrivePolicy: interpolate('{"deadLetterTargetArn":"', dead.arn, '","maxReceiveCount":3}'),
    });
    const topic = p.add("aws:sns/topic:Topic", "orders", { region, kmsMasterKeyId: "alias/aws/sns" });
    p.add("aws:sns/topicSubscription:TopicSubscription", "queue", {
      topic: topic.arn,
      protocol: "sqs",
      endpoint: queue.arn,
      region,
    });
    p.add("aws:sns/topicSubscription:TopicSubscription", "known", {
      topic: "arn:aws:sns:eu-west-1:123456789012:alarms",
      protocol: "sqs",
      endpoint: "arn:aws:sqs:eu-west-1:123456789012:alarms",
      region,
    });
    p.add("aws:sns/topicSubscription:TopicSubscription", "mail", {
      topic: topic.arn,
      protocol: "email",
      endpoint: "ops@example.eu",
      region,
    });
    const bus = p.add("aws:cloudwatch/eventBus:EventBus", "shop", { name: "shop", region });
    const rule = p.add("aws:cloudwatch/eventRule:EventRule", "orders", {
      eventBusName: bus.out("name"),
      eventPattern: JSON.stringify({ source: ["eu.example.shop"], "detail-type": ["OrderPlaced"] }),
      region,
    });
    p.add("aws:cloudwatch/eventTarget:EventTarget", "queue", {
      rule: rule.out("name"),
      arn: queue.arn,
      region,
    });
    p.add("aws:cloudwatch/metricAlarm:MetricAlarm", "dead", {
      comparisonOperator: "GreaterThanThreshold",
      metricName: "ApproximateNumberOfMessagesVisible",
      namespace: "AWS/SQS",
      statistic: "Maximum",
      period: 60,
      threshold: 0,
      evaluationPeriods: 1,
      alarmActions: [topic.arn],
      region,
    });
  },
  OWN_MAIL,
);

const sagemaker = program("aws-sagemaker", (p) => {
  p.defaultProvider("aws", FRANKFURT);
  const region = "eu-central-1";
  const role = p.add("aws:iam/role:Role", "model", { assumeRolePolicy: trust("sagemaker.amazonaws.com") });
  const bucket = p.add("aws:s3/bucket:Bucket", "models", { bucket: "models-4f1a2b3", region });
  const model = p.add("aws:sagemaker/model:Model", "llm", {
    executionRoleArn: role.arn,
    region,
    primaryContainer: {
      image: "763104351884.dkr.ecr.eu-central-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.4.0",
      modelDataUrl: interpolate("s3://", bucket.out("bucket"), "/mistral/model.tar.gz"),
      environment: { SM_NUM_GPUS: "1", HF_MODEL_ID: "/opt/ml/model" },
    },
  });
  const config = p.add("aws:sagemaker/endpointConfiguration:EndpointConfiguration", "llm", {
    region,
    productionVariants: [
      { modelName: model.out("name"), initialInstanceCount: 1, instanceType: "ml.g5.xlarge" },
    ],
  });
  p.add("aws:sagemaker/endpoint:Endpoint", "llm", { endpointConfigName: config.out("name"), region });
});

export const AWS_COMPUTE: Corpus = {
  programs: [eks, fargate, taskInPlainText, lambda, events, sagemaker],
  leaks: [
    { program: "aws-eks", resource: "public-a", from: "eu-central-1", to: "us-east-1" },
    { program: "aws-fargate", resource: "default_7_11_0", from: "eu-central-1", to: "us-east-2" },
    { program: "aws-ecs-plain-task", resource: "jobs", from: "eu-central-1.rds", to: "us-east-1.rds" },
    { program: "aws-events", resource: "known", from: "eu-west-1", to: "eu-west-2" },
    { program: "aws-sagemaker", resource: "models", from: "eu-central-1", to: "us-east-1" },
  ],
};
