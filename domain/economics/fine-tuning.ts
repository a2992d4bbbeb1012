import { WEEKS_PER_MONTH } from "./break-even.ts";
import { euroPerRequest } from "./options.ts";
import type { ApiRates, Point } from "./scenario.ts";
import { DAYS_PER_MONTH } from "../prices/terms.ts";

/** A project that trains a LoRA adapter, so that the prompt no longer has to explain the task. */
export interface FineTuningProject {
  /** Tokens of the prompt before: instructions, examples, the input itself. */
  readonly promptTokens: number;
  /** Tokens of the prompt afterwards. */
  readonly tunedPromptTokens: number;
  readonly outputTokens: number;
  readonly requestsPerDay: number;
  /** Hours of collecting data, training and evaluating. */
  readonly projectHours: number;
  /** EUR an hour. */
  readonly hourlyRate: number;
  /** EUR for the GPUs of the training. */
  readonly trainingCost: number;
}

/** What training needs to know of the model, the data and the GPU. */
export interface Training {
  /** Parameters that each token passes (the active ones of a mixture of experts). */
  readonly activeParameters: number;
  /** Tokens of all examples, once. */
  readonly tokens: number;
  readonly epochs: number;
  /** Dense BF16 operations a second of one GPU. */
  readonly flops: number;
}

/**
 * Operations for one parameter and token: 2 forward and 2 backward through the activations. Full training takes 6, because
 * it also computes the gradients of the weights (Kaplan et al. 2020, https://arxiv.org/abs/2001.08361, section 2.1),
 * which LoRA does for its small adapters alone (Hu et al. 2021, https://arxiv.org/abs/2106.09685).
 */
const LORA_OPERATIONS = 4;

/**
 * Share of a GPU's operations that training uses. An assumption on the low side of the 0.38 to 0.43 that Meta reports for
 * Llama 3 405B (https://arxiv.org/abs/2407.21783, table 4), since small batches and checkpointing cost more.
 */
const TRAINING_UTILIZATION = 0.3;

/** GPU-hours of training a LoRA adapter. */
export function trainingHours({ activeParameters, tokens, epochs, flops }: Training): number {
  return (LORA_OPERATIONS * activeParameters * tokens * epochs) / (flops * TRAINING_UTILIZATION) / 3600;
}

/** What requests take on the own model, and what that costs. */
export interface OwnServing {
  /** Replica-seconds of a request with the long prompt. */
  readonly longSeconds: number;
  /** The same with what repeats read from the prefix cache. */
  readonly cachedSeconds: number;
  /** Replica-seconds of a request with the short prompt. */
  readonly shortSeconds: number;
  /** EUR for an hour of a replica. */
  readonly euroPerReplicaHour: number;
}

/** One way to serve the task, before and after. */
export interface FineTuningCase {
  readonly where: "closedApi" | "closedApiCached" | "selfHosted" | "selfHostedCached";
  /** EUR for one request with the long prompt. */
  readonly before: number;
  /** EUR for one request with the short prompt. */
  readonly after: number;
  /** EUR that a request saves; negative where it costs more. */
  readonly savedPerRequest: number;
  /** Requests until the project is paid; undefined: never. */
  readonly requestsToPay: number | undefined;
  /** Weeks until then at the given traffic; undefined: never, or no traffic. */
  readonly weeksToPay: number | undefined;
}

export interface FineTuningResult {
  /** EUR, once. */
  readonly projectCost: number;
  readonly cases: readonly FineTuningCase[];
  /** Requests that a replica serves with the short prompt for each one with the long prompt; undefined without one. */
  readonly throughputGain: number | undefined;
}

/** Share of the long prompt that repeats from request to request, so that a prompt cache holds it. */
function cachedShare({ promptTokens, tunedPromptTokens }: FineTuningProject): number {
  return promptTokens === 0 ? 0 : Math.max(0, promptTokens - tunedPromptTokens) / promptTokens;
}

/**
 * Fine-tuning against a long prompt. What the tuned prompt drops is taken to be the same in every request, so the cached
 * cases read it from a cache. The tuned model behind an API is taken to cost what the API asks for its own.
 * @param point For batch share and price factors; its tokens are replaced.
 */
export function fineTuning(
  project: FineTuningProject,
  point: Point,
  api: ApiRates,
  own: OwnServing | undefined,
): FineTuningResult {
  const at = (inputTokens: number, cached: number): Point => ({
    ...point,
    inputTokens,
    outputTokens: project.outputTokens,
    cachedShare: cached,
  });
  const long = at(project.promptTokens, 0);
  const cached = at(project.promptTokens, cachedShare(project));
  const short = at(project.tunedPromptTokens, 0);
  const projectCost = project.projectHours * project.hourlyRate + project.trainingCost;
  const result = (where: FineTuningCase["where"], before: number, after: number): FineTuningCase => {
    const savedPerRequest = before - after;
    const requestsToPay = savedPerRequest > 0 ? projectCost / savedPerRequest : undefined;
    const perWeek = (project.requestsPerDay * DAYS_PER_MONTH) / WEEKS_PER_MONTH;
    const weeksToPay = requestsToPay === undefined || perWeek === 0 ? undefined : requestsToPay / perWeek;
    return { where, before, after, savedPerRequest, requestsToPay, weeksToPay };
  };
  const apiCost = (there: Point) => euroPerRequest(api, there, there.apiPrice);
  const cases = [
    result("closedApi", apiCost(long), apiCost(short)),
    result("closedApiCached", apiCost(cached), apiCost(short)),
  ];
  if (own === undefined) return { projectCost, cases, throughputGain: undefined };
  // At the utilization that the replicas are planned for, GPU time is what a request costs.
  const ownCost = (seconds: number) =>
    (seconds / 3600 / point.targetUtilization) * own.euroPerReplicaHour * point.gpuPrice;
  const after = ownCost(own.shortSeconds);
  return {
    projectCost,
    cases: [
      ...cases,
      result("selfHosted", ownCost(own.longSeconds), after),
      result("selfHostedCached", ownCost(own.cachedSeconds), after),
    ],
    throughputGain: own.longSeconds / own.shortSeconds,
  };
}
