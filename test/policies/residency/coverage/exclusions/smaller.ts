import { type Exclusion, named, nowhere, unseen } from "./exclusion.ts";

export const SMALLER: readonly Exclusion[] = [
  // Scaleway
  nowhere("filled in by Scaleway: where the resource itself answers", {
    providers: ["scaleway"],
    path: /(?:private|public)Endpoints?(?:\[\])?\.url$|sparkMasterUrl$|sparkUiUrl$|(?:privateIps|publicIps|ipv4Subnet|ipv6Subnets)(?:\[\])?\.address/,
  }),
  nowhere("a timeout, a language, a deprecated switch, or a name", {
    providers: ["scaleway"],
    path: named("timeoutServer|locale|isRegional|name"),
    kinds: ["host", "location", "boolean", "url"],
  }),
  nowhere("backups may go to another region of Scaleway, and all of them lie in the EU", {
    providers: ["scaleway"],
    path: named("backupSameRegion"),
  }),
  nowhere("where those who ask are", { providers: ["scaleway"], path: named("continents") }),
  nowhere("names that it serves or that DNS answers with", {
    providers: ["scaleway"],
    kinds: ["host"],
    path: named("address|domainNames"),
  }),
  nowhere("image of a machine by its name in the zone", {
    providers: ["scaleway"],
    type: /[iI]nstance/,
    path: named("image"),
  }),
  unseen("a point of presence by its id", { providers: ["scaleway"], path: named("popId") }),
  // OVH
  nowhere("a DNS zone: the names in it, not a place", {
    providers: ["ovh"],
    kinds: ["zone", "location", "host", "url", "datacenter"],
    type: /^ovh:(?:Domain|index\/domain)/,
    path: named("zone|zoneName|zoneFile|value|target|subDomain|name|domain|nameServer|host"),
  }),
  nowhere("where a browser is sent", { providers: ["ovh"], path: named("redirectLocation") }),
  nowhere("a machine that exists: its model is read, not chosen", {
    providers: ["ovh"],
    path: /^model\.datacenters/,
  }),
  // Hetzner
  nowhere("a DNS zone: the names in it, not a place", {
    providers: ["hcloud"],
    kinds: ["zone", "ip", "host"],
    path: named(String.raw`zone|address|primaryNameservers\[\]\.address`),
  }),
  nowhere("image of a machine by its name at Hetzner", { providers: ["hcloud"], path: named("image") }),
  // OpenStack
  nowhere("other machines of the same region, by id or name", {
    providers: ["openstack"],
    path: named("sameHosts|differentHosts|hostName|hosts|host|noProxy|location|endpoints"),
  }),
  unseen("image of a machine by its name in the region", {
    providers: ["openstack"],
    path: named("imageName|image"),
  }),
  // Docker
  nowhere("the container's own name, or the name for an address that is measured itself", {
    providers: ["docker"],
    kinds: ["host"],
    path: /(?:^|\.)hostname$|hosts\[\]\.host$/,
  }),
  nowhere("a Windows registry, addresses within a network, or one container on each node", {
    providers: ["docker"],
    path: /credentialSpec\.registry$|auxAddress\{\}$|mode\.global$/,
  }),
];
