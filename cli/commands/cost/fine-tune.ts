import { findGpu, type Gpu } from "../../../domain/capacity/gpus.ts";
import { activeParameters, findModel, type ModelFacts } from "../../../domain/capacity/models.ts";
import { weightBytes } from "../../../domain/capacity/weights.ts";
import type { CostAssumptions, SelfHostingAssumptions } from "../../../domain/economics/assumptions.ts";
import {
  type FineTuningCase,
  type FineTuningResult,
  type OwnServing,
  fineTuning,
  trainingHours,
} from "../../../domain/economics/fine-tuning.ts";
import type { CostReport } from "../../../domain/economics/cost.ts";
import { requestSeconds } from "../../../domain/economics/serving.ts";
import { likelyPoint } from "../../../domain/economics/scenario.ts";
import { GPU_OFFERS } from "../../../domain/prices/gpu-instances.ts";
import { freshness, HOURS_PER_MONTH, inEuro } from "../../../domain/prices/price.ts";
import type { GpuOffer, Price } from "../../../domain/prices/terms.ts";
import { euro, percent, wholeEuro } from "../../../policies/cost/figures.ts";
import { type ExitCode, UserError } from "../../exit-codes.ts";
import type { FineTuneDocument } from "../../render/cost/documents.ts";
import { head, money } from "../../render/cost/json.ts";
import { planMarkdown, planText, type Section } from "../../render/cost/text.ts";
import { bookFor, unknownId } from "./assumptions.ts";
import type { CostCall } from "./decide.ts";
import { checkOutput, print, tellMissingPrices } from "./output.ts";
import { type CalculatedPlan, calculate, costExitCode } from "./plan.ts";

/** Options of `cost fine-tune` beside those of a plan. */
export interface FineTuneOptions {
  readonly promptTokens: number;
  readonly tunedPromptTokens: number;
  readonly projectHours: number;
  readonly examples: number;
  readonly epochs: number;
  /** Price-book id of the machine that trains; the cheapest with the GPUs that serve where it is left out. */
  readonly trainingMachine?: string;
}

const CASE_NAMES: Readonly<Record<FineTuningCase["where"], string>> = {
  closedApi: "Closed API, nothing cached",
  closedApiCached: "Closed API, prompt cached",
  selfHosted: "Own model, nothing cached",
  selfHostedCached: "Own model, prefix cached",
};

/** Fine-tuning against a long prompt: what a request saves, and when the project has paid. */
export async function fineTune(call: CostCall, project: FineTuneOptions): Promise<ExitCode> {
  const { options, given, typed } = call;
  checkOutput(options);
  if (project.tunedPromptTokens > project.promptTokens) {
    throw new UserError(
      `--tuned-prompt-tokens is ${project.tunedPromptTokens}: at most --prompt-tokens, ${project.promptTokens}; tuning is to shorten the prompt`,
    );
  }
  const plan = await calculate(options, given, typed);
  const { report } = plan;
  const own = report.assumptions.selfHosting;
  if (own === undefined) {
    throw new UserError(
      `${plan.title} serves no model of its own; give --model and --machine instead of --stack`,
    );
  }
  const { scenario } = report;
  if (scenario === undefined) return tellMissingPrices(report, "nothing can be calculated");
  const point = likelyPoint(scenario);
  const training = trainingOf(
    own,
    trainingMachines(report.assumptions, new Date(plan.day)),
    project,
    point.outputTokens,
  );
  const result = fineTuning(
    {
      promptTokens: project.promptTokens,
      tunedPromptTokens: project.tunedPromptTokens,
      outputTokens: point.outputTokens,
      requestsPerDay: point.requestsPerDay,
      projectHours: project.projectHours,
      hourlyRate: point.hourlyRate,
      trainingCost: training.cost,
    },
    point,
    scenario.incumbent,
    ownServing(report, project, point.outputTokens),
  );
  const sections: Section[] = [
    {
      heading:
        `A prompt of ${project.promptTokens.toLocaleString("en")} tokens, or a tuned model with ` +
        `${project.tunedPromptTokens.toLocaleString("en")}; the project costs ${wholeEuro(result.projectCost)} EUR`,
      head: ["Where", "EUR for 1,000 requests", "Tuned", "Saved", "Requests to pay", "Weeks"],
      right: [1, 2, 3, 4, 5],
      rows: result.cases.map(({ where, before, after, savedPerRequest, requestsToPay, weeksToPay }) => [
        CASE_NAMES[where],
        euro(before * 1000),
        euro(after * 1000),
        euro(savedPerRequest * 1000),
        requestsToPay === undefined ? "never" : wholeEuro(Math.ceil(requestsToPay)),
        weeksText(requestsToPay, weeksToPay),
      ]),
      notes: notesOf(plan, project, training, result),
    },
  ];
  print(
    {
      document: documentOf(plan, training, result),
      text: () => planText(plan.title, report, sections),
      markdown: () => planMarkdown(plan.title, report, sections),
    },
    options,
  );
  return costExitCode(report);
}

