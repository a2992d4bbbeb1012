import type { RegionTable } from "./table.ts";

/**
 * Azure writes a region as one word; its display name ("West Europe") is the same word with spaces, which `locate`
 * removes. Left out: northeurope2, northeurope3, easteurope, brazilus, apacsoutheast2, southeastasia3, ocave and arlem,
 * names in Microsoft's own SDKs whose country no source gives.
 */
export const AZURE: RegionTable = {
  provider: "azure",
  source:
    "https://learn.microsoft.com/azure/reliability/regions-list; names of restricted and sovereign clouds: " +
    "https://github.com/Azure/azure-sdk-for-java (azure-cosmos, region ids)",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    westeurope: "NL", northeurope: "IE", germanywestcentral: "DE", germanynorth: "DE",
    germanycentral: "DE", germanynortheast: "DE", deloscloudgermanycentral: "DE",
    deloscloudgermanynorth: "DE", francecentral: "FR", francesouth: "FR", bleufrancecentral: "FR",
    bleufrancesouth: "FR", swedencentral: "SE", swedensouth: "SE", polandcentral: "PL", italynorth: "IT",
    spaincentral: "ES", austriaeast: "AT", belgiumcentral: "BE", denmarkeast: "DK", finlandcentral: "FI",
    norwayeast: "NO", norwaywest: "NO", switzerlandnorth: "CH", switzerlandwest: "CH", uksouth: "GB",
    ukwest: "GB", uksouth2: "GB", uknorth: "GB", eastus: "US", eastus2: "US", eastus3: "US",
    eastusslv: "US", eastusstg: "US", eastus2euap: "US", centralus: "US", centraluseuap: "US",
    northcentralus: "US", southcentralus: "US", southcentralus2: "US", southcentralusstg: "US",
    westcentralus: "US", westcentralusfre: "US", westus: "US", westus2: "US", westus3: "US",
    southeastus: "US", southeastus3: "US", southeastus5: "US", northeastus5: "US", southwestus: "US",
    usgovvirginia: "US", usgoviowa: "US", usgovarizona: "US", usgovtexas: "US", usgovwyoming: "US",
    usdodcentral: "US", usdodeast: "US", usdodsouthwest: "US", usdodsouthcentral: "US",
    usdodwestcentral: "US", usseceast: "US", ussecwest: "US", usseccentral: "US", ussecwestcentral: "US",
    usnateast: "US", usnatwest: "US", usnatnorth: "US", canadacentral: "CA", canadaeast: "CA",
    mexicocentral: "MX", brazilsouth: "BR", brazilsoutheast: "BR", brazilnortheast: "BR",
    chilecentral: "CL", chilenorthcentral: "CL", southafricanorth: "ZA", southafricawest: "ZA",
    uaenorth: "AE", uaecentral: "AE", qatarcentral: "QA", saudiarabiaeast: "SA", israelcentral: "IL",
    israelnorthwest: "IL", eastasia: "HK", southeastasia: "SG", singaporecentral: "SG",
    singaporenorth: "SG", singaporegov: "SG", taiwannorth: "TW", taiwannorthwest: "TW", japaneast: "JP",
    japanwest: "JP", koreacentral: "KR", koreasouth: "KR", koreasouth2: "KR", centralindia: "IN",
    southindia: "IN", westindia: "IN", indiasouthcentral: "IN", jioindiacentral: "IN", jioindiawest: "IN",
    australiaeast: "AU", australiasoutheast: "AU", australiacentral: "AU", australiacentral2: "AU",
    newzealandnorth: "NZ", indonesiacentral: "ID", malaysiawest: "MY", malaysiasouth: "MY",
    chinaeast: "CN", chinaeast2: "CN", chinaeast3: "CN", chinanorth: "CN", chinanorth2: "CN",
    chinanorth3: "CN", chinanorth10: "CN",
  },
  // Extended zones at carriers and in cities.
  zones: {
    attatlanta1: "US",
    attdallas1: "US",
    attdetroit1: "US",
    attnewyork1: "US",
    portland: "US",
    sgxsingapore1: "SG",
  },
  // Geographies. "Europe" is the continent: it includes London, Zurich and Oslo.
  // prettier-ignore
  multiRegions: {
    global: "", europe: "AT BE CH DE DK ES FR GB IE IT NL NO PL SE", austria: "AT", belgium: "BE",
    denmark: "DK", france: "FR", germany: "DE", italy: "IT", norway: "NO", poland: "PL", spain: "ES",
    sweden: "SE", switzerland: "CH", uk: "GB", unitedkingdom: "GB", unitedstates: "US",
    unitedstateseuap: "US", canada: "CA", mexico: "MX", brazil: "BR", chile: "CL", southafrica: "ZA",
    uae: "AE", qatar: "QA", israel: "IL", india: "IN", indonesia: "ID", japan: "JP", korea: "KR",
    malaysia: "MY", newzealand: "NZ", singapore: "SG", taiwan: "TW", australia: "AU",
    asia: "HK SG", asiapacific: "HK SG",
  },
  // Labels of nodes: westeurope-1.
  zoneForm: /^([a-z]+\d{0,2})-[123]$/,
  aliases: { indiacentral: "centralindia" },
};
