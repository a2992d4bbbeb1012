import { describe, expect, test } from "vitest";
import { sarif } from "../../../cli/residency/sarif.ts";
import { finding, type Finding } from "../../../policies/residency/finding.ts";

const RESOURCE = { urn: "urn:a", type: "aws:lambda/function:Function", name: "a" };
const found = (value: string | undefined, more: Partial<Finding> = {}): Finding => ({
  ...finding(RESOURCE, "script", "violating", { reason: "lies outside" }),
  value,
  ...more,
});
const exception = { resource: "*", reason: "a good reason", owner: "privacy", expires: "2027-01-01" };
const accepted = { exception: { ...exception, expired: false } };
const results = (findings: readonly Finding[], line = { file: "a.ts", line: 3, column: 4 }) =>
  sarif({ findings }, () => [line]).runs[0]?.results ?? [];
const fingerprints = (...findings: readonly Finding[]) =>
  results(findings).map(({ partialFingerprints }) => partialFingerprints?.["resourceProperty/v2"]);

describe("fingerprints", () => {
  test("tell findings in one property apart, without their values", () => {
    const [first, second] = fingerprints(found("api.openai.com"), found("api.example.com"));
    expect(first).toMatch(/^urn:a#script#[0-9a-f]{16}$/);
    expect(second).toMatch(/^urn:a#script#[0-9a-f]{16}$/);
    expect(first).not.toBe(second);
  });

  test("stay the same from run to run, and differ where two findings say the same", () => {
    expect(fingerprints(found("a"))).toEqual(fingerprints(found("a")));
    expect(new Set(fingerprints(found("a"), found("a"), found(undefined), found(undefined))).size).toBe(4);
  });
});

test("either no result says whether it is suppressed or each does", () => {
  const proved = found("c", { verdict: "proved" });
  expect(results([found("a"), found("b"), proved]).some((result) => "suppressions" in result)).toBe(false);
  const mixed = results([
    found("a"),
    found("b", accepted),
    found("c", { exception: { ...exception, expired: true } }),
  ]);
  expect(mixed.map(({ suppressions }) => suppressions?.length)).toEqual([0, 1, 0]);
});

test("lines and columns count from 1, and each part of a path is encoded", () => {
  const [result] = results([found("a")], { file: "a b/#1?/ü%.ts", line: 0, column: 0 });
  expect(result?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "a%20b/%231%3F/%C3%BC%25.ts", uriBaseId: "SRCROOT" },
    region: { startLine: 1, startColumn: 1 },
  });
});
