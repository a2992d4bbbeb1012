import type { RegionTable } from "./table.ts";

/** Orange's Flexible Engine; its other regions (eu-west-1, na-east-0) could not be placed by a page of Orange. */
export const FLEXIBLE_ENGINE: RegionTable = {
  provider: "flexibleengine",
  source: "https://docs.prod-cloud-ocb.orange-business.com/",
  asOf: "2026-11-24",
  regions: { "eu-west-0": "FR" },
  zoneForm: /^(eu-west-0)[abc]$/,
};
