/** A provider's regions and the country in which each lies. Zones are derived from their region (regions.ts). */
export interface RegionTable {
  /** The Pulumi package's name, which is also how a resource's type names its provider. */
  readonly provider: string;
  readonly source: string;
  /** Day on which the table was last compared with its source, ISO 8601. */
  readonly asOf: string;
  /** Region code, as the provider writes it → ISO 3166-1 alpha-2 country code. */
  readonly countries: Readonly<Record<string, string>>;
}

export const REGION_TABLES: readonly RegionTable[] = [
  {
    provider: "aws",
    source: "https://docs.aws.amazon.com/general/latest/gr/rande.html; botocore partitions.json",
    asOf: "2026-11-23",
    // prettier-ignore
    countries: {
      "us-east-1": "US", "us-east-2": "US", "us-west-1": "US", "us-west-2": "US", "us-gov-east-1": "US",
      "us-gov-west-1": "US", "ca-central-1": "CA", "ca-west-1": "CA", "mx-central-1": "MX",
      "sa-east-1": "BR", "af-south-1": "ZA", "ap-east-1": "HK", "ap-east-2": "TW", "ap-south-1": "IN",
      "ap-south-2": "IN", "ap-southeast-1": "SG", "ap-southeast-2": "AU", "ap-southeast-3": "ID",
      "ap-southeast-4": "AU", "ap-southeast-5": "MY", "ap-southeast-6": "NZ", "ap-southeast-7": "TH",
      "ap-northeast-1": "JP", "ap-northeast-2": "KR", "ap-northeast-3": "JP", "cn-north-1": "CN",
      "cn-northwest-1": "CN", "me-south-1": "BH", "me-central-1": "AE", "il-central-1": "IL",
      "eu-central-1": "DE", "eu-central-2": "CH", "eu-west-1": "IE", "eu-west-2": "GB", "eu-west-3": "FR",
      "eu-south-1": "IT", "eu-south-2": "ES", "eu-north-1": "SE", "eusc-de-east-1": "DE",
    },
  },
  {
    provider: "azure",
    source: "https://learn.microsoft.com/azure/reliability/regions-list",
    asOf: "2026-11-23",
    // prettier-ignore
    countries: {
      westeurope: "NL", northeurope: "IE", germanywestcentral: "DE", germanynorth: "DE",
      francecentral: "FR", francesouth: "FR", swedencentral: "SE", swedensouth: "SE", polandcentral: "PL",
      italynorth: "IT", spaincentral: "ES", austriaeast: "AT", belgiumcentral: "BE", denmarkeast: "DK",
      norwayeast: "NO", norwaywest: "NO", switzerlandnorth: "CH", switzerlandwest: "CH", uksouth: "GB",
      ukwest: "GB", eastus: "US", eastus2: "US", centralus: "US", northcentralus: "US",
      southcentralus: "US", westcentralus: "US", westus: "US", westus2: "US", westus3: "US",
      canadacentral: "CA", canadaeast: "CA", mexicocentral: "MX", brazilsouth: "BR", brazilsoutheast: "BR",
      chilecentral: "CL", southafricanorth: "ZA", southafricawest: "ZA", uaenorth: "AE", uaecentral: "AE",
      qatarcentral: "QA", israelcentral: "IL", eastasia: "HK", southeastasia: "SG", japaneast: "JP",
      japanwest: "JP", koreacentral: "KR", koreasouth: "KR", centralindia: "IN", southindia: "IN",
      westindia: "IN", australiaeast: "AU", australiasoutheast: "AU", australiacentral: "AU",
      australiacentral2: "AU", newzealandnorth: "NZ", indonesiacentral: "ID", malaysiawest: "MY",
    },
  },
  {
    provider: "gcp",
    source: "https://cloud.google.com/compute/docs/regions-zones",
    asOf: "2026-11-23",
    // prettier-ignore
    countries: {
      "europe-central2": "PL", "europe-north1": "FI", "europe-north2": "SE", "europe-southwest1": "ES",
      "europe-west1": "BE", "europe-west2": "GB", "europe-west3": "DE", "europe-west4": "NL",
      "europe-west6": "CH", "europe-west8": "IT", "europe-west9": "FR", "europe-west10": "DE",
      "europe-west12": "IT", "us-central1": "US", "us-east1": "US", "us-east4": "US", "us-east5": "US",
      "us-south1": "US", "us-west1": "US", "us-west2": "US", "us-west3": "US", "us-west4": "US",
      "northamerica-northeast1": "CA", "northamerica-northeast2": "CA", "northamerica-south1": "MX",
      "southamerica-east1": "BR", "southamerica-west1": "CL", "africa-south1": "ZA", "asia-east1": "TW",
      "asia-east2": "HK", "asia-northeast1": "JP", "asia-northeast2": "JP", "asia-northeast3": "KR",
      "asia-south1": "IN", "asia-south2": "IN", "asia-southeast1": "SG", "asia-southeast2": "ID",
      "australia-southeast1": "AU", "australia-southeast2": "AU", "me-central1": "QA", "me-central2": "SA",
      "me-west1": "IL",
    },
  },
  {
    provider: "scaleway",
    source: "https://www.scaleway.com/en/docs/account/reference-content/products-availability/",
    asOf: "2026-10-09",
    // prettier-ignore
    countries: {
      "fr-par": "FR", "nl-ams": "NL", "pl-waw": "PL",
    },
  },
  {
    provider: "ovh",
    source: "https://www.ovhcloud.com/en/public-cloud/regions-availability/",
    asOf: "2026-11-23",
    // prettier-ignore
    countries: {
      GRA: "FR", GRA1: "FR", GRA3: "FR", GRA5: "FR", GRA7: "FR", GRA9: "FR", GRA11: "FR", RBX: "FR",
      "RBX-A": "FR", "RBX-ARCHIVE": "FR", SBG: "FR", SBG3: "FR", SBG5: "FR", SBG7: "FR",
      "EU-WEST-PAR": "FR", "EU-SOUTH-MIL": "IT", DE: "DE", DE1: "DE", WAW: "PL", WAW1: "PL", UK: "GB",
      UK1: "GB", BHS: "CA", BHS1: "CA", BHS3: "CA", BHS5: "CA", "CA-EAST-TOR": "CA", SGP: "SG", SGP1: "SG",
      SYD: "AU", SYD1: "AU", "AP-SOUTH-MUM": "IN", "US-EAST-VA-1": "US", "US-WEST-OR-1": "US",
    },
  },
  {
    provider: "hcloud",
    source: "https://docs.hetzner.com/cloud/general/locations/",
    asOf: "2026-11-23",
    // prettier-ignore
    countries: {
      fsn1: "DE", nbg1: "DE", hel1: "FI", ash: "US", hil: "US", sin: "SG",
    },
  },
  {
    provider: "alibaba",
    source: "https://www.alibabacloud.com/help/en/ecs/regions-and-zones",
    asOf: "2026-11-23",
    // prettier-ignore
    countries: {
      "eu-central-1": "DE", "eu-west-1": "GB", "us-east-1": "US", "us-west-1": "US", "cn-hangzhou": "CN",
      "cn-shanghai": "CN", "cn-beijing": "CN", "ap-southeast-1": "SG", "ap-northeast-1": "JP",
    },
  },
];
