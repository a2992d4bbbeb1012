import { DEFAULT_RESIDENCY } from "../domain/jurisdiction/declarations.ts";
import { judgeStack } from "../policies/residency/stack.ts";
import { largeStack, throughJson, throughProxies } from "./large-stack.ts";
import { timed } from "./medians.ts";

/** One run in this fresh process; prints its milliseconds. */
const [what, count = "5000"] = process.argv.slice(2);
const stack = largeStack(Number(count));
const run =
  what === "json"
    ? () => throughJson(stack)
    : () => judgeStack(throughProxies(stack), DEFAULT_RESIDENCY, new Date("2026-11-24"));
console.log(timed(run));
