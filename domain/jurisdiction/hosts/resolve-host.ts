import { nearest } from "../../nearest.ts";
import { locate } from "../locate.ts";
import { ownerCountryOf } from "../operators.ts";
import { HOST_GROUPS } from "./groups.ts";
import { placeByForm } from "./reserved-hosts.ts";
import { type HostTemplate, tailOf, templatesOf } from "./template.ts";
import type { HostRole } from "./types.ts";

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
  { group }: HostTemplate,
  countries: readonly string[],
  proof: string,
): Extract<HostPlace, { status: "known" }> {
  const { operator, role, source, asOf } = group;
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
  if (countries !== undefined) return known(template, countries, `${host} is ${template.template}`);
  const located = locate(code, group.table);
  if (located.status !== "known") return undefined;
  return known(template, located.countries, `${host} names ${code} of ${located.provider}`);
}

/**
 * Where a host lies and who operates it, by the exact tables of hosts; a table's template fits whole labels only, so
 * api.openai.com.example.eu is not api.openai.com.
 * @param host Without scheme, user, port and path: what `hostOf` gives.
 */
export function resolveHost(host: string): HostPlace {
  const wanted = host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  const byForm = placeByForm(wanted);
  if (byForm?.status === "public-address") return { status: "unknown", nearest: [] };
  if (byForm !== undefined) return byForm;
  let unknownRegion: HostPlace | undefined;
  for (const template of BY_TAIL.get(tailOf(wanted)) ?? []) {
    const fit = template.form.exec(wanted);
    if (fit === null) continue;
    const code = fit.groups?.["region"] ?? "";
    const place = placeBy(template, wanted, code);
    // A catch-all (*.amazonaws.com) says less than "this region is in no table".
    if (place !== undefined) return unknownRegion ?? place;
    unknownRegion ??= known(template, [], `${code} in ${wanted} is no region of ${template.group.operator}`);
  }
  if (unknownRegion !== undefined) return unknownRegion;
  return {
    status: "unknown",
    // Only on demand: comparing with every name takes longer than everything before.
    get nearest() {
      return wanted.length > LONGEST_TYPED ? [] : nearest(wanted, NAMES);
    },
  };
}
