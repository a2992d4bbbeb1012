import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cheapest,
  decide,
  ownOptionName,
  recommend,
  regimes,
  shortfall,
} from "../../../domain/economics/decision.ts";
import { apiCosts, optionCosts, running } from "../../../domain/economics/options.ts";
import { atVolume, meets, OPTIONS } from "../../../domain/economics/scenario.ts";
import { api, at, cases, ownModel, scenario } from "./scenarios.ts";

describe("which class answers which", () => {
  test("a higher class answers what a lower one does, and not the other way round", () => {
    expect(meets("premium", "budget") && meets("mid", "mid")).toBe(true);
    expect(meets("budget", "mid") || meets("mid", "premium")).toBe(false);
  });

  test("an option that is not there is not available", () => {
    const nothing = scenario({ selfHosting: undefined, euServerless: undefined });
    expect(shortfall(nothing, at(), "selfHosted")).toBe("not available");
    expect(shortfall(nothing, at(), "euServerless")).toBe("not available");
  });

  test("routine requests need the class of the own model", () => {
    const mid = scenario({
      selfHosting: ownModel({ quality: "mid" }),
      closedApi: api(1, 5, { tier: "budget" }),
      premiumApi: api(10, 50),
    });
    expect(shortfall(mid, at(), "closedApi")).toBe("a budget model for requests that need a mid one");
    expect(shortfall(mid, at(), "euServerless")).toMatch(/^a budget model/);
    expect(shortfall(mid, at(), "selfHosted")).toBeUndefined();
    const budget = { ...mid, selfHosting: ownModel({ quality: "budget" }) };
    expect(shortfall(budget, at(), "closedApi")).toBeUndefined();
  });

  test("hard requests need the premium model, which stands behind APIs and in the hybrid, not behind the own model", () => {
    const hard = at({ premiumShare: 0.2 });
    expect(shortfall(scenario(), hard, "selfHosted")).toBe(
      "20 % of the requests need a premium model or example/model",
    );
    for (const option of ["closedApi", "euServerless", "hybrid"] as const)
      expect(shortfall(scenario(), hard, option)).toBeUndefined();
    const strong = scenario({ selfHosting: ownModel({ quality: "premium" }) });
    expect(shortfall(strong, hard, "selfHosted")).toBeUndefined();
  });

  test("a model that is premium answers hard requests alone, whoever else is asked for them elsewhere", () => {
    const hard = at({ premiumShare: 1 });
    for (const quality of ["budget", "mid"] as const) {
      const weak = scenario({ selfHosting: ownModel({ quality }) });
      expect(shortfall(weak, hard, "selfHosted")).toBe(
        "100 % of the requests need a premium model or example/model",
      );
    }
    const mid = scenario({
      selfHosting: ownModel({ quality: "mid" }),
      premiumApi: api(3, 3, { id: "example/mid", tier: "mid" }),
    });
    expect(shortfall(mid, at({ premiumShare: 0.2 }), "selfHosted")).toBe(
      "20 % of the requests need a premium model or example/mid",
    );
  });

  test("a share of hard requests that is too small for a percent is not told as none", () => {
    expect(shortfall(scenario(), at({ premiumShare: 0.001 }), "selfHosted")).not.toContain(" 0 %");
  });

  test("what the configuration excludes is out of the question, however cheap", () => {
    const without = scenario({ excluded: ["euServerless"] });
    expect(shortfall(without, at(), "euServerless")).toMatch(/^excluded/);
    expect(decide(without, [], at())).toMatchObject({ cheapest: "euServerless", recommended: "selfHosted" });
    const nothing = decide(scenario({ excluded: [...OPTIONS] }), [], at());
    expect(nothing).toMatchObject({ recommended: undefined, regimes: [] });
  });

  test("the stack itself always answers its own traffic", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        expect(shortfall(found, point, ownOptionName(found, point))).toBeUndefined();
        expect(shortfall(found, point, "hybrid")).toBeUndefined();
      }),
    );
  });
});

