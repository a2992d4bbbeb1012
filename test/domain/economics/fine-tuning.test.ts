import { describe, expect, test } from "vitest";
import { type FineTuningProject, fineTuning, trainingHours } from "../../../domain/economics/fine-tuning.ts";
import { api, at } from "./scenarios.ts";

/** A prompt of 5,000 tokens that a project of 5,000 makes 500: headline 6 of the research. */
const project: FineTuningProject = {
  promptTokens: 5000,
  tunedPromptTokens: 500,
  outputTokens: 200,
  requestsPerDay: 10_000,
  projectHours: 40,
  hourlyRate: 100,
  trainingCost: 1000,
};
/** $2 in, $10 out, $0.10 for cached input. */
const sonnet = api(2, 10, { currency: "USD", cachedInput: { base: 0.1, tiers: [] } });
const find = (where: string, ...args: Parameters<typeof fineTuning>) => {
  const found = fineTuning(...args).cases.find((one) => one.where === where);
  if (found === undefined) throw new Error(`no case ${where}`);
  return found;
};

describe("fine-tuning against a long prompt", () => {
  test("without a cache saves 0.009 a request, so that 5,000 are earned back after 0.56 million", () => {
    const { projectCost } = fineTuning(project, at(), sonnet, undefined);
    const uncached = find("closedApi", project, at(), sonnet, undefined);
    expect(projectCost).toBe(5000);
    expect(uncached.before).toBeCloseTo(0.012, 12);
    expect(uncached.after).toBeCloseTo(0.003, 12);
    expect(uncached.savedPerRequest).toBeCloseTo(0.009, 12);
    expect((uncached.requestsToPay ?? 0) / 1e6).toBeCloseTo(0.5556, 4);
    expect(uncached.weeksToPay).toBeCloseTo(555_555.56 / 70_000, 5);
  });

  test("with the dropped tokens cached saves 0.00045, so that it takes 11 million", () => {
    const cached = find("closedApiCached", project, at(), sonnet, undefined);
    expect(cached.before).toBeCloseTo(0.003_45, 12);
    expect(cached.savedPerRequest).toBeCloseTo(0.000_45, 12);
    expect((cached.requestsToPay ?? 0) / 1e6).toBeCloseTo(11.11, 2);
  });

  test("of the own model saves GPU time at the utilization that it is planned for", () => {
    const serving = { longSeconds: 0.09, cachedSeconds: 0.05, shortSeconds: 0.045, euroPerReplicaHour: 3.6 };
    const point = at({ targetUtilization: 0.5, gpuPrice: 1.5 });
    const { cases, throughputGain } = fineTuning(project, point, sonnet, serving);
    expect(cases.map(({ where }) => where)).toEqual([
      "closedApi",
      "closedApiCached",
      "selfHosted",
      "selfHostedCached",
    ]);
    // At 0.001 EUR a second, times 1.5, and every second paid for twice.
    expect(cases[2]?.before).toBeCloseTo(0.09 * 0.003, 12);
    expect(cases[2]?.after).toBeCloseTo(0.045 * 0.003, 12);
    expect(cases[3]?.before).toBeCloseTo(0.05 * 0.003, 12);
    expect(cases[3]?.savedPerRequest).toBeCloseTo(0.005 * 0.003, 12);
    expect(throughputGain).toBeCloseTo(2, 12);
  });

  test("is never earned back where the prompt does not shrink", () => {
    const longer = { ...project, tunedPromptTokens: 6000 };
    const found = find("closedApi", longer, at(), sonnet, undefined);
    expect(found.savedPerRequest).toBeLessThan(0);
    expect(found).toMatchObject({ requestsToPay: undefined, weeksToPay: undefined });
    // Nothing is dropped, so there is nothing to read from a cache.
    expect(find("closedApiCached", longer, at(), sonnet, undefined).before).toBe(found.before);
    const same = find("closedApi", { ...project, tunedPromptTokens: 5000 }, at(), sonnet, undefined);
    expect(same.requestsToPay).toBeUndefined();
  });

  test("takes no weeks that could be told where nothing is asked", () => {
    const found = find("closedApi", { ...project, requestsPerDay: 0 }, at(), sonnet, undefined);
    expect(found.requestsToPay).toBeGreaterThan(0);
    expect(found.weeksToPay).toBeUndefined();
  });

  test("of a prompt that is empty already changes nothing", () => {
    const empty = { ...project, promptTokens: 0, tunedPromptTokens: 0 };
    expect(find("closedApiCached", empty, at(), sonnet, undefined).savedPerRequest).toBe(0);
  });

  test("goes by the price factor and the batch share of the point, not by its tokens", () => {
    const plain = find("closedApi", project, at(), sonnet, undefined);
    const dearer = find(
      "closedApi",
      project,
      at({ apiPrice: 2, inputTokens: 1, cachedShare: 1 }),
      sonnet,
      undefined,
    );
    expect(dearer.before).toBeCloseTo(plain.before * 2, 12);
  });
});

describe("training", () => {
  const training = { activeParameters: 8e9, tokens: 5e6, epochs: 3, flops: 1e15 };

  test("takes 4 operations for each parameter and token, at 30 % of the GPU", () => {
    expect(trainingHours(training)).toBeCloseTo((4 * 8e9 * 15e6) / (0.3 * 1e15) / 3600, 12);
  });

  test("of nothing takes no time", () => {
    expect(trainingHours({ ...training, epochs: 0 })).toBe(0);
  });
});
