import { AWS_COMPUTE } from "./aws-compute.ts";
import { AWS_DATA } from "./aws-data.ts";
import { AWS_REGIONS } from "./aws-regions.ts";
import { AZURE_SERVICES } from "./azure-services.ts";
import { AZURE } from "./azure.ts";
import type { Corpus } from "./build.ts";
import { EUROPE } from "./europe.ts";
import { GCP } from "./gcp.ts";
import { HETZNER } from "./hetzner.ts";
import { KUBERNETES_CUSTOM } from "./kubernetes-custom.ts";
import { KUBERNETES_OBSERVABILITY } from "./kubernetes-observability.ts";
import { KUBERNETES_PLATFORM } from "./kubernetes-platform.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { MIXED } from "./mixed.ts";
import { OTHERS } from "./others.ts";
import { OVH_AND_OPENSTACK } from "./ovh.ts";
import { SCALEWAY } from "./scaleway.ts";

/** Every clean program, by the file that it is in. */
export const ALL_CORPORA: Readonly<Record<string, Corpus>> = {
  "aws compute": AWS_COMPUTE,
  "aws data": AWS_DATA,
  "aws regions": AWS_REGIONS,
  azure: AZURE,
  "azure services": AZURE_SERVICES,
  gcp: GCP,
  scaleway: SCALEWAY,
  "ovh and openstack": OVH_AND_OPENSTACK,
  hetzner: HETZNER,
  europe: EUROPE,
  others: OTHERS,
  kubernetes: KUBERNETES,
  "kubernetes observability": KUBERNETES_OBSERVABILITY,
  "kubernetes platform": KUBERNETES_PLATFORM,
  "kubernetes custom": KUBERNETES_CUSTOM,
  mixed: MIXED,
};
