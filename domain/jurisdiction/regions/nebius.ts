import type { RegionTable } from "./table.ts";

/** eu-north2 is Iceland: in the EEA, not in the EU. */
export const NEBIUS: RegionTable = {
  provider: "nebius",
  source: "https://docs.nebius.com/overview/regions",
  asOf: "2026-09-20",
  // prettier-ignore
  regions: {
    "eu-north1": "FI", "eu-north2": "IS", "eu-west1": "FR", "eu-west2": "FR", "eu-south1": "ES",
    "me-west1": "IL", "uk-south1": "GB", "uk-south2": "GB", "us-central1": "US", "us-north1": "US",
  },
};
