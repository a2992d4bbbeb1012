import { describe, expect, it } from "vitest";
import {
  ASSUMPTION_FLAGS,
  flagOf,
  optionKey,
  parseFigure,
  parseFlag,
  precisionOrFail,
} from "../../../cli/commands/cost/flags.ts";
import { PRESETS, withFlags } from "../../../cli/commands/cost/assumptions.ts";
import { UserError } from "../../../cli/exit-codes.ts";
import { findModel } from "../../../domain/capacity/models.ts";
import { costAssumptionsSchema } from "../../../domain/economics/assumptions.ts";

const flag = (name: string) => {
  const found = ASSUMPTION_FLAGS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no flag ${name}`);
  return found;
};

describe("figures", () => {
  it.each([
    ["5000", 5000],
    ["5_000", 5000],
    ["0.7", 0.7],
    ["10M", 10e6],
    ["2.5k", 2500],
    ["3G", 3e9],
    ["15%", 0.15],
    ["-5", -5],
  ])("%s is %d", (text, value) => {
    expect(parseFigure("x", text)).toBeCloseTo(value, 12);
  });

  it.each(["", "abc", "1,000", "10 M", "5m", "0x10", "1..", "NaN", "Infinity"])(
    "%s is refused by name",
    (text) => {
      expect(() => parseFlag(flag("labour-hours"), text)).toThrow(/--labour-hours is/);
    },
  );

  it.each([
    ["5,000", /write 5000 or 5k/],
    ["1,234,567.5", /write 5000 or 5k/],
    ["0,7", /write 0\.7/],
    ["1,000..2,000", /write 5000 or 5k/],
  ])("%s is told how it is written", (text, hint) => {
    expect(() => parseFlag(flag("labour-hours"), text)).toThrow(hint);
  });

  it("two figures are a range with the likeliest in the middle, three name it", () => {
    expect(parseFlag(flag("labour-hours"), "10..20")).toEqual({ low: 10, likely: 15, high: 20 });
    expect(parseFlag(flag("labour-hours"), "10..12..20")).toEqual({ low: 10, likely: 12, high: 20 });
    expect(() => parseFlag(flag("labour-hours"), "1..2..3..4")).toThrow(/two or three figures/);
  });

  it("a profile is a name or hours", () => {
    expect(parseFlag(flag("profile"), "office")).toBe("office");
    expect(parseFlag(flag("profile"), "1,2,3")).toEqual([1, 2, 3]);
  });
});

describe("flags and assumptions", () => {
  it("every flag leads to a key that the assumptions have", () => {
    for (const { path } of ASSUMPTION_FLAGS) {
      const [first, second] = path;
      const outer = Reflect.get(costAssumptionsSchema.shape, first) as unknown;
      expect(outer, first).toBeDefined();
      if (second !== undefined)
        expect(Reflect.get(Reflect.get(Object(outer), "shape"), second), path.join(".")).toBeDefined();
    }
  });

  it("replace what is assumed, and nothing else", () => {
    const given = {
      requestsPerDay: "100..300",
      hourlyRate: "80",
      compareAlso: "openai/gpt-6-sol, openai/gpt-5.4",
    };
    const changed = withFlags(PRESETS.usual, given);
    expect(changed.traffic).toEqual({
      ...PRESETS.usual.traffic,
      requestsPerDay: { low: 100, likely: 200, high: 300 },
    });
    expect(changed.labour.hourlyRate).toBe(80);
    expect(changed.compareAlso).toEqual(["openai/gpt-6-sol", "openai/gpt-5.4"]);
    expect({ ...changed, traffic: 0, labour: 0, compareAlso: 0 }).toEqual({
      ...PRESETS.usual,
      traffic: 0,
      labour: 0,
      compareAlso: 0,
    });
  });

  it.each([
    ["requestsPerDay", "-1", /--requests-per-day is -1: too small/],
    ["requestsPerDay", "1e30", /--requests-per-day.*too large/],
    ["premiumShare", "150%", /--premium-share is 1.5: too large: at most 1/],
    ["labourHours", "20..10", /--labour-hours.*must not fall/],
    ["profile", "ofice", /--profile is "ofice".*office/],
    ["profile", "1,2,3", /--profile.*24 hours of a day or 168/],
    ["stalePrices", "ignore", /--stale-prices is "ignore": not allowed; allowed: fail, warn/],
    ["exclude", "everything", /--exclude/],
    ["amortisationMonths", "0", /--amortisation-months is 0: too small/],
    ["targetUtilization", "0", /--target-utilization is 0: too small/],
  ])("%s %s is refused by the flag's name", (key, value, message) => {
    expect(() => withFlags(PRESETS.usual, { [key]: value })).toThrow(message);
    expect(() => withFlags(PRESETS.usual, { [key]: value })).toThrow(UserError);
  });

  it("tokens a day are requests at the mix of the other flags", () => {
    const { traffic } = withFlags(PRESETS.usual, {
      tokensPerDay: "10M",
      inputTokens: "3000",
      outputTokens: "1000",
    });
    expect(traffic.requestsPerDay).toBe(2500);
    expect(() =>
      withFlags(PRESETS.usual, { tokensPerDay: "1M", inputTokens: "0", outputTokens: "0" }),
    ).toThrow(/both 0/);
    expect(() => withFlags(PRESETS.usual, { tokensPerDay: "1M", inputTokens: "1..2" })).toThrow(
      /single figures/,
    );
  });

  it("fewer tokens a day than a request has are a request every few days", () => {
    expect(withFlags(PRESETS.usual, { tokensPerDay: "1" }).traffic.requestsPerDay).toBeCloseTo(1 / 2000, 12);
    expect(withFlags(PRESETS.usual, { tokensPerDay: "2M..3M..8M" }).traffic.requestsPerDay).toEqual({
      low: 1000,
      likely: 1500,
      high: 4000,
    });
  });

  it.each([
    [{ tokensPerDay: "1M", requestsPerDay: "10" }, /--requests-per-day and --tokens-per-day.*give one/],
    [{ tokensPerDay: "2e12" }, /--tokens-per-day 2e12: 2\.00e\+12 tokens a day; at most 1e12/],
    [{ requestsPerDay: "1G" }, /--requests-per-day 1G: 2\.00e\+12 tokens a day; at most 1e12/],
    [{ requestsPerDay: "1k..1G" }, /--requests-per-day 1k\.\.1G: .*at most 1e12/],
    [
      { requestsPerDay: "1M", inputTokens: "2M" },
      /--requests-per-day 1M, --input-tokens 2M: 2\.00e\+12 tokens a day; at most 1e12/,
    ],
    [{ tokensPerDay: "-5" }, /--tokens-per-day is .*too small/],
    [{ requestsPerDay: "20..10" }, /--requests-per-day is 20\.\.10: low, likely and high must not fall/],
    [{ tokensPerDay: "20..10" }, /--tokens-per-day is 20\.\.10: low, likely and high must not fall/],
    [{ profile: "1,2,3" }, /--profile is/],
  ])("%o is refused as it was typed", (given, message) => {
    expect(() => withFlags(PRESETS.usual, given)).toThrow(message);
    expect(() => withFlags(PRESETS.usual, given)).toThrow(UserError);
  });

  it("the largest volume that a break-even is looked for in is allowed, at any mix", () => {
    for (const inputTokens of ["1", "7", "1500", "333"]) {
      const { traffic } = withFlags(PRESETS.usual, { tokensPerDay: "1e12", inputTokens });
      expect(traffic.requestsPerDay).toBeGreaterThan(0);
    }
  });

  it("MXFP4 is for models that are published in it", () => {
    const precision = (name: string) => {
      const model = findModel(name);
      if (model === undefined) throw new Error(`no model ${name}`);
      return () => precisionOrFail(model, "mxfp4");
    };
    expect(precision("openai/gpt-oss-20b")()).toBe("mxfp4");
    expect(precision("Qwen/Qwen3-8B")).toThrow(/--precision is "mxfp4": Qwen\/Qwen3-8B is published in bf16/);
  });

  it("a path knows its flag, also below it", () => {
    expect(flagOf("traffic.requestsPerDay.low")).toBe("--requests-per-day");
    expect(flagOf("compareAlso[2]")).toBe("--compare-also");
    expect(flagOf("machines")).toBe("machines");
    expect(optionKey("on-call")).toBe("onCall");
  });
});
