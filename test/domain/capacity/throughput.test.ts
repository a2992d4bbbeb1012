import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheBytes } from "../../../domain/capacity/cache.ts";
import { EFFICIENCY } from "../../../domain/capacity/efficiency.ts";
import { memoryOf } from "../../../domain/capacity/fit.ts";
import { GPUS } from "../../../domain/capacity/gpus.ts";
import { MODELS } from "../../../domain/capacity/models.ts";
import { promptAttention, stepCosts, stepSeconds } from "../../../domain/capacity/step.ts";
import {
  type Deployment,
  requestsInMemory,
  throughput,
  type Workload,
} from "../../../domain/capacity/throughput.ts";
import { gpu, model } from "./catalogue.ts";

const h100: Deployment = {
  model: model("Qwen/Qwen3-8B"),
  gpu: gpu("H100-80GB"),
  gpus: 1,
  contextLength: 16_384,
};
const chat: Workload = { inputTokens: 1500, outputTokens: 500 };

describe("the formulas", () => {
  test("one request decodes as fast as the weights are read, and what a step takes beside", () => {
    const { timePerOutputTokenMs } = throughput(
      { ...h100, maximumRequests: 1 },
      { inputTokens: 0, outputTokens: 2 },
    );
    const read = (8_190_735_360 - 151_936 * 4096) * 2;
    const token = (36 * 4096 * 2 * EFFICIENCY.passes) / 3350e9 / EFFICIENCY.weightBandwidth;
    const cache = (1 * 147_456) / 3350e9 / EFFICIENCY.cacheBandwidth;
    const expected =
      read / 3350e9 / EFFICIENCY.weightBandwidth + token + cache + 36 * EFFICIENCY.layerSeconds;
    expect(timePerOutputTokenMs).toBeCloseTo(expected * 1000, 6);
  });

  test("the first token waits for the rest of a step, for its own prompt and for those of others", () => {
    const workload = { inputTokens: 3000, outputTokens: 300 };
    const costs = stepCosts(h100);
    const own = stepSeconds(costs, 0, 3150, 3000) + 3000 * promptAttention(costs, 3000, 0);
    const alone = throughput({ ...h100, maximumRequests: 1 }, workload);
    expect(alone.timeToFirstTokenMs / 1000).toBeCloseTo(own, 9);
    expect(alone.burstTimeToFirstTokenMs / 1000).toBeCloseTo(own, 9);
    const many = throughput({ ...h100, maximumRequests: 20 }, workload);
    const step = many.timePerOutputTokenMs / 1000;
    const load = 1 - stepSeconds(costs, 20, 3150) / step;
    const beside = stepSeconds(costs, 19, 3150, 3000) + 3000 * promptAttention(costs, 3000, 0);
    const expected = (step / 2) * (19 / 20) + beside * (1 + load / (2 * (1 - load)));
    expect(many.timeToFirstTokenMs / 1000).toBeCloseTo(expected, 9);
    // Twenty prompts one after the other, in steps of at most 8,192 tokens.
    expect(many.burstTimeToFirstTokenMs / alone.burstTimeToFirstTokenMs).toBeCloseTo(20, 0);
  });

  test("a mixture reads more experts the more tokens a step has, and all of them in the end", () => {
    const costs = stepCosts({ ...h100, model: model("mistralai/Mixtral-8x7B-Instruct-v0.1"), gpus: 2 });
    expect(costs.untouched).toBe(0.75);
    const reading = (tokens: number) => costs.weights + costs.experts * (1 - costs.untouched ** tokens);
    expect(reading(1)).toBeCloseTo(costs.weights + costs.experts / 4, 12);
    expect(reading(64) / (costs.weights + costs.experts)).toBeCloseTo(1, 6);
  });

  test("a prompt that is cached costs reading, but no computing, and memory only once", () => {
    const cold = { inputTokens: 4000, outputTokens: 200 };
    const warm = { inputTokens: 500, cachedInputTokens: 3500, outputTokens: 200 };
    expect(throughput(h100, warm).concurrency).toBeGreaterThan(throughput(h100, cold).concurrency);
    const twenty = { ...h100, maximumRequests: 20 };
    const [computed, read] = [throughput(twenty, cold), throughput(twenty, warm)];
    expect(read.requestsPerSecond).toBeGreaterThan(1.5 * computed.requestsPerSecond);
    expect(throughput(h100, warm).requestsPerSecond).toBeGreaterThan(
      2 * throughput(h100, cold).requestsPerSecond,
    );
    // Each request reads all of its context, whoever else holds the same.
    expect(read.secondsPerOutputToken).toBeCloseTo(computed.secondsPerOutputToken, 12);
  });

  test("a prefix that all requests share is held once: 34 requests of 5,200 tokens on an L4 instead of 4", () => {
    const l4: Deployment = { model: model("Qwen/Qwen3-8B"), gpu: gpu("L4"), gpus: 1, contextLength: 8192 };
    const inMemory = (workload: Workload) => requestsInMemory(l4, workload, memoryOf(l4));
    // 147,456 bytes a token; the prefix once, of each request its prompt and half of its answer.
    const tokens = memoryOf(l4).cache / 147_456;
    const shared = { inputTokens: 500, cachedInputTokens: 4500, outputTokens: 200 };
    expect(inMemory(shared)).toBe(Math.floor((tokens - 4500) / 600));
    expect(inMemory({ inputTokens: 5000, outputTokens: 200 })).toBe(Math.floor(tokens / 5100));
    expect([inMemory(shared), inMemory({ inputTokens: 5000, outputTokens: 200 })]).toEqual([34, 4]);
    // What TensorRT-LLM takes in is sure to fit: all of the answer counts.
    const sure = requestsInMemory({ ...l4, engine: "tensorrt-llm" }, shared, memoryOf(l4));
    expect(sure).toBe(Math.floor((tokens - 4500) / 700));
  });

  test("each request has its own state of linear attention, with a prefix or without", () => {
    const linear: Deployment = { ...h100, model: model("Qwen/Qwen3.5-27B") };
    const memory = memoryOf(linear);
    const held = cacheBytes(memory.shape, 1500 + 250) * memory.copies;
    expect(requestsInMemory(linear, chat, memory)).toBe(Math.floor(memory.cache / held));
  });

  test.each(["google/gemma-3-27b-it", "openai/gpt-oss-120b"])(
    "a prefix makes no room for more requests to %s than there are without one",
    (name) => {
      const windowed: Deployment = { ...h100, model: model(name) };
      const inMemory = (cachedInputTokens: number) =>
        requestsInMemory(
          windowed,
          { inputTokens: 500, cachedInputTokens, outputTokens: 200 },
          memoryOf(windowed),
        );
      expect(inMemory(4500)).toBeLessThanOrEqual(inMemory(0));
    },
  );

  test("a prefix that does not fit holds nobody", () => {
    const small = { ...h100, contextLength: 131_072, model: model("Qwen/Qwen3-32B") };
    const workload = { inputTokens: 10, cachedInputTokens: 100_000, outputTokens: 10 };
    expect(requestsInMemory(small, workload, memoryOf(small))).toBe(0);
  });

  test("says what a step waits for", () => {
    const bottleneck = (requests: number, workload: Workload) =>
      throughput({ ...h100, maximumRequests: requests }, workload).bottleneck;
    expect(bottleneck(1, chat)).toBe("weights");
    expect(bottleneck(64, { inputTokens: 8000, outputTokens: 2000 })).toBe("cache");
    expect(bottleneck(64, { inputTokens: 8000, outputTokens: 50 })).toBe("compute");
  });

  test("says what keeps the batch from being larger", () => {
    expect(throughput(h100, chat)).toMatchObject({ limitedBy: "memory", reason: "" });
    expect(throughput({ ...h100, maximumRequests: 8 }, chat)).toMatchObject({
      limitedBy: "engine",
      concurrency: 8,
    });
    expect(throughput(h100, chat, { timePerOutputTokenMs: 12 })).toMatchObject({
      limitedBy: "latency",
      reason: "",
    });
  });

  test("vLLM takes in as many requests as fit on average, TensorRT-LLM as many as are sure to fit", () => {
    const workload = { inputTokens: 0, outputTokens: 2000 };
    const vllm = throughput(h100, workload).concurrency;
    const tensorrt = throughput({ ...h100, engine: "tensorrt-llm" }, workload).concurrency;
    expect(vllm / tensorrt).toBeCloseTo(2, 1);
  });
});

