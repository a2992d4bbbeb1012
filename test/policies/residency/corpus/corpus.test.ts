import { describe, expect, test } from "vitest";
import { fails, findingText } from "../../../../policies/residency/finding.ts";
import { judgeStack } from "../../../../policies/residency/stack.ts";
import type { PlannedResource } from "../../../../policies/resource.ts";
import { ALL_CORPORA } from "./all.ts";
import { lacking, leaking, type Program } from "./build.ts";

const TODAY = new Date("2026-11-24T12:00:00Z");

const judged = ({ settings }: Program, resources: readonly PlannedResource[]) =>
  judgeStack(resources, settings, TODAY);

/** What stands in the way, as a person would read it. */
function complaints(subject: Program, resources: readonly PlannedResource[]): string[] {
  const { findings, judgements } = judged(subject, resources);
  const texts = findings.filter(fails).map(findingText);
  const inherited = judgements
    .filter(({ verdict }) => verdict !== "proved")
    .map(({ type, name, verdict, proof }) => `${type} "${name}": ${verdict} ${JSON.stringify(proof)}`);
  return texts.length > 0 ? texts : inherited;
}

describe.each(Object.entries(ALL_CORPORA))("clean programs: %s", (_, { programs, leaks, gaps = [] }) => {
  test.each(programs.map((one) => [one.name, one] as const))("%s is proved, untouched", (_name, one) => {
    const report = judged(one, one.resources);
    expect(complaints(one, one.resources)).toEqual([]);
    expect(report.verdict).toBe("proved");
    expect(report.judgements.every(({ verdict }) => verdict === "proved")).toBe(true);
    expect(report.accepted).toBe(0);
  });

  // What a program fails for anyway must not count, or a false alarm would hide a leak that nobody sees.
  function newComplaints(name: string, change: (one: Program) => PlannedResource[]): string[] {
    const one = programs.find((candidate) => candidate.name === name);
    if (one === undefined) throw new Error(`No program ${name}`);
    const before = new Set(complaints(one, one.resources));
    return complaints(one, change(one)).filter((text) => !before.has(text));
  }

  test.each(leaks)("$program with $to in $resource fails", (leak) => {
    expect(newComplaints(leak.program, (one) => leaking(one, leak))).not.toEqual([]);
  });

  for (const gap of gaps)
    test(`${gap.program} without ${gap.without} in ${gap.resource} fails`, () => {
      expect(newComplaints(gap.program, (one) => lacking(one, gap))).not.toEqual([]);
    });
});

test("the corpus is as large as it claims, and its programs have names of their own", () => {
  const names = Object.values(ALL_CORPORA).flatMap(({ programs }) => programs.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(66);
});
