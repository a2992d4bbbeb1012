import type { RegionTable } from "./table.ts";

/** The oldest regions have names of half a continent: eu-west is London, ap-south is Singapore. */
export const LINODE: RegionTable = {
  provider: "linode",
  source:
    "https://techdocs.akamai.com/linode-api/reference/regions; clusters of object storage: " +
    "https://www.linode.com/docs/products/storage/object-storage/#availability",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "us-southeast": "US", "us-ord": "US", "us-central": "US", "us-west": "US", "us-lax": "US",
    "us-mia": "US", "us-east": "US", "us-sea": "US", "us-iad": "US", "ca-central": "CA", "br-gru": "BR",
    "se-sto": "SE", "nl-ams": "NL", "it-mil": "IT", "fr-par": "FR", "es-mad": "ES", "eu-central": "DE",
    "de-fra-2": "DE", "eu-west": "GB", "gb-lon": "GB", "ap-south": "SG", "sg-sin-2": "SG",
    "ap-northeast": "JP", "jp-tyo-3": "JP", "jp-osa": "JP", "ap-west": "IN", "in-maa": "IN",
    "in-bom-2": "IN", "id-cgk": "ID", "ap-southeast": "AU", "au-mel": "AU",
  },
  // prettier-ignore
  zones: {
    "nl-ams-1": "NL", "us-southeast-1": "US", "in-maa-1": "IN", "us-ord-1": "US", "eu-central-1": "DE",
    "id-cgk-1": "ID", "us-lax-1": "US", "us-mia-1": "US", "it-mil-1": "IT", "us-east-1": "US",
    "jp-osa-1": "JP", "fr-par-1": "FR", "br-gru-1": "BR", "us-sea-1": "US", "ap-south-1": "SG",
    "se-sto-1": "SE", "us-iad-1": "US",
  },
};
