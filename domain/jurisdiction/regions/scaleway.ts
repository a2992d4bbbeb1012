import type { RegionTable } from "./table.ts";

export const SCALEWAY: RegionTable = {
  provider: "scaleway",
  source: "https://www.scaleway.com/en/docs/account/reference-content/products-availability/",
  asOf: "2026-10-09",
  regions: { "fr-par": "FR", "nl-ams": "NL", "pl-waw": "PL" },
  zoneForm: /^([a-z]{2}-[a-z]{3})-\d$/,
};
