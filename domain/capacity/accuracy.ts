import { EFFICIENCY, type Efficiency } from "./efficiency.ts";
import { findGpu, unknownGpu } from "./gpus.ts";
import { isHeldOut, MEASUREMENTS, type MeasurementSource, type Series, SOURCES } from "./measurements.ts";
import { findModel, unknownModel } from "./models.ts";
import { type Deployment, throughput, type Throughput } from "./throughput.ts";

/** A measured point beside what is computed for it. */
export interface Comparison {
  readonly series: Series;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests at the same time; undefined where as many ran as fit. */
  readonly requests: number | undefined;
  readonly measured: number;
  readonly computed: number;
  /** computed / measured − 1 for rates; for times the same of the rate that they mean. */
  readonly error: number;
  readonly trust: Throughput["trust"];
  /** Whether the point counts: steady, and of a deployment that is called calibrated. */
  readonly counts: boolean;
  readonly heldOut: boolean;
}

/** Every published measurement with what the model says. */
export function compareAll(efficiency: Efficiency = EFFICIENCY): Comparison[] {
  return MEASUREMENTS.flatMap((series) => series.points.map((point) => compare(series, point, efficiency)));
}

function compare(series: Series, point: Series["points"][number], efficiency: Efficiency): Comparison {
  const [inputTokens, outputTokens, requests, measured] = point;
  const source: MeasurementSource = SOURCES[series.source];
  const result = throughput(
    deploymentOf(series, source, inputTokens + outputTokens, requests),
    { inputTokens, outputTokens },
    {},
    efficiency,
  );
  const computed = computedValue(series.metric, result);
  const rate = series.metric === "milliseconds-per-output-token" ? measured / computed : computed / measured;
  return {
    series,
    inputTokens,
    outputTokens,
    requests,
    measured,
    computed,
    error: rate - 1,
    trust: result.trust,
    counts: result.trust.level === "calibrated" && series.burst === undefined,
    heldOut: isHeldOut(series),
  };
}

function deploymentOf(
  { setup }: Series,
  source: MeasurementSource,
  contextLength: number,
  maximumRequests: number | undefined,
): Deployment {
  const model = findModel(setup.model);
  const gpu = findGpu(setup.gpu);
  if (model === undefined) throw new Error(`${setup.model}: ${unknownModel(setup.model)}`);
  if (gpu === undefined) throw new Error(`${setup.gpu}: ${unknownGpu(setup.gpu)}`);
  return {
    model,
    gpu,
    gpus: setup.gpus,
    precision: setup.precision,
    published: true,
    contextLength,
    engine: source.engine,
    memoryUtilization: source.memoryUtilization,
    ...(source.cacheInFp8 && setup.precision === "fp8" ? { keyValuePrecision: "fp8" } : {}),
    ...(maximumRequests === undefined ? {} : { maximumRequests }),
  };
}

function computedValue(metric: Series["metric"], result: Throughput): number {
  switch (metric) {
    case "output-tokens-per-second":
      return result.outputTokensPerSecond;
    case "total-tokens-per-second":
      return result.inputTokensPerSecond + result.outputTokensPerSecond;
    case "milliseconds-per-output-token":
      return result.timePerOutputTokenMs;
  }
}

/** The value below which a share of `values` lies, 0 to 1, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}

export interface Errors {
  readonly points: number;
  /** Of the errors' sizes. */
  readonly median: number;
  readonly ninetieth: number;
  /** Median with its sign: above 0 where too much is promised. */
  readonly bias: number;
}

export function errorsOf(comparisons: readonly Comparison[]): Errors {
  const errors = comparisons.map(({ error }) => error);
  const sizes = errors.map(Math.abs);
  return {
    points: errors.length,
    median: quantile(sizes, 0.5),
    ninetieth: quantile(sizes, 0.9),
    bias: quantile(errors, 0.5),
  };
}
