type Some = readonly [string, ...string[]];

/** How a provider names places, inside the EU and outside of it. */
export interface Codes {
  readonly region: string;
  readonly regionsOutside: Some;
  readonly zone: string;
  readonly zonesOutside: Some;
  /** Where they differ from regions. */
  readonly location?: string;
  readonly locationsOutside?: Some;
  readonly datacenter?: string;
  readonly datacentersOutside?: Some;
  readonly url: string;
  readonly urlsOutside: Some;
  readonly registry: string;
  readonly registriesOutside: Some;
}

/** What runs in containers talks to any cloud. */
const ANYWHERE: Some = [
  "https://api.eu-west-2.amazonaws.com/v1",
  "https://us-central1-aiplatform.googleapis.com/v1",
  "https://api.openai.com/v1",
  "https://otlp.uksouth.cloudapp.azure.com/v1",
  "https://s3.us-east-1.amazonaws.com/example",
];

const REGISTRIES: Some = [
  "us-central1-docker.pkg.dev",
  "123456789012.dkr.ecr.us-east-1.amazonaws.com",
  "123456789012.dkr.ecr.eu-west-2.amazonaws.com",
  "europe-west6-docker.pkg.dev",
];

const SCALEWAY: Codes = {
  region: "fr-par",
  // Scaleway has no region outside: these are ones that it could open, or that somebody mistakes for its own.
  regionsOutside: ["us-nyc", "gb-lon", "us-east-1"],
  zone: "fr-par-2",
  zonesOutside: ["us-nyc-1", "gb-lon-2", "us-east-1a"],
  url: "https://s3.fr-par.scw.cloud/example",
  urlsOutside: ANYWHERE,
  registry: "rg.fr-par.scw.cloud",
  registriesOutside: REGISTRIES,
};

const KUBERNETES: Codes = {
  ...SCALEWAY,
  regionsOutside: ["us-east-1", "eu-west-2", "europe-west6"],
  zonesOutside: ["us-east-1a", "eu-west-2b", "europe-west6-a"],
};

export const CODES: Readonly<Record<string, Codes>> = {
  aws: {
    region: "eu-central-1",
    regionsOutside: ["us-east-1", "eu-west-2", "eu-central-2", "ap-southeast-1"],
    zone: "eu-central-1a",
    zonesOutside: ["us-east-1a", "eu-west-2b", "eu-central-2c"],
    url: "https://sqs.eu-central-1.amazonaws.com/123456789012/example",
    urlsOutside: [
      "https://sqs.us-east-1.amazonaws.com/123456789012/example",
      "https://api.eu-west-2.amazonaws.com/v1",
      "https://api.eu-central-2.amazonaws.com/v1",
      "https://api.openai.com/v1",
    ],
    registry: "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
    registriesOutside: REGISTRIES,
  },
  gcp: {
    region: "europe-west3",
    regionsOutside: ["us-central1", "europe-west2", "europe-west6", "asia-east1"],
    zone: "europe-west3-a",
    zonesOutside: ["us-central1-a", "europe-west2-c", "europe-west6-b", "asia-east1-a"],
    locationsOutside: ["us-central1", "US", "europe-west2", "nam4", "europe-west6", "asia"],
    url: "https://europe-west3-example.cloudfunctions.net/example",
    urlsOutside: [
      "https://us-central1-example.cloudfunctions.net/example",
      "https://europe-west2-aiplatform.googleapis.com/v1",
      "https://compute.us-central1.rep.googleapis.com/compute/v1/",
      "https://api.openai.com/v1",
    ],
    registry: "europe-west3-docker.pkg.dev",
    registriesOutside: REGISTRIES,
  },
  "azure-native": {
    region: "germanywestcentral",
    regionsOutside: ["uksouth", "eastus", "East US", "switzerlandnorth"],
    zone: "germanywestcentral-az1",
    zonesOutside: ["eastus-az1", "uksouth-az2"],
    url: "https://example.germanywestcentral.cloudapp.azure.com/v1",
    urlsOutside: [
      "https://example.eastus.cloudapp.azure.com/v1",
      "https://example.uksouth.cloudapp.azure.com/v1",
      "https://example.switzerlandnorth.azurecontainerapps.io/v1",
      "https://api.openai.com/v1",
    ],
    registry: "rg.fr-par.scw.cloud",
    registriesOutside: REGISTRIES,
  },
  scaleway: SCALEWAY,
  ovh: {
    region: "GRA11",
    regionsOutside: ["BHS5", "UK1", "US-EAST-VA-1", "SGP1"],
    zone: "eu-west-par-a",
    zonesOutside: ["ca-east-tor-a", "us-east-va-1-a", "ap-south-mum-a"],
    datacenter: "GRA",
    datacentersOutside: ["BHS", "US-WEST-OR-1", "SGP"],
    url: "https://s3.gra.io.cloud.ovh.net/example",
    urlsOutside: [
      "https://s3.bhs.io.cloud.ovh.net/example",
      "https://s3.uk.io.cloud.ovh.net/example",
      ...ANYWHERE,
    ],
    registry: "example.c1.gra9.container-registry.ovh.net",
    registriesOutside: ["example.c1.bhs5.container-registry.ovh.net", ...REGISTRIES],
  },
  hcloud: {
    region: "fsn1",
    regionsOutside: ["ash", "hil", "sin"],
    zone: "fsn1-dc14",
    zonesOutside: ["ash-dc1", "hil-dc1", "sin-dc1"],
    datacenter: "fsn1-dc14",
    datacentersOutside: ["ash-dc1", "hil-dc1", "sin-dc1"],
    url: "https://fsn1.your-objectstorage.com/example",
    urlsOutside: ANYWHERE,
    registry: "rg.fr-par.scw.cloud",
    registriesOutside: REGISTRIES,
  },
  openstack: {
    // The names are the cloud's own: here Open Telekom Cloud's, and OVH's.
    region: "eu-de",
    regionsOutside: ["UK1", "eu-ch2", "BHS5"],
    zone: "eu-de-01",
    zonesOutside: ["eu-ch2a", "us-east-va-1-a"],
    url: "https://vpc.eu-de.otc.t-systems.com/v2.0",
    urlsOutside: [
      "https://network.compute.bhs5.cloud.ovh.net/v2.0",
      "https://network.compute.uk1.cloud.ovh.net/v2.0",
      "https://vpc.eu-ch2.sc.otc.t-systems.com/v2.0",
    ],
    registry: "rg.fr-par.scw.cloud",
    registriesOutside: REGISTRIES,
  },
  kubernetes: KUBERNETES,
  docker: KUBERNETES,
  "docker-build": KUBERNETES,
};
