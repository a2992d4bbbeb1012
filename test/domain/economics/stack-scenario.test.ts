import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import type { Usage } from "../../../domain/economics/line-items.ts";
import { apiCosts, euroPerRequest, optionCosts } from "../../../domain/economics/options.ts";
import { answersHard, likelyPoint, meets, type Quality } from "../../../domain/economics/scenario.ts";
import { sameWeights } from "../../../domain/economics/stack-scenario.ts";
import { createPriceBook } from "../../../domain/prices/book.ts";
import type { TokenPrices } from "../../../domain/prices/terms.ts";
import { assume, labour, own, ownTotal, rateCard, selfHosted, TODAY, traffic } from "./plans.ts";
import { at } from "./scenarios.ts";

const book = createPriceBook({ today: TODAY });
const point = at({ inputTokens: 1500, outputTokens: 500 });
const gpu: Usage = { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 1, origin: "urn" };
const routine = traffic({ premiumShare: 0 });

function scenarioOf(used: Usage[], changes: Partial<CostAssumptions>) {
  const { scenario } = monthlyCost(used, assume(changes), TODAY);
  if (scenario === undefined) throw new Error("a price is missing");
  return scenario;
}

/** Shares of input and output as the traffic of these tests has them. */
const euroOf = (prices: TokenPrices) =>
  euroPerRequest({ prices, euroPerUnit: prices.currency === "EUR" ? 1 : 1 / 1.1172 }, point, 1);

describe.each([
  ["closedApi", "closed-api"],
  ["euServerless", "eu-serverless"],
] as const)("the option %s", (option, kind) => {
  const all = book.tokenPrices.filter((prices) => prices.kind === kind);
  const found = (quality: Quality, changes: Partial<CostAssumptions> = {}, today = TODAY) =>
    monthlyCost(
      [gpu],
      assume({ traffic: routine, selfHosting: own({ quality }), endpoints: [selfHosted], ...changes }),
      today,
    ).scenario?.[option]?.prices;

  test.each(["budget", "mid"] as const)("is the cheapest that answers what a %s model does", (quality) => {
    const cheapest = found(quality);
    if (cheapest === undefined) throw new Error("the book has some");
    expect(cheapest.kind).toBe(kind);
    expect(meets(cheapest.tier, quality)).toBe(true);
    for (const prices of all.filter(({ tier }) => meets(tier, quality)))
      expect(euroOf(prices)).toBeGreaterThanOrEqual(euroOf(cheapest) * (1 - 1e-12));
  });

  test("has enough context for the requests", () => {
    const long = (inputTokens: number) =>
      found("budget", { traffic: traffic({ premiumShare: 0, inputTokens, outputTokens: 500 }) });
    for (const inputTokens of [100_000, 150_000, 260_000, 500_000, 1_000_000]) {
      const context = long(inputTokens)?.contextLength ?? Number.POSITIVE_INFINITY;
      expect(context).toBeGreaterThanOrEqual(long(inputTokens) === undefined ? 0 : inputTokens + 500);
    }
    // No model of the EU's serverless offers takes a million tokens.
    expect(long(1_000_000) === undefined).toBe(option === "euServerless");
  });

  test("does not answer hard requests alone with less than a premium model", () => {
    const premium = { name: "p", tier: "premium" as const, price: { tokens: "openai/gpt-6-astra" } };
    const scenario = monthlyCost([], assume({ endpoints: [premium] }), TODAY).scenario;
    expect(scenario?.[option]?.prices.tier).toBe(option === "closedApi" ? "premium" : undefined);
  });

  test("is the one that the configuration names, whatever its class", () => {
    const id = option === "closedApi" ? "openai/gpt-6-sol" : "scaleway/llama-3.3-70b-instruct";
    const named =
      option === "closedApi"
        ? { closedApi: { operationsHours: 0, compliancePerMonth: 0, model: id } }
        : { serverless: id };
    expect(found("budget", named)?.id).toBe(id);
    expect(found("premium", named)?.id).toBe(id);
  });
});

