import { describe, expect, test } from "vitest";
import { ADEQUATE, EEA_ONLY, EU, isInside } from "../../../domain/jurisdiction/countries.ts";
import { HOSTS_OUTSIDE, knownHostOutside } from "../../../domain/jurisdiction/hosts.ts";
import { REGION_TABLES } from "../../../domain/jurisdiction/region-tables.ts";
import { isCountryCode, isDay } from "./iso.ts";

test("the check on country codes itself knows GB from UK and from nonsense", () => {
  expect(["GB", "DE", "FO", "UK", "QX", "ZZ", "EU", "de"].filter(isCountryCode)).toEqual(["GB", "DE", "FO"]);
  expect(["2026-11-23", "2026-02-30", "2026-11", "yesterday"].filter(isDay)).toEqual(["2026-11-23"]);
});

describe.each([
  ["EU", EU],
  ["EEA", EEA_ONLY],
  ["adequacy", ADEQUATE],
])("country list %s", (_, list) => {
  test("has ISO codes, a source and a date", () => {
    expect(list.countries.filter((country) => !isCountryCode(country))).toEqual([]);
    expect(list.source).not.toBe("");
    expect(list.asOf).toSatisfy(isDay);
  });
});

describe.each(REGION_TABLES.map((table) => [table.provider, table] as const))("regions of %s", (_, table) => {
  test("name only countries of ISO 3166, with source and date", () => {
    expect(Object.entries(table.countries).filter(([, country]) => !isCountryCode(country))).toEqual([]);
    expect(Object.keys(table.countries).length).toBeGreaterThan(0);
    expect(table.source).toContain("https://");
    expect(table.asOf).toSatisfy(isDay);
  });

  test("have no code twice, upper and lower case alike", () => {
    const codes = Object.keys(table.countries).map((code) => code.toLowerCase());
    expect(new Set(codes).size).toBe(codes.length);
  });
});

test("no provider has two tables", () => {
  const providers = REGION_TABLES.map(({ provider }) => provider);
  expect(new Set(providers).size).toBe(providers.length);
});

describe("hosts of public model APIs", () => {
  test("are outside at level eu or promise no place, each with source and date, none twice", () => {
    for (const { host, country, source, asOf } of HOSTS_OUTSIDE) {
      if (country !== undefined) {
        expect(country, host).toSatisfy(isCountryCode);
        expect(isInside(country, "eu"), host).toBe(false);
      }
      expect(source, host).toContain("https://");
      expect(asOf, host).toSatisfy(isDay);
      expect(host).toBe(host.toLowerCase());
    }
    expect(new Set(HOSTS_OUTSIDE.map(({ host }) => host)).size).toBe(HOSTS_OUTSIDE.length);
  });

  test("are found in a URL whatever its case, port and path", () => {
    expect(knownHostOutside("https://API.OpenAI.com:8443/v1/chat")?.operator).toBe("OpenAI");
  });

  test.each([
    "https://eu.api.openai.com/v1",
    "https://api.eu.mistral.ai/v1",
    "https://api.openai.com.example.eu/v1",
    "https://example.eu/api.openai.com",
    "https://api.openai.com@example.eu/v1",
    "api.openai.com",
    "",
  ])("%j is none of them", (url) => {
    expect(knownHostOutside(url)).toBeUndefined();
  });
});
