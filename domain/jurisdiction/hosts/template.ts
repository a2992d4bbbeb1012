import type { HostGroup } from "./types.ts";

export interface HostTemplate {
  readonly template: string;
  readonly group: HostGroup;
  /** Undefined where the template has a region to look up. */
  readonly countries: readonly string[] | undefined;
  /** The last two labels, by which templates are found; they are never a placeholder. */
  readonly tail: string;
  /** Letters that are spelled out: of two templates that fit, the one with more of them says more. */
  readonly literals: number;
  readonly form: RegExp;
}

const PLACEHOLDER = /\*|\{[a-z]+\}/g;

function formOf(template: string): RegExp {
  const escaped = template.replaceAll(/[.+?^$()|[\]\\]/g, String.raw`\$&`);
  const source = escaped.replaceAll(PLACEHOLDER, (placeholder) => {
    if (placeholder === "*") return String.raw`[^.]+(?:\.[^.]+)*`;
    return placeholder === "{region}" ? "(?<region>[^.]+)" : "[^.]+";
  });
  return new RegExp(`^${source}$`);
}

export function tailOf(host: string): string {
  return host.split(".").slice(-2).join(".");
}

function compiled(
  template: string,
  group: HostGroup,
  countries: readonly string[] | undefined,
): HostTemplate {
  const literals = template.replaceAll(PLACEHOLDER, "").length;
  return { template, group, countries, tail: tailOf(template), literals, form: formOf(template) };
}

/** All templates of the groups; the text of countries becomes a list. */
export function templatesOf(groups: readonly HostGroup[]): HostTemplate[] {
  return groups.flatMap((group) => [
    ...Object.entries(group.hosts ?? {}).map(([template, text]) =>
      compiled(template, group, text === "" ? [] : text.split(" ")),
    ),
    ...(group.regional ?? []).map((template) => compiled(template, group, undefined)),
  ]);
}