describe("a closed API", () => {
  test("that is retired is none to move to", () => {
    const retiring = "google/gemini-3.5-flash-lite";
    const on = (day: string) => {
      const card = {
        id: retiring,
        inputPerMillion: 0.001,
        outputPerMillion: 0.001,
        currency: "EUR" as const,
        ...rateCard,
      };
      const plan = assume({ traffic: routine, stalePrices: "warn", rateCard: [card] });
      return monthlyCost([gpu], plan, new Date(day)).scenario?.closedApi?.prices.id;
    };
    expect(on("2027-07-20")).toBe(retiring);
    expect(on("2027-07-21")).not.toBe(retiring);
  });

  test("is chosen with what the premium model answers behind it", () => {
    // Where nearly all requests are hard, a premium model for all of them is cheaper than the dearest for the hard ones.
    const premium = { name: "p", tier: "premium" as const, price: { tokens: "openai/gpt-6-astra" } };
    const tier = (premiumShare: number) =>
      scenarioOf([gpu], {
        traffic: traffic({ premiumShare }),
        selfHosting: own(),
        endpoints: [selfHosted, premium],
      }).closedApi?.prices.tier;
    expect(tier(0.05)).toBe("budget");
    expect(tier(0.95)).toBe("premium");
  });

  test("is another than the one in use, unless that is the cheapest", () => {
    const found = (compareWith: string) =>
      scenarioOf([gpu], { traffic: routine, selfHosting: own(), compareWith });
    const cheapest = found("openai/gpt-6-astra").closedApi?.prices.id ?? "";
    expect(found("openai/gpt-6-astra").incumbent.prices.id).toBe("openai/gpt-6-astra");
    expect(cheapest).not.toBe("openai/gpt-6-astra");
    expect(found(cheapest)).toMatchObject({ incumbent: { prices: { id: cheapest } } });
    expect(found(cheapest).closedApi?.prices.id).toBe(cheapest);
  });
});

describe("EU serverless", () => {
  test("depends on the mix of input and output", () => {
    const id = (inputTokens: number, outputTokens: number) =>
      scenarioOf([gpu], { traffic: traffic({ inputTokens, outputTokens }), selfHosting: own() }).euServerless
        ?.prices.id;
    expect(id(10_000, 1)).not.toBe(id(1, 10_000));
  });

  test("is none where the book has none of the class", () => {
    expect(scenarioOf([gpu], { selfHosting: own({ quality: "premium" }) }).euServerless).toBeUndefined();
  });

  test("answers what a budget model does where the stack has no model at all", () => {
    expect(scenarioOf([], {}).euServerless?.prices.id).toBe(
      scenarioOf([gpu], { selfHosting: own() }).euServerless?.prices.id,
    );
  });
});

describe("the premium share", () => {
  const price = { inputPerMillion: 1, outputPerMillion: 1, ...rateCard };
  const premium = { name: "p", tier: "premium" as const, price };
  const share = (endpoints: CostAssumptions["endpoints"]) =>
    scenarioOf([], { traffic: traffic({ premiumShare: 0.15 }), endpoints }).assumptions.premiumShare;

  test("of none or of all follows from the endpoints, and is certain", () => {
    expect(share([selfHosted])).toEqual({ low: 0, likely: 0, high: 0 });
    expect(share([premium])).toEqual({ low: 1, likely: 1, high: 1 });
    expect(share([selfHosted, premium])).toBe(0.15);
  });
});

