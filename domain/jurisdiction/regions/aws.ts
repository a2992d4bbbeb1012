import { AWS_EDGE_ZONES } from "./aws-edge-zones.ts";
import type { RegionTable } from "./table.ts";

/** Regions of every partition, also of those that only agencies may use. */
export const AWS: RegionTable = {
  provider: "aws",
  source:
    "https://docs.aws.amazon.com/general/latest/gr/rande.html; botocore 1.44.8 partitions.json; " +
    "https://docs.aws.amazon.com/local-zones/latest/ug/available-local-zones.html; " +
    "https://docs.aws.amazon.com/wavelength/latest/developerguide/available-wavelength-zones.html",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "us-east-1": "US", "us-east-2": "US", "us-west-1": "US", "us-west-2": "US", "us-gov-east-1": "US",
    "us-gov-west-1": "US", "us-iso-east-1": "US", "us-iso-west-1": "US", "us-isob-east-1": "US",
    "us-isob-west-1": "US", "us-isof-east-1": "US", "us-isof-south-1": "US", "ca-central-1": "CA",
    "ca-west-1": "CA", "mx-central-1": "MX", "sa-east-1": "BR", "sa-west-1": "CL", "af-south-1": "ZA",
    "ap-east-1": "HK", "ap-east-2": "TW", "ap-south-1": "IN", "ap-south-2": "IN", "ap-southeast-1": "SG",
    "ap-southeast-2": "AU", "ap-southeast-3": "ID", "ap-southeast-4": "AU", "ap-southeast-5": "MY",
    "ap-southeast-6": "NZ", "ap-southeast-7": "TH", "ap-northeast-1": "JP", "ap-northeast-2": "KR",
    "ap-northeast-3": "JP", "cn-north-1": "CN", "cn-northwest-1": "CN", "me-south-1": "BH",
    "me-central-1": "AE", "me-west-1": "SA", "il-central-1": "IL", "eu-central-1": "DE",
    "eu-central-2": "CH", "eu-west-1": "IE", "eu-west-2": "GB", "eu-west-3": "FR", "eu-south-1": "IT",
    "eu-south-2": "ES", "eu-north-1": "SE", "eusc-de-east-1": "DE",
    // A partition of British agencies: its endpoints end in cloud.adc-e.uk.
    "eu-isoe-west-1": "GB",
  },
  zones: AWS_EDGE_ZONES,
  // Left out: "EU", the old name of Ireland as a bucket's location, which anyone reads as something else.
  multiRegions: {
    "aws-global": "",
    "aws-cn-global": "CN",
    "aws-iso-global": "US",
    "aws-iso-b-global": "US",
    "aws-iso-e-global": "GB",
    "aws-iso-f-global": "US",
  },
  zoneForm: /^([a-z]{2,4}-[a-z-]+-\d(?=[a-z]$)|[a-z]{3,4}\d(?=-az\d$))(?:[a-z]|-az\d)$/,
  // Prefixes of zone ids (euc1-az2). Those of China, the GovCloud and the sovereign cloud could not be sourced.
  // prettier-ignore
  aliases: {
    use1: "us-east-1", use2: "us-east-2", usw1: "us-west-1", usw2: "us-west-2", cac1: "ca-central-1",
    caw1: "ca-west-1", mxc1: "mx-central-1", sae1: "sa-east-1", afs1: "af-south-1", ape1: "ap-east-1",
    ape2: "ap-east-2", aps1: "ap-south-1", aps2: "ap-south-2", apse1: "ap-southeast-1",
    apse2: "ap-southeast-2", apse3: "ap-southeast-3", apse4: "ap-southeast-4", apse5: "ap-southeast-5",
    apse6: "ap-southeast-6", apse7: "ap-southeast-7", apne1: "ap-northeast-1", apne2: "ap-northeast-2",
    apne3: "ap-northeast-3", mes1: "me-south-1", mec1: "me-central-1", ilc1: "il-central-1",
    euc1: "eu-central-1", euc2: "eu-central-2", euw1: "eu-west-1", euw2: "eu-west-2", euw3: "eu-west-3",
    eus1: "eu-south-1", eus2: "eu-south-2", eun1: "eu-north-1",
  },
};
