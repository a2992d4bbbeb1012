import { verdictOf } from "./adapter.ts";
import { type Carrier, expand, readCarriers } from "./carriers.ts";
import type { Exclusion } from "./exclusions/exclusion.ts";
import { exclusionOf } from "./exclusions.ts";
import { type Mutant, mutantOf } from "./mutants.ts";

/** Packages that a provider consists of, and the part of its mutants that the gate has to kill. */
export const PROVIDERS: Readonly<
  Record<string, { readonly packages: readonly string[]; readonly least: number }>
> = {
  scaleway: { packages: ["scaleway"], least: 0.99 },
  ovh: { packages: ["ovh"], least: 0.99 },
  hcloud: { packages: ["hcloud"], least: 0.99 },
  kubernetes: { packages: ["kubernetes"], least: 0.99 },
  docker: { packages: ["docker", "docker-build"], least: 0.99 },
  aws: { packages: ["aws"], least: 0.95 },
  gcp: { packages: ["gcp"], least: 0.95 },
  "azure-native": { packages: ["azure-native"], least: 0.95 },
  openstack: { packages: ["openstack"], least: 0.95 },
};

/** Part of the clean bases that the gate may refuse. */
export const MOST_FALSE_ALARMS = 0.01;

export interface Coverage {
  readonly provider: string;
  /** Carriers that are measured. */
  readonly carriers: number;
  readonly excluded: ReadonlyMap<Exclusion, readonly Carrier[]>;
  /** Branches of the types that were not followed. */
  readonly cut: number;
  readonly killed: number;
  /** Mutants without a clean base: that they are refused says little. */
  readonly neverClean: number;
  /** Mutants that the gate proves to be inside. */
  readonly survivors: readonly Mutant[];
  /** Clean bases that the gate refuses; whether it sees the mutant's value is then not known. */
  readonly falseAlarms: readonly Mutant[];
}

export function measure(provider: string): Coverage {
  const expansions = (PROVIDERS[provider]?.packages ?? []).map((name) => expand(name, readCarriers(name)));
  const carriers = expansions.flatMap((expansion) => expansion.carriers);
  const grouped = Map.groupBy(carriers, exclusionOf);
  const measured = grouped.get(undefined) ?? [];
  const excluded = new Map<Exclusion, readonly Carrier[]>();
  for (const [exclusion, group] of grouped) if (exclusion !== undefined) excluded.set(exclusion, group);
  const survivors: Mutant[] = [];
  const falseAlarms: Mutant[] = [];
  let killed = 0;
  let neverClean = 0;
  for (const [type, siblings] of Map.groupBy(measured, ({ type: own }) => own)) {
    for (const mutant of siblings.map((carrier) => mutantOf(carrier, siblings))) {
      const base = !NEVER_CLEAN.test(`${type} ${mutant.carrier.path}`);
      if (base && verdictOf(mutant.base, mutant.urn) !== "proved") {
        falseAlarms.push(mutant);
        continue;
      }
      if (verdictOf(mutant.mutated, mutant.urn) === "proved") survivors.push(mutant);
      else if (base) killed += 1;
      else neverClean += 1;
    }
  }
  const cut = expansions.reduce((sum, expansion) => sum + expansion.cut, 0);
  return { provider, carriers: measured.length, excluded, cut, killed, neverClean, survivors, falseAlarms };
}

/**
 * Types of which there is no clean base, so that only the mutant is judged: charts, manifests and templates hide what they
 * create; content networks, and what Google replicates by itself, lie all over the world; a topic or an API that says
 * nothing of its place (these bases set one property each) does too.
 */
const NEVER_CLEAN =
  /^kubernetes:(?:helm\.sh|yaml|kustomize)|^aws:(?:cloudformation|amplify)\/|^aws:apigateway\/restApi:|^gcp:(?:identityplatform\/|pubsub\/topic:)|^azure-native:(?:resources:Deployment|web:StaticSite )|^aws:(?:cloudfront|globalaccelerator)\/|^aws:lightsail\/distribution|^aws:s3\/bucketAccelerate|^aws:s3control\/multiRegionAccessPoint|^azure-native:(?:cdn|frontdoor):|^gcp:compute\/global(?:Address|ForwardingRule)|^gcp:networkservices\/edgeCache|^gcp:compute\/backendBucket|^gcp:secretmanager\/secret:Secret replication\.auto\.|^scaleway:\w+\/(?:edgeServices|.*edgeservices)|^scaleway:edgeservices/;

/** Part of the carriers with a clean base whose mutant was killed; one whose base was refused counts as not killed. */
export function killedPart({ killed, carriers, neverClean }: Coverage): number {
  return killed / Math.max(1, carriers - neverClean);
}

/** Part of the clean bases that the gate refuses. */
export function refusedPart({ falseAlarms, carriers, neverClean }: Coverage): number {
  return falseAlarms.length / Math.max(1, carriers - neverClean);
}

const percent = (part: number) => `${(part * 100).toFixed(2)} %`;

export function mutantText({ carrier, outside }: Mutant): string {
  return `${carrier.type} ${carrier.path} (${carrier.kind}) = ${JSON.stringify(outside)}`;
}

/** One line for each provider. */
export function tableText(coverages: readonly Coverage[]): string {
  const head = [
    "provider",
    "carriers",
    "excluded",
    "cut",
    "no base",
    "bases refused",
    "killed",
    "survivors",
    "part",
    "least",
  ];
  const rows = coverages.map((coverage) => [
    coverage.provider,
    String(coverage.carriers),
    String([...coverage.excluded.values()].reduce((sum, group) => sum + group.length, 0)),
    String(coverage.cut),
    String(coverage.neverClean),
    `${coverage.falseAlarms.length} (${percent(refusedPart(coverage))})`,
    String(coverage.killed),
    String(coverage.survivors.length),
    percent(killedPart(coverage)),
    percent(PROVIDERS[coverage.provider]?.least ?? 1),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What is not measured, by reason; with every property where `all` is asked for. */
export function exclusionsText({ provider, excluded }: Coverage, all: boolean): string {
  const lines = [...excluded].flatMap(([{ because, reason }, carriers]) => [
    `  ${carriers.length} ${because}: ${reason}`,
    ...(all ? carriers.map(({ type, path, kind }) => `    ${type} ${path} (${kind})`) : []),
  ]);
  return [`${provider}, excluded:`, ...lines].join("\n");
}

/** Survivors and refused bases by property, the most frequent first. */
export function listText(title: string, mutants: readonly Mutant[], most: number): string {
  const lines = mutants.slice(0, most).map((mutant) => `  ${mutantText(mutant)}`);
  const rest = mutants.length > most ? [`  … and ${mutants.length - most} more`] : [];
  return [`${title}: ${mutants.length}`, ...lines, ...rest].join("\n");
}

// [COVERAGE_TURN=1] node test/policies/residency/coverage/coverage.ts [provider …] [--survivors] [--excluded]
if (import.meta.main) {
  const flags = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
  const most = flags.includes("--survivors") ? Infinity : 10;
  const coverages = Object.keys(PROVIDERS)
    .filter((provider) => wanted.length === 0 || wanted.includes(provider))
    .map(measure);
  for (const coverage of coverages) {
    console.log(exclusionsText(coverage, flags.includes("--excluded")));
    console.log(listText(`${coverage.provider}, survivors`, coverage.survivors, most));
    console.log(listText(`${coverage.provider}, clean bases refused`, coverage.falseAlarms, most));
  }
  console.log(tableText(coverages));
}