describe("the very model", () => {
  test.each([
    ["meta-llama/Llama-3.3-70B-Instruct", "ovh/llama-3.3-70b-instruct"],
    ["neuralmagic/Llama-3.3-70B-Instruct-FP8-dynamic", "ovh/llama-3.3-70b-instruct"],
    ["RedHatAI/llama-3.3-70b-instruct-quantized.w8a8", "ovh/llama-3.3-70b-instruct"],
  ])("of %s is offered as %s", (model, id) => {
    expect(sameWeights(book, model, point)?.prices.id).toBe(id);
  });

  test.each([
    "meta-llama/Llama-3.3-7",
    "example/Llama-3.3-70B-Instructor",
    "Qwen/Qwen3-3",
    "Qwen/Qwen3-320B",
    "example/unknown",
    "unknown",
  ])("of %s is offered by nobody", (model) => {
    expect(sameWeights(book, model, point)).toBeUndefined();
  });

  test("is compared with, besides what the configuration names", () => {
    const plan = assume({
      traffic: routine,
      selfHosting: own({ model: "meta-llama/Llama-3.3-70B-Instruct", quality: "mid" }),
      compareAlso: ["anthropic/claude-sonnet-5"],
    });
    const ids = monthlyCost([gpu], plan, TODAY).decision?.comparisons.map(({ api }) => api.prices.id);
    expect(ids?.slice(0, 3)).toEqual([
      "openai/gpt-6-astra",
      "anthropic/claude-sonnet-5",
      "ovh/llama-3.3-70b-instruct",
    ]);
  });
});

describe("the own model", () => {
  test("costs its part of the GPU nodes for each hour of a replica", () => {
    const two = { ...gpu, quantity: 2 };
    const found = scenarioOf([two], {
      selfHosting: own({ replicas: 4, minimumReplicas: 4, replicaHoursPerMonth: 4 * 730 }),
    });
    expect(found.selfHosting?.euroPerReplicaHour).toBeCloseTo(0.79 / 2, 9);
    expect(found.selfHosting).toMatchObject({
      foreignCurrency: false,
      scalesToZero: false,
      autoscaled: false,
    });
  });

  test("on a schedule pays for these hours and serves all traffic in them", () => {
    const found = scenarioOf([{ ...gpu, hoursPerMonth: 286 }], {
      gpuHoursPerMonth: 286,
      selfHosting: own({ replicaHoursPerMonth: 286 }),
    }).selfHosting;
    expect(found?.scalesToZero).toBe(true);
    expect(found?.euroPerReplicaHour).toBeCloseTo(0.79, 9);
    expect(found?.levels[0]?.weight).toBeCloseTo(730 / 286, 9);
  });

  test("on machines by the month neither scales to zero nor with the load", () => {
    const found = scenarioOf([{ ...gpu, priceAs: "ovh/l4-90", hoursPerMonth: 286 }], {
      gpuHoursPerMonth: 286,
      selfHosting: own({ replicaHoursPerMonth: 286, autoscaled: true }),
    }).selfHosting;
    expect(found).toMatchObject({ scalesToZero: false, autoscaled: false });
    expect(found?.euroPerReplicaHour).toBeCloseTo(540 / 730, 9);
    expect(found?.levels).toHaveLength(1);
  });

  describe("on committed hours", () => {
    const committed = (hoursPerMonth: number, hours = 730) =>
      scenarioOf([{ ...gpu, quantity: 2, hoursPerMonth: hours }], {
        traffic: routine,
        gpuHoursPerMonth: hours,
        endpoints: [selfHosted],
        rateCard: [
          {
            id: "scaleway/L4-1-24G",
            reserved: { amount: 0.5, currency: "EUR", hoursPerMonth },
            ...rateCard,
          },
        ],
        selfHosting: own({ replicas: 4, minimumReplicas: 4, replicaHoursPerMonth: 4 * hours }),
      });

    test("commits to replica-hours, two of which run on each machine", () => {
      const found = committed(1000).selfHosting;
      expect(found?.euroPerReplicaHour).toBeCloseTo(0.395, 9);
      expect(found?.committed).toEqual({ replicaHours: 2000, euroPerMonth: 500 });
      expect(committed(1000, 100).selfHosting).toMatchObject({
        committed: { replicaHours: 2000, euroPerMonth: 500 },
      });
    });

    test("costs at other volumes what the provider would charge there", () => {
      // 0.115 seconds a request at 70 %: 525,913 a day keep one of the replicas busy, two of which share a machine.
      const gpuAt = (replicas: number) =>
        optionCosts(
          committed(1000),
          at({ ...point, requestsPerDay: 525_900 * replicas, targetUtilization: 0.7 }),
        ).selfHosted?.gpu;
      expect(gpuAt(1)).toBeCloseTo(500 + 460 * 0.79, 6);
      expect(gpuAt(4)).toBeCloseTo(500 + 460 * 0.79, 6);
      expect(gpuAt(6)).toBeCloseTo(500 + (3 * 730 - 1000) * 0.79, 6);
    });

    test("adds nothing for replicas that fit into them", () => {
      const gpuAt = (replicas: number) =>
        optionCosts(
          committed(3000),
          at({ ...point, requestsPerDay: 525_900 * replicas, targetUtilization: 0.7 }),
        ).selfHosted?.gpu;
      expect([1, 4, 8].map(gpuAt)).toEqual([1500, 1500, 1500]);
      expect(gpuAt(10)).toBeCloseTo(1500 + (5 * 730 - 3000) * 0.79, 6);
    });
  });

  test("on machines in dollars follows the dollar", () => {
    const dollars = { ...gpu, priceAs: "aws/g6.xlarge@eu-central-1" };
    expect(scenarioOf([dollars], { selfHosting: own() }).selfHosting?.foreignCurrency).toBe(true);
  });
});

