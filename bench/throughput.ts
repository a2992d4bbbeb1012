import { findGpu } from "../domain/capacity/gpus.ts";
import { findModel } from "../domain/capacity/models.ts";
import { throughput } from "../domain/capacity/throughput.ts";
import { interleaved, report } from "./medians.ts";

/**
 * What one capacity estimate takes, beside the textbook's formula of a decode step (weights and cache over bandwidth) in
 * the same search for the largest batch: `node bench/throughput.ts`.
 */
const model = findModel("Qwen/Qwen3-8B");
const gpu = findGpu("H100-80GB");
if (model === undefined || gpu === undefined) throw new Error("the catalogue lacks the example");
const CALLS = 2000;
const deployment = { model, gpu, gpus: 1, contextLength: 32_768 };

/** Largest batch by bisection, where a step may take 25 ms. */
function textbook(context: number): number {
  const [weights, token, bandwidth] = [16.4e9, 147_456, 3.35e12];
  let [low, high] = [0, 1024];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((weights + middle * context * token) / (bandwidth * 0.6) <= 0.025) low = middle;
    else high = middle - 1;
  }
  return low / ((weights + low * context * token) / (bandwidth * 0.6));
}

let sink = 0;
const runs = [
  () => {
    for (let call = 0; call < CALLS; call++) sink += textbook(1000 + (call % 100));
  },
  () => {
    for (let call = 0; call < CALLS; call++) {
      const workload = { inputTokens: 1500 + (call % 100), outputTokens: 500 };
      sink += throughput(deployment, workload, { timePerOutputTokenMs: 25 }).requestsPerSecond;
    }
  },
];
interleaved(3, runs);
const [reference = 0, estimate = 0] = interleaved(15, runs).map((milliseconds) => milliseconds / CALLS);
report("textbook formula, one call", reference);
report("throughput(), one call", estimate, ["textbook formula", reference]);
if (!Number.isFinite(sink)) throw new Error("a throughput is no number");
