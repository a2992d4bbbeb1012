import { HOST_GROUPS } from "../../../domain/jurisdiction/hosts/index.ts";
import { REGION_TABLES } from "../../../domain/jurisdiction/regions/index.ts";
import type { Table, Tables } from "../../doc-tables.ts";
import { killedPart, measure, PROVIDERS } from "./coverage/coverage.ts";
import { readCarriers } from "./coverage/carriers.ts";

/** Mutants of each provider: how many the gate refuses. */
function coverageTable(): Table {
  const rows = Object.entries(PROVIDERS).map(([provider, { packages, least }]) => {
    const coverage = measure(provider);
    const excluded = [...coverage.excluded.values()].reduce((sum, carriers) => sum + carriers.length, 0);
    return [
      provider,
      packages.map((name) => `${readCarriers(name).package} ${readCarriers(name).version}`).join("; "),
      String(coverage.carriers - coverage.neverClean),
      String(excluded),
      String(coverage.killed),
      String(coverage.survivors.length + coverage.falseAlarms.length),
      `${(Math.floor(killedPart(coverage) * 10_000) / 100).toFixed(2)} %`,
      `${least * 100} %`,
    ];
  });
  return [
    ["Provider", "Types of", "Mutants", "Excluded", "Refused", "Not refused", "Part", "At least"],
    ...rows,
  ];
}

function regionTable(): Table {
  const rows = REGION_TABLES.map(({ provider, regions, zones = {}, multiRegions = {}, asOf, source }) => [
    provider,
    String(Object.keys(regions).length),
    String(Object.keys(zones).length),
    String(Object.keys(multiRegions).length),
    asOf,
    source.replaceAll("|", "/"),
  ]);
  return [["Provider", "Regions", "Zones listed", "Multi-regions", "Compared on", "Source"], ...rows];
}

function hostTable(): Table {
  const byRole = Map.groupBy(HOST_GROUPS, ({ role }) => role);
  const rows = [...byRole].map(([role, groups]) => [
    role,
    String(
      groups.reduce(
        (sum, { hosts = {}, regional = [] }) => sum + Object.keys(hosts).length + regional.length,
        0,
      ),
    ),
    String(new Set(groups.map(({ operator }) => operator)).size),
  ]);
  return [["Role", "Hosts and templates", "Operators"], ...rows.sort()];
}

export const TABLES: Tables = { coverage: coverageTable, regions: regionTable, hosts: hostTable };