describe("endpoints", () => {
  const premium = { name: "p", tier: "premium" as const, price: { tokens: "anthropic/claude-opus-5.5" } };
  const shared = { name: "s", tier: "serverless" as const, price: { tokens: "ovh/qwen3-32b" } };

  test("answer hard requests, or the closed API of the comparison does", () => {
    expect(scenarioOf([gpu], { endpoints: [selfHosted, premium] }).premiumApi.prices.id).toBe(
      premium.price.tokens,
    );
    expect(scenarioOf([gpu], { endpoints: [selfHosted] }).premiumApi.prices.id).toBe("openai/gpt-6-astra");
    expect(scenarioOf([], { endpoints: [shared] }).premiumApi.prices.id).toBe("openai/gpt-6-astra");
    expect(scenarioOf([], { endpoints: [premium] }).premiumApi.prices.id).toBe(premium.price.tokens);
  });

  test("of class premium by name hold whatever model is behind them to be the one for hard requests", () => {
    // A mid-tier model behind the premium endpoint: it answers what is hard, for the APIs of the comparison as well.
    const mid = { name: "p", tier: "premium" as const, price: { tokens: "openai/gpt-6-sol" } };
    const found = scenarioOf([gpu], {
      traffic: traffic({ premiumShare: 0.2 }),
      selfHosting: own(),
      endpoints: [selfHosted, mid],
      compareWith: "openai/gpt-6-sol",
    });
    expect(found.premiumApi.prices).toMatchObject({ id: "openai/gpt-6-sol", tier: "mid" });
    expect(answersHard(found, found.incumbent)).toBe(true);
    const costs = optionCosts(found, likelyPoint(found));
    const hard = 0.2 * 1000 * (730 / 24) * euroPerRequest(found.premiumApi, likelyPoint(found), 1);
    expect(costs.hybrid?.tokens).toBeCloseTo(hard, 6);
    expect(costs.euServerless?.tokens).toBeGreaterThan(hard);
    expect(apiCosts(found, found.incumbent, likelyPoint(found)).tokens).toBeCloseTo(5 * hard, 6);
  });

  test("by the hour answer for nothing more than their rent, which is part of the platform", () => {
    const price = { perHour: 3, hoursPerMonth: 730, ...rateCard };
    const found = scenarioOf([], {
      traffic: traffic({ premiumShare: 0 }),
      endpoints: [{ name: "rented", tier: "dedicated", price }],
    });
    expect(found.routineApi?.prices).toMatchObject({ id: "rented", tier: "mid" });
    expect(found.platformPerMonth).toBeCloseTo(2190, 9);
    expect(optionCosts(found, likelyPoint(found)).hybrid).toMatchObject({ tokens: 0 });
    // Its class is what the alternatives have to answer.
    expect(found.closedApi?.prices.tier).not.toBe("budget");
  });

  test("answer routine requests where there is no own model", () => {
    expect(scenarioOf([], { endpoints: [shared, premium] }).routineApi?.prices.id).toBe(shared.price.tokens);
    expect(scenarioOf([gpu], { endpoints: [selfHosted, shared] }).routineApi).toBeUndefined();
  });
});

