import type { Table, Tables } from "../../doc-tables.ts";
import { type Comparison, compareAll, errorsOf } from "../../../domain/capacity/accuracy.ts";
import { fit, keyValueBytesPerToken, weightBytes } from "../../../domain/capacity/fit.ts";
import { GPUS } from "../../../domain/capacity/gpus.ts";
import { type MeasurementSource, SOURCES } from "../../../domain/capacity/measurements.ts";
import {
  FIRST_TOKEN_MEASUREMENTS,
  GOAL_MEASUREMENTS,
  GOAL_SECONDS,
} from "../../../domain/capacity/measurements/goals.ts";
import { MODELS, qualityClassOf } from "../../../domain/capacity/models.ts";
import { throughput } from "../../../domain/capacity/throughput.ts";
import { gpu, model } from "./catalogue.ts";

/** The tables of docs/capacity.md, made from the code: `node test/domain/capacity/write-docs.ts` writes them. */

/** A heading and rows of cells. */

const rounded = (value: number, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const gigabytes = (bytes: number) => `${rounded(bytes / 1e9, 1)} GB`;
const percent = (share: number) => `${rounded(share * 100)} %`;
const signed = (share: number) => `${share < 0 ? "−" : "+"}${rounded(Math.abs(share) * 100)} %`;

const FITS = [
  ["Qwen/Qwen3-8B, BF16, 1 × L4", "Qwen/Qwen3-8B", "L4", 1, 16_384, {}],
  ["Qwen/Qwen3-8B, quantized to FP8, 1 × L4", "Qwen/Qwen3-8B", "L4", 1, 16_384, { precision: "fp8" }],
  ["Llama-3.3-70B, BF16, 1 × H100", "meta-llama/Llama-3.3-70B-Instruct", "H100-80GB", 1, 16_384, {}],
  ["Llama-3.3-70B, BF16, 2 × H100", "meta-llama/Llama-3.3-70B-Instruct", "H100-80GB", 2, 16_384, {}],
  [
    "Llama-3.3-70B, FP8 as published, 1 × H100",
    "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic",
    "H100-80GB",
    1,
    16_384,
    {},
  ],
  [
    "Llama-3.3-70B, FP8 as published, 2 × H100",
    "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic",
    "H100-80GB",
    2,
    16_384,
    {},
  ],
  [
    "Llama-3.3-70B, INT4, 2 × H100",
    "meta-llama/Llama-3.3-70B-Instruct",
    "H100-80GB",
    2,
    16_384,
    { precision: "int4" },
  ],
] as const;

export function fitTable(): Table {
  const heading = [
    "Model and GPUs",
    "Usable",
    "Weights",
    "Cache",
    "Bytes for a token",
    "Tokens in the cache",
    "Longest request",
    "Requests at once",
  ];
  const rows = FITS.map(([label, name, card, gpus, contextLength, options]) => {
    const result = fit({ model: model(name), gpu: gpu(card), gpus, contextLength, ...options });
    return [
      label,
      gigabytes(result.cacheBytes + result.weightBytes),
      gigabytes(result.weightBytes),
      gigabytes(result.cacheBytes),
      rounded(result.keyValueBytesPerToken),
      rounded(result.cacheTokens),
      rounded(contextLength),
      rounded(result.concurrency),
    ];
  });
  return [heading, ...rows];
}

export function modelTable(): Table {
  const heading = [
    "Model",
    "Parameters",
    "Active",
    "Published",
    "Cache for a token",
    "Context",
    "Class",
    "Source",
  ];
  const rows = MODELS.map((facts) => [
    facts.name,
    `${rounded(facts.parameters / 1e9, 1)} B`,
    facts.activeParameters === undefined ? "" : `${rounded(facts.activeParameters / 1e9, 1)} B`,
    `${facts.precision}, ${gigabytes(weightBytes(facts))}`,
    rounded(keyValueBytesPerToken(facts)),
    rounded(facts.maximumContext),
    qualityClassOf(facts),
    facts.source,
  ]);
  return [heading, ...rows];
}

export function gpuTable(): Table {
  const heading = ["GPU", "Memory", "Bandwidth", "BF16", "FP8", "INT8", "Link, one way", "Source"];
  const teraflops = (flops: number | undefined) =>
    flops === undefined ? "none" : `${rounded(flops / 1e12, 1)} T`;
  const rows = GPUS.map(({ name, memoryMebibytes, memoryBandwidth, flops, interconnect, source }) => [
    name,
    `${rounded(memoryMebibytes)} MiB`,
    `${rounded(memoryBandwidth / 1e9)} GB/s`,
    teraflops(flops.bf16),
    teraflops(flops.fp8),
    teraflops(flops.int8),
    `${interconnect.kind}, ${rounded(interconnect.bandwidth / 1e9)} GB/s`,
    source,
  ]);
  return [heading, ...rows];
}

export function errorTable(): Table {
  const all = compareAll();
  const counting = all.filter(({ counts }) => counts);
  const engineOf = ({ series }: Comparison) => SOURCES[series.source].engine;
  const outside = all.filter(({ counts, series }) => !counts && series.burst === undefined);
  const groups: readonly (readonly [string, readonly Comparison[]])[] = [
    ["**The domain of validity**", counting],
    ["fitted", counting.filter(({ heldOut }) => !heldOut)],
    ["held out", counting.filter(({ heldOut }) => heldOut)],
    ["vLLM", counting.filter((comparison) => engineOf(comparison) === "vllm")],
    ["TensorRT-LLM", counting.filter((comparison) => engineOf(comparison) === "tensorrt-llm")],
    ...["L40S", "A100-80GB", "H100-80GB", "H200-141GB"].map(
      (name) => [name, counting.filter(({ series }) => series.setup.gpu === name)] as const,
    ),
    ["Outside the domain", outside],
    ["Bursts", all.filter(({ series }) => series.burst === true)],
    ["Every point", all],
  ];
  const rows = groups.map(([name, comparisons]) => {
    const { points, median, ninetieth, bias } = errorsOf(comparisons);
    return [name, rounded(points), percent(median), percent(ninetieth), signed(bias)];
  });
  return [["Points", "Number", "Median error", "90th percentile", "Median with sign"], ...rows];
}

export function goalTable(): Table {
  const heading = ["Precision", "In / out", "Clients", "Computed", "Output tokens/s", "Computed", "Error"];
  const rows = GOAL_MEASUREMENTS.map((measured) => {
    const { precision, inputTokens, outputTokens, clients, outputTokensPerSecond } = measured;
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
    return [
      precision,
      `${rounded(inputTokens)} / ${rounded(outputTokens)}`,
      rounded(clients),
      rounded(result.concurrency),
      rounded(outputTokensPerSecond),
      rounded(result.outputTokensPerSecond),
      signed(result.outputTokensPerSecond / outputTokensPerSecond - 1),
    ];
  });
  return [heading, ...rows];
}

/** Mean times to the first token, measured and computed, in milliseconds. */
export function firstTokens(): { label: string; requests: number; measured: number; computed: number }[] {
  return FIRST_TOKEN_MEASUREMENTS.flatMap((series) => {
    const { inputTokens, outputTokens, gpus } = series;
    return series.points.map(([requests, measured]) => {
      const result = throughput(
        {
          model: model(series.model),
          gpu: gpu(series.gpu),
          gpus,
          contextLength: 1024,
          engine: "tensorrt-llm",
          maximumRequests: requests,
        },
        { inputTokens, outputTokens },
      );
      const name = series.model.slice(series.model.indexOf("/") + 1);
      const label = `${name}, ${gpus} × ${series.gpu}, ${inputTokens} / ${outputTokens}`;
      return { label, requests, measured, computed: result.timeToFirstTokenMs };
    });
  });
}

export function firstTokenTable(): Table {
  const rows = firstTokens().map(({ label, requests, measured, computed }) => [
    label,
    rounded(requests),
    `${rounded(measured)} ms`,
    `${rounded(computed)} ms`,
  ]);
  return [["Model, GPUs, in / out", "Requests", "Measured", "Computed"], ...rows];
}

export function sourceTable(): Table {
  const sources: readonly (readonly [string, MeasurementSource])[] = Object.entries(SOURCES);
  const rows = sources.map(([name, { title, url, date }]) => [name, `[${title}](${url})`, date]);
  return [["Name", "Source", "Date"], ...rows];
}

const UNITS = {
  "output-tokens-per-second": "out/s",
  "total-tokens-per-second": "in + out/s",
  "milliseconds-per-output-token": "ms",
} as const;

export function measurementTable(): Table {
  const heading = ["Source", "Model", "GPUs", "In / out", "Requests", "Measured", "Computed", "Error", ""];
  const rows = compareAll().map((comparison) => {
    const { series, inputTokens, outputTokens, requests, measured, computed, error } = comparison;
    const { setup, metric, source } = series;
    const digits = measured < 100 ? 1 : 0;
    const counts = comparison.counts ? (comparison.heldOut ? "held out" : "fitted") : "not counted";
    return [
      source,
      `${setup.model.slice(setup.model.indexOf("/") + 1)}, ${setup.precision}`,
      `${setup.gpus} × ${setup.gpu}`,
      `${rounded(inputTokens)} / ${rounded(outputTokens)}`,
      requests === undefined ? "all that fit" : rounded(requests),
      `${rounded(measured, digits)} ${UNITS[metric]}`,
      rounded(computed, digits),
      signed(error),
      series.burst === true ? "burst" : counts,
    ];
  });
  return [heading, ...rows];
}

/** Every table by the name of its place in the page. */
export const TABLES: Tables = {
  fit: fitTable,
  models: modelTable,
  gpus: gpuTable,
  errors: errorTable,
  goals: goalTable,
  firstTokens: firstTokenTable,
  sources: sourceTable,
  measurements: measurementTable,
};
