import type { Carrier } from "./carriers.ts";
import { AWS } from "./exclusions/aws.ts";
import { AZURE } from "./exclusions/azure-native.ts";
import { COMMON } from "./exclusions/common.ts";
import type { Exclusion } from "./exclusions/exclusion.ts";
import { GCP } from "./exclusions/gcp.ts";
import { KUBERNETES } from "./exclusions/kubernetes.ts";
import { SMALLER } from "./exclusions/smaller.ts";

/** Properties that the extraction finds by their words and that are not measured: read them, they are the measure's limits. */
export const EXCLUSIONS: readonly Exclusion[] = [
  ...COMMON,
  ...AWS,
  ...AZURE,
  ...GCP,
  ...KUBERNETES,
  ...SMALLER,
];

/** Why a carrier is not measured; undefined where it is. */
export function exclusionOf(carrier: Carrier): Exclusion | undefined {
  return EXCLUSIONS.find(
    ({ providers, kinds, type, path, holder, except }) =>
      (providers === undefined || providers.includes(carrier.provider)) &&
      (kinds === undefined || kinds.includes(carrier.kind)) &&
      (type === undefined || type.test(carrier.type)) &&
      (path === undefined || path.test(carrier.path)) &&
      (holder === undefined || holder.test(carrier.holder ?? "")) &&
      !(except?.test(`${carrier.type} ${carrier.holder ?? ""} ${carrier.steps.at(-1)?.name ?? ""}`) ?? false),
  );
}
