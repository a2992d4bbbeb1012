import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fit, type FitRequest, keyValueBytesPerToken, weightBytes } from "../../../domain/capacity/fit.ts";
import { findGpu, type Gpu, GPUS } from "../../../domain/capacity/gpus.ts";
import { findGpuInstance, GPU_INSTANCES } from "../../../domain/prices/gpu-instances.ts";
import { findModel, type ModelFacts, MODELS } from "../../../domain/capacity/models.ts";
import { locate } from "../../../domain/jurisdiction/regions.ts";

function model(name: string): ModelFacts {
  const found = findModel(name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
}

function gpu(name: string): Gpu {
  const found = findGpu(name);
  if (found === undefined) throw new Error(`no GPU ${name}`);
  return found;
}

const qwen = model("Qwen/Qwen3-8B");
const llama = model("RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic");
const l4 = gpu("L4");
const h100 = gpu("H100-80GB");

describe("Qwen3-8B in BF16 on one L4", () => {
  const fitting = fit({ model: qwen, gpu: l4, gpus: 1, contextLength: 16_384 });

  test("fits with one request of 16k tokens", () => {
    expect(fitting).toMatchObject({ fits: true, concurrency: 1, reason: "" });
  });

  test("takes 147,456 bytes of cache a token and two bytes a parameter", () => {
    expect(fitting.keyValueBytesPerToken).toBe(147_456);
    expect(fitting.weightBytes).toBe(16_381_470_720);
  });

  test("leaves 90 % of the memory, less weights and 2 GB, for the cache", () => {
    expect(fitting.cacheBytes).toBeCloseTo(0.9 * 23_034 * 2 ** 20 - 16_381_470_720 - 2e9, 0);
    expect(fitting.cacheTokens).toBe(Math.floor(fitting.cacheBytes / 147_456));
  });

  test("does not fit with the longest context of the model: FP8, a shorter context or two GPUs would help", () => {
    const { fits, reason, cacheTokens } = fit({ model: qwen, gpu: l4, gpus: 1, contextLength: 40_960 });
    expect(fits).toBe(false);
    expect(reason).toContain("set quantization to fp8");
    expect(reason).toContain(`lower contextLength to ${cacheTokens} or less`);
    expect(reason).toContain("use 2 GPUs per replica");
    expect(fit({ model: qwen, gpu: l4, gpus: 1, contextLength: cacheTokens }).fits).toBe(true);
    expect(fit({ model: qwen, gpu: l4, gpus: 1, contextLength: cacheTokens + 1 }).fits).toBe(false);
  });
});

describe("Llama 3.3 70B in FP8", () => {
  test("does not fit one H100 with 16k tokens, and the reason names two GPUs", () => {
    const { fits, reason } = fit({ model: llama, gpu: h100, gpus: 1, contextLength: 16_384 });
    expect(fits).toBe(false);
    expect(reason).toMatch(/needs 72\.7 GB for its weights in fp8.*1 × H100-80GB.*use 2 GPUs per replica/);
    expect(reason).not.toContain("quantization");
  });

  test("fits two, with several requests at once", () => {
    const fitting = fit({ model: llama, gpu: h100, gpus: 2, contextLength: 16_384 });
    expect(fitting).toMatchObject({ fits: true, weightBytes: 72_669_954_704, reason: "" });
    expect(fitting.concurrency).toBeGreaterThan(5);
  });

  test("does not fit one L4 at all: nothing is left for a cache, and no context is short enough", () => {
    const { cacheBytes, cacheTokens, reason } = fit({ model: llama, gpu: l4, gpus: 1, contextLength: 256 });
    expect(cacheBytes).toBeLessThan(0);
    expect(cacheTokens).toBe(0);
    expect(reason).not.toContain("contextLength");
    expect(reason).toContain("use 4 GPUs per replica");
  });
});

describe("precision", () => {
  test("FP8 on load halves the weights of a BF16 model", () => {
    expect(weightBytes(qwen, "fp8")).toBe(weightBytes(qwen) / 2);
  });

  test("weights are as published where nothing is quantized", () => {
    expect(weightBytes(llama, "fp8")).toBe(72_669_954_704);
    expect(weightBytes(llama, "bf16")).toBe(llama.parameters * 2);
  });

  test("FP8 makes room for the cache", () => {
    const request = { model: qwen, gpu: l4, gpus: 1, contextLength: 40_960 };
    expect(fit({ ...request, precision: "fp8" }).fits).toBe(true);
  });

  test("FP8 is not advised for cards that cannot compute it", () => {
    const old: FitRequest = { model: qwen, gpu: gpu("A100-40GB"), gpus: 1, contextLength: 400_000 };
    expect(fit(old).fits).toBe(false);
    expect(fit(old).reason).not.toContain("quantization");
  });

  test("the cache's size does not depend on it", () => {
    expect(keyValueBytesPerToken(llama)).toBe(2 * 80 * 8 * 128 * 2);
  });
});

describe("fit", () => {
  const requests = fc.record({
    model: fc.constantFrom(...MODELS),
    gpu: fc.constantFrom(...GPUS),
    gpus: fc.integer({ min: 1, max: 16 }),
    contextLength: fc.integer({ min: 256, max: 200_000 }),
    memoryUtilization: fc.double({ min: 0.3, max: 1, noNaN: true }),
  });

  test("more GPUs never make it unfit, nor lower what runs at once", () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 8 }), (request, more) => {
        const before = fit(request);
        const after = fit({ ...request, gpus: request.gpus + more });
        expect(after.concurrency).toBeGreaterThanOrEqual(before.concurrency);
        expect(after.fits || !before.fits).toBe(true);
      }),
    );
  });

  test("less context never makes it unfit", () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 0, max: 199_744 }), (request, less) => {
        const shorter = Math.max(256, request.contextLength - less);
        expect(fit({ ...request, contextLength: shorter }).fits || !fit(request).fits).toBe(true);
      }),
    );
  });

  test("fits exactly when a request of full length fits the cache, and says why when not", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { fits, cacheBytes, keyValueBytesPerToken: perToken, reason } = fit(request);
        expect(fits).toBe(cacheBytes >= request.contextLength * perToken);
        expect(reason === "").toBe(fits);
      }),
    );
  });

  test("the number of GPUs that it advises is a power of two and enough", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { reason } = fit(request);
        fc.pre(reason !== "");
        const advised = Number(/use (\d+) GPUs/.exec(reason)?.[1]);
        expect(Number.isInteger(Math.log2(advised))).toBe(true);
        expect(advised).toBeGreaterThan(request.gpus);
        expect(fit({ ...request, gpus: advised }).fits).toBe(true);
      }),
    );
  });
});

