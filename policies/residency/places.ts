import {
  isList,
  isProperties,
  packageOf,
  type PlannedResource,
  type Properties,
  UNKNOWN,
  type Value,
} from "../resource.ts";

/** A property that says where something will be. */
export interface PlaceClaim {
  /** Path of the property, such as replicas[0].regionName. */
  readonly path: string;
  readonly value: string | typeof UNKNOWN;
  /** Table to look the value up in; undefined: any. */
  readonly table: string | undefined;
}

/** Packages of clouds, and the region table of each. */
const CLOUD_TABLES: Readonly<Record<string, string>> = {
  aws: "aws",
  "aws-native": "aws",
  azure: "azure",
  "azure-native": "azure",
  gcp: "gcp",
  "google-native": "gcp",
  scaleway: "scaleway",
  ovh: "ovh",
  hcloud: "hcloud",
  alicloud: "alibaba",
};

/** Keys that hold a region or zone in the clouds' packages, in whatever depth. */
const PLACE_KEY =
  /^(?:regions?|regionNames?|zones?|locations?|locationNames?|availabilityZones?|availabilityZoneIds?|datacenter|(?:home|node|storage|replica|source|sourceAmi|destination|peer|bucket|target|backup|primary|secondary)(?:Regions?|Zones?|Locations?))$/;

/** What people write to sort their resources by: any text, and no place. */
const FREE_TEXT_KEY = /^(?:tags|tagsAll|labels|annotations)$/;

/** Node labels with which a cluster or a storage driver tells where a node stands: topology.gke.io/zone and its kin. */
const TOPOLOGY_LABEL = /^(?:topology\.[\w.-]+|failure-domain\.beta\.kubernetes\.io)\/(?:region|zone)$/;

/** The region table of a resource's cloud; undefined where its package belongs to none. */
export function cloudTable(type: string): string | undefined {
  return CLOUD_TABLES[packageOf(type)];
}

/** Every property of a resource that says where it, or what runs in it, will be. */
export function placeClaims(resource: PlannedResource): PlaceClaim[] {
  const kind = packageOf(resource.type);
  if (kind === "kubernetes") {
    return resource.type.startsWith("pulumi:") ? [] : topologyClaims(resource.properties, "");
  }
  return cloudClaims(resource.properties, "", cloudTable(resource.type));
}

function cloudClaims(value: Value, path: string, table: string | undefined): PlaceClaim[] {
  if (isList(value)) return value.flatMap((item, index) => cloudClaims(item, `${path}[${index}]`, table));
  if (!isProperties(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (FREE_TEXT_KEY.test(key)) return [];
    return PLACE_KEY.test(key) && !isProperties(child)
      ? leaves(child, at, table)
      : cloudClaims(child, at, table);
  });
}

/** The strings of a value that is one place or a list of them. */
function leaves(value: Value, path: string, table: string | undefined): PlaceClaim[] {
  if (isList(value)) {
    return value.flatMap((item, index) =>
      isProperties(item)
        ? cloudClaims(item, `${path}[${index}]`, table)
        : leaves(item, `${path}[${index}]`, table),
    );
  }
  if (value === UNKNOWN || (typeof value === "string" && value !== "")) return [{ path, value, table }];
  return [];
}

/**
 * Node selectors, node affinity, topologies of storage classes: a label in a map, or a requirement `{key, values}` that
 * asks for one of them. Requirements that exclude (`NotIn`) send nothing anywhere.
 */
function topologyClaims(value: Value, path: string): PlaceClaim[] {
  if (isList(value)) return value.flatMap((item, index) => topologyClaims(item, `${path}[${index}]`));
  if (!isProperties(value)) return [];
  return [...requirementClaims(value, path), ...labelClaims(value, path)];
}

function requirementClaims(value: Properties, path: string): PlaceClaim[] {
  const { key, operator, values } = value;
  if (typeof key !== "string" || !TOPOLOGY_LABEL.test(key)) return [];
  if (operator === "NotIn" || operator === "DoesNotExist") return [];
  return leaves(values ?? [], `${path}.values`, undefined);
}

function labelClaims(value: Properties, path: string): PlaceClaim[] {
  return Object.entries(value).flatMap(([key, child]) => {
    if (TOPOLOGY_LABEL.test(key)) return leaves(child, `${path}["${key}"]`, undefined);
    return topologyClaims(child, path === "" ? key : `${path}.${key}`);
  });
}
