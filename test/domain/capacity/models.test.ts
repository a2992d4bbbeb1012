import { describe, expect, test } from "vitest";
import { findGpu, GPUS, unknownGpu } from "../../../domain/capacity/gpus.ts";
import {
  activeParameters,
  expertParameters,
  findModel,
  MODELS,
  qualityClassOf,
  unknownModel,
} from "../../../domain/capacity/models.ts";
import { BYTES, multipliedParameters, weightBytes } from "../../../domain/capacity/weights.ts";
import { model } from "./catalogue.ts";

describe("the catalogue of models", () => {
  test("has the open-weight models that people run, each once", () => {
    expect(new Set(MODELS.map(({ name }) => name)).size).toBe(MODELS.length);
    expect(MODELS.length).toBeGreaterThanOrEqual(40);
    for (const family of ["Llama", "Mistral", "Qwen", "gemma", "DeepSeek", "gpt-oss", "GLM", "phi"]) {
      expect(
        MODELS.some(({ name }) => name.includes(family)),
        family,
      ).toBe(true);
    }
  });

  test.each(MODELS)("$name has source, license and facts that make sense", (facts) => {
    expect(facts.source).toMatch(/^https:\/\/|^aiconfigurator/);
    expect(facts.license).not.toBe("");
    if (facts.revision !== undefined) expect(facts.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.maximumContext).toBeGreaterThan(1024);
    // Published weights can differ from parameters × bytes by scales and embeddings, not by a factor.
    const ratio = weightBytes(facts) / (facts.parameters * BYTES[facts.precision]);
    expect(ratio).toBeGreaterThan(0.9);
    // MXFP4 is for experts only.
    expect(ratio).toBeLessThan(facts.precision === "mxfp4" ? 1.25 : 1.2);
    expect((facts.attentionHeads ?? 1) % 2).toBe(0);
    expect(multipliedParameters(facts)).toBeLessThanOrEqual(activeParameters(facts));
  });

  // What the makers print, in thousand millions: the arithmetic on the configuration must agree.
  test.each([
    ["meta-llama/Llama-3.1-8B-Instruct", 8.03, undefined],
    ["meta-llama/Llama-3.1-405B-Instruct", 405.9, undefined],
    ["mistralai/Mixtral-8x7B-Instruct-v0.1", 46.7, 12.9],
    ["Qwen/Qwen3-235B-A22B", 235, 22],
    ["deepseek-ai/DeepSeek-V3", 671, 37],
    ["openai/gpt-oss-120b", 116.83, 5.13],
    ["zai-org/GLM-4.5", 355, 32],
    ["moonshotai/Kimi-K2-Instruct", 1026, 32],
  ] as const)("%s has the published number of parameters", (name, total, active) => {
    expect(model(name).parameters / 1e9 / total).toBeCloseTo(1, 1);
    if (active !== undefined) expect(multipliedParameters(model(name)) / 1e9 / active).toBeCloseTo(1, 1);
  });

  test("splits a mixture into experts and the rest", () => {
    const mixtral = model("mistralai/Mixtral-8x7B-Instruct-v0.1");
    // 32 layers × 8 experts × 3 matrices of 4,096 × 14,336.
    expect(expertParameters(mixtral)).toBeCloseTo(32 * 8 * 3 * 4096 * 14_336, -3);
    expect(expertParameters(model("Qwen/Qwen3-8B"))).toBe(0);
  });

  // Sizes of the checkpoints on Hugging Face, in GB.
  test("gives checkpoints of 4 bits their size", () => {
    expect(weightBytes(model("Qwen/Qwen2.5-7B-Instruct"), "int4") / 1e9).toBeCloseTo(5.57, 1);
    expect(weightBytes(model("meta-llama/Llama-3.1-70B-Instruct"), "int4") / 1e9).toBeCloseTo(39.8, 1);
    expect(weightBytes(model("meta-llama/Llama-3.3-70B-Instruct"), "fp8") / 72.67e9).toBeCloseTo(1, 2);
  });

  test("classes by size, unless told", () => {
    expect(qualityClassOf(model("Qwen/Qwen3-8B"))).toBe("budget");
    expect(qualityClassOf(model("Qwen/Qwen3-30B-A3B"))).toBe("budget");
    expect(qualityClassOf(model("meta-llama/Llama-3.3-70B-Instruct"))).toBe("mid");
    expect(qualityClassOf(model("deepseek-ai/DeepSeek-R1"))).toBe("mid");
    expect(qualityClassOf({ ...model("deepseek-ai/DeepSeek-R1"), qualityClass: "premium" })).toBe("premium");
    expect(qualityClassOf({ ...model("Qwen/Qwen3-8B"), qualityClass: "mid" })).toBe("mid");
  });
});

describe("names that are not known", () => {
  test("a model's error says what may have been meant, and what to do", () => {
    expect(findModel("Qwen/Qwen3-8b")).toBeUndefined();
    expect(unknownModel("Qwen/Qwen3-8b")).toContain("did you mean Qwen/Qwen3-8B?");
    expect(unknownModel("llama-3.1-8b")).toContain("did you mean meta-llama/Llama-3.1-8B-Instruct?");
    expect(unknownModel("Qwen/Qwen3-8b-instruct")).toContain("Qwen/Qwen3-8B");
    expect(unknownModel("llama-3.1-8b")).toContain("facts from config.json");
    expect(unknownModel("xyz")).not.toContain("did you mean");
  });

  test("a GPU's error lists them all", () => {
    expect(findGpu("H100")).toBeUndefined();
    expect(unknownGpu("H100")).toContain("did you mean H100-80GB or H100-PCIE-80GB or H100-NVL?");
    for (const { name } of GPUS) expect(unknownGpu("V100")).toContain(name);
  });
});

describe("the catalogue of GPUs", () => {
  test.each(GPUS)("$name has source and figures that make sense", (card) => {
    expect(card.source).toMatch(/https:|aiconfigurator/);
    const label = Number(
      /(\d+)GB/.exec(card.name)?.[1] ?? { L4: 24, L40S: 48, A10: 24, "H100-NVL": 94 }[card.name],
    );
    expect(card.memoryMebibytes).toBeLessThanOrEqual(label * 1024);
    expect(card.memoryMebibytes).toBeGreaterThan(label * 1024 * 0.9);
    expect(card.flops.int8 / card.flops.bf16).toBeCloseTo(2, 1);
    if (card.flops.fp8 !== undefined) expect(card.flops.fp8 / card.flops.bf16).toBeCloseTo(2, 1);
    expect(card.flops.fp8 === undefined).toBe(card.generation === "ampere");
    // Operations for each byte read: between those of a workstation card and an H100.
    expect(card.flops.bf16 / card.memoryBandwidth).toBeGreaterThan(100);
    expect(card.flops.bf16 / card.memoryBandwidth).toBeLessThan(500);
  });
});
