import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { type CostReport, monthlyCost } from "../../../domain/economics/cost.ts";
import { decide } from "../../../domain/economics/decision.ts";
import type { Usage } from "../../../domain/economics/line-items.ts";
import { ASSUMPTIONS, type Scenario } from "../../../domain/economics/scenario.ts";
import { simulate } from "../../../domain/economics/simulation.ts";
import {
  assumptionValue,
  ASSUMPTION_NAMES,
  breakEvenPoint,
  comparisonText,
  decisionLines,
  decisionMarkdown,
  decisionTexts,
  flipText,
  optionName,
  optionRows,
  paybackTexts,
  utilizationText,
  verdictText,
} from "../../../policies/cost/decision.ts";
import { costTable } from "../../../policies/cost/table.ts";
import {
  assume,
  own,
  ownPlans,
  plans,
  rateCard,
  selfHosted,
  TODAY,
  traffic,
  usages,
} from "../../domain/economics/plans.ts";
import { api, at, ownModel, scenario } from "../../domain/economics/scenarios.ts";

const gpu: Usage = { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 1, origin: "urn" };
const routine = traffic({ premiumShare: 0 });
const report = (changes: Partial<CostAssumptions> = {}, used: Usage[] = [gpu]) =>
  monthlyCost(
    used,
    assume({ traffic: routine, selfHosting: own(), endpoints: [selfHosted], ...changes }),
    TODAY,
  );
/** A stack of endpoints alone. */
const stack = (tier: "dedicated" | "serverless" | "premium", tokens: string) => ({
  name: "e",
  tier,
  price: { tokens },
});
const endpointsOnly = (...endpoints: CostAssumptions["endpoints"]) =>
  monthlyCost([], assume({ traffic: traffic(), endpoints }), TODAY);
const rows = (found: CostReport) => {
  const texts = decisionTexts(found);
  if (typeof texts === "string") throw new Error(texts);
  return texts.options;
};
const table = (head: readonly string[], body: readonly (readonly string[])[]) => [
  head.join(" | "),
  ...body.map((row) => row.join(" | ")),
];
const likeliest = (found: Scenario) => verdictText(found, decide(found), simulate(found, 100));

