import { describe, expect, test } from "vitest";
import { ADEQUATE, EEA_ONLY, EU, isInside } from "../../../domain/jurisdiction/countries.ts";
import { HOSTS_OUTSIDE, knownHostOutside } from "../../../domain/jurisdiction/hosts.ts";
import { REGION_TABLES } from "../../../domain/jurisdiction/regions/index.ts";
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

describe.each(REGION_TABLES.map((table) => [table.provider, table] as const))("places of %s", (_, table) => {
  const { regions, zones = {}, multiRegions = {}, aliases = {}, zoneForm } = table;
  const names = [regions, zones, multiRegions].flatMap((record) => Object.keys(record));

  test("have a source and a day", () => {
    expect(names.length).toBeGreaterThan(0);
    expect(table.source).toMatch(/^https:\/\//);
    expect(table.asOf).toSatisfy(isDay);
  });

  test("lie in countries of ISO 3166, a multi-region in several or somewhere in the EU", () => {
    const places = Object.entries({ ...regions, ...zones });
    expect(places.filter(([, country]) => !isCountryCode(country))).toEqual([]);
    const spans = Object.entries(multiRegions).filter(([, text]) => text !== "" && text !== "EU");
    expect(spans.filter(([, text]) => !text.split(" ").every(isCountryCode))).toEqual([]);
    expect(spans.filter(([, text]) => new Set(text.split(" ")).size !== text.split(" ").length)).toEqual([]);
  });

  test("have no name twice, upper and lower case alike", () => {
    const all = [...names, ...Object.keys(aliases)].map((name) => name.toLowerCase());
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });

  test("have aliases of names that are there", () => {
    expect(Object.values(aliases).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("no zone that is listed lies where its form says otherwise", () => {
    const lower = new Map(Object.entries(regions).map(([name, country]) => [name.toLowerCase(), country]));
    const wrong = Object.entries(zones).filter(([name, country]) => {
      const region = zoneForm?.exec(name.toLowerCase())?.[1];
      return region !== undefined && lower.has(region) && lower.get(region) !== country;
    });
    expect(wrong).toEqual([]);
  });

  test("have a form that no region itself takes", () => {
    const taken = Object.keys(regions).filter((name) => {
      const region = zoneForm?.exec(name.toLowerCase())?.[1];
      return region !== undefined && names.some((other) => other.toLowerCase() === region);
    });
    expect(taken).toEqual([]);
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
