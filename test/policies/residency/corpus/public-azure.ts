import { program } from "./build.ts";
import type { PublicProgram } from "./public-type.ts";

const EXAMPLES = "pulumi/examples";

const aks: PublicProgram = {
  repository: EXAMPLES,
  path: "azure-ts-aks/index.ts",
  commit: "0b329cbf5e23d9f014eace42d3b6f96c143ffca2",
  program: program("public-azure-aks", (p) => {
    p.defaultProvider("azure-native", { location: "westus2" }, "2.90.0");
    // Azure Native takes the location from the configuration where the program names none.
    const group = p.add("azure-native:resources:ResourceGroup", "azure-go-aks", {
      resourceGroupName: "azure-go-aks1a2b3c4d",
      location: "westus2",
    });
    const application = p.add("azuread:index/application:Application", "aks", { displayName: "aks" });
    const principal = p.add("azuread:index/servicePrincipal:ServicePrincipal", "aksSp", {
      applicationId: application.out("applicationId"),
    });
    const password = p.add("random:index/randomPassword:RandomPassword", "password", {
      length: 20,
      special: true,
    });
    const secret = p.add("azuread:index/servicePrincipalPassword:ServicePrincipalPassword", "aksSpPassword", {
      servicePrincipalId: principal.id,
      value: password.out("result"),
      endDate: "2099-01-01T00:00:00Z",
    });
    const key = p.add("tls:index/privateKey:PrivateKey", "ssh-key", { algorithm: "RSA", rsaBits: 4096 });
    p.add("azure-native:containerservice:ManagedCluster", "azure-aks", {
      resourceGroupName: group.out("resourceGroupName"),
      resourceName: "azure-aks5e6f7a8b",
      location: "westus2",
      agentPoolProfiles: [
        {
          count: 3,
          maxPods: 110,
          mode: "System",
          name: "agentpool",
          osType: "Linux",
          vmSize: "Standard_DS2_v2",
        },
      ],
      dnsPrefix: group.out("resourceGroupName"),
      enableRBAC: true,
      kubernetesVersion: "1.18.14",
      linuxProfile: {
        adminUsername: "testuser",
        ssh: { publicKeys: [{ keyData: key.out("publicKeyOpenssh") }] },
      },
      nodeResourceGroup: "MC_azure-go_azure-aks",
      servicePrincipalProfile: { clientId: application.out("applicationId"), secret: secret.out("secret") },
    });
  }),
  expected: "violating",
  why: "the README sets westus2; where the directory of Entra ID lies, nothing shows",
  resources: {
    "azure-native:containerservice:ManagedCluster::azure-aks": "violating",
    "azuread:index/application:Application::aks": "unproven",
    "tls:index/privateKey:PrivateKey::ssh-key": "proved",
  },
};

const appService: PublicProgram = {
  repository: EXAMPLES,
  path: "azure-ts-appservice/index.ts",
  commit: "0238dad79043267da9875d27f23c06a00b4c4bf1",
  program: program("public-azure-appservice", (p) => {
    p.defaultProvider("azure", {}, "4.42.0");
    const group = p.add("azure:core/resourceGroup:ResourceGroup", "dev-rg", {
      location: "West US 2",
      name: "dev-rg1a2b",
    });
    const place = { resourceGroupName: group.out("name"), location: group.out("location") };
    const account = p.add("azure:storage/account:Account", "devsa", {
      ...place,
      accountKind: "StorageV2",
      accountTier: "Standard",
      accountReplicationType: "LRS",
    });
    const plan = p.add("azure:appservice/plan:Plan", "dev-asp", {
      ...place,
      kind: "App",
      sku: { tier: "Basic", size: "B1" },
    });
    const container = p.add("azure:storage/container:Container", "dev-c", {
      storageAccountName: account.out("name"),
      containerAccessType: "private",
    });
    const blob = p.add("azure:storage/zipBlob:ZipBlob", "dev-b", {
      storageAccountName: account.out("name"),
      storageContainerName: container.out("name"),
      type: "block",
    });
    const server = p.add("azure:sql/sqlServer:SqlServer", "dev-sql", {
      ...place,
      administratorLogin: "pulumi",
      version: "12.0",
    });
    p.add("azure:sql/database:Database", "dev-db", {
      ...place,
      serverName: server.out("name"),
      requestedServiceObjectiveName: "S0",
    });
    p.add("azure:appservice/appService:AppService", "dev-as", {
      ...place,
      appServicePlanId: plan.id,
      appSettings: { WEBSITE_RUN_FROM_ZIP: blob.out("url") },
    });
  }),
  expected: "violating",
  why: "West US 2 stands in the program",
  resources: {
    "azure:sql/database:Database::dev-db": "violating",
    "azure:storage/container:Container::dev-c": "violating",
  },
};

const azureWebsite: PublicProgram = {
  repository: EXAMPLES,
  path: "azure-ts-static-website/index.ts",
  commit: "0dadd8f37e26a633638634b409177fd2608de8c4",
  program: program("public-azure-static-website", (p) => {
    p.defaultProvider("azure", {}, "4.42.0");
    const group = p.add("azure:core/resourceGroup:ResourceGroup", "website-rg", {
      location: "WestUS",
      name: "website-rg1a",
    });
    const resourceGroupName = group.out("name");
    const account = p.add("azure:storage/account:Account", "websitesa", {
      resourceGroupName,
      accountReplicationType: "LRS",
      accountTier: "Standard",
      accountKind: "StorageV2",
    });
    const site = p.add("pulumi-nodejs:dynamic:Resource", "website-static", {
      accountName: account.out("name"),
    });
    p.add("azure:storage/blob:Blob", "index.html", {
      name: "index.html",
      storageAccountName: account.out("name"),
      storageContainerName: site.out("webContainerName"),
      type: "block",
      contentType: "text/html",
    });
    const profile = p.add("azure:cdn/profile:Profile", "website-cdn", {
      resourceGroupName,
      sku: "Standard_Microsoft",
    });
    p.add("azure:cdn/endpoint:Endpoint", "website-cdn-ep", {
      resourceGroupName,
      profileName: profile.out("name"),
      originHostHeader: site.out("hostName"),
      origins: [{ name: "blobstorage", hostName: site.out("hostName") }],
    });
  }),
  expected: "violating",
  why: "WestUS stands in the program, and a CDN answers from everywhere",
  resources: {
    "azure:storage/account:Account::websitesa": "violating",
    "azure:cdn/endpoint:Endpoint::website-cdn-ep": "violating",
    "pulumi-nodejs:dynamic:Resource::website-static": "unproven",
  },
};

export const PUBLIC_AZURE: readonly PublicProgram[] = [aks, appService, azureWebsite];
