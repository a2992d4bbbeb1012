/** What a host is for: who judges egress treats a model API differently from a package registry. */
export type HostRole =
  | "cloud"
  | "model-api"
  | "observability"
  | "registry"
  | "model-hub"
  | "software"
  | "code-host"
  | "identifier"
  | "other";

/**
 * Hosts of one operator that have one source. A template is compared label by label: `{region}` is a code of `table`,
 * any other `{name}` one label or part of one, and a leading `*.` one or more labels.
 */
export interface HostGroup {
  /** Name in OPERATORS. */
  readonly operator: string;
  readonly role: HostRole;
  readonly source: string;
  /** Day on which the source was read, ISO 8601. */
  readonly asOf: string;
  /** Host or template → country codes with a space between them; the empty text: the operator promises no place. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Table of regions in which `{region}` of `regional` is looked up. */
  readonly table?: string;
  /** Templates with `{region}`. */
  readonly regional?: readonly string[];
}

/** The same countries for several hosts. */
export function at(countries: string, ...hosts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(hosts.map((host) => [host, countries]));
}

/** Hosts for which the operator promises no place. */
export function anywhere(...hosts: readonly string[]): Readonly<Record<string, string>> {
  return at("", ...hosts);
}
