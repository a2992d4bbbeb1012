/** Keeps a cell on one line and out of the table's syntax. */
export const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");

/** The lines of a Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => " --- |").join("")}`,
  ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
];
