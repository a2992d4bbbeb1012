/** What a property's value is, which decides the value that a mutant gives it. */
export const KINDS = [
  "region",
  "zone",
  "location",
  "datacenter",
  "network-zone",
  "country",
  "multi-region",
  "arn",
  "self-link",
  "resource-id",
  "url",
  "host",
  "ip",
  "cidr",
  "image",
  "text",
  "base64",
  "labels",
  "label-values",
  "annotations",
  "kubeconfig",
  "context",
  "log-driver",
  "build-cache",
  "boolean",
  "sku",
  /** Its comment speaks of a place, but neither its name nor what it is. */
  "mention",
] as const;

export type Kind = (typeof KINDS)[number];

export const isKind = (text: string): text is Kind => KINDS.some((kind) => kind === text);

/** Kinds whose value is the code of a place. */
export const PLACE_KINDS: readonly Kind[] = [
  "region",
  "zone",
  "location",
  "datacenter",
  "network-zone",
  "multi-region",
];

export interface Detected {
  readonly kind: Kind;
  /** For sku: the values of the enumeration that stay and that spread. */
  readonly values?: readonly [stays: string, spreads: string];
}
