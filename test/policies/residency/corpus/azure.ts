import { type Builder, type Corpus, type Handle, interpolate, program } from "./build.ts";

const SUBSCRIPTION = "00000000-1111-2222-3333-444444444444";

function group(p: Builder, location = "westeurope"): Handle {
  p.defaultProvider("azure-native", { location, subscriptionId: SUBSCRIPTION }, "3.8.0");
  return p.add("azure-native:resources:ResourceGroup", "shop", {
    resourceGroupName: "shop1a2b3c4d",
    location,
  });
}

const aks = program("azure-aks", (p) => {
  const rg = group(p);
  const resourceGroupName = rg.out("resourceGroupName");
  const network = p.add("azure-native:network:VirtualNetwork", "main", {
    resourceGroupName,
    virtualNetworkName: "main",
    location: "westeurope",
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  });
  const subnet = p.add("azure-native:network:Subnet", "nodes", {
    resourceGroupName,
    virtualNetworkName: network.out("virtualNetworkName"),
    subnetName: "nodes",
    addressPrefix: "10.0.1.0/24",
    serviceEndpoints: [{ service: "Microsoft.Storage", locations: ["westeurope", "northeurope"] }],
  });
  const workspace = p.add("azure-native:operationalinsights:Workspace", "logs", {
    resourceGroupName,
    location: "westeurope",
    retentionInDays: 30,
    sku: { name: "PerGB2018" },
  });
  const cluster = p.add("azure-native:containerservice:ManagedCluster", "main", {
    resourceGroupName,
    resourceName: "main",
    location: "westeurope",
    dnsPrefix: "shop",
    kubernetesVersion: "1.33",
    identity: { type: "SystemAssigned" },
    agentPoolProfiles: [
      {
        name: "system",
        count: 3,
        mode: "System",
        vmSize: "Standard_D4s_v5",
        availabilityZones: ["1", "2", "3"],
        vnetSubnetID: subnet.id,
      },
    ],
    addonProfiles: {
      omsagent: { enabled: true, config: { logAnalyticsWorkspaceResourceID: workspace.id } },
    },
    networkProfile: { networkPlugin: "azure", networkPolicy: "cilium", serviceCidr: "10.10.0.0/16" },
  });
  p.add("azure-native:containerservice:AgentPool", "gpu", {
    resourceGroupName,
    resourceName: cluster.out("name"),
    agentPoolName: "gpu",
    count: 1,
    vmSize: "Standard_NC24ads_A100_v4",
    availabilityZones: ["1", "2"],
    nodeTaints: ["sku=gpu:NoSchedule"],
  });
  const registry = p.add("azure-native:containerregistry:Registry", "images", {
    resourceGroupName,
    registryName: "images4f2e",
    location: "westeurope",
    sku: { name: "Premium" },
    zoneRedundancy: "Enabled",
  });
  p.add("azure-native:containerregistry:Replication", "north", {
    resourceGroupName,
    registryName: registry.out("registryName"),
    location: "northeurope",
  });
  p.add("azure-native:authorization:RoleAssignment", "pull", {
    principalId: cluster.out("kubeletIdentity"),
    principalType: "ServicePrincipal",
    roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`,
    scope: registry.id,
  });
});

const web = program("azure-web", (p) => {
  const rg = group(p, "germanywestcentral");
  const resourceGroupName = rg.out("resourceGroupName");
  const location = "germanywestcentral";
  const plan = p.add("azure-native:web:AppServicePlan", "plan", {
    resourceGroupName,
    location,
    kind: "Linux",
    reserved: true,
    zoneRedundant: true,
    sku: { name: "P1v3", tier: "PremiumV3" },
  });
  const insights = p.add("azure-native:applicationinsights:Component", "web", {
    resourceGroupName,
    location,
    kind: "web",
    applicationType: "web",
  });
  const server = p.add("azure-native:dbforpostgresql:Server", "db", {
    resourceGroupName,
    location,
    serverName: "shop-db",
    version: "16",
    availabilityZone: "1",
    highAvailability: { mode: "ZoneRedundant", standbyAvailabilityZone: "2" },
    backup: { backupRetentionDays: 14, geoRedundantBackup: "Disabled" },
    storage: { storageSizeGB: 128 },
    sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
  });
  p.add("azure-native:dbforpostgresql:Database", "shop", {
    resourceGroupName,
    serverName: server.out("serverName"),
    databaseName: "shop",
    charset: "UTF8",
  });
  p.add("azure-native:dbforpostgresql:FirewallRule", "office", {
    resourceGroupName,
    serverName: server.out("serverName"),
    startIpAddress: "198.51.100.7",
    endIpAddress: "198.51.100.7",
  });
  const app = p.add("azure-native:web:WebApp", "web", {
    resourceGroupName,
    location,
    serverFarmId: plan.id,
    httpsOnly: true,
    siteConfig: {
      linuxFxVersion: "NODE|22-lts",
      alwaysOn: true,
      cors: { allowedOrigins: ["https://shop.example.eu"] },
      appSettings: [
        { name: "APPLICATIONINSIGHTS_CONNECTION_STRING", value: insights.out("connectionString") },
        { name: "DATABASE_HOST", value: server.out("fullyQualifiedDomainName") },
        { name: "NODE_ENV", value: "production" },
      ],
    },
  });
  p.add("azure-native:web:WebAppSlot", "staging", {
    resourceGroupName,
    location,
    name: app.out("name"),
    slot: "staging",
  });
  p.add("azure-native:web:Certificate", "shop", {
    resourceGroupName,
    location,
    canonicalName: "shop.example.eu",
  });
});

const storage = program("azure-storage", (p) => {
  const rg = group(p);
  const resourceGroupName = rg.out("resourceGroupName");
  const account = p.add("azure-native:storage:StorageAccount", "data", {
    resourceGroupName,
    accountName: "data4c5d6e",
    location: "westeurope",
    kind: "StorageV2",
    sku: { name: "Standard_ZRS" },
    minimumTlsVersion: "TLS1_2",
    networkRuleSet: {
      defaultAction: "Deny",
      bypass: "AzureServices",
      ipRules: [{ iPAddressOrRange: "203.0.113.9" }],
    },
  });
  const accountName = account.out("accountName");
  const container = p.add("azure-native:storage:BlobContainer", "uploads", {
    resourceGroupName,
    accountName,
    publicAccess: "None",
  });
  p.add("azure-native:storage:Blob", "readme", {
    resourceGroupName,
    accountName,
    containerName: container.out("name"),
    contentType: "text/plain",
    source: { text: "Uploads" },
  });
  p.add("azure-native:storage:Queue", "jobs", { resourceGroupName, accountName });
  p.add("azure-native:storage:Table", "state", { resourceGroupName, accountName });
  p.add("azure-native:storage:FileShare", "share", { resourceGroupName, accountName, shareQuota: 100 });
  p.add("azure-native:storage:ManagementPolicy", "old", {
    resourceGroupName,
    accountName,
    managementPolicyName: "default",
  });
  const vault = p.add("azure-native:keyvault:Vault", "keys", {
    resourceGroupName,
    location: "westeurope",
    vaultName: "keys-77aa",
    properties: {
      tenantId: SUBSCRIPTION,
      enableRbacAuthorization: true,
      sku: { family: "A", name: "premium" },
    },
  });
  p.add("azure-native:keyvault:Secret", "db", {
    resourceGroupName,
    vaultName: vault.out("name"),
    secretName: "db",
    properties: { value: "s3cret" },
  });
  p.add("azure-native:keyvault:Key", "cmk", {
    resourceGroupName,
    vaultName: vault.out("name"),
    properties: { kty: "RSA", keySize: 3072 },
  });
  const endpoint = p.add("azure-native:network:PrivateEndpoint", "blob", {
    resourceGroupName,
    location: "westeurope",
    privateLinkServiceConnections: [{ name: "blob", groupIds: ["blob"], privateLinkServiceId: account.id }],
    subnet: {
      id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/main/subnets/pe`,
    },
  });
  const zone = p.add("azure-native:privatedns:PrivateZone", "blob", {
    resourceGroupName,
    privateZoneName: "privatelink.blob.core.windows.net",
    location: "global",
  });
  p.add("azure-native:network:PrivateDnsZoneGroup", "blob", {
    resourceGroupName,
    privateEndpointName: endpoint.out("name"),
    privateDnsZoneConfigs: [{ name: "blob", privateDnsZoneId: zone.id }],
  });
});