describe("the stack costs in the decision what it costs in the table", () => {
  const check = (used: Usage[], changes: Partial<CostAssumptions>) => {
    const report = monthlyCost(
      used,
      assume({ traffic: routine, endpoints: [selfHosted], ...changes }),
      TODAY,
    );
    expect(ownTotal(report)).toBeCloseTo(report.total, 2);
  };
  const scheduled = (hours: number) => ({
    gpuHoursPerMonth: hours,
    selfHosting: own({ replicaHoursPerMonth: hours }),
  });

  test("with machines and the work on them", () => {
    check([gpu], { selfHosting: own(), compliancePerMonth: 60 });
  });

  test("with a premium endpoint that is rented by the hour", () => {
    const price = { perHour: 3, hoursPerMonth: 730, ...rateCard };
    const endpoints = [selfHosted, { name: "p", tier: "premium" as const, price }];
    check([gpu], { traffic: traffic({ premiumShare: 0.2 }), selfHosting: own(), endpoints });
  });

  test("with GPU nodes whose model cannot serve this traffic", () => {
    check([gpu], {});
  });

  test("with a schedule that is longer than the profile's busy hours", () => {
    check([{ ...gpu, hoursPerMonth: 665 }], {
      ...scheduled(665),
      traffic: traffic({ premiumShare: 0, profile: "office" }),
    });
  });

  test("with a schedule of all hours: 735 a month by the calendar", () => {
    check([{ ...gpu, hoursPerMonth: 735.57 }], scheduled(735.57));
  });

  test("with a premium endpoint and what grows around its limits", () => {
    const premium = { name: "p", tier: "premium" as const, price: { tokens: "openai/gpt-6-astra" } };
    const closedApi = { operationsHours: 2, compliancePerMonth: 60 };
    const hours = labour({ hoursPerMonth: 15, hourlyRate: 95 });
    const endpoints = [selfHosted, premium];
    check([gpu], { traffic: traffic(), selfHosting: own(), endpoints, closedApi, labour: hours });
    const shared = { name: "s", tier: "serverless" as const, price: { tokens: "ovh/gpt-oss-120b" } };
    check([], { traffic: traffic(), endpoints: [shared, premium], closedApi, labour: hours });
    check([], { traffic: traffic(), endpoints: [shared], closedApi, labour: hours });
  });

  test("with committed hours", () => {
    const reserved = { amount: 0.5, currency: "EUR" as const, hoursPerMonth: 700 };
    const rateCards = [{ id: "scaleway/L4-1-24G", reserved, ...rateCard }];
    check([gpu], { selfHosting: own(), rateCard: rateCards });
    check([{ ...gpu, hoursPerMonth: 100 }], { ...scheduled(100), rateCard: rateCards });
  });

  test("with committed hours of nodes that never run", () => {
    const reserved = { amount: 0.5, currency: "EUR" as const, hoursPerMonth: 700 };
    const rateCards = [{ id: "scaleway/L4-1-24G", reserved, ...rateCard }];
    check([{ ...gpu, hoursPerMonth: 0 }], { ...scheduled(0), rateCard: rateCards });
  });

  test("with nodes that never run", () => {
    check([{ ...gpu, hoursPerMonth: 0 }], scheduled(0));
  });
});
