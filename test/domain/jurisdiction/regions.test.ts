import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REGION_TABLES } from "../../../domain/jurisdiction/region-tables.ts";
import { locate } from "../../../domain/jurisdiction/regions.ts";

const countryOf = (code: string, provider?: string): string => {
  const place = locate(code, provider);
  return place.status === "known" ? place.country : place.status;
};

describe("regions", () => {
  test.each([
    ["aws", "eu-west-2", "GB"],
    ["aws", "eu-central-2", "CH"],
    ["aws", "eusc-de-east-1", "DE"],
    ["aws", "eu-central-1", "DE"],
    ["gcp", "europe-west2", "GB"],
    ["gcp", "europe-west6", "CH"],
    ["gcp", "europe-west3", "DE"],
    ["azure", "norwayeast", "NO"],
    ["azure", "switzerlandnorth", "CH"],
    ["azure", "germanywestcentral", "DE"],
    ["ovh", "UK1", "GB"],
    ["ovh", "BHS5", "CA"],
    ["scaleway", "pl-waw", "PL"],
    ["hcloud", "ash", "US"],
    ["alibaba", "eu-west-1", "GB"],
  ])("%s %s lies in %s", (provider, code, country) => {
    expect(countryOf(code, provider)).toBe(country);
  });

  test("case and space around a code do not matter", () => {
    expect(countryOf(" gra11 ", "ovh")).toBe("FR");
    expect(countryOf("EUROPE-WEST6", "gcp")).toBe("CH");
  });

  test("a code that looks European proves nothing: codes are never compared by prefix", () => {
    expect(countryOf("eu-west-9", "aws")).toBe("unknown");
    expect(countryOf("europe-west7", "gcp")).toBe("unknown");
    expect(countryOf("eu-central-1-and-more", "aws")).toBe("unknown");
    expect(countryOf("eu", "aws")).toBe("unknown");
  });

  test("a provider's own table alone counts where it has one", () => {
    expect(countryOf("fr-par", "aws")).toBe("unknown");
    expect(countryOf("eu-west-1", "aws")).toBe("IE");
  });

  test("a provider without a table is looked up in all tables", () => {
    expect(countryOf("fr-par", "kubernetes")).toBe("FR");
  });

  test("a code of two providers with different countries is ambiguous without a provider", () => {
    expect(locate("eu-west-1")).toEqual({ status: "ambiguous", countries: ["IE", "GB"] });
  });

  test("a code of two providers with the same country is not ambiguous", () => {
    expect(countryOf("eu-central-1")).toBe("DE");
  });

  test("an unknown code gives the nearest ones of the provider", () => {
    expect(locate("fr-pari", "scaleway")).toEqual({ status: "unknown", nearest: ["fr-par"] });
    expect(locate("eu-centrall-1", "aws")).toMatchObject({
      nearest: ["eu-central-1", "eu-central-2", "ca-central-1"],
    });
    expect(locate("nothing-like-a-region", "hcloud")).toEqual({ status: "unknown", nearest: [] });
  });

  test("every code of every table is found as it is written there", () => {
    const codes = REGION_TABLES.flatMap(({ provider, countries }) =>
      Object.entries(countries).map(([code, country]) => ({ provider, code, country })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...codes), ({ provider, code, country }) => {
        expect(locate(code, provider)).toEqual({ status: "known", country, provider });
      }),
      { numRuns: 500 },
    );
  });
});

describe("zones", () => {
  test.each([
    ["aws", "eu-central-1a", "DE"],
    ["aws", "eu-west-2c", "GB"],
    ["aws", "eu-central-9a", "unknown"],
    ["aws", "eu-central-1ab", "unknown"],
    ["aws", "eu-central-1-a", "unknown"],
    ["gcp", "europe-west3-b", "DE"],
    ["gcp", "europe-west6-a", "CH"],
    ["gcp", "europe-west99-a", "unknown"],
    ["gcp", "europe-west3b", "unknown"],
    ["scaleway", "fr-par-2", "FR"],
    ["scaleway", "nl-ams-1", "NL"],
    ["scaleway", "pl-waw-3", "PL"],
    ["scaleway", "fr-lyo-1", "unknown"],
    ["scaleway", "fr-par-2a", "unknown"],
    ["hcloud", "fsn1-dc14", "DE"],
    ["hcloud", "hel1-dc2", "FI"],
    ["hcloud", "xyz1-dc2", "unknown"],
    ["azure", "westeurope-1", "unknown"],
  ])("%s %s: %s, after its region", (provider, code, country) => {
    expect(countryOf(code, provider)).toBe(country);
  });

  test("a zone's form of one provider is not taken for another's", () => {
    expect(countryOf("fr-para", "scaleway")).toBe("unknown");
    expect(countryOf("europe-west3a", "gcp")).toBe("unknown");
  });
});
