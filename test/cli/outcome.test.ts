import { describe, expect, test } from "vitest";
import { exitCode, type Outcome, type PolicyMessage } from "../../cli/outcome.ts";
import { renderJson } from "../../cli/render/json.ts";
import { renderMarkdown } from "../../cli/render/markdown.ts";
import { plain } from "../../cli/render/style.ts";
import { countsText, renderText, shortType } from "../../cli/render/text.ts";
import type { CostReport } from "../../domain/economics/cost.ts";
import type { Report } from "../../policies/report.ts";
import { assume } from "../domain/economics/plans.ts";

const cost: CostReport = {
  usages: [],
  assumptions: assume(),
  lines: [
    {
      category: "gpu",
      quantity: 1,
      product: "× scaleway/L4-1-24G, 730 h",
      monthly: 576.7,
      price: undefined,
      origin: "a",
    },
    {
      category: "labour",
      quantity: undefined,
      product: "15 h × 95 EUR",
      monthly: 1425,
      price: undefined,
      origin: "costs",
    },
  ],
  total: 2001.7,
  needed: 2001.7,
  lowerBound: false,
  tokensPerMonth: 304e6,
  perMillionTokens: 6.58,
  scenario: undefined,
  decision: undefined,
  budget: 3000,
  overBudget: false,
  priceProblems: [],
  warnings: [],
};

const report: Report = {
  residency: {
    verdict: "proved",
    level: "eu",
    findings: [],
    judgements: [],
    ledger: [],
    foreignOwners: [],
    accepted: 0,
  },
  cost,
  resources: 2,
};

const outcome = (change: Partial<Outcome> = {}): Outcome => ({
  environment: "local",
  source: { kind: "engine", version: "3.259.0" },
  changes: [
    { operation: "create", urn: "urn:1", type: "pulumi:pulumi:Stack", name: "stack" },
    { operation: "create", urn: "urn:2", type: "kubernetes:core/v1:Service", name: "gateway" },
  ],
  unchanged: 0,
  report,
  policyMessages: [],
  diagnostics: [],
  failed: false,
  interrupted: false,
  ...change,
});

const violation: PolicyMessage = {
  policy: "data-residency",
  mandatory: true,
  message:
    'aws:s3/bucket:Bucket "data": region "us-east-1" lies in United States (US).\n  Fix: choose one inside.',
  urn: "urn:2",
};
const unproved: Report = { ...report, residency: { ...report.residency, verdict: "unproven" } };
const overBudget: Report = { ...report, cost: { ...cost, overBudget: true, budget: 100 } };
const unpriced: Report = { ...report, cost: { ...cost, priceProblems: ["no price"], lowerBound: true } };
const error = { severity: "error" as const, message: "the program threw" };

describe("exit codes", () => {
  test.each<[string, Partial<Outcome>, number]>([
    ["all is well", {}, 0],
    ["a warning alone", { diagnostics: [{ severity: "warning", message: "old" }] }, 0],
    ["an advisory message alone", { policyMessages: [{ ...violation, mandatory: false }] }, 0],
    ["the program failed", { failed: true, report: undefined, diagnostics: [error] }, 1],
    ["the engine failed without a word", { failed: true }, 1],
    ["nothing was judged", { report: undefined }, 1],
    [
      "another mandatory policy",
      { failed: true, policyMessages: [{ ...violation, policy: "image-digest" }] },
      1,
    ],
    ["a residency violation", { failed: true, policyMessages: [violation] }, 2],
    ["not proved in the report", { report: unproved }, 2],
    [
      "a violation and an error of the program",
      { failed: true, report: undefined, policyMessages: [violation], diagnostics: [error] },
      2,
    ],
    ["a violation over budget", { policyMessages: [violation], report: overBudget }, 2],
    ["over budget", { failed: true, report: overBudget }, 3],
    [
      "over budget and a price missing",
      { report: { ...overBudget, cost: { ...cost, overBudget: true, priceProblems: ["x"] } } },
      3,
    ],
    ["a price missing", { failed: true, report: unpriced }, 4],
    ["interrupted, whatever else", { interrupted: true, policyMessages: [violation] }, 130],
  ])("%s", (_what, change, code) => {
    expect(exitCode(outcome(change))).toBe(code);
  });
});

describe("the report as text", () => {
  test("shows what is created, both verdicts, and no component", () => {
    const text = renderText(outcome(), plain);
    expect(text).toContain("Resources: 1 to create\n  + kubernetes Service  gateway\n");
    expect(text).toContain('Data residency ✔ proved: everything stays inside level "eu"');
    expect(text).toContain("Total");
    expect(text).toContain("2,001.70");
    expect(text).not.toContain("pulumi:pulumi:Stack");
  });

  test("shows a violation with its fix, and never a green verdict beside it", () => {
    const text = renderText(outcome({ policyMessages: [violation] }), plain);
    expect(text).toContain("✘");
    expect(text).toContain("    Fix: choose one inside.".trim());
    expect(text).not.toContain("✔");
  });

  test("says why it is an offline plan", () => {
    const text = renderText(
      outcome({ source: { kind: "offline plan", reason: "there is no network" } }),
      plain,
    );
    expect(text).toContain("Offline plan, because there is no network. What exists already is not known.");
  });

  test("has no colour codes where nobody sees colours", () => {
    expect(renderText(outcome({ policyMessages: [violation] }), plain).includes("\u001b[")).toBe(false);
  });

  test("counts by operation", () => {
    const changes = ["create", "create", "update"].map((operation, index) => ({
      operation,
      urn: `urn:${index}`,
      type: "kubernetes:core/v1:Service",
      name: "x",
    }));
    expect(countsText({ changes, unchanged: 3 })).toBe("2 to create, 1 to update, 3 unchanged");
    expect(countsText({ changes: [], unchanged: 0 })).toBe("no resources");
  });

  test.each([
    ["kubernetes:networking.k8s.io/v1:NetworkPolicy", "kubernetes NetworkPolicy"],
    ["pulumi:providers:scaleway", "scaleway provider"],
    ["scaleway:kubernetes/pool:Pool", "scaleway Pool"],
  ])("shortens %s to %s", (type, short) => {
    expect(shortType(type)).toBe(short);
  });
});

describe("the report as a pull-request comment", () => {
  test("starts with a marker and both verdicts on one line", () => {
    const [marker, headline] = renderMarkdown(outcome()).split("\n");
    expect(marker).toBe("<!-- eu-llm-stack local -->");
    expect(headline).toBe("### local: ✅ data stays inside, 2,001.70 EUR a month");
  });

  test("says that data may leave, and keeps a message inside its table cell", () => {
    const text = renderMarkdown(outcome({ policyMessages: [{ ...violation, message: "a | b\nFix: c" }] }));
    expect(text).toContain("### local: ❌ data may leave");
    expect(text).toContain("a | b<br>Fix: c");
    expect(text).toContain("exit code 2");
  });

  test("claims nothing where nothing was judged", () => {
    const text = renderMarkdown(outcome({ report: undefined, failed: true, diagnostics: [error] }));
    expect(text).toContain("### local: residency not judged, cost not known");
    expect(text).toContain("❌ the program threw");
  });
});

test("the report for programs is JSON with the exit code and both verdicts", () => {
  const document: unknown = JSON.parse(renderJson(outcome({ report: overBudget })));
  expect(document).toMatchObject({
    version: 3,
    environment: "local",
    exitCode: 3,
    residency: { verdict: "proved" },
    cost: { total: 2001.7, overBudget: true },
    changes: [{ name: "stack" }, { name: "gateway" }],
  });
});
