import { describe, expect, test } from "vitest";
import { shownTable } from "../../doc-tables.ts";
import { TABLES } from "./tables.ts";

describe("docs/residency.md", () => {
  test.each(Object.entries(TABLES))("has the table %s that the code gives", (name, table) => {
    expect(shownTable("residency.md", name), "run node test/policies/residency/write-docs.ts").toEqual(
      table(),
    );
  });
});
