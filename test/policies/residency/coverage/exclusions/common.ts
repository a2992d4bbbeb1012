import { type Exclusion, named, nowhere, unseen } from "./exclusion.ts";

const CLOUDS = ["aws", "azure-native", "gcp", "scaleway", "ovh", "hcloud", "openstack"];

export const COMMON: readonly Exclusion[] = [
  nowhere("only its comment mentions a place; neither its name nor its first words do", {
    kinds: ["mention"],
  }),
  unseen("an id or a path that names no place: what it refers to is judged where it is created", {
    kinds: ["resource-id"],
  }),
  nowhere("time zone of a schedule or a clock", {
    kinds: ["zone"],
    path: /[tT]imeZone(?:Id)?(?:\.id)?$|[tT]imeZones?\./,
  }),
  nowhere("country or city of an address, a certificate, a bill, or of those who ask", {
    kinds: ["country"],
  }),
  nowhere("part of a postal address", {
    kinds: ["location", "region", "host"],
    path: named("city|stateOrRegion|countryOrRegion|countryAndRegion|regionCode|streetAddress|addressLines?"),
  }),
  nowhere("a DNS zone: the names in it, not a place", {
    kinds: ["zone"],
    path: named(
      String.raw`hostedZoneId|zoneId|dnsZone\w*|defaultDnsZone|managedZone|privateDns?Zone\w*|privateDNSZone|privateZoneName|fqdnZones|zoneTransferRequestId`,
    ),
  }),
  nowhere("where a browser is sent, or a page or picture that it is shown", {
    providers: CLOUDS,
    kinds: ["url", "image", "host"],
    path: named(
      String.raw`\w*[rR]edirectUri|\w*[rR]edirectUrls?|callbackUr[li]s?|logoutUrls?|\w*[rR]eturnUrls?|continueUri|defaultContinueUri|websiteUrl|websiteRedirect|accessDeniedPageUri|imageUrl|iconUr[li]|avatarUri|\w*documentation\w*Ur[li]|documentation|\w*[sS]upportUrl|policyUrl|privacyStatementUri|releaseNoteUri|termsOfServiceUrl|helpUrl|externalDocsUrl|feedbackUrl|profileUrl|applicationUrl|\w*UrlTemplate|thirdPartyConfigurationUrl|customErrorPageUrl|manufacturerUri|externalUri|developerPortalUri|managementPortalUri|templateRepositoryUrl|userAccessUrl|hostRedirect|logoutEndpoint|license\.url|icon\.url|customRedirectDomain|redirectAllRequestsTo|configTypeUrl`,
    ),
    // Images that a server is installed from.
    except: /Customizations /,
  }),
  nowhere("source code that is fetched: nothing of the stack's data goes there", {
    providers: CLOUDS,
    kinds: ["url", "image", "self-link"],
    path: named(
      String.raw`repositoryUr[li]|repo|repoUrl|repository|publicRepository|\w*[cC]odeRepositor(?:y|ies)|syncRepo|remoteUri|sourceRepository`,
    ),
  }),
  nowhere("the name under which it answers, its directory's domain, or names that a rule matches", {
    providers: CLOUDS,
    kinds: ["host", "ip"],
    path: named(
      String.raw`domains?|\w*[dD]omainNames?|\w*(?<!asm)[dD]omain|hostnames?|hostNames?|\w*Hostname|fqdns?|\w*Fqdns?|hosts|sniHosts|dnsDomain|reverseFqdn|subDomain|hostnamePrefix|\w*HostName|fullyQualifiedDomainNames?|fqdnLists?|fqdnSubdomain`,
    ),
    // Hosts that something connects to.
    except:
      /DistributionOrigin |OriginArgs |ForwardingRule|Datasource|DataSource|LocationSmb|LocationObjectStorage|LocationNfs|LocationHdfs|NetworkEndpoint|EdgeCacheOrigin|Backend|TargetServer|lbConfig|kdcHostname|LdapServerMetadata|AFDTargetGroup|targetDbServer|universeDomain|targetFqdn$|serverHostname|external|egressFqdns|translatedFqdn|destination|targetFqdn |bootstrap|IotRouteDatabase|iot\.RouteDatabase/i,
  }),
  nowhere("IAM's roles: their ARNs have no region", {
    providers: ["gcp", "azure-native"],
    kinds: ["arn"],
    path: named(String.raw`\w*[rR]oleArn`),
  }),
  nowhere("an e-mail, hardware or radio address", {
    path: named(
      String.raw`fromAddress|simpleAddress|hardwareAddress|\w*[eE]mailAddress(?:es)?|\w*ReverseRoutingAddress`,
    ),
  }),
  unseen("an address by number: its own, a session's or a rule's; the number does not show where it is", {
    providers: CLOUDS,
    kinds: ["ip"],
    except: /member|nameServers?|dnsServers?|targetServer|monitorAddress|remote/i,
  }),
  nowhere("fixed requests by which health is checked carry no data", {
    providers: CLOUDS,
    path: /(?:healthCheck|[hH]ealthMonitor|[pP]robe|httpsHealthCheck)\w*\.(?:\w+\.)*(?:uri|url|domain|domainName|host|hostHeader)$/,
  }),
];
