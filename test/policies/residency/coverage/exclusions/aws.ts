import { type Exclusion, named, nowhere, unseen } from "./exclusion.ts";

const providers = ["aws"];

export const AWS: readonly Exclusion[] = [
  nowhere("IAM: its ARNs have no region", {
    providers,
    kinds: ["arn"],
    path: named(
      String.raw`\w*[rR]oles?(?:A[rR][nN]s?)?|AWS|\w*[pP]rincipals?(?:Arn)?|managedPolicyArns?|policyArns?|permissionsBoundary|userArn|ownerArn|\w*[iI]nstanceProfileArn|\w*[sS]amlProviderArns?|openidConnectProviderArns|masterUserArn|userName|snsCallerArn|identity|serviceLinkedRoleArn|keyCacheSecretIamArn`,
    ),
  }),
  nowhere("Organizations and IAM Identity Center: their ARNs have no region", {
    providers,
    kinds: ["arn"],
    path: named(
      String.raw`permissionSetArn|\w*[iI]dentityCenterInstanceArn|idcInstanceArn|organizationArn|organizationalUnitArn|iamIdentityCenterInstanceArn`,
    ),
  }),
  nowhere("Organizations and IAM Identity Center: their ARNs have no region", {
    providers,
    kinds: ["arn"],
    type: /^aws:(?:ssoadmin|identitystore|organizations)\//,
  }),
  unseen(
    "a bucket's ARN has no region: the bucket is judged where it is created, replication by a reference mutant",
    {
      providers,
      kinds: ["arn"],
      path: named(String.raw`\w*[bB]ucketArns?|bucket|buckets`),
      except: /tableBucket|vectorBucket|outpost/i,
    },
  ),
  unseen("a path in a bucket: s3://… has no region", {
    providers,
    path: named(
      String.raw`\w*[sS]3Ur[il]|logUri|locationUri|\w*S3Url|modelDataUrl|artifactStoreUri|vocabulary\w*Uri|truststoreUri|sourceFileLocation|outputLocation|logLocation|credentialLocation|scriptLocation|keyLocation|\w*[sS]3Location|s3OutputLocation|warehouseLocation|additionalLocations|artifactS3Location|defaultS3Location|dataRepositoryPath|s3OutputPath|schemaHandlerPackage|destination|templateUrl|dockerfileTemplateUri|\w*ProcessorSourceUri|tfStateFileUrl|accountsUrl|imageLocation|locationName`,
    ),
    kinds: ["url", "location", "image"],
  }),
  unseen("a path in a bucket or a table's storage: s3://… has no region", {
    providers,
    kinds: ["location"],
    path: named("location"),
    type: /^aws:(?:codebuild|glue|athena|lakeformation|m2|sagemaker|imagebuilder|ssm|s3control|transfer|codepipeline)\//,
  }),
  nowhere("where those who ask are (Route 53, CloudFront, WAF), or how a column is shown", {
    providers,
    path: named(
      String.raw`continent|continentCode|locations|localZoneGroup|columnGeographicRole|skewedColumnValueLocationMaps`,
    ),
    kinds: ["location", "zone"],
    type: /^aws:(?:route53|cloudfront|waf\w*|quicksight|glue)\//,
  }),
  nowhere("a name or mode that is no place", {
    providers,
    kinds: ["region", "zone", "location", "multi-region", "sku"],
    path: named(
      String.raw`azMode|azDistribution|loadBalancingCrossZoneEnabled|availabilityZoneRebalancing|regionConcurrencyType|regionalCertificateName|regionalNatGatewayId|regionLinkingMode|dimensionValueSource|mountPoint|ebpPlacement|autoPlacement|siteId|accessGrantsLocationId|locationScope|multiRegionClusterName|multiRegionClusterNameSuffix|multiRegionParameterGroupName|resourceLocations|callingRegions|visibleRegions|s3UsEast1RegionalEndpoint|crossRegionS3RestoreSourcesAccesses`,
    ),
  }),
  nowhere("a name or mode that is no place", {
    providers,
    kinds: ["region", "location"],
    path: named("destination|location|locale|name"),
    type: /^aws:(?:cloudwatch\/logTransformer|apigateway\/documentationPart|ec2\/ami|cloudwatch\/log)/,
  }),
  unseen("subnets: each is judged where it is created", { providers, path: named("vpcZoneIdentifiers") }),
  nowhere("a filter of findings or of resources that exist", {
    providers,
    path: /criteria\.|filters\.|resourceRegions?\[\]\.value$|(?:^|\.)(?:resources|notResources|contactId)(?:\[\])?$/,
    except: /ec2\/vpcIpam/,
  }),
  nowhere("machine images by name: they are looked up in the resource's own region", {
    providers,
    kinds: ["image"],
    path: named("imageName|imageNames|parentImage"),
  }),
  nowhere("what is recorded or collected into the resource's own region", {
    providers,
    kinds: ["boolean"],
    path: named(
      "allRegions|multiRegionEnabled|isMultiRegionTrail|includeGlobalResourceTypes|includeGlobalServiceEvents|objectLockEnabled|hiddenFromGlobalAddressList|createBasePolicy|storageEncrypted|skipRegionValidation|enableAcceleratedRecovery",
    ),
  }),
  nowhere("a switch, a rule on paths, or an address of the instance itself", {
    providers,
    kinds: ["url", "host"],
    path: named(
      "httpEndpoint|ec2MetadataServiceEndpoint|condition|source|excludedPages|enforcedUrls|exemptUrls|globalEnforcedUrls|globalExemptUrls|allowedQueryParameters|accessEndpoint|noProxy|virtualHost|clientBroker|dbServers|spreadDomain|name|customerVisibleFqdns",
    ),
    type: /^(?:aws:|pulumi:)/,
  }),
  nowhere("text that a validator or a pipeline takes, and accounts' domains", {
    providers,
    type: /appconfig\/configurationProfile|datapipeline\/pipelineDefinition|appflow\/flow|bedrock\/agentDataSource/,
    path: named("content|name|domainName|domain"),
    kinds: ["arn", "host"],
  }),
  nowhere("a directory's domain, and a search domain by its name", {
    providers,
    type: /datasync\/locationSmb|quicksight\/dataSource/,
    path: named("domain"),
  }),
  nowhere("pages that a crawler reads", {
    providers,
    path: named("seedUrls|siteMaps|siteUrls"),
  }),
];
