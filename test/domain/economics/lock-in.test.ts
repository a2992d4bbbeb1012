import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  exposures,
  negotiation,
  PRICE_SHOCK,
  RETIREMENT,
  spared,
  WITHDRAWAL,
} from "../../../domain/economics/lock-in.ts";
import { apiCosts, optionCosts } from "../../../domain/economics/options.ts";
import { api, at, cases, ownModel, scenario } from "./scenarios.ts";

const point = at({ premiumShare: 0.2, retryShare: 0.1, hourlyRate: 100 });
const exposure = (list: ReturnType<typeof exposures>, name: string) => {
  const found = list.find(({ option }) => option === name);
  if (found === undefined) throw new Error(`no exposure of ${name}`);
  return found;
};

describe("a price that rises by 30 %", () => {
  test("costs the closed API 30 % of tokens and retries, the hybrid its premium share of that, the own model nothing", () => {
    const list = exposures(scenario(), point, PRICE_SHOCK);
    const { closedApi } = optionCosts(scenario(), point);
    const rise = 0.3 * ((closedApi?.tokens ?? 0) + (closedApi?.retries ?? 0));
    expect(exposure(list, "closedApi").perMonth).toBeCloseTo(rise, 6);
    expect(exposure(list, "closedApi").oneOff).toBe(0);
    expect(exposure(list, "hybrid").perMonth).toBeCloseTo(0.2 * rise, 6);
    expect(exposure(list, "selfHosted")).toMatchObject({ perMonth: 0, oneOff: 0, firstYear: 0 });
    expect(exposure(list, "closedApi").firstYear).toBeCloseTo(12 * rise, 5);
  });

  test("spares the stack the difference", () => {
    const list = exposures(scenario(), point, PRICE_SHOCK);
    expect(spared(scenario(), point, list)).toBeCloseTo(
      exposure(list, "incumbent").firstYear - exposure(list, "hybrid").firstYear,
      9,
    );
    // Against staying, not against the closed API that would be cheapest.
    const cheap = scenario({
      closedApi: api(1, 5, { id: "example/cheap", tier: "budget" }),
      incumbent: api(10, 50),
    });
    expect(spared(cheap, point, exposures(cheap, point, PRICE_SHOCK))).toBeCloseTo(
      spared(scenario(), point, list) ?? Number.NaN,
      6,
    );
    expect(spared(scenario(), point, [])).toBeUndefined();
  });

  test("leaves out options that are not there", () => {
    const list = exposures(scenario({ selfHosting: undefined, euServerless: undefined }), point, PRICE_SHOCK);
    expect(list.map(({ option }) => option)).toEqual(["incumbent", "closedApi", "hybrid"]);
    const none = exposures(scenario({ closedApi: undefined }), point, PRICE_SHOCK);
    expect(none.map(({ option }) => option)).toEqual(["incumbent", "euServerless", "selfHosted", "hybrid"]);
  });
});

describe("a model that is retired", () => {
  test("costs work once, by the share of the requests that depend on it", () => {
    const list = exposures(scenario(), point, RETIREMENT);
    expect(exposure(list, "closedApi")).toMatchObject({ perMonth: 0, oneOff: 8000, firstYear: 8000 });
    expect(exposure(list, "hybrid").oneOff).toBeCloseTo(1600, 9);
    expect(exposure(list, "selfHosted").oneOff).toBe(0);
  });

  test("touches EU serverless where its hard requests go to the premium model, as a rise of its price does", () => {
    expect(exposure(exposures(scenario(), point, PRICE_SHOCK), "euServerless").perMonth).toBeGreaterThan(0);
    expect(exposure(exposures(scenario(), point, RETIREMENT), "euServerless").oneOff).toBeCloseTo(1600, 9);
    const strong = scenario({ euServerless: api(1, 5, { kind: "eu-serverless", tier: "premium" }) });
    expect(exposure(exposures(strong, point, RETIREMENT), "euServerless").oneOff).toBe(0);
  });
});

