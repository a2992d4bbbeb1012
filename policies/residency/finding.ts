import type { ResidencyException } from "../../domain/jurisdiction/declarations.ts";
import type { PlannedResource } from "../resource.ts";

/** The three answers. Unproven fails like violating: what nobody can show to stay inside may leave. */
export const VERDICTS = ["violating", "unproven", "proved"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What goes where the finding points: content of the company, or software that comes from there. */
export type Carried = "data" | "software";

/**
 * Where the stack may show what a resource alone does not: the resources that a host comes from, the resources that an
 * identifier or another value comes from, those that it belongs to, the cluster behind its provider, the children that it renders, or the resources that a provider makes.
 */
export type Deferred = "origin" | "reference" | "owner" | "cluster" | "children" | "resources";

/** What one property of one resource says about where data will be. */
export interface Finding {
  readonly verdict: Verdict;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Property that decided, such as zone or endpoints[1].accepts. */
  readonly property: string;
  /** Its value; undefined where it is unknown, missing or secret. */
  readonly value: string | undefined;
  /** ISO country codes where some were found; "EU": in member states, no one says which. */
  readonly countries: readonly string[];
  readonly carries: Carried;
  /** Who operates what the property points to, where that is another than the resource's own cloud. */
  readonly operator: string | undefined;
  readonly ownerCountry: string | undefined;
  readonly reason: string;
  /** What to do; empty where nothing has to be done. */
  readonly fix: string;
  /** What in the rest of the stack may still show it; undefined where the resource alone decides. */
  readonly deferred: Deferred | undefined;
  /** The exception that accepts it, expired or not. */
  readonly exception: AppliedException | undefined;
}

export interface AppliedException extends ResidencyException {
  readonly expired: boolean;
}

type Details = Pick<Finding, "reason"> &
  Partial<
    Pick<Finding, "value" | "countries" | "carries" | "operator" | "ownerCountry" | "fix" | "deferred">
  >;

export function finding(
  { urn, type, name }: Pick<PlannedResource, "urn" | "type" | "name">,
  property: string,
  verdict: Verdict,
  details: Details,
): Finding {
  return {
    verdict,
    urn,
    type,
    name,
    property,
    value: undefined,
    countries: [],
    carries: "data",
    operator: undefined,
    ownerCountry: undefined,
    fix: "",
    deferred: undefined,
    exception: undefined,
    ...details,
  };
}

/** True where the finding stands in the way: it is not proved, and no exception of today accepts it. */
export function fails({ verdict, exception }: Pick<Finding, "verdict" | "exception">): boolean {
  return verdict !== "proved" && (exception === undefined || exception.expired);
}

/** The gravest of some verdicts; proved where there are none. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? "proved";
}

/** A finding as a good compiler tells it: what and where, why, and what to do. */
export function findingText(found: Finding): string {
  const { type, name, property, value, reason, fix, exception } = found;
  const shown = value === undefined ? "" : ` "${value}"`;
  const lines = [`${type} "${name}": ${property}${shown} ${reason}.`];
  if (exception !== undefined) lines.push(`  ${exceptionText(exception)}.`);
  if (fix !== "") lines.push(`  Fix: ${fix}.`);
  return lines.join("\n");
}

export function exceptionText({ owner, reason, expires, expired }: AppliedException): string {
  return expired
    ? `The exception of ${owner} for it expired on ${expires} (${reason})`
    : `Accepted by ${owner} until ${expires}: ${reason}`;
}
