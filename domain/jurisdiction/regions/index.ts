import { ALIBABA } from "./alibaba.ts";
import { AWS } from "./aws.ts";
import { AZURE } from "./azure.ts";
import { DIGITALOCEAN } from "./digitalocean.ts";
import { EXOSCALE } from "./exoscale.ts";
import { FLEXIBLE_ENGINE } from "./flexibleengine.ts";
import { GCP } from "./gcp.ts";
import { HCLOUD } from "./hcloud.ts";
import { IBM } from "./ibm.ts";
import { IONOS } from "./ionos.ts";
import { LINODE } from "./linode.ts";
import { NEBIUS } from "./nebius.ts";
import { ORACLE } from "./oracle.ts";
import { OTC } from "./otc.ts";
import { OVH } from "./ovh.ts";
import { SCALEWAY } from "./scaleway.ts";
import { SEEWEB } from "./seeweb.ts";
import type { RegionTable } from "./table.ts";
import { UPCLOUD } from "./upcloud.ts";
import { VERDA } from "./verda.ts";
import { VULTR } from "./vultr.ts";

export const REGION_TABLES: readonly RegionTable[] = [
  AWS,
  AZURE,
  GCP,
  SCALEWAY,
  OVH,
  HCLOUD,
  EXOSCALE,
  UPCLOUD,
  NEBIUS,
  IONOS,
  OTC,
  FLEXIBLE_ENGINE,
  VERDA,
  SEEWEB,
  DIGITALOCEAN,
  LINODE,
  VULTR,
  ORACLE,
  IBM,
  ALIBABA,
];

export type { RegionTable };
