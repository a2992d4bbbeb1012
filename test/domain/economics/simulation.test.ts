import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { optionCosts } from "../../../domain/economics/options.ts";
import { ASSUMPTIONS, OPTIONS, rangeFor } from "../../../domain/economics/scenario.ts";
import {
  curves,
  drawPoints,
  drivers,
  quantiles,
  saved,
  simulate,
} from "../../../domain/economics/simulation.ts";
import { api, at, cases, ownModel, pinned, scenario } from "./scenarios.ts";

const uncertain = scenario(
  {},
  at({ hourlyRate: 95, labourHours: 15, retryShare: 0.02, targetUtilization: 0.7 }),
);

describe("quantiles", () => {
  test("are those of R and NumPy (type 7)", () => {
    const found = quantiles(Float64Array.from([40, 10, 30, 20]));
    expect(found.p10).toBeCloseTo(13, 12);
    expect(found.p50).toBeCloseTo(25, 12);
    expect(found.p90).toBeCloseTo(37, 12);
  });

  test("of one value are that value, and leave the values as they were", () => {
    const values = Float64Array.from([3, 1, 2]);
    quantiles(values);
    expect([...values]).toEqual([3, 1, 2]);
    expect(quantiles(Float64Array.from([7]))).toEqual({ p10: 7, p50: 7, p90: 7 });
  });
});

describe("drawn points", () => {
  test("lie within the ranges of their assumptions", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ scenario: found }, seed) => {
        const ranges = ASSUMPTIONS.map((name) => [name, rangeFor(found, name)] as const);
        drawPoints(found, 20, seed, (point) => {
          for (const [name, { low, high }] of ranges) {
            const slack = 1e-9 * Math.max(1, high);
            expect(point[name]).toBeGreaterThanOrEqual(low - slack);
            expect(point[name]).toBeLessThanOrEqual(high + slack);
          }
        });
      }),
    );
  });

  test("are as many as asked for, numbered, and follow from the seed", () => {
    const volumes = (seed: number) => {
      const list: number[] = [];
      drawPoints(uncertain, 50, seed, ({ requestsPerDay }, draw) => {
        expect(draw).toBe(list.length);
        list.push(requestsPerDay);
      });
      return list;
    };
    expect(volumes(3)).toHaveLength(50);
    expect(volumes(3)).toEqual(volumes(3));
    expect(volumes(3)).not.toEqual(volumes(4));
  });

  test("have the mean of their triangle", () => {
    const draws = 20_000;
    let sum = 0;
    drawPoints(uncertain, draws, 1, ({ gpuPrice }) => (sum += gpuPrice));
    expect(sum / draws).toBeCloseTo((0.85 + 1 + 1.25) / 3, 2);
  });
});

describe("a simulation", () => {
  test("gives the same for the same seed, and says which", () => {
    const first = simulate(uncertain, 500, 9);
    expect(simulate(uncertain, 500, 9)).toEqual(first);
    expect(first).toMatchObject({ draws: 500, seed: 9 });
    expect(simulate(uncertain, 500, 10)).not.toEqual(first);
  });

  test("has rising quantiles, and shares that add up to 1", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ scenario: found, point }, seed) => {
        const { options } = simulate(found, 200, seed);
        const list = Object.values(options);
        for (const { monthly } of list) {
          expect(monthly.p10).toBeLessThanOrEqual(monthly.p50);
          expect(monthly.p50).toBeLessThanOrEqual(monthly.p90);
        }
        expect(list.reduce((sum, { cheapest }) => sum + cheapest, 0)).toBeCloseTo(1, 9);
        expect(list.reduce((sum, { recommended }) => sum + recommended, 0)).toBeCloseTo(1, 9);
        const there = OPTIONS.filter((option) => optionCosts(found, point)[option] !== undefined);
        expect(OPTIONS.filter((option) => options[option] !== undefined)).toEqual(there);
      }),
      { numRuns: 60 },
    );
  });

  test("of assumptions that are certain is the cost at that point, in every draw", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        const certain = { ...found, assumptions: pinned(point) };
        const { options } = simulate(certain, 50, 1);
        const costs = optionCosts(certain, point);
        for (const option of OPTIONS) {
          const total = costs[option]?.total;
          const expected = total === undefined ? undefined : { p10: total, p50: total, p90: total };
          expect(options[option]?.monthly).toEqual(expected);
          expect([0, 1, undefined]).toContain(options[option]?.cheapest);
        }
      }),
    );
  });

  test("never recommends what does not answer well enough, however cheap", () => {
    const hard = scenario({ closedApi: api(50, 200) }, at({ premiumShare: 0.2, requestsPerDay: 100_000 }));
    const { options } = simulate(hard, 300);
    expect(options.selfHosted?.recommended).toBe(0);
    expect(options.selfHosted?.cheapest).toBe(1);
  });

  test("puts the median near the likeliest, with a band around it", () => {
    const { closedApi } = simulate(uncertain, 10_000).options;
    const likeliest = optionCosts(
      uncertain,
      at({ hourlyRate: 95, labourHours: 15, retryShare: 0.02 }),
    ).closedApi;
    const total = likeliest?.total ?? 0;
    expect(closedApi?.monthly.p10).toBeLessThan(total);
    expect(closedApi?.monthly.p90).toBeGreaterThan(total);
    expect(Math.abs((closedApi?.monthly.p50 ?? 0) / total - 1)).toBeLessThan(0.15);
  });
});