describe("what a withdrawal touches goes by the kind of the models", () => {
  const stack = scenario({
    selfHosting: undefined,
    premiumApi: api(10, 50),
    routineApi: api(1, 1, { id: "example/shared", kind: "eu-serverless", tier: "mid" }),
  });
  const oneOff = (found: typeof stack, shock: typeof RETIREMENT) =>
    Object.fromEntries(
      exposures(found, point, shock).map(({ option, oneOff: once }) => [
        option,
        Math.round(once * 1e6) / 1e6,
      ]),
    );

  test("a retired closed API: the incumbent whole, others by what they leave to it", () => {
    expect(oneOff(stack, RETIREMENT)).toEqual({
      incumbent: 8000,
      closedApi: 8000,
      euServerless: 1600,
      hybrid: 1600,
    });
  });

  test("open weights that are withdrawn: the rest, and never closed APIs or the own model", () => {
    expect(oneOff(stack, WITHDRAWAL)).toEqual({
      incumbent: 0,
      closedApi: 0,
      euServerless: 6400,
      hybrid: 6400,
    });
    expect(oneOff(scenario(), WITHDRAWAL)).toEqual({
      incumbent: 0,
      closedApi: 0,
      euServerless: 6400,
      selfHosted: 0,
      hybrid: 0,
    });
  });

  test("of a mid-tier closed API the hard share moves as well, since the premium model is closed, too", () => {
    const mid = scenario({
      incumbent: api(2, 10, { id: "example/mid", tier: "mid" }),
      premiumApi: api(10, 50),
    });
    expect(oneOff(mid, RETIREMENT)).toMatchObject({ incumbent: 8000, hybrid: 1600 });
    const open = {
      ...mid,
      premiumApi: api(4, 4, { id: "example/open", kind: "eu-serverless", tier: "premium" }),
    };
    expect(oneOff(open, RETIREMENT)).toMatchObject({ incumbent: 6400, hybrid: 0 });
    expect(oneOff(open, WITHDRAWAL)).toMatchObject({ incumbent: 1600, hybrid: 1600, euServerless: 8000 });
  });

  test("a rise of prices withdraws nothing", () => {
    expect(Object.values(oneOff(stack, PRICE_SHOCK))).toEqual([0, 0, 0, 0]);
  });
});

describe("at the negotiating table", () => {
  test("a customer can ask for what moving would save", () => {
    // 80 % of 2,433.33 EUR could move to a GPU for 730 EUR.
    const found = negotiation(scenario(), at({ premiumShare: 0.2 }));
    expect(found?.share).toBeCloseTo(0.8, 12);
    expect(found?.apiBill).toBeCloseTo(2433.33, 2);
    expect(found?.costOfMoving).toBeCloseTo(730, 6);
    expect(found?.perMonth).toBeCloseTo(0.8 * 2433.333_333 - 730, 3);
    expect(found?.discount).toBeCloseTo(0.8 - 730 / 2433.333_333, 6);
  });

  test("nothing is credible where moving would save nothing", () => {
    expect(negotiation(scenario(), at({ requestsPerDay: 10 }))).toMatchObject({
      discount: 0,
      perMonth: 0,
    });
    expect(negotiation(scenario(), at({ requestsPerDay: 0 }))).toMatchObject({
      discount: 0,
      perMonth: 0,
      apiBill: 0,
    });
  });

  test("the discount lies from 0 to the share that could move, and is credible only where moving saves", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point: there }) => {
        const result = negotiation(found, there);
        if (result === undefined) return;
        const { share, apiBill, costOfMoving, discount, perMonth } = result;
        expect(share).toBe(1 - there.premiumShare);
        expect(discount).toBeGreaterThanOrEqual(0);
        expect(discount).toBeLessThanOrEqual(share + 1e-9);
        expect(discount > 0).toBe(share * apiBill > costOfMoving && apiBill > 0);
        expect(discount * apiBill).toBeCloseTo(perMonth, 3);
      }),
    );
  });

  test("without an own model there is nothing to threaten with", () => {
    expect(negotiation(scenario({ selfHosting: undefined }), at())).toBeUndefined();
  });

  test("with one that is excluded there is nothing to threaten with either", () => {
    const without = scenario({ excluded: ["selfHosted"] });
    expect(negotiation(without, at())).toBeUndefined();
    expect(negotiation(without, at({ premiumShare: 0.2 }))).toBeDefined();
    expect(negotiation(scenario({ excluded: ["hybrid"] }), at({ premiumShare: 0.2 }))).toBeUndefined();
  });

  test("the bill is the one of the API that is in use, whatever would be cheaper", () => {
    const mid = scenario({
      incumbent: api(2, 10, { id: "example/today", tier: "mid" }),
      closedApi: api(1, 5, { id: "example/cheap", tier: "budget" }),
      premiumApi: api(10, 50),
      selfHosting: ownModel(),
    });
    const today = apiCosts(mid, mid.incumbent, point);
    expect(negotiation(mid, point)?.apiBill).toBeCloseTo(today.tokens + today.retries, 9);
  });
});
