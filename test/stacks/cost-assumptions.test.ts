import { describe, expect, test } from "vitest";
import { costAssumptionsSchema } from "../../domain/economics/assumptions.ts";
import { costAssumptions } from "../../stacks/cost-assumptions.ts";
import { environmentFiles, loadEnvironment } from "../../stacks/config/files.ts";
import { costs, endpoint, environment, existingCluster, ownModel } from "./environments.ts";

const schedule = { weekdays: ["mon", "tue", "wed", "thu", "fri"], from: "07:00", until: "20:00" };

describe("cost assumptions of an environment", () => {
  test("carry traffic, labour, compliance and what the stack is compared with", () => {
    expect(costAssumptions(environment())).toMatchObject({
      traffic: costs.traffic,
      labour: { hoursPerMonth: 15, hourlyRate: 95 },
      compliancePerMonth: 60,
      compareWith: "openai/gpt-6-astra",
      stalePrices: "fail",
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

  test.each([...environmentFiles().keys()])(
    "of %s are what the cost policy can read, and hold nothing more",
    (name) => {
      const assumptions = costAssumptions(loadEnvironment(name));
      const registered: unknown = JSON.parse(JSON.stringify(assumptions));
      expect(costAssumptionsSchema.parse(registered)).toEqual(assumptions);
    },
  );
});
