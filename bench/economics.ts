import { execFileSync } from "node:child_process";
import { decide } from "../domain/economics/decision.ts";
import { volumes } from "../domain/economics/break-even.ts";
import { flips } from "../domain/economics/flips.ts";
import { likelyPoint } from "../domain/economics/scenario.ts";
import { curves, simulate } from "../domain/economics/simulation.ts";
import { interleaved, median, report } from "./medians.ts";
import { plainLoop } from "./plain-loop.ts";
import { exampleScenario } from "./plan.ts";

/** What a report's calculations take, beside a plain loop that draws as many numbers: `node bench/economics.ts`. */
const DRAWS = 10_000;
const GOAL_MS = 100;
const scenario = exampleScenario();
const point = likelyPoint(scenario);

/** A run in a fresh process, which has compiled nothing yet. */
function cold(what: "simulate" | "plain"): number {
  return Number(
    execFileSync(process.execPath, [new URL("cold.ts", import.meta.url).pathname, what], {
      encoding: "utf8",
    }),
  );
}

const coldRuns = Array.from({ length: 7 }, () => [cold("simulate"), cold("plain")] as const);
const coldSimulate = median(coldRuns.map(([simulated]) => simulated));
const coldPlain = median(coldRuns.map(([, plain]) => plain));
report("plain loop, 10,000 draws, cold", coldPlain);
report("simulate, 10,000 draws, cold", coldSimulate, ["plain loop", coldPlain]);

/** A reference that calculates something else would be none. */
const medians = Object.values(simulate(scenario, DRAWS).options).map(({ monthly }) => monthly.p50);
plainLoop(scenario, DRAWS).forEach((total, index) => {
  const expected = medians[index] ?? Number.NaN;
  if (!(Math.abs(total / expected - 1) < 1e-3))
    throw new Error(`the plain loop has ${total} EUR where simulate has ${expected}`);
});

const at = volumes(1e4, 1e10, 60);
const runs = [
  () => plainLoop(scenario, DRAWS),
  () => simulate(scenario, DRAWS),
  () => decide(scenario, [], point),
  () => flips(scenario),
  () => curves(scenario, at),
];
interleaved(5, runs);
const [plain = 0, simulated = 0, decided = 0, flipped = 0, curved = 0] = interleaved(25, runs);
report("plain loop, 10,000 draws, warm", plain);
report("simulate, 10,000 draws, warm", simulated, ["plain loop", plain]);
report("decide, three comparisons", decided, ["plain loop", plain]);
report("flips", flipped, ["plain loop", plain]);
report("curves, 60 volumes × 200 draws", curved, ["plain loop", plain]);
console.log(`goal of ${GOAL_MS} ms for 10,000 draws, cold: ${coldSimulate <= GOAL_MS ? "met" : "missed"}`);
