import { describe, expect, test } from "vitest";
import { costAssumptionsSchema } from "../../domain/economics/assumptions.ts";
import { costAssumptions } from "../../stacks/cost-assumptions.ts";
import { environmentFiles, loadEnvironment } from "../../stacks/config/files.ts";
import { costs, endpoint, environment, existingCluster, ownModel, scalewayCluster } from "./environments.ts";

const schedule = { weekdays: ["mon", "tue", "wed", "thu", "fri"], from: "07:00", until: "20:00" };

describe("cost assumptions of an environment", () => {
  test("carry traffic, labour, compliance and what the stack is compared with", () => {
    expect(costAssumptions(environment())).toMatchObject({
      traffic: { ...costs.traffic, cachedShare: 0, batchShare: 0, retryShare: 0.02, profile: "flat" },
      labour: { hoursPerMonth: 15, hourlyRate: 95, onCallPerMonth: 0 },
      migration: { hours: 80, amortisationMonths: 36 },
      closedApi: { operationsHours: 2, compliancePerMonth: 60 },
      targetUtilization: 0.7,
      compliancePerMonth: 60,
      compareWith: "openai/gpt-6-astra",
      stalePrices: "fail",
      missingPrices: "fail",
      storagePriceAs: "scaleway/block-storage",
    });
    expect(costAssumptions(environment())).not.toHaveProperty("monthlyBudget");
    const limited = environment({ costs: { ...costs, monthlyBudget: 500 } });
    expect(costAssumptions(limited).monthlyBudget).toBe(500);
  });

  test("GPU nodes run all month unless the model has a schedule", () => {
    expect(costAssumptions(environment()).gpuHoursPerMonth).toBe(730);
    const model = { ...ownModel, scaleToZero: schedule };
    // 13 hours and 10 minutes on five days of each week.
    expect(costAssumptions(environment({ model })).gpuHoursPerMonth).toBeCloseTo(
      (13 + 1 / 6) * 5 * (365.25 / 84),
      9,
    );
  });

  test("machines of an existing cluster are counted, those of a new one are resources", () => {
    expect(costAssumptions(environment()).machines).toEqual([]);
    const machines = costAssumptions(environment({ cluster: existingCluster })).machines;
    expect(machines).toEqual([
      { role: "gpu", priceAs: "scaleway/L4-1-24G", count: 1 },
      { role: "cpu", priceAs: "scaleway/BASIC3-X4C-16G", count: 1 },
    ]);
  });

  test("the own model stands before the other endpoints, and has no price", () => {
    const endpoints = [endpoint("dear", "premium"), endpoint("shared", "serverless")];
    expect(costAssumptions(environment({ endpoints })).endpoints).toEqual([
      { name: "self-hosted", tier: "self-hosted" },
      { name: "dear", tier: "premium", price: { tokens: "mistral-eu/mistral-medium-3.5" } },
      { name: "shared", tier: "serverless", price: { tokens: "mistral-eu/mistral-medium-3.5" } },
    ]);
  });

  test("the own model is worked out from its weights and GPU, for the traffic that is planned", () => {
    const model = { ...ownModel, replicas: 2 };
    const cluster = { ...scalewayCluster, gpuNodes: { type: "L4-1-24G", count: 2 } };
    const { selfHosting } = costAssumptions(environment({ model, cluster }));
    expect(selfHosting).toMatchObject({
      model: "Qwen/Qwen3-8B",
      quality: "budget",
      capacityTrust: "extrapolated",
      replicas: 2,
      minimumReplicas: 2,
      spareReplicas: 0,
      autoscaled: false,
      replicaHoursPerMonth: 1460,
    });
    expect(selfHosting?.secondsPerInputToken).toBeGreaterThan(0);
    expect(selfHosting?.secondsPerOutputToken).toBeGreaterThan(selfHosting?.secondsPerInputToken ?? 0);
  });

  test("a model that its context is too short for has no figures, nor has one that is not there", () => {
    const model = { ...ownModel, contextLength: 1024 };
    expect(costAssumptions(environment({ model }))).not.toHaveProperty("selfHosting");
    const cluster = { ...scalewayCluster, gpuNodes: undefined };
    const apis = environment({ model: undefined, cluster, endpoints: [endpoint("dear", "premium")] });
    expect(costAssumptions(apis)).not.toHaveProperty("selfHosting");
  });

  test("traffic without input or output is no reason to have no figures", () => {
    const traffic = { ...costs.traffic, inputTokens: 0, outputTokens: 0 };
    expect(costAssumptions(environment({ costs: { traffic } }))).toHaveProperty("selfHosting");
  });

  test("answers that leave the provider's network are paid for on Scaleway, elsewhere it is not known", () => {
    expect(costAssumptions(environment()).egressPriceAs).toBe("scaleway/egress");
    expect(costAssumptions(environment({ cluster: existingCluster }))).not.toHaveProperty("egressPriceAs");
  });

  test.each([...environmentFiles().keys()])(
    "of %s are what the cost policy can read, and hold nothing more",
    (name) => {
      const assumptions = costAssumptions(loadEnvironment(name));
      const registered: unknown = JSON.parse(JSON.stringify(assumptions));
      expect(costAssumptionsSchema.parse(registered)).toEqual(assumptions);
    },
  );
});
