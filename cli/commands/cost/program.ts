import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_DRAWS, DEFAULT_SEED } from "../../../domain/economics/simulation.ts";
import { EXIT_CODES, day } from "../../options.ts";
import { ASSUMPTION_FLAGS } from "./flags.ts";
import { PRESETS } from "./assumptions.ts";
import { breakeven, type CostCall, type CostOptions, estimate, verdict } from "./decide.ts";
import { type FineTuneOptions, fineTune } from "./fine-tune.ts";
import { fit, type FitOptions } from "./fit.ts";
import { prices, type PricesOptions } from "./prices.ts";

const PRECISIONS = ["bf16", "fp8", "int8", "int4", "mxfp4"] as const;

/** A whole number between two others. */
function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
    return value;
  };
}

const count = (flags: string, description: string, least: number, most: number, fallback?: number) => {
  const option = new Option(flags, description).argParser(whole(least, most));
  return fallback === undefined ? option : option.default(fallback);
};

function output(command: Command, page: boolean): Command {
  command
    .option("--json", "print the result as JSON")
    .option("--markdown <file>", "also write it as Markdown")
    .option("--as-of <day>", "day against which prices age (default: today)", day);
  if (page) command.option("--html <file>", "also write an interactive page, complete in one file");
  return command.addHelpText("after", EXIT_CODES);
}

function planned(command: Command, page = true): Command {
  command
    .option("-s, --stack <name>", "environment to take resources and assumptions from")
    .addOption(
      new Option("--preset <name>", "what is assumed where no flag says otherwise")
        .choices(Object.keys(PRESETS))
        .default("usual"),
    )
    .option("-m, --model <name>", "Hugging Face repository of the own model", "Qwen/Qwen3-8B")
    .option("--machine <id>", "price-book id of the GPU machine", "scaleway/L4-1-24G")
    .addOption(
      new Option("--precision <name>", "precision of the checkpoint (default: as published)").choices(
        PRECISIONS,
      ),
    )
    .addOption(count("--context-length <tokens>", "longest request, prompt and answer", 1, 100_000_000, 8192))
    .addOption(
      count(
        "--gpus-per-replica <number>",
        "GPUs of a replica (default: the fewest that hold the model)",
        1,
        16,
      ),
    )
    .addOption(count("--spare-nodes <number>", "machines beyond those needed", 0, 100, 0))
    .option("--autoscale", "machines follow the traffic of each hour, down to none")
    .option("--premium <id>", "price-book id of the premium model of the hybrid (default: --compare-with)")
    .option("--cpu-machine <id>", "price-book id of the other machines", "scaleway/BASIC3-X4C-16G")
    .addOption(count("--cpu-machines <number>", "how many of them", 0, 10_000, 1))
    .addOption(count("--storage <gigabytes>", "volumes for weights and metrics", 0, 10_000_000, 60))
    .option("--rate-card <file>", "your own prices, in YAML or JSON (docs/prices.md)")
    .option("--tokens-per-day <number>", "instead of --requests-per-day: tokens, input and output together");
  for (const { name, kind, description } of ASSUMPTION_FLAGS) {
    command.option(`--${name} <${kind === "estimate" ? "figure" : kind}>`, description);
  }
  command
    .addOption(count("--draws <number>", "random draws of the simulation", 100, 1_000_000, DEFAULT_DRAWS))
    .addOption(count("--seed <number>", "seed of the simulation", 0, 4_294_967_295, DEFAULT_SEED));
  return output(command, page).addHelpText("after", FIGURES);
}

const FIGURES = `
Figures are numbers such as 5000, 10M or 15%, or ranges for the simulation: 10..20 or 10..12..20 (likeliest in the middle).
Everything is explained in docs/economics.md, docs/capacity.md and docs/prices.md.`;

/** What a command was called with; commander names options that were typed. */
function callOf(command: Command): CostCall {
  const options = command.opts<CostOptions>();
  const given = command.opts<Record<string, unknown>>();
  const typed = new Set(Object.keys(given).filter((name) => command.getOptionValueSource(name) === "cli"));
  return { options, given, typed };
}

/** `eu-llm cost …` */
export function costCommand(setExitCode: (code: number) => void): Command {
  const cost = new Command("cost").description(
    "what it costs, from what volume it pays, and how sure that is",
  );
  const add = (name: string, description: string, run: (call: CostCall) => Promise<number>) =>
    planned(cost.command(name))
      .description(description)
      .action(async (_options: unknown, command: Command) => setExitCode(await run(callOf(command))));
  add("estimate", "what a month costs, line by line", estimate);
  add("breakeven", "from what volume the own model is cheaper than each API", breakeven);
  add(
    "verdict",
    "closed API, EU serverless, self-hosted or hybrid: which, how sure, what would flip it",
    verdict,
  );
  planned(cost.command("fine-tune"), false)
    .description("fine-tuning against a long prompt: when it pays")
    .addOption(
      count("--prompt-tokens <tokens>", "prompt with all instructions and examples", 1, 10_000_000, 5000),
    )
    .addOption(
      count("--tuned-prompt-tokens <tokens>", "prompt that the tuned model needs", 1, 10_000_000, 500),
    )
    .addOption(count("--project-hours <hours>", "work on data, training and evaluation", 0, 100_000, 320))
    .addOption(count("--examples <number>", "training examples", 1, 100_000_000, 5000))
    .addOption(count("--epochs <number>", "times that each example is seen", 1, 1000, 3))
    .option(
      "--training-machine <id>",
      "price-book id of the machine that trains (default: the cheapest with enough of the GPUs that serve)",
    )
    .action(async (_options: unknown, command: Command) => {
      setExitCode(await fineTune(callOf(command), command.opts<FineTuneOptions>()));
    });
  output(cost.command("fit"), false)
    .description("on what GPUs a model fits, for how many requests and how fast")
    .requiredOption("-m, --model <name>", "Hugging Face repository of the model")
    .option("--gpu <name>", "GPU, such as H100-80GB (default: all)")
    .addOption(count("--gpus <number>", "GPUs of a replica (default: the fewest that hold the model)", 1, 16))
    .addOption(
      new Option("--precision <name>", "precision (default: all that make sense)").choices(PRECISIONS),
    )
    .addOption(count("--context-length <tokens>", "longest request, prompt and answer", 1, 100_000_000, 8192))
    .addOption(count("--input-tokens <tokens>", "tokens of an average request", 1, 100_000_000, 1500))
    .addOption(count("--output-tokens <tokens>", "tokens of an average answer", 1, 100_000_000, 500))
    .addOption(
      count(
        "--first-token <milliseconds>",
        "goal for the first token when requests come at once",
        1,
        1_000_000,
      ),
    )
    .addOption(count("--each-token <milliseconds>", "goal for each further token", 1, 100_000))
    .action((options: FitOptions) => setExitCode(fit(options)));
  output(cost.command("prices"), false)
    .description("the price book with sources and ages")
    .argument("[words...]", "only ids with all of these words")
    .option("--rate-card <file>", "your own prices in place of list prices")
    .option("--check", "exit with 4 where a price is stale")
    .action((words: string[], options: PricesOptions) => setExitCode(prices(words, options)));
  return cost;
}
