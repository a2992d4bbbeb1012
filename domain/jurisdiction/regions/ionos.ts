import type { RegionTable } from "./table.ts";

export const IONOS: RegionTable = {
  provider: "ionos",
  source:
    "https://docs.ionos.com/cloud/getting-started/locations; https://docs.ionos.com/cloud/storage-and-backup/" +
    "ionos-object-storage/endpoints",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "de/fra": "DE", "de/txl": "DE", "es/vit": "ES", "fr/par": "FR", "gb/lhr": "GB", "gb/bhx": "GB",
    "us/las": "US", "us/ewr": "US", "us/mci": "US",
  },
  // Object storage has regions of its own: Frankfurt, Berlin, Berlin, Logroño and Lenexa.
  zones: {
    "eu-central-1": "DE",
    "eu-central-2": "DE",
    "eu-central-3": "DE",
    "eu-south-2": "ES",
    "us-central-1": "US",
  },
  // A facility of a location: de/fra/2.
  zoneForm: /^([a-z]{2}\/[a-z]{3})\/\d$/,
  // How hosts spell locations.
  // prettier-ignore
  aliases: {
    "de-fra": "de/fra", "de-txl": "de/txl", "es-vit": "es/vit", "fr-par": "fr/par", "gb-lhr": "gb/lhr",
    "gb-bhx": "gb/bhx", "us-las": "us/las", "us-ewr": "us/ewr", "us-mci": "us/mci",
  },
};
