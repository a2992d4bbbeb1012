import type { RegionTable } from "./table.ts";

/** Left out: "ap", the cross-region location of object storage in Asia, whose cities have changed. */
export const IBM: RegionTable = {
  provider: "ibm",
  source:
    "https://cloud.ibm.com/docs/overview?topic=overview-locations; " +
    "https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-endpoints",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "us-south": "US", "us-east": "US", "br-sao": "BR", "ca-tor": "CA", "ca-mon": "CA", "eu-gb": "GB",
    "eu-de": "DE", "eu-es": "ES", "in-che": "IN", "in-mum": "IN", "jp-tok": "JP", "jp-osa": "JP",
    "au-syd": "AU",
  },
  // Data centres.
  // prettier-ignore
  zones: {
    ams01: "NL", ams03: "NL", fra02: "DE", fra04: "DE", fra05: "DE", mil01: "IT", par01: "FR",
    osl01: "NO", lon01: "GB", lon02: "GB", lon04: "GB", lon05: "GB", lon06: "GB", dal10: "US",
    dal12: "US", dal13: "US", wdc01: "US", wdc04: "US", wdc06: "US", wdc07: "US", sjc03: "US",
    sjc04: "US", hou02: "US", tor01: "CA", tor04: "CA", tor05: "CA", mon01: "CA", mex01: "MX",
    sao01: "BR", sao04: "BR", sao05: "BR", che01: "IN", hkg02: "HK", seo01: "KR", sng01: "SG",
    tok02: "JP", tok04: "JP", tok05: "JP", osa21: "JP", osa22: "JP", osa23: "JP", syd01: "AU",
    syd04: "AU", syd05: "AU", mel01: "AU",
  },
  // Cross-region locations of object storage; those of the EU are spread over its own data centres there.
  multiRegions: { global: "", eu: "EU", us: "US" },
  zoneForm: /^([a-z]{2}-[a-z]+)-[123]$/,
};
