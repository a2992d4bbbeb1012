import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { plan, preview, state } from "./files.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "eu-llm-residency-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

const documentSchema = z.looseObject({
  version: z.literal(1),
  exitCode: z.number(),
  verdict: z.enum(["proved", "unproven", "violating"]),
  notes: z.array(z.string()),
  judgements: z.array(
    z.looseObject({ name: z.string(), verdict: z.string(), countries: z.array(z.string()) }),
  ),
  findings: z.array(z.looseObject({ name: z.string(), property: z.string(), verdict: z.string() })),
});
const json = (...args: string[]) => {
  const { stdout, status } = run("report", "--json", ...args);
  return { status, document: documentSchema.parse(JSON.parse(stdout)) };
};

describe("report on an environment", () => {
  test("shows the verdict, every resource and where it lies", () => {
    const { status, stdout } = run("report", "--offline", "--stack", "dev");
    expect(status).toBe(0);
    expect(stdout).toContain('✔ proved: everything stays inside level "eu"');
    expect(stdout).toMatch(/✔ scaleway Pool nodes-gpu +France \(FR\)/);
    expect(stdout).toContain("Offline plan, because it was asked for");
  });

  test("writes the ledger as Markdown and the findings as SARIF", () => {
    const [markdown, sarif] = [join(folder, "ledger.md"), join(folder, "findings.sarif")];
    expect(
      run("report", "--offline", "--stack", "dev", "--markdown", markdown, "--sarif", sarif).status,
    ).toBe(0);
    const ledger = readFileSync(markdown, "utf8");
    expect(ledger).toContain("# Data residency of environment dev");
    expect(ledger).toMatch(
      /\| proved \| scaleway:kubernetes\/pool:Pool::nodes-gpu \| France \(FR\) \| Scaleway \(FR\) \|/,
    );
    expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({
      version: "2.1.0",
      runs: [{ results: [] }],
    });
  });

  test("refuses settings that belong to a file", () => {
    const { status, stderr } = run("report", "--level", "eea");
    expect(status).toBe(1);
    expect(stderr).toContain("--config and --level go with --from");
  });

  test("names the environments where one is not there", () => {
    const { status, stderr } = run("report", "--stack", "prd");
    expect(status).toBe(1);
    expect(stderr).toContain('did you mean "prod"');
  });
});

describe("report on what Pulumi wrote", () => {
  test.each([
    ["a stack's export", state],
    ["a preview as JSON", preview],
    ["an update plan", plan],
  ])("%s, inside and outside", (_, make) => {
    expect(json("--from", file("inside.json", make("eu-west-3")))).toMatchObject({
      status: 0,
      document: { verdict: "proved" },
    });
    const { status, document } = json("--from", file("outside.json", make("eu-west-2")));
    expect(status).toBe(2);
    expect(document.findings[0]).toMatchObject({ name: "logs", property: "region", verdict: "violating" });
    expect(document.judgements.some(({ name }) => name === "old")).toBe(false);
  });

  test("drift: where a resource lies by its provider counts, whatever the program asked for", () => {
    const { status, document } = json("--from", file("drift.json", state("eu-west-3", "us-east-1")));
    expect(status).toBe(2);
    expect(document.findings[0]).toMatchObject({
      name: "logs",
      property: "region (deployed)",
      value: "us-east-1",
    });
  });

  test("encrypted values are counted and never shown", () => {
    const { stdout } = run("report", "--json", "--from", file("secret.json", state("eu-west-3")));
    expect(stdout).toContain("1 encrypted value");
    expect(stdout).not.toContain("geheim");
  });

  test("by its own settings: a level, exceptions and declarations from a file", () => {
    const norway = state("eu-west-2");
    expect(json("--from", file("gb.json", norway), "--level", "adequacy").status).toBe(0);
    const config = file(
      "settings.yaml",
      "exceptions:\n  - { resource: '*::logs', reason: agreed with the board in 2026, owner: privacy, expires: 2027-01-31 }\n",
    );
    expect(json("--from", file("gb.json", norway), "--config", config, "--as-of", "2026-11-24").status).toBe(
      0,
    );
    expect(json("--from", file("gb.json", norway), "--config", config, "--as-of", "2027-02-01").status).toBe(
      2,
    );
  });

  test("SARIF has the finding on the program's line", () => {
    const sarif = join(folder, "outside.sarif");
    run("report", "--from", file("outside.json", state("us-east-1")), "--sarif", sarif);
    expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: "residency/violating",
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "stacks/index.ts" },
                    region: { startLine: 12, startColumn: 3 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test.each([
    ["a file that is not there", "/there/is/none.json", /cannot be read/],
    ["no JSON", file("text.json", "{"), /is no JSON/],
    [
      "other JSON",
      file("other.json", { a: 1 }),
      /is none of what Pulumi writes; allowed: `pulumi stack export`/,
    ],
  ])("%s is an error that says what to do", (_, path, message) => {
    const { status, stderr } = run("report", "--from", path);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });

  test.each([
    ["that cannot be read", "/there/is/none.yaml", /cannot be read/],
    ["with a key that is not there", file("wrong.yaml", "levle: eu\n"), /levle/],
    ["with a level that is none", file("level.yaml", "level: world\n"), /level/],
  ])("settings %s are an error", (_, path, message) => {
    const { status, stderr } = run(
      "report",
      "--from",
      file("inside.json", state("eu-west-3")),
      "--config",
      path,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe("explain", () => {
  test("walks the proof from a resource to what proves it", () => {
    const { status, stdout } = run("explain", "gateway-config", "--offline", "--stack", "prod");
    expect(status).toBe(0);
    expect(stdout.split("\n").map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        "kubernetes:core/v1:ConfigMap::gateway-config is proved",
        "where: France (FR)",
        "operator: Scaleway, owner in FR",
        expect.stringContaining(
          'scaleway:kubernetes/cluster:Cluster::nodes-cluster: region "fr-par" lies in France (FR)',
        ),
      ]),
    );
  });

  test("says what stands in the way, with the exit code of a violation", () => {
    const { status, stdout } = run("explain", "logs", "--from", file("outside.json", state("us-east-1")));
    expect(status).toBe(2);
    expect(stdout).toContain("aws:s3/bucket:Bucket::logs is violating");
    expect(stdout).toMatch(/Fix: choose a place inside, such as eu-/);
  });

  test("takes patterns and URNs, and names what is meant where nothing fits", () => {
    const inside = file("inside.json", state("eu-west-3"));
    expect(run("explain", "aws:*::*", "--from", inside).stdout).toContain("Bucket::logs is proved");
    const { status, stderr } = run("explain", "log", "--from", inside);
    expect(status).toBe(1);
    expect(stderr).toContain('no resource is called "log"');
    expect(stderr).toContain("did you mean logs");
  });

  test("as JSON", () => {
    const { stdout } = run("explain", "logs", "--json", "--from", file("inside.json", state("eu-west-3")));
    expect(JSON.parse(stdout)).toMatchObject([{ name: "logs", verdict: "proved", countries: ["FR"] }]);
  });
});

test("help names options and exit codes", () => {
  for (const command of ["report", "explain"]) {
    const { status, stdout } = run(command, "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--from <file>");
    expect(stdout).toContain("2  violated or not proved");
  }
});
