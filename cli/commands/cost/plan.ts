import type { Precision } from "../../../domain/capacity/models.ts";
import type { CostAssumptions } from "../../../domain/economics/assumptions.ts";
import { type CostReport, monthlyCost } from "../../../domain/economics/cost.ts";
import { likely } from "../../../domain/economics/estimate.ts";
import { withWorkload } from "../../../domain/economics/serving.ts";
import { today } from "../../../policies/settings.ts";
import { SELF_HOSTED } from "../../../stacks/config/environment.ts";
import { EXIT, type ExitCode, UserError } from "../../exit-codes.ts";
import { runOffline } from "../../offline/run.ts";
import { createProgress } from "../../progress.ts";
import { environmentFor } from "../plan.ts";
import { bookFor, type GivenOptions, PRESETS, type PresetName, withFlags } from "./assumptions.ts";
import { sizePlan } from "./sizing.ts";

/** Options of every command that calculates a plan. */
export interface PlanOptions {
  /** Environment whose resources are priced; flags then change its assumptions only. */
  readonly stack?: string;
  readonly preset: PresetName;
  readonly model: string;
  readonly machine: string;
  readonly precision?: Precision;
  readonly contextLength: number;
  readonly gpusPerReplica?: number;
  readonly spareNodes: number;
  readonly autoscale?: boolean;
  readonly premium?: string;
  readonly cpuMachine: string;
  readonly cpuMachines: number;
  readonly storage: number;
  /** Day against which prices age, ISO 8601. */
  readonly asOf?: string;
}

/** A plan that was calculated, and what it is called. */
export interface CalculatedPlan {
  readonly title: string;
  readonly report: CostReport;
  /** ISO 8601. */
  readonly day: string;
}

/** Flags that describe a plan of its own, which a stack brings along already. */
export const PLAN_FLAGS = [
  "preset",
  "model",
  "machine",
  "precision",
  "contextLength",
  "gpusPerReplica",
  "spareNodes",
  "autoscale",
  "premium",
  "cpuMachine",
  "cpuMachines",
  "storage",
] as const;

/**
 * Calculates the plan of a stack or of flags.
 * @param given Every option by its name.
 * @param typed Names of the options that were typed, not defaulted.
 * @throws UserError
 */
export async function calculate(
  options: PlanOptions,
  given: GivenOptions,
  typed: ReadonlySet<string>,
): Promise<CalculatedPlan> {
  const day = options.asOf === undefined ? today() : new Date(options.asOf);
  const isoDay = day.toISOString().slice(0, 10);
  if (options.stack === undefined) {
    const { title, report } = fromFlags(options, given, day);
    return { title, report, day: isoDay };
  }
  const misplaced = PLAN_FLAGS.filter((name) => typed.has(name));
  if (misplaced.length > 0) {
    const flags = misplaced.map(
      (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    );
    throw new UserError(
      `${flags.join(", ")} cannot go with --stack: environment ${options.stack} says that itself. Change ` +
        `stacks/Pulumi.${options.stack}.yaml, or leave out --stack.`,
    );
  }
  return {
    title: options.stack,
    report: await fromStack(options.stack, given, day, options.asOf),
    day: isoDay,
  };
}

async function fromStack(
  stack: string,
  given: GivenOptions,
  day: Date,
  asOf: string | undefined,
): Promise<CostReport> {
  environmentFor(stack);
  const progress = createProgress();
  progress.update(`planning ${stack}`);
  const outcome = await runOffline(stack, "only its cost is asked for", asOf).finally(progress.end);
  const cost = outcome.report?.cost;
  if (cost === undefined) {
    const reasons = outcome.diagnostics.map(({ message }) => message).join("\n");
    throw new UserError(
      `${stack} could not be planned: ${reasons === "" ? "it has no cost assumptions" : reasons}`,
    );
  }
  const assumptions = withTokensOf(withFlags(cost.assumptions, given), stack);
  bookFor(assumptions, day);
  return monthlyCost(cost.usages, assumptions, day);
}

/** The stack's own model for the mix of tokens that flags may have changed. @throws UserError where it cannot serve it. */
function withTokensOf(assumptions: CostAssumptions, stack: string): CostAssumptions {
  const { selfHosting, traffic } = assumptions;
  if (selfHosting === undefined) return assumptions;
  const changed = withWorkload(selfHosting, {
    inputTokens: Math.max(1, likely(traffic.inputTokens)),
    outputTokens: Math.max(1, likely(traffic.outputTokens)),
  });
  if (typeof changed === "string") throw new UserError(`${stack} cannot serve such requests: ${changed}`);
  return changed === undefined ? assumptions : { ...assumptions, selfHosting: changed };
}

function fromFlags(
  options: PlanOptions,
  given: GivenOptions,
  day: Date,
): Pick<CalculatedPlan, "title" | "report"> {
  const assumptions = withEndpoints(withFlags(PRESETS[options.preset], given), options.premium);
  const book = bookFor(assumptions, day);
  const article = options.preset === "article";
  const plan = sizePlan(
    assumptions,
    {
      model: options.model,
      machine: options.machine,
      precision: options.precision,
      contextLength: options.contextLength,
      gpusPerReplica: options.gpusPerReplica,
      spareNodes: options.spareNodes,
      autoscale: options.autoscale === true,
      cpuMachine: options.cpuMachine,
      cpuMachines: article ? 0 : options.cpuMachines,
      storageGigabytes: article ? 0 : options.storage,
    },
    book,
  );
  return {
    title: `${options.model} on ${options.machine}`,
    report: monthlyCost(plan.usages, plan.assumptions, day),
  };
}

/** The own model, and behind it a premium endpoint where some requests need one. */
function withEndpoints(assumptions: CostAssumptions, premium = assumptions.compareWith): CostAssumptions {
  const own = { name: SELF_HOSTED, tier: "self-hosted" as const };
  const { premiumShare } = assumptions.traffic;
  if (likely(premiumShare) === 1)
    throw new UserError(
      "--premium-share is 100%: nothing is left for the own model; give less, or compare prices",
    );
  if (premiumShare === 0 || (typeof premiumShare !== "number" && premiumShare.high === 0))
    return { ...assumptions, endpoints: [own] };
  return {
    ...assumptions,
    endpoints: [own, { name: premium, tier: "premium", price: { tokens: premium } }],
  };
}

/** The exit code that a report deserves. */
export function costExitCode(report: CostReport): ExitCode {
  if (report.overBudget) return EXIT.overBudget;
  return report.priceProblems.length > 0 ? EXIT.price : EXIT.fine;
}
