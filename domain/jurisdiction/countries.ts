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

/**
 * "Member states of the European Union, nobody says which": what a provider promises for a multi-region such as eu of
 * Cloud Storage. Inside at every level.
 */
export const SOMEWHERE_IN_EU = "EU";

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

export interface AdequacyDecision {
  readonly country: string;
  /** Number of the Commission's decision. */
  readonly decision: string;
  /** Day on which it was adopted, ISO 8601. */
  readonly date: string;
  /** Last day on which it holds where it ends by itself; otherwise it holds until it is repealed. */
  readonly until?: string;
}

/**
 * Third countries with a valid adequacy decision under Art. 45 GDPR. Left out on purpose: the United States (Decision
 * (EU) 2023/1795 covers only recipients certified under the Data Privacy Framework) and the European Patent
 * Organisation (no country). The decision for Canada covers commercial organisations, that for Japan private
 * operators, that for Israel automated processing: the code of a country cannot show either.
 */
export const ADEQUACY_DECISIONS: readonly AdequacyDecision[] = [
  { country: "AD", decision: "Decision 2010/625/EU", date: "2010-10-19" },
  { country: "AR", decision: "Decision 2003/490/EC", date: "2003-06-30" },
  { country: "BR", decision: "Implementing Decision (EU) 2026/179", date: "2026-01-26" },
  { country: "CA", decision: "Decision 2002/2/EC", date: "2001-12-20" },
  { country: "CH", decision: "Decision 2000/518/EC", date: "2000-07-26" },
  { country: "FO", decision: "Decision 2010/146/EU", date: "2010-03-05" },
  {
    country: "GB",
    // Renews Implementing Decision (EU) 2021/1772.
    decision: "Implementing Decision (EU) 2025/2574",
    date: "2025-12-19",
    until: "2031-12-27",
  },
  { country: "GG", decision: "Decision 2003/821/EC", date: "2003-11-21" },
  { country: "IL", decision: "Decision 2011/61/EU", date: "2011-01-31" },
  { country: "IM", decision: "Decision 2004/411/EC", date: "2004-04-28" },
  { country: "JE", decision: "Decision 2008/393/EC", date: "2008-05-08" },
  { country: "JP", decision: "Implementing Decision (EU) 2019/419", date: "2019-01-23" },
  { country: "KR", decision: "Implementing Decision (EU) 2022/254", date: "2021-12-17" },
  { country: "NZ", decision: "Implementing Decision 2013/65/EU", date: "2012-12-19" },
  { country: "UY", decision: "Implementing Decision 2012/484/EU", date: "2012-08-21" },
];

/** The countries of `ADEQUACY_DECISIONS`. */
export const ADEQUATE: CountryList = {
  countries: ADEQUACY_DECISIONS.map(({ country }) => country),
  source:
    "European Commission, https://commission.europa.eu/law/law-topic/data-protection/" +
    "international-dimension-data-protection/adequacy-decisions_en, as listed on 2026-08-05",
  asOf: "2026-08-05",
};

const INSIDE: Record<ResidencyLevel, ReadonlySet<string>> = {
  eu: new Set([SOMEWHERE_IN_EU, ...EU.countries]),
  eea: new Set([SOMEWHERE_IN_EU, ...EU.countries, ...EEA_ONLY.countries]),
  adequacy: new Set([SOMEWHERE_IN_EU, ...EU.countries, ...EEA_ONLY.countries, ...ADEQUATE.countries]),
};

/** True where data may lie in `country` at `level`. An unknown code is outside at every level. */
export function isInside(country: string, level: ResidencyLevel): boolean {
  return INSIDE[level].has(country);
}

/** True where data may lie in all of `countries` at `level`; false where there are none: nobody promised a place. */
export function areInside(countries: readonly string[], level: ResidencyLevel): boolean {
  return countries.length > 0 && countries.every((country) => isInside(country, level));
}

/** True for a country code that an owner must have for the `sovereign` check: EU or EEA. */
export function isSovereign(ownerCountry: string): boolean {
  return INSIDE.eea.has(ownerCountry);
}

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** "GB" → "United Kingdom (GB)"; a code that nobody knows is returned as it is. */
export function countryName(code: string): string {
  if (code === SOMEWHERE_IN_EU) return "European Union";
  const name = names.of(code);
  return name === undefined || name === code ? code : `${name} (${code})`;
}
