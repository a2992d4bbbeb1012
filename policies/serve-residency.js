import { PolicyPack } from "@pulumi/policy";
import { resourcePolicy, stackPolicy } from "./adapter.ts";
import { assessResidency, RESIDENCY_RESOURCE_CHECKS, RESIDENCY_STACK_CHECKS } from "./residency-pack.ts";

// Entry of the pack that `eu-llm policy-pack` writes for other people's programs.
new PolicyPack("eu-residency", {
  policies: [
    ...RESIDENCY_RESOURCE_CHECKS.map(resourcePolicy),
    ...RESIDENCY_STACK_CHECKS.map((check) => stackPolicy(check, assessResidency)),
  ],
});
