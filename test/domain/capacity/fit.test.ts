import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheBytes, cacheShape, longestRequest } from "../../../domain/capacity/cache.ts";
import {
  fit,
  type FitRequest,
  keyValueBytesPerToken,
  overheadBytes,
  weightBytes,
} from "../../../domain/capacity/fit.ts";
import { GPUS } from "../../../domain/capacity/gpus.ts";
import { MODELS } from "../../../domain/capacity/models.ts";
import { locate } from "../../../domain/jurisdiction/locate.ts";
import { findGpuInstance, GPU_INSTANCES } from "../../../domain/prices/gpu-instances.ts";
import { gpu, model } from "./catalogue.ts";

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

  test("leaves 90 % of the memory, less weights and overhead, for the cache", () => {
    // 1.5 GB and activations of 2,048 tokens, 8 times 4,096 values of 2 bytes.
    expect(fitting.overheadBytes).toBe(1.5e9 + 2048 * 8 * 4096 * 2);
    expect(overheadBytes(qwen, h100)).toBe(1.5e9 + 8192 * 8 * 4096 * 2);
    expect(fitting.cacheBytes).toBeCloseTo(
      0.9 * 23_034 * 2 ** 20 - 16_381_470_720 - fitting.overheadBytes,
      0,
    );
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
  test("FP8 on load halves the weights of a BF16 model, but for its embeddings", () => {
    const embeddings = 2 * 151_936 * 4096;
    expect(weightBytes(qwen, "fp8")).toBe(qwen.parameters + embeddings);
    expect(weightBytes(qwen, "int8")).toBe(weightBytes(qwen, "fp8"));
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
    const old: FitRequest = { model: qwen, gpu: gpu("A100-40GB"), gpus: 1, contextLength: 140_000 };
    expect(fit(old).fits).toBe(false);
    expect(fit({ ...old, precision: "fp8" }).fits).toBe(true);
    expect(fit(old).reason).not.toContain("quantization");
  });

  test("the cache's size does not depend on it", () => {
    expect(keyValueBytesPerToken(llama)).toBe(2 * 80 * 8 * 128 * 2);
  });
});

describe("70B in BF16", () => {
  const request: FitRequest = {
    model: model("meta-llama/Llama-3.3-70B-Instruct"),
    gpu: h100,
    gpus: 1,
    contextLength: 16_384,
  };
  const two = { ...request, gpus: 2 };

  test("needs two GPUs of 80 GB, and the reason says why and what would help", () => {
    const { fits, reason } = fit(request);
    expect(fits).toBe(false);
    expect(reason).toBe(
      "meta-llama/Llama-3.3-70B-Instruct needs 141.1 GB for its weights in bf16 and 5.4 GB for one request of 16384 " +
        "tokens, but there is 1 × H100-80GB with 74.4 GB usable: use 2 GPUs per replica, or take a checkpoint in " +
        "int4, AWQ or GPTQ (39.8 GB)",
    );
    expect(fit(two)).toMatchObject({ fits: true, reason: "" });
  });

  test("in FP8 holds more than twice as many requests, in INT4 more still, and a cache in FP8 doubles them", () => {
    const bf16 = fit(two).concurrency;
    const fp8 = fit({ ...two, precision: "fp8", published: true }).concurrency;
    const int4 = fit({ ...two, precision: "int4" }).concurrency;
    expect(fp8).toBeGreaterThan(2 * bf16);
    expect(int4).toBeGreaterThan(fp8);
    expect(fit({ ...two, precision: "int4", keyValuePrecision: "fp8" }).concurrency).toBeGreaterThanOrEqual(
      2 * int4,
    );
  });

  test("cannot be quantized to FP8 while it loads where BF16 does not fit, but be loaded as such", () => {
    const short = { ...request, contextLength: 2048 };
    expect(fit({ ...short, precision: "fp8" }).reason).toMatch(
      /vLLM loads .* as published \(141\.1 GB in bf16\).*use 2 GPUs per replica, or a model that is published in fp8/,
    );
    expect(fit({ ...short, precision: "fp8", published: true }).fits).toBe(true);
    expect(fit(short).reason).toContain("take a checkpoint that is published in fp8 (72.7 GB)");
  });
});

describe("attention of other kinds", () => {
  test("a latent cache is small, and every GPU holds all of it", () => {
    const deepseek = model("deepseek-ai/DeepSeek-V3");
    expect(keyValueBytesPerToken(deepseek)).toBe(61 * (512 + 64) * 2);
    const h200 = gpu("H200-141GB");
    const eight = fit({ model: deepseek, gpu: h200, gpus: 8, contextLength: 32_768 });
    expect(eight.concurrency).toBe(Math.floor(eight.cacheBytes / (8 * 32_768 * 61 * 576 * 2)));
  });

  test("a window caps what its layers keep", () => {
    const shape = cacheShape(model("google/gemma-3-27b-it"));
    const perLayer = 2 * 16 * 128 * 2;
    expect(cacheBytes(shape, 1024)).toBe(62 * perLayer * 1024);
    expect(cacheBytes(shape, 10_000)).toBe(10 * perLayer * 10_000 + 52 * perLayer * 1024);
  });

  test("layers of linear attention keep a state of fixed size", () => {
    const shape = cacheShape(model("Qwen/Qwen3.5-27B"));
    expect(shape.full).toBe(2 * 16 * 4 * 256 * 2);
    expect(shape.state).toBe(48 * 48 * 128 * 128 * 4);
    expect(longestRequest(shape, shape.state)).toBe(0);
  });

  test("Gemma 4 has other heads in its full layers", () => {
    const shape = cacheShape(model("google/gemma-4-31B-it"));
    expect(shape.full).toBe(2 * 10 * 4 * 512 * 2);
    expect(shape.sliding).toBe(2 * 50 * 16 * 256 * 2);
  });

  test("the longest request is the longest that fits", () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODELS), fc.integer({ min: 0, max: 1e12 }), (facts, bytes) => {
        const shape = cacheShape(facts);
        const tokens = longestRequest(shape, bytes);
        if (tokens > 0) expect(cacheBytes(shape, tokens)).toBeLessThanOrEqual(bytes);
        expect(cacheBytes(shape, tokens + 1)).toBeGreaterThan(bytes);
      }),
    );
  });
});

