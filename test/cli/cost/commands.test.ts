import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runOffline } from "../../../cli/offline/run.ts";
import { costTable } from "../../../policies/cost/table.ts";
import { DAY, json, run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "eu-llm-cost-"));
afterAll(() => rmSync(folder, { recursive: true }));

const H100 = [
  "--machine",
  "scaleway/H100-1-80G",
  "--model",
  "meta-llama/Llama-3.3-70B-Instruct",
  "--precision",
  "int4",
];

describe("the command and the policy pack", () => {
  it.each(["local", "dev", "prod", "managed"])("print the same figures for %s", async (stack) => {
    const { report } = await runOffline(stack, "a test", DAY);
    const cost = report?.cost;
    if (cost === undefined) throw new Error("the plan has no cost");
    const { stdout, status } = run("estimate", "--stack", stack, "--as-of", DAY);
    expect(stdout.trimEnd()).toBe(costTable(cost));
    expect(status).toBe(0);
    const printed = json("estimate", "--stack", stack);
    if (printed.command !== "estimate") throw new Error("another document");
    expect(Number(printed.totalMonthlyCost)).toBeCloseTo(cost.total, 4);
    expect(printed.perMillionTokens).toBeCloseTo(cost.perMillionTokens ?? Number.NaN, 5);
    expect(json("verdict", "--stack", stack)).toMatchObject({
      recommended: cost.decision?.recommended,
      cheapest: cost.decision?.cheapest,
      tokensPerDay: cost.decision?.tokensPerDay,
    });
  });
});

describe("documents", () => {
  it.each([
    ["estimate", []],
    ["breakeven", H100],
    ["verdict", ["--premium-share", "15%"]],
    ["fine-tune", []],
    ["fit", ["-m", "Qwen/Qwen3-8B"]],
    ["prices", []],
  ])("of %s are as documented", (command, flags) => {
    expect(json(command, ...flags).command).toBe(command);
  });

  it("of an estimate add up, as an Infracost breakdown does, without the noise of binary numbers", () => {
    const printed = json("estimate", "--premium-share", "15%");
    if (printed.command !== "estimate") throw new Error("another document");
    const [project] = printed.projects;
    const resources = project?.breakdown.resources ?? [];
    const components = resources.flatMap(({ costComponents }) => costComponents);
    const sum = (amounts: readonly { readonly monthlyCost: string | null }[]) =>
      amounts.reduce((total, { monthlyCost }) => total + Number(monthlyCost), 0);
    // What is printed adds up exactly, not only nearly: sums are those of the printed amounts.
    expect(sum(components).toFixed(6)).toBe(Number(printed.totalMonthlyCost).toFixed(6));
    for (const resource of resources)
      expect(sum(resource.costComponents).toFixed(6)).toBe(Number(resource.monthlyCost).toFixed(6));
    for (const { monthlyQuantity, price, monthlyCost, hourlyCost } of components) {
      expect(Number(monthlyQuantity) * Number(price)).toBeCloseTo(Number(monthlyCost), 6);
      expect(Number(hourlyCost)).toBeCloseTo(Number(monthlyCost) / 730, 6);
      expect(monthlyCost).toMatch(/^\d+(\.\d{1,6})?$/);
      expect(hourlyCost).toMatch(/^\d+(\.\d{1,6})?$/);
    }
    expect(components[0]?.monthlyCost).toBe("576.7");
    expect(Number(printed.totalHourlyCost)).toBeCloseTo(Number(printed.totalMonthlyCost) / 730, 6);
    expect(project?.breakdown.totalHourlyCost).toBe(printed.totalHourlyCost);
  });

  it.each([
    ["breakeven", ["--premium-share", "15%"]],
    ["verdict", ["--premium-share", "15%", "--draws", "100"]],
    ["fine-tune", []],
  ])("of %s have no figure of more than twelve digits", (command, flags) => {
    const digits = run(command, ...flags, "--json", "--as-of", DAY)
      .stdout.match(/-?\d+\.\d+/g)
      ?.map((figure) => figure.replace(/^-?[0.]*/, "").replace(".", "").length);
    expect(Math.max(...(digits ?? [99]))).toBeLessThanOrEqual(12);
  });
});

describe("the article's case", () => {
  it("breaks even against the premium model at 5 to 10 million tokens a day, and against others far above", () => {
    const printed = json("breakeven", "--preset", "article", ...H100);
    if (printed.command !== "breakeven") throw new Error("another document");
    const against = (id: string) => printed.comparisons.find((each) => each.id === id);
    expect(against("openai/gpt-6-astra")?.from).toBeGreaterThan(5e6);
    expect(against("openai/gpt-6-astra")?.from).toBeLessThan(10e6);
    expect(against("anthropic/claude-sonnet-5")?.from).toBeGreaterThan(15e6);
    expect(against("openai/gpt-6-luna")?.from).toBeNull();
  });
});

