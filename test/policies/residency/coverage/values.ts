import type { Properties, Value } from "../../../../policies/resource.ts";
import type { Carrier } from "./carriers.ts";
import type { Kind } from "./kinds.ts";
import { CODES, type Codes } from "./codes.ts";
import { wordsOf } from "./detect.ts";

/** A value of a carrier that stays in the EU, and one that does not. */
export interface Pair {
  readonly inside: Value;
  readonly outside: Value;
}

/** A fixed number for a text, so that every run gives a carrier the same values. */
export function hashOf(text: string): number {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash;
}

/** Turns the choice of values, to see that the gate knows more than the ones that the suite happens to take. */
const TURN = Number(process.env["COVERAGE_TURN"] ?? 0);

function pick<T>(choices: readonly [T, ...T[]], { type, path }: Carrier): T {
  return choices[(hashOf(`${type} ${path}`) + TURN) % choices.length] ?? choices[0];
}

/** The values of a carrier, by its kind and its provider. */
export function pairOf(carrier: Carrier): Pair {
  // GCP and Azure have clusters and connectors in other clouds: awsRegion.
  const foreign = /(?:^|\.)(aws|azure)(?:Region|AvailabilityZone)\b/.exec(carrier.path)?.[1];
  const provider = foreign === "azure" ? "azure-native" : (foreign ?? carrier.provider);
  const codes = CODES[provider];
  if (codes === undefined) throw new Error(`no codes for ${carrier.provider}`);
  return BY_KIND[carrier.kind](carrier, codes);
}

type Maker = (carrier: Carrier, codes: Codes) => Pair;

const simple =
  (of: (codes: Codes) => readonly [inside: string, outside: readonly [string, ...string[]]]): Maker =>
  (carrier, codes) => {
    const [inside, outside] = of(codes);
    return { inside, outside: pick(outside, carrier) };
  };

const region = simple(({ region: inside, regionsOutside }) => [inside, regionsOutside]);
const url = simple(({ url: inside, urlsOutside }) => [inside, urlsOutside]);
const hostOf = (text: string) => new URL(text).hostname;

const host: Maker = (carrier, codes) => ({
  inside: hostOf(codes.url),
  outside: hostOf(pick(codes.urlsOutside, carrier)),
});

const zone: Maker = (carrier, codes) => {
  const words = wordsOf(carrier.steps.at(-1)?.name ?? "");
  if (carrier.provider === "kubernetes" && words.includes("provider")) {
    return { inside: "scaleway://instance/fr-par-2/0123", outside: "aws:///us-east-1a/i-0123456789" };
  }
  if (carrier.provider === "kubernetes" && words.includes("volume")) {
    return { inside: "aws://eu-central-1a/vol-0123", outside: "aws://us-east-1a/vol-0123" };
  }
  const isId = carrier.provider === "aws" && words.some((word) => word === "id" || word === "ids");
  return isId
    ? { inside: "euc1-az1", outside: pick(["use1-az1", "euw2-az2", "euc2-az1"], carrier) }
    : { inside: codes.zone, outside: pick(codes.zonesOutside, carrier) };
};

/** AWS names the service of an ARN after what it refers to. */
const ARN_SERVICES: readonly (readonly [RegExp, string, string])[] = [
  [/key|kms/i, "kms", "key/0123"],
  [/lambda|function|handler/i, "lambda", "function:example"],
  [/topic|sns/i, "sns", "example"],
  [/queue|sqs/i, "sqs", "example"],
  [/secret|credential/i, "secretsmanager", "secret:example"],
  [/stream|kinesis|firehose/i, "kinesis", "stream/example"],
  [/logGroup|log|destination/i, "logs", "log-group:example"],
  [/cert|acm/i, "acm", "certificate/0123"],
  [/cluster|db|replica|source/i, "rds", "cluster:example"],
  [/table/i, "dynamodb", "table/example"],
];

const arn: Maker = (carrier, codes) => {
  const name = carrier.path.split(".").at(-1) ?? "";
  const [, service, resource] = ARN_SERVICES.find(([test]) => test.test(name)) ?? [
    /./,
    "ecs",
    "service/example",
  ];
  const at = (place: string) => `arn:aws:${service}:${place}:123456789012:${resource}`;
  if (carrier.provider === "scaleway") {
    // Scaleway's SNS and SQS have ARNs of its own.
    const own = `arn:scw:sns:${codes.region}:project-0123:example`;
    return { inside: own, outside: at(pick(["us-east-1", "eu-west-2"], carrier)) };
  }
  if (carrier.provider === "aws") {
    return { inside: at(codes.region), outside: at(pick(codes.regionsOutside, carrier)) };
  }
  return {
    inside: at("eu-central-1"),
    outside: at(pick(["us-east-1", "eu-west-2", "eu-central-2"], carrier)),
  };
};

const selfLink: Maker = (carrier, codes) => {
  const name = carrier.path.split(".").at(-1) ?? "";
  const key = (place: string) => `projects/example/locations/${place}/keyRings/ring/cryptoKeys/key`;
  const compute = (place: string) =>
    `https://www.googleapis.com/compute/v1/projects/example/regions/${place}/subnetworks/default`;
  const other = (place: string) => `projects/example/locations/${place}/instances/example`;
  const form = /key/i.test(name) ? key : /network|subnet|link/i.test(name) ? compute : other;
  return { inside: form(codes.region), outside: form(pick(codes.regionsOutside, carrier)) };
};

const image: Maker = (carrier, codes) => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const of = (registry: string) => `${registry}/example/app@${digest}`;
  return { inside: of(codes.registry), outside: of(pick(codes.registriesOutside, carrier)) };
};

