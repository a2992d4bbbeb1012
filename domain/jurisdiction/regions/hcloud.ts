import type { RegionTable } from "./table.ts";

export const HCLOUD: RegionTable = {
  provider: "hcloud",
  source: "https://docs.hetzner.com/cloud/general/locations/",
  asOf: "2026-11-23",
  regions: { fsn1: "DE", nbg1: "DE", hel1: "FI", ash: "US", hil: "US", sin: "SG" },
  // Network zones: everything inside one lies at its locations.
  multiRegions: { "eu-central": "DE FI", "us-east": "US", "us-west": "US", "ap-southeast": "SG" },
  zoneForm: /^([a-z]{3}\d?)-dc\d+$/,
};