describe("files", () => {
  it("Markdown and page are written beside what is printed", () => {
    const [markdown, html] = [join(folder, "cost.md"), join(folder, "cost.html")];
    const { status, stdout } = run("verdict", "--markdown", markdown, "--html", html);
    expect(status).toBe(0);
    expect(stdout).toContain("Verdict: ");
    expect(readFileSync(markdown, "utf8")).toMatch(
      /^### Qwen\/Qwen3-8B on scaleway\/L4-1-24G: [\d,.]+ EUR a month\n/,
    );
    expect(readFileSync(html, "utf8")).toMatch(/^<!doctype html>/i);
  });

  it("that cannot be written are told before anything is calculated", () => {
    const file = join(folder, "missing", "cost.html");
    const { status, stderr, stdout } = run("verdict", "--html", file);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`--html ${file} cannot be written`);
    expect(existsSync(file)).toBe(false);
  });

  it("of a rate card change prices, and say so", () => {
    const file = join(folder, "card.yaml");
    writeFileSync(
      file,
      "- { id: scaleway/L4-1-24G, amount: 0.5, currency: EUR, unit: hour, source: offer 42, asOf: 2026-11-20 }\n",
    );
    const printed = json("estimate", "--rate-card", file);
    if (printed.command !== "estimate") throw new Error("another document");
    const gpu = printed.projects[0]?.breakdown.resources.flatMap(({ costComponents }) => costComponents)[0];
    expect(gpu).toMatchObject({ price: "0.5", source: "rate card: offer 42" });
  });

  it.each([
    [
      "no currency",
      "- { id: scaleway/L4-1-24G, amount: 1, unit: hour, source: x, asOf: 2026-11-20 }",
      /currency/,
    ],
    ["no YAML", "- { id: [", /line|YAML/i],
    [
      "a negative amount",
      "- { id: scaleway/L4-1-24G, amount: -1, currency: EUR, unit: hour, source: x, asOf: 2026-11-20 }",
      /amount/,
    ],
    [
      "a model as a machine",
      "- { id: openai/gpt-6-sol, amount: 1, currency: EUR, unit: hour, source: x, asOf: 2026-11-20 }",
      /billed by the token/,
    ],
  ])("of a rate card with %s are refused by name", (_what, text, message) => {
    const file = join(folder, "wrong.yaml");
    writeFileSync(file, `${text}\n`);
    const { status, stderr, stdout } = run("estimate", "--rate-card", file);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });
});

