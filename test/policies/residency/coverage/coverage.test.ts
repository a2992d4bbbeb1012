import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verdictOf } from "./adapter.ts";
import { readCarriers } from "./carriers.ts";
import { listText, killedPart, measure, MOST_FALSE_ALARMS, PROVIDERS, refusedPart } from "./coverage.ts";
import { EXCLUSIONS } from "./exclusions.ts";
import { extract } from "./extract.ts";
import { REFERENCES } from "./references.ts";
import { readSchema } from "./schema.ts";

const MODULES = join(import.meta.dirname, "..", "..", "..", "..", "node_modules");

/** Packages that the repository has installed: what is committed of them must be what is in them. */
const INSTALLED: readonly (readonly [provider: string, folder: string])[] = [
  ["scaleway", "@pulumiverse/scaleway"],
  ["kubernetes", "@pulumi/kubernetes"],
  ["docker", "@pulumi/docker"],
];

describe("carriers", () => {
  it.each(INSTALLED)("of %s are those of the installed package", (provider, folder) => {
    expect(extract(readSchema(join(MODULES, folder)))).toEqual(readCarriers(provider));
  });
});

describe("mutants", () => {
  it.each(Object.entries(PROVIDERS))("of %s do not survive the gate", (provider, { least }) => {
    const coverage = measure(provider);
    const shown = 40;
    expect(killedPart(coverage), listText("survivors", coverage.survivors, shown)).toBeGreaterThanOrEqual(
      least,
    );
    expect(
      refusedPart(coverage),
      listText("clean bases refused", coverage.falseAlarms, shown),
    ).toBeLessThanOrEqual(MOST_FALSE_ALARMS);
  });
});

describe("exclusions", () => {
  it("each exclude something", () => {
    const used = new Set(
      Object.keys(PROVIDERS).flatMap((provider) => [...measure(provider).excluded.keys()]),
    );
    expect(EXCLUSIONS.filter((exclusion) => !used.has(exclusion))).toEqual([]);
  });
});

describe("references", () => {
  it.each(REFERENCES)("$title", ({ urn, clean, outside }) => {
    expect(clean.map((resource) => [resource.urn, verdictOf(clean, resource.urn)])).toEqual(
      clean.map((resource) => [resource.urn, "proved"]),
    );
    expect(verdictOf(outside, urn)).not.toBe("proved");
  });
});
