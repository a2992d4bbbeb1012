import type { ResourceValidationPolicy } from "@pulumi/policy";
import { fromResourceArgs, levelOf, levelSchema, type ResidencyConfig } from "../convert.ts";
import { findingText, judgeResource } from "./judge.ts";

export const dataResidency: ResourceValidationPolicy = {
  name: "data-residency",
  description: "Everything stays inside the residency level, and can be shown to.",
  enforcementLevel: "mandatory",
  configSchema: levelSchema,
  validateResource: (args, report) => {
    const level = levelOf(args.getConfig<ResidencyConfig>());
    for (const finding of judgeResource(fromResourceArgs(args), level)) {
      if (finding.verdict !== "proved") report(findingText(finding));
    }
  },
};
