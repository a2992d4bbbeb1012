import { describe, expect, test } from "vitest";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { monthlyCost } from "../../../domain/economics/cost.ts";
import { assumptionsOf, usagesOf } from "../../../policies/cost/usages.ts";
import { type PlannedResource, type Properties, UNKNOWN, type Value } from "../../../policies/resource.ts";
import { assume, TODAY } from "../../domain/economics/plans.ts";
import { planned } from "../planned.ts";

/** What the resources stand for, without where it comes from. */
const used = (resources: PlannedResource | PlannedResource[], changes: Partial<CostAssumptions> = {}) =>
  usagesOf([resources].flat(), assume(changes)).map(({ category, priceAs, quantity, hoursPerMonth }) => ({
    category,
    priceAs,
    quantity,
    ...(hoursPerMonth === undefined ? {} : { hoursPerMonth }),
  }));

const pool = (properties: Properties) =>
  planned("scaleway:kubernetes/pool:Pool", { publicIpDisabled: true, ...properties });
const claim = (storage: Value) =>
  planned("kubernetes:core/v1:PersistentVolumeClaim", { spec: { resources: { requests: { storage } } } });
const disk = (quantity: number) => ({ category: "storage", priceAs: "scaleway/block-storage", quantity });

describe("a node pool", () => {
  test("of CPU nodes stands for its nodes, all month", () => {
    expect(used(pool({ nodeType: "BASIC3-X4C-16G", size: 3 }), { gpuHoursPerMonth: 10 })).toEqual([
      { category: "cpu", priceAs: "scaleway/BASIC3-X4C-16G", quantity: 3 },
    ]);
  });

  test("of GPU nodes stands for the hours in which they run", () => {
    expect(used(pool({ nodeType: "L4-1-24G", size: 2 }), { gpuHoursPerMonth: 286 })).toEqual([
      { category: "gpu", priceAs: "scaleway/L4-1-24G", quantity: 2, hoursPerMonth: 286 },
    ]);
  });

  test("that is elastic counts at its full size, whatever its size is now", () => {
    const elastic = { nodeType: "L4-1-24G", size: 0, maxSize: 4 };
    expect(used(pool({ ...elastic, autoscaling: true }))[0]).toMatchObject({ quantity: 4 });
    expect(used(pool({ ...elastic, autoscaling: false }))[0]).toMatchObject({ quantity: 0 });
  });

  test("stands for the system volume of each node, paid like its node by the hour", () => {
    const volume = { rootVolumeSizeInGb: 200 };
    expect(used(pool({ nodeType: "BASIC3-X4C-16G", size: 2, ...volume }))[1]).toEqual(disk(400));
    const half = { gpuHoursPerMonth: 365 };
    expect(used(pool({ nodeType: "L4-1-24G", size: 2, ...volume }), half)[1]).toEqual(disk(200));
  });

  test("stands for a public address of each node, unless it has none", () => {
    const addresses = (publicIpDisabled?: Value) =>
      used(
        planned("scaleway:kubernetes/pool:Pool", {
          nodeType: "L4-1-24G",
          size: 2,
          ...(publicIpDisabled === undefined ? {} : { publicIpDisabled }),
        }),
        { gpuHoursPerMonth: 100 },
      ).slice(1);
    const two = [{ category: "network", priceAs: "scaleway/flexible-ipv4", quantity: 2, hoursPerMonth: 100 }];
    expect(addresses()).toEqual(two);
    expect(addresses(false)).toEqual(two);
    expect(addresses(UNKNOWN)).toEqual(two);
    expect(addresses(true)).toEqual([]);
  });

  test.each<[string, Properties]>([
    ["node type", { nodeType: UNKNOWN, size: 1 }],
    ["size", { nodeType: "L4-1-24G", size: UNKNOWN }],
    ["node type in the price book", { nodeType: "L9-1-99G", size: 1 }],
  ])("without a known %s is a line without a price, never 0", (_, properties) => {
    const report = monthlyCost(usagesOf([pool(properties)], assume()), assume(), TODAY);
    expect(report.lowerBound).toBe(true);
    expect(report.priceProblems).toHaveLength(1);
    expect(report.lines[0]).toMatchObject({ monthly: undefined });
  });

  test("keeps the URN as origin of each of its usages", () => {
    const resource = pool({ nodeType: "L4-1-24G", size: 1, rootVolumeSizeInGb: 10, publicIpDisabled: false });
    const origins = usagesOf([resource], assume()).map(({ origin }) => origin);
    expect(origins).toEqual([resource.urn, resource.urn, resource.urn]);
  });
});

