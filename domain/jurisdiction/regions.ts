import { locate as locatePlace, type Location as Place } from "./locate.ts";

export { REGION_TABLES, type RegionTable } from "./regions/index.ts";

/** ISO 3166 keeps ZZ for "unknown": anywhere in the world is inside nothing. */
const ANYWHERE = "ZZ";

/** A place of `locate.ts` with its first country, for callers that ask for one country only. */
export type Location =
  Exclude<Place, { status: "known" }> | (Extract<Place, { status: "known" }> & { readonly country: string });

/** As `locate` of locate.ts. A place in several countries has more than `country`: judge by `countries`. */
export function locate(code: string, provider?: string): Location {
  const place = locatePlace(code, provider);
  return place.status === "known" ? { ...place, country: place.countries[0] ?? ANYWHERE } : place;
}
