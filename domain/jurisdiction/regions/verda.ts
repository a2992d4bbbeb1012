import type { RegionTable } from "./table.ts";

/** Formerly DataCrunch. ICE-01 is Iceland: in the EEA, not in the EU. */
export const VERDA: RegionTable = {
  provider: "verda",
  source: "https://docs.verda.com/; gpuhunt 0.1.34 (PyPI), skypilot 0.14.1 (PyPI)",
  asOf: "2026-11-24",
  regions: { "FIN-01": "FI", "FIN-02": "FI", "FIN-03": "FI", "ICE-01": "IS" },
};
