import { readFileSync } from "node:fs";
import { z } from "zod";
import type { StatePlace } from "../../policies/residency/state.ts";
import { type PlannedResource, plainProperties } from "../../policies/resource.ts";
import { UserError } from "../exit-codes.ts";
import { type Secrets, secretsOf, unmasked } from "./secrets.ts";

/** A stack's resources from a file, and what is known about where they were written. */
export interface StackSource {
  readonly kind: "deployed state" | "update plan" | "preview";
  readonly resources: readonly PlannedResource[];
  /** URN → the engine's source position, such as project:///index.ts#12,3. */
  readonly positions: ReadonlyMap<string, string>;
  readonly secrets: Secrets;
  /** Where the state and the key of its secrets lie, as far as the file says it. */
  readonly state?: StatePlace;
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
  id: z.string().optional(),
  /** It was replaced and still waits to be deleted: its successor has the same URN. */
  delete: z.boolean().optional(),
});
type StateResource = z.infer<typeof resourceSchema>;

/** `pulumi stack export`. */
const stateSchema = z.looseObject({
  deployment: z.looseObject({
    secrets_providers: z
      .looseObject({ type: z.string(), state: z.looseObject({ url: z.string().optional() }).nullish() })
      .nullish(),
    resources: z.array(resourceSchema).nullish(),
  }),
});
type SecretsProvider = z.infer<typeof stateSchema>["deployment"]["secrets_providers"];

/** `pulumi preview --json`. */
const previewSchema = z.looseObject({
  steps: z.array(
    z.looseObject({
      op: z.string(),
      urn: z.string().optional(),
      newState: resourceSchema.nullish(),
      oldState: z.unknown().optional(),
    }),
  ),
  changeSummary: z.record(z.string(), z.number()).nullish(),
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
  if (state.success) {
    const { resources, secrets_providers } = state.data.deployment;
    return {
      ...fromStates("deployed state", resources ?? []),
      state: { backend: undefined, secretsProvider: providerUrl(secrets_providers) },
    };
  }
  const plan = planSchema.safeParse(content);
  if (plan.success) return fromPlan(plan.data);
  const preview = previewSchema.safeParse(content);
  if (preview.success) return fromPreview(file, preview.data);
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

function fromStates(kind: StackSource["kind"], states: readonly StateResource[]): StackSource {
  const { keyed, keyOf } = withKeys(states);
  const byUrn = new Map(keyed.map((state) => [state.urn, state]));
  return {
    kind,
    resources: keyed.map((state) => planned(state, keyOf, (urn) => byUrn.get(urn)?.inputs ?? {})),
    positions: new Map(
      keyed.flatMap(({ urn, sourcePosition }): [string, string][] =>
        sourcePosition === undefined ? [] : [[urn, sourcePosition]],
      ),
    ),
    secrets: secretsOf(states.map(({ inputs, outputs }) => [inputs, outputs])),
  };
}

const PENDING = "pending delete";

/**
 * The resources, each under a URN of its own, and the URN for a reference. What waits to be deleted still holds data
 * where it is, and has the URN of what replaced it.
 */
function withKeys(states: readonly StateResource[]) {
  const taken = new Set(states.flatMap((state) => (state.delete === true ? [] : [state.urn])));
  const pending = new Map<string, string>();
  const byId = new Map<string, string>();
  const keyed = states.map((state) => {
    const { urn, id } = state;
    let key = urn;
    if (state.delete === true) {
      for (let count = 1; key === urn || taken.has(key); count++)
        key = `${urn}#${PENDING}${count === 1 ? "" : ` ${count}`}`;
      taken.add(key);
      pending.set(urn, key);
    }
    if (id !== undefined) byId.set(`${urn}::${id}`, key);
    return { ...state, urn: key };
  });
  /** @param reference A URN; of a provider with its id, which tells apart those that wait to be deleted */
  const keyOf = (reference: string, isProvider = false) => {
    const urn = isProvider ? reference.split("::").slice(0, -1).join("::") : reference;
    return byId.get(reference) ?? (taken.has(urn) ? urn : (pending.get(urn) ?? urn));
  };
  return { keyed, keyOf };
}

/** The secrets provider as a URL; undefined for a passphrase, whose key lies nowhere. */
function providerUrl(provider: SecretsProvider): string | undefined {
  if (provider === null || provider === undefined || /^(?:passphrase|b64)$/.test(provider.type))
    return undefined;
  return provider.state?.url ?? (provider.type === "service" ? PULUMI_CLOUD : `${provider.type}://`);
}

const PULUMI_CLOUD = "https://api.pulumi.com";

/** A preview has its secrets masked, and leaves out what stays the same where nobody asks for it. */
function fromPreview(file: string, { steps, changeSummary }: z.infer<typeof previewSchema>): StackSource {
  const same = steps.filter(({ op }) => op === "same").length;
  const expected = changeSummary?.["same"] ?? 0;
  if (expected > same) {
    throw new UserError(
      `${file} leaves out ${expected - same} of the resources that stay the same, which must be judged too; write it with \`pulumi preview --json --show-sames\``,
    );
  }
  // What --refresh found decides only where no other step does: it may go on to be replaced or deleted.
  const changed = new Set(steps.flatMap(({ op, urn }) => (op === "refresh" ? [] : [urn])));
  const states = new Map<string, StateResource>();
  // A replacement may have several steps, each with the whole new state.
  for (const { op, urn, newState, oldState } of steps) {
    if (op === "refresh" && changed.has(urn)) continue;
    const state = newState ?? (op === "same" ? resourceSchema.safeParse(oldState).data : undefined);
    if (state === undefined) continue;
    const shown = { ...state, inputs: record(state.inputs), outputs: record(state.outputs) };
    states.set(state.urn, { ...shown, delete: false });
  }
  return fromStates("preview", [...states.values()]);
}

const record = (value: StateResource["inputs"]) => properties.optional().parse(unmasked(value));

/** A plan holds the inputs of what is created, and of everything what it will be. */
function fromPlan({ resourcePlans }: z.infer<typeof planSchema>): StackSource {
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
  return fromStates("update plan", states);
}

function planned(
  { urn, type, inputs = {}, outputs, parent, provider, dependencies, ...state }: StateResource,
  keyOf: (reference: string, isProvider?: boolean) => string,
  inputsOf: (urn: string) => Record<string, unknown>,
): PlannedResource {
  const origins = Object.fromEntries(
    Object.entries(state.propertyDependencies ?? {}).map(([property, urns]) => [
      property,
      (urns ?? []).map((origin) => keyOf(origin)),
    ]),
  );
  // A provider is referred to by its URN and its id.
  const providerUrn = provider === undefined ? undefined : keyOf(provider, true);
  const owners = (dependencies ?? []).map((dependency) => keyOf(dependency));
  return {
    urn,
    type,
    name: nameOf(urn),
    properties: plainProperties(inputs),
    ...(outputs === undefined ? {} : { outputs: plainProperties(outputs) }),
    ...(parent === undefined ? {} : { parent: keyOf(parent) }),
    ...(providerUrn === undefined
      ? {}
      : { provider: { urn: providerUrn, properties: plainProperties(inputsOf(providerUrn)) } }),
    dependencies: [...new Set([...owners, ...Object.values(origins).flat()])],
    origins,
  };
}

/** The name in a URN, with what is said of it: bucket#pending delete → bucket (pending delete). */
function nameOf(urn: string): string {
  const name = urn.split("::").slice(3).join("::");
  return name.replace(/#(pending delete(?: \d+)?)$/, " ($1)");
}
