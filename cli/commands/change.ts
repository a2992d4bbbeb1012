import { createInterface } from "node:readline/promises";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import type { Environment } from "../../stacks/config/environment.ts";
import { EXIT, type ExitCode, UserError } from "../exit-codes.ts";
import { exitCode, type Outcome } from "../outcome.ts";
import { paintFor } from "../render/style.ts";
import { countsText } from "../render/text.ts";
import { environmentFor, findEngineFor, operate, plan, type PlanOptions } from "./plan.ts";
import { checkShowOptions, show, type ShowOptions } from "./show.ts";
import { refuseOtherTarget } from "./target-guard.ts";

export interface ChangeOptions extends PlanOptions, ShowOptions {
  /** Do not ask. */
  readonly yes?: boolean;
}

/** Creates or updates an environment, once its preview has passed. */
export async function up(options: ChangeOptions): Promise<ExitCode> {
  checkShowOptions(options);
  const environment = environmentFor(options.stack);
  const command = await requireEngine(environment);
  const planned = await plan(options);
  const code = exitCode(planned);
  if (code !== EXIT.fine) {
    show(planned, options);
    process.stderr.write("Nothing was created or changed.\n");
    return code;
  }
  if (options.json !== true) show(planned, options);
  if (!(await confirmed(`Create and update ${environment.name}?`, options))) return EXIT.error;
  return finish(await operate(command, environment, "up", options), options, "updated");
}

/** Destroys everything that an environment created. */
export async function down(options: ChangeOptions): Promise<ExitCode> {
  checkShowOptions(options);
  const environment = environmentFor(options.stack);
  const command = await requireEngine(environment);
  await refuseOtherTarget(command, environment, "destroy", options);
  if (!(await confirmed(`Destroy everything in ${environment.name}?`, options))) return EXIT.error;
  return finish(await operate(command, environment, "destroy", options), options, "destroyed");
}

async function requireEngine(environment: Environment): Promise<PulumiCommand> {
  const engine = await findEngineFor(environment);
  if ("problem" in engine) {
    throw new UserError(`${environment.name} cannot be changed from here: ${engine.problem}.`);
  }
  return engine.command;
}

/** Asks where someone sits at a terminal, whatever the report is piped into; elsewhere the command is the answer. */
async function confirmed(question: string, { yes }: ChangeOptions): Promise<boolean> {
  if (yes === true || !process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function finish(outcome: Outcome, options: ChangeOptions, done: string): ExitCode {
  const code = outcome.failed ? failedCode(outcome) : EXIT.fine;
  if (options.json === true || code !== EXIT.fine) show(outcome, options);
  const paint = paintFor(process.stderr);
  const counts = countsText(outcome).replaceAll(" to ", " × ");
  if (code === EXIT.fine)
    process.stderr.write(`${paint("green", "✔")} ${outcome.environment} ${done}: ${counts}\n`);
  if (code === EXIT.interrupted) {
    process.stderr.write("Interrupted. The state is saved; run the same command again to go on.\n");
  }
  return code;
}

function failedCode(outcome: Outcome): ExitCode {
  const code = exitCode(outcome);
  return code === EXIT.fine ? EXIT.error : code;
}
