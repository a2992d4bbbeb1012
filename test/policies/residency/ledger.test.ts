import { describe, expect, test } from "vitest";
import { judgeStack } from "../../../policies/residency/stack.ts";
import { stackResidency } from "../../../policies/residency/stack-residency.ts";
import { dataResidency } from "../../../policies/residency/data-residency.ts";
import { ledgerRowText, residencyLedger, verdictText } from "../../../policies/residency/residency-ledger.ts";
import { type PlannedResource, UNKNOWN } from "../../../policies/resource.ts";
import { endpoint, gatewayConfigMap, place, planned } from "../planned.ts";
import { checkSettings, settingsAt, TODAY } from "../settings.ts";

const cluster = planned("scaleway:kubernetes/cluster:Cluster", { region: "fr-par" }, { name: "cluster" });
const pool = (zone: string, name = "pool") => planned("scaleway:kubernetes/pool:Pool", { zone }, { name });
const existing = planned("eu-llm-stack:index:ExistingGpuNodes", { place: place("DE", "US") });
const kubernetes = (rest: Partial<PlannedResource> = {}) =>
  planned("pulumi:providers:kubernetes", {}, { name: "k8s", ...rest });
const object = (provider: PlannedResource) =>
  planned("kubernetes:core/v1:Namespace", {}, { provider: { urn: provider.urn, properties: {} } });

describe("the cluster behind a Kubernetes provider", () => {
  test("is unproven where nothing shows where it stands", () => {
    const report = judgeStack([kubernetes()], settingsAt("eu"), TODAY);
    expect(report.verdict).toBe("unproven");
    expect(report.findings).toMatchObject([{ verdict: "unproven", property: "kubeconfig", name: "k8s" }]);
    expect(report.ledger).toMatchObject([{ countries: [], owner: "not known", proof: "none" }]);
  });

  test("a kubeconfig by itself proves nothing", () => {
    const provider = planned("pulumi:providers:kubernetes", { kubeconfig: "server: https://fr-par.example" });
    expect(judgeStack([provider], settingsAt("eu"), TODAY).verdict).toBe("unproven");
  });

  test("stands where its parent declares it", () => {
    const provider = kubernetes({ parent: existing.urn });
    const report = judgeStack(
      [existing, provider, object(provider), object(provider)],
      settingsAt("eu"),
      TODAY,
    );
    expect(report.verdict).toBe("proved");
    expect(report.ledger).toEqual([
      {
        role: "cluster",
        subject: "Kubernetes objects through k8s",
        countries: ["DE"],
        owner: "Example",
        ownerCountry: "US",
        proof: "ExistingGpuNodes: declared in cluster.place",
        resources: 2,
      },
    ]);
  });

  test("stands where the cluster lies that its kubeconfig comes from", () => {
    const report = judgeStack(
      [cluster, kubernetes({ dependencies: [cluster.urn] })],
      settingsAt("eu"),
      TODAY,
    );
    expect(report.verdict).toBe("proved");
    expect(report.ledger).toContainEqual(
      expect.objectContaining({
        subject: "Kubernetes objects through k8s",
        countries: ["FR"],
        owner: "Scaleway",
        proof: 'cluster: region "fr-par" lies in France (FR)',
      }),
    );
  });

  test("a dependency that says nothing of a place proves nothing", () => {
    const password = planned("random:index/randomPassword:RandomPassword");
    expect(
      judgeStack([password, kubernetes({ dependencies: [password.urn] })], settingsAt("eu"), TODAY).verdict,
    ).toBe("unproven");
  });

  test("a cluster whose own place is not known yet proves nothing for what is reached through it", () => {
    const later = planned("scaleway:kubernetes/cluster:Cluster", { region: UNKNOWN });
    const { findings } = judgeStack(
      [later, kubernetes({ dependencies: [later.urn] })],
      settingsAt("eu"),
      TODAY,
    );
    expect(findings.map(({ verdict, property }) => [verdict, property])).toEqual([
      ["unproven", "region"],
      ["unproven", "kubeconfig"],
    ]);
    const half = planned("scaleway:kubernetes/cluster:Cluster", { zone: UNKNOWN, region: "fr-par" });
    const { ledger } = judgeStack([half, kubernetes({ dependencies: [half.urn] })], settingsAt("eu"), TODAY);
    expect(ledger.at(-1)).toMatchObject({ countries: [], proof: "none" });
  });

  test("a parent that declares nothing, or nonsense, proves nothing", () => {
    const parent = planned("eu-llm-stack:index:ExistingGpuNodes", { place: { country: "Germany" } });
    const provider = kubernetes({ parent: parent.urn });
    expect(judgeStack([parent, provider], settingsAt("eu"), TODAY).verdict).toBe("unproven");
    expect(judgeStack([provider], settingsAt("eu"), TODAY).verdict).toBe("unproven");
  });

  test("counts only the objects that go through it", () => {
    const other = planned("pulumi:providers:kubernetes", {}, { name: "other", parent: existing.urn });
    const provider = kubernetes({ parent: existing.urn });
    const { ledger } = judgeStack(
      [existing, provider, other, object(provider), object(other), object(other)],
      settingsAt("eu"),
      TODAY,
    );
    expect(ledger.map(({ subject, resources }) => [subject, resources])).toEqual([
      ["Kubernetes objects through k8s", 1],
      ["Kubernetes objects through other", 2],
    ]);
  });

  test("one cluster without a place makes the stack unproven, whatever the others show", () => {
    const stray = planned("pulumi:providers:kubernetes", {}, { name: "stray" });
    const report = judgeStack(
      [existing, kubernetes({ parent: existing.urn }), stray],
      settingsAt("eu"),
      TODAY,
    );
    expect(report.findings.filter(({ verdict }) => verdict === "unproven").map(({ name }) => name)).toEqual([
      "stray",
    ]);
  });
});

