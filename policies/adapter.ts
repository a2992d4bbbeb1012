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
import { DEFAULT_SETTINGS, type ResourceCheck, type Settings, type StackCheck } from "./check.ts";
import { assess, type Report } from "./report.ts";
import { type PlannedResource, plainProperties } from "./resource.ts";

/** Day against which prices age, ISO 8601; today where it is not set. */
export const AS_OF_VARIABLE = "EU_LLM_AS_OF";
/** File to which the pack writes its report as JSON, for whoever started the engine. */
export const REPORT_VARIABLE = "EU_LLM_REPORT";

const configSchema: PolicyConfigSchema = {
  properties: {
    level: {
      type: "string",
      enum: [...RESIDENCY_LEVELS],
      default: DEFAULT_SETTINGS.level,
      description:
        "How far sensitive data may go: eu, eea, or adequacy (countries with an adequacy decision).",
    },
  },
};

/** A check on resources as a policy of Pulumi's. */
export function resourcePolicy({
  name,
  description,
  enforcement,
  check,
}: ResourceCheck): ResourceValidationPolicy {
  return {
    name,
    description,
    enforcementLevel: enforcement,
    configSchema,
    validateResource: (args, report) => {
      for (const message of check(fromResourceArgs(args), settingsOf(args))) report(message);
    },
  };
}

/** A check on the whole stack as a policy of Pulumi's. */
export function stackPolicy({ name, description, enforcement, check }: StackCheck): StackValidationPolicy {
  return {
    name,
    description,
    enforcementLevel: enforcement,
    configSchema,
    validateStack: (args, report) => {
      for (const { message, urn } of check(reportOf(args))) report(message, urn);
    },
  };
}

function settingsOf(args: ResourceValidationArgs | StackValidationArgs): Settings {
  return { ...DEFAULT_SETTINGS, ...args.getConfig<Partial<Settings>>() };
}

function reportOf(args: StackValidationArgs): Report {
  const report = assess(args.resources.map(fromStackResource), settingsOf(args).level, today());
  const file = process.env[REPORT_VARIABLE];
  if (file !== undefined && file !== "") writeFileSync(file, JSON.stringify(report));
  return report;
}

/** A resource as a resource policy is given it: inputs, before it is created. */
function fromResourceArgs(args: ResourceValidationArgs): PlannedResource {
  return {
    ...common(args),
    ...(args.opts.parent === undefined ? {} : { parent: args.opts.parent }),
    dependencies: [],
  };
}

/** A resource as a stack policy is given it: with its parent and where its values come from. */
function fromStackResource(resource: PolicyResource): PlannedResource {
  const dependencies = [...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()];
  return {
    ...common(resource),
    ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
    dependencies: dependencies.map(({ urn }) => urn),
  };
}

function common({ urn, type, name, props, provider }: ResourceValidationArgs | PolicyResource) {
  return {
    urn,
    type,
    name,
    properties: plainProperties(props),
    ...(provider === undefined
      ? {}
      : { provider: { urn: provider.urn, properties: plainProperties(provider.props) } }),
  };
}

/**
 * The day against which prices age.
 * @throws Error where the variable holds no day: every price would count as fresh.
 */
export function today(environment: NodeJS.ProcessEnv = process.env): Date {
  const given = environment[AS_OF_VARIABLE];
  if (given === undefined || given === "") return new Date();
  const day = new Date(given);
  if (Number.isNaN(day.getTime()))
    throw new Error(`${AS_OF_VARIABLE} is "${given}", but takes a day such as 2026-11-24`);
  return day;
}
