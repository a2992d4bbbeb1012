import type { RegionTable } from "./table.ts";

export const EXOSCALE: RegionTable = {
  provider: "exoscale",
  source:
    "https://www.exoscale.com/datacenters/; zone names of https://community.exoscale.com/platform/zones/",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "ch-gva-2": "CH", "ch-dk-2": "CH", "at-vie-1": "AT", "at-vie-2": "AT", "de-fra-1": "DE",
    "de-muc-1": "DE", "bg-sof-1": "BG", "hr-zag-1": "HR",
  },
};
