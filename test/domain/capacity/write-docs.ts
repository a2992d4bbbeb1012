import { writeTables } from "../../doc-tables.ts";
import { TABLES } from "./tables.ts";

/** Writes the tables of docs/capacity.md anew: `node test/domain/capacity/write-docs.ts`. */
await writeTables("capacity.md", TABLES);
