import type { RegionTable } from "./table.ts";

/** Open Telekom Cloud. eu-ch2 is a cloud of its own in Switzerland. */
export const OTC: RegionTable = {
  provider: "otc",
  source: "https://docs.otc.t-systems.com/regions-and-endpoints/; openstacksdk 4.22.0 (otc, otc-swiss)",
  asOf: "2026-11-24",
  regions: { "eu-de": "DE", "eu-nl": "NL", "eu-ch2": "CH" },
  zoneForm: /^(eu-(?:de|nl)(?=-\d\d$)|eu-ch2(?=[ab]$))(?:-\d\d|[ab])$/,
};
