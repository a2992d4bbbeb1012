import type { RegionTable } from "./table.ts";

/**
 * All realms that the SDK names, also those of governments and of partners. Left out: us-somerset-1 and us-thames-1
 * (realm 23), for which no city is published.
 */
export const ORACLE: RegionTable = {
  provider: "oracle",
  source:
    "https://docs.oracle.com/iaas/Content/General/Concepts/regions.htm; " +
    "https://docs.oracle.com/iaas/Content/sovereign-cloud/eu-sovereign-cloud.htm; oci 2.189.0 (PyPI) regions_definitions",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "eu-frankfurt-1": "DE", "eu-amsterdam-1": "NL", "eu-paris-1": "FR", "eu-marseille-1": "FR",
    "eu-milan-1": "IT", "eu-turin-1": "IT", "eu-madrid-1": "ES", "eu-madrid-3": "ES",
    "eu-stockholm-1": "SE", "eu-zurich-1": "CH", "eu-jovanovac-1": "RS", "eu-frankfurt-2": "DE",
    "eu-madrid-2": "ES", "eu-dcc-milan-1": "IT", "eu-dcc-milan-2": "IT", "eu-dcc-dublin-1": "IE",
    "eu-dcc-dublin-2": "IE", "eu-dcc-rating-1": "DE", "eu-dcc-rating-2": "DE", "eu-dcc-zurich-1": "CH",
    "eu-crissier-1": "CH", "eu-budapest-1": "HU", "uk-london-1": "GB", "uk-cardiff-1": "GB",
    "uk-gov-london-1": "GB", "uk-gov-cardiff-1": "GB", "us-ashburn-1": "US", "us-ashburn-2": "US",
    "us-chicago-1": "US", "us-phoenix-1": "US", "us-sanjose-1": "US", "us-saltlake-2": "US",
    "us-newark-1": "US", "us-langley-1": "US", "us-luke-1": "US", "us-gov-ashburn-1": "US",
    "us-gov-chicago-1": "US", "us-gov-phoenix-1": "US", "ca-montreal-1": "CA", "ca-toronto-1": "CA",
    "mx-queretaro-1": "MX", "mx-monterrey-1": "MX", "sa-saopaulo-1": "BR", "sa-vinhedo-1": "BR",
    "sa-riodejaneiro-1": "BR", "sa-santiago-1": "CL", "sa-valparaiso-1": "CL", "sa-bogota-1": "CO",
    "af-johannesburg-1": "ZA", "af-casablanca-1": "MA", "il-jerusalem-1": "IL", "me-jeddah-1": "SA",
    "me-riyadh-1": "SA", "me-dubai-1": "AE", "me-abudhabi-1": "AE", "me-abudhabi-2": "AE",
    "me-abudhabi-3": "AE", "me-abudhabi-4": "AE", "me-alain-1": "AE", "me-dcc-doha-1": "QA",
    "me-alrayyan-1": "QA", "me-dcc-muscat-1": "OM", "me-ibri-1": "OM", "ap-tokyo-1": "JP",
    "ap-osaka-1": "JP", "ap-chiyoda-1": "JP", "ap-ibaraki-1": "JP", "ap-seoul-1": "KR",
    "ap-seoul-2": "KR", "ap-chuncheon-1": "KR", "ap-chuncheon-2": "KR", "ap-suwon-1": "KR",
    "ap-mumbai-1": "IN", "ap-hyderabad-1": "IN", "ap-delhi-1": "IN", "ap-singapore-1": "SG",
    "ap-singapore-2": "SG", "ap-batam-1": "ID", "ap-kulai-2": "MY", "ap-dcc-gazipur-1": "BD",
    "ap-sydney-1": "AU", "ap-melbourne-1": "AU", "ap-dcc-canberra-1": "AU",
  },
  // Availability domains: kWVD:EU-FRANKFURT-1-AD-1, and without the prefix of the tenancy.
  zoneForm: /^(?:[a-z0-9]{4}:)?([a-z-]+-\d)-ad-[123]$/,
  // Region keys, which OCIDs and image registries carry.
  // prettier-ignore
  aliases: {
    yny: "ap-chuncheon-1", hyd: "ap-hyderabad-1", mel: "ap-melbourne-1", bom: "ap-mumbai-1",
    kix: "ap-osaka-1", icn: "ap-seoul-1", syd: "ap-sydney-1", nrt: "ap-tokyo-1", yul: "ca-montreal-1",
    yyz: "ca-toronto-1", ams: "eu-amsterdam-1", fra: "eu-frankfurt-1", zrh: "eu-zurich-1",
    jed: "me-jeddah-1", dxb: "me-dubai-1", gru: "sa-saopaulo-1", cwl: "uk-cardiff-1", lhr: "uk-london-1",
    iad: "us-ashburn-1", phx: "us-phoenix-1", sjc: "us-sanjose-1", vcp: "sa-vinhedo-1",
    scl: "sa-santiago-1", mtz: "il-jerusalem-1", mrs: "eu-marseille-1", sin: "ap-singapore-1",
    auh: "me-abudhabi-1", lin: "eu-milan-1", arn: "eu-stockholm-1", jnb: "af-johannesburg-1",
    cdg: "eu-paris-1", qro: "mx-queretaro-1", mad: "eu-madrid-1", ord: "us-chicago-1",
    mty: "mx-monterrey-1", aga: "us-saltlake-2", bog: "sa-bogota-1", vap: "sa-valparaiso-1",
    xsp: "ap-singapore-2", ruh: "me-riyadh-1", onm: "ap-delhi-1", hsg: "ap-batam-1", orf: "eu-madrid-3",
    nrq: "eu-turin-1", jbp: "ap-kulai-2", lej: "af-casablanca-1", lfi: "us-langley-1", luf: "us-luke-1",
    ric: "us-gov-ashburn-1", pia: "us-gov-chicago-1", tus: "us-gov-phoenix-1", ltn: "uk-gov-london-1",
    brs: "uk-gov-cardiff-1", nja: "ap-chiyoda-1", ukb: "ap-ibaraki-1", mct: "me-dcc-muscat-1",
    ibr: "me-ibri-1", wga: "ap-dcc-canberra-1", bgy: "eu-dcc-milan-1", mxp: "eu-dcc-milan-2",
    snn: "eu-dcc-dublin-2", dtm: "eu-dcc-rating-2", dus: "eu-dcc-rating-1", ork: "eu-dcc-dublin-1",
    dac: "ap-dcc-gazipur-1", vll: "eu-madrid-2", str: "eu-frankfurt-2", beg: "eu-jovanovac-1",
    doh: "me-dcc-doha-1", vve: "me-alrayyan-1", avz: "eu-dcc-zurich-1", avf: "eu-crissier-1",
    ahu: "me-abudhabi-3", rba: "me-alain-1", rkt: "me-abudhabi-2", shj: "me-abudhabi-4",
    dtz: "ap-seoul-2", dln: "ap-suwon-1", bno: "ap-chuncheon-2", yxj: "us-ashburn-2", pgc: "us-newark-1",
    jsk: "eu-budapest-1", hnw: "sa-riodejaneiro-1",
  },
};
