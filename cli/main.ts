import { Command, Option } from "commander";
import { environmentFiles } from "../stacks/config/files.ts";
import { type ChangeOptions, down, up } from "./commands/change.ts";
import { costCommand } from "./commands/cost/program.ts";
import { policyPack, type PolicyPackOptions } from "./commands/policy-pack.ts";
import { preview } from "./commands/preview.ts";
import { residencyCommand } from "./commands/residency/program.ts";
import { EXIT, UserError } from "./exit-codes.ts";
import { day, EXIT_CODES } from "./options.ts";
import { paintFor } from "./render/style.ts";

/** Options that every command on an environment takes. */
function onEnvironment(command: Command): Command {
  return command
    .addOption(new Option("-s, --stack <name>", "environment").default("local").env("EU_LLM_STACK"))
    .option("--json", "print the report as JSON")
    .option("--markdown <file>", "also write the report as a pull-request comment")
    .option("--as-of <day>", "day against which prices age (default: today)", day)
    .option("--same-cluster", "the cluster of the environment has a new address")
    .option("--verbose", "show what the engine prints, on standard error")
    .addHelpText("after", EXIT_CODES);
}

function changing(command: Command): Command {
  return onEnvironment(command).option("-y, --yes", "do not ask on a terminal");
}

function createProgram(setExitCode: (code: number) => void): Command {
  const program = new Command("eu-llm")
    .description("Your own LLM inference in the EU: what it will create, where it lies and what it costs.")
    .showHelpAfterError("(--help lists what there is)")
    .addHelpText("after", () => `\nEnvironments: ${[...environmentFiles().keys()].join(", ")}`);
  onEnvironment(program.command("preview"))
    .description("show resources, residency verdict and monthly cost; creates nothing")
    .option("--offline", "plan without the Pulumi engine")
    .action(async (options: ChangeOptions & { offline?: boolean }) => setExitCode(await preview(options)));
  changing(program.command("up"))
    .description("create or update, once the preview has passed")
    .action(async (options: ChangeOptions) => setExitCode(await up(options)));
  changing(program.command("down"))
    .description("destroy everything that was created")
    .action(async (options: ChangeOptions) => setExitCode(await down(options)));
  program.addCommand(costCommand(setExitCode));
  program.addCommand(residencyCommand(setExitCode));
  program
    .command("policy-pack")
    .description("write the residency policies as a policy pack of their own, for any Pulumi program")
    .option("--out <folder>", "folder to write it to", "eu-residency")
    .action(async (options: PolicyPackOptions) => setExitCode(await policyPack(options)));
  program
    .command("docs")
    .description("write the reference pages below docs/ from the code")
    .option("--check", "write nothing; exit with 1 where a page is out of date")
    .action(async (options: { check?: boolean }) => {
      // The formatter is large, and no other command needs it.
      const { docs } = await import("./commands/docs.ts");
      setExitCode(await docs(options));
    });
  return program;
}

async function main(): Promise<void> {
  let code: number = EXIT.fine;
  try {
    await createProgram((result) => (code = result)).parseAsync();
  } catch (error) {
    code = EXIT.error;
    const paint = paintFor(process.stderr);
    // A mistake of the user's is told as it is; a mistake of ours comes with its stack.
    const text =
      error instanceof UserError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${paint("red", "error:")} ${text}\n`);
  }
  process.exitCode = code;
}

await main();
