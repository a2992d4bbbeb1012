import { describe, expect, test } from "vitest";
import {
  ADEQUATE,
  countryName,
  EEA_ONLY,
  EU,
  isInside,
  isSovereign,
  RESIDENCY_LEVELS,
} from "../../../domain/jurisdiction/countries.ts";

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

  test.each(["", "de", "UK", "EU", "ZZ", "Germany"])("%j is no country that is inside", (code) => {
    expect(RESIDENCY_LEVELS.filter((level) => isInside(code, level))).toEqual([]);
  });

  test("an owner is sovereign in the EU and the EEA, and not where a decision calls its law adequate", () => {
    expect(["DE", "NO"].filter(isSovereign)).toEqual(["DE", "NO"]);
    expect(["CH", "GB", "US"].filter(isSovereign)).toEqual([]);
  });
});

describe("names", () => {
  test("a country is named with its code; a code that nobody knows stands alone", () => {
    expect(countryName("GB")).toBe("United Kingdom (GB)");
    expect(countryName("QX")).toBe("QX");
  });
});