describe("curves", () => {
  test("rise with the volume, quantile by quantile, with the same draws at each volume", () => {
    const list = curves(uncertain, [1e5, 1e6, 1e7, 1e8], 100);
    expect(list.map(({ option }) => option)).toEqual([...OPTIONS]);
    for (const { points } of list) {
      expect(points.map(({ tokensPerDay }) => tokensPerDay)).toEqual([1e5, 1e6, 1e7, 1e8]);
      points.slice(1).forEach((point, index) => {
        const before = points[index];
        for (const name of ["p10", "p50", "p90"] as const)
          expect(point[name]).toBeGreaterThanOrEqual((before?.[name] ?? 0) * (1 - 1e-12));
      });
    }
    expect(curves(uncertain, [1e6], 100)).toEqual(curves(uncertain, [1e6], 100));
  });

  test("leave out options that are not there", () => {
    const apis = scenario({ selfHosting: undefined, euServerless: undefined });
    expect(curves(apis, [1e6], 10).map(({ option }) => option)).toEqual(["closedApi", "hybrid"]);
    expect(curves(apis, [], 10)).toEqual([]);
  });
});

describe("drivers", () => {
  const span = ({ savedAtLow, savedAtHigh }: { savedAtLow: number; savedAtHigh: number }) =>
    Math.abs(savedAtHigh - savedAtLow);

  test("come strongest first, each with an effect", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found }) => {
        const spans = drivers(found).map(span);
        expect(spans).toEqual(spans.toSorted((a, b) => b - a));
        expect(spans.every((effect) => effect > 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("leave out an effect that is only rounding: to whom requests go where both charge the same", () => {
    const other = api(4, 20);
    const premiumOnly = scenario(
      { selfHosting: undefined, premiumApi: other, routineApi: other },
      at({ premiumShare: 1, inputTokens: 1500, outputTokens: 500, retryShare: 0.02 }),
    );
    for (const driver of drivers(premiumOnly)) expect(span(driver), driver.assumption).toBeGreaterThan(1e-9);
  });

  test("are the values that one in ten and nine in ten draws stay below, with what is saved there", () => {
    const gpu = drivers(uncertain).find(({ assumption }) => assumption === "gpuPrice");
    const found: number[] = [];
    drawPoints(uncertain, 20_000, 1, ({ gpuPrice }) => found.push(gpuPrice));
    const { p10, p90 } = quantiles(Float64Array.from(found));
    expect(gpu?.low).toBeCloseTo(p10, 2);
    expect(gpu?.high).toBeCloseTo(p90, 2);
    expect((gpu?.savedAtLow ?? 0) - (gpu?.savedAtHigh ?? 0)).toBeCloseTo(
      730 * ((gpu?.high ?? 0) - (gpu?.low ?? 0)),
      6,
    );
  });

  test("of certain assumptions are none", () => {
    expect(drivers({ ...uncertain, assumptions: pinned(at({ hourlyRate: 95 })) })).toEqual([]);
  });

  test("leave out what the plan does not depend on", () => {
    const names = drivers(uncertain).map(({ assumption }) => assumption);
    // All in EUR, no batch offer, no premium share, spare capacity on the one replica.
    for (const without of ["exchangeRate", "batchShare", "premiumShare", "serverlessPrice", "throughput"])
      expect(names).not.toContain(without);
    expect(names).toEqual(expect.arrayContaining(["requestsPerDay", "apiPrice", "hourlyRate", "gpuPrice"]));
  });

  test("leave out the cached share where neither the API nor the own model gains from it", () => {
    const spare = scenario(
      { closedApi: api(0.9, 0.9), selfHosting: ownModel() },
      at({ cachedShare: 0.37, inputTokens: 1501, outputTokens: 333 }),
    );
    expect(drivers(spare).map(({ assumption }) => assumption)).not.toContain("cachedShare");
  });
});

test("saved is what the closed API costs more than the stack", () => {
  expect(saved(scenario(), at())).toBeCloseTo(2433.333_333 - 730, 3);
  expect(saved(scenario(), at({ requestsPerDay: 0 }))).toBeCloseTo(-730, 6);
});