describe("where nothing can be served", () => {
  const none = {
    concurrency: 0,
    requestsPerSecond: 0,
    outputTokensPerSecond: 0,
    secondsPerOutputToken: Infinity,
  };

  test("the model does not fit", () => {
    const deployment = { ...h100, model: model("meta-llama/Llama-3.3-70B-Instruct") };
    const result = throughput(deployment, chat);
    expect(result).toMatchObject({ ...none, limitedBy: "memory" });
    expect(result.reason).toContain("use 2 GPUs per replica");
  });

  test("the requests are longer than the context", () => {
    const result = throughput(h100, { inputTokens: 20_000, outputTokens: 500 });
    expect(result).toMatchObject(none);
    expect(result.reason).toContain("raise it to 20500 or more");
  });

  test("not one request fits beside the weights", () => {
    const gemma = { ...h100, model: model("google/gemma-3-27b-it"), contextLength: 131_072 };
    const result = throughput(
      { ...gemma, memoryUtilization: 0.7 },
      { inputTokens: 120_000, outputTokens: 5000 },
    );
    expect(result).toMatchObject(none);
    expect(result.reason).not.toBe("");
  });

  test("the goal is faster than a single request", () => {
    const result = throughput(h100, chat, { timePerOutputTokenMs: 5 });
    expect(result).toMatchObject({ ...none, limitedBy: "latency" });
    expect(result.reason).toMatch(/a single request already takes \d+ ms .* 7\.\d ms .*relax the goal/);
  });
});

