import { nearest } from "../nearest.ts";
import { REGION_TABLES, type RegionTable } from "./regions/index.ts";

export type PlaceKind = "region" | "zone" | "multi-region" | "global";

/** Where the name of a place points to. */
export type Location =
  | {
      readonly status: "known";
      /** Codes of countries, or "EU" for member states that nobody names; empty only where the kind is global. */
      readonly countries: readonly string[];
      /** The table that has it; the first one where several agree. */
      readonly provider: string;
      readonly kind: PlaceKind;
    }
  /** No table has the code. */
  | { readonly status: "unknown"; readonly nearest: readonly string[] }
  /** Several providers use the code for different places (AWS and Alibaba share eu-west-1). */
  | {
      readonly status: "ambiguous";
      readonly countries: readonly string[];
      readonly providers: readonly string[];
    };

interface Place {
  readonly countries: readonly string[];
  readonly kind: PlaceKind;
}

interface IndexedTable {
  readonly provider: string;
  readonly zoneForm: RegExp | undefined;
  /** By name in lower case. */
  readonly places: ReadonlyMap<string, Place>;
  /** Names as the provider writes them, to offer instead of one that nobody knows. */
  readonly names: readonly string[];
}

function indexed(table: RegionTable): IndexedTable {
  const { provider, regions, zones = {}, multiRegions = {}, aliases = {}, zoneForm } = table;
  const places = new Map<string, Place>();
  const add = (names: Readonly<Record<string, string>>, kind: PlaceKind): void => {
    for (const [name, text] of Object.entries(names)) {
      const countries = text === "" ? [] : text.split(" ");
      places.set(name.toLowerCase(), { countries, kind: text === "" ? "global" : kind });
    }
  };
  add(regions, "region");
  add(zones, "zone");
  add(multiRegions, "multi-region");
  for (const [alias, name] of Object.entries(aliases)) {
    const place = places.get(name.toLowerCase());
    if (place !== undefined) places.set(alias.toLowerCase(), place);
  }
  const names = [regions, zones, multiRegions].flatMap((record) => Object.keys(record));
  return { provider, zoneForm, places, names };
}

const TABLES = new Map(REGION_TABLES.map((table) => [table.provider, indexed(table)]));

/** Only case is ignored, because providers themselves write GRA11 and gra11; Azure also takes "West Europe". */
function normalized(code: string, provider: string): string {
  const wanted = code.trim().toLowerCase();
  return provider === "azure" ? wanted.replaceAll(" ", "") : wanted;
}

function lookUp(table: IndexedTable, code: string): Place | undefined {
  const wanted = normalized(code, table.provider);
  const named = table.places.get(wanted);
  if (named !== undefined) return named;
  const region = table.zoneForm?.exec(wanted)?.[1];
  const place = region === undefined ? undefined : table.places.get(region);
  return place?.kind === "region" ? { ...place, kind: "zone" } : undefined;
}

function tablesFor(provider: string | undefined): readonly IndexedTable[] {
  const own = provider === undefined ? undefined : TABLES.get(provider);
  return own === undefined ? [...TABLES.values()] : [own];
}

/** Nothing that long is a place; comparing it with every name would only cost time. */
const LONGEST_CODE = 40;

/**
 * Looks the name of a region, zone or multi-region up in the tables: in that of `provider` where it has one, otherwise
 * in all of them. Codes are compared exactly and never by prefix: eu-west-2 is London, europe-west6 is Zurich.
 * @param provider A table's name (aws, scaleway, …); leave it out for a label that any cloud may have written.
 */
export function locate(code: string, provider?: string): Location {
  const tables = tablesFor(provider);
  const hits = tables.flatMap((table) => {
    const place = lookUp(table, code);
    return place === undefined ? [] : [{ ...place, provider: table.provider }];
  });
  const [first] = hits;
  if (first === undefined) {
    return {
      status: "unknown",
      // Only on demand: comparing with every name takes longer than everything before.
      get nearest() {
        return code.length > LONGEST_CODE ? [] : nearest(code.trim(), namesOf(tables));
      },
    };
  }
  const agreed = hits.every((hit) => sameCountries(hit.countries, first.countries));
  if (agreed) return { status: "known", ...first };
  return {
    status: "ambiguous",
    countries: [...new Set(hits.flatMap((hit) => hit.countries))],
    providers: hits.map((hit) => hit.provider),
  };
}

function namesOf(tables: readonly IndexedTable[]): ReadonlySet<string> {
  return new Set(tables.flatMap((table) => table.names));
}

function sameCountries(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((country) => others.includes(country));
}

/** Shortest name that stands for a place without a digit: westus, fr-par. "us", "ams" or "eu-de" could be anything. */
const SHORTEST_WORD = 6;

/**
 * True where a code of the tables is long and shaped enough to be taken for a place wherever it stands, whatever the
 * property is called: us-east-1 and eastus2 are, "us", "de", "ams", "global" and "europe" are not. Where `provider` is
 * named, two words with a hyphen or slash suffice too (fr-par, de/txl).
 */
export function isStrongCode(code: string, provider?: string): boolean {
  const wanted = code.trim();
  const isLong = wanted.length >= SHORTEST_WORD && wanted.length <= LONGEST_CODE;
  if (!isLong || !/^[a-z]/i.test(wanted)) return false;
  const isCounted = /\d/.test(wanted) && wanted.includes("-");
  const isSpelled = provider !== undefined && TABLES.has(provider) && /[-/]/.test(wanted);
  return tablesFor(provider).some((table) => {
    const kind = lookUp(table, wanted)?.kind;
    return (
      kind !== undefined && (isCounted || isSpelled || (table.provider === "azure" && kind === "region"))
    );
  });
}
