import type { Endpoint } from "../../domain/gateway/endpoint.ts";
import { numberOf, type GenerationRequest } from "../operations/request.ts";
import type { Usage } from "../operations/usage.ts";

/** Output tokens that a request without a limit is assumed to get, for estimates only. */
const ASSUMED_OUTPUT_TOKENS = 1_024;

/** No request comes to more, whatever it says; sums of such estimates stay exact. */
const MOST_TOKENS = 1e9;

/** Tokens that a request may come to: what it sends, and what it lets itself be answered. */
export function estimatedTokens(request: GenerationRequest): number {
  return Math.min(MOST_TOKENS, request.estimatedInputTokens + outputLimit(request));
}

/** What an attempt is likely to be charged where the endpoint does not say. */
export function estimatedUsage(request: GenerationRequest, outputTokens: number): Usage {
  return {
    inputTokens: request.estimatedInputTokens,
    cachedInputTokens: 0,
    outputTokens,
    basis: "estimated",
  };
}

/** EUR that a request may cost at an endpoint; 0 for one that costs by the hour. */
export function estimatedCost(endpoint: Endpoint, request: GenerationRequest): number {
  return costOf(endpoint, estimatedUsage(request, outputLimit(request)));
}

/**
 * EUR that an attempt cost: (input - cached) x input price + cached x its price + output x output price. An endpoint
 * without a price costs by the hour, so that its token is 0 (the configuration sees to it that others have one).
 */
export function costOf({ price }: Pick<Endpoint, "price">, usage: Usage): number {
  if (price === undefined) return 0;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const cachedPrice = price.cachedInputEurPerMillionTokens ?? price.inputEurPerMillionTokens;
  const input = (usage.inputTokens - cached) * price.inputEurPerMillionTokens + cached * cachedPrice;
  return (input + usage.outputTokens * price.outputEurPerMillionTokens) / 1e6;
}

function outputLimit({ operation, maximumOutputTokens, parsed }: GenerationRequest): number {
  if (operation === "embeddings") return 0;
  return (maximumOutputTokens ?? ASSUMED_OUTPUT_TOKENS) * answersOf(parsed);
}

/** Answers that a request gets, each of which may have as many tokens: `n` for each prompt, chosen among `best_of`. */
function answersOf({ n, best_of: bestOf, prompt }: Readonly<Record<string, unknown>>): number {
  // An array of numbers is one prompt, given as tokens.
  const prompts = Array.isArray(prompt) && typeof prompt[0] !== "number" ? prompt.length : 1;
  return Math.max(1, numberOf(n) ?? 1, numberOf(bestOf) ?? 1) * Math.max(1, prompts);
}