describe("options", () => {
  test("are told with cost, band, chance and the model that answers", () => {
    expect(rows(report()).map(({ option, name, model }) => [option, name, model])).toEqual([
      ["closedApi", "Closed API", "mistral-eu/ministral-3-8b"],
      ["euServerless", "EU serverless", expect.stringContaining("/")],
      ["selfHosted", "Self-hosted", "Qwen/Qwen3-8B"],
    ]);
    for (const { low, monthly, high, chance } of rows(report())) {
      expect(low).toBeLessThanOrEqual(monthly * 1.01);
      expect(high).toBeGreaterThanOrEqual(monthly * 0.99);
      expect(chance).toBeGreaterThanOrEqual(0);
    }
    expect(rows(report()).filter(({ recommended }) => recommended)).toHaveLength(1);
  });

  test("with hard requests name the premium model behind the weaker one", () => {
    const premium = { name: "p", tier: "premium" as const, price: { tokens: "anthropic/claude-opus-5.5" } };
    const found = rows(report({ traffic: traffic(), endpoints: [selfHosted, premium] }));
    const model = (option: string) => found.find((row) => row.option === option)?.model;
    expect(model("hybrid")).toBe("Qwen/Qwen3-8B + anthropic/claude-opus-5.5");
    expect(model("euServerless")).toMatch(/^\S+ \+ anthropic\/claude-opus-5\.5$/);
    expect(model("closedApi")).toMatch(/^\S+ \+ anthropic\/claude-opus-5\.5$/);
    expect(model("selfHosted")).toBe("Qwen/Qwen3-8B");
  });

  test("that answer hard requests themselves name nobody behind them", () => {
    const premium = stack("premium", "anthropic/claude-opus-5.5");
    const closedApi = { operationsHours: 0, compliancePerMonth: 0, model: "openai/gpt-6-astra" };
    const found = rows(report({ traffic: traffic(), endpoints: [selfHosted, premium], closedApi }));
    expect(found.find(({ option }) => option === "closedApi")?.model).toBe("openai/gpt-6-astra");
  });

  test("of which there is none are no row: a class that no closed API has", () => {
    const found = rows(report({ traffic: traffic({ premiumShare: 0, inputTokens: 2_000_000 }) }));
    expect(found.map(({ option }) => option)).not.toContain("euServerless");
    expect(found.map(({ option }) => option)).toContain("selfHosted");
  });

  test("of a stack without an own model call it by what it is, with the models that it asks and no others", () => {
    const model = (...endpoints: CostAssumptions["endpoints"]) =>
      rows(endpointsOnly(...endpoints)).find(({ option }) => option === "hybrid");
    expect(model(stack("serverless", "scaleway/llama-3.3-70b-instruct"))).toMatchObject({
      name: "This stack",
      model: "scaleway/llama-3.3-70b-instruct",
    });
    expect(model(stack("premium", "openai/gpt-6-astra"))?.model).toBe("openai/gpt-6-astra");
    const hourly = {
      name: "rented",
      tier: "dedicated" as const,
      price: { perHour: 1, hoursPerMonth: 730, ...rateCard },
    };
    expect(model(hourly)?.model).not.toBe("openai/gpt-6-astra");
    expect(optionName("hybrid", scenario())).toBe("Hybrid");
  });

  test("that are not good enough or excluded say so instead of a chance", () => {
    const lines = decisionLines(
      report({ traffic: traffic(), endpoints: [selfHosted, stack("premium", "openai/gpt-6-astra")] }),
    );
    expect(lines.find((line) => line.includes("Self-hosted "))).toContain("not good enough");
    const excluded = decisionLines(report({ exclude: ["euServerless"] }));
    expect(excluded.find((line) => line.startsWith("  EU serverless"))).toMatch(/ excluded {2}/);
  });

  test("of which the hybrid is hidden where it is the own model by another name, without losing its chance", () => {
    fc.assert(
      fc.property(ownPlans, ({ usages: used, assumptions }) => {
        const found = monthlyCost(used, assumptions, TODAY);
        if (found.scenario === undefined || found.decision === undefined)
          throw new Error("a price is missing");
        const list = optionRows(found.scenario, found.decision, simulate(found.scenario, 200));
        expect(list.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: 30 },
    );
  });
});

describe("break-even", () => {
  test.each([
    [{ from: undefined, always: undefined }, "never"],
    [{ from: 3.9e6, always: 3.9e6 }, "from 3.9 M tokens a day"],
    [{ from: 3.9e6, always: 4e6 }, "from 3.9 M tokens a day"],
    [{ from: 3.9e6, always: 2e8 }, "from 3.9 M tokens a day, for good from 200 M"],
  ])("%o is %s", (found, text) => {
    expect(breakEvenPoint(found)).toBe(text);
  });

  test("says where it is not for good", () => {
    expect(breakEvenPoint({ from: 3.9e6, always: undefined })).toMatch(
      /^from 3\.9 M tokens a day, but not for good/,
    );
  });

  test("names the model, its class and its bill", () => {
    const breakEven = { from: 3.9e6, always: 3.9e6 };
    const comparison = {
      api: api(1, 2, { id: "a/b", tier: "mid" }),
      behind: undefined,
      monthly: 5464.24,
      equalQuality: true,
      breakEven,
    };
    expect(comparisonText(comparison)).toBe(
      "against a/b (mid, equal class), 5,464.24: from 3.9 M tokens a day",
    );
    expect(comparisonText({ ...comparison, equalQuality: false })).toMatch(/^against a\/b \(mid\), /);
    expect(comparisonText({ ...comparison, behind: "c/d" })).toMatch(/^against a\/b \+ c\/d \(mid, /);
  });
});

describe("the verdict", () => {
  test("names the option, its chance and the volume against the break-even", () => {
    const found = scenario({ euServerless: undefined }, at());
    expect(likeliest(found)).toBe(
      "Self-hosted, in 100 % of 100 draws; the volume is high for a break-even of 1.2 M against example/model",
    );
  });

  test("says what is cheaper and why it is not taken", () => {
    const hard = scenario({ euServerless: undefined }, at({ premiumShare: 0.5 }));
    expect(likeliest(hard)).toContain(
      "; Self-hosted is cheaper, but 50 % of the requests need a premium model or example/model",
    );
  });

  test("is none where nothing answers well enough, or nothing is asked", () => {
    const excluded = scenario({ excluded: ["closedApi", "euServerless", "selfHosted", "hybrid"] }, at());
    expect(likeliest(excluded)).toBe("no option is left that answers this traffic well enough");
    expect(likeliest(scenario({}, at({ requestsPerDay: 0 })))).toBe("no traffic to decide on");
    expect(decisionTexts(report({ traffic: traffic({ requestsPerDay: 0 }) }))).toBe(
      "none, since there is no traffic",
    );
    expect(decisionTexts(report({ compareWith: "nobody/api" }))).toBe("none, since a price is missing");
  });
});

describe("payback", () => {
  const found = scenario({ incumbent: api(10, 50, { id: "example/today" }) });
  const texts = (changes: Partial<ReturnType<typeof decide>>) =>
    paybackTexts({ ...decide(found), recommendedPayback: undefined, ...changes }, found);
  const text = (oneOff: number, savedPerMonth: number, weeks: number | undefined) =>
    texts({ payback: { option: "selfHosted", oneOff, savedPerMonth, weeks } })[0];

  test("tells what is moved to instead of what, what it costs once, what it saves, and after how many weeks", () => {
    expect(text(7600, 3000, 11.02)).toBe(
      "Self-hosted instead of example/today: 7,600 EUR once, 3,000.00 saved a month: 12 weeks",
    );
    expect(text(10, 3000, 0.01)).toBe(
      "Self-hosted instead of example/today: 10 EUR once, 3,000.00 saved a month: within a week",
    );
    expect(texts({ payback: undefined })).toEqual([]);
  });

  test("is never where the stack costs more, and says by how much", () => {
    expect(text(7600, -12.5, undefined)).toBe(
      "Self-hosted instead of example/today: never, it costs 12.50 a month more",
    );
  });

  test("of a stack that costs the same has no sign before nothing", () => {
    expect(text(7600, 0, undefined)).toBe("Self-hosted instead of example/today: never, it costs as much");
    expect(text(7600, -0.001, undefined)).not.toContain("-0");
  });

  test("of what is recommended comes before that of the stack", () => {
    const move = { option: "euServerless", oneOff: 80, savedPerMonth: 100, weeks: 3.4 } as const;
    const payback = { ...move, option: "hybrid" } as const;
    expect(texts({ recommendedPayback: move, payback })).toEqual([
      "EU serverless instead of example/today: 80 EUR once, 100.00 saved a month: 4 weeks",
      "Hybrid instead of example/today: 80 EUR once, 100.00 saved a month: 4 weeks",
    ]);
    const lines = decisionLines(report()).filter((line) => line.startsWith("Payback of "));
    expect(lines).toEqual([
      expect.stringMatching(/^Payback of EU serverless instead of openai\/gpt-6-astra: /),
      expect.stringMatching(/^Payback of Self-hosted instead of openai\/gpt-6-astra: /),
    ]);
  });
});

describe("utilization", () => {
  test("tells what a million tokens costs at others, of which the cost of tokens is no part", () => {
    const busy = report({ traffic: traffic({ premiumShare: 0, requestsPerDay: 262_950 }) });
    const each = (576.7 / busy.tokensPerMonth) * 1e6;
    const text = utilizationText(busy);
    expect(text).toMatch(/^35 % of the GPU hours paid for; a million tokens costs /);
    expect(text).toContain(`costs ${each.toFixed(2)}, in theory ${((each * 0.35) / 0.1).toFixed(2)} at 10 %`);
  });

  test("spreads what is fixed over other tokens, and not what the premium API charges for each", () => {
    const premium = stack("premium", "openai/gpt-6-astra");
    const text = utilizationText(
      report({ traffic: traffic({ premiumShare: 0.5 }), endpoints: [selfHosted, premium] }),
    );
    const [each, , high] = (text?.match(/\d+\.\d\d/g) ?? []).map(Number);
    // Half of the tokens at (1,500 × 10 + 500 × 50) / 2,000 = 20 USD with 10 % for the EU; at 80 % hardly anything more.
    const tokens = (0.5 * 20 * 1.1) / 1.1172;
    expect(each).toBeCloseTo(tokens + 576.7 / ((2e6 * 730) / 24 / 1e6), 2);
    expect(high).toBeGreaterThan(tokens);
    expect(high).toBeLessThan(tokens + 0.1);
  });

  test("is nothing to tell without an own model or without work for it", () => {
    expect(utilizationText(endpointsOnly(stack("premium", "openai/gpt-6-astra")))).toBeUndefined();
    expect(utilizationText(report({ traffic: traffic({ requestsPerDay: 0 }) }))).toBeUndefined();
  });
});

describe("flips", () => {
  test("name option, assumption, value and what is assumed", () => {
    const flip = { assumption: "gpuPrice", from: 1, to: 1.234, option: "euServerless" } as const;
    expect(flipText(flip, scenario())).toBe("EU serverless from GPU price 1.23 × (assumed 1 ×)");
    const down = { assumption: "premiumShare", from: 0.2, to: 0.05, option: "hybrid" } as const;
    expect(flipText(down, scenario())).toBe("Hybrid down to premium share 5 % (assumed 20 %)");
  });

  test("are none where nothing would change the recommendation, which is said", () => {
    const lines = decisionLines(report({ exclude: ["closedApi", "euServerless", "hybrid"] }));
    expect(lines.at(-1)).toMatch(/^Flips: none/);
  });

  test("values carry the unit of their assumption, and every assumption has a name of its own", () => {
    expect(assumptionValue("cachedShare", 0.125)).toBe("12.5 %");
    expect(assumptionValue("hourlyRate", 95)).toBe("95 EUR");
    expect(assumptionValue("requestsPerDay", 5000)).toBe("5,000");
    expect(new Set(ASSUMPTIONS.map((name) => ASSUMPTION_NAMES[name][0])).size).toBe(ASSUMPTIONS.length);
  });
});

test("Markdown has the verdict, the options as a table and the rest folded away", () => {
  const text = decisionMarkdown(report(), undefined, table).join("\n");
  expect(text).toMatch(/^\*\*Verdict\*\*: EU serverless, in /);
  expect(text).toContain("Option | Answers | EUR a month | 8 of 10 draws | Best in\n");
  expect(text).toMatch(/\n\*\*EU serverless\*\* \| /);
  expect(text).toMatch(/<details><summary>.*\n\n- Break-even against openai\/gpt-6-astra/);
  expect(text).toMatch(/(\n- Payback of .*){2}\n- Utilization: .*\n- Flips/);
  expect(text.trimEnd().endsWith("</details>")).toBe(true);
  expect(decisionMarkdown(report({ compareWith: "nobody/api" }), undefined, table)).toEqual([
    "**Verdict**: none, since a price is missing",
    "",
  ]);
});

describe("no text shows what is no figure", () => {
  const wrong = /NaN|undefined|null|Infinity|(?<![\w-])-0(?![\d-])|\[object/;
  /** The parts of a report that are wrong, so that a failure shows them. */
  const mistakes = (text: string) => text.split("\n").filter((line) => wrong.test(line));
  const texts = (found: CostReport) =>
    mistakes([costTable(found), ...decisionMarkdown(found, undefined, table)].join("\n"));

  test("of plans of any kind", () => {
    fc.assert(
      fc.property(usages, plans, (used, plan) => {
        expect(texts(monthlyCost(used, plan, TODAY))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test("of plans with an own model and every price", () => {
    fc.assert(
      fc.property(ownPlans, ({ usages: used, assumptions }) => {
        expect(texts(monthlyCost(used, assumptions, TODAY))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test("of a stack that asks the very API that it is compared with", () => {
    expect(texts(endpointsOnly(stack("premium", "openai/gpt-6-astra")))).toEqual([]);
  });

  test("of an own model of which too little is known for a name, at the smallest traffic", () => {
    const small = report({
      traffic: traffic({ requestsPerDay: 1, inputTokens: 1, outputTokens: 0, premiumShare: 0 }),
    });
    expect(texts(small)).toEqual([]);
    expect(mistakes(likeliest(scenario({ selfHosting: ownModel() }, at({ requestsPerDay: 1 }))))).toEqual([]);
  });
});
