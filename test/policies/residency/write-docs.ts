import { writeTables } from "../../doc-tables.ts";
import { TABLES } from "./tables.ts";

/** Writes the tables of docs/residency.md anew: `node test/policies/residency/write-docs.ts`. */
await writeTables("residency.md", TABLES);
