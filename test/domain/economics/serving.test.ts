import { describe, expect, test } from "vitest";
import { findGpu } from "../../../domain/capacity/gpus.ts";
import { findModel } from "../../../domain/capacity/models.ts";
import { throughput, type Throughput } from "../../../domain/capacity/throughput.ts";
import { EFFICIENCY_RANGE } from "../../../domain/capacity/trust.ts";
import { quantileOf } from "../../../domain/economics/estimate.ts";
import { secondsPerRequest } from "../../../domain/economics/options.ts";
import { servingFigures, throughputRange } from "../../../domain/economics/serving.ts";
import { at, ownModel } from "./scenarios.ts";

/** Qwen3-8B on an H100, with 2,000 tokens in and 500 out. */
function served(): Throughput {
  const [model, gpu] = [findModel("Qwen/Qwen3-8B"), findGpu("H100-80GB")];
  if (model === undefined || gpu === undefined) throw new Error("the catalogue lacks the example");
  return throughput({ model, gpu, gpus: 1, contextLength: 8192 }, { inputTokens: 2000, outputTokens: 500 });
}

describe("serving figures", () => {
  test("serve as many requests as the capacity estimate says, where it is calibrated", () => {
    const found = served();
    expect(found.trust.level).toBe("calibrated");
    const own = ownModel(servingFigures(found));
    const seconds = secondsPerRequest(own, at({ inputTokens: 2000, outputTokens: 500 }));
    expect(seconds * found.requestsPerSecond).toBeCloseTo(1, 9);
    expect(servingFigures(found).capacityTrust).toBe("calibrated");
  });

  test("take longer where the estimate is extrapolated, by what such estimates promise too much", () => {
    const found = served();
    const doubted = servingFigures({ ...found, trust: { level: "extrapolated", reasons: ["example"] } });
    expect(doubted.capacityTrust).toBe("extrapolated");
    expect(doubted.secondsPerInputToken).toBeCloseTo(found.secondsPerInputToken / 0.9, 15);
    expect(doubted.secondsPerOutputToken).toBeCloseTo(found.secondsPerOutputToken / 0.9, 15);
  });
});

describe.each(["calibrated", "extrapolated"] as const)("the throughput of a %s estimate", (trust) => {
  const { low, likely, high } = EFFICIENCY_RANGE[trust];

  test("ranges around its likeliest, which the figures contain already", () => {
    const range = throughputRange(trust);
    expect(range.likely).toBe(1);
    expect(range.low).toBeGreaterThan(0);
    expect(range.low).toBeLessThan(low / likely);
    expect(range.high).toBeGreaterThan(high / likely);
  });

  test("has about the measured errors' tenth and ninetieth percentiles", () => {
    const range = throughputRange(trust);
    expect(Math.abs(quantileOf(range, 0.1) / (low / likely) - 1)).toBeLessThan(0.05);
    expect(Math.abs(quantileOf(range, 0.9) / (high / likely) - 1)).toBeLessThan(0.05);
  });
});