describe("the recommendation", () => {
  test("is the cheapest of the options that answer well enough", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        const { costs, shortfalls, recommended, cheapest: first } = decide(found, [], point);
        const totals = OPTIONS.flatMap((option) => costs[option]?.total ?? []);
        expect(first && costs[first]?.total).toBe(Math.min(...totals));
        const good = OPTIONS.filter(
          (option) => shortfalls[option] === undefined && costs[option] !== undefined,
        );
        const least = Math.min(...good.map((option) => costs[option]?.total ?? Number.NaN));
        expect(recommended && costs[recommended]?.total).toBe(least);
        expect(recommended).toBe(recommend(found, point));
        expect(recommended !== undefined && good.includes(recommended)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("of equal costs is the option that comes first", () => {
    expect(cheapest(optionCosts(scenario({ euServerless: undefined }), at({ requestsPerDay: 1e6 })))).toBe(
      "selfHosted",
    );
  });

  test("is nothing where nothing counts", () => {
    expect(cheapest(optionCosts(scenario(), at()), () => false)).toBeUndefined();
  });

  test("compares what it costs, in figures that can be followed", () => {
    // 4 million tokens a day: 2,433 EUR at the closed API, 243 at the serverless one, 730 on an own GPU.
    const decision = decide(scenario(), [], at());
    expect(decision.costs.closedApi?.total).toBeCloseTo(2433.33, 2);
    expect(decision.costs.euServerless?.total).toBeCloseTo(243.33, 2);
    expect(decision.costs.selfHosted?.total).toBeCloseTo(730, 2);
    expect(decision).toMatchObject({
      tokensPerDay: 4e6,
      cheapest: "euServerless",
      recommended: "euServerless",
      own: "selfHosted",
      shortfalls: {},
    });
  });
});

describe("comparisons", () => {
  test("begin with the API that is in use, then what is named, closed API and EU serverless", () => {
    const current = api(3, 15, { id: "example/current", tier: "mid" });
    const other = api(2, 10, { id: "example/other", tier: "mid" });
    const ids = decide(scenario({ incumbent: current }), [other], at()).comparisons.map(
      ({ api: rates }) => rates.prices.id,
    );
    expect(ids).toEqual(["example/current", "example/other", "example/model", "example/serverless"]);
  });

  test("leave out what would answer none of the requests, where all of them are hard", () => {
    const found = scenario({
      incumbent: api(3, 15, { id: "example/current", tier: "mid" }),
      premiumApi: api(10, 50),
    });
    const ids = (premiumShare: number) =>
      decide(found, [], at({ premiumShare })).comparisons.map(({ api: rates }) => rates.prices.id);
    expect(ids(0.99)).toEqual(["example/current", "example/model", "example/serverless"]);
    expect(ids(1)).toEqual(["example/model"]);
  });

  test("begin with the closed API and end with EU serverless, each model once", () => {
    const other = api(2, 10, { id: "example/other", tier: "mid" });
    const again = api(2, 10, { id: "example/serverless" });
    const ids = decide(scenario(), [other, again, other], at()).comparisons.map(
      ({ api: rates }) => rates.prices.id,
    );
    expect(ids).toEqual(["example/model", "example/other", "example/serverless"]);
  });

  test("tell the month's bill, whether the class is the own model's, and from where the stack is cheaper", () => {
    const [closed, serverless] = decide(scenario(), [], at()).comparisons;
    expect([closed?.equalQuality, serverless?.equalQuality]).toEqual([false, true]);
    expect(closed?.monthly).toBeCloseTo(2433.33, 2);
    expect(serverless?.monthly).toBeCloseTo(243.33, 2);
    // 730 EUR over 20 EUR for a million tokens, on 730 / 24 days; over 2 EUR ten times as many.
    expect((closed?.breakEven.from ?? 0) / 1.2e6).toBeCloseTo(1, 5);
    expect((serverless?.breakEven.from ?? 0) / 1.2e7).toBeCloseTo(1, 5);
  });

  test("at the break-even stack and API cost the same, or a replica is added there", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        fc.pre(point.inputTokens + point.outputTokens > 0);
        const { comparisons, own } = decide(found, [], point);
        const [against] = comparisons;
        if (against?.breakEven.from === undefined) return;
        const { from } = against.breakEven;
        const gap = (tokens: number) => {
          const there = atVolume(point, tokens);
          const stack = optionCosts(found, there)[own]?.total ?? Number.NaN;
          return apiCosts(found, against.api, there).total - stack;
        };
        expect(gap(from)).toBeGreaterThan(0);
        const hours = (tokens: number) => optionCosts(found, atVolume(point, tokens))[own]?.replicaHours;
        const below = from * (1 - 3e-6);
        // A replica that is added in between makes the stack cheaper again below it.
        if (from > 1001 && hours(below) === hours(from))
          expect(gap(below)).toBeLessThanOrEqual(1e-9 * Math.abs(gap(from)) + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [100, "low"],
    [300, "moderate"],
    [450, "moderate"],
    [460, "high"],
  ])("%d requests a day against a break-even of 300 are a %s volume", (requestsPerDay, expected) => {
    expect(decide(scenario(), [], at({ requestsPerDay })).volumeClass).toBe(expected);
  });

  test("without a break-even there is no volume to be low or high", () => {
    const cheap = scenario({ closedApi: api(0, 0) });
    expect(decide(cheap, [], at()).volumeClass).toBeUndefined();
  });
});

describe("regimes", () => {
  test("follow each other without a gap, each with another option, to an open end", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        fc.pre(point.inputTokens + point.outputTokens > 0);
        const list = regimes(found, point);
        expect(list[0]?.from).toBeCloseTo(1e4, 6);
        expect(list.at(-1)?.to).toBeUndefined();
        list.slice(1).forEach((regime, index) => {
          expect(list[index]?.to).toBe(regime.from);
          expect(list[index]?.option).not.toBe(regime.option);
        });
        for (const { option, from } of list) expect(recommend(found, atVolume(point, from))).toBe(option);
      }),
      { numRuns: 60 },
    );
  });

  test("go from the API to the own model as the volume grows", () => {
    const list = regimes(scenario({ euServerless: undefined }), at());
    expect(list.map(({ option }) => option)).toEqual(["closedApi", "selfHosted"]);
    expect(list[1]?.from).toBeGreaterThan(1.2e6);
    expect(list[1]?.from).toBeLessThan(1.2e6 * 1.1);
  });
});

