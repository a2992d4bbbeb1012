import { describe, expect, test } from "vitest";
import { noSecretLiterals } from "../../../policies/hygiene/no-secret-literals.ts";
import { isLiteral, saysSecret, secretShapeIn } from "../../../policies/hygiene/secret-names.ts";
import { type PlannedResource, type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { planned } from "../planned.ts";
import { deployment, messages } from "./stack.ts";

/** Never to be seen in a message. */
const VALUE = "correct-horse-battery";
const container = (properties: Properties) => deployment({ containers: [properties] });

/** Messages, none of which may hold a value. */
function found(resource: PlannedResource): readonly string[] {
  const all = messages(noSecretLiterals, resource);
  for (const message of all) expect(message).not.toContain(VALUE);
  return all;
}

test("is mandatory", () => expect(noSecretLiterals.enforcement).toBe("mandatory"));

describe("a name says secret", () => {
  test.each([
    "PASSWORD",
    "DB_PASSWD",
    "PGPASS_PWD",
    "KEY_PASSPHRASE",
    "CLIENT_SECRET",
    "HF_TOKEN",
    "OPENAI_API_KEY",
    "openaiApiKey",
    "APIKEY",
    "AWS_SECRET_ACCESS_KEY",
    "STORAGE_ACCOUNT_KEY",
    "TLS_PRIVATE_KEY",
    "DJANGO_SECRET_KEY",
    "ENCRYPTION_KEY",
    "JWT_SIGNING_KEY",
    "LITELLM_MASTER_KEY",
    "TS_AUTH_KEY",
    "GOOGLE_CREDENTIALS",
    "GIT_CREDENTIAL",
    "Authorization",
    "SECRET_KEY_BASE",
    "TOKEN_2",
  ])("%s", (name) => expect(saysSecret(name)).toBe(true));

  test.each([
    "TOKEN_LIMIT",
    "SECRET_NAME",
    "MAX_TOKENS",
    "MAX_TOKEN",
    "TOKENIZER",
    "TOKENIZERS_PARALLELISM",
    "PASSWORD_FILE",
    "API_KEY_PATH",
    "AWS_ACCESS_KEY_ID",
    "TOKEN_URL",
    "TOKEN_TTL",
    "DISABLE_TOKEN",
    "PUBLIC_KEY",
    "PARTITION_KEY",
    "HOME",
    "SECRETARY",
    "",
  ])("%j does not", (name) => expect(saysSecret(name)).toBe(false));
});

describe("a value may be a secret", () => {
  test.each([VALUE, "abc+/=", "p4ss word", `Bearer ${VALUE}`, "a/b"])("%s", (value) => {
    expect(isLiteral(value)).toBe(true);
  });

  test.each([
    "",
    " ",
    "true",
    "False",
    "none",
    "EMPTY",
    "8192",
    "-1.5",
    "$(API_KEY)",
    "${API_KEY}",
    "$API_KEY",
    "{{ .Values.key }}",
    "%KEY%",
    "<your key>",
    "Bearer $(API_KEY)",
    "/run/secrets/key",
    "./key.pem",
    "~/.ssh/id",
    "vault:secret/data/key",
    "arn:aws:secretsmanager:eu-central-1:1:secret:key",
    "projects/p/secrets/key",
    "@Microsoft.KeyVault(SecretUri=https://vault.example/key)",
  ])("%j is none", (value) => expect(isLiteral(value)).toBe(false));
});

describe("a secret is known by its form", () => {
  const X = "Aa1".repeat(14);
  test.each([
    `sk-${X}`,
    `sk-proj-${X}`,
    `hf_${X}`,
    `ghp_${X}`,
    `github_pat_${X}`,
    `glpat-${X}`,
    `AKIA${"ABCD".repeat(4)}`,
    `xoxb-${X}`,
    `xoxp-${X}`,
    `AIza${X.slice(0, 35)}`,
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    `eyJ${X}.eyJ${X}.${X}`,
    `postgres://user:${VALUE}@db.example/app`,
    `redis://:${VALUE}@cache.example`,
    `Server=db;Password=${VALUE};Encrypt=true`,
    `Endpoint=sb://bus.example/;SharedAccessKey=${VALUE}`,
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${VALUE};EndpointSuffix=x`,
  ])("%s", (text) => {
    expect(secretShapeIn(`before ${text} after`)).toBeDefined();
    const resource = container({ env: [{ name: "HARMLESS", value: text }] });
    expect(found(resource)).toEqual([expect.stringContaining("containers[0].env[0].value contains ")]);
    expect(found(resource)[0]).not.toContain(text);
  });

  test.each([
    "sk-short",
    "task-12345678901234567890123",
    "hf_home",
    "AKIA",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "https://user@host/path",
    "https://host:8443/a@b",
    "postgres://user:$(PASSWORD)@db",
    "postgres://user:${PASSWORD}@db",
    "Server=db;Password=${PASSWORD};",
    "eyJhbGciOiJub25lIn0",
  ])("%s is none", (text) => expect(secretShapeIn(text)).toBeUndefined());
});

describe("in a workload", () => {
  test("a variable with a literal is told without it", () => {
    expect(found(container({ env: [{ name: "API_KEY", value: VALUE }] }))).toEqual([
      'kubernetes:apps/v1:Deployment "server": spec.template.spec.containers[0].env[0].value gives "API_KEY" in ' +
        "plain text\n  Fix: put it into a Secret (or the cloud's secret store) and refer to it, such as " +
        "env[].valueFrom.secretKeyRef; then give it a new value: this one was readable.",
    ]);
  });

  test.each<[Value, number]>([
    [[{ name: "API_KEY", valueFrom: { secretKeyRef: { name: "keys", key: "api" } } }], 0],
    [[{ name: "API_KEY", value: "$(OTHER)" }], 0],
    [[{ name: "HOME", value: "/tmp" }], 0],
    [[{ name: "API_KEY", value: UNKNOWN }], 1],
    [[{ name: "HOME", value: UNKNOWN }], 0],
    [UNKNOWN, 1],
  ])("variables %o", (env, count) => {
    const all = found(container({ env }));
    expect(all).toHaveLength(count);
    if (count > 0) expect(all[0]).toContain("is not known before something else is created");
  });

  test.each<[Value, number]>([
    [["--api-key", VALUE], 1],
    [[`--api-key=${VALUE}`], 1],
    [["sh", "-c", `server --api-key ${VALUE} --port 80`], 1],
    [["sh", "-c", `export API_KEY="${VALUE}"; server`], 1],
    [["--api-key", "$(API_KEY)"], 0],
    [["--api-key", "--verbose"], 0],
    [["--api-key", UNKNOWN], 1],
    [["--port", UNKNOWN], 0],
    [["--tokenizer=mistral", "--max-num-batched-tokens=8192", "--token-limit", "5"], 0],
    [["--url", `https://user:${VALUE}@host`], 1],
    [UNKNOWN, 1],
  ])("arguments %o", (args, count) => {
    expect(found(container({ args }))).toHaveLength(count);
    expect(found(container({ command: args }))).toHaveLength(count);
    expect(found(container({ lifecycle: { preStop: { exec: { command: args } } } }))).toHaveLength(count);
  });

  test("headers of a probe are variables too", () => {
    const httpGet = { path: "/", httpHeaders: [{ name: "Authorization", value: `Bearer ${VALUE}` }] };
    expect(found(container({ livenessProbe: { httpGet } }))).toHaveLength(1);
  });

  test("init containers and CronJobs are looked at", () => {
    const pod = { initContainers: [{ env: [{ name: "TOKEN", value: VALUE }] }] };
    expect(found(deployment(pod))).toHaveLength(1);
    const spec = { jobTemplate: { spec: { template: { spec: pod } } } };
    expect(found(planned("kubernetes:batch/v1:CronJob", { spec }))).toHaveLength(1);
  });

  test("annotations of the object and of its pods are looked at", () => {
    const annotations = { "example.org/api-key": VALUE };
    const noted = planned("kubernetes:apps/v1:Deployment", {
      metadata: { annotations },
      spec: { template: { metadata: { annotations, labels: { token: VALUE } }, spec: { containers: [] } } },
    });
    expect(found(noted)).toEqual([
      expect.stringContaining('metadata.annotations["example.org/api-key"]'),
      expect.stringContaining("spec.template.metadata.labels.token"),
      expect.stringContaining('spec.template.metadata.annotations["example.org/api-key"]'),
    ]);
    const bare = planned("kubernetes:core/v1:Pod", { metadata: { annotations }, spec: { containers: [] } });
    expect(found(bare)).toHaveLength(1);
  });
});

describe("in a ConfigMap", () => {
  const configMap = (data: Value) => planned("kubernetes:core/v1:ConfigMap", { data });

  test.each<[Value, number]>([
    [{ API_KEY: VALUE }, 1],
    [{ API_KEY: UNKNOWN }, 1],
    [{ "app.conf": UNKNOWN }, 0],
    [UNKNOWN, 1],
    [{ ".env": `HOME=/tmp\nAPI_KEY=${VALUE}` }, 1],
    [{ "app.ini": `password = "${VALUE}"` }, 1],
    [{ "app.yaml": `server:\n  password: ${VALUE}` }, 1],
    [{ "app.yaml": "server:\n  password: ${PASSWORD}\n  token: $(TOKEN)" }, 0],
    [{ "app.json": JSON.stringify({ auth: { clientSecret: VALUE } }) }, 1],
    [{ "app.json": JSON.stringify({ apiKeyVariable: "OPENAI_API_KEY", maxTokens: 5 }) }, 0],
    [{ "prometheus.yml": "bearer_token_file: /run/token" }, 0],
    [{ "code.mjs": "const token = readFileSync(path);" }, 0],
    [{ "code.mjs": `const url = "https://user:${VALUE}@host";` }, 1],
    [{ "id_rsa.pub": "ssh-rsa AAAA" }, 0],
  ])("%o", (data, count) => expect(found(configMap(data))).toHaveLength(count));

  test("a Secret is where they belong, but not its annotations", () => {
    const secret = (metadata: Properties) =>
      planned("kubernetes:core/v1:Secret", {
        metadata,
        stringData: { API_KEY: VALUE },
        data: { API_KEY: VALUE },
      });
    expect(found(secret({}))).toEqual([]);
    expect(found(secret({ annotations: { password: VALUE } }))).toHaveLength(1);
  });
});

describe("in a cloud", () => {
  test.each<[string, Properties, number]>([
    ["aws:lambda/function:Function", { environment: { variables: { API_KEY: VALUE, STAGE: "prod" } } }, 1],
    ["aws:lambda/function:Function", { environment: { variables: { API_KEY: UNKNOWN } } }, 1],
    ["aws:lambda/function:Function", { environment: UNKNOWN }, 0],
    [
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        containerDefinitions: JSON.stringify([{ name: "a", environment: [{ name: "TOKEN", value: VALUE }] }]),
      },
      1,
    ],
    [
      "aws:ecs/taskDefinition:TaskDefinition",
      { containerDefinitions: JSON.stringify([{ name: "a", command: ["--api-key", VALUE] }]) },
      1,
    ],
    [
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        containerDefinitions: JSON.stringify([{ secrets: [{ name: "TOKEN", valueFrom: "arn:aws:ssm:a" }] }]),
      },
      0,
    ],
    [
      "aws:codebuild/project:Project",
      { environment: { environmentVariables: [{ name: "TOKEN", value: "name", type: "SECRETS_MANAGER" }] } },
      0,
    ],
    ["azure-native:web:WebApp", { siteConfig: { appSettings: [{ name: "API_KEY", value: VALUE }] } }, 1],
    [
      "azure-native:web:WebApp",
      { siteConfig: { appSettings: [{ name: "API_KEY", value: "@Microsoft.KeyVault(SecretUri=a)" }] } },
      0,
    ],
    [
      "azure:appservice/linuxWebApp:LinuxWebApp",
      { connectionStrings: [{ name: "db", type: "SQLAzure", value: `Server=a;Password=${VALUE};` }] },
      1,
    ],
    [
      "gcp:cloudrunv2/service:Service",
      { template: { containers: [{ envs: [{ name: "TOKEN", value: VALUE }], args: ["--token", VALUE] }] } },
      2,
    ],
    ["scaleway:containers/container:Container", { environmentVariables: { TOKEN: VALUE } }, 1],
    ["scaleway:containers/container:Container", { secretEnvironmentVariables: { TOKEN: VALUE } }, 0],
    ["docker:index/container:Container", { envs: [`API_KEY=${VALUE}`, "HOME=/tmp"] }, 1],
    ["docker:index/container:Container", { command: ["--api-key", VALUE] }, 1],
    ["docker:index/container:Container", { labels: [{ label: "token", value: VALUE }] }, 1],
    ["docker:index/image:Image", { build: { args: { NPM_TOKEN: VALUE, VERSION: "1" } } }, 1],
    ["aws:ec2/instance:Instance", { userData: `#!/bin/sh\nexport API_KEY=${VALUE}\n` }, 1],
    [
      "aws:ec2/instance:Instance",
      { userDataBase64: Buffer.from(`#!/bin/sh\nexport API_KEY=${VALUE}\n`).toString("base64") },
      1,
    ],
    ["aws:s3/bucket:Bucket", { tags: { password: VALUE } }, 1],
    ["aws:rds/instance:Instance", { password: VALUE, username: "admin" }, 0],
    ["random:index/randomPassword:RandomPassword", { length: 32, special: false }, 0],
  ])("%s %o", (type, properties, count) => expect(found(planned(type, properties))).toHaveLength(count));
});
