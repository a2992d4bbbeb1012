import { simulate, simulateBreakEven } from "../../../domain/economics/simulation.ts";
import type { Decision } from "../../../domain/economics/decision.ts";
import type { Scenario } from "../../../domain/economics/scenario.ts";
import { costTable } from "../../../policies/cost/table.ts";
import { type ExitCode, UserError } from "../../exit-codes.ts";
import { createProgress } from "../../progress.ts";
import { breakEvenJson, estimateJson, verdictJson } from "../../render/cost/json.ts";
import { costMarkdown } from "../../render/markdown.ts";
import {
  breakEvenSection,
  driverSection,
  lockInSection,
  planMarkdown,
  planText,
  regimeSection,
  sectionsMarkdown,
  sectionsText,
} from "../../render/cost/text.ts";
import type { GivenOptions } from "./assumptions.ts";
import { checkOutput, type OutputOptions, print, tellMissingPrices, writePage } from "./output.ts";
import { type CalculatedPlan, calculate, costExitCode, type PlanOptions } from "./plan.ts";

/** Options of the commands that calculate a plan. */
export interface CostOptions extends PlanOptions, OutputOptions {
  readonly draws: number;
  readonly seed: number;
}

/** What a command was called with. */
export interface CostCall {
  readonly options: CostOptions;
  /** Every option by its name. */
  readonly given: GivenOptions;
  /** Names of the options that were typed. */
  readonly typed: ReadonlySet<string>;
}

/** What a month costs: the table that the policy pack prints before every `up`. */
export async function estimate({ options, given, typed }: CostCall): Promise<ExitCode> {
  checkOutput(options);
  const plan = await calculate(options, given, typed);
  print(
    {
      document: estimateJson(plan),
      text: () => costTable(plan.report, options),
      markdown: () => costMarkdown(plan.title, plan.report, options),
    },
    options,
  );
  await writePage(plan, options.html, options);
  return costExitCode(plan.report);
}

interface DecidedPlan {
  readonly plan: CalculatedPlan;
  readonly scenario: Scenario;
  readonly decision: Decision;
}

/**
 * @returns The exit code where a price is missing, once that has been told.
 * @throws UserError where there is no traffic to decide on.
 */
async function decided({ options, given, typed }: CostCall): Promise<DecidedPlan | ExitCode> {
  checkOutput(options);
  const plan = await calculate(options, given, typed);
  const { scenario, decision } = plan.report;
  if (scenario === undefined || decision === undefined)
    return tellMissingPrices(plan.report, "nothing can be decided");
  const { inputTokens, outputTokens, requestsPerDay } = scenario.assumptions;
  if (inputTokens === 0 && outputTokens === 0) {
    throw new UserError(
      "a request has no tokens: give --input-tokens and --output-tokens (costs.traffic in a stack)",
    );
  }
  if (requestsPerDay === 0) {
    throw new UserError(
      "there is no traffic to decide on: give --requests-per-day or --tokens-per-day above 0",
    );
  }
  return { plan, scenario, decision };
}

/** From what volume the plan is cheaper than each model that it is compared with. */
export async function breakeven(call: CostCall): Promise<ExitCode> {
  const found = await decided(call);
  if (typeof found === "number") return found;
  const { plan, scenario, decision } = found;
  const { seed } = call.options;
  const progress = createProgress();
  progress.update("drawing break-evens");
  const simulated = decision.comparisons.map(({ api }) =>
    simulateBreakEven(scenario, api, BREAK_EVEN_DRAWS, seed),
  );
  progress.end();
  const sections = [breakEvenSection(decision, simulated), regimeSection(scenario, decision)];
  print(
    {
      document: breakEvenJson(plan, decision, simulated),
      text: () => planText(plan.title, plan.report, sections),
      markdown: () => planMarkdown(plan.title, plan.report, sections),
    },
    call.options,
  );
  await writePage(plan, call.options.html, call.options);
  return costExitCode(plan.report);
}

/** A break-even is searched for in each draw, which takes a hundred times as long as a cost. */
const BREAK_EVEN_DRAWS = 200;

/** Closed API, EU serverless, self-hosted or hybrid: which, how sure, and what would flip it. */
export async function verdict(call: CostCall): Promise<ExitCode> {
  const found = await decided(call);
  if (typeof found === "number") return found;
  const { plan, scenario, decision } = found;
  const { draws, seed } = call.options;
  const simulation = simulate(scenario, draws, seed);
  const sections = [regimeSection(scenario, decision), driverSection(scenario), lockInSection(scenario)];
  print(
    {
      document: verdictJson(plan, scenario, decision, simulation),
      text: () => [costTable(plan.report, call.options), sectionsText(sections)].join("\n\n"),
      markdown: () =>
        [costMarkdown(plan.title, plan.report, call.options), sectionsMarkdown(sections)].join("\n\n"),
    },
    call.options,
  );
  await writePage(plan, call.options.html, call.options);
  return costExitCode(plan.report);
}
