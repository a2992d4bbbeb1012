import type { RegionTable } from "./table.ts";

export const DIGITALOCEAN: RegionTable = {
  provider: "digitalocean",
  source:
    "https://docs.digitalocean.com/platform/regional-availability/; @pulumi/digitalocean 4.80.1 Region; " +
    "App Platform's slugs: https://docs.digitalocean.com/products/app-platform/details/availability/",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    nyc1: "US", nyc2: "US", nyc3: "US", sfo1: "US", sfo2: "US", sfo3: "US", atl1: "US", ric1: "US",
    mkc1: "US", mem1: "US", tor1: "CA", ams2: "NL", ams3: "NL", fra1: "DE", lon1: "GB", sgp1: "SG",
    blr1: "IN", syd1: "AU",
  },
  // App Platform names its regions without a number.
  aliases: {
    nyc: "nyc1",
    sfo: "sfo3",
    atl: "atl1",
    tor: "tor1",
    ams: "ams3",
    fra: "fra1",
    lon: "lon1",
    sgp: "sgp1",
    blr: "blr1",
    syd: "syd1",
  },
};
