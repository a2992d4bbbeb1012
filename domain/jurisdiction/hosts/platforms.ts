import { anywhere, at, type HostGroup } from "./types.ts";

/** Smaller clouds, and services that run on a region of another cloud. */
export const PLATFORMS: readonly HostGroup[] = [
  {
    operator: "DigitalOcean",
    role: "cloud",
    source: "https://docs.digitalocean.com/products/spaces/; https://docs.digitalocean.com/reference/api/",
    asOf: "2026-11-24",
    table: "digitalocean",
    regional: [
      "{region}.digitaloceanspaces.com",
      "{bucket}.{region}.digitaloceanspaces.com",
      "{bucket}.{region}.cdn.digitaloceanspaces.com",
    ],
    hosts: anywhere(
      "api.digitalocean.com",
      "*.k8s.ondigitalocean.com",
      "*.db.ondigitalocean.com",
      "*.ondigitalocean.app",
      "registry.digitalocean.com",
      "inference.do-ai.run",
    ),
  },
  {
    operator: "Akamai",
    role: "cloud",
    source: "https://techdocs.akamai.com/cloud-computing/docs/access-buckets-and-files-through-urls",
    asOf: "2026-11-24",
    table: "linode",
    regional: ["{region}.linodeobjects.com", "{bucket}.{region}.linodeobjects.com"],
    hosts: anywhere("api.linode.com", "*.linodelke.net", "*.akamaized.net"),
  },
  {
    operator: "Vultr",
    role: "cloud",
    source: "https://docs.vultr.com/products/cloud-storage/object-storage",
    asOf: "2026-11-24",
    hosts: {
      ...at("NL", "ams1.vultrobjects.com", "ams2.vultrobjects.com"),
      ...at("US", "ewr1.vultrobjects.com", "sjc1.vultrobjects.com"),
      ...anywhere("api.vultr.com", "*.vultr-k8s.com"),
    },
  },
  {
    operator: "Cloudflare",
    role: "cloud",
    source: "https://developers.cloudflare.com/r2/reference/data-location/",
    asOf: "2026-11-24",
    // The jurisdiction "eu" of R2 keeps objects in the EU.
    hosts: {
      ...at("EU", "{account}.eu.r2.cloudflarestorage.com"),
      ...anywhere(
        "api.cloudflare.com",
        "{account}.r2.cloudflarestorage.com",
        "*.workers.dev",
        "*.pages.dev",
        "gateway.ai.cloudflare.com",
      ),
    },
  },
  {
    operator: "Hugging Face",
    role: "model-api",
    source: "https://huggingface.co/docs/inference-endpoints/support/faq (on AWS)",
    asOf: "2026-11-24",
    table: "aws",
    regional: ["{endpoint}.{region}.aws.endpoints.huggingface.cloud"],
  },
  {
    operator: "Hugging Face",
    role: "model-api",
    source: "https://huggingface.co/docs/inference-endpoints/support/faq (on Azure)",
    asOf: "2026-11-24",
    table: "azure",
    regional: ["{endpoint}.{region}.azure.endpoints.huggingface.cloud"],
  },
  {
    operator: "Hugging Face",
    role: "model-api",
    source: "https://huggingface.co/docs/inference-endpoints/support/faq (on Google Cloud)",
    asOf: "2026-11-24",
    table: "gcp",
    regional: ["{endpoint}.{region}.gcp.endpoints.huggingface.cloud"],
  },
  {
    operator: "Elastic",
    role: "observability",
    source:
      "https://www.elastic.co/docs/reference/cloud/cloud-hosted/ec-regions-templates-instances (on AWS)",
    asOf: "2026-11-24",
    table: "aws",
    regional: ["*.{region}.aws.elastic-cloud.com", "*.{region}.aws.found.io", "*.{region}.aws.elastic.cloud"],
  },
  {
    operator: "Elastic",
    role: "observability",
    source:
      "https://www.elastic.co/docs/reference/cloud/cloud-hosted/ec-regions-templates-instances (on Azure)",
    asOf: "2026-11-24",
    table: "azure",
    regional: ["*.{region}.azure.elastic-cloud.com", "*.{region}.azure.elastic.cloud"],
  },
  {
    operator: "Elastic",
    role: "observability",
    source:
      "https://www.elastic.co/docs/reference/cloud/cloud-hosted/ec-regions-templates-instances (on Google Cloud)",
    asOf: "2026-11-24",
    table: "gcp",
    regional: [
      "*.{region}.gcp.cloud.es.io",
      "*.{region}.gcp.elastic-cloud.com",
      "*.{region}.gcp.elastic.cloud",
    ],
  },
];
