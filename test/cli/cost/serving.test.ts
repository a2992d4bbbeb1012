import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DAY, json, run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "eu-llm-serving-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("fit", () => {
  const rows = (...flags: string[]) => {
    const printed = json("fit", "-m", "Qwen/Qwen3-8B", ...flags);
    if (printed.command !== "fit") throw new Error("another document");
    return printed.results;
  };

  it("tells the fewest GPUs that meet the goal, and leaves out what does not", () => {
    const found = rows("--each-token", "8");
    expect(
      found.every(({ concurrency, timePerOutputTokenMs }) => concurrency > 0 && timePerOutputTokenMs <= 8),
    ).toBe(true);
    expect(found.some(({ gpu, precision }) => gpu === "L4" && precision === "bf16")).toBe(false);
    expect(found.find(({ gpu, precision }) => gpu === "A100-80GB" && precision === "bf16")?.gpus).toBe(4);
    const { stdout } = run("fit", "-m", "Qwen/Qwen3-8B", "--each-token", "8");
    expect(stdout).toContain(
      "left out, since they hold the model but do not serve such requests: 16 × L4 in bf16",
    );
  });

  it("names no machine whose price is stale while another is there, and marks it otherwise", () => {
    expect(rows("--gpu", "L4").map(({ stale }) => stale)).toEqual([false, false, false]);
    const all = rows();
    expect(all.some(({ cheapestMachine }) => cheapestMachine?.startsWith("gcp/") === true)).toBe(false);
    const { stdout } = run("fit", "-m", "Qwen/Qwen3-8B", "--gpu", "L4", "--as-of", "2030-01-01");
    expect(stdout).toContain("ovh/l4-90 (stale price)");
  });

  it("marks what is extrapolated without a bullet within a bullet", () => {
    const file = join(folder, "fit.md");
    run("fit", "-m", "Qwen/Qwen3-8B", "--gpu", "L4", "--markdown", file);
    const markdown = readFileSync(file, "utf8");
    expect(markdown).toContain("- † no published measurement");
    expect(markdown).not.toMatch(/^- [*+-] /m);
    expect(markdown).not.toContain("|  |");
  });
});

describe("fine-tuning", () => {
  it("multiplies what a replica serves, and pays much later where prompts are cached", () => {
    const printed = json("fine-tune", "--output-tokens", "200");
    if (printed.command !== "fine-tune") throw new Error("another document");
    expect(printed.throughputGain).toBeGreaterThan(4);
    const requests = (where: string) =>
      printed.cases.find((each) => each.where === where)?.requestsToPay ?? 0;
    expect(requests("closedApiCached")).toBeGreaterThan(5 * requests("closedApi"));
  });

  it.each([
    // 169 GB: two H100 of 86 GB.
    ["prod", "scaleway/H100-2-80G", "H100-PCIE-80GB", 2],
    ["local", "ovh/l4-90:hour", "L4", 1],
  ])(
    "trains the model of %s on the cheapest machine with enough of its GPUs",
    (stack, machine, gpu, gpus) => {
      const printed = json("fine-tune", "--stack", stack);
      expect(printed).toMatchObject({ training: { machine, gpu, gpus } });
    },
  );

  it("trains on other GPUs where no machine has enough of those that serve, and says so", () => {
    const flags = ["--model", "openai/gpt-oss-120b"];
    const { stdout, status } = run("fine-tune", ...flags, "--machine", "scaleway/H100-2-80G", "--as-of", DAY);
    expect(status).toBe(0);
    expect(stdout).toContain(
      "No machine with enough of the GPUs that serve (H100-PCIE-80GB) has a fresh price, so others train",
    );
  });

  it("trains on no machine whose price is stale", () => {
    const file = join(folder, "stale.yaml");
    writeFileSync(
      file,
      "- { id: ovh/l4-90:hour, amount: 0.01, currency: EUR, unit: hour, source: offer, asOf: 2026-01-01 }\n",
    );
    const printed = json("fine-tune", "--rate-card", file);
    expect(printed).toMatchObject({ training: { gpu: "L4" } });
    expect(printed).not.toMatchObject({ training: { machine: "ovh/l4-90:hour" } });
  });

  it("pays a machine by the month for the month, and its setup", () => {
    const printed = json("fine-tune", "--training-machine", "hetzner/GEX63");
    expect(printed).toMatchObject({ training: { cost: 1996.3 } });
  });

  it("pays the rate card's price for training", () => {
    const file = join(folder, "training.yaml");
    writeFileSync(
      file,
      "- { id: ovh/l40s-90:hour, amount: 100, currency: EUR, unit: hour, source: offer, asOf: 2026-11-20 }\n",
    );
    const cost = (...flags: string[]) => {
      const printed = json("fine-tune", "--training-machine", "ovh/l40s-90:hour", ...flags);
      if (printed.command !== "fine-tune") throw new Error("another document");
      return printed.training.cost / printed.training.hours;
    };
    expect(cost()).toBeCloseTo(1.4, 5);
    expect(cost("--rate-card", file)).toBeCloseTo(100, 3);
  });

  it("says what its rows assume, and that without traffic nothing is paid back", () => {
    const { stdout, status } = run("fine-tune", "--requests-per-day", "0", "--as-of", DAY);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Own model, nothing cached .*no traffic\n/);
    expect(stdout).toContain("assume that the vendor tunes it at an unchanged price of a token");
    expect(stdout).toContain("it is money only where a replica can be shed");
  });
});
