/**
 * Text that stays text on a code host: names and values come from programs and files, and may hold HTML, links or
 * images. It stays on one line and out of a table's syntax. Bold with ** is left, for cells that are made bold.
 */
export const cell = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`|[~]|(?<!\*)\*(?!\*)|\b_|_\b/g, "\\$&")
    .replaceAll(/\r\n|\r|\n/g, "<br>");

/** The lines of a Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => " --- |").join("")}`,
  ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
];