describe("volumes", () => {
  test.each([
    ["20G", 20],
    ["1.5T", 1500],
    ["500M", 0.5],
    ["20Gi", 21.474_836_48],
    ["1Ti", 1099.511_627_776],
    ["1024Mi", 1.073_741_824],
    ["5000000000", 5],
  ])("a claim of %s is %d gigabytes", (storage, quantity) => {
    expect(used(claim(storage))).toEqual([disk(quantity)]);
  });

  test.each<[string, Value]>([
    ["not known yet", UNKNOWN],
    ["in a unit that is none", "20Foo"],
    ["no quantity", "much"],
  ])("a claim that is %s is a line without a price, never 0", (_, storage) => {
    const report = monthlyCost(usagesOf([claim(storage)], assume()), assume(), TODAY);
    expect(report.lines[0]).toMatchObject({ category: "storage", monthly: undefined });
  });

  test("is priced as the assumptions say", () => {
    expect(used(claim("1G"), { storagePriceAs: "other/disk" })[0]?.priceAs).toBe("other/disk");
  });

  const deployment = (replicas: Value, volumes: Value) =>
    planned("kubernetes:apps/v1:Deployment", { spec: { replicas, template: { spec: { volumes } } } });
  const ephemeral = (storage: string) => ({
    name: "cache",
    ephemeral: { volumeClaimTemplate: { spec: { resources: { requests: { storage } } } } },
  });

  test("that come with each pod are counted for each replica", () => {
    expect(used(deployment(3, [ephemeral("120G"), { name: "tmp", emptyDir: {} }]))).toEqual([disk(360)]);
  });

  test("of a Deployment whose claim has its own resource are counted there, not twice", () => {
    const named = { name: "cache", persistentVolumeClaim: { claimName: "cache" } };
    expect(used([deployment(1, [named]), claim("40G")])).toEqual([disk(40)]);
  });

  test("of a Deployment that does not say how many replicas it has count once", () => {
    expect(used(deployment(UNKNOWN, [ephemeral("10G")]))).toEqual([disk(10)]);
    expect(used(deployment(2, UNKNOWN))).toEqual([]);
  });
});

describe("the rest", () => {
  test("a load balancer costs, another Service does not", () => {
    const service = (type: Value) => planned("kubernetes:core/v1:Service", { spec: { type } });
    expect(used(service("LoadBalancer"))).toEqual([
      { category: "network", priceAs: "scaleway/LB-S", quantity: 1 },
    ]);
    expect(used(service("ClusterIP"))).toEqual([]);
  });

  test("the control plane is a line, though it is free", () => {
    expect(used(planned("scaleway:kubernetes/cluster:Cluster"))).toEqual([
      { category: "network", priceAs: "scaleway/kapsule-mutualized", quantity: 1 },
    ]);
  });

  test("a cloud's resource that nobody has looked a price up for is a line without a price, never nothing", () => {
    const report = monthlyCost(usagesOf([planned("aws:rds/instance:Instance")], assume()), assume(), TODAY);
    expect(report).toMatchObject({ lowerBound: true });
    expect(report.priceProblems).toEqual([expect.stringContaining("Instance.price")]);
  });

  test("a private network is free, and a provider is nothing that is paid for", () => {
    const network = planned("scaleway:network/privateNetwork:PrivateNetwork");
    expect(used([network, planned("pulumi:providers:scaleway"), planned("pulumi:providers:aws")])).toEqual(
      [],
    );
  });

  test("what nothing is charged for gives nothing", () => {
    expect(
      used([planned("kubernetes:core/v1:ConfigMap"), planned("random:index/randomPassword:RandomPassword")]),
    ).toEqual([]);
  });
});

describe("assumptions", () => {
  test("are read from the component that carries them", () => {
    const { machines, endpoints, ...rest } = assume({ monthlyBudget: 3000 });
    expect(machines).toEqual(endpoints);
    const holder = planned("eu-llm-stack:index:CostAssumptionSet", {
      ...rest,
      machines: [],
      endpoints: [],
      labour: { hoursPerMonth: 15, hourlyRate: 95 },
      traffic: {
        requestsPerDay: 1,
        inputTokens: 2,
        outputTokens: 3,
        premiumShare: { low: 0, likely: 0.1, high: 0.2 },
      },
    });
    expect(assumptionsOf([planned("pulumi:pulumi:Stack"), holder])).toMatchObject({
      monthlyBudget: 3000,
      traffic: { outputTokens: 3, premiumShare: { likely: 0.1 }, retryShare: 0.02, profile: "flat" },
    });
  });

  test("are undefined in a stack that has none, and refused where they are not complete", () => {
    expect(assumptionsOf([planned("pulumi:pulumi:Stack")])).toBeUndefined();
    expect(() =>
      assumptionsOf([planned("eu-llm-stack:index:CostAssumptionSet", { traffic: UNKNOWN })]),
    ).toThrow("traffic");
  });
});
