/** Text that is markup already. Everything else is escaped where it is put into a page. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template; undefined stands for nothing. */
export type Part = Markup | readonly Markup[] | string | number | undefined;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function textOf(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  if (part instanceof Markup) return part.text;
  return part.map(({ text }) => text).join("");
}

/**
 * Markup out of a template; what is put into it is escaped unless it is markup. Lines and indentation of the template
 * become single spaces, which mean the same in a page.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const raw = strings.map((text) => text.replace(/\s*\n\s*/g, " "));
  return new Markup(String.raw({ raw }, ...parts.map(textOf)));
}

/** JSON for a script element: `<` is written so that no tag can end it. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