/** Addresses that only exist in a private network, and public ones of operators outside. */
const ip: Maker = (carrier) => ({
  inside: "10.32.0.10",
  outside: pick(["104.18.33.45", "8.8.8.8", "52.94.236.248"], carrier),
});

/** Text as people write it where the property takes it: environment, arguments, build options, files. */
function texts(carrier: Carrier, codes: Codes): { readonly inside: string; readonly outside: string } {
  const name = carrier.steps.at(-1)?.name ?? "";
  const outside = pick(codes.urlsOutside, carrier);
  if (/^(?:extra|add)Hosts$/.test(name)) return { inside: "api:10.32.0.10", outside: "api:104.18.33.45" };
  if (name === "parameters") return { inside: codes.zone, outside: pick(codes.zonesOutside, carrier) };
  const form = (value: string) => {
    if (/^(?:args|command|commands|entrypoints)$/.test(name)) return `--endpoint=${value}`;
    if (/^(?:envs|driverOpts)$/.test(name) && carrier.path.endsWith("[]")) return `ENDPOINT=${value}`;
    if (name === "inline") return `FROM scratch\nENV ENDPOINT=${value}\n`;
    if (/^(?:yaml|content|data)$/.test(name)) return `endpoint: ${value}\n`;
    return value;
  };
  return { inside: form(codes.url), outside: form(outside) };
}

const base64: Maker = (carrier, codes) => {
  const { inside, outside } = texts(carrier, codes);
  const encode = (value: string) => Buffer.from(value).toString("base64");
  return { inside: encode(inside), outside: encode(outside) };
};

const labels: Maker = (carrier) => ({
  inside: { "topology.kubernetes.io/region": "fr-par" },
  outside: pick<Properties>(
    [
      { "topology.kubernetes.io/zone": "us-east-1a" },
      { "topology.kubernetes.io/region": "eu-west-2" },
      { "topology.gke.io/zone": "europe-west6-a" },
      { "failure-domain.beta.kubernetes.io/region": "BHS5" },
    ],
    carrier,
  ),
});

const kubeconfigOf = (server: string) =>
  [
    "apiVersion: v1",
    "kind: Config",
    "current-context: example",
    "contexts: [{name: example, context: {cluster: example, user: example}}]",
    `clusters: [{name: example, cluster: {server: "${server}"}}]`,
    "users: [{name: example, user: {token: example}}]",
    "",
  ].join("\n");

/** The kubeconfig of a cluster of Scaleway in Paris. */
export const KUBECONFIG = kubeconfigOf("https://01234567.api.k8s.fr-par.scw.cloud:6443");

const kubeconfig: Maker = (carrier) => ({
  inside: KUBECONFIG,
  outside: kubeconfigOf(
    pick(
      [
        "https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com",
        "https://0123456789ABCDEF.gr7.eu-west-2.eks.amazonaws.com",
        "https://example.hcp.uksouth.azmk8s.io:443",
      ],
      carrier,
    ),
  ),
});

/** Switches that keep data where it is when they are on. */
const KEEPS = /sameRegion|isRegional|preferRegional|Disabled$/i;

const BY_KIND: Readonly<Record<Kind, Maker>> = {
  region,
  zone,
  location: simple((codes) => [
    codes.location ?? codes.region,
    codes.locationsOutside ?? codes.regionsOutside,
  ]),
  datacenter: simple((codes) => [
    codes.datacenter ?? codes.region,
    codes.datacentersOutside ?? codes.regionsOutside,
  ]),
  "network-zone": simple(() => ["eu-central", ["us-east", "us-west", "ap-southeast"]]),
  country: simple(() => ["DE", ["US", "GB", "CH"]]),
  "multi-region": simple(() => ["EU", ["US", "nam4", "asia"]]),
  arn,
  "self-link": selfLink,
  "resource-id": () => ({ inside: "", outside: "" }),
  url,
  host,
  ip,
  cidr: (carrier) => ({ inside: "10.0.0.0/8", outside: pick(["0.0.0.0/0", "104.18.0.0/16"], carrier) }),
  image,
  text: texts,
  base64,
  labels,
  "label-values": (carrier) => ({
    inside: "fr-par-2",
    outside: pick(["us-east-1a", "eu-west-2a", "europe-west6-a"], carrier),
  }),
  annotations: (carrier, codes) => ({
    inside: { "nginx.ingress.kubernetes.io/mirror-target": codes.url },
    outside: { "nginx.ingress.kubernetes.io/mirror-target": pick(codes.urlsOutside, carrier) },
  }),
  kubeconfig,
  context: (carrier) => ({
    inside: carrier.provider === "kubernetes" ? "example" : "default",
    outside: pick(
      ["arn:aws:eks:us-east-1:123456789012:cluster/example", "gke_example_us-central1_example"],
      carrier,
    ),
  }),
  "log-driver": (carrier) => ({ inside: "json-file", outside: pick(["awslogs", "gcplogs"], carrier) }),
  "build-cache": (carrier, { registry }) => ({
    inside: `type=registry,ref=${registry}/example/cache`,
    outside: pick(
      [
        "type=s3,region=us-east-1,bucket=example",
        "type=registry,ref=us-central1-docker.pkg.dev/example/cache/cache",
      ],
      carrier,
    ),
  }),
  boolean: ({ path }) =>
    KEEPS.test(path) ? { inside: true, outside: false } : { inside: false, outside: true },
  sku: ({ values: [stays = "", spreads = ""] }) => ({ inside: stays, outside: spreads }),
  mention: () => ({ inside: "", outside: "" }),
};
