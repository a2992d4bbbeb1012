/**
 * Which countries count as "inside", by level. Membership is law, so every list carries its source and date.
 * Country codes are ISO 3166-1 alpha-2.
 */

/** How far personal data may travel: each level contains the one before it. */
export const RESIDENCY_LEVELS = ["eu", "eea", "adequacy"] as const;
export type ResidencyLevel = (typeof RESIDENCY_LEVELS)[number];

export interface CountryList {
  readonly countries: readonly string[];
  readonly source: string;
  /** Day on which the list was last compared with its source, ISO 8601. */
  readonly asOf: string;
}

/** Member states of the European Union. */
export const EU: CountryList = {
  // prettier-ignore
  countries: [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
  ],
  source: "https://european-union.europa.eu/principles-countries-history/eu-countries_en",
  asOf: "2026-11-23",
};

/** States of the European Economic Area that are not members of the EU; the GDPR applies there too. */
export const EEA_ONLY: CountryList = {
  countries: ["IS", "LI", "NO"],
  source: "Decision of the EEA Joint Committee No 154/2018 (GDPR in the EEA)",
  asOf: "2026-11-23",
};

/**
 * Third countries with a valid adequacy decision under Art. 45 GDPR. The United States is left out on purpose: its
 * decision covers only recipients certified under the Data Privacy Framework, which a country code cannot show.
 */
export const ADEQUATE: CountryList = {
  countries: ["AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"],
  source: "European Commission, adequacy decisions, as listed on 2026-08-05",
  asOf: "2026-08-05",
};

const INSIDE: Record<ResidencyLevel, ReadonlySet<string>> = {
  eu: new Set(EU.countries),
  eea: new Set([...EU.countries, ...EEA_ONLY.countries]),
  adequacy: new Set([...EU.countries, ...EEA_ONLY.countries, ...ADEQUATE.countries]),
};

/** True where data may lie in `country` at `level`. An unknown code is outside at every level. */
export function isInside(country: string, level: ResidencyLevel): boolean {
  return INSIDE[level].has(country);
}

/** True for a country code that an owner must have for the `sovereign` check: EU or EEA. */
export function isSovereign(ownerCountry: string): boolean {
  return INSIDE.eea.has(ownerCountry);
}

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** "GB" → "United Kingdom (GB)"; a code that nobody knows is returned as it is. */
export function countryName(code: string): string {
  const name = names.of(code);
  return name === undefined || name === code ? code : `${name} (${code})`;
}
