import { packageOf, type Value } from "../../resource.ts";
import type { NoteClaim } from "../claim.ts";
import { unversioned } from "./type-token.ts";

/** A setting that sends data to places that it does not name. */
interface Spread {
  /** Package, or several separated by a space. */
  readonly packages: string;
  /** The key, wherever in the resource it stands. */
  readonly key: string;
  /** Only in types that start so. */
  readonly types?: string;
  readonly when: (value: Value) => boolean;
  readonly verdict: NoteClaim["verdict"];
  readonly reason: string;
  readonly fix: string;
}

const yes = (value: Value) => value === true;

const SPREADS: readonly Spread[] = [
  {
    packages: "aws aws-native",
    key: "multiRegion",
    when: yes,
    verdict: "unproven",
    reason: "makes a key that can be replicated to any region",
    fix: "leave it false, or accept it in residency.exceptions",
  },
  {
    packages: "aws aws-native",
    key: "types",
    types: "aws:apigateway/",
    when: (value) => value === "EDGE" || (Array.isArray(value) && value.includes("EDGE")),
    verdict: "unproven",
    reason: "lets requests in through edge locations all over the world",
    fix: 'use "REGIONAL" or "PRIVATE"',
  },
  {
    packages: "aws aws-native",
    key: "accelerationStatus",
    when: (value) => value === "Enabled",
    verdict: "violating",
    reason: "takes uploads in at edge locations all over the world",
    fix: "leave it out",
  },
  {
    packages: "gcp google-native",
    key: "auto",
    types: "gcp:secretmanager/",
    when: (value) => typeof value === "object",
    verdict: "violating",
    reason: "replicates to regions all over the world that Google chooses",
    fix: "use replication.userManaged with regions inside",
  },
  {
    packages: "aws aws-native",
    key: "enableGlobalWriteForwarding",
    when: yes,
    verdict: "unproven",
    reason: "sends writes to the primary cluster of a global database, which may be in any region",
    fix: "leave it false, or accept it in residency.exceptions",
  },
  ...["azure-native:cognitiveservices:Deployment", "azure:cognitive/deployment:"].flatMap((types) =>
    ["name", "type"].map((key) => ({
      packages: "azure azure-native",
      key,
      types,
      when: (value: Value) => typeof value === "string" && value.startsWith("Global"),
      verdict: "violating" as const,
      reason: "processes prompts in any region of the world",
      fix: "use a Standard or DataZone deployment of an account inside",
    })),
  ),
  {
    packages: "azure azure-native",
    key: "tier",
    when: (value) => value === "Global",
    verdict: "violating",
    reason: "answers from edge locations all over the world",
    fix: 'use the tier "Regional"',
  },
  {
    packages: "gcp google-native",
    key: "enableCdn",
    when: yes,
    verdict: "violating",
    reason: "caches answers in edge locations all over the world",
    fix: "turn it off, or accept it in residency.exceptions",
  },
  {
    packages: "azure azure-native",
    key: "geo",
    when: (value) => value === "GLOBAL",
    verdict: "violating",
    reason: "announces the addresses all over the world",
    fix: "use the geography EU",
  },
  {
    packages: "azure azure-native",
    key: "globalReachEnabled",
    when: yes,
    verdict: "unproven",
    reason: "joins networks through circuits in other parts of the world",
    fix: "leave it false, or accept it in residency.exceptions",
  },
  {
    packages: "gcp google-native",
    key: "allowCrossRegion",
    when: yes,
    verdict: "unproven",
    reason: "reads data stores of other regions",
    fix: "leave it false, or accept it in residency.exceptions",
  },
  {
    packages: "gcp google-native",
    key: "preferGlobalEndpoints",
    when: yes,
    verdict: "unproven",
    reason: "talks to endpoints that answer from anywhere",
    fix: "leave it false",
  },
];

const byKey = new Map<string, Spread[]>();
for (const spread of SPREADS) byKey.set(spread.key, [...(byKey.get(spread.key) ?? []), spread]);

/** What a setting spreads; undefined where it spreads nothing. */
export function spreadOf(type: string, key: string, value: Value, path: string): NoteClaim | undefined {
  const found = byKey
    .get(key)
    ?.find(
      ({ packages, types, when }) =>
        packages.split(" ").includes(packageOf(type)) &&
        (types === undefined || unversioned(type).startsWith(types)) &&
        when(value),
    );
  if (found === undefined) return undefined;
  const { verdict, reason, fix } = found;
  const shown = typeof value === "object" ? undefined : String(value);
  return { kind: "note", path, value: shown, verdict, reason, fix };
}
