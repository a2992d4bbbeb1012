import {
  isList,
  isProperties,
  type PlannedResource,
  type Properties,
  type Value,
} from "../../../../policies/resource.ts";
import { planned } from "../../planned.ts";
import type { Carrier, Step } from "./carriers.ts";
import { type Kind, PLACE_KINDS } from "./kinds.ts";
import { KUBECONFIG, pairOf } from "./values.ts";

/** A clean stack, and the same with one value that is not in the EU. */
export interface Mutant {
  readonly carrier: Carrier;
  /** The resource that is judged. */
  readonly urn: string;
  readonly base: readonly PlannedResource[];
  readonly mutated: readonly PlannedResource[];
  readonly outside: Value;
}

/** Properties of a provider that is set up for the EU. */
const PROVIDERS: Readonly<Record<string, Properties>> = {
  aws: { region: "eu-central-1" },
  gcp: { project: "example", region: "europe-west3", zone: "europe-west3-a" },
  "azure-native": { location: "germanywestcentral" },
  scaleway: { region: "fr-par", zone: "fr-par-2" },
  ovh: { endpoint: "ovh-eu" },
  hcloud: { token: "example" },
  openstack: { region: "eu-de", authUrl: "https://iam.eu-de.otc.t-systems.com/v3" },
  kubernetes: { kubeconfig: KUBECONFIG },
  docker: { host: "ssh://operator@node.fr-par.scw.cloud" },
  "docker-build": { host: "ssh://operator@node.fr-par.scw.cloud" },
};

/** What resources without a place of their own belong to. */
const PARENTS: Readonly<Record<string, PlannedResource>> = {
  "azure-native": planned("azure-native:resources:ResourceGroup", { location: "germanywestcentral" }),
  ovh: planned("ovh:CloudProject/kube:Kube", { region: "GRA11", serviceName: "example" }),
  hcloud: planned("hcloud:index/server:Server", { location: "fsn1" }),
  kubernetes: planned("scaleway:kubernetes/cluster:Cluster", { region: "fr-par" }),
};

/** A provider set up for the EU, and what its resources depend on. */
export function euStack(provider: string): { provider: PlannedResource; others: readonly PlannedResource[] } {
  const parent = PARENTS[provider];
  const home: PlannedResource | undefined =
    parent === undefined ? undefined : { ...parent, name: "home", urn: `${parent.urn}-home` };
  const made = home === undefined ? undefined : ownProvider(home.type.split(":")[0] ?? provider);
  return {
    provider: planned(`pulumi:providers:${provider}`, PROVIDERS[provider] ?? {}, {
      dependencies: provider === "kubernetes" && home !== undefined ? [home.urn] : [],
    }),
    others: home === undefined ? [] : [made === undefined ? home : { ...home, provider: made }],
  };
}

function ownProvider(provider: string): PlannedResource["provider"] {
  const { urn, properties } = planned(`pulumi:providers:${provider}`, PROVIDERS[provider] ?? {});
  return { urn, properties };
}

/** Names by which a resource says where it is itself. */
const OWN_PLACE = /^(?:region|regionName|location|zone)$/;

/** The resource's own place, in the EU: what it requires, and what says where it is. */
function ownPlaces(carriers: readonly Carrier[]): readonly Carrier[] {
  return carriers.filter(
    ({ steps, kind, required, path }) =>
      steps.length === 1 && PLACE_KINDS.includes(kind) && (required || OWN_PLACE.test(path)),
  );
}

/**
 * The mutant of a carrier.
 * @param siblings The carriers of the same resource that are places: the clean base sets those that it has at its top.
 */
export function mutantOf(carrier: Carrier, siblings: readonly Carrier[]): Mutant {
  const { inside, outside } = pairOf(carrier);
  const { provider, others } = euStack(carrier.provider);
  const isProvider = carrier.type === provider.type;
  const clean = ownPlaces(siblings).reduce<Properties>(
    (properties, sibling) => place(properties, sibling, pairOf(sibling).inside),
    isProvider ? provider.properties : {},
  );
  const resource = planned(carrier.type, clean, {
    name: "example",
    dependencies: isProvider ? provider.dependencies : others.map(({ urn }) => urn),
    ...(isProvider ? {} : { provider: { urn: provider.urn, properties: provider.properties } }),
  });
  const around = isProvider ? others : [provider, ...others];
  const stack = (value: Value) => [...around, { ...resource, properties: place(clean, carrier, value) }];
  return { carrier, urn: resource.urn, base: stack(inside), mutated: stack(outside), outside };
}

/** What a value means nothing without: the label that it is for. */
const BESIDE: readonly (readonly [(kind: Kind, name: string) => boolean, Properties])[] = [
  [(kind) => kind === "label-values", { key: "topology.kubernetes.io/zone", operator: "In" }],
  [(kind, name) => kind === "datacenter" && name === "value", { label: "dedicated_datacenter" }],
];

/** Keys of maps in which a value means what the mutant wants it to. */
const MAP_KEYS: Readonly<Record<string, string>> = {
  parameters: "zone",
  data: "config.yaml",
  binaryData: "config.yaml",
};

/** A copy of the properties in which the carrier has a value. */
function place(properties: Properties, { steps, kind }: Carrier, value: Value): Properties {
  const [last] = steps.slice(-1);
  if (last === undefined) return properties;
  // Labels are a whole map; a requirement needs to say which label its values belong to.
  const isMap = isProperties(value) && last.suffix.endsWith("{}");
  const key = MAP_KEYS[last.name] ?? "endpoint";
  const leaf = wrap(value, isMap ? last.suffix.slice(0, -2) : last.suffix, key);
  const beside = BESIDE.find(([test]) => test(kind, last.name))?.[1] ?? {};
  return merge(properties, nest(steps.slice(0, -1), { ...beside, [last.name]: leaf }));
}

function nest(steps: readonly Step[], inner: Properties): Properties {
  return steps.reduceRight<Properties>(
    (value, { name, suffix }) => ({ [name]: wrap(value, suffix, "example") }),
    inner,
  );
}

/** The value in the lists and maps around it, the outermost first; maps have it under the key. */
function wrap(value: Value, suffix: string, key: string): Value {
  if (suffix === "") return value;
  const inner = wrap(value, suffix.slice(2), key);
  return suffix.startsWith("[]") ? [inner] : { [key]: inner };
}

function merge(into: Properties, from: Properties): Properties {
  const merged: Record<string, Value> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const before = merged[key];
    merged[key] =
      isProperties(before) && isProperties(value) && !isList(value) ? merge(before, value) : value;
  }
  return merged;
}