const containers = program("azure-container-apps", (p) => {
  const rg = group(p, "swedencentral");
  const resourceGroupName = rg.out("resourceGroupName");
  const location = "swedencentral";
  const logs = p.add("azure-native:operationalinsights:Workspace", "logs", { resourceGroupName, location });
  const environment = p.add("azure-native:app:ManagedEnvironment", "main", {
    resourceGroupName,
    location,
    zoneRedundant: false,
    appLogsConfiguration: {
      destination: "log-analytics",
      logAnalyticsConfiguration: { customerId: logs.out("customerId"), sharedKey: logs.out("key") },
    },
  });
  p.add("azure-native:app:ContainerApp", "api", {
    resourceGroupName,
    location,
    managedEnvironmentId: environment.id,
    configuration: {
      ingress: { external: true, targetPort: 8080 },
      registries: [
        { server: "images4f2e.azurecr.io", username: "images4f2e", passwordSecretRef: "registry" },
      ],
      secrets: [{ name: "registry", value: "s3cret" }],
    },
    template: {
      containers: [
        {
          name: "api",
          image: "images4f2e.azurecr.io/api:1.2.3",
          env: [
            { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://otel-collector:4317" },
            { name: "REDIS_HOST", value: "redis" },
          ],
          resources: { cpu: 0.5, memory: "1Gi" },
        },
      ],
      scale: { minReplicas: 1, maxReplicas: 5 },
    },
  });
  const account = p.add("azure-native:documentdb:DatabaseAccount", "orders", {
    resourceGroupName,
    accountName: "orders-33cc",
    location,
    databaseAccountOfferType: "Standard",
    consistencyPolicy: { defaultConsistencyLevel: "Session" },
    enableAutomaticFailover: true,
    locations: [
      { locationName: "Sweden Central", failoverPriority: 0, isZoneRedundant: true },
      { locationName: "Germany West Central", failoverPriority: 1, isZoneRedundant: false },
    ],
  });
  const database = p.add("azure-native:documentdb:SqlResourceSqlDatabase", "orders", {
    resourceGroupName,
    accountName: account.out("accountName"),
    databaseName: "orders",
    resource: { id: "orders" },
  });
  p.add("azure-native:documentdb:SqlResourceSqlContainer", "orders", {
    resourceGroupName,
    accountName: account.out("accountName"),
    databaseName: database.out("databaseName"),
    containerName: "orders",
    resource: { id: "orders", partitionKey: { paths: ["/customer"], kind: "Hash" } },
  });
});

const openai = program("azure-openai", (p) => {
  const rg = group(p, "swedencentral");
  const resourceGroupName = rg.out("resourceGroupName");
  const account = p.add("azure-native:cognitiveservices:Account", "openai", {
    resourceGroupName,
    accountName: "openai-shop",
    location: "swedencentral",
    kind: "OpenAI",
    sku: { name: "S0" },
    properties: { customSubDomainName: "openai-shop", publicNetworkAccess: "Disabled" },
  });
  p.add("azure-native:cognitiveservices:Deployment", "gpt", {
    resourceGroupName,
    accountName: account.out("accountName"),
    deploymentName: "gpt-4o",
    properties: { model: { format: "OpenAI", name: "gpt-4o", version: "2024-11-20" } },
    sku: { name: "DataZoneStandard", capacity: 50 },
  });
  p.add("azure-native:cognitiveservices:Deployment", "embeddings", {
    resourceGroupName,
    accountName: account.out("accountName"),
    deploymentName: "text-embedding-3-large",
    properties: { model: { format: "OpenAI", name: "text-embedding-3-large", version: "1" } },
    sku: { name: "Standard", capacity: 50 },
  });
  const search = p.add("azure-native:search:Service", "search", {
    resourceGroupName,
    location: "swedencentral",
    sku: { name: "standard" },
    hostingMode: "Default",
  });
  p.add("azure-native:authorization:RoleAssignment", "search", {
    scope: search.id,
    principalId: account.out("principalId"),
    roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/1407120a-92aa-4202-b7e9-c0e197c71c8f`,
  });
});

const dns = program("azure-dns-and-monitoring", (p) => {
  const rg = group(p);
  const resourceGroupName = rg.out("resourceGroupName");
  const zone = p.add("azure-native:dns:Zone", "main", {
    resourceGroupName,
    zoneName: "example.eu",
    location: "Global",
  });
  const address = p.add("azure-native:network:PublicIPAddress", "web", {
    resourceGroupName,
    location: "westeurope",
    zones: ["1", "2", "3"],
    sku: { name: "Standard", tier: "Regional" },
    publicIPAllocationMethod: "Static",
  });
  p.add("azure-native:dns:RecordSet", "www", {
    resourceGroupName,
    zoneName: zone.out("zoneName"),
    relativeRecordSetName: "www",
    recordType: "A",
    ttl: 300,
    targetResource: { id: address.id },
  });
  p.add("azure-native:monitor:ActionGroup", "oncall", {
    resourceGroupName,
    location: "germanywestcentral",
    groupShortName: "oncall",
    enabled: true,
  });
  p.add("azure-native:network:NetworkSecurityGroup", "web", {
    resourceGroupName,
    location: "westeurope",
    securityRules: [
      {
        name: "https",
        access: "Allow",
        direction: "Inbound",
        priority: 100,
        protocol: "Tcp",
        sourceAddressPrefix: "Internet",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: "443",
      },
    ],
  });
  p.add("azure-native:compute:VirtualMachine", "runner", {
    resourceGroupName,
    location: "westeurope",
    zones: ["1"],
    hardwareProfile: { vmSize: "Standard_D2s_v5" },
    osProfile: {
      adminUsername: "ops",
      computerName: "runner",
      customData: Buffer.from(
        "#cloud-config\npackages: [curl, jq]\nruncmd:\n  - systemctl enable runner\n",
      ).toString("base64"),
    },
    storageProfile: {
      imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
    },
  });
  p.add("azure-native:insights:DiagnosticSetting", "web", {
    resourceUri: address.id,
    storageAccountId: interpolate("/subscriptions/", rg.id, "/logs"),
  });
});

const classic = program("azure-classic", (p) => {
  p.defaultProvider(
    "azure",
    { location: "francecentral", subscriptionId: SUBSCRIPTION, features: "{}" },
    "6.26.0",
  );
  const location = "francecentral";
  const rg = p.add("azure:core/resourceGroup:ResourceGroup", "shop", { location, name: "shop91f" });
  const resourceGroupName = rg.out("name");
  const account = p.add("azure:storage/account:Account", "data", {
    resourceGroupName,
    location,
    name: "data5566",
    accountTier: "Standard",
    accountReplicationType: "ZRS",
  });
  p.add("azure:storage/container:Container", "uploads", {
    storageAccountId: account.id,
    containerAccessType: "private",
  });
  const server = p.add("azure:mssql/server:Server", "sql", { resourceGroupName, location, version: "12.0" });
  p.add("azure:mssql/database:Database", "shop", {
    serverId: server.id,
    skuName: "S1",
    geoBackupEnabled: false,
  });
  const plan = p.add("azure:appservice/servicePlan:ServicePlan", "plan", {
    resourceGroupName,
    location,
    osType: "Linux",
    skuName: "P1v3",
  });
  p.add("azure:appservice/linuxWebApp:LinuxWebApp", "web", {
    resourceGroupName,
    location,
    servicePlanId: plan.id,
    siteConfig: { applicationStack: { nodeVersion: "22-lts" } },
    appSettings: { SQL_HOST: server.out("fullyQualifiedDomainName"), WEBSITE_TIME_ZONE: "Europe/Paris" },
  });
  const network = p.add("azure:network/virtualNetwork:VirtualNetwork", "main", {
    resourceGroupName,
    location,
    addressSpaces: ["10.0.0.0/16"],
  });
  p.add("azure:network/subnet:Subnet", "app", {
    resourceGroupName,
    virtualNetworkName: network.out("name"),
    addressPrefixes: ["10.0.1.0/24"],
  });
  p.add("azure:authorization/assignment:Assignment", "reader", {
    scope: rg.id,
    roleDefinitionName: "Reader",
    principalId: SUBSCRIPTION,
  });
  p.add("azure:privatedns/zone:Zone", "sql", { resourceGroupName, name: "privatelink.database.windows.net" });
});

export const AZURE: Corpus = {
  programs: [aks, web, storage, containers, openai, dns, classic],
  leaks: [
    { program: "azure-aks", resource: "north", from: "northeurope", to: "uksouth" },
    { program: "azure-web", resource: "shop", from: "germanywestcentral", to: "eastus2" },
    { program: "azure-storage", resource: "data", from: "westeurope", to: "switzerlandnorth" },
    { program: "azure-container-apps", resource: "orders", from: "Germany West Central", to: "UK South" },
    { program: "azure-openai", resource: "gpt", from: "DataZoneStandard", to: "GlobalStandard" },
    { program: "azure-dns-and-monitoring", resource: "web", from: "westeurope", to: "westus" },
    { program: "azure-classic", resource: "data", from: "francecentral", to: "brazilsouth" },
  ],
};
