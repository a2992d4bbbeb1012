import type { HostGroup } from "./types.ts";

/** Names that a cloud gives machines within a private network, and that say where it is. */
export interface InternalName {
  /** Its group `region` is the region or zone. */
  readonly form: RegExp;
  /** The region of names that do not spell it out. */
  readonly region?: string;
  readonly group: HostGroup;
}

const AWS: HostGroup = {
  operator: "Amazon Web Services",
  role: "cloud",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
  asOf: "2026-11-24",
  table: "aws",
};

const GOOGLE: HostGroup = {
  operator: "Google",
  role: "cloud",
  source: "https://cloud.google.com/compute/docs/internal-dns",
  asOf: "2026-11-24",
  table: "gcp",
};

export const INTERNAL_NAMES: readonly InternalName[] = [
  { form: /(?:^|\.)ec2\.internal$/, region: "us-east-1", group: AWS },
  { form: /(?:^|\.)(?<region>[a-z0-9-]+)\.compute\.internal$/, group: AWS },
  // A project may be of an organization: host.zone.c.project.example.com.internal.
  { form: /(?:^|\.)(?<region>[a-z0-9-]+)\.c\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\.internal$/, group: GOOGLE },
];
