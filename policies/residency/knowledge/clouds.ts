import { packageOf } from "../../resource.ts";
import { entryOf } from "./type-token.ts";

/** What the gate knows of a cloud's Pulumi package. */
export interface Cloud {
  /** Region table of domain/jurisdiction. */
  readonly table: string;
  /**
   * Where a resource lies that names no place itself: where its provider's region is, or where the resources lie that
   * it refers to.
   */
  readonly inherits: "provider" | "references";
  /**
   * The provider's inputs with its region; without them it takes the region from the shell that it runs in. Empty where
   * the provider has none.
   */
  readonly regionInputs: readonly string[];
}

const byProvider = (table: string, ...regionInputs: string[]): Cloud => ({
  table,
  inherits: "provider",
  regionInputs,
});
const byReferences = (table: string): Cloud => ({ table, inherits: "references", regionInputs: [] });

/** By the first part of a type token, which is the package's name. */
const CLOUDS: Readonly<Record<string, Cloud>> = {
  aws: byProvider("aws", "region"),
  "aws-native": byProvider("aws", "region"),
  azure: byReferences("azure"),
  "azure-native": byReferences("azure"),
  gcp: byProvider("gcp", "region", "zone"),
  "google-native": byProvider("gcp", "region", "zone"),
  scaleway: byProvider("scaleway", "region", "zone"),
  ovh: byReferences("ovh"),
  hcloud: byReferences("hcloud"),
  openstack: byProvider("openstack", "region"),
  opentelekomcloud: byProvider("otc", "region"),
  exoscale: byReferences("exoscale"),
  upcloud: byReferences("upcloud"),
  nebius: byReferences("nebius"),
  ionoscloud: byReferences("ionos"),
  digitalocean: byReferences("digitalocean"),
  linode: byReferences("linode"),
  vultr: byReferences("vultr"),
  oci: byProvider("oracle", "region"),
  ibm: byProvider("ibm", "region"),
  alicloud: byProvider("alibaba", "region"),
};

/** The cloud of a resource; undefined where its package belongs to none. */
export function cloudOf(type: string): Cloud | undefined {
  return entryOf(CLOUDS, packageOf(type));
}
