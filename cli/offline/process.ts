import { planOffline } from "./plan.ts";

// The child's side of run.ts: plans the environment that it is named, and sends the plan to its parent.
const [name = ""] = process.argv.slice(2);
process.send?.(await planOffline(name), () => process.exit(0));