describe("trust", () => {
  const reasons = (deployment: Deployment) => {
    const { trust } = throughput(deployment, chat);
    return trust.level === "calibrated" ? [] : trust.reasons;
  };

  test("is calibrated where there are measurements", () => {
    expect(reasons(h100)).toEqual([]);
    expect(reasons({ ...h100, model: model("meta-llama/Llama-3.1-70B-Instruct"), gpus: 4 })).toEqual([]);
  });

  test.each([
    ["a GPU", { gpu: gpu("L4") }, "no measurement on L4"],
    ["a precision", { precision: "int4" as const }, "too few measurements in int4"],
    ["FP8 on Ampere", { gpu: gpu("A100-80GB"), precision: "fp8" as const }, "cannot compute in fp8"],
    ["PCIe", { gpu: gpu("L40S"), gpus: 2 }, "tensor parallel over pcie"],
    ["many experts", { model: model("Qwen/Qwen3-30B-A3B") }, "128 experts"],
    ["other attention", { model: model("google/gemma-3-12b-it") }, "attention of a kind"],
    ["a starved cache", { memoryUtilization: 0.26 }, "fewer than 16"],
  ])("is lost with %s", (_what, change, reason) => {
    expect(reasons({ ...h100, ...change }).join("; ")).toContain(reason);
  });
});

