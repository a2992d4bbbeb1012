import type { RegionTable } from "./table.ts";

export const SEEWEB: RegionTable = {
  provider: "seeweb",
  source: "https://docs.seeweb.it/; skypilot 0.14.1 (PyPI, cloud seeweb)",
  asOf: "2026-11-24",
  // Frosinone, Milan, Lugano, Sofia.
  regions: { "it-fr2": "IT", "it-mi2": "IT", "ch-lug1": "CH", "bg-sof1": "BG" },
};
