import { ConfigError, type Environment } from "../../stacks/config/environment.ts";
import { loadEnvironment } from "../../stacks/config/files.ts";
import { passphraseProblem } from "../engine/backend.ts";
import { findEngine, type Found, pluginProblem } from "../engine/find.ts";
import { runOnEngine } from "../engine/run.ts";
import { UserError } from "../exit-codes.ts";
import { watchForInterrupt } from "../interrupt.ts";
import { runOffline } from "../offline/run.ts";
import type { Outcome } from "../outcome.ts";
import { createProgress } from "../progress.ts";

export interface PlanOptions {
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
export async function engineFor(environment: Environment, progress: (text: string) => void): Promise<Found> {
  const found = await findEngine(progress);
  if ("problem" in found) return found;
  const problem =
    passphraseProblem(environment.name) ?? (await pluginProblem(found.command, environment, progress));
  return problem === undefined ? found : { problem };
}

/** Previews an environment on the engine, or plans it offline where there is none. */
export async function plan(options: PlanOptions): Promise<Outcome> {
  const environment = environmentFor(options.stack);
  const progress = createProgress();
  const interrupt = watchForInterrupt(() => progress.update("stopping"));
  try {
    progress.update("looking for the Pulumi engine");
    const engine: Found =
      options.offline === true
        ? { problem: "it was asked for (--offline)" }
        : await engineFor(environment, progress.update);
    if ("problem" in engine) {
      progress.update("planning offline");
      return await runOffline(environment.name, engine.problem, options.asOf);
    }
    return await runOnEngine(engine.command, {
      environment,
      operation: "preview",
      asOf: options.asOf,
      progress: progress.update,
      interrupt,
      ...(options.verbose === true ? { onOutput: (text: string) => process.stderr.write(text) } : {}),
    });
  } finally {
    interrupt.dispose();
    progress.end();
  }
}
