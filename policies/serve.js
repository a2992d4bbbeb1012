import { PolicyPack } from "@pulumi/policy";
import { resourcePolicy, stackPolicy } from "./adapter.ts";
import { assess } from "./report.ts";
import { RESOURCE_CHECKS, STACK_CHECKS } from "./pack.ts";

// Plain JavaScript, because the library's declarations are for packs that the engine compiles; what this file imports is
// run by Node.js itself. The engine reads the pack's port from the first line on standard output: nothing may be printed
// before.
new PolicyPack("eu-llm-stack", {
  policies: [
    ...RESOURCE_CHECKS.map(resourcePolicy),
    ...STACK_CHECKS.map((check) => stackPolicy(check, assess)),
  ],
});
