import { packageOf, type PlannedResource } from "../../resource.ts";

/** Public clouds that speak OpenStack, by the domain of their identity service. */
const TABLE_OF_DOMAIN: readonly (readonly [domain: string, table: string])[] = [
  ["cloud.ovh.net", "ovh"],
  ["cloud.ovh.us", "ovh"],
  ["otc.t-systems.com", "otc"],
];

/** The region table of an OpenStack resource, by its provider's identity service; undefined where that is not known. */
export function openstackTable({ type, properties, provider }: PlannedResource): string | undefined {
  if (packageOf(type) !== "openstack") return undefined;
  const url = (type.startsWith("pulumi:providers:") ? properties : provider?.properties)?.["authUrl"];
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return TABLE_OF_DOMAIN.find(([domain]) => hostname.endsWith(`.${domain}`))?.[1];
}
