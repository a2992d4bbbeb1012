import { PolicyPack } from "@pulumi/policy";
import { POLICIES } from "./pack.ts";

// Plain JavaScript, because the engine loads a pack's entry through its own, older TypeScript compiler; everything that
// this file imports is run by Node.js itself. The engine reads the pack's port from the first line on standard output:
// nothing may be printed before.
new PolicyPack("eu-llm-stack", { policies: [...POLICIES] });
