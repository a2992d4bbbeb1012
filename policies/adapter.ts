import { writeFileSync } from "node:fs";
import type {
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { RESIDENCY_LEVELS } from "../domain/jurisdiction/countries.ts";
import { DEFAULT_RESIDENCY, SUPPLY_CHAIN_LEVELS } from "../domain/jurisdiction/declarations.ts";
import type { ResourceCheck, Settings, StackCheck, StackReport } from "./check.ts";
import type { StatePlace } from "./residency/state.ts";
import { type PlannedResource, plainProperties, type Properties } from "./resource.ts";
import { residencySettings, statePlace, today } from "./settings.ts";

/** File to which the pack writes its report as JSON, for whoever started the engine. */
export const REPORT_VARIABLE = "EU_LLM_REPORT";

/** A check on resources as a policy of Pulumi's. */
export function resourcePolicy(check: ResourceCheck): ResourceValidationPolicy {
  return {
    ...common(check),
    validateResource: (args, report) => {
      for (const message of check.check(fromResourceArgs(args, check.name), settingsOf(args)))
        report(message);
    },
  };
}

/** Judges a whole stack, for the policies on it. */
export type Assess = (
  resources: readonly PlannedResource[],
  settings: Settings,
  state: StatePlace,
) => StackReport;

/** A check on the whole stack as a policy of Pulumi's. */
export function stackPolicy(check: StackCheck, assess: Assess): StackValidationPolicy {
  return {
    ...common(check),
    validateStack: (args, report) => {
      for (const { message, urn } of check.check(stackReport(args, check, assess))) report(message, urn);
    },
  };
}

function common({ name, description, enforcement, settings }: ResourceCheck | StackCheck) {
  return {
    name,
    description,
    enforcementLevel: enforcement,
    ...(settings === undefined ? {} : { configSchema: RESIDENCY_CONFIG }),
  };
}

/** What Pulumi checks of a configuration by itself; the details are checked where it is read, with better errors. */
const RESIDENCY_CONFIG: PolicyConfigSchema = {
  properties: {
    level: { type: "string", enum: [...RESIDENCY_LEVELS], default: DEFAULT_RESIDENCY.level },
    supplyChain: { type: "string", enum: [...SUPPLY_CHAIN_LEVELS], default: DEFAULT_RESIDENCY.supplyChain },
    exceptions: { type: "array" },
    hosts: { type: "array" },
    places: { type: "array" },
  },
};

/** Settings by configuration: there are as many as policies, and each is asked for at every resource. */
const settings = new Map<string, Settings["residency"]>();

function settingsOf(args: ResourceValidationArgs | StackValidationArgs): Settings {
  const config = args.getConfig<object>();
  const key = JSON.stringify(config);
  const residency = settings.get(key) ?? residencySettings(config);
  settings.set(key, residency);
  return { residency, today: today() };
}

/**
 * What policies share that are shown the same thing one right after the other. It is forgotten with the turn of the
 * event loop, in which nothing else can be shown, and when a policy asks for the second time.
 */
class Shared<Value> {
  #held: { readonly key: string; readonly value: Value; readonly askedBy: Set<string> } | undefined;

  get(key: string | undefined, policy: string): Value | undefined {
    const held = this.#held;
    if (held === undefined || held.askedBy.has(policy)) return undefined;
    if (key !== undefined && held.key !== key) return undefined;
    held.askedBy.add(policy);
    return held.value;
  }

  set(key: string, policy: string, value: Value): Value {
    this.#held = { key, value, askedBy: new Set([policy]) };
    setImmediate(() => (this.#held = undefined));
    return value;
  }
}

const stackReports = new Shared<StackReport>();

/** The report on the stack: the same for all policies that are configured alike, or have nothing to configure. */
function stackReport(args: StackValidationArgs, { name, settings }: StackCheck, assess: Assess): StackReport {
  const config = JSON.stringify(args.getConfig<object>());
  const known = stackReports.get(settings === undefined ? undefined : config, name);
  if (known !== undefined) return known;
  const report = assess(args.resources.map(fromStackResource), settingsOf(args), statePlace());
  const file = process.env[REPORT_VARIABLE];
  if (file !== undefined && file !== "")
    writeFileSync(file, JSON.stringify({ ...report, resources: report.resources.length }));
  return stackReports.set(config, name, report);
}

/**
 * The inputs of the resources that resource policies were shown. The engine shows a stack policy outputs alone, in which
 * much looks like a place or a host that nobody asked for; it shows resource policies every resource before.
 */
const inputs = new Map<string, Properties>();
const shownResources = new Shared<PlannedResource>();

/** A resource as a resource policy is given it: inputs, before it is created. */
function fromResourceArgs(args: ResourceValidationArgs, policy: string): PlannedResource {
  const known = shownResources.get(args.urn, policy);
  if (known !== undefined) return known;
  const resource = {
    ...described(args),
    properties: plainProperties(args.props),
    ...(args.opts.parent === undefined ? {} : { parent: args.opts.parent }),
    dependencies: [],
  };
  inputs.set(args.urn, resource.properties);
  return shownResources.set(args.urn, policy, resource);
}

/** A resource as a stack policy is given it: with its parent and where its values come from. */
function fromStackResource(resource: PolicyResource): PlannedResource {
  const origins = Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, from]) => [
      property,
      from.map(({ urn }) => urn),
    ]),
  );
  const dependencies = [...resource.dependencies.map(({ urn }) => urn), ...Object.values(origins).flat()];
  const outputs = plainProperties(resource.props);
  return {
    ...described(resource),
    properties: inputs.get(resource.urn) ?? outputs,
    outputs,
    ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
    dependencies: [...new Set(dependencies)],
    origins,
  };
}

function described({ urn, type, name, provider }: ResourceValidationArgs | PolicyResource) {
  return {
    urn,
    type,
    name,
    ...(provider === undefined
      ? {}
      : { provider: { urn: provider.urn, properties: plainProperties(provider.props) } }),
  };
}
