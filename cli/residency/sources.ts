import { readFileSync } from "node:fs";
import { z } from "zod";
import { type PlannedResource, plainProperties } from "../../policies/resource.ts";
import { UserError } from "../exit-codes.ts";

/** A stack's resources from a file, and what is known about where they were written. */
export interface StackSource {
  readonly kind: "deployed state" | "update plan" | "preview";
  readonly resources: readonly PlannedResource[];
  /** URN → the engine's source position, such as project:///index.ts#12,3. */
  readonly positions: ReadonlyMap<string, string>;
  /** Values that stand encrypted in the file and could not be judged. */
  readonly encrypted: number;
}

const properties = z.record(z.string(), z.unknown());
const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  inputs: properties.optional(),
  outputs: properties.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  sourcePosition: z.string().optional(),
});
type StateResource = z.infer<typeof resourceSchema>;

/** `pulumi stack export`. */
const stateSchema = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resourceSchema).default([]) }),
});

/** `pulumi preview --json`. */
const previewSchema = z.looseObject({
  steps: z.array(z.looseObject({ op: z.string(), newState: resourceSchema.nullish() })),
});

/** `pulumi preview --save-plan FILE`. */
const planSchema = z.looseObject({
  resourcePlans: z.record(
    z.string(),
    z.looseObject({
      goal: z
        .looseObject({
          type: z.string(),
          parent: z.string().optional(),
          provider: z.string().optional(),
          dependencies: z.array(z.string()).nullish(),
          propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
          inputDiff: z.looseObject({ adds: properties.optional() }).optional(),
        })
        .nullish(),
      steps: z.array(z.string()).default([]),
      state: properties.nullish(),
    }),
  ),
});

/**
 * Reads what Pulumi wrote: a stack's export, an update plan, or a preview as JSON; the content tells which.
 * @throws UserError
 */
export function readStack(file: string): StackSource {
  const content = readJson(file);
  const state = stateSchema.safeParse(content);
  if (state.success) return fromStates("deployed state", state.data.deployment.resources, content);
  const plan = planSchema.safeParse(content);
  if (plan.success) return fromPlan(plan.data, content);
  const preview = previewSchema.safeParse(content);
  if (preview.success) {
    const states = preview.data.steps.flatMap(({ newState }) => newState ?? []);
    return fromStates("preview", states, content);
  }
  throw new UserError(
    `${file} is none of what Pulumi writes; allowed: \`pulumi stack export\`, \`pulumi preview --save-plan FILE\`, \`pulumi preview --json\``,
  );
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fromStates(
  kind: StackSource["kind"],
  states: readonly StateResource[],
  content: unknown,
): StackSource {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  return {
    kind,
    resources: states.map((state) => planned(state, (urn) => byUrn.get(urn)?.inputs ?? {})),
    positions: new Map(
      states.flatMap(({ urn, sourcePosition }): [string, string][] =>
        sourcePosition === undefined ? [] : [[urn, sourcePosition]],
      ),
    ),
    encrypted: encryptedValues(content),
  };
}

/** A plan holds the inputs of what is created, and of everything what it will be. */
function fromPlan({ resourcePlans }: z.infer<typeof planSchema>, content: unknown): StackSource {
  const states = Object.entries(resourcePlans).flatMap(([urn, { goal, steps, state }]): StateResource[] => {
    if (goal === null || goal === undefined || steps.includes("delete")) return [];
    const inputs = steps.includes("create") ? goal.inputDiff?.adds : undefined;
    return [
      {
        ...goal,
        urn,
        inputs: inputs ?? state ?? {},
        ...(state === null || state === undefined ? {} : { outputs: state }),
      },
    ];
  });
  return fromStates("update plan", states, content);
}

function planned(
  { urn, type, inputs = {}, outputs, parent, provider, dependencies, propertyDependencies }: StateResource,
  inputsOf: (urn: string) => Record<string, unknown>,
): PlannedResource {
  const origins = Object.fromEntries(
    Object.entries(propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
  );
  // A provider is referred to by its URN and its id.
  const providerUrn = provider?.split("::").slice(0, -1).join("::");
  return {
    urn,
    type,
    name: urn.split("::").slice(3).join("::"),
    properties: plainProperties(inputs),
    ...(outputs === undefined ? {} : { outputs: plainProperties(outputs) }),
    ...(parent === undefined ? {} : { parent }),
    ...(providerUrn === undefined
      ? {}
      : { provider: { urn: providerUrn, properties: plainProperties(inputsOf(providerUrn)) } }),
    dependencies: [...new Set([...(dependencies ?? []), ...Object.values(origins).flat()])],
    origins,
  };
}

function encryptedValues(content: unknown): number {
  if (typeof content !== "object" || content === null) return 0;
  const own = "ciphertext" in content ? 1 : 0;
  return Object.values(content).reduce((sum: number, child: unknown) => sum + encryptedValues(child), own);
}
