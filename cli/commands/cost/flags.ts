import type { ModelFacts, Precision } from "../../../domain/capacity/models.ts";
import type { Estimate } from "../../../domain/economics/estimate.ts";
import { UserError } from "../../exit-codes.ts";

/** How the text of a flag becomes a value. */
export type FlagKind = "estimate" | "number" | "text" | "list";

/** A flag that sets one assumption. */
export interface AssumptionFlag {
  /** As it is typed, without the dashes. */
  readonly name: string;
  /** Where the value stands in the assumptions. */
  readonly path: readonly [string] | readonly [string, string];
  readonly kind: FlagKind;
  readonly description: string;
}

/** Flags that set assumptions, in the order in which --help lists them. */
export const ASSUMPTION_FLAGS: readonly AssumptionFlag[] = [
  flag("requests-per-day", ["traffic", "requestsPerDay"], "estimate", "requests on an average day"),
  flag("input-tokens", ["traffic", "inputTokens"], "estimate", "tokens of an average request"),
  flag("output-tokens", ["traffic", "outputTokens"], "estimate", "tokens of an average answer"),
  flag(
    "premium-share",
    ["traffic", "premiumShare"],
    "estimate",
    "share of requests that need a premium model",
  ),
  flag("cached-share", ["traffic", "cachedShare"], "estimate", "share of the input that repeats"),
  flag(
    "batch-share",
    ["traffic", "batchShare"],
    "estimate",
    "share of requests that can wait for a batch price",
  ),
  flag(
    "retry-share",
    ["traffic", "retryShare"],
    "estimate",
    "share of API tokens that are paid again for retries",
  ),
  flag(
    "profile",
    ["traffic", "profile"],
    "text",
    "hours of the week: flat, office, consumer, or 24 or 168 numbers",
  ),
  flag("labour-hours", ["labour", "hoursPerMonth"], "estimate", "hours of work a month"),
  flag("hourly-rate", ["labour", "hourlyRate"], "estimate", "EUR an hour"),
  flag("on-call", ["labour", "onCallPerMonth"], "estimate", "EUR a month for being on call"),
  flag("compliance", ["compliancePerMonth"], "estimate", "EUR a month for data protection, audits"),
  flag("migration-hours", ["migration", "hours"], "estimate", "hours of work, once, to move"),
  flag("amortisation-months", ["migration", "amortisationMonths"], "number", "months to write that off"),
  flag("api-hours", ["closedApi", "operationsHours"], "estimate", "hours a month around an API's limits"),
  flag(
    "api-compliance",
    ["closedApi", "compliancePerMonth"],
    "estimate",
    "EUR a month for an API's compliance",
  ),
  flag(
    "target-utilization",
    ["targetUtilization"],
    "estimate",
    "share of a replica's best that is planned with",
  ),
  flag("compare-with", ["compareWith"], "text", "price-book id of the closed API to compare with"),
  flag("compare-also", ["compareAlso"], "list", "price-book ids of more models, with commas"),
  flag(
    "closed-api",
    ["closedApi", "model"],
    "text",
    "price-book id of the closed API option (default: the cheapest that suits)",
  ),
  flag("serverless", ["serverless"], "text", "price-book id of the EU-serverless model to compare with"),
  flag(
    "exclude",
    ["exclude"],
    "list",
    "options out of the question: closedApi, euServerless, selfHosted, hybrid",
  ),
  flag("budget", ["monthlyBudget"], "number", "EUR a month that must not be exceeded"),
  flag("stale-prices", ["stalePrices"], "text", "fail or warn on prices of over 90 days"),
  flag("missing-prices", ["missingPrices"], "text", "fail or warn where a price is not found"),
];

function flag(
  name: string,
  path: AssumptionFlag["path"],
  kind: FlagKind,
  description: string,
): AssumptionFlag {
  return { name, path, kind, description };
}

const MULTIPLES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, "%": 0.01 };

/** "5000", "10M", "15%", "0.7". @throws UserError for anything else. */
export function parseFigure(name: string, text: string): number {
  const [, digits, suffix = ""] = /^(-?\d[\d_]*(?:\.\d+)?(?:e\d+)?)(k|M|G|%)?$/.exec(text.trim()) ?? [];
  const multiple = MULTIPLES[suffix];
  if (digits === undefined || multiple === undefined) {
    throw new UserError(
      `--${name} is "${text}": expected a number such as 5000, 10M or 15%, or a range such as 10..20 or 10..12..20${commaHint(text)}`,
    );
  }
  return Number(digits.replaceAll("_", "")) * multiple;
}

/** How a figure with a comma is written; empty for other text. A comma means thousands or decimals, by the country. */
function commaHint(text: string): string {
  if (!text.includes(",")) return "";
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text.trim())
    ? "; thousands have no comma: write 5000 or 5k"
    : "; decimals have a point: write 0.7";
}

/** A figure, or a range: "10..20" (the likeliest in the middle) or "10..12..20". */
export function parseEstimate(name: string, text: string): Estimate {
  const parts = text.split("..").map((part) => parseFigure(name, part));
  const [first, second, third] = parts;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined && second !== undefined && parts.length <= 3) {
    return third === undefined
      ? { low: first, likely: (first + second) / 2, high: second }
      : { low: first, likely: second, high: third };
  }
  throw new UserError(
    `--${name} is "${text}": a range has two or three figures, such as 10..20 or 10..12..20`,
  );
}

/** The value that a flag's text stands for; whether it is allowed is for the schema to say. */
export function parseFlag({ name, kind }: AssumptionFlag, text: string): unknown {
  switch (kind) {
    case "estimate":
      return parseEstimate(name, text);
    case "number":
      return parseFigure(name, text);
    case "list":
      return text.split(",").map((part) => part.trim());
    case "text":
      return name === "profile" && text.includes(",")
        ? text.split(",").map((part) => parseFigure(name, part))
        : text;
  }
}

/** "requests-per-day" → "requestsPerDay", as the command-line library names it. */
export function optionKey(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The flag that sets what a problem is about, or the path itself. */
export function flagOf(path: string): string {
  const found = ASSUMPTION_FLAGS.find((each) => {
    const own = each.path.join(".");
    return path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`);
  });
  return found === undefined ? path : `--${found.name}`;
}

/**
 * The precision, where the model can be had in it: MXFP4 is trained that way, so no one makes it of other weights.
 * @throws UserError
 */
export function precisionOrFail(model: ModelFacts, precision: Precision): Precision {
  if (precision === "mxfp4" && model.precision !== "mxfp4") {
    throw new UserError(
      `--precision is "mxfp4": ${model.name} is published in ${model.precision}, and MXFP4 is not made of that; ` +
        `give another precision, such as int4`,
    );
  }
  return precision;
}
