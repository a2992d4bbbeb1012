import { type Exclusion, named, nowhere, unseen } from "./exclusion.ts";

const providers = ["gcp"];

export const GCP: readonly Exclusion[] = [
  unseen("a path in a bucket: gs://… has no region", {
    providers,
    kinds: ["url", "location", "self-link"],
    path: named(
      String.raw`\w*[gG]csUris?|gcsSource|gcsOutputUri|\w*[fF]ileUris?|archiveUris|jarUris|jarFileUris|sourceUris|destinationUris|storageUri|referenceFileSchemaUri|bucketUri|tempLocation|stagingLocation|tempGcsLocation|locationUri|defaultStorageLocationUri|sourceLocation|restrictedLocations|manifestLocation|audioUri|templateUri|contentsDeltaUri|inputUri|outputUri|artifactsGcsBucket|metadataSchemaUri|pythonScriptFile|sourceUrl`,
    ),
  }),
  unseen("a secret of the project: it has no region in its name", {
    providers,
    path: named(
      String.raw`gcpSecretManagerSecretUri|secretUri|\w*PasswordUri|\w*Password|keystoreUri|truststoreUri|keystore|truststore|kdcDbKeyUri|secretName`,
    ),
  }),
  nowhere("names in certificates, and what a rule matches", {
    providers,
    kinds: ["url", "host"],
    path: named(
      String.raw`uris|excludedUris|permittedUris|urls|urlRegex|authority|certificateAuthority|relativeUri|expectedOutputUrl|aiaIssuingCertificateUrls|crlAccessUrls|aiaOcspServers|trustDomain|cookieDomain|transactionKillExcludedUserHosts|targetUri|contextUrls|startingUrls`,
    ),
  }),
  nowhere("part of a request, of a file or of a table; a policy or a kind of placement", {
    providers,
    path: named(
      String.raw`requestLocation|httpElementLocation|locationPolicy|locationHint|locationType|locationScope|values|siteId|site|symantec\w+|allowChangingZone|bgpInterRegionCost|includedLocations`,
    ),
    kinds: ["location", "zone", "region"],
  }),
  nowhere("names of resources, whose own region or zone is another property", {
    providers,
    kinds: ["zone", "region", "host"],
    path: named(
      String.raw`dataplexZone|webRegionBackendService|forwardingRuleRegionServiceName|regionNetworkEndpointGroup|regionInstanceGroupManager|service|name|multicastDomain|mcpServerId`,
    ),
  }),
  nowhere("the resource's own name", { providers, kinds: ["self-link", "url"], path: /^name$/ }),
  nowhere("where those who ask, or those who are called, are", {
    providers,
    kinds: ["region"],
    path: /(?:src|dest)RegionCodes\[\]$|regionCodes\[\]$|(?:dis)?allowedRegions\[\]$|selectedRegions\[\]$|sourceRegions\[\]$|conditions?\[?\]?\.?regions\[\]$|(?:^|\.)regions\[\]$/,
    type: /accesscontextmanager|apigee|identityplatform|monitoring|[fF]irewall|healthCheck/,
  }),
  nowhere("the name under which it answers", {
    providers,
    path: /customHostConfig\.\w+$|destinationIpRanges\[\]\.externalAddress$/,
  }),
  nowhere("advice for a migration", { providers, path: named("preferredRegions") }),
  unseen("machine images are global, or named within the project", {
    providers,
    kinds: ["image"],
    path: named("sourceImage|machineImage|sourceMachineImage|diskImage|imageName|images"),
    except: /cloudbuild/,
  }),
  nowhere("indexes, locks and answers that leave data where it is", {
    providers,
    kinds: ["boolean"],
    path: named(
      "allQueries|enableGeoFencing|enableGeoFencingForBackups|geoJsonIndexingDisabled|enableGlobalFileLock|isRegional|regionalPropagationDisabled",
    ),
  }),
  nowhere("links into the console or to the database itself, filled in by Google", {
    providers,
    path: named(
      String.raw`ociUr[li]|airflowUri|httpsTriggerUrl|deployedUrl|gcfUri|\w*PrometheusMetricsApiEndpoint|beaconApiEndpoint|workstation\w+Url|managedInstanceGroupUrls|instanceGroupUrls`,
    ),
  }),
  nowhere("links into the console or to the database itself, filled in by Google", {
    providers,
    holder: /AutonomousDatabasePropertiesConnection(?:Url|String)/,
  }),
  nowhere("on the customer's own premises: names in their VMware or network", {
    providers,
    type: /^gcp:gkeonprem\//,
    path: /\./,
  }),
  nowhere("a contact, a license, a scope, a type: no reference to something with a place", {
    providers,
    kinds: ["self-link", "url"],
    path: named(
      String.raw`primaryContact|licenses?|requestAccess|serviceAccountScopes|timeout|version|tags|attributeMapping|allowedAudiences|members?|principal|principalSet|assetNames|logType|appSlug|organizationId|entryTypes?|aspectTypes|type|urlRegex|resourceUri`,
    ),
  }),
];