describe("bad input", () => {
  it.each([
    [["estimate", "--model", "Qwen/Qwen3-8b"], /did you mean Qwen\/Qwen3-8B/],
    [["estimate", "--machine", "scaleway/L4"], /did you mean scaleway\/L4-1-24G/],
    [
      ["estimate", "--model", "meta-llama/Llama-3.3-70B-Instruct"],
      /does not fit scaleway\/L4-1-24G.*141\.1 GB/,
    ],
    [["estimate", "--gpus-per-replica", "2"], /scaleway\/L4-1-24G has 1/],
    [["estimate", "--gpus-per-replica", "x"], /whole number from 1 to 16/],
    [["verdict", "--compare-with", "openai/gpt-6-astral"], /did you mean openai\/gpt-6-astra/],
    [["verdict", "--requests-per-day", "0"], /no traffic to decide on/],
    [["breakeven", "--input-tokens", "0", "--output-tokens", "0"], /a request has no tokens/],
    [["estimate", "--stack", "nowhere"], /nowhere/],
    [["estimate", "--stack", "dev", "--model", "Qwen/Qwen3-8B"], /--model cannot go with --stack/],
    [["fit", "-m", "Qwen/Qwen3-8B", "--gpu", "L40"], /did you mean L4 or L40S/],
    [["fit", "-m", "Qwen/Qwen3-8B", "--context-length", "1000000"], /at most 40960/],
    [
      [
        "fit",
        "-m",
        "meta-llama/Llama-3.3-70B-Instruct",
        "--gpu",
        "H100-80GB",
        "--gpus",
        "1",
        "--precision",
        "bf16",
      ],
      /141\.1 GB for its weights in bf16.*use 2 GPUs/,
    ],
    [
      ["fit", "-m", "Qwen/Qwen3-8B", "--input-tokens", "8000"],
      /--input-tokens 8000 and --output-tokens 500 .*--context-length 8192.*8500/,
    ],
    [
      ["fit", "-m", "Qwen/Qwen3-8B", "--each-token", "1"],
      /a single request already takes .* for each further one: relax the goal/,
    ],
    [
      ["fit", "-m", "Qwen/Qwen3-8B", "--precision", "mxfp4"],
      /--precision is "mxfp4": Qwen\/Qwen3-8B is published in bf16/,
    ],
    [
      ["fine-tune", "--stack", "managed"],
      /managed serves no model of its own; give --model and --machine instead of --stack/,
    ],
    [
      ["fine-tune", "--stack", "prod", "--training-machine", "scaleway/L4-1-24G"],
      /--training-machine is "scaleway\/L4-1-24G": .*169\.3 GB.*8 GPUs of 24\.2 GB each are needed/,
    ],
    [
      ["fine-tune", "--training-machine", "scaleway/L4"],
      /--training-machine is .*did you mean scaleway\/L4-1-24G/,
    ],
    [["fine-tune", "--html", "page.html"], /unknown option '--html'/],
    [["verdict", "--closed-api", "openai/gpt-6-lunar"], /--closed-api is .*did you mean openai\/gpt-6-luna/],
    [["fine-tune", "--tuned-prompt-tokens", "9000"], /tuning is to shorten the prompt/],
    [["prices", "nothing-like-it"], /without words all are listed/],
  ])("%s is an error with its fix", (args, message) => {
    const { status, stderr, stdout } = run(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });
});

describe("exit codes", () => {
  it("3 over the budget, 4 with stale prices, and the figures are printed all the same", () => {
    const over = run("estimate", "--budget", "100");
    expect(over.status).toBe(3);
    expect(over.stdout).toContain("over the budget of 100.00");
    const stale = run("estimate", "--as-of", "2027-06-01");
    expect(stale.status).toBe(4);
    expect(stale.stdout).toContain("Price problem: ");
    expect(run("estimate", "--as-of", "2027-06-01", "--stale-prices", "warn").status).toBe(0);
    expect(run("prices", "--check", "--as-of", "2027-06-01").status).toBe(4);
  });

  it("4 where a price is not found, with a total that is a lower bound", () => {
    const missing = run("estimate", "--cpu-machine", "nobody/nothing");
    expect(missing.status).toBe(4);
    expect(missing.stdout).toContain("price not found");
    expect(missing.stdout).toContain("Total, at least");
    expect(run("estimate", "--cpu-machine", "nobody/nothing", "--missing-prices", "warn").status).toBe(0);
  });
});

describe("what is wrong with a plan", () => {
  const missing = ["--cpu-machine", "nobody/nothing", "--storage", "0"];

  it.each(["verdict", "breakeven", "fine-tune"])(
    "%s says which prices are missing, and what mends it",
    (command) => {
      const { status, stdout, stderr } = run(command, ...missing);
      expect({ status, stdout }).toEqual({ status: 4, stdout: "" });
      expect(stderr).toContain('no price for "nobody/nothing"');
      expect(stderr).toMatch(/Fix: name a product of the price book.*--rate-card, or --missing-prices warn/);
      expect(stderr).not.toContain("    at ");
    },
  );

  it("is told below break-even and fine-tuning, in text and Markdown", () => {
    const file = join(folder, "problems.md");
    for (const command of ["breakeven", "fine-tune"]) {
      const { status, stdout } = run(command, "--as-of", "2030-01-01", "--markdown", file);
      expect(status).toBe(4);
      expect(stdout).toMatch(/^Qwen\/Qwen3-8B on scaleway\/L4-1-24G\n/);
      expect(stdout).toMatch(/\nPrice problem: .*scaleway\/L4-1-24G.*days old/);
      expect(stdout).toMatch(/\nNote: no published measurement/);
      const markdown = readFileSync(file, "utf8");
      expect(markdown).toMatch(/^### Qwen\/Qwen3-8B on scaleway\/L4-1-24G\n/);
      expect(markdown).toMatch(/\n- ❌ .*scaleway\/L4-1-24G.*days old/);
    }
    const over = run("breakeven", "--budget", "100", "--as-of", DAY);
    expect(over.status).toBe(3);
    expect(over.stdout).toContain("over the budget of 100.00");
  });

  it("is among the notes where missing prices only warn", () => {
    const { stdout } = run("breakeven", ...missing, "--missing-prices", "warn", "--as-of", DAY);
    expect(stdout).toContain('no price for "nobody/nothing"');
  });

  it("tables name every column, and the break-even tells announced prices", () => {
    const { stdout } = run("breakeven", "--as-of", DAY);
    expect(stdout).toMatch(/google\/gemini-3\.8-flash changes its price on 2027-01-01 \(input 0\.75 → 1\.50/);
    const file = join(folder, "heads.md");
    run("verdict", "--draws", "100", "--as-of", DAY, "--markdown", file);
    const sections = readFileSync(file, "utf8").split("**What to take at what volume")[1] ?? "";
    const heads = sections
      .split("\n")
      .filter((_, index, lines) => lines[index + 1]?.startsWith("| ---") === true);
    expect(heads).toHaveLength(3);
    for (const head of heads) {
      const names = head.split("|").slice(1, -1);
      expect(new Set(names).size, head).toBe(names.length);
      expect(
        names.every((name) => name.trim() !== ""),
        head,
      ).toBe(true);
    }
  });
});
