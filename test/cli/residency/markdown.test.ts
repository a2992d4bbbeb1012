import { describe, expect, test } from "vitest";
import { ledgerMarkdown } from "../../../cli/residency/ledger.ts";
import { cell, table } from "../../../cli/render/markdown-table.ts";
import { DEFAULT_RESIDENCY } from "../../../domain/jurisdiction/declarations.ts";
import { judgeStack } from "../../../policies/residency/stack.ts";

describe("a cell", () => {
  test.each([
    ["<img src=x> & co", "&lt;img src=x&gt; &amp; co"],
    ["a|b", "a\\|b"],
    ["a\\|b", "a\\\\\\|b"],
    ["`code`", "\\`code\\`"],
    ["![x](https://example.com)", "!\\[x](https://example.com)"],
    ["aws:*::*", "aws:\\*::\\*"],
    ["_a_ snake_case ~b~", "\\_a\\_ snake_case \\~b\\~"],
    ["a\nb\r\nc\rd", "a<br>b<br>c<br>d"],
    ["**Total**", "**Total**"],
  ])("%j", (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  test("is escaped in a table", () => {
    expect(table(["A"], [["<b>|"]])).toEqual(["| A |", "| --- |", "| &lt;b&gt;\\| |"]);
  });
});

test("nothing that a program or a file says is markup in the ledger", () => {
  const evil = "<b>`|";
  const exceptions = [{ resource: "*", reason: evil, owner: evil, expires: "2027-01-01" }];
  const resource = {
    urn: "urn:a",
    type: "aws:s3/bucket:Bucket",
    name: evil,
    properties: { region: "us-east-1" },
    dependencies: [],
  };
  const [day, accepted] = [new Date("2026-11-24"), { ...DEFAULT_RESIDENCY, exceptions }];
  for (const settings of [DEFAULT_RESIDENCY, accepted]) {
    const markdown = ledgerMarkdown({
      title: evil,
      source: evil,
      day: "2026-11-24",
      report: judgeStack([resource], settings, day),
      notes: [evil],
      ownersRefused: [evil],
    });
    expect(markdown).toContain("# Data residency of &lt;b&gt;\\`\\|");
    expect(markdown).not.toMatch(/<b>|(?<!\\)`/);
    expect(markdown.includes("## Accepted findings")).toBe(settings === accepted);
  }
});
