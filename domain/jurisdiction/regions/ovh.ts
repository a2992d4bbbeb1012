import type { RegionTable } from "./table.ts";

/**
 * Local zones carry their city: EU-WEST-LZ-MNC is Manchester, not Munich. Left out: the local zones ABJ, AKL, BLR, ICD,
 * DXB, MEX, SAO, BUE and SCL, which OVHcloud's API lists and no page places.
 */
export const OVH: RegionTable = {
  provider: "ovh",
  source:
    "https://www.ovhcloud.com/en/public-cloud/regions-availability/; " +
    "https://www.ovhcloud.com/en/about-us/infrastructure/local-zone/; region enum of https://eu.api.ovh.com/v2",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    GRA: "FR", GRA1: "FR", GRA3: "FR", GRA5: "FR", GRA7: "FR", GRA9: "FR", GRA11: "FR", RBX: "FR",
    "RBX-A": "FR", "RBX-ARCHIVE": "FR", SBG: "FR", SBG3: "FR", SBG5: "FR", SBG7: "FR", PAR: "FR",
    "EU-WEST-PAR": "FR", "EU-WEST-GRA": "FR", "EU-WEST-RBX": "FR", "EU-WEST-SBG": "FR",
    "EU-WEST-GRA-SNC": "FR", "EU-WEST-RBX-SNC": "FR", "EU-WEST-SBG-SNC": "FR", MIL: "IT",
    "EU-SOUTH-MIL": "IT", DE: "DE", DE1: "DE", LIM: "DE", "EU-WEST-LIM": "DE", WAW: "PL", WAW1: "PL",
    "EU-CENTRAL-WAW": "PL", UK: "GB", UK1: "GB", ERI: "GB", "EU-WEST-ERI": "GB", BHS: "CA", BHS1: "CA",
    BHS3: "CA", BHS5: "CA", "CA-EAST-BHS": "CA", "CA-EAST-TOR": "CA", SGP: "SG", SGP1: "SG",
    "AP-SOUTHEAST-SGP": "SG", SYD: "AU", SYD1: "AU", "AP-SOUTHEAST-SYD": "AU", "AP-SOUTH-MUM": "IN",
    YNM: "IN", "US-EAST-VA": "US", "US-EAST-VA-1": "US", "US-EAST-VIN": "US", VIN: "US",
    "US-WEST-OR": "US", "US-WEST-OR-1": "US", "US-WEST-HIL": "US", HIL: "US",
    "AF-NORTH-LZ-RBA": "MA", "EU-CENTRAL-LZ-BUH": "RO", "EU-CENTRAL-LZ-PRG": "CZ",
    "EU-EAST-LZ-PRG": "CZ", "EU-CENTRAL-LZ-SOF": "BG", "EU-NORTH-LZ-CPH": "DK", "EU-NORTH-LZ-HEL": "FI",
    "EU-NORTH-LZ-OSL": "NO", "EU-NORTH-LZ-STO": "SE", "EU-SOUTH-LZ-LIS": "PT", "EU-SOUTH-LZ-MAD": "ES",
    "EU-SOUTH-LZ-MIL": "IT", "EU-WEST-LZ-AMS": "NL", "EU-WEST-LZ-BRU": "BE", "EU-WEST-LZ-DLN": "IE",
    "EU-WEST-LZ-LUX": "LU", "EU-WEST-LZ-MNC": "GB", "EU-WEST-LZ-MRS": "FR", "EU-WEST-LZ-VIE": "AT",
    "EU-WEST-LZ-ZRH": "CH", "US-CENTRAL-LZ-SLC": "US", "US-CENTRAL-LZ-STL": "US", "US-EAST-LZ-ATL": "US",
    "US-EAST-LZ-BOS": "US", "US-EAST-LZ-CHI": "US", "US-EAST-LZ-DAL": "US", "US-EAST-LZ-MIA": "US",
    "US-EAST-LZ-NYC": "US", "US-WEST-LZ-DEN": "US", "US-WEST-LZ-LAX": "US", "US-WEST-LZ-PAO": "US",
    "US-WEST-LZ-PHX": "US", "US-WEST-LZ-SEA": "US",
  },
  // The three zones of Paris and Milan (eu-west-par-a), and the one of each local zone (EU-WEST-LZ-BRU-A).
  zoneForm: /^(eu-west-par|eu-south-mil|[a-z]{2}-[a-z]+-lz-[a-z]{3})-[abc]$/,
};
