import type { RegionTable } from "./table.ts";

/** Left out: the regions of its object storage (europe-1, …), which no source that could be read places. */
export const UPCLOUD: RegionTable = {
  provider: "upcloud",
  source: "https://upcloud.com/docs/getting-started/locations/; sparecores-crawler 0.10.2",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "de-fra1": "DE", "dk-cph1": "DK", "es-mad1": "ES", "fi-hel1": "FI", "fi-hel2": "FI", "nl-ams1": "NL",
    "no-svg1": "NO", "pl-waw1": "PL", "se-sto1": "SE", "uk-lon1": "GB", "us-chi1": "US", "us-nyc1": "US",
    "us-sjo1": "US", "sg-sin1": "SG", "au-syd1": "AU",
  },
};
