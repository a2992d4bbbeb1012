import { type Corpus, interpolate, program } from "./build.ts";
import { azureGroup, SUBSCRIPTION } from "./azure.ts";

const openai = program("azure-openai", (p) => {
  const rg = azureGroup(p, "swedencentral");
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
  const rg = azureGroup(p);
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

export const AZURE_SERVICES: Corpus = {
  programs: [openai, dns, classic],
  leaks: [
    { program: "azure-openai", resource: "gpt", from: "DataZoneStandard", to: "GlobalStandard" },
    { program: "azure-dns-and-monitoring", resource: "web", from: "westeurope", to: "westus" },
    { program: "azure-classic", resource: "data", from: "francecentral", to: "brazilsouth" },
  ],
};
