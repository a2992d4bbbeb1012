import { nearest } from "../nearest.ts";
import { REGION_TABLES, type RegionTable } from "./region-tables.ts";

/** Where a region or zone code points to. */
export type Location =
  | { readonly status: "known"; readonly country: string; readonly provider: string }
  /** No table has the code. */
  | { readonly status: "unknown"; readonly nearest: readonly string[] }
  /** Several providers use the code for different countries (AWS and Alibaba share eu-west-1). */
  | { readonly status: "ambiguous"; readonly countries: readonly string[] };

/**
 * Codes are compared exactly and never by prefix: eu-west-2 is London, europe-west6 is Zurich. Only case is ignored,
 * because providers themselves write GRA11 and gra11.
 */
const index = new Map<string, Map<string, string>>(
  REGION_TABLES.map((table) => [
    table.provider,
    new Map(Object.entries(table.countries).map(([code, country]) => [code.toLowerCase(), country])),
  ]),
);

/** An availability zone names its region and one more letter or digit; each provider has its own form of it. */
const ZONE_FORMS: Record<string, RegExp> = {
  aws: /^(.+-\d)[a-z]$/,
  gcp: /^(.+\d)-[a-z]$/,
  scaleway: /^([a-z]{2}-[a-z]{3})-\d$/,
  hcloud: /^([a-z]{3}\d?)-dc\d+$/,
};

function lookUp(provider: string, code: string): string | undefined {
  const countries = index.get(provider);
  const zone = ZONE_FORMS[provider]?.exec(code)?.[1];
  return countries?.get(code) ?? (zone === undefined ? undefined : countries?.get(zone));
}

/**
 * Looks a region or zone code up in the tables: in that of `provider` where it has one, otherwise in all of them.
 * @param provider A table's name (aws, scaleway, …); leave it out for a label that any cloud may have written.
 */
export function locate(code: string, provider?: string): Location {
  // Azure also takes a region by its display name: "West Europe".
  const wanted = code
    .trim()
    .toLowerCase()
    .replaceAll(provider === "azure" ? " " : "\n", "");
  const providers = provider !== undefined && index.has(provider) ? [provider] : [...index.keys()];
  const hits = providers.flatMap((name) => {
    const country = lookUp(name, wanted);
    return country === undefined ? [] : [{ country, provider: name }];
  });
  const [first] = hits;
  if (first === undefined) {
    const known = providers.flatMap((name) => [...(index.get(name)?.keys() ?? [])]);
    return { status: "unknown", nearest: nearest(wanted, new Set(known)) };
  }
  const countries = [...new Set(hits.map((hit) => hit.country))];
  return countries.length === 1 ? { status: "known", ...first } : { status: "ambiguous", countries };
}

export type { RegionTable };
