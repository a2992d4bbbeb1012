import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PriceFileError, readBookFile, readPriceFile } from "../../../domain/prices/files.ts";
import {
  currencyFileSchema,
  gpuFileSchema,
  machineFileSchema,
  tokenFileSchema,
} from "../../../domain/prices/schemas.ts";

const directory = mkdtempSync(join(tmpdir(), "prices-"));
afterAll(() => rmSync(directory, { recursive: true }));

const FIX = "mend it.";

/** The error that reading this text as a price file gives. */
function problemsOf(text: string, schema: Parameters<typeof readPriceFile>[1]): string[] {
  const file = join(directory, "prices.yaml");
  writeFileSync(file, text);
  try {
    readPriceFile(file, schema, FIX);
  } catch (error) {
    if (error instanceof PriceFileError) {
      expect(error.message).toBe(
        [`${file}:`, ...error.problems.map((problem) => `  - ${problem}`), `  Fix: ${FIX}`].join("\n"),
      );
      return [...error.problems];
    }
    throw error;
  }
  return [];
}

const group = (price: string, head = "currency: EUR") =>
  `- source: a page (https://example.org)\n  asOf: 2026-11-24\n  ${head}\n  prices:\n    - ${price}\n`;
const GOOD = "{ id: a/b, amount: 1, unit: hour }";

describe("a price file", () => {
  test("that is right has no problems, also as JSON", () => {
    expect(problemsOf(group(GOOD), machineFileSchema)).toEqual([]);
    const json = JSON.stringify([
      {
        source: "a page (https://example.org)",
        asOf: "2026-11-24",
        currency: "EUR",
        prices: [{ id: "a/b", amount: 1, unit: "hour" }],
      },
    ]);
    expect(problemsOf(json, machineFileSchema)).toEqual([]);
  });

  test.each([
    ["no currency", group(GOOD, "# none"), /^\[0\]\.currency: missing; allowed: EUR, USD, GBP, CHF, PLN$/],
    [
      "an unknown currency",
      group(GOOD, "currency: EURO"),
      /\[0\]\.currency is "EURO": .* did you mean "EUR"\?/,
    ],
    [
      "an unknown unit",
      group("{ id: a/b, amount: 1, unit: hours }"),
      /prices\[0\]\.unit is "hours": .* did you mean "hour"\?/,
    ],
    [
      "a negative amount",
      group("{ id: a/b, amount: -1, unit: hour }"),
      /amount is -1: too small: at least 0/,
    ],
    ["an amount as text", group('{ id: a/b, amount: "1", unit: hour }'), /amount is "1": expected number/],
    ["no amount", group("{ id: a/b, unit: hour }"), /amount: missing; it takes a value of type number/],
    [
      "an amount of 0 without a reason",
      group("{ id: a/b, amount: 0, unit: hour }"),
      /amount is 0: an amount of 0 needs `free`/,
    ],
    [
      "a reason to be free and an amount",
      group("{ id: a/b, amount: 1, unit: hour, free: why }"),
      /amount is 1: .*must not have it/,
    ],
    [
      "an id without a provider",
      group("{ id: L4, amount: 1, unit: hour }"),
      /id is "L4": expected provider\/product/,
    ],
    [
      "a key that nobody knows",
      group("{ id: a/b, amount: 1, unit: hour, ammount: 2 }"),
      /ammount is 2: no such key; did you mean "amount"\?/,
    ],
    [
      "a day that no calendar has",
      group(GOOD).replace("2026-11-24", "2026-02-30"),
      /asOf is "2026-02-30": expected a day/,
    ],
    [
      "a source of three letters",
      group(GOOD).replace("a page (https://example.org)", "abc"),
      /source is "abc": too small/,
    ],
  ])("with %s says so, where, and what is allowed", (_name, text, problem) => {
    const problems = problemsOf(text, machineFileSchema);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  test("with several problems names them all", () => {
    expect(
      problemsOf(group("{ id: L4, amount: -1, unit: hours }", "currency: EURO"), machineFileSchema),
    ).toHaveLength(4);
  });

  test("that is corrupted names the line", () => {
    expect(problemsOf(`${group(GOOD)}  } garbage`, machineFileSchema)).toEqual([
      expect.stringMatching(/^line 6: not readable as YAML: .+/),
    ]);
    expect(problemsOf("", machineFileSchema)).toEqual(["the document is null: expected array"]);
    expect(problemsOf("\0\0\0", machineFileSchema)).toHaveLength(1);
  });

  test("with a key given twice is corrupted too", () => {
    expect(problemsOf(group("{ id: a/b, amount: 1, amount: 2, unit: hour }"), machineFileSchema)).toEqual([
      expect.stringMatching(/^line 5: .*unique/),
    ]);
  });

  test("that is not there says so", () => {
    const file = join(directory, "nowhere.yaml");
    expect(() => readPriceFile(file, machineFileSchema, FIX)).toThrow(
      /cannot be read: ENOENT[^]*Fix: mend it\./,
    );
  });

  test("of the book says how to get it back", () => {
    expect(() => readBookFile("nowhere.yaml", machineFileSchema)).toThrow(
      "git checkout -- domain/prices/book/nowhere.yaml",
    );
  });
});

describe("files of other kinds", () => {
  test("GPU offers need GPU, count and regions", () => {
    expect(problemsOf(group(GOOD), gpuFileSchema)).toEqual([
      "[0].prices[0].regions: missing; it takes a value of type array",
      "[0].prices[0].gpu: missing; it takes a value of type string",
      "[0].prices[0].gpus: missing; it takes a value of type number",
    ]);
  });

  test("a model needs its amounts, or the package's record", () => {
    const model = (keys: string) =>
      group(`{ id: a/b, name: B, tier: mid, ${keys} }`).replace("prices:", "models:");
    expect(problemsOf(model("input: 1, output: 2"), tokenFileSchema)).toEqual([]);
    expect(problemsOf(model("genai: { provider: a, model: b }"), tokenFileSchema)).toEqual([]);
    expect(problemsOf(model("input: 1"), tokenFileSchema)).toEqual([expect.stringMatching(/output/)]);
    expect(problemsOf(model("input: 0, output: 2"), tokenFileSchema)).toHaveLength(1);
  });

  test("exchange rates need USD", () => {
    const text = "source: a bank of note\nasOf: 2026-11-24\nperEuro: { CHF: 1 }\n";
    expect(problemsOf(text, currencyFileSchema)).toEqual([expect.stringMatching(/^perEuro\.USD: missing/)]);
  });
});

test("files for a browser read no file", () => {
  for (const name of ["terms", "age", "money", "request-price"]) {
    const text = readFileSync(new URL(`../../../domain/prices/${name}.ts`, import.meta.url), "utf8");
    const imports = [...text.matchAll(/from "(.+)"/g)].map(([, from]) => from);
    expect(imports.filter((from) => from !== "./terms.ts")).toEqual([]);
  }
});
