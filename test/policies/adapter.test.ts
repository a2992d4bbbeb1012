import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { REPORT_VARIABLE, resourcePolicy, stackPolicy } from "../../policies/adapter.ts";
import { RESOURCE_CHECKS, STACK_CHECKS } from "../../policies/pack.ts";
import { assess } from "../../policies/report.ts";
import { dataResidency } from "../../policies/residency/data-residency.ts";
import { residencyLedger } from "../../policies/residency/residency-ledger.ts";
import { AS_OF_VARIABLE, today } from "../../policies/settings.ts";
import { proxied } from "./proxied.ts";

const urnOf = (type: string) => `urn:pulumi:test::project::${type}::name`;

/** What a policy reports on a resource that it is shown as the engine's library shows it. */
function told(type: string, props: object, config: object = {}): string[] {
  const { validateResource } = resourcePolicy(dataResidency);
  if (typeof validateResource !== "function") throw new Error("one function is expected");
  const args = {
    type,
    name: "name",
    urn: urnOf(type),
    props: proxied(props),
    opts: {},
    getConfig: () => config,
  };
  return reported(validateResource, args);
}

/** A resource as the library shows it to a policy on the whole stack. */
const shown = (type: string, props: object, rest: object = {}) => ({
  ...{ type, name: "name", urn: urnOf(type), props: proxied(props), opts: {}, dependencies: [] },
  ...{ propertyDependencies: {}, ...rest },
});

const toldOfStack = (resources: object[]) =>
  reported(stackPolicy(residencyLedger, assess).validateStack.bind(undefined), {
    resources,
    getConfig: () => ({}),
  });

/** Calls a policy with the part of the library's arguments that it needs. */
function reported(validate: object, args: object): string[] {
  if (typeof validate !== "function") throw new Error("a function is expected");
  const messages: string[] = [];
  Reflect.apply(validate, undefined, [args, (message: string) => messages.push(message)]);
  return messages;
}

describe("a check on resources as a policy of Pulumi's", () => {
  const norway = { location: "norwayeast" };

  test("reports each message, at level eu where nothing is set", () => {
    expect(told("scaleway:kubernetes/pool:Pool", { region: "fr-par", zone: "fr-par-2" })).toEqual([]);
    expect(told("azure:core/resourceGroup:ResourceGroup", norway)).toHaveLength(1);
  });

  test("takes the level from its configuration", () => {
    expect(told("azure:core/resourceGroup:ResourceGroup", norway, { level: "eea" })).toEqual([]);
  });

  test("judges an unknown value instead of throwing, which would make the engine only warn", () => {
    expect(told("scaleway:kubernetes/pool:Pool", { zone: unknownValue })).toEqual([
      expect.stringContaining("zone is not known before"),
    ]);
  });

  test("keeps name, description and enforcement", () => {
    expect(resourcePolicy(dataResidency)).toMatchObject({
      name: "data-residency",
      enforcementLevel: "mandatory",
      description: dataResidency.description,
    });
  });
});

describe("a check on the stack as a policy of Pulumi's", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "adapter-"))));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test("a provider whose kubeconfig comes from a cluster through its properties is proved", () => {
    const cluster = shown("scaleway:kubernetes/cluster:Cluster", { region: "fr-par" });
    const propertyDependencies = { kubeconfig: [cluster] };
    const provider = shown(
      "pulumi:providers:kubernetes",
      { kubeconfig: unknownValue },
      { propertyDependencies },
    );
    expect(toldOfStack([cluster, provider])).toEqual([expect.stringContaining("Data residency proved")]);
    // To depend on a cluster is not to take the kubeconfig from it.
    expect(
      toldOfStack([cluster, shown("pulumi:providers:kubernetes", {}, { dependencies: [cluster] })]),
    ).toEqual([expect.stringContaining("Data residency unproven")]);
    expect(toldOfStack([cluster, shown("pulumi:providers:kubernetes", {})])).toEqual([
      expect.stringContaining("Data residency unproven"),
    ]);
  });

  test("a provider whose parent declares the place is proved", () => {
    const place = { country: "DE", operator: "Example", ownerCountry: "DE" };
    const parent = shown("eu-llm-stack:index:ExistingGpuNodes", { place });
    expect(toldOfStack([parent, shown("pulumi:providers:kubernetes", {}, { parent })])).toEqual([
      expect.stringContaining("Data residency proved"),
    ]);
  });

  test("writes the report that it judged from to the file that is asked for", () => {
    const file = join(folder, "report.json");
    vi.stubEnv(REPORT_VARIABLE, file);
    toldOfStack([shown("scaleway:kubernetes/pool:Pool", { zone: "us-east-1" })]);
    const report: unknown = JSON.parse(readFileSync(file, "utf8"));
    expect(report).toMatchObject({ resources: 1, residency: { verdict: "violating", level: "eu" } });
  });
});

describe("today", () => {
  test("is refused where it is no day: every price would count as fresh", () => {
    expect(() => today({ [AS_OF_VARIABLE]: "yesterday" })).toThrow(/EU_LLM_AS_OF is "yesterday"/);
  });

  test("is the day that is asked for, else now", () => {
    expect(today({ [AS_OF_VARIABLE]: "2026-11-01" })).toEqual(new Date("2026-11-01"));
    for (const environment of [{}, { [AS_OF_VARIABLE]: "" }])
      expect(Math.abs(today(environment).getTime() - Date.now())).toBeLessThan(60_000);
  });
});

test("the pack has every policy once; what stops a preview is mandatory, what informs is not", () => {
  const all = [...RESOURCE_CHECKS, ...STACK_CHECKS];
  expect(Object.fromEntries(all.map(({ name, enforcement }) => [name, enforcement]))).toEqual({
    "data-residency": "mandatory",
    "image-digest": "mandatory",
    "telemetry-off": "mandatory",
    "no-secret-literals": "mandatory",
    "stack-residency": "mandatory",
    "sovereign-owner": "advisory",
    "residency-ledger": "advisory",
    "monthly-cost": "advisory",
    "monthly-budget": "mandatory",
    "price-book": "mandatory",
    "private-model-endpoint": "mandatory",
    "restricted-pods": "mandatory",
    "tls-at-edge": "mandatory",
    "budget-set": "advisory",
    "egress-limited": "advisory",
  });
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.filter(({ description }) => description === "")).toEqual([]);
});
