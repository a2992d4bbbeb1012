import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { markdown, place, TABLES } from "./tables.ts";

/** Writes the tables of docs/capacity.md anew: `node test/domain/capacity/write-docs.ts`. */
const file = join(import.meta.dirname, "..", "..", "..", "docs", "capacity.md");

let page = readFileSync(file, "utf8");
for (const [name, table] of Object.entries(TABLES)) {
  page = page.replace(place(name), (_all, start: string, _old: string, end: string) => {
    return `${start}\n${markdown(table())}\n\n${end}`;
  });
}
writeFileSync(file, await format(page, { ...(await resolveConfig(file)), parser: "markdown" }));
