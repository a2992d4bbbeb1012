import { type Environment, parseEnvironment } from "../../stacks/config/environment.ts";

const traffic = { requestsPerDay: 1000, inputTokens: 1500, outputTokens: 500, premiumShare: 0.15 };

export const scalewayCluster = {
  provider: "scaleway",
  zone: "fr-par-2",
  kubernetesVersion: "1.36",
  gpuNodes: { type: "L4-1-24G", count: 1 },
  cpuNodes: { type: "BASIC3-X4C-16G", count: 1 },
};
export const ownModel = { name: "Qwen/Qwen3-8B", contextLength: 16_384, cacheGigabytes: 40 };
export const costs = { traffic };

/** The smallest configuration: one L4 on Scaleway with Qwen3-8B. */
export const scaleway: Readonly<Record<string, unknown>> = {
  cluster: scalewayCluster,
  model: ownModel,
  costs,
};

export const existingCluster = {
  provider: "existing",
  place: { country: "DE", operator: "Own data centre", ownerCountry: "DE" },
  gpuNodes: { gpu: "L4", gpusPerNode: 1, count: 1, priceAs: "scaleway/L4-1-24G" },
  cpuNodes: { count: 1, priceAs: "scaleway/BASIC3-X4C-16G" },
};

/** An endpoint as an environment's file has it. */
export const endpoint = (name: string, tier: string, changes: Record<string, unknown> = {}) => ({
  name,
  tier,
  url: `https://${name}.example/v1`,
  model: `${name}-model`,
  jurisdiction: { country: "FR", operator: "Example", ownerCountry: "FR" },
  accepts: ["public"],
  price: { tokens: "mistral-eu/mistral-medium-3.5" },
  ...changes,
});

/** Parses the smallest configuration with changes to its keys. */
export function environment(changes: Record<string, unknown> = {}, name = "test"): Environment {
  return parseEnvironment(name, `stacks/Pulumi.${name}.yaml`, { ...scaleway, ...changes });
}

/** What the author of a configuration is told, one line for each problem; none where it is taken. */
export function problems(changes: Record<string, unknown>): string[] {
  try {
    environment(changes);
    return [];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ConfigError") throw error;
    const [file, ...lines] = error.message.split("\n  - ");
    if (file !== "stacks/Pulumi.test.yaml:") throw new Error("the file is not named", { cause: error });
    return lines.map((line) => line.replace(/^eu-llm-stack:/, ""));
  }
}
