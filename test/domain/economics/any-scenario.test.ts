import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apiCosts,
  optionCosts,
  peakReplicas,
  replicaHours,
  secondsPerRequest,
} from "../../../domain/economics/options.ts";
import { answersHard, OPTIONS } from "../../../domain/economics/scenario.ts";
import { cases, ownModels, points, scenario } from "./scenarios.ts";

describe("of any scenario", () => {
  test("the total is the sum of the parts, all at least 0", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        for (const cost of Object.values(optionCosts(found, point))) {
          if (cost === undefined) continue;
          const { total, replicaHours: hours, utilization, ...parts } = cost;
          const amounts = Object.values(parts);
          const sum = amounts.reduce((one, other) => one + other, 0);
          expect(Math.abs(total - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1, sum));
          expect(
            [...amounts, hours, utilization].every((value) => value >= 0 && Number.isFinite(value)),
          ).toBe(true);
        }
      }),
    );
  });

  test("an option is there exactly where what it needs is", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        const costs = optionCosts(found, point);
        expect(costs.closedApi === undefined).toBe(found.closedApi === undefined);
        expect(costs.hybrid).toBeDefined();
        expect(costs.selfHosted === undefined).toBe(found.selfHosting === undefined);
        expect(costs.euServerless === undefined).toBe(found.euServerless === undefined);
      }),
    );
  });

  test.each(["requestsPerDay", "inputTokens", "outputTokens"] as const)("more %s never cost less", (name) => {
    fc.assert(
      fc.property(cases, fc.nat(100_000), ({ scenario: found, point }, more) => {
        const before = optionCosts(found, point);
        const after = optionCosts(found, { ...point, [name]: point[name] + more });
        for (const option of OPTIONS) {
          const total = before[option]?.total ?? 0;
          expect(after[option]?.total ?? 0).toBeGreaterThanOrEqual(total * (1 - 1e-9));
        }
      }),
    );
  });

  test("a dearer API never makes an option cheaper, nor a faster engine one dearer", () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 1, max: 5, noNaN: true }), ({ scenario: found, point }, factor) => {
        const before = optionCosts(found, point);
        const dearer = optionCosts(found, { ...point, apiPrice: point.apiPrice * factor });
        const faster = optionCosts(found, { ...point, throughput: point.throughput * factor });
        for (const option of OPTIONS) {
          const total = before[option]?.total ?? 0;
          expect(dearer[option]?.total ?? 0).toBeGreaterThanOrEqual(total * (1 - 1e-9));
          expect(faster[option]?.total ?? 0).toBeLessThanOrEqual(total * (1 + 1e-9));
        }
      }),
    );
  });

  test("scaling to zero and scaling with the load never cost more than a fixed number of replicas", () => {
    fc.assert(
      fc.property(ownModels, points, (own, point) => {
        const hours = (autoscaled: boolean, scalesToZero: boolean) =>
          replicaHours({ ...own, autoscaled, scalesToZero }, point, 1);
        const fixed = hours(false, false) * (1 + 1e-12);
        expect(hours(true, false)).toBeLessThanOrEqual(fixed);
        expect(hours(false, true)).toBeLessThanOrEqual(fixed);
        expect(hours(true, true)).toBeLessThanOrEqual(
          Math.min(hours(true, false), hours(false, true)) * (1 + 1e-12),
        );
      }),
    );
  });

  test("a spare replica costs one more in each hour that is paid for, unless more run anyway", () => {
    fc.assert(
      fc.property(ownModels, points, (model, point) => {
        const own = { ...model, minimumReplicas: 1, spareReplicas: 0, scalesToZero: false };
        const without = replicaHours(own, point, 1);
        const spare = replicaHours({ ...own, spareReplicas: 1 }, point, 1);
        expect(spare).toBeLessThanOrEqual((without + 730) * (1 + 1e-9));
        // Where hours need no replica at all, the spare one is the one that runs at least.
        expect(spare).toBeGreaterThanOrEqual(without * (1 - 1e-9));
        const busy = peakReplicas(own, point, 1);
        const needed =
          own.levels.some(({ weight }) => weight > 0) &&
          secondsPerRequest(own, point) * point.requestsPerDay > 1;
        if (needed) expect(peakReplicas({ ...own, spareReplicas: 1 }, point, 1)).toBe(busy + 1);
      }),
    );
  });

  test("utilization lies from 0 to the planned one, where the traffic decides on the replicas", () => {
    fc.assert(
      fc.property(ownModels, points, (own, point) => {
        const { selfHosted } = optionCosts(scenario({ selfHosting: own }), point);
        expect(selfHosted?.utilization).toBeGreaterThanOrEqual(0);
        expect(selfHosted?.utilization).toBeLessThanOrEqual(point.targetUtilization + 1e-6);
      }),
    );
  });

  test("replicas reach for the busiest hour, with none too many", () => {
    fc.assert(
      fc.property(ownModels, points, (model, point) => {
        const own = { ...model, minimumReplicas: 1, spareReplicas: 0 };
        const busiest = Math.max(...own.levels.map(({ weight }) => weight));
        const work =
          (busiest * point.requestsPerDay * secondsPerRequest(own, point)) / 86_400 / point.targetUtilization;
        const replicas = peakReplicas(own, point, 1);
        expect(replicas).toBeGreaterThanOrEqual(work - 1e-6 * Math.max(1, work));
        expect(replicas).toBeLessThan(Math.max(1, work) + 1 + 1e-6);
      }),
    );
  });

  test("staying costs the incumbent no migration, and every other API the same one", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        const { closedApi, euServerless, hybrid } = optionCosts(found, point);
        expect(apiCosts(found, found.incumbent, point).migration).toBe(0);
        for (const [rates, cost] of [
          [found.closedApi, closedApi],
          [found.euServerless, euServerless],
        ] as const)
          if (rates !== undefined && rates.prices.id !== found.incumbent.prices.id)
            expect(cost?.migration).toBe(hybrid?.migration);
      }),
    );
  });

  test("an API has a gateway exactly where others answer its hard requests", () => {
    fc.assert(
      fc.property(cases, ({ scenario: found, point }) => {
        const { closedApi } = found;
        if (closedApi === undefined) return;
        const behind = point.premiumShare > 0 && !answersHard(found, closedApi);
        expect(apiCosts(found, closedApi, point).platform).toBe(behind ? found.platformPerMonth : 0);
      }),
    );
  });

  test("a commitment is paid in full, and never more than it and all hours by the list", () => {
    fc.assert(
      fc.property(ownModels, points, (own, point) => {
        const factor = point.gpuPrice * (own.foreignCurrency ? point.exchangeRate : 1);
        const cost = optionCosts(scenario({ selfHosting: own }), point).selfHosted;
        const least = (own.committed?.euroPerMonth ?? 0) * factor;
        const most = least + (cost?.replicaHours ?? 0) * own.euroPerReplicaHour * factor;
        expect(cost?.gpu).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(cost?.gpu).toBeLessThanOrEqual(most * (1 + 1e-9));
      }),
    );
  });
});
