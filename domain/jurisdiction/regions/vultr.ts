import type { RegionTable } from "./table.ts";

export const VULTR: RegionTable = {
  provider: "vultr",
  source: "https://www.vultr.com/features/datacenter-regions/; https://api.vultr.com/v2/regions",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    ams: "NL", atl: "US", blr: "IN", bom: "IN", cdg: "FR", del: "IN", dfw: "US", ewr: "US", fra: "DE",
    hnl: "US", icn: "KR", itm: "JP", jnb: "ZA", lax: "US", lhr: "GB", mad: "ES", man: "GB", mel: "AU",
    mex: "MX", mia: "US", nrt: "JP", ord: "US", sao: "BR", scl: "CL", sea: "US", sgp: "SG", sjc: "US",
    sto: "SE", syd: "AU", tlv: "IL", waw: "PL", yto: "CA",
  },
};
