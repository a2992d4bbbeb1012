import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { engineMissing, skipReason } from "./requirements.ts";
import { Sandbox } from "./sandbox.ts";

const skip = skipReason("test/engine/preview.test.ts", engineMissing());

const LOCAL = "stacks/Pulumi.local.yaml";
/** The price book's newest price is younger than 30 days on this day, and its oldest than 90. */
const TODAY = ["--as-of", "2026-11-24"];

const reportSchema = z.looseObject({
  exitCode: z.number(),
  source: z.looseObject({ kind: z.string() }),
  changes: z.array(z.looseObject({ operation: z.string(), type: z.string(), name: z.string() })),
  residency: z.looseObject({
    verdict: z.string(),
    ledger: z.array(z.unknown()),
    findings: z.array(z.unknown()),
  }),
  cost: z.looseObject({ total: z.number(), lines: z.array(z.unknown()) }),
});

let sandbox: Sandbox | undefined;
function newSandbox(): Sandbox {
  sandbox = new Sandbox();
  return sandbox;
}
afterEach(() => {
  sandbox?.dispose();
  sandbox = undefined;
});

describe.skipIf(skip)("preview on the real engine", () => {
  test("shows the local environment with both verdicts and leaves every file as it was", async () => {
    const project = newSandbox();
    const before = project.read(LOCAL);
    const { code, stdout } = await project.cli(["preview", ...TODAY, "--markdown", "report.md"]);
    expect(code).toBe(0);
    expect(stdout).toContain("environment local (Pulumi ");
    expect(stdout).toContain("there is no kubeconfig");
    expect(stdout).toContain("+ kubernetes Deployment");
    expect(stdout).toContain("✔ proved");
    expect(stdout).toMatch(/Total +\d/);
    expect(stdout).toMatch(/Break-even against \S+ .*: from [\d.]+ M tokens a day/);
    expect(project.read(LOCAL)).toBe(before);
    const comment = project.read("report.md");
    expect(comment).toMatch(
      /^<!-- eu-llm-stack local -->\n### local: ✅ data stays inside, [\d,.]+ EUR a month/,
    );
  });

  test("judges and prices the same as the offline plan", async () => {
    const project = newSandbox();
    const engine = await project.cli(["preview", "--json", ...TODAY]);
    const offline = await project.cli(["preview", "--json", "--offline", ...TODAY]);
    const [real, planned] = [engine, offline].map(({ stdout }) => reportSchema.parse(JSON.parse(stdout)));
    expect(real?.source.kind).toBe("engine");
    expect(planned?.source.kind).toBe("offline plan");
    const order = (lines: readonly unknown[] = []) => lines.map((line) => JSON.stringify(line)).sort();
    expect(order(planned?.cost.lines)).toEqual(order(real?.cost.lines));
    expect(planned?.cost.total).toBeCloseTo(real?.cost.total ?? 0, 6);
    expect(order(planned?.residency.ledger)).toEqual(order(real?.residency.ledger));
    expect(order(planned?.residency.findings)).toEqual(order(real?.residency.findings));
    const own = (changes: typeof real | undefined) =>
      changes?.changes
        .map(({ type, name }) => `${type} ${name}`)
        .filter((text) => !/ default_[\d_]+$/.test(text))
        .sort();
    expect(own(planned)).toEqual(own(real));
  });

  test("plain pulumi with the policy pack prints both verdicts, and fails on a violation", async () => {
    const project = newSandbox();
    const variables = {
      PULUMI_BACKEND_URL: `file://${project.folder}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      EU_LLM_AS_OF: "2026-11-24",
    };
    const pulumi = (...args: string[]) =>
      project.run(process.execPath, ["node_modules/pulumi/run.js", ...args, "--non-interactive"], variables);
    expect((await pulumi("stack", "init", "local")).code).toBe(0);
    const good = await pulumi("preview", "--policy-pack", "policies");
    expect(good.code).toBe(0);
    expect(good.stdout).toContain("Monthly cost in EUR");
    expect(good.stdout).toContain('Data residency proved: everything stays inside level "eu"');
    project.edit(LOCAL, "country: DE", "country: US");
    const bad = await pulumi("preview", "--policy-pack", "policies");
    expect(bad.code).not.toBe(0);
    expect(bad.stdout).toContain("United States (US)");
  });
});

interface Violation {
  readonly what: string;
  readonly change: (project: Sandbox) => void;
  readonly stack?: string;
  readonly code: number;
  readonly says: readonly string[];
}

const premium = (jurisdiction: string, url: string, accepts: string) => `
  eu-llm-stack:endpoints:
    - name: elsewhere
      tier: premium
      url: ${url}
      model: any
      jurisdiction: ${jurisdiction}
      accepts: ${accepts}
      price: { tokens: openai/gpt-6-sol }
  eu-llm-stack:costs:`;

const US = "{ country: US, operator: OpenAI, ownerCountry: US }";

const VIOLATIONS: readonly Violation[] = [
  {
    what: "a cluster outside",
    change: (project) => project.edit(LOCAL, "country: DE", "country: US"),
    code: 2,
    says: ["ExistingGpuNodes", "place.country", '"US"', "United States (US)", "Fix:"],
  },
  {
    what: "a Scaleway zone that is none, but another cloud's region",
    stack: "prod",
    change: (project) => project.edit("stacks/Pulumi.prod.yaml", "zone: fr-par-2", "zone: us-east-1"),
    code: 2,
    says: ["scaleway:kubernetes/pool:Pool", "zone", '"us-east-1"', "United States (US)", "fr-par"],
  },
  {
    what: "a region of another cloud on any resource of the program",
    change: (project) =>
      project.edit(
        "stacks/index.ts",
        "  tellTarget(target);",
        `  tellTarget(target);
  new (class extends pulumi.ComponentResource {})("acme:storage:Bucket", "backup", { region: "europe-west2" });`,
      ),
    code: 2,
    says: ["acme:storage:Bucket", "backup", "region", '"europe-west2"', "United Kingdom (GB)", "Fix:"],
  },
  {
    what: "pods that ask for nodes outside",
    change: (project) =>
      project.edit(
        LOCAL,
        "      count: 1\n      priceAs: scaleway/L4-1-24G",
        "      count: 1\n      labels: { topology.kubernetes.io/region: us-central1 }\n      priceAs: scaleway/L4-1-24G",
      ),
    code: 2,
    says: ["kubernetes:apps/v1:Deployment", "nodeSelector", '"us-central1"', "United States (US)"],
  },
  {
    what: "a premium endpoint outside that sensitive requests could reach",
    change: (project) =>
      project.edit(
        LOCAL,
        "\n  eu-llm-stack:costs:",
        premium(US, "https://api.example.com/v1", "[public, sensitive]"),
      ),
    code: 2,
    says: [
      "endpoints[1].accepts",
      "https://api.example.com/v1",
      "United States (US)",
      "accept only [public]",
    ],
  },
  {
    what: "an endpoint whose host contradicts what is declared",
    change: (project) =>
      project.edit(
        LOCAL,
        "\n  eu-llm-stack:costs:",
        premium(
          "{ country: DE, operator: OpenAI, ownerCountry: US }",
          "https://api.openai.com/v1",
          "[public, sensitive]",
        ),
      ),
    code: 2,
    says: ["api.openai.com", "United States (US)"],
  },
  {
    what: "an endpoint whose host names a region outside",
    change: (project) =>
      project.edit(
        LOCAL,
        "\n  eu-llm-stack:costs:",
        premium(
          "{ country: FR, operator: Amazon, ownerCountry: US }",
          "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
          "[public, sensitive]",
        ),
      ),
    code: 2,
    says: ["bedrock-runtime.us-east-1.amazonaws.com", "names us-east-1", "United States (US)"],
  },
  {
    what: "more than the budget",
    change: (project) => project.edit(LOCAL, "monthlyBudget: 3000", "monthlyBudget: 100"),
    code: 3,
    says: ["over the budget of 100.00"],
  },
  {
    what: "a machine without a price",
    stack: "prod",
    change: (project) => project.edit("stacks/Pulumi.prod.yaml", "type: BASIC3-X8C-32G", "type: GP1-XL"),
    code: 4,
    says: ["Total, at least", 'no price for "scaleway/GP1-XL"'],
  },
  {
    what: "stale prices",
    change: (project) => project.edit(LOCAL, "stalePrices: warn", "stalePrices: fail"),
    code: 4,
    says: ["days old, over 90"],
  },
];

describe.skipIf(skip)("what stops a preview", () => {
  test.each(VIOLATIONS)("$what", async ({ change, stack, code, says }) => {
    const project = newSandbox();
    change(project);
    const day = says.includes("days old, over 90") ? ["--as-of", "2027-06-01"] : TODAY;
    const result = await project.cli(["preview", "--stack", stack ?? "local", ...day]);
    expect(`${result.code}\n${result.stdout}`).toMatch(new RegExp(`^${code}\n`));
    for (const text of says) expect(result.stdout).toContain(text);
  });

  test("a premium endpoint outside for public requests alone does not", async () => {
    const project = newSandbox();
    project.edit(LOCAL, "\n  eu-llm-stack:costs:", premium(US, "https://api.openai.com/v1", "[public]"));
    const { code, stdout } = await project.cli(["preview", ...TODAY]);
    expect(code).toBe(0);
    expect(stdout).toContain("Owner outside the EEA: endpoint elsewhere");
  });
});

describe.skipIf(skip)("bad input", () => {
  test.each([
    [
      "an unknown environment",
      ["--stack", "produ"],
      undefined,
      ['no environment "produ"', 'did you mean "prod"'],
    ],
    [
      "a typo in a key",
      [],
      ["cacheGigabytes", "cacheGigabites"],
      [LOCAL, "model.cacheGigabites", 'did you mean "cacheGigabytes"'],
    ],
    [
      "a wrong value",
      [],
      ["gpu: L4", "gpu: L5"],
      [LOCAL, 'cluster.gpuNodes.gpu is "L5"', "allowed: L4, L40S"],
    ],
    ["a missing key", [], ["    contextLength: 16384\n", ""], [LOCAL, "model.contextLength", "missing"]],
    [
      "a model that does not fit",
      [],
      ["contextLength: 16384", "contextLength: 40960"],
      [LOCAL, "does not fit its GPU", "2 GPUs per replica"],
    ],
    [
      "a password in a URL, which is not repeated",
      [],
      ["\n  eu-llm-stack:costs:", premium(US, "https://user:hunter2secret@api.example.com/v1", "[public]")],
      [LOCAL, "endpoints[0].url", "without user, password"],
    ],
    ["a file that is no YAML", [], ["config:", "config: ["], [LOCAL, "not valid YAML"]],
  ])("%s is told and nothing is planned", async (_what, args, edit, says) => {
    const project = newSandbox();
    if (edit !== undefined) project.edit(LOCAL, edit[0] ?? "", edit[1] ?? "");
    const { code, stdout, stderr } = await project.cli(["preview", ...args]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    for (const text of says) expect(stderr).toContain(text);
    expect(stderr).not.toContain("    at ");
    expect(stderr).not.toContain("hunter2secret");
  });

  test("a report that cannot be written is told before anything runs", async () => {
    const { code, stdout, stderr } = await newSandbox().cli(["preview", "--markdown", "no-folder/report.md"]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("--markdown no-folder/report.md cannot be written");
  });

  test("a day that no calendar has is refused", async () => {
    const { code, stderr } = await newSandbox().cli(["preview", "--as-of", "2026-02-31"]);
    expect(code).toBe(1);
    expect(stderr).toContain("It takes a day");
  });

  test("an unreachable cluster is told where the environment must have one", async () => {
    const project = newSandbox();
    project.edit(LOCAL, "whenUnreachable: render", "whenUnreachable: fail");
    const { code, stdout } = await project.cli(["preview", ...TODAY]);
    expect(code).toBe(1);
    expect(stdout).toContain("there is no kubeconfig");
    expect(stdout).toContain("cluster.whenUnreachable");
  });

  test("two environments in one namespace of one cluster are refused", async () => {
    const project = newSandbox();
    project.write("stacks/Pulumi.copy.yaml", `${project.read(LOCAL)}  eu-llm-stack:namespace: llm-local\n`);
    const { code, stderr } = await project.cli(["preview", "--stack", "copy"]);
    expect(code).toBe(1);
    expect(stderr).toContain('namespace is "llm-local", which stacks/Pulumi.local.yaml uses');
  });
});