function weeksText(requestsToPay: number | undefined, weeksToPay: number | undefined): string {
  if (requestsToPay === undefined) return "never";
  return weeksToPay === undefined ? "no traffic" : wholeEuro(Math.ceil(weeksToPay));
}

function notesOf(
  { report }: CalculatedPlan,
  project: FineTuneOptions,
  { machine, hours, cost }: Training,
  { throughputGain }: FineTuningResult,
): string[] {
  const { scenario } = report;
  if (scenario === undefined) return [];
  const { hourlyRate, batchShare, requestsPerDay } = likelyPoint(scenario);
  const api = scenario.incumbent.prices;
  return [
    `${project.projectHours} h of work × ${hourlyRate} EUR, and ${euro(cost)} EUR for ${hours.toFixed(1)} GPU-hours of ` +
      `training on ${machine.offer.id} (${machine.offer.gpus} × ${machine.gpu.name})`,
    ...(machine.stale ? [`The price of ${machine.offer.id} is stale`] : []),
    ...(machine.fallback === undefined ? [] : [machine.fallback]),
    `The closed API is ${api.id}; its tuned rows assume that the vendor tunes it at an unchanged price of a token`,
    ...(throughputGain === undefined
      ? ["No rows for the own model: as it is deployed, it holds no such prompt with its answer"]
      : [
          `A replica serves ${throughputGain.toFixed(1)} times the requests with the short prompt`,
          "On the own model what is saved is GPU time: it is money only where a replica can be shed, or where the GPUs serve something else",
        ]),
    `${percent(batchShare)} of the requests are batched; ${requestsPerDay.toLocaleString("en")} requests a day`,
  ];
}

function documentOf(
  plan: CalculatedPlan,
  { machine: { offer, gpu }, hours, cost }: Training,
  { projectCost, throughputGain, cases }: FineTuningResult,
): FineTuneDocument {
  return {
    ...head(plan),
    command: "fine-tune",
    training: { machine: offer.id, gpu: gpu.name, gpus: offer.gpus, hours, cost: money(cost) },
    projectCost: money(projectCost),
    throughputGain: throughputGain ?? null,
    cases: cases.map((each) => ({
      ...each,
      requestsToPay: each.requestsToPay ?? null,
      weeksToPay: each.weeksToPay ?? null,
    })),
  };
}

/** What requests take on the own model; undefined where it cannot hold the long prompt, or is not in the catalogue. */
function ownServing(
  { scenario, assumptions }: CostReport,
  { promptTokens, tunedPromptTokens }: FineTuneOptions,
  outputTokens: number,
): OwnServing | undefined {
  const own = assumptions.selfHosting;
  if (own === undefined || scenario?.selfHosting === undefined) return undefined;
  const repeated = promptTokens - tunedPromptTokens;
  const seconds = (inputTokens: number, cachedInputTokens: number) =>
    requestSeconds(own, { inputTokens, cachedInputTokens, outputTokens });
  const longSeconds = seconds(promptTokens, 0);
  const cachedSeconds = seconds(tunedPromptTokens, repeated);
  const shortSeconds = seconds(tunedPromptTokens, 0);
  if (longSeconds === undefined || cachedSeconds === undefined || shortSeconds === undefined)
    return undefined;
  return {
    longSeconds,
    cachedSeconds,
    shortSeconds,
    euroPerReplicaHour: scenario.selfHosting.euroPerReplicaHour,
  };
}

/** A machine that can be rented for training. */
interface TrainingMachine {
  readonly offer: GpuOffer;
  readonly gpu: Gpu;
  /** The plan's price, which a rate card may have changed. */
  readonly price: Price;
  readonly stale: boolean;
}

interface Training {
  readonly machine: TrainingMachine & {
    /** Why it has other GPUs than those that serve; undefined where it has the same. */
    readonly fallback: string | undefined;
  };
  /** GPU-hours. */
  readonly hours: number;
  /** EUR. */
  readonly cost: number;
}

/** Every machine with GPUs, at the prices of the plan's price book. */
function trainingMachines(assumptions: CostAssumptions, day: Date): TrainingMachine[] {
  const book = bookFor(assumptions, day);
  return GPU_OFFERS.flatMap((offer) => {
    const gpu = findGpu(offer.gpu);
    const price = book.findPrice(offer.id);
    if (gpu === undefined || price === undefined) return [];
    return [{ offer, gpu, price, stale: freshness(price, day) === "stale" }];
  });
}

/**
 * Memory of LoRA training over the weights in BF16, an assumption: the weights are frozen and held once, adapters with
 * their gradients and Adam's moments come to a few per cent of them (16 bytes for each of some 1 % of the parameters:
 * 8 %), and activations, recomputed layer by layer for short examples one by one, to about a tenth.
 */
