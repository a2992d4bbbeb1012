import { describe, expect, test } from "vitest";
import { HOST_GROUPS } from "../../../domain/jurisdiction/hosts/index.ts";
import { operatorOf, OPERATORS, ownerCountryOf } from "../../../domain/jurisdiction/operators.ts";
import { REGION_TABLES } from "../../../domain/jurisdiction/regions/index.ts";
import { isCountryCode, isDay } from "./iso.ts";

describe("operators", () => {
  test.each([
    ["aws", "US"],
    ["aws-native", "US"],
    ["azure-native", "US"],
    ["gcp", "US"],
    ["scaleway", "FR"],
    ["ovh", "FR"],
    ["hcloud", "DE"],
    ["exoscale", "MX"],
    ["upcloud", "FI"],
    ["nebius", "NL"],
    ["ionoscloud", "DE"],
    ["opentelekomcloud", "DE"],
    ["flexibleengine", "FR"],
    ["linode", "US"],
    ["oci", "US"],
    ["alicloud", "CN"],
  ])("behind %s is one of %s", (name, country) => {
    expect(operatorOf(name)?.ownerCountry).toBe(country);
  });

  test("nobody is behind a package that is none of a cloud", () => {
    expect(operatorOf("kubernetes")).toBeUndefined();
    expect(ownerCountryOf("Nobody")).toBeUndefined();
  });

  test("each has an owner in a country, a source and a day, and no name is used twice", () => {
    for (const { name, owner, ownerCountry, source, asOf } of OPERATORS) {
      expect(owner, name).not.toBe("");
      expect(ownerCountry, name).toSatisfy(isCountryCode);
      expect(source, name).toMatch(/^https:\/\//);
      expect(asOf, name).toSatisfy(isDay);
    }
    expect(new Set(OPERATORS.map(({ name }) => name)).size).toBe(OPERATORS.length);
  });

  test("every table of regions has one", () => {
    expect(REGION_TABLES.filter(({ provider }) => operatorOf(provider) === undefined)).toEqual([]);
  });

  test("only hosts of operators whose owner nobody can name go without", () => {
    const without = HOST_GROUPS.filter(({ operator }) => ownerCountryOf(operator) === undefined);
    expect([...new Set(without.map(({ operator }) => operator))].sort()).toEqual([
      "Better Stack",
      "Debian",
      "JSON Schema",
      "Jetstack",
      "NodeSource",
      "SUSE",
      "SchemaStore",
      "Telegram",
      "Traceloop",
      "hf-mirror",
    ]);
  });
});
