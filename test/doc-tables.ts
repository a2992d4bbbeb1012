import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

/** Tables of a page below docs/ that are computed, each between the marks `<!-- NAME -->` and `<!-- /NAME -->`. */
export type Table = readonly (readonly string[])[];
export type Tables = Readonly<Record<string, () => Table>>;

function fileOf(page: string): string {
  return join(import.meta.dirname, "..", "docs", page);
}

function markdown(table: Table): string {
  const [heading = [], ...rows] = table;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What stands between the marks of a table's place. */
function place(name: string): RegExp {
  return new RegExp(`(<!-- ${name} -->\\n)([\\s\\S]*?)(<!-- /${name} -->)`);
}

/** Writes the tables of a page anew. */
export async function writeTables(page: string, tables: Tables): Promise<void> {
  const file = fileOf(page);
  let text = readFileSync(file, "utf8");
  for (const [name, table] of Object.entries(tables)) {
    text = text.replace(place(name), (_all, start: string, _old: string, end: string) => {
      return `${start}\n${markdown(table())}\n\n${end}`;
    });
  }
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: "markdown" }));
}

/** The rows of a table as the page has it; none where it is not there. */
export function shownTable(page: string, name: string): string[][] {
  return rowsOf(place(name).exec(readFileSync(fileOf(page), "utf8"))?.[2] ?? "");
}

/** Cells of the rows of a part of a page, without the line under the heading. */
export function rowsOf(part: string): string[][] {
  return part
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[ :|-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}
