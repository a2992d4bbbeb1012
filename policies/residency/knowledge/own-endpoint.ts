import { isList, isProperties, packageOf, type PlannedResource, type Properties } from "../../resource.ts";

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
        ? awsEndpoint(inputs)
        : undefined;
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const host = new URL(url).hostname;
  // AWS's own hosts, such as those of its private endpoints, change nothing.
  if (host.endsWith(".amazonaws.com") || host.endsWith(".api.aws")) return undefined;
  return { host, table: TABLE_OF_DOMAIN.find(([domain]) => host.endsWith(`.${domain}`))?.[1] };
}

/** The first of the endpoints that an AWS provider sets: they are set together. */
function awsEndpoint({ endpoints }: Properties): unknown {
  const [first] = isList(endpoints) ? endpoints : [];
  return isProperties(first)
    ? Object.values(first).find((url) => typeof url === "string" && url !== "")
    : undefined;
}
