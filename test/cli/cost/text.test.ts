import { describe, expect, it } from "vitest";
import { announcements, sectionsMarkdown, sectionsText } from "../../../cli/render/cost/text.ts";
import type { TokenPrices } from "../../../domain/prices/terms.ts";

const flat = (base: number) => ({ base, tiers: [] });

const PRICES: TokenPrices = {
  id: "vendor/model",
  name: "Model",
  kind: "closed-api",
  tier: "mid",
  currency: "USD",
  input: flat(0.75),
  cachedInput: flat(0.075),
  output: flat(3.75),
  euFactor: 1,
  tokenizerFactor: 1,
  factorSources: {},
  changes: [],
  source: "a test",
  asOf: "2026-11-24",
};

describe("what a model's owner has announced", () => {
  it("is nothing where nothing is", () => {
    expect(announcements(PRICES)).toEqual([]);
  });

  it("is each change against the prices before it, without what stays, and the end", () => {
    const prices: TokenPrices = {
      ...PRICES,
      changes: [
        { on: "2027-01-01", input: flat(1.5), cachedInput: flat(0.075), output: flat(3.75) },
        {
          on: "2027-06-01",
          input: { base: 1.5, tiers: [{ start: 200_000, amount: 3 }] },
          cachedInput: flat(0.15),
          output: flat(7.5),
        },
      ],
      retires: { on: "2027-12-01", source: "a letter" },
    };
    expect(announcements(prices)).toEqual([
      "vendor/model changes its price on 2027-01-01 (input 0.75 → 1.50 USD for a million tokens)",
      "vendor/model changes its price on 2027-06-01 (input 1.50 → 1.50 (3.00 above 200,000 tokens), " +
        "cached input 0.075 → 0.15, output 3.75 → 7.50 USD for a million tokens)",
      "vendor/model is retired on 2027-12-01 (a letter)",
    ]);
  });
});

describe("sections", () => {
  const section = {
    heading: "Heading",
    head: ["A", "B"],
    right: [1],
    rows: [
      ["x", "1"],
      ["a|b", "100"],
    ],
    notes: ["a note"],
  };

  it("align in a terminal", () => {
    expect(sectionsText([section])).toBe("Heading\n  A      B\n  x      1\n  a|b  100\n  a note");
  });

  it("are tables in Markdown, whose cells keep their lines", () => {
    expect(sectionsMarkdown([section])).toBe(
      "**Heading**\n\n| A | B |\n| --- | ---: |\n| x | 1 |\n| a\\|b | 100 |\n\n- a note",
    );
  });
});
