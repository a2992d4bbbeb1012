import type { Field, Section } from "./fields.ts";

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The keys of a section as a table. */
export function fieldTable(fields: readonly Field[]): string {
  return table(
    ["Key", "Value", "Default", "What it is"],
    fields.map(({ path, type, fallback, description }) => [`\`${path}\``, type, fallback, description]),
  );
}

/** A section with its heading. */
export function sectionText({ path, form, description, fields }: Section): string {
  const heading = form === undefined ? `\`${path}\`` : `\`${path}\` with \`${form}\``;
  return [`### ${heading}`, description, fieldTable(fields)].join("\n\n");
}

/** A file's contents as a block of code. */
export function codeBlock(language: string, contents: string): string {
  return `\`\`\`${language}\n${contents.trimEnd()}\n\`\`\``;
}

/** Names as a list in one sentence. */
export function nameList(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
