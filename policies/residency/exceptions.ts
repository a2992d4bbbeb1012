import type { ResidencyException, ResidencySettings } from "../../domain/jurisdiction/declarations.ts";
import type { PlannedResource } from "../resource.ts";
import { type Finding, finding } from "./finding.ts";

const patterns = new Map<string, RegExp>();

/** True where `text` has the form of `pattern`, in which * stands for any text. */
export function matches(pattern: string, text: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    expression = new RegExp(`^${parts.join(".*")}$`, "s");
    // Patterns come from a configuration, so there are few.
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}

/** How a pattern of a declaration names a resource. */
export function resourceLabel({ type, name }: Pick<PlannedResource, "type" | "name">): string {
  return `${type}::${name}`;
}

/** True where an exception has no more day left, by the day of `today` in UTC. */
function hasExpired({ expires }: ResidencyException, today: Date): boolean {
  return expires < today.toISOString().slice(0, 10);
}

/** The finding with the exception that accepts it, if there is one. */
export function withException(found: Finding, { exceptions }: ResidencySettings, today: Date): Finding {
  if (found.verdict === "proved" || exceptions.length === 0) return found;
  const candidates = exceptions.filter(
    ({ resource, property, value }) =>
      matches(resource, resourceLabel(found)) &&
      (property === undefined || matches(property, found.property)) &&
      (value === undefined || value === found.value),
  );
  // One that holds goes before one that has expired.
  const exception = candidates.find((candidate) => !hasExpired(candidate, today)) ?? candidates[0];
  return exception === undefined
    ? found
    : { ...found, exception: { ...exception, expired: hasExpired(exception, today) } };
}

/** Longest time for which anybody may accept a finding, in days: what nobody looks at again is no exception. */
const LONGEST_DAYS = 732;

/** Exceptions that have expired or last too long fail by themselves, so that nobody keeps a list that means nothing. */
export function badExceptions(
  stack: Pick<PlannedResource, "urn" | "type" | "name">,
  { exceptions }: ResidencySettings,
  today: Date,
): Finding[] {
  return exceptions.flatMap((exception, index) => {
    const { resource, owner, expires } = exception;
    const days = (new Date(expires).getTime() - today.getTime()) / 86_400_000;
    const wrong = hasExpired(exception, today)
      ? `is an exception of ${owner} that expired on ${expires}`
      : days > LONGEST_DAYS
        ? `is an exception of ${owner} until ${expires}, and two years are the longest`
        : undefined;
    return wrong === undefined
      ? []
      : [
          finding(stack, `exceptions[${index}]`, "unproven", {
            value: resource,
            reason: wrong,
            fix: "remove it, or have it reviewed and give it a new day",
          }),
        ];
  });
}
