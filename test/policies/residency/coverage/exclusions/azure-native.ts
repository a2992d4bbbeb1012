import { type Exclusion, named, nowhere, unseen } from "./exclusion.ts";

const providers = ["azure-native"];

export const AZURE: readonly Exclusion[] = [
  nowhere("an inventory in Azure of what exists in AWS; its own location is measured", {
    providers,
    type: /^azure-native:awsconnector:/,
    path: /^awsProperties\.|^properties\./,
  }),
  nowhere("the directory of Azure's own and of third parties' providers: describes offers, deploys nothing", {
    providers,
    type: /^azure-native:providerhub:/,
  }),
  nowhere("Azure's zones are numbers within the resource's region", { providers, kinds: ["zone"] }),
  unseen("a key vault's or storage account's URL names no region", {
    providers,
    kinds: ["url"],
    path: /(?:[kK]ey[vV]ault|[vV]ault|[sS]ecret|[kK]ey|[cC]ertificate|kek|cmek|[bB]lob|[sS]torage|sas|[cC]ontainer|vhd)\w*(?:Ur[il]s?|URI|Endpoint|Containers)(?:\[\])?$/,
  }),
  nowhere("discovery for a migration: an inventory, or its name", {
    providers,
    path: named(
      String.raw`\w*[sS]iteName|\w*[sS]iteId|site|sites|discoverySiteId|\w*SiteArmId|rackLocation|hcxEnterpriseSiteName|sapDiscoverySiteName`,
    ),
  }),
  nowhere("assessments compute prices and sizes, and deploy nothing", {
    providers,
    type: /^azure-native:migrate:.*(?:Assessment|Collector|Group)/,
    except: / location$/,
  }),
  nowhere("a path in a repository, an archive or a store of certificates", {
    providers,
    path: named(
      String.raw`appLocation|apiLocation|appArtifactLocation|outputLocation|jarFileLocation|staticContentLocations|kubeManifestLocations|certificateStoreLocation|secretsLocation|secretLocation|osImageLocation|imagePath|useFromLocation|panLocation|mocLocation|destinationStorageLocationId`,
    ),
  }),
  nowhere("language, format or setting that is no place", {
    providers,
    path: named(
      String.raw`\w*[lL]ocale|regionalFormat|regionalRecovery\w+|regionalDataBoundary|regionEndpointEnabled|availability|nextTrafficRegionScheduledTime|regionalAsyncOperationResourceTypeName|preferredLocation|azCliVersion|azPowerShellVersion|landingZone\w*|existingLandingZone\w*|zoneRedundancy\w*|dataCenterName|managedVirtualNetworkRegions|documentation`,
    ),
    except: /devcenter/,
  }),
  unseen("ARM ids and names of sites and custom locations", {
    providers,
    path: named(
      String.raw`customLocationName|customLocation|\w*CustomLocationId|vNetExtendedLocationResourceId|vmwareFirewallLicense|iconImageName`,
    ),
  }),
  nowhere("creates from a copy that lies elsewhere: data comes in", {
    providers,
    kinds: ["sku"],
    path: named("createMode"),
  }),
  nowhere("names that DNS is asked for, and machines' own names", {
    providers,
    kinds: ["host"],
    type: /dnsresolver|NetworkBootstrapDevice/,
    path: named("domainName|hostName"),
  }),
  nowhere("a kind of load balancing, failover or match that leaves data where it is", {
    providers,
    kinds: ["sku"],
    path: /(?:^|\.)(?:trustScopes\[\]|allocationPolicy|trafficRoutingMethod|kind|scope)$/,
  }),
  nowhere("images that a machine is made of: a gallery's or a marketplace's name", {
    providers,
    kinds: ["image"],
    path: named(
      String.raw`\w*[gG]alleryImageName|imageName|wellKnownImageName|vmImage|largeImage|mediumImage|smallImage|previewImages(?:Dark)?|customImageName|baseImageName|sandboxCustomImageName|languageExtensionCustomImageName|marketplaceGalleryImageName|registries`,
    ),
  }),
  unseen("addresses by number (peers, next hops, servers), and names that a rule matches", {
    providers,
    kinds: ["host"],
    path: named(
      String.raw`bgpPeeringAddress|bgpPeerAddress|peerAddress|translatedAddress|nextHopAddress|address|gatewayAddress|ip4Address|noProxy|sshKnownHosts|dpmServers|fqdnAndIpAddressList|ioTHostHub|capabilityHostName|serverAddresses|fqdnLists|l3IsolationDomainName|sslHostNameInCertificate|destinationFqdns|loginServer`,
    ),
  }),
  nowhere("names, identifiers and links within the service", {
    providers,
    kinds: ["url"],
    path: named(
      String.raw`serviceDnsName|audience|typeRef|assetTypeRefs|externalValue|webhookName|name|identifierUri|href|\w*Href|self|related|relayArmUri|resourceUri|urlCustom|urlFilteringProfile|id|configurationReference|schemaUris?|rdpAuthority|sshAuthority|endpointName|idProvider|clientSecretCertificateIssuer|dataSchemaUrl`,
    ),
  }),
  nowhere("a firewall's or a copy's rule about what stays, not where data goes", {
    providers,
    kinds: ["boolean"],
    path: named(
      "allowDeletionOfReplicatedLocations|addResourceListTargetLocations|alignRegionalDisksToVMZone|isGlobal|enablePerRegionPerPartitionAutoscale|isGlobalRunbook|regionEndpointEnabled",
    ),
  }),
  nowhere("bills and requests to people", {
    providers,
    type: /^azure-native:(?:billing|billingtrust|support|testbase|marketplace|costmanagement|advisor|portal)/,
    except: / location$/,
  }),
];