describe("tensor parallel", () => {
  test("must divide the attention heads", () => {
    const scout = model("meta-llama/Llama-4-Scout-17B-16E-Instruct");
    expect(fit({ model: scout, gpu: h100, gpus: 16, contextLength: 8192 }).reason).toBe(
      "16 GPUs do not divide the 40 attention heads of meta-llama/Llama-4-Scout-17B-16E-Instruct evenly: use 1, 2, 4, 8",
    );
  });

  test("copies the cache where there are more GPUs than key/value heads", () => {
    const request = { model: model("Qwen/Qwen3-235B-A22B"), gpu: gpu("H200-141GB"), contextLength: 32_768 };
    const eight = fit({ ...request, gpus: 8 });
    // Four key/value heads: each is held twice.
    expect(eight.concurrency).toBe(Math.floor(eight.cacheBytes / (2 * 32_768 * eight.keyValueBytesPerToken)));
  });

  test("says so where not even 16 GPUs are enough", () => {
    const deepseek = { model: model("deepseek-ai/DeepSeek-V3"), gpu: l4, gpus: 1, contextLength: 4096 };
    expect(fit(deepseek).reason).toContain("take GPUs with more memory (16 of these are not enough)");
  });

  test("guesses the overhead of a model whose hidden size is not known", () => {
    expect(overheadBytes({ ...qwen, hiddenSize: undefined }, l4)).toBe(2e9);
    expect(
      fit({ model: { ...qwen, attentionHeads: undefined }, gpu: l4, gpus: 3, contextLength: 4096 }).fits,
    ).toBe(true);
  });
});

describe("fit", () => {
  const requests = fc.record({
    model: fc.constantFrom(...MODELS),
    gpu: fc.constantFrom(...GPUS),
    gpus: fc.constantFrom(1, 2, 4, 8, 16),
    contextLength: fc.integer({ min: 256, max: 200_000 }),
    memoryUtilization: fc.double({ min: 0.3, max: 1, noNaN: true }),
  });
  const divides = ({ model: facts, gpus }: FitRequest) => (facts.attentionHeads ?? 0) % gpus === 0;

  test("twice as many GPUs never make it unfit, nor lower what runs at once", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const doubled = { ...request, gpus: request.gpus * 2 };
        fc.pre(divides(doubled));
        expect(fit(doubled).concurrency).toBeGreaterThanOrEqual(fit(request).concurrency);
        expect(fit(doubled).fits || !fit(request).fits).toBe(true);
      }),
    );
  });

  test("more context never makes it fit, nor raises what runs at once", () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 0, max: 200_000 }), (request, more) => {
        const longer = { ...request, contextLength: request.contextLength + more };
        expect(fit(longer).concurrency).toBeLessThanOrEqual(fit(request).concurrency);
        expect(fit(request).fits || !fit(longer).fits).toBe(true);
      }),
    );
  });

  test("a smaller precision never fits worse, nor does a smaller cache", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const published = { ...request, published: true };
        const [bf16, fp8, int4] = (["bf16", "fp8", "int4"] as const).map((precision) =>
          fit({ ...published, precision }),
        );
        expect(fp8?.concurrency).toBeGreaterThanOrEqual(bf16?.concurrency ?? 0);
        expect(int4?.concurrency).toBeGreaterThanOrEqual(fp8?.concurrency ?? 0);
        expect(fit({ ...request, keyValuePrecision: "fp8" }).concurrency).toBeGreaterThanOrEqual(
          fit(request).concurrency,
        );
      }),
    );
  });

  test("fits exactly when a request of full length fits the cache and the heads divide, and says why when not", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { fits, cacheTokens, concurrency, reason } = fit(request);
        expect(fits).toBe(concurrency >= 1 && divides(request));
        expect(cacheTokens >= request.contextLength).toBe(concurrency >= 1);
        expect(reason === "").toBe(fits);
      }),
    );
  });

  test("the number of GPUs that it advises is a power of two, the first that is enough", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { reason } = fit(request);
        const advised = Number(/use (\d+) GPUs/.exec(reason)?.[1] ?? 0);
        fc.pre(advised > 0 && divides(request));
        expect(Number.isInteger(Math.log2(advised))).toBe(true);
        expect(advised).toBeGreaterThan(request.gpus);
        expect(fit({ ...request, gpus: advised }).fits).toBe(true);
        if (advised / 2 > request.gpus) expect(fit({ ...request, gpus: advised / 2 }).fits).toBe(false);
      }),
    );
  });
});

describe("GPU instances", () => {
  test("every one has a source, a known GPU, and zones that lie in the EU", () => {
    for (const instance of GPU_INSTANCES) {
      expect(instance.source, instance.type).not.toBe("");
      expect(gpu(instance.gpu).name, instance.type).toBe(instance.gpu);
      expect(instance.zones.length, instance.type).toBeGreaterThan(0);
      for (const zone of instance.zones) expect(locate(zone, instance.provider).status, zone).toBe("known");
      expect(findGpuInstance(instance.type)).toBe(instance);
    }
  });
});
