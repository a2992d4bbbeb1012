import { describe, expect, test } from "vitest";
import { fails, findingText, type Verdict } from "../../../../policies/residency/finding.ts";
import { judgeStack } from "../../../../policies/residency/stack.ts";
import { PUBLIC_PROGRAMS } from "./public.ts";
import type { PublicProgram } from "./public-type.ts";

const TODAY = new Date("2026-11-24T12:00:00Z");

function judged({ program: { resources, settings } }: PublicProgram) {
  const report = judgeStack(resources, settings, TODAY);
  return {
    verdict: report.verdict,
    byResource: new Map<string, Verdict>(
      report.judgements.map(({ type, name, verdict }) => [`${type}::${name}`, verdict]),
    ),
    texts: report.findings.filter(fails).map(findingText),
  };
}

describe("programs that nobody here wrote", () => {
  test.each(PUBLIC_PROGRAMS.map((one) => [one.program.name, one] as const))("%s", (_, one) => {
    const { verdict, byResource, texts } = judged(one);
    const resources = Object.fromEntries(
      Object.keys(one.resources).map((label) => [label, byResource.get(label)]),
    );
    expect({ verdict, resources }, texts.join("\n")).toEqual({
      verdict: one.expected,
      resources: one.resources,
    });
  });

  test("they come from at least four clouds, and each says where it comes from", () => {
    const packages = new Set(
      PUBLIC_PROGRAMS.flatMap(({ program: { resources } }) =>
        resources.map(({ type }) => type.split(":")[0]),
      ),
    );
    for (const name of ["aws", "azure-native", "azure", "gcp", "scaleway", "ovh", "hcloud", "kubernetes"])
      expect(packages).toContain(name);
    for (const { repository, commit, why } of PUBLIC_PROGRAMS) {
      expect(repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(why).not.toBe("");
    }
  });
});
