import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { report } from "../../../cli/commands/residency/report.ts";
import { plan } from "../../../cli/commands/plan.ts";
import type { Outcome } from "../../../cli/outcome.ts";
import { DEFAULT_RESIDENCY } from "../../../domain/jurisdiction/declarations.ts";
import { judgeStack, type ResidencyReport } from "../../../policies/residency/stack.ts";
import { state } from "./files.ts";
import { run } from "./run.ts";

vi.mock(import("../../../cli/commands/plan.ts"), async (original) => ({
  ...(await original()),
  plan: vi.fn(),
}));

const folder = mkdtempSync(join(tmpdir(), "eu-llm-owners-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test.each([
  ["mandatory", 2],
  ["advisory", 0],
  ["off", 0],
])("on a file, sovereign: %s decides of an owner outside with %s", (sovereign, code) => {
  const stack = file("state.json", JSON.stringify(state("eu-west-3")));
  const config = file("config.yaml", `sovereign: ${sovereign}\n`);
  const markdown = join(folder, "ledger.md");
  const { status, stdout } = run("report", "--from", stack, "--config", config, "--markdown", markdown);
  expect(status).toBe(code);
  for (const text of [stdout, readFileSync(markdown, "utf8")])
    expect(text.includes("operated by Amazon Web Services, whose owner sits in United States")).toBe(
      code === 2,
    );
});

const PROVED = judgeStack([], DEFAULT_RESIDENCY, new Date());

/** The exit code and what is printed of a report on a preview. */
async function reported(residency: ResidencyReport, mandatory: boolean) {
  const outcome: Outcome = {
    environment: "dev",
    source: { kind: "engine", version: "3.259.0" },
    changes: [],
    unchanged: 0,
    report: { residency, cost: undefined, resources: 0 },
    policyMessages: [
      { policy: "sovereign-owner", mandatory, message: "operated by Example", urn: undefined },
    ],
    diagnostics: [],
    failed: mandatory,
    interrupted: false,
  };
  vi.mocked(plan).mockResolvedValue(outcome);
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const code = await report({ stack: "dev" });
  return { code, text: write.mock.calls.map(([text]) => String(text)).join("") };
}

test.each([
  [true, 2],
  [false, 0],
])(
  "on a preview, what a policy that is mandatory (%s) says of an owner ends with %s",
  async (mandatory, expected) => {
    const { code, text } = await reported(PROVED, mandatory);
    expect(code).toBe(expected);
    expect(text.includes("✘ operated by Example")).toBe(mandatory);
  },
);

describe("the exit code", () => {
  const bucket = {
    urn: "urn:a",
    type: "aws:s3/bucket:Bucket",
    name: "a",
    properties: { region: "us-east-1" },
    dependencies: [],
  };
  const exception = { resource: "*", reason: "a good reason", owner: "privacy", expires: "2027-01-01" };
  const judged = (exceptions: (typeof exception)[]) =>
    judgeStack([bucket], { ...DEFAULT_RESIDENCY, exceptions }, new Date("2026-11-24"));

  test("is that of the gravest judgement and finding, whatever the verdict says", async () => {
    const { judgements, findings } = judged([]);
    expect((await reported({ ...PROVED, judgements }, false)).code).toBe(2);
    expect((await reported({ ...PROVED, findings }, false)).code).toBe(2);
    expect((await reported(PROVED, false)).code).toBe(0);
  });

  test("is 0 where an exception accepts all of it, which is said", async () => {
    const { code, text } = await reported(judged([exception]), false);
    expect(code).toBe(0);
    expect(text).toMatch(/! aws Bucket a +United States \(US\) \(violating, accepted until 2027-01-01\)/);
  });
});
