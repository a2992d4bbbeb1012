import { fit as fitModel, weightBytes } from "../../../domain/capacity/fit.ts";
import { type Gpu, GPUS } from "../../../domain/capacity/gpus.ts";
import type { ModelFacts, Precision } from "../../../domain/capacity/models.ts";
import { type LatencyGoal, throughput, type Throughput } from "../../../domain/capacity/throughput.ts";
import { GPU_OFFERS } from "../../../domain/prices/gpu-instances.ts";
import { freshness, HOURS_PER_MONTH, inEuro } from "../../../domain/prices/price.ts";
import type { GpuOffer } from "../../../domain/prices/terms.ts";
import { today } from "../../../policies/settings.ts";
import { wholeEuro } from "../../../policies/cost/figures.ts";
import { EXIT, type ExitCode, UserError } from "../../exit-codes.ts";
import type { FitDocument } from "../../render/cost/documents.ts";
import { money } from "../../render/cost/json.ts";
import { type Section, sectionsMarkdown, sectionsText } from "../../render/cost/text.ts";
import { precisionOrFail } from "./flags.ts";
import { checkOutput, type OutputOptions, print } from "./output.ts";
import { gpuOrFail, modelOrFail } from "./sizing.ts";

/** Options of `cost fit`. */
export interface FitOptions extends OutputOptions {
  readonly model: string;
  /** Name of a GPU; every GPU where it is left out. */
  readonly gpu?: string;
  readonly gpus?: number;
  readonly precision?: Precision;
  readonly contextLength: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Milliseconds. */
  readonly firstToken?: number;
  /** Milliseconds. */
  readonly eachToken?: number;
  /** Day against which prices age, ISO 8601. */
  readonly asOf?: string;
}

const SIZES = [1, 2, 4, 8, 16] as const;

/** A model on so many GPUs of one kind, in one precision. */
interface Placement {
  readonly gpu: Gpu;
  readonly gpus: number;
  readonly precision: Precision;
}

/** Precisions that a model is run in: as published, and what is made of it. */
function precisionsOf(model: ModelFacts, gpu: Gpu, asked: Precision | undefined): Precision[] {
  if (asked !== undefined) return [asked];
  const made: Precision[] = model.precision === "bf16" ? ["bf16", "fp8", "int4"] : [model.precision];
  return made.filter((precision) => precision !== "fp8" || gpu.flops.fp8 !== undefined);
}

function request(model: ModelFacts, { gpu, gpus, precision }: Placement, contextLength: number) {
  return { model, gpu, gpus, contextLength, precision, published: true };
}

function goalOf({ firstToken, eachToken }: FitOptions): LatencyGoal {
  return {
    ...(firstToken === undefined ? {} : { burstTimeToFirstTokenMs: firstToken }),
    ...(eachToken === undefined ? {} : { timePerOutputTokenMs: eachToken }),
  };
}

interface CheapestOffer {
  readonly offer: GpuOffer;
  readonly monthly: number;
  readonly stale: boolean;
}

/** The cheapest machine with at least so many GPUs of the kind; one whose price is stale only where no other is there. */
function cheapestOffer(gpu: Gpu, gpus: number, day: Date): CheapestOffer | undefined {
  return GPU_OFFERS.filter((offer) => offer.gpu === gpu.name && offer.gpus >= gpus)
    .map((offer) => ({
      offer,
      monthly: inEuro(offer.price) * (offer.price.unit === "hour" ? HOURS_PER_MONTH : 1),
      stale: freshness(offer.price, day) === "stale",
    }))
    .sort((a, b) => Number(a.stale) - Number(b.stale) || a.monthly - b.monthly)[0];
}

type FitResult = FitDocument["results"][number];

/** A placement that holds the model, and what it serves. */
interface Tried {
  readonly placement: Placement;
  readonly served: Throughput;
}

/** Placements that serve such requests; of each kind of GPU and precision that does not, the largest that was tried. */
interface Found {
  readonly serving: readonly Tried[];
  readonly notServing: readonly Tried[];
}

function result(model: ModelFacts, { placement, served }: Tried, options: FitOptions, day: Date): FitResult {
  const held = fitModel(request(model, placement, options.contextLength));
  const cheapest = cheapestOffer(placement.gpu, placement.gpus, day);
  return {
    gpu: placement.gpu.name,
    gpus: placement.gpus,
    precision: placement.precision,
    weightGigabytes: held.weightBytes / 1e9,
    cacheTokens: held.cacheTokens,
    longestRequests: held.concurrency,
    concurrency: served.concurrency,
    requestsPerSecond: served.requestsPerSecond,
    outputTokensPerSecond: served.outputTokensPerSecond,
    timeToFirstTokenMs: served.timeToFirstTokenMs,
    timePerOutputTokenMs: served.timePerOutputTokenMs,
    limitedBy: served.limitedBy,
    trust: served.trust.level,
    cheapestMachine: cheapest?.offer.id ?? null,
    monthly: cheapest === undefined ? null : money(cheapest.monthly),
    stale: cheapest?.stale === true,
  };
}