describe("the verdict on a stack", () => {
  test("is proved where there is nothing", () => {
    expect(judgeStack([], settingsAt("eu"), TODAY)).toEqual({
      verdict: "proved",
      level: "eu",
      findings: [],
      judgements: [],
      ledger: [],
      foreignOwners: [],
      accepted: 0,
    });
  });

  test("is the worst of its findings, and those come worst first", () => {
    const resources = [
      pool("fr-par-2", "a"),
      pool("fr-lyo-1", "b"),
      pool("us-east-1", "c"),
      pool("nl-ams-1", "d"),
    ];
    const report = judgeStack(resources, settingsAt("eu"), TODAY);
    expect(report.verdict).toBe("violating");
    expect(report.findings.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      "c violating",
      "b unproven",
      "a proved",
      "d proved",
    ]);
    expect(judgeStack(resources.slice(0, 2), settingsAt("eu"), TODAY).verdict).toBe("unproven");
    expect(judgeStack(resources.slice(0, 1), settingsAt("eu"), TODAY).verdict).toBe("proved");
  });
});

describe("the ledger", () => {
  test("counts cloud resources by the place that they name", () => {
    const { ledger } = judgeStack(
      [pool("fr-par-2", "a"), pool("fr-par-2", "b"), pool("nl-ams-1", "c")],
      settingsAt("eu"),
      TODAY,
    );
    expect(ledger.map(({ subject, countries, resources }) => [subject, countries, resources])).toEqual([
      ["scaleway resources in fr-par-2", ["FR"], 2],
      ["scaleway resources in nl-ams-1", ["NL"], 1],
    ]);
  });

  test("leaves out providers and components, which are no resources anywhere", () => {
    const provider = planned("pulumi:providers:scaleway", { region: "fr-par" });
    const component = planned("eu-llm-stack:index:ScalewayGpuNodes", { zone: "fr-par-2" });
    expect(judgeStack([provider, component], settingsAt("eu"), TODAY).ledger).toEqual([]);
  });

  test("has each endpoint with owner and what it accepts; owners outside the EEA are named", () => {
    const report = judgeStack(
      [gatewayConfigMap([endpoint({ jurisdiction: place("DE", "US") }), endpoint({ name: "own" })])],
      settingsAt("eu"),
      TODAY,
    );
    expect(report.verdict).toBe("proved");
    expect(report.ledger.map(({ subject, ownerCountry }) => [subject, ownerCountry])).toEqual([
      ["endpoint premium (premium; accepts public, sensitive)", "US"],
      ["endpoint own (premium; accepts public, sensitive)", "DE"],
    ]);
    expect(report.foreignOwners).toEqual(["endpoint premium (premium; accepts public, sensitive)"]);
  });

  test("shows what is known of a public host rather than what is declared for it", () => {
    const openai = endpoint({ url: "https://api.openai.com/v1", accepts: ["public"] });
    const google = endpoint({ url: "https://generativelanguage.googleapis.com/v1", accepts: ["public"] });
    const { ledger } = judgeStack([gatewayConfigMap([openai, google, endpoint()])], settingsAt("eu"), TODAY);
    expect(ledger.map(({ countries }) => countries)).toEqual([["US"], [], ["DE"]]);
    expect(ledger[0]?.proof).toContain("https://developers.openai.com");
    expect(ledger[2]?.proof).toBe("declared for https://llm.example/v1");
  });

  test("names the API server that a place is declared for", () => {
    const parent = {
      ...existing,
      properties: { ...existing.properties, server: "https://k8s.example:6443" },
    };
    const { ledger } = judgeStack([parent, kubernetes({ parent: parent.urn })], settingsAt("eu"), TODAY);
    expect(ledger[0]?.proof).toBe("ExistingGpuNodes: declared in cluster.place for https://k8s.example:6443");
  });

  test("is told in lines that a person can read", () => {
    expect(
      ledgerRowText({
        role: "cluster",
        subject: "pods",
        countries: ["DE"],
        owner: "Example",
        ownerCountry: "US",
        proof: "declared",
        resources: 3,
      }),
    ).toBe("3 pods: Germany (DE); Example, US; declared");
    expect(
      ledgerRowText({
        role: "cluster",
        subject: "pods",
        countries: [],
        owner: "not known",
        ownerCountry: undefined,
        proof: "none",
        resources: 0,
      }),
    ).toBe("pods: not proved; not known; none");
  });
});

