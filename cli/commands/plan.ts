import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { ConfigError, type Environment } from "../../stacks/config/environment.ts";
import { loadEnvironment } from "../../stacks/config/files.ts";
import { passphraseProblem } from "../engine/backend.ts";
import { findEngine, type Found, pluginProblem } from "../engine/find.ts";
import { type Operation, runOnEngine } from "../engine/run.ts";
import { UserError } from "../exit-codes.ts";
import { watchForInterrupt } from "../interrupt.ts";
import { runOffline } from "../offline/run.ts";
import type { Outcome } from "../outcome.ts";
import { createProgress } from "../progress.ts";
import { refuseOtherTarget, type TargetGuardOptions } from "./target-guard.ts";

export interface PlanOptions extends TargetGuardOptions {
  readonly stack: string;
  /** Day against which prices age, ISO 8601; today where it is left out. */
  readonly asOf?: string;
  /** Do not even look for an engine. */
  readonly offline?: boolean;
  /** Show what the engine prints. */
  readonly verbose?: boolean;
}

/** Reads an environment, or says what is wrong with it. */
export function environmentFor(name: string): Environment {
  try {
    return loadEnvironment(name);
  } catch (error) {
    throw error instanceof ConfigError ? new UserError(error.message) : error;
  }
}

/** The engine with everything that this environment needs of it, or why it cannot be had here. */
export function findEngineFor(environment: Environment): Promise<Found> {
  return withProgress((progress) => {
    progress("looking for the Pulumi engine");
    return engineFor(environment, progress);
  });
}

async function engineFor(environment: Environment, progress: (text: string) => void): Promise<Found> {
  const found = await findEngine(progress);
  if ("problem" in found) return found;
  const problem =
    passphraseProblem(environment.name) ?? (await pluginProblem(found.command, environment, progress));
  return problem === undefined ? found : { problem };
}

/** Previews an environment on the engine, or plans it offline where there is none. */
export async function plan(options: PlanOptions): Promise<Outcome> {
  const environment = environmentFor(options.stack);
  const engine: Found =
    options.offline === true ? { problem: "it was asked for (--offline)" } : await findEngineFor(environment);
  if ("command" in engine) {
    await refuseOtherTarget(engine.command, environment, "preview", options);
    return operate(engine.command, environment, "preview", options);
  }
  return withProgress((progress) => {
    progress("planning offline");
    return runOffline(environment.name, engine.problem, options.asOf);
  });
}

/** Runs an operation on the engine, with a progress line, and stops it politely on ^C. */
export async function operate(
  command: PulumiCommand,
  environment: Environment,
  operation: Operation,
  options: PlanOptions,
): Promise<Outcome> {
  return withProgress(async (progress) => {
    const interrupt = watchForInterrupt(() => {
      process.stderr.write("\nStopping after what is under way; interrupt again to stop at once.\n");
    });
    try {
      return await runOnEngine(command, {
        environment,
        operation,
        asOf: options.asOf,
        progress,
        interrupt,
        ...(options.verbose === true ? { onOutput: (text: string) => process.stderr.write(text) } : {}),
      });
    } finally {
      interrupt.dispose();
    }
  });
}

async function withProgress<Result>(
  work: (progress: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress();
  try {
    return await work(progress.update);
  } finally {
    progress.end();
  }
}
