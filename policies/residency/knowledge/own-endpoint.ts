import {
  isList,
  isProperties,
  packageOf,
  type PlannedResource,
  type Properties,
  type Value,
} from "../../resource.ts";

/** Clouds that are used through another's package: OpenStack's, or AWS's for their object stores. */
const TABLE_OF_DOMAIN: readonly (readonly [domain: string, table: string])[] = [
  ["cloud.ovh.net", "ovh"],
  ["cloud.ovh.us", "ovh"],
  ["otc.t-systems.com", "otc"],
  ["scw.cloud", "scaleway"],
  ["exo.io", "exoscale"],
  ["your-objectstorage.com", "hcloud"],
  ["ionoscloud.com", "ionos"],
  ["digitaloceanspaces.com", "digitalocean"],
  ["linodeobjects.com", "linode"],
  ["vultrobjects.com", "vultr"],
];

export interface OwnEndpoint {
  readonly host: string;
  /** Region table of the cloud at that host; undefined where no table is known. */
  readonly table: string | undefined;
}

/**
 * The host that a provider is told to talk to instead of its package's own cloud: it decides what its region codes mean.
 * Undefined where it is told nothing.
 */
export function ownEndpoint({ type, properties, provider }: PlannedResource): OwnEndpoint | undefined {
  const inputs = type.startsWith("pulumi:providers:") ? properties : (provider?.properties ?? {});
  const url =
    packageOf(type) === "openstack"
      ? inputs["authUrl"]
      : packageOf(type) === "aws"
        ? awsEndpoint(inputs, type.startsWith("pulumi:") ? undefined : serviceOf(type))
        : undefined;
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const host = new URL(url).hostname;
  // AWS's own hosts, such as those of its private endpoints, change nothing.
  if (host.endsWith(".amazonaws.com") || host.endsWith(".api.aws")) return undefined;
  return { host, table: TABLE_OF_DOMAIN.find(([domain]) => host.endsWith(`.${domain}`))?.[1] };
}

/** The service of an AWS type: aws:s3/bucket:Bucket is of s3. */
function serviceOf(type: string): string {
  return type.split(":")[1]?.split("/")[0] ?? "";
}

/** The endpoint that an AWS provider sets for a service; for the provider itself the first that it sets for any. */
function awsEndpoint({ endpoints }: Properties, service: string | undefined): Value | undefined {
  const [first] = isList(endpoints) ? endpoints : [];
  if (!isProperties(first)) return undefined;
  return service === undefined
    ? Object.values(first).find((url) => typeof url === "string" && url !== "")
    : first[service];
}
