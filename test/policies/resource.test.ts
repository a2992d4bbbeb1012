import {
  specialArchiveSig,
  specialAssetSig,
  specialOutputValueSig,
  specialResourceSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from "@pulumi/pulumi/runtime/rpc.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packageOf, plainProperties, type Properties, UNKNOWN, valueAt } from "../../policies/resource.ts";
import { proxied, unknownMarks } from "./proxied.ts";

const SIGNATURE = specialSigKey;
const SECRET = { [SIGNATURE]: specialSecretSig };

describe("unknown values", () => {
  test("Pulumi has the seven marks that are known here", () => {
    expect(unknownMarks.map(([, mark]) => mark)).toContain(unknownValue);
    expect(unknownMarks.map(([name]) => name).sort()).toEqual([
      "unknownArchiveValue",
      "unknownArrayValue",
      "unknownAssetValue",
      "unknownBooleanValue",
      "unknownNumberValue",
      "unknownObjectValue",
      "unknownStringValue",
    ]);
  });

  test.each(unknownMarks)("%s becomes UNKNOWN, at the top, inside and in a list", (_, mark) => {
    expect(plainProperties({ zone: mark, spec: { zone: mark }, zones: ["a", mark] })).toEqual({
      zone: UNKNOWN,
      spec: { zone: UNKNOWN },
      zones: ["a", UNKNOWN],
    });
  });

  test.each(unknownMarks)(
    "%s behind the policy library's proxy becomes UNKNOWN instead of being thrown",
    (_, mark) => {
      const proxy = proxied({
        zone: mark,
        spec: { zone: mark, name: "x" },
        list: [{ zone: mark }],
      });
      expect(plainProperties(proxy)).toEqual({
        zone: UNKNOWN,
        spec: { zone: UNKNOWN, name: "x" },
        list: [{ zone: UNKNOWN }],
      });
    },
  );

  test("a secret whose value is unknown is unknown", () => {
    expect(plainProperties({ key: { ...SECRET, value: unknownValue } })).toEqual({ key: UNKNOWN });
    expect(plainProperties(proxied({ key: { ...SECRET, value: unknownValue } }))).toEqual({
      key: UNKNOWN,
    });
  });

  test("any other error while reading is not swallowed", () => {
    const broken = {
      get zone(): string {
        throw new Error("broken");
      },
    };
    expect(() => plainProperties(broken)).toThrow("broken");
  });
});

describe("plain copies", () => {
  test("secrets are unwrapped, however deep", () => {
    const inner = { ...SECRET, value: { zone: { ...SECRET, value: "fr-par-2" } } };
    expect(plainProperties({ spec: inner, list: [{ ...SECRET, value: "a" }] })).toEqual({
      spec: { zone: "fr-par-2" },
      list: ["a"],
    });
    expect(plainProperties(proxied({ spec: inner }))).toEqual({ spec: { zone: "fr-par-2" } });
  });

  test.each([
    ["an asset", { [SIGNATURE]: specialAssetSig, text: "x" }],
    ["an archive", { [SIGNATURE]: specialArchiveSig, path: "x" }],
    ["a reference", { [SIGNATURE]: specialResourceSig, urn: "x" }],
  ])("%s holds no value to judge and becomes null", (_, wrapped) => {
    expect(plainProperties({ wrapped, more: { wrapped } })).toEqual({
      wrapped: null,
      more: { wrapped: null },
    });
  });

  test("a secret in a file is unwrapped where it is plain text, secrets in it too", () => {
    const inner = { zone: { ...SECRET, plaintext: '"fr-par-2"' }, later: { ...SECRET, plaintext: "{" } };
    expect(
      plainProperties({
        spec: { ...SECRET, plaintext: JSON.stringify(inner) },
        list: [{ ...SECRET, plaintext: "[1,null]" }],
      }),
    ).toEqual({ spec: { zone: "fr-par-2", later: UNKNOWN }, list: [[1, null]] });
    expect(plainProperties({ mark: { ...SECRET, plaintext: JSON.stringify(unknownValue) } })).toEqual({
      mark: UNKNOWN,
    });
  });

  test.each([
    ["a secret that is encrypted", { ...SECRET, ciphertext: "v1:abc" }],
    ["a secret without anything", SECRET],
    ["a secret whose plain text is none", { ...SECRET, plaintext: 1 }],
    ["an output without a value", { [SIGNATURE]: specialOutputValueSig, dependencies: [] }],
    ["what nobody knows", { [SIGNATURE]: "another", plaintext: '"x"' }],
  ])("%s is unknown", (_, wrapped) => {
    expect(plainProperties({ wrapped, list: [wrapped] })).toEqual({ wrapped: UNKNOWN, list: [UNKNOWN] });
  });

  test("an output is its value", () => {
    const output = { [SIGNATURE]: specialOutputValueSig, value: { zone: "fr-par-2" }, secret: true };
    expect(plainProperties({ output })).toEqual({ output: { zone: "fr-par-2" } });
  });

  test("what is no JSON is left out", () => {
    expect(plainProperties({ name: "a", missing: undefined, code: () => 1 })).toEqual({ name: "a" });
  });

  test("everything that is JSON is copied as it is, through a proxy or without", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue()), (properties) => {
        // Compared as text, in which 0 and -0 are the same.
        const expected = JSON.stringify(properties);
        expect(JSON.stringify(plainProperties(properties))).toBe(expected);
        expect(JSON.stringify(plainProperties(proxied(properties)))).toBe(expected);
      }),
    );
  });
});

describe("valueAt", () => {
  const properties: Properties = { spec: { zone: "a", hidden: UNKNOWN }, list: [1] };

  test("follows keys; where there is none it is undefined", () => {
    expect(valueAt(properties, "spec", "zone")).toBe("a");
    expect(valueAt(properties, "spec", "region")).toBeUndefined();
    expect(valueAt(properties, "nothing", "zone")).toBeUndefined();
    expect(valueAt(properties, "list", "0")).toBeUndefined();
  });

  test("below what is unknown everything is unknown", () => {
    expect(valueAt(properties, "spec", "hidden", "zone")).toBe(UNKNOWN);
  });
});

test.each([
  ["scaleway:kubernetes/pool:Pool", "scaleway"],
  ["pulumi:providers:aws", "aws"],
  ["pulumi:pulumi:Stack", "pulumi"],
  ["eu-llm-stack:index:Gateway", "eu-llm-stack"],
])("the package of %s is %s", (type, name) => {
  expect(packageOf(type)).toBe(name);
});
