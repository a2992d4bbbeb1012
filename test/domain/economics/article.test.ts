import { describe, expect, test } from "vitest";
import { findGpu } from "../../../domain/capacity/gpus.ts";
import { findModel, qualityClassOf } from "../../../domain/capacity/models.ts";
import { throughput } from "../../../domain/capacity/throughput.ts";
import { breakEven } from "../../../domain/economics/break-even.ts";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import { apiCosts, optionCosts } from "../../../domain/economics/options.ts";
import { type ApiRates, likelyPoint, type Point } from "../../../domain/economics/scenario.ts";
import { servingFigures } from "../../../domain/economics/serving.ts";
import { createPriceBook } from "../../../domain/prices/book.ts";
import { comparisonText } from "../../../policies/cost/decision.ts";
import { assume, labour, own, selfHosted, TODAY, traffic } from "./plans.ts";

/**
 * "The breakeven point sits between 5 and 10 million tokens per day", says the article that this project started from: a 70B
 * model in 4 bits on one H100, 15 hours of an engineer and 60 EUR of compliance against a closed API, three tokens in for
 * one out, and nothing of what APIs cost beside their tokens. With today's prices this is near the truth for premium models
 * alone: it holds for one of them, three lie just outside.
 */
const closedApis = createPriceBook({ today: TODAY }).tokenPrices.filter(({ kind }) => kind === "closed-api");
const premium = closedApis.filter(({ tier }) => tier === "premium");
const others = closedApis.filter(({ tier }) => tier !== "premium");

const TOKENS = { inputTokens: 1500, outputTokens: 500 };

/** Llama 3.3 70B in 4 bits on one H100, as the capacity estimate has it. */
function ownModel() {
  const [model, gpu] = [findModel("meta-llama/Llama-3.3-70B-Instruct"), findGpu("H100-80GB")];
  if (model === undefined || gpu === undefined) throw new Error("the catalogue lacks the article's model");
  const served = throughput(
    { model, gpu, gpus: 1, contextLength: 8192, precision: "int4", published: true },
    TOKENS,
  );
  if (served.concurrency === 0) throw new Error(served.reason);
  return own({ model: model.name, quality: qualityClassOf(model), ...servingFigures(served) });
}

const plan = assume({
  traffic: traffic({ requestsPerDay: 5000, ...TOKENS, premiumShare: 0 }),
  labour: labour({ hoursPerMonth: 15, hourlyRate: 95 }),
  compliancePerMonth: 60,
  selfHosting: ownModel(),
  endpoints: [selfHosted],
  compareAlso: closedApis.map(({ id }) => id),
});
const report = monthlyCost(
  [{ category: "gpu", priceAs: "scaleway/H100-1-80G", quantity: 1, origin: "urn" }],
  plan,
  TODAY,
);
const MILLION = 1e6;

/** From where the plan is cheaper than the model at its list price, in the article's way: no surcharge, equal tokens. */
function atListPrice(prices: (typeof closedApis)[number]): number | undefined {
  const { scenario } = report;
  if (scenario === undefined) throw new Error("a price is missing");
  const rates: ApiRates = { euroPerUnit: 1 / 1.1172, prices: { ...prices, euFactor: 1, tokenizerFactor: 1 } };
  const stack = (point: Point) => optionCosts(scenario, point).selfHosted?.total ?? Number.NaN;
  return breakEven(stack, (point) => apiCosts(scenario, rates, point).total, likelyPoint(scenario)).from;
}

/** The same as the report has it: with the EU's surcharge, and in the tokens that the model's tokenizer makes. */
function reported(id: string): number {
  const found = report.decision?.comparisons.find(({ api }) => api.prices.id === id);
  return found?.breakEven.from ?? Number.POSITIVE_INFINITY;
}

test("the article's stack costs 3,580 EUR a month", () => {
  expect(report.total).toBeCloseTo(730 * 2.87 + 15 * 95 + 60, 2);
  expect(plan.selfHosting?.quality).toBe("mid");
});

describe("the article's break-even of 5 to 10 million tokens a day", () => {
  test("is asked of all premium models of the book", () => {
    expect(premium.map(({ id }) => id).toSorted()).toEqual([
      "anthropic/claude-fable-5.1",
      "anthropic/claude-opus-5.5",
      "openai/gpt-5.5",
      "openai/gpt-6-astra",
    ]);
  });

  test("holds against gpt-6-astra", () => {
    const found = reported("openai/gpt-6-astra");
    expect(found).toBeGreaterThan(5 * MILLION);
    expect(found).toBeLessThan(10 * MILLION);
    // 3,580.10 EUR over (3 × 10 + 50) / 4 = 20 USD a million, 10 % more in the EU, at 1.1172 USD.
    const byHand = (3580.1 / ((20 * 1.1) / 1.1172) / (730 / 24)) * MILLION;
    expect(Math.abs(found / byHand - 1)).toBeLessThan(1e-5);
  });

  test("lies just below against claude-fable-5.1, whose tokenizer makes more tokens", () => {
    const found = reported("anthropic/claude-fable-5.1");
    expect(found).toBeLessThan(5 * MILLION);
    expect(found).toBeGreaterThan(4 * MILLION);
  });

  test.each(["openai/gpt-5.5", "anthropic/claude-opus-5.5"])("lies just above against %s", (id) => {
    expect(reported(id)).toBeGreaterThan(10 * MILLION);
    expect(reported(id)).toBeLessThan(12 * MILLION);
  });

  test("is not further away once surcharge and tokenizer are counted, which only make APIs dearer", () => {
    for (const prices of premium)
      expect(reported(prices.id)).toBeLessThanOrEqual((atListPrice(prices) ?? 0) * 1.000_01);
  });

  test("holds against both models of 20 USD a million at their list price", () => {
    for (const id of ["openai/gpt-6-astra", "anthropic/claude-fable-5.1"]) {
      const prices = premium.find((each) => each.id === id);
      const found = prices === undefined ? undefined : atListPrice(prices);
      expect((found ?? 0) / MILLION).toBeCloseTo(6.57, 1);
    }
  });

  test.each(others.map((prices) => [prices.tier, prices.id, prices] as const))(
    "does not hold against the %s model %s",
    (_, id, prices) => {
      expect(atListPrice(prices) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(15 * MILLION);
      expect(reported(id)).toBeGreaterThan(15 * MILLION);
    },
  );

  test("is told beside the others, so that nobody takes one for all", () => {
    const texts = (report.decision?.comparisons ?? []).map(comparisonText);
    const text = (id: string) => texts.find((one) => one.includes(`against ${id} `));
    expect(text("openai/gpt-6-astra")).toMatch(/premium.*from [56]\.\d M tokens a day/);
    expect(text("openai/gpt-6-sol")).toMatch(/mid.*from [2-4]\d\.\d M tokens a day/);
    expect(text("openai/gpt-6-luna")).toMatch(/budget.*(never|from \d{3} M|from \d,\d{3} M)/);
  });
});
