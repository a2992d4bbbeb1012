import type { COMPONENTS } from "../../../domain/economics/options.ts";

/** What adds up to an option's total. */
export type Component = (typeof COMPONENTS)[number];

export const COMPONENT_NAMES: Readonly<Record<Component, string>> = {
  gpu: "GPU",
  platform: "Platform",
  egress: "Egress",
  labour: "Labour",
  onCall: "On call",
  compliance: "Compliance",
  migration: "Migration",
  tokens: "Tokens",
  retries: "Retries",
  apiOperations: "API operations",
};
