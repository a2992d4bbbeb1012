import { AWS_COMPUTE } from "./aws-compute.ts";
import { AWS_DATA } from "./aws-data.ts";
import { AZURE } from "./azure.ts";
import type { Corpus } from "./build.ts";
import { EUROPE } from "./europe.ts";
import { GCP } from "./gcp.ts";
import { OTHERS } from "./others.ts";
import { SCALEWAY_OVH } from "./scaleway-ovh.ts";

/** Every clean program, by the file that it is in. */
export const ALL_CORPORA: Readonly<Record<string, Corpus>> = {
  "aws compute": AWS_COMPUTE,
  "aws data": AWS_DATA,
  azure: AZURE,
  gcp: GCP,
  "scaleway and ovh": SCALEWAY_OVH,
  europe: EUROPE,
  others: OTHERS,
};
