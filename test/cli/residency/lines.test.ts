import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sourceLine, YamlLines } from "../../../cli/residency/source-lines.ts";

describe("a source position of the engine's", () => {
  test.each([
    ["project:///stacks/index.ts#12,3", { file: "stacks/index.ts", line: 12, column: 3 }],
    ["file:///repository/components/a.ts#7,1", { file: "components/a.ts", line: 7, column: 1 }],
    ["project:///index.ts#5", { file: "index.ts", line: 5, column: 1 }],
    ["project:///src/a%20b/%C3%BCnd.ts#3,1", { file: "src/a b/ünd.ts", line: 3, column: 1 }],
    ["file:///repository/a%20b.ts#0,0", { file: "a b.ts", line: 1, column: 1 }],
    ["project:///100%.ts#3,1", undefined],
    ["file:///elsewhere/a.ts#7,1", undefined],
    ["file:///repository/node_modules/@pulumi/aws/bucket.js#7,1", undefined],
    ["project:///../other/a.ts#1,1", undefined],
    ["https://example.eu/a.ts#1,1", undefined],
    ["nonsense", undefined],
    ["", undefined],
  ])("%s", (position, expected) => {
    expect(sourceLine(position, "/repository")).toEqual(expected);
  });
});

describe("the lines of a YAML file", () => {
  const folder = mkdtempSync(join(tmpdir(), "eu-llm-lines-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, "Pulumi.dev.yaml"),
    [
      "config:",
      "  a:zone: fr-par-2",
      "  a:list:",
      "    - url: https://api.example.eu/v1",
      "    - Fr-Par-2",
      "  us-east-1: key",
    ].join("\n"),
  );
  const lines = new YamlLines(folder, "Pulumi.dev.yaml");

  test("have the first scalar with a value, whatever its case", () => {
    expect(lines.find("FR-PAR-2")).toEqual({ file: "Pulumi.dev.yaml", line: 2, column: 11 });
  });

  test("have a host by the URL that it stands in", () => {
    expect(lines.find("api.example.eu")).toMatchObject({ line: 4, column: 12 });
  });

  test("keys are no values, and what is not there has no line", () => {
    expect(lines.find("us-east-1")).toBeUndefined();
    expect(lines.find("nowhere")).toBeUndefined();
  });
});
