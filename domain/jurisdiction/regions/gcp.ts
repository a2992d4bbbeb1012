import type { RegionTable } from "./table.ts";

/**
 * Codes of multi-regions mean different regions in different services (eur5 of Cloud Storage is Belgium and London, of
 * Spanner it has a witness in the Netherlands too). Each carries every country of every service. Left out: europe,
 * whose regions Cloud KMS does not name (Artifact Registry keeps "europe" in member states); nam-eur-asia3; eur7 of
 * Spanner; us-east7 and us-west8, which price lists have and the list of regions has not.
 */
export const GCP: RegionTable = {
  provider: "gcp",
  source:
    "https://cloud.google.com/compute/docs/regions-zones; https://cloud.google.com/storage/docs/locations; " +
    "https://cloud.google.com/spanner/docs/instance-configurations; https://cloud.google.com/kms/docs/locations; " +
    "https://cloud.google.com/datastore/docs/locations",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "europe-central2": "PL", "europe-north1": "FI", "europe-north2": "SE", "europe-southwest1": "ES",
    "europe-west1": "BE", "europe-west2": "GB", "europe-west3": "DE", "europe-west4": "NL",
    "europe-west6": "CH", "europe-west8": "IT", "europe-west9": "FR", "europe-west10": "DE",
    "europe-west12": "IT", "us-central1": "US", "us-central2": "US", "us-east1": "US", "us-east4": "US",
    "us-east5": "US", "us-south1": "US", "us-west1": "US", "us-west2": "US", "us-west3": "US",
    "us-west4": "US", "northamerica-northeast1": "CA", "northamerica-northeast2": "CA",
    "northamerica-south1": "MX", "southamerica-east1": "BR", "southamerica-west1": "CL",
    "africa-south1": "ZA", "asia-east1": "TW", "asia-east2": "HK", "asia-northeast1": "JP",
    "asia-northeast2": "JP", "asia-northeast3": "KR", "asia-south1": "IN", "asia-south2": "IN",
    "asia-southeast1": "SG", "asia-southeast2": "ID", "asia-southeast3": "TH", "australia-southeast1": "AU",
    "australia-southeast2": "AU", "me-central1": "QA", "me-central2": "SA", "me-west1": "IL",
    // Clouds that a partner operates in its own universe: S3NS in France, Google Cloud Dedicated in Berlin.
    "u-france-east1": "FR", "u-germany-northeast1": "DE",
  },
  // prettier-ignore
  multiRegions: {
    global: "", us: "US", ca: "CA",
    // Neither London nor Zurich: https://cloud.google.com/storage/docs/locations, note on EU.
    eu: "EU",
    asia: "HK ID IN JP KR SG TW",
    eur3: "BE NL FI", eur4: "FI NL", eur5: "BE GB NL", eur6: "NL DE CH", eur7: "GB DE", eur8: "DE CH",
    nam3: "US", nam4: "US", nam5: "US", nam6: "US", nam7: "US", nam8: "US", nam9: "US", nam10: "US",
    nam11: "US", nam12: "US", asia1: "JP KR", "nam-eur-asia1": "US BE TW",
  },
  zoneForm: /^([a-z-]+\d{1,2})-[a-z]$/,
};