const TRAINING_MEMORY = 1.2;

const trainingBytes = (model: ModelFacts) => weightBytes(model, "bf16") * TRAINING_MEMORY;
const memoryBytes = ({ memoryMebibytes }: Gpu) => memoryMebibytes * 1_048_576;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

const holds = ({ offer, gpu }: TrainingMachine, model: ModelFacts) =>
  offer.gpus * memoryBytes(gpu) >= trainingBytes(model);

/** "its 1 × L4 with 24.2 GB cannot …: 8 GPUs of 24.2 GB are needed" */
function tooSmall({ offer, gpu }: TrainingMachine, model: ModelFacts): string {
  const needed = Math.ceil(trainingBytes(model) / memoryBytes(gpu));
  return (
    `training ${model.name} takes ${gigabytes(trainingBytes(model))} (its weights in BF16 × ${TRAINING_MEMORY}), but ` +
    `there is ${offer.gpus} × ${gpu.name} with ${gigabytes(offer.gpus * memoryBytes(gpu))}: ${needed} GPUs of ` +
    `${gigabytes(memoryBytes(gpu))} each are needed`
  );
}

/** EUR of so many GPU-hours. A machine by the month is paid for whole months, and set up once. */
function rent({ offer, price }: TrainingMachine, hours: number): number {
  const machineHours = hours / offer.gpus;
  if (price.unit === "hour") return inEuro(price) * machineHours;
  const { currency, setupFee = 0 } = price;
  return (
    inEuro(price) * Math.max(1, Math.ceil(machineHours / HOURS_PER_MONTH)) +
    inEuro({ amount: setupFee, currency })
  );
}

/** GPU-hours and EUR of training, on the machine that was asked for or the cheapest that can. */
function trainingOf(
  own: SelfHostingAssumptions,
  machines: readonly TrainingMachine[],
  project: FineTuneOptions,
  outputTokens: number,
): Training {
  const model = findModel(own.model);
  if (model === undefined) {
    throw new UserError(
      `${own.model} is not in the catalogue, so what its training takes is not known; give --model and --machine instead of --stack`,
    );
  }
  const hoursOn = ({ gpu }: TrainingMachine) =>
    trainingHours({
      activeParameters: activeParameters(model),
      // An example is the short prompt and its answer.
      tokens: project.examples * (project.tunedPromptTokens + outputTokens),
      epochs: project.epochs,
      flops: gpu.flops.bf16,
    });
  const costOn = (machine: TrainingMachine) => rent(machine, hoursOn(machine));
  const chosen =
    project.trainingMachine === undefined
      ? cheapestMachine(machines, model, own.deployment?.gpu, costOn)
      : { ...askedMachine(machines, model, project.trainingMachine), fallback: undefined };
  return { machine: chosen, hours: hoursOn(chosen), cost: costOn(chosen) };
}

/** @throws UserError where there is no such machine, or it is too small. */
function askedMachine(machines: readonly TrainingMachine[], model: ModelFacts, id: string): TrainingMachine {
  const machine = machines.find(({ offer }) => offer.id === id);
  if (machine === undefined) {
    throw unknownId(
      "--training-machine",
      id,
      machines.map(({ offer }) => offer.id),
    );
  }
  if (!holds(machine, model))
    throw new UserError(`--training-machine is "${id}": ${tooSmall(machine, model)}`);
  return machine;
}

/**
 * The cheapest machine that can train the model, of the GPUs that serve it: they are what the team knows and has quota
 * for. Where no machine has enough of these, the cheapest of all. A stale price counts only where no other is left.
 */
function cheapestMachine(
  machines: readonly TrainingMachine[],
  model: ModelFacts,
  serving: string | undefined,
  costOn: (machine: TrainingMachine) => number,
): Training["machine"] {
  const able = machines
    .filter((machine) => holds(machine, model))
    .sort((a, b) => Number(a.stale) - Number(b.stale) || costOn(a) - costOn(b));
  const same = able.find(({ gpu }) => gpu.name === serving);
  // One of the same GPUs with a stale price is no offer to plan with while others have one.
  if (same !== undefined && (!same.stale || able[0]?.stale === true)) return { ...same, fallback: undefined };
  const [other] = able;
  if (other === undefined) {
    const largest = [...machines].sort(
      (a, b) => b.offer.gpus * b.gpu.memoryMebibytes - a.offer.gpus * a.gpu.memoryMebibytes,
    )[0];
    throw new UserError(
      largest === undefined
        ? "the price book has no machine with GPUs"
        : `no machine of the price book can train it: ${tooSmall(largest, model)}`,
    );
  }
  return {
    ...other,
    fallback: `No machine with enough of the GPUs that serve (${serving ?? "not known"}) has a fresh price, so others train`,
  };
}
