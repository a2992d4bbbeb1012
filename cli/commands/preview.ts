import type { ExitCode } from "../exit-codes.ts";
import { exitCode } from "../outcome.ts";
import { plan, type PlanOptions } from "./plan.ts";
import { checkShowOptions, show, type ShowOptions } from "./show.ts";

/** Shows what an environment would create, where it would lie and what it would cost. Creates nothing. */
export async function preview(options: PlanOptions & ShowOptions): Promise<ExitCode> {
  checkShowOptions(options);
  const outcome = await plan(options);
  show(outcome, options);
  return exitCode(outcome);
}
