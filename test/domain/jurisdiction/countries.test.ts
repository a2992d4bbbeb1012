import { describe, expect, test } from "vitest";
import {
  ADEQUACY_DECISIONS,
  ADEQUATE,
  areInside,
  countryName,
  EEA_ONLY,
  EU,
  isInside,
  isSovereign,
  RESIDENCY_LEVELS,
} from "../../../domain/jurisdiction/countries.ts";
import { isDay } from "./iso.ts";

const everyCountry = [...EU.countries, ...EEA_ONLY.countries, ...ADEQUATE.countries, "US", "CN", "IN", "ZZ"];
const insideAt = (level: (typeof RESIDENCY_LEVELS)[number]) =>
  everyCountry.filter((country) => isInside(country, level));

describe("membership", () => {
  test("the EU has 27 members, the EEA three more, and no country is in two lists", () => {
    expect(EU.countries).toHaveLength(27);
    expect(EEA_ONLY.countries).toHaveLength(3);
    const all = [...EU.countries, ...EEA_ONLY.countries, ...ADEQUATE.countries];
    expect(new Set(all).size).toBe(all.length);
  });

  test("the United Kingdom, Switzerland and Norway are not in the EU", () => {
    expect(["GB", "CH", "NO"].filter((country) => isInside(country, "eu"))).toEqual([]);
  });

  test("only adequacy reaches Switzerland and the United Kingdom; no level reaches the United States", () => {
    expect(RESIDENCY_LEVELS.filter((level) => isInside("CH", level))).toEqual(["adequacy"]);
    expect(RESIDENCY_LEVELS.filter((level) => isInside("GB", level))).toEqual(["adequacy"]);
    expect(RESIDENCY_LEVELS.filter((level) => isInside("NO", level))).toEqual(["eea", "adequacy"]);
    expect(RESIDENCY_LEVELS.filter((level) => isInside("US", level))).toEqual([]);
  });

  test("each level contains the one before it and more", () => {
    expect(insideAt("eea")).toEqual(expect.arrayContaining(insideAt("eu")));
    expect(insideAt("adequacy")).toEqual(expect.arrayContaining(insideAt("eea")));
    expect(RESIDENCY_LEVELS.map((level) => insideAt(level).length)).toEqual([27, 30, 45]);
  });

  test.each(["", "de", "UK", "eu", "ZZ", "Germany"])("%j is no country that is inside", (code) => {
    expect(RESIDENCY_LEVELS.filter((level) => isInside(code, level))).toEqual([]);
  });

  test("an owner is sovereign in the EU and the EEA, and not where a decision calls its law adequate", () => {
    expect(["DE", "NO"].filter(isSovereign)).toEqual(["DE", "NO"]);
    expect(["CH", "GB", "US"].filter(isSovereign)).toEqual([]);
  });
});

describe("several countries", () => {
  test("are inside when all are; none is no promise", () => {
    expect(areInside(["FI", "NL"], "eu")).toBe(true);
    expect(areInside(["DE", "CH"], "eea")).toBe(false);
    expect(areInside(["DE", "CH"], "adequacy")).toBe(true);
    expect(areInside(["BE", "GB", "US"], "adequacy")).toBe(false);
    expect(areInside([], "adequacy")).toBe(false);
  });

  test("somewhere in the EU is inside at every level, and named so", () => {
    expect(RESIDENCY_LEVELS.filter((level) => isInside("EU", level))).toEqual(RESIDENCY_LEVELS);
    expect(areInside(["EU", "CH"], "eu")).toBe(false);
    expect(countryName("EU")).toBe("European Union");
  });
});

describe("adequacy decisions", () => {
  test("have a number and a day, one for each country", () => {
    for (const { country, decision, date, until } of ADEQUACY_DECISIONS) {
      expect(decision, country).toMatch(
        /^(?:Implementing )?Decision (?:\(EU\) \d{4}\/\d+|\d{4}\/\d+\/E[CU])$/,
      );
      expect(date, country).toSatisfy(isDay);
      expect(until ?? date, country).toSatisfy(isDay);
      expect((until ?? "9999") > date, country).toBe(true);
    }
    expect(new Set(ADEQUATE.countries).size).toBe(ADEQUACY_DECISIONS.length);
  });

  test("the one for the United Kingdom ends by itself, the United States have none that a country could show", () => {
    expect(ADEQUACY_DECISIONS.filter(({ until }) => until !== undefined)).toMatchObject([
      { country: "GB", until: "2031-12-27" },
    ]);
    expect(ADEQUATE.countries).not.toContain("US");
  });
});

describe("names", () => {
  test("a country is named with its code; a code that nobody knows stands alone", () => {
    expect(countryName("GB")).toBe("United Kingdom (GB)");
    expect(countryName("QX")).toBe("QX");
  });
});
