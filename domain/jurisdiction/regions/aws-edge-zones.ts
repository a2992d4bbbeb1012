/**
 * Local Zones and Wavelength Zones lie where their city lies, which is often not the country of their region:
 * eu-central-1-waw-1a is in Warsaw, eu-west-3-wl1-dss-wlz-1 in Dakar. Written as region → city → country.
 */
// prettier-ignore
const LOCAL_ZONES: Record<string, Record<string, string>> = {
  "us-east-1": {
    "atl-1": "US", "atl-2": "US", "bos-1": "US", "chi-1": "US", "chi-2": "US", "dfw-1": "US", "dfw-2": "US",
    "iah-1": "US", "iah-2": "US", "mci-1": "US", "mia-1": "US", "mia-2": "US", "msp-1": "US", "nyc-1": "US",
    "nyc-2": "US", "phl-1": "US", "bue-1": "AR", "lim-1": "PE", "qro-1": "MX", "scl-1": "CL",
  },
  "us-west-2": {
    "den-1": "US", "hnl-1": "US", "las-1": "US", "lax-1": "US", "pdx-1": "US", "phx-1": "US", "phx-2": "US",
    "sea-1": "US",
  },
  "af-south-1": { "los-1": "NG" },
  "ap-northeast-1": { "tpe-1": "TW" },
  "ap-south-1": { "ccu-1": "IN", "del-1": "IN" },
  "ap-southeast-1": { "bkk-1": "TH", "han-1": "VN", "mnl-1": "PH" },
  "ap-southeast-2": { "akl-1": "NZ", "per-1": "AU" },
  "cn-north-1": { "pkx-1": "CN" },
  "eu-central-1": { "ath-1": "GR", "ham-1": "DE", "ist-1": "TR", "waw-1": "PL" },
  "eu-north-1": { "cph-1": "DK", "hel-1": "FI" },
  "eu-west-3": { "cmn-1": "MA" },
  "me-south-1": { "mct-1": "OM" },
};

/** Carrier's number and city → country. */
// prettier-ignore
const WAVELENGTH_ZONES: Record<string, Record<string, string>> = {
  "us-east-1": {
    "wl1-atl": "US", "wl1-bna": "US", "wl1-bos": "US", "wl1-chi": "US", "wl1-clt": "US", "wl1-dfw": "US",
    "wl1-dtw": "US", "wl1-iah": "US", "wl1-mia": "US", "wl1-msp": "US", "wl1-nyc": "US", "wl1-tpa": "US",
    "wl1-was": "US",
  },
  "us-west-2": { "wl1-den": "US", "wl1-las": "US", "wl1-lax": "US", "wl1-phx": "US", "wl1-sea": "US" },
  "ap-northeast-1": { "wl1-kix": "JP", "wl1-nrt": "JP" },
  "ap-northeast-2": { "wl1-cjj": "KR", "wl1-sel": "KR" },
  "ca-central-1": { "wl1-yto": "CA" },
  "eu-central-1": { "wl1-ber": "DE", "wl1-dtm": "DE", "wl1-muc": "DE" },
  "eu-west-2": { "wl1-lon": "GB", "wl1-man": "GB", "wl2-man": "GB" },
  "eu-west-3": { "wl1-cmn": "MA", "wl1-dss": "SN" },
};

/** The only city with a second zone in its group (us-west-2-lax-1b). */
const TWO_ZONES = "lax-1";

/** Zone, and its group, which is also the network border group. */
function localZones(region: string, city: string): string[] {
  const group = `${region}-${city}`;
  return [group, `${group}a`, ...(city === TWO_ZONES ? [`${group}b`] : [])];
}

/** Zone (…-wlz-1), network border group (…-wlz-1 too), and the code in price lists (…-wl1-ber1). */
function wavelengthZones(region: string, city: string): string[] {
  return [`${region}-${city}-wlz-1`, `${region}-${city}1`];
}

function named(
  zones: Record<string, Record<string, string>>,
  names: (region: string, city: string) => string[],
): (readonly [name: string, country: string])[] {
  return Object.entries(zones).flatMap(([region, cities]) =>
    Object.entries(cities).flatMap(([city, country]) =>
      names(region, city).map((name) => [name, country] as const),
    ),
  );
}

/** Ids of zones: the region's abbreviation, the city, and the zone's number (use1-bos1-az1). */
const ABBREVIATIONS: Record<string, string> = {
  "us-east-1": "use1",
  "us-west-2": "usw2",
  "af-south-1": "afs1",
  "ap-northeast-1": "apne1",
  "ap-northeast-2": "apne2",
  "ap-south-1": "aps1",
  "ap-southeast-1": "apse1",
  "ap-southeast-2": "apse2",
  "ca-central-1": "cac1",
  "eu-central-1": "euc1",
  "eu-north-1": "eun1",
  "eu-west-2": "euw2",
  "eu-west-3": "euw3",
  "me-south-1": "mes1",
};

function ids(region: string, suffix: string): string[] {
  const abbreviation = ABBREVIATIONS[region];
  return abbreviation === undefined ? [] : [`${abbreviation}-${suffix}`];
}

export const AWS_EDGE_ZONES: Readonly<Record<string, string>> = Object.fromEntries([
  ...named(LOCAL_ZONES, localZones),
  ...named(LOCAL_ZONES, (region, city) => [
    ...ids(region, `${city.replace("-", "")}-az1`),
    ...(city === TWO_ZONES ? ids(region, `${city.replace("-", "")}-az2`) : []),
  ]),
  ...named(WAVELENGTH_ZONES, wavelengthZones),
  ...named(WAVELENGTH_ZONES, (region, city) => ids(region, `${city}-wlz1`)),
]);
