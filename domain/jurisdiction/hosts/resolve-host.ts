import { nearest } from "../../nearest.ts";
import { areInside } from "../countries.ts";
import { locate } from "../locate.ts";
import { ownerCountryOf } from "../operators.ts";
import { HOST_GROUPS } from "./groups.ts";
import { INTERNAL_NAMES } from "./internal-names.ts";
import { placeByForm } from "./reserved-hosts.ts";
import { type HostTemplate, tailOf, templatesOf } from "./template.ts";
import type { HostGroup, HostRole } from "./types.ts";
import { canonicalHost } from "./urls.ts";

export type HostPlace =
  | {
      readonly status: "known";
      /** Empty: no place is promised. */
      readonly countries: readonly string[];
      readonly operator: string;
      /** Country of the operator's ultimate owner; undefined where it has none that could be named. */
      readonly ownerCountry: string | undefined;
      readonly role: HostRole;
      readonly proof: string;
      readonly source: string;
      readonly asOf: string;
    }
  /** Never leaves the cluster, or the machine. */
  | { readonly status: "in-cluster"; readonly proof: string }
  /** Leaves no private network. */
  | { readonly status: "private"; readonly proof: string }
  /** Kept for documentation and tests: stands for a host that is still to be named. */
  | { readonly status: "reserved"; readonly proof: string }
  /** In no table, or an address of the internet. */
  | { readonly status: "unknown"; readonly nearest: readonly string[] };

const TEMPLATES = templatesOf(HOST_GROUPS);

/** Templates by their last two labels, those that spell out more first. */
const BY_TAIL = new Map<string, HostTemplate[]>();
for (const template of TEMPLATES.toSorted((a, b) => b.literals - a.literals)) {
  BY_TAIL.set(template.tail, [...(BY_TAIL.get(template.tail) ?? []), template]);
}

/** Hosts that are spelled out, to offer instead of one that nobody knows. */
const NAMES = TEMPLATES.map(({ template }) => template).filter((template) => !/[{*]/.test(template));

/** Nothing that long is a slip of the keyboard; comparing it with every name would only cost time. */
const LONGEST_TYPED = 60;

function known(
  { operator, role, source, asOf }: HostGroup,
  countries: readonly string[],
  proof: string,
): Extract<HostPlace, { status: "known" }> {
  return {
    status: "known",
    countries,
    operator,
    ownerCountry: ownerCountryOf(operator),
    role,
    proof,
    source,
    asOf,
  };
}

/** The place that a template gives a host that fits it; undefined where its region is in no table. */
function placeBy(template: HostTemplate, host: string, code: string): HostPlace | undefined {
  const { countries, group } = template;
  if (countries !== undefined) return known(group, countries, `${host} is ${template.template}`);
  const located = locate(code, group.table);
  if (located.status !== "known") return undefined;
  return known(group, located.countries, `${host} names ${code} of ${located.provider}`);
}

/** The place that a cloud's own name within a private network names; undefined for all other names. */
function placeByInternalName(host: string): HostPlace | undefined {
  if (!host.endsWith(".internal")) return undefined;
  for (const { form, region, group } of INTERNAL_NAMES) {
    const code = form.exec(host)?.groups?.["region"] ?? (form.test(host) ? region : undefined);
    const located = code === undefined ? undefined : locate(code, group.table);
    if (code !== undefined && located?.status === "known")
      return known(group, located.countries, `${host} names ${code} of ${located.provider}`);
  }
  return undefined;
}

/** What the tables say of a host: the region or the operator that it names; undefined where none has it. */
function placeByTable(host: string): HostPlace | undefined {
  let unknownRegion: HostPlace | undefined;
  for (const template of BY_TAIL.get(tailOf(host)) ?? []) {
    const fit = template.form.exec(host);
    if (fit === null) continue;
    const code = fit.groups?.["region"] ?? "";
    const place = placeBy(template, host, code);
    // A catch-all (*.amazonaws.com) says less than "this region is in no table".
    if (place !== undefined) return unknownRegion ?? place;
    unknownRegion ??= known(
      template.group,
      [],
      `${code} in ${host} is no region of ${template.group.operator}`,
    );
  }
  return unknownRegion;
}

/** An address as one number may be any: only a parser of URLs unfolds it. */
const NUMBER = /^(?:\d+|0x[0-9a-f]+)$/;
/** What no host has: somebody fills it in later, and nobody knows with what. */
const PLACEHOLDER = /[^a-z0-9._:*-]/;

function normalized(host: string): string {
  const written = host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  return NUMBER.test(written) ? written : canonicalHost(written).toLowerCase().replace(/\.$/, "");
}

/**
 * Where a host lies and who operates it, by the exact tables of hosts; a table's template fits whole labels only, so
 * api.openai.com.example.eu is not api.openai.com.
 * @param host Without scheme, user, port and path: what `hostOf` gives.
 */
export function resolveHost(host: string): HostPlace {
  const wanted = normalized(host);
  if (PLACEHOLDER.test(wanted)) {
    // $(POD_NAME).kafka.apps.svc.cluster.local: a part of a name in the cluster is still one.
    const ending = /^\$[({][a-z0-9_]+[)}](\.[a-z0-9-]+)+$/.test(wanted) ? placeByForm(wanted) : undefined;
    if (ending?.status === "in-cluster") return ending;
    const place = placeByTable(wanted);
    // Whatever is filled in, it is not known to stay inside; that it leaves may be known already.
    const leaves = place?.status === "known" && !areInside(place.countries, "adequacy");
    return leaves ? place : { status: "unknown", nearest: [] };
  }
  const internal = placeByInternalName(wanted);
  if (internal !== undefined) return internal;
  const byForm = placeByForm(wanted);
  if (byForm?.status === "public-address") return { status: "unknown", nearest: [] };
  const place = byForm ?? placeByTable(wanted);
  if (place !== undefined) return place;
  return {
    status: "unknown",
    // Only on demand: comparing with every name takes longer than everything before.
    get nearest() {
      return wanted.length > LONGEST_TYPED || wanted === "" ? [] : nearest(wanted, NAMES);
    },
  };
}
