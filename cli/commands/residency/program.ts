import { Command, Option } from "commander";
import { RESIDENCY_LEVELS } from "../../../domain/jurisdiction/countries.ts";
import { day } from "../../options.ts";
import { explain, type ExplainOptions } from "./explain.ts";
import { report, type ReportOptions } from "./report.ts";

const EXIT_CODES = `
Exit codes:
  0  proved
  1  error: configuration, program, engine, file
  2  violated or not proved, or (report) an owner that "sovereign: mandatory" does not allow
  130  interrupted`;

function onStack(command: Command): Command {
  return command
    .option("-s, --stack <name>", "environment (default: local, unless --from is given)")
    .option(
      "-f, --from <file>",
      "judge what Pulumi wrote instead: `pulumi stack export`, `preview --save-plan`, `preview --json --show-sames`",
    )
    .option(
      "-c, --config <file>",
      "YAML with residency settings (level, sovereign, exceptions, hosts, places), with --from",
    )
    .addOption(new Option("--level <level>", "residency level, with --from").choices([...RESIDENCY_LEVELS]))
    .option("--offline", "plan without the Pulumi engine")
    .option("--json", "print the result as JSON")
    .option("--as-of <day>", "day against which exceptions expire (default: today)", day)
    .addHelpText("after", EXIT_CODES);
}

/** `eu-llm residency …` */
export function residencyCommand(setExitCode: (code: number) => void): Command {
  const command = new Command("residency").description(
    "Where everything lies, who operates it, and how that is known.",
  );
  onStack(command.command("report"))
    .description("write the ledger of every resource and endpoint")
    .option("--markdown <file>", "also write it as Markdown")
    .option("--sarif <file>", "also write the findings as SARIF 2.1.0, for the code host")
    .action(async (options: ReportOptions) => setExitCode(await report(options)));
  onStack(command.command("explain"))
    .description("walk the proof of a resource")
    .argument("<resource>", "name, type::name, URN, or a pattern such as 'scaleway:*::*'")
    .action(async (resource: string, options: ExplainOptions) =>
      setExitCode(await explain(resource, options)),
    );
  return command;
}
