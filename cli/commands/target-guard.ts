import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { EXISTING_NODES_TYPE } from "../../domain/contract.ts";
import { ConfigError, type Environment } from "../../stacks/config/environment.ts";
import { resolveTarget, type Target } from "../../stacks/target.ts";
import { openStack } from "../engine/backend.ts";
import { UserError } from "../exit-codes.ts";

/** What the state says of where an environment's objects are. */
type Deployed =
  | { readonly kind: "nowhere" }
  | { readonly kind: "manifests" }
  | { readonly kind: "cluster"; readonly server: string | undefined };

const stateSchema = z.looseObject({
  resources: z
    .array(
      z.looseObject({
        type: z.string(),
        inputs: z.looseObject({ server: z.string().optional() }).optional(),
        urn: z.string(),
      }),
    )
    .optional(),
});

async function deployedWhere(command: PulumiCommand, environment: Environment): Promise<Deployed> {
  const stack = await openStack(command, environment.name);
  const { resources = [] } = stateSchema.parse((await stack.exportStack()).deployment);
  const provider = resources.find(({ type }) => type === "pulumi:providers:kubernetes");
  if (provider === undefined) return { kind: "nowhere" };
  if (provider.urn.endsWith("-manifests")) return { kind: "manifests" };
  const nodes = resources.find(({ type }) => type === EXISTING_NODES_TYPE);
  return { kind: "cluster", server: nodes?.inputs?.server };
}

export interface TargetGuardOptions {
  /** The user says that the cluster at a new address is the one that the environment runs on. */
  readonly sameCluster?: boolean;
}

/**
 * Refuses to go on where the environment would act on another cluster than the one it runs on. The engine compares
 * objects with its state, not with the cluster: it would call everything unchanged in a cluster that has nothing, and
 * everything deleted while it still runs elsewhere.
 * @throws UserError
 */
export async function refuseOtherTarget(
  command: PulumiCommand,
  environment: Environment,
  operation: "preview" | "up" | "destroy",
  options: TargetGuardOptions,
): Promise<void> {
  if (environment.cluster.provider !== "existing") return;
  const deployed = await deployedWhere(command, environment);
  if (deployed.kind === "nowhere") return;
  const target = await targetOf(environment, operation);
  const problem = target && difference(deployed, target, operation, options);
  if (problem !== undefined) throw new UserError(`${environment.name} ${problem}`);
}

/** Undefined where the program itself is going to say what is wrong. */
async function targetOf(environment: Environment, operation: string): Promise<Target | undefined> {
  try {
    return await resolveTarget(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (operation === "destroy") throw new UserError(error.message);
    return undefined;
  }
}

function difference(
  deployed: Exclude<Deployed, { kind: "nowhere" }>,
  target: Target,
  operation: string,
  { sameCluster }: TargetGuardOptions,
): string | undefined {
  if (deployed.kind === "manifests") {
    if (target.kind === "manifests" || operation === "destroy") return undefined;
    return "was written as manifests, and now there is a cluster. Remove the manifests first: npm run down.";
  }
  if (target.kind === "manifests") {
    return `runs on a cluster, but ${target.reason}. Make that cluster reachable.`;
  }
  if (target.kind !== "existing-cluster" || deployed.server === undefined || sameCluster === true)
    return undefined;
  if (target.server === deployed.server) return undefined;
  return (
    `runs on the cluster at ${deployed.server}, but the kubeconfig's context "${target.context}" means ` +
    `${target.server}. Choose the right context, or say --same-cluster where only the address is new.`
  );
}
