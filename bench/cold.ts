import { simulate } from "../domain/economics/simulation.ts";
import { timed } from "./medians.ts";
import { plainLoop } from "./plain-loop.ts";
import { exampleScenario } from "./plan.ts";

/** One first run in a process of its own, as a preview has it: `node bench/cold.ts simulate|plain`. Prints milliseconds. */
const scenario = exampleScenario();
const run =
  process.argv[2] === "plain" ? () => plainLoop(scenario, 10_000) : () => simulate(scenario, 10_000);
console.log(timed(run));
