import { entryOf, unversioned } from "./type-token.ts";

/**
 * Services that a cloud runs for a whole account and not in a region. Two kinds: configuration of the account, which
 * holds names and rules and no content, and edges, which answer from wherever a user is.
 */
export interface Worldwide {
  readonly kind: "configuration" | "edge";
  readonly reason: string;
}

const configuration = (reason: string): Worldwide => ({ kind: "configuration", reason });
const edge = (reason: string): Worldwide => ({ kind: "edge", reason });

/** Regional after all, among others of its module that are not. */
const REGIONAL = configuration("");
const ANYWHERE = edge("keeps what it is given in places that cannot be chosen");
const ACCESS = configuration("holds access rules of the whole account, no content");
const ACCOUNT = configuration("holds settings of the whole account, no content");
const DNS = configuration("holds names that anyone may look up, no content");
const NETWORK_RULES = configuration("holds network rules of the whole project, no content");
const EDGE = edge("answers from edge locations all over the world, which cannot be limited to the EU");

/** First parts of type tokens, up to a colon or a slash; the longest that fits decides. */
const BY_TYPE: Readonly<Record<string, Worldwide>> = {
  "aws:iam/": ACCESS,
  "aws:organizations/": ACCOUNT,
  "aws:account/": ACCOUNT,
  "aws:budgets/": ACCOUNT,
  "aws:costexplorer/": ACCOUNT,
  "aws:shield/": ACCOUNT,
  "aws:route53/": DNS,
  "aws:route53/resolver": REGIONAL,
  "aws:route53domains/": DNS,
  "aws:cloudfront/": configuration("holds rules of a distribution, no content"),
  "aws:cloudfront/distribution:": EDGE,
  "aws:cloudfront/multitenantDistribution:": EDGE,
  "aws:cloudfront/keyvaluestoreKey:": EDGE,
  "aws:cloudfront/keyvaluestoreKeysExclusive:": EDGE,
  "aws:globalaccelerator/": EDGE,
  "aws:lightsail/distribution:": EDGE,
  "aws:s3/bucketAccelerateConfiguration:": EDGE,
  "aws:s3control/multiRegionAccessPoint:": EDGE,
  "aws:waf/": configuration("holds rules for requests, no content"),

  "aws-native:iam:": ACCESS,
  "aws-native:organizations:": ACCOUNT,
  "aws-native:route53:": DNS,
  "aws-native:cloudfront:": configuration("holds rules of a distribution, no content"),
  "aws-native:cloudfront:Distribution": EDGE,
  "aws-native:globalaccelerator:": EDGE,

  "azure-native:authorization:": ACCESS,
  "azure-native:management:": ACCOUNT,
  "azure-native:subscription:": ACCOUNT,
  "azure-native:dns:": DNS,
  "azure-native:network:Zone": DNS,
  "azure-native:network:RecordSet": DNS,
  "azure-native:privatedns:": DNS,
  "azure-native:network:PrivateZone": DNS,
  "azure-native:network:PrivateRecordSet": DNS,
  "azure-native:network:VirtualNetworkLink": DNS,
  "azure-native:network:TrafficManager": DNS,
  "azure-native:trafficmanager:": DNS,
  "azure-native:cdn:": EDGE,
  "azure-native:cdn:Rule": configuration("holds rules of an endpoint, no content"),
  "azure-native:cdn:SecurityPolicy": configuration("holds rules of an endpoint, no content"),
  "azure-native:frontdoor:": EDGE,
  "azure-native:network:FrontDoor": EDGE,
  "azure:cdn/": EDGE,
  "azure:frontdoor/": EDGE,
  "azure:dns/": DNS,
  "azure:privatedns/": DNS,
  "azure:authorization/": ACCESS,

  "gcp:projects/": ACCESS,
  "gcp:serviceaccount/": ACCESS,
  "gcp:serviceAccount/": ACCESS,
  "gcp:organizations/": ACCOUNT,
  "gcp:folder/": ACCOUNT,
  "gcp:billing/": ACCOUNT,
  "gcp:dns/": DNS,
  "gcp:compute/network:": NETWORK_RULES,
  "gcp:compute/firewall:": NETWORK_RULES,
  "gcp:compute/route:": NETWORK_RULES,
  "gcp:compute/healthCheck:": NETWORK_RULES,
  "gcp:compute/securityPolicy:": NETWORK_RULES,
  "gcp:compute/sSLPolicy:": NETWORK_RULES,
  "gcp:compute/globalAddress:": NETWORK_RULES,
  "gcp:compute/globalForwardingRule:": EDGE,
  "gcp:networkservices/edgeCacheService:": EDGE,
  "gcp:identityplatform/": ANYWHERE,
  "gcp:servicenetworking/connection:": NETWORK_RULES,

  "scaleway:iam/": ACCESS,
  "scaleway:account/": ACCOUNT,
  "scaleway:billing/": ACCOUNT,
  "scaleway:domain/": DNS,
  "scaleway:edgeservices/": EDGE,
  "scaleway:index/iam": ACCESS,
  "scaleway:index/account": ACCOUNT,
  "scaleway:index/domain": DNS,
  "scaleway:index/edgeServices": EDGE,

  "ovh:Iam/": ACCESS,
  "ovh:Me/": ACCOUNT,
  "ovh:Domain/": DNS,
  "ovh:CloudProject/project:": ACCOUNT,
  "ovh:CloudProject/user:": ACCESS,
  "ovh:CloudProject/s3Credential:": ACCESS,
  "ovh:CloudProject/s3Policy:": ACCESS,
  "ovh:CloudProject/sshKey:": ACCESS,

  "hcloud:index/sshKey:": ACCESS,
  "hcloud:index/firewall:": NETWORK_RULES,
  "hcloud:index/network:": NETWORK_RULES,
  "hcloud:index/networkRoute:": NETWORK_RULES,
  "hcloud:index/placementGroup:": NETWORK_RULES,
  "hcloud:index/uploadedCertificate:": ACCOUNT,
  "hcloud:index/managedCertificate:": ACCOUNT,
  "hcloud:index/zone:": DNS,
  "hcloud:index/zoneRecord:": DNS,
  "hcloud:index/zoneRrset:": DNS,

  "openstack:identity/": ACCESS,
  "openstack:dns/": DNS,

  "exoscale:index/iam": ACCESS,
  "exoscale:index/sshKey:": ACCESS,
  "exoscale:index/domain": DNS,
  "exoscale:index/securityGroup": NETWORK_RULES,
  "exoscale:index/affinityGroup:": NETWORK_RULES,
  "exoscale:index/antiAffinityGroup:": NETWORK_RULES,
  "upcloud:index/router:": NETWORK_RULES,
  "upcloud:index/networkPeering:": NETWORK_RULES,
  "upcloud:index/tag:": ACCOUNT,
  "digitalocean:index/sshKey:": ACCESS,
  "digitalocean:index/project": ACCOUNT,
  "digitalocean:index/domain:": DNS,
  "digitalocean:index/dnsRecord:": DNS,
  "digitalocean:index/firewall:": NETWORK_RULES,
  "digitalocean:index/tag:": ACCOUNT,
  "digitalocean:index/cdn:": EDGE,
  "linode:index/sshKey:": ACCESS,
  "linode:index/domain": DNS,
  "linode:index/firewall": NETWORK_RULES,
  "vultr:index/sSHKey:": ACCESS,
  "vultr:index/dnsDomain:": DNS,
  "vultr:index/dnsRecord:": DNS,
  "vultr:index/firewall": NETWORK_RULES,
  "oci:Identity/": ACCESS,
  "oci:Dns/": DNS,
  "alicloud:ram/": ACCESS,
  "alicloud:dns/": DNS,
  "alicloud:cdn/": EDGE,
};

/** Whole type tokens, whose beginning others share. */
const BY_WHOLE_TYPE: Readonly<Record<string, Worldwide>> = {
  "azure-native:web:StaticSite": EDGE,
  "azure:appservice/staticSite:StaticSite": EDGE,
  "azure:appservice/staticWebApp:StaticWebApp": EDGE,
  "aws:amplify/app:App": EDGE,
  "aws:amplify/branch:Branch": EDGE,
  "gcp:firebase/hostingSite:HostingSite": EDGE,
};

const longestFirst = Object.entries(BY_TYPE).sort(([a], [b]) => b.length - a.length);
const byType = new Map<string, Worldwide | undefined>();

/** What is known of a type as a service of the whole account; undefined where it is one of a region. */
export function worldwideService(type: string): Worldwide | undefined {
  if (!byType.has(type)) {
    const token = unversioned(type);
    const found =
      entryOf(BY_WHOLE_TYPE, token) ?? longestFirst.find(([prefix]) => token.startsWith(prefix))?.[1];
    byType.set(type, found === REGIONAL ? undefined : found);
  }
  return byType.get(type);
}

/** True for a service of names, in which a zone is a domain and no place. */
export function isNameService(type: string): boolean {
  return worldwideService(type) === DNS;
}
