import { type Builder, type Corpus, type Handle, program } from "./build.ts";

export const SUBSCRIPTION = "00000000-1111-2222-3333-444444444444";

/** A resource group, and the provider that it comes from. */
export function azureGroup(p: Builder, location = "westeurope"): Handle {
  p.defaultProvider("azure-native", { location, subscriptionId: SUBSCRIPTION }, "3.8.0");
  return p.add("azure-native:resources:ResourceGroup", "shop", {
    resourceGroupName: "shop1a2b3c4d",
    location,
  });
}

const aks = program("azure-aks", (p) => {
  const rg = azureGroup(p);
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
  const rg = azureGroup(p, "germanywestcentral");
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
  const rg = azureGroup(p);
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
  const rg = azureGroup(p, "swedencentral");
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

export const AZURE: Corpus = {
  programs: [aks, web, storage, containers],
  leaks: [
    { program: "azure-aks", resource: "north", from: "northeurope", to: "uksouth" },
    { program: "azure-web", resource: "shop", from: "germanywestcentral", to: "eastus2" },
    { program: "azure-storage", resource: "data", from: "westeurope", to: "switzerlandnorth" },
    { program: "azure-container-apps", resource: "orders", from: "Germany West Central", to: "UK South" },
  ],
};
