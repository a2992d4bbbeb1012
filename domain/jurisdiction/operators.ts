import { CLOUD_OPERATORS, SERVICE_OPERATORS } from "./operators-table.ts";

/** Who operates a service, and who can be made to hand its data over: the ultimate owner, by its country. */
export interface Operator {
  readonly name: string;
  /** Ultimate parent, or whoever holds the majority. */
  readonly owner: string;
  /** ISO 3166-1 alpha-2: where the owner has its seat. */
  readonly ownerCountry: string;
  readonly source: string;
  /** Day on which the owner was written down, ISO 8601. */
  readonly asOf: string;
}

/** Owners change by one announcement: look again at each when the list is older than a year. */
const AS_OF = "2026-11-24";

const ROWS = [...CLOUD_OPERATORS, ...SERVICE_OPERATORS].map(
  ([name, owner, ownerCountry, source, packages = []]) => ({
    operator: { name, owner, ownerCountry, source, asOf: AS_OF },
    packages,
  }),
);

export const OPERATORS: readonly Operator[] = ROWS.map(({ operator }) => operator);

const byName = new Map(OPERATORS.map((operator) => [operator.name, operator]));
const byPackage = new Map(
  ROWS.flatMap(({ operator, packages }) => packages.map((name) => [name, operator] as const)),
);

/** The operator behind a Pulumi package (aws-native, oci) or a table of regions (otc, oracle). */
export function operatorOf(packageName: string): Operator | undefined {
  return byPackage.get(packageName);
}

/** Country of the owner of an operator by its name; undefined where none is known. */
export function ownerCountryOf(operatorName: string): string | undefined {
  return byName.get(operatorName)?.ownerCountry;
}
