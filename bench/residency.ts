import { execFileSync } from "node:child_process";
import { DEFAULT_RESIDENCY } from "../domain/jurisdiction/declarations.ts";
import { judgeStack } from "../policies/residency/stack.ts";
import { largeStack, throughJson, throughProxies } from "./large-stack.ts";
import { interleaved, median, report } from "./medians.ts";

/** What judging 5,000 resources takes, beside writing the same stack as JSON and reading it: `node bench/residency.ts`. */
const RESOURCES = 5_000;
const GOAL_MS = 2_000;
const TODAY = new Date("2026-11-24");

const stack = largeStack(RESOURCES);
const json = () => throughJson(stack);
const judge = () => judgeStack(throughProxies(stack), DEFAULT_RESIDENCY, TODAY);

/** In a fresh process, which has compiled nothing yet, as a policy pack's is. */
function cold(what: "judge" | "json"): number {
  return Number(
    execFileSync(
      process.execPath,
      [new URL("residency-cold.ts", import.meta.url).pathname, what, String(RESOURCES)],
      {
        encoding: "utf8",
      },
    ),
  );
}

const runs = Array.from({ length: 5 }, () => [cold("json"), cold("judge")] as const);
const coldJson = median(runs.map(([json]) => json));
const coldJudge = median(runs.map(([, judged]) => judged));
report(`JSON, ${RESOURCES} resources, cold`, coldJson);
report(`judge, ${RESOURCES} resources, cold`, coldJudge, ["JSON", coldJson]);
interleaved(2, [json, judge]);
const [warmJson = 0, warmJudge = 0] = interleaved(7, [json, judge]);
report(`JSON, ${RESOURCES} resources, warm`, warmJson);
report(`judge, ${RESOURCES} resources, warm`, warmJudge, ["JSON", warmJson]);
console.log(
  `goal of ${GOAL_MS} ms for ${RESOURCES} resources, cold: ${coldJudge <= GOAL_MS ? "met" : "missed"}`,
);