describe("payback", () => {
  test("counts what is saved without what is paid only once", () => {
    const point = at({ migrationHours: 80, hourlyRate: 100 });
    const { payback, costs } = decide(scenario(), [], point);
    expect(payback?.oneOff).toBe(8000);
    expect(payback?.savedPerMonth).toBeCloseTo(2433.33 - 730, 1);
    expect(payback?.weeks).toBeCloseTo((8000 / (2433.333_333 - 730)) * (730 / 168), 6);
    expect(costs.selfHosted && running(costs.selfHosted)).toBeCloseTo(730, 9);
  });

  test("is never where the stack costs more", () => {
    const { payback } = decide(scenario(), [], at({ requestsPerDay: 10, migrationHours: 1, hourlyRate: 1 }));
    expect(payback).toMatchObject({ oneOff: 1, weeks: undefined });
    expect(payback?.savedPerMonth).toBeLessThan(0);
  });
});

describe("the incumbent, and not the cheapest closed API, is what a move is measured against", () => {
  // 4 million tokens a day: 2,433.33 EUR today, 486.67 at a cheaper closed API, 730 on an own GPU.
  const found = scenario({
    incumbent: api(10, 50),
    closedApi: api(2, 10, { id: "example/cheap", tier: "mid" }),
    euServerless: undefined,
  });
  const point = at({ migrationHours: 36, hourlyRate: 100 });

  test("in payback and volume class", () => {
    const decision = decide(found, [], point);
    expect(decision.payback).toMatchObject({ option: "selfHosted", oneOff: 3600 });
    expect(decision.payback?.savedPerMonth).toBeCloseTo(2433.333_333 - 730, 3);
    // 830 EUR with the migration, 20 EUR a million: 1.36 million a day.
    expect(decision.comparisons[0]?.breakEven.from).toBeCloseTo((830 / 20 / (730 / 24)) * 1e6, -2);
    expect(decision.volumeClass).toBe("high");
  });

  test("the payback of what is recommended is told beside that of the stack", () => {
    const { recommended, recommendedPayback, costs } = decide(found, [], point);
    expect(recommended).toBe("closedApi");
    expect(costs.closedApi?.total).toBeCloseTo(486.666_667 + 100, 3);
    expect(recommendedPayback).toMatchObject({ option: "closedApi", oneOff: 3600 });
    const saved = 2433.333_333 - 486.666_667;
    expect(recommendedPayback?.savedPerMonth).toBeCloseTo(saved, 3);
    expect(recommendedPayback?.weeks).toBeCloseTo((3600 / saved) * (730 / 168), 6);
  });

  test("there is none of a recommendation to stay, or to take the stack", () => {
    const stay = scenario({ closedApi: api(1, 1), euServerless: undefined });
    expect(decide(stay, [], point)).toMatchObject({
      recommended: "closedApi",
      recommendedPayback: undefined,
    });
    const stack = scenario({ euServerless: undefined });
    expect(decide(stack, [], point)).toMatchObject({
      recommended: "selfHosted",
      recommendedPayback: undefined,
    });
    const nothing = decide(scenario({ excluded: [...OPTIONS] }), [], point);
    expect(nothing.recommendedPayback).toBeUndefined();
  });

  test("without a closed API of the class the stack still has its break-even and payback", () => {
    const decision = decide(scenario({ closedApi: undefined, euServerless: undefined }), [], at());
    expect(decision.costs.closedApi).toBeUndefined();
    expect(decision.shortfalls.closedApi).toBe("not available");
    expect(decision.comparisons.map(({ api: rates }) => rates.prices.id)).toEqual(["example/model"]);
    expect(decision.payback?.savedPerMonth).toBeCloseTo(2433.333_333 - 730, 3);
  });
});

test("the stack is the hybrid where some requests are hard, or where it has no own model", () => {
  expect(ownOptionName(scenario(), at())).toBe("selfHosted");
  expect(ownOptionName(scenario(), at({ premiumShare: 0.01 }))).toBe("hybrid");
  expect(ownOptionName(scenario({ selfHosting: undefined }), at())).toBe("hybrid");
});
