import { describe, expect, test } from "vitest";
import { type Comparison, compareAll, errorsOf, quantile } from "../../../domain/capacity/accuracy.ts";
import { MEASUREMENTS, SOURCES } from "../../../domain/capacity/measurements.ts";
import { GOAL_MEASUREMENTS, GOAL_SECONDS } from "../../../domain/capacity/measurements/goals.ts";
import { throughput } from "../../../domain/capacity/throughput.ts";
import { EFFICIENCY_RANGE } from "../../../domain/capacity/trust.ts";
import { gpu, model } from "./catalogue.ts";
import { firstTokens } from "./tables.ts";

const all = compareAll();
const counting = all.filter(({ counts }) => counts);

/** The comparison as lines, worst first, for the message of a failure. */
function table(comparisons: readonly Comparison[]): string {
  return [...comparisons]
    .sort((a, b) => Math.abs(b.error) - Math.abs(a.error))
    .map(({ series, inputTokens, outputTokens, requests, measured, computed, error }) => {
      const { model: name, gpus, gpu: card, precision } = series.setup;
      return [
        `${(error * 100).toFixed(0)} %`,
        `${name} ${precision} ${gpus} × ${card}`,
        `${inputTokens}/${outputTokens}${requests === undefined ? "" : ` at ${requests}`}`,
        `measured ${measured}, computed ${computed.toFixed(1)} (${series.source})`,
      ].join("\t");
    })
    .join("\n");
}

describe("published measurements", () => {
  test("are many, of several engines, GPUs, models and sources, each with its source", () => {
    expect(counting.length).toBeGreaterThanOrEqual(400);
    expect(MEASUREMENTS.length).toBeGreaterThan(60);
    for (const { source, points } of MEASUREMENTS) {
      expect(SOURCES[source].url).toMatch(/^https:/);
      expect(points.length).toBeGreaterThan(0);
    }
    expect(new Set(counting.map(({ series }) => series.setup.gpu)).size).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ["all points of the declared domain", counting],
    ["those that were fitted", counting.filter(({ heldOut }) => !heldOut)],
    ["those that were held out", counting.filter(({ heldOut }) => heldOut)],
    ["the points of vLLM", counting.filter(({ series }) => SOURCES[series.source].engine === "vllm")],
    ["the points of TensorRT-LLM", counting.filter(({ series }) => SOURCES[series.source].engine !== "vllm")],
    ["every point, also outside the domain", all],
  ])("are met by %s: median error at most 20 %, 90th percentile at most 40 %", (_which, comparisons) => {
    const { median, ninetieth } = errorsOf(comparisons);
    expect(median, table(comparisons)).toBeLessThanOrEqual(0.2);
    expect(ninetieth, table(comparisons)).toBeLessThanOrEqual(0.4);
  });

  test("are not missed to one side", () => {
    expect(Math.abs(errorsOf(counting).bias)).toBeLessThan(0.05);
  });

  test("scatter as EFFICIENCY_RANGE says", () => {
    const ratios = (comparisons: readonly Comparison[]) => comparisons.map(({ error }) => 1 / (1 + error));
    const outside = all.filter(({ counts, series }) => !counts && series.burst === undefined);
    for (const [range, of] of [
      [EFFICIENCY_RANGE.calibrated, ratios(counting)],
      [EFFICIENCY_RANGE.extrapolated, ratios(outside)],
    ] as const) {
      expect(quantile(of, 0.1)).toBeCloseTo(range.low, 1);
      expect(quantile(of, 0.5)).toBeCloseTo(range.likely, 1);
      expect(quantile(of, 0.9)).toBeCloseTo(range.high, 1);
    }
  });
});

describe("under a latency goal", () => {
  test.each(GOAL_MEASUREMENTS)(
    "$clients clients of $inputTokens/$outputTokens in $precision are met to 50 %, their tokens to 25 %",
    ({ precision, inputTokens, outputTokens, clients, outputTokensPerSecond }) => {
      const result = throughput(
        {
          model: model("Qwen/Qwen3-8B"),
          gpu: gpu("H100-80GB"),
          gpus: 1,
          contextLength: 16_384,
          precision,
          published: true,
        },
        { inputTokens, outputTokens },
        { burstTimeToFirstTokenMs: GOAL_SECONDS * 1000 },
      );
      expect(Math.abs(result.concurrency / clients - 1)).toBeLessThan(0.5);
      expect(Math.abs(result.outputTokensPerSecond / outputTokensPerSecond - 1)).toBeLessThan(0.25);
    },
  );
});

test("mean times to the first token are computed as 45 to 100 % of what is measured: the host is not counted", () => {
  for (const { label, requests, measured, computed } of firstTokens()) {
    expect(computed / measured, `${label} at ${requests}`).toBeGreaterThan(0.45);
    expect(computed / measured, `${label} at ${requests}`).toBeLessThan(1);
  }
});

test("a quantile is the value of the nearest rank", () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([3, 1, 2], 0)).toBe(1);
  expect(quantile([3, 1, 2], 1)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});