describe("properties", () => {
  const deployments = fc.record({
    model: fc.constantFrom(...MODELS),
    gpu: fc.constantFrom(...GPUS),
    gpus: fc.constantFrom(1, 2, 4, 8),
    contextLength: fc.constant(16_384),
    precision: fc.constantFrom("bf16" as const, "fp8" as const, "int4" as const),
    published: fc.constant(true),
    keyValuePrecision: fc.constantFrom("bf16" as const, "fp8" as const),
  });
  const workloads = fc.record({
    inputTokens: fc.integer({ min: 0, max: 8000 }),
    outputTokens: fc.integer({ min: 1, max: 4000 }),
    cachedInputTokens: fc.integer({ min: 0, max: 4000 }),
  });
  const goals = fc.record(
    {
      timeToFirstTokenMs: fc.integer({ min: 20, max: 5000 }),
      timePerOutputTokenMs: fc.integer({ min: 3, max: 200 }),
      burstTimeToFirstTokenMs: fc.integer({ min: 20, max: 20_000 }),
    },
    { requiredKeys: [] },
  );

  test("requests a second are what the tokens' seconds say", () => {
    fc.assert(
      fc.property(deployments, workloads, goals, (deployment, workload, goal) => {
        const result = throughput(deployment, workload, goal);
        fc.pre(result.concurrency > 0);
        const seconds =
          workload.inputTokens * result.secondsPerInputToken +
          workload.outputTokens * result.secondsPerOutputToken;
        expect(result.requestsPerSecond * seconds).toBeCloseTo(1, 9);
        expect(result.secondsPerInputToken).toBeGreaterThanOrEqual(0);
        expect(result.inputTokensPerSecond).toBeCloseTo(result.requestsPerSecond * workload.inputTokens, 6);
        // Little's law: what runs is what comes in, times how long it stays.
        const stay = (workload.outputTokens * result.timePerOutputTokenMs) / 1000;
        expect(result.requestsPerSecond * stay).toBeCloseTo(result.concurrency, 6);
      }),
    );
  });

  test("goals are kept", () => {
    fc.assert(
      fc.property(deployments, workloads, goals, (deployment, workload, goal) => {
        const result = throughput(deployment, workload, goal);
        fc.pre(result.concurrency > 0);
        expect(result.timeToFirstTokenMs).toBeLessThanOrEqual(goal.timeToFirstTokenMs ?? Infinity);
        expect(result.timePerOutputTokenMs).toBeLessThanOrEqual(goal.timePerOutputTokenMs ?? Infinity);
        expect(result.burstTimeToFirstTokenMs).toBeLessThanOrEqual(goal.burstTimeToFirstTokenMs ?? Infinity);
      }),
    );
  });

  test("a looser goal never lowers the throughput", () => {
    fc.assert(
      fc.property(deployments, workloads, goals, fc.double({ min: 1, max: 4, noNaN: true }), (...given) => {
        const [deployment, workload, goal, factor] = given;
        const looser = {
          timeToFirstTokenMs: (goal.timeToFirstTokenMs ?? Infinity) * factor,
          timePerOutputTokenMs: (goal.timePerOutputTokenMs ?? Infinity) * factor,
          burstTimeToFirstTokenMs: (goal.burstTimeToFirstTokenMs ?? Infinity) * factor,
        };
        const tight = throughput(deployment, workload, goal).requestsPerSecond;
        expect(throughput(deployment, workload, looser).requestsPerSecond).toBeGreaterThanOrEqual(
          tight * (1 - 1e-9),
        );
      }),
    );
  });

  test("longer requests never run in greater number, nor faster", () => {
    fc.assert(
      fc.property(deployments, workloads, fc.integer({ min: 0, max: 3000 }), (deployment, workload, more) => {
        const before = throughput(deployment, workload);
        const after = throughput(deployment, { ...workload, inputTokens: workload.inputTokens + more });
        expect(after.concurrency).toBeLessThanOrEqual(before.concurrency);
        expect(after.requestsPerSecond).toBeLessThanOrEqual(before.requestsPerSecond * (1 + 1e-9));
      }),
    );
  });

  test("twice as many GPUs make a step no slower than their all-reduces take", () => {
    fc.assert(
      fc.property(
        deployments,
        fc.integer({ min: 1, max: 512 }),
        fc.integer({ min: 1, max: 8000 }),
        (...given) => {
          const [deployment, requests, context] = given;
          const one = stepCosts(deployment);
          const two = stepCosts({ ...deployment, gpus: deployment.gpus * 2 });
          const waiting = two.fixed - one.fixed;
          const exchange = requests * Math.max(0, two.token - one.token);
          expect(stepSeconds(two, requests, context)).toBeLessThanOrEqual(
            stepSeconds(one, requests, context) + waiting + exchange + 1e-12,
          );
        },
      ),
    );
  });

  test("takes well under 50 microseconds a call", () => {
    const deployment = { ...h100, model: model("Qwen/Qwen3-235B-A22B"), gpu: gpu("H200-141GB"), gpus: 8 };
    const call = (extra: number) =>
      throughput(deployment, { ...chat, inputTokens: 1500 + extra }, { timePerOutputTokenMs: 50 });
    for (let index = 0; index < 2000; index++) call(index % 9);
    const start = performance.now();
    for (let index = 0; index < 5000; index++) call(index % 9);
    // A busy machine gets four times as long.
    expect(((performance.now() - start) / 5000) * 1000).toBeLessThan(200);
  });
});