describe("catalogues", () => {
  test("every model has source, license, a pinned commit and facts that make sense", () => {
    for (const facts of MODELS) {
      expect(facts.source, facts.name).toContain(facts.name);
      expect(facts.license, facts.name).not.toBe("");
      expect(facts.revision, facts.name).toMatch(/^[0-9a-f]{40}$/);
      expect(facts.maximumContext, facts.name).toBeGreaterThan(1024);
      // Published weights can differ from parameters × bytes by scales and embeddings, not by a factor.
      const ratio = weightBytes(facts) / (facts.parameters * (facts.precision === "bf16" ? 2 : 1));
      expect(ratio, facts.name).toBeGreaterThan(0.9);
      expect(ratio, facts.name).toBeLessThan(1.2);
    }
  });

  test("every GPU has a source and less memory than its label says in MiB", () => {
    for (const card of GPUS) {
      expect(card.source, card.name).not.toBe("");
      const label = Number(/(\d+)GB/.exec(card.name)?.[1] ?? { L4: 24, L40S: 48 }[card.name]);
      expect(card.memoryMebibytes, card.name).toBeLessThanOrEqual(label * 1024);
      expect(card.memoryMebibytes, card.name).toBeGreaterThan(label * 1024 * 0.9);
    }
  });

  test("every GPU instance has a source, a known GPU, and zones that lie in the EU", () => {
    for (const instance of GPU_INSTANCES) {
      expect(instance.source, instance.type).not.toBe("");
      expect(findGpu(instance.gpu), instance.type).toBeDefined();
      expect(instance.zones.length, instance.type).toBeGreaterThan(0);
      for (const zone of instance.zones) expect(locate(zone, instance.provider).status, zone).toBe("known");
      expect(findGpuInstance(instance.type)).toBe(instance);
    }
  });
});
