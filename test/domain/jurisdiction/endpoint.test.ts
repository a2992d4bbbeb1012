import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ADEQUATE,
  EEA_ONLY,
  EU,
  RESIDENCY_LEVELS,
  type ResidencyLevel,
} from "../../../domain/jurisdiction/countries.ts";
import {
  endpointSchema,
  mayReceive,
  SENSITIVITY_LABELS,
  type SensitivityLabel,
} from "../../../domain/jurisdiction/endpoint.ts";

const endpoint = (country: string, accepts: SensitivityLabel[]) => ({
  accepts,
  jurisdiction: { country, operator: "Example", ownerCountry: "DE" },
});

describe("mayReceive", () => {
  const both: SensitivityLabel[] = ["public", "sensitive"];

  test.each<[string, SensitivityLabel[], SensitivityLabel, ResidencyLevel, boolean]>([
    ["DE", both, "sensitive", "eu", true],
    ["DE", both, "public", "eu", true],
    ["DE", ["public"], "sensitive", "eu", false],
    ["DE", ["sensitive"], "public", "eu", false],
    ["NO", both, "sensitive", "eu", false],
    ["NO", both, "sensitive", "eea", true],
    ["CH", both, "sensitive", "eea", false],
    ["CH", both, "sensitive", "adequacy", true],
    ["US", both, "sensitive", "adequacy", false],
    ["US", both, "public", "eu", true],
    ["US", ["public"], "public", "eu", true],
    ["ZZ", both, "sensitive", "adequacy", false],
  ])("in %s accepting %j: %s at level %s is %s", (country, accepts, label, level, expected) => {
    expect(mayReceive(endpoint(country, accepts), label, level)).toBe(expected);
  });

  test("a sensitive request never meets an endpoint outside, and no request one that does not accept it", () => {
    // Written out once more, apart from the product's own sets.
    const inside = (country: string, level: ResidencyLevel): boolean =>
      country === "EU" ||
      EU.countries.includes(country) ||
      (level !== "eu" && EEA_ONLY.countries.includes(country)) ||
      (level === "adequacy" && ADEQUATE.countries.includes(country));
    const letter = fc.nat(25).map((index) => String.fromCharCode(65 + index));
    const countries = fc.oneof(
      fc.constantFrom(...EU.countries, ...EEA_ONLY.countries, ...ADEQUATE.countries),
      fc.tuple(letter, letter).map((letters) => letters.join("")),
    );
    fc.assert(
      fc.property(
        countries,
        fc.subarray([...SENSITIVITY_LABELS]),
        fc.constantFrom(...SENSITIVITY_LABELS),
        fc.constantFrom(...RESIDENCY_LEVELS),
        (country, accepts, label, level) => {
          const allowed = mayReceive(endpoint(country, accepts), label, level);
          expect(allowed).toBe(accepts.includes(label) && (label === "public" || inside(country, level)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("an endpoint's declaration", () => {
  const declared = {
    name: "mistral-eu",
    tier: "premium",
    url: "https://api.eu.mistral.ai/v1",
    model: "mistral-medium-latest",
    jurisdiction: { country: "FR", operator: "Mistral AI", ownerCountry: "FR" },
    accepts: ["public"],
  };

  test("is taken as it is written", () => {
    expect(endpointSchema.parse(declared)).toEqual(declared);
  });

  test.each([
    ["a name in capitals", { name: "Mistral" }],
    ["a country in lower case", { jurisdiction: { ...declared.jurisdiction, country: "fr" } }],
    ["a country by name", { jurisdiction: { ...declared.jurisdiction, ownerCountry: "France" } }],
    ["no operator", { jurisdiction: { ...declared.jurisdiction, operator: "" } }],
    ["no label", { accepts: [] }],
    ["a label that is none", { accepts: ["secret"] }],
    ["a URL without a protocol", { url: "api.eu.mistral.ai/v1" }],
    ["a file", { url: "file:///etc/passwd" }],
    ["a key in the place of its variable's name", { apiKeyVariable: "sk-123" }],
    ["a key that the schema lacks", { apiKey: "sk-123" }],
  ])("is refused with %s", (_, change) => {
    expect(endpointSchema.safeParse({ ...declared, ...change }).success).toBe(false);
  });
});