describe("the policies on residency", () => {
  test("data-residency is mandatory and tells all that is not proved, at the level that is set", () => {
    expect(dataResidency.enforcement).toBe("mandatory");
    expect(dataResidency.check(pool("fr-par-2"), checkSettings("eu"))).toEqual([]);
    expect(dataResidency.check(pool("us-east-1"), checkSettings("eu"))).toHaveLength(1);
    expect(dataResidency.check(pool("fr-lyo-1"), checkSettings("eu"))).toHaveLength(1);
    const norway = planned("azure:core/resourceGroup:ResourceGroup", { location: "norwayeast" });
    expect(dataResidency.check(norway, checkSettings("eea"))).toEqual([]);
  });

  const reportOf = (resources: PlannedResource[]) => ({
    residency: judgeStack(resources, settingsAt("eu"), TODAY),
    cost: undefined,
    resources,
  });

  test("cluster-residency is mandatory and tells clusters alone, which the other has not told", () => {
    expect(stackResidency.enforcement).toBe("mandatory");
    const provider = kubernetes();
    const told = stackResidency.check(reportOf([pool("us-east-1"), provider]));
    expect(told.map(({ urn }) => urn)).toEqual([provider.urn]);
    expect(told[0]?.message).toContain("does not show where its cluster stands");
    expect(stackResidency.check(reportOf([existing, kubernetes({ parent: existing.urn })]))).toEqual([]);
  });

  test("residency-ledger only informs: the verdict, each row, and foreign owners", () => {
    expect(residencyLedger.enforcement).toBe("advisory");
    const [told] = residencyLedger.check(reportOf([existing, kubernetes({ parent: existing.urn })]));
    expect(told?.message.split("\n")).toEqual([
      'Data residency proved: everything stays inside level "eu"',
      "  Kubernetes objects through k8s: Germany (DE); Example, US; ExistingGpuNodes: declared in cluster.place",
      "  Owner outside the EEA: Kubernetes objects through k8s",
    ]);
  });

  test("the verdict counts the findings that made it", () => {
    expect(verdictText(judgeStack([pool("us-east-1"), pool("fr-par-2", "b")], settingsAt("eu"), TODAY))).toBe(
      'violating: 1 finding at level "eu"',
    );
    expect(verdictText(judgeStack([pool("fr-lyo-1"), pool("fr-lyo-2", "b")], settingsAt("eea"), TODAY))).toBe(
      'unproven: 2 findings at level "eea"',
    );
  });
});
