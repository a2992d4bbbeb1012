import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EFFICIENCY } from "../../../domain/capacity/efficiency.ts";
import { EFFICIENCY_RANGE } from "../../../domain/capacity/trust.ts";
import { rowsOf, shownTable } from "../../doc-tables.ts";
import { TABLES } from "./tables.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "capacity.md"), "utf8");

describe("docs/capacity.md", () => {
  it.each(Object.entries(TABLES))("has the table %s that the code gives", (name, table) => {
    expect(shownTable("capacity.md", name), "run node test/domain/capacity/write-docs.ts").toEqual(table());
  });

  it("has every constant with its value", () => {
    const constants = { ...EFFICIENCY, ...EFFICIENCY.compute };
    const rows = rowsOf(page);
    for (const [name, value] of Object.entries(constants)) {
      if (typeof value !== "number") continue;
      const shown = rows.find(([first]) => first === `\`${name}\``)?.[1];
      const microseconds = name.endsWith("Seconds");
      expect(shown, name).toBe(microseconds ? `${Math.round(value * 1e6)} µs` : String(value));
    }
  });

  it("says how far throughput scatters", () => {
    const { calibrated, extrapolated } = EFFICIENCY_RANGE;
    expect(page).toContain(`${calibrated.low} to ${calibrated.high}`);
    expect(page).toContain(`${extrapolated.low} to ${extrapolated.high}`);
  });
});
