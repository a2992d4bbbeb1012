import { describe, expect, test } from "vitest";
import { embeddedJson, html } from "../../../cli/page/html.ts";
import { calculate, efforts, windowAround } from "../../../cli/page/model.ts";
import { apart, linearTicks, logScale, logTicks, niceAbove, niceBelow } from "../../../cli/page/scale.ts";
import {
  changedScenario,
  changesFrom,
  fragmentOf,
  moved,
  placeOf,
  SLIDER_STEPS,
  sliderGroups,
  valueAt,
} from "../../../cli/page/sliders.ts";
import { modelId, typeset } from "../../../cli/page/typeset.ts";
import { likelyPoint, rangeFor } from "../../../domain/economics/scenario.ts";
import { managed, ownModel } from "./scenarios.ts";

describe("markup", () => {
  test("what is put in is escaped, markup is not", () => {
    expect(
      html`<p title="${'"'}">${"<b>&'"}${html`<i></i>`}${undefined}${[html`1`, html`2`]}${3}</p>`.text,
    ).toBe('<p title="&quot;">&lt;b&gt;&amp;&#39;<i></i>123</p>');
  });

  test("JSON cannot end the element that it stands in", () => {
    const text = embeddedJson({ name: "</script><b>" });
    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toEqual({ name: "</script><b>" });
  });

  test("a model's id may break after a slash, and is escaped", () => {
    expect(modelId("a/<b>").text).toBe('<span class="model">a/<wbr>&lt;b&gt;</span>');
  });

  test("figures keep their unit", () => {
    expect(typeset("in 97 % of 10,000 draws, 4 Mondays")).toBe(
      "in 97\u00a0% of 10,000\u00a0draws, 4 Mondays",
    );
  });
});

describe("scales", () => {
  test("a logarithmic scale gives each power of ten the same room, and 0 the lower end", () => {
    const scale = logScale([1, 100], [0, 200]);
    expect([0, 1, 10, 100].map(scale)).toEqual([0, 0, 100, 200]);
  });

  test("ticks are round and within the interval", () => {
    expect(logTicks(50, 2000)).toEqual([100, 1000]);
    expect(logTicks(1, 20, [1, 2, 5])).toEqual([1, 2, 5, 10, 20]);
    expect(linearTicks(-120, 430, 5)).toEqual([0, 200, 400]);
    expect(linearTicks(3, 3, 5)).toEqual([3]);
    expect([niceBelow(99), niceBelow(300), niceAbove(51), niceAbove(12)]).toEqual([50, 200, 100, 20]);
  });

  test("labels keep their distance and stay above the bottom", () => {
    expect(apart([10, 12, 100], 15, 200)).toEqual([10, 25, 100]);
    expect(apart([95, 99], 15, 100)).toEqual([85, 100]);
  });

  test("the window holds all volumes, with four powers of ten at least", () => {
    expect(windowAround([4e6])).toEqual({ least: 1e5, most: 1e9 });
    expect(windowAround([2e4, 8e9])).toEqual({ least: 1e3, most: 1e11 });
    expect(windowAround([0])).toEqual({ least: 1e4, most: 1e8 });
  });
});

describe("sliders", () => {
  const sliders = sliderGroups(ownModel).flatMap((group) => group.sliders);

  test("there is one for each assumption that has an effect", () => {
    expect(sliders).toHaveLength(20);
    const names = sliderGroups(managed).flatMap((group) => group.sliders.map(({ name }) => name));
    expect(names).not.toContain("gpuPrice");
    expect(names).not.toContain("throughput");
    expect(names).toContain("serverlessPrice");
  });

  test.each(sliders)(
    "$name: each step is another value within its ends, and the plan is one of them",
    (slider) => {
      const values = Array.from({ length: SLIDER_STEPS + 1 }, (_, position) => valueAt(slider, position));
      expect(values).toContain(slider.planned);
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(slider.least * 0.99);
        expect(value).toBeLessThanOrEqual(slider.most * 1.01);
        expect(Math.abs(placeOf(slider, value) - values.indexOf(value))).toBeLessThan(1);
      }
      expect([...values].sort((a, b) => a - b)).toEqual(values);
    },
  );

  test("a lone figure is replaced, a range keeps its relative width", () => {
    expect(moved(3, 5, 10)).toBe(5);
    expect(moved({ low: 1, likely: 2, high: 4 }, 4, 7)).toEqual({ low: 2, likely: 4, high: 7 });
    expect(moved({ low: 0, likely: 0, high: 4 }, 4, 7)).toBe(4);
    const changed = changedScenario(ownModel, new Map([["gpuPrice", 2]]));
    expect(likelyPoint(changed).gpuPrice).toBe(2);
    expect(rangeFor(changed, "gpuPrice")).toEqual({ low: 1.8, likely: 2, high: 2.8 });
  });

  test("an address keeps changes, and nothing that no slider could set", () => {
    const groups = sliderGroups(ownModel);
    const changes = new Map([["requestsPerDay", 1234] as const, ["gpuPrice", 1.5] as const]);
    expect(fragmentOf(changes)).toBe("requestsPerDay=1234&gpuPrice=1.5");
    expect(changesFrom(`#${fragmentOf(changes)}`, groups)).toEqual(changes);
    expect(
      changesFrom("#gpuPrice=1&apiPrice=1e9&premiumShare=-1&labourHours=x&inputTokens=&other=1", groups).size,
    ).toBe(0);
    expect(fragmentOf(new Map())).toBe("");
  });
});

describe("model", () => {
  test("the planned volume can be read to the cent, with its replicas", () => {
    const { readings, decision } = calculate(ownModel, [], efforts(undefined).quick);
    const there = readings.find(({ tokensPerDay }) => tokensPerDay === decision.tokensPerDay);
    expect(there?.readings.map(({ option, likely }) => [option, likely])).toEqual(
      Object.entries(decision.costs).map(([option, cost]) => [option, cost?.total]),
    );
    expect(there?.readings.find(({ option }) => option === "selfHosted")?.replicas).toBeGreaterThan(0);
    expect(there?.readings.find(({ option }) => option === "closedApi")?.replicas).toBe(0);
  });

  test("marks lie where the own model and the other cost the same", () => {
    const { marks, decision } = calculate(ownModel, [], efforts(undefined).quick);
    expect(marks[0]?.tokensPerDay).toBe(decision.comparisons[0]?.breakEven.from);
    expect(marks[0]?.letter).toBe("A");
  });
});