/** The fewest GPUs of each kind that hold the model in each precision and serve such requests. */
function smallest(model: ModelFacts, options: FitOptions): Found {
  const gpus = options.gpu === undefined ? GPUS : [gpuOrFail("--gpu", options.gpu)];
  const sizes = options.gpus === undefined ? SIZES : [options.gpus];
  const workload = { inputTokens: options.inputTokens, outputTokens: options.outputTokens };
  const serving: Tried[] = [];
  const notServing: Tried[] = [];
  for (const gpu of gpus) {
    for (const precision of precisionsOf(model, gpu, options.precision)) {
      const tried = sizes
        .map((count) => ({ gpu, gpus: count, precision }))
        .filter((placement) => fitModel(request(model, placement, options.contextLength)).fits)
        .map((placement) => ({
          placement,
          served: throughput(request(model, placement, options.contextLength), workload, goalOf(options)),
        }));
      const first = tried.find(({ served }) => served.concurrency > 0);
      const last = tried.at(-1);
      if (first !== undefined) serving.push(first);
      else if (last !== undefined) notServing.push(last);
    }
  }
  return { serving, notServing };
}

const placementText = ({ placement: { gpu, gpus, precision } }: Tried) =>
  `${gpus} × ${gpu.name} in ${precision}`;

const rounded = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

const milliseconds = (value: number) => `${rounded.format(value)} ms`;

function sectionOf(
  model: ModelFacts,
  results: readonly FitResult[],
  notServing: readonly Tried[],
  options: FitOptions,
): Section {
  const { inputTokens, outputTokens, contextLength } = options;
  const published = weightBytes(model) / 1e9;
  const extrapolated = results.some(({ trust }) => trust === "extrapolated");
  return {
    heading:
      `${model.name}, requests of up to ${contextLength.toLocaleString("en")} tokens; on average ` +
      `${inputTokens.toLocaleString("en")} in and ${outputTokens.toLocaleString("en")} out`,
    head: [
      "GPUs",
      "Precision",
      "Weights",
      "At full length",
      "At once",
      "Output tokens/s",
      "First token",
      "Each token",
      "EUR a month",
      "Cheapest machine",
    ],
    right: [2, 3, 4, 5, 6, 7, 8],
    rows: results.map((each) => [
      `${each.gpus} × ${each.gpu}`,
      each.precision,
      `${rounded.format(each.weightGigabytes)} GB`,
      String(each.longestRequests),
      String(each.concurrency),
      rounded.format(each.outputTokensPerSecond),
      milliseconds(each.timeToFirstTokenMs),
      milliseconds(each.timePerOutputTokenMs),
      each.monthly === null ? "no price" : wholeEuro(each.monthly),
      [
        each.cheapestMachine ?? "–",
        ...(each.stale ? ["(stale price)"] : []),
        ...(each.trust === "extrapolated" ? ["†"] : []),
      ].join(" "),
    ]),
    notes: [
      `published in ${model.precision}: ${rounded.format(published)} GB of weights`,
      ...(extrapolated
        ? ["† no published measurement is like it: the throughput is extrapolated (docs/capacity.md)"]
        : []),
      ...(notServing.length === 0
        ? []
        : [
            `left out, since they hold the model but do not serve such requests: ${notServing.map(placementText).join(", ")}`,
          ]),
    ],
  };
}

/** On what GPUs a model fits, how many requests it answers at once and how fast. */
export function fit(options: FitOptions): ExitCode {
  checkOutput(options);
  const model = modelOrFail(options.model);
  if (options.contextLength > model.maximumContext) {
    throw new UserError(
      `--context-length is ${options.contextLength}: at most ${model.maximumContext} for ${model.name}`,
    );
  }
  const { inputTokens, outputTokens } = options;
  if (inputTokens + outputTokens > options.contextLength) {
    throw new UserError(
      `--input-tokens ${inputTokens} and --output-tokens ${outputTokens} are more together than --context-length ` +
        `${options.contextLength}, which the longest request has: raise it to ${inputTokens + outputTokens} or more`,
    );
  }
  if (options.precision !== undefined) precisionOrFail(model, options.precision);
  const day = options.asOf === undefined ? today() : new Date(options.asOf);
  const { serving, notServing } = smallest(model, options);
  if (serving.length === 0) throw servesNothing(model, notServing, options);
  const results = serving.map((each) => result(model, each, options, day));
  const sections = [sectionOf(model, results, notServing, options)];
  print(
    {
      document: {
        version: 1,
        command: "fit",
        model: model.name,
        day: day.toISOString().slice(0, 10),
        contextLength: options.contextLength,
        results,
      } satisfies FitDocument,
      text: () => sectionsText(sections),
      markdown: () => sectionsMarkdown(sections),
    },
    options,
  );
  return EXIT.fine;
}

/** Why nothing that was asked for serves the model: of what holds it, the reason of the fastest memory tells most. */
function servesNothing(model: ModelFacts, notServing: readonly Tried[], options: FitOptions): UserError {
  const bandwidth = ({ placement: { gpu, gpus } }: Tried) => gpu.memoryBandwidth * gpus;
  const [fastest] = [...notServing].sort((a, b) => bandwidth(b) - bandwidth(a));
  if (fastest === undefined) return doesNotFit(model, options);
  return new UserError(`${model.name} on ${placementText(fastest)}: ${fastest.served.reason}`);
}

/** Why nothing that was asked for holds the model. */
function doesNotFit(model: ModelFacts, options: FitOptions): UserError {
  const gpu = options.gpu === undefined ? GPUS.at(-1) : gpuOrFail("--gpu", options.gpu);
  if (gpu === undefined) return new UserError("the catalogue has no GPU");
  const precision = options.precision ?? model.precision;
  const { reason } = fitModel(
    request(model, { gpu, gpus: options.gpus ?? 1, precision }, options.contextLength),
  );
  return new UserError(`${model.name} does not fit: ${reason}`);
}
