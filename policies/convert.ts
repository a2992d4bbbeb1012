import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { RESIDENCY_LEVELS, type ResidencyLevel } from "../domain/jurisdiction/countries.ts";
import { assess, type Report } from "./report.ts";
import { type PlannedResource, plainProperties } from "./resource.ts";

/** Day against which prices age, ISO 8601; today where it is not set. */
export const AS_OF_VARIABLE = "EU_LLM_AS_OF";

/** Configuration that every residency policy takes. */
export interface ResidencyConfig {
  level?: ResidencyLevel;
}

export const levelSchema = {
  properties: {
    level: {
      type: "string" as const,
      enum: [...RESIDENCY_LEVELS],
      default: "eu",
      description:
        "How far sensitive data may go: eu, eea, or adequacy (countries with an adequacy decision).",
    },
  },
};

export function levelOf(config: ResidencyConfig): ResidencyLevel {
  return config.level ?? "eu";
}

/** A resource as a resource policy is given it: inputs, before it is created. */
export function fromResourceArgs({
  urn,
  type,
  name,
  props,
  provider,
  opts,
}: ResourceValidationArgs): PlannedResource {
  return {
    urn,
    type,
    name,
    properties: plainProperties(props),
    ...(provider === undefined
      ? {}
      : { provider: { urn: provider.urn, properties: plainProperties(provider.props) } }),
    ...(opts.parent === undefined ? {} : { parent: opts.parent }),
    dependencies: [],
  };
}

/** A resource as a stack policy is given it: with its parent and where its values come from. */
function fromStackResource(resource: PolicyResource): PlannedResource {
  const { urn, type, name, props, provider, parent } = resource;
  return {
    urn,
    type,
    name,
    properties: plainProperties(props),
    ...(provider === undefined
      ? {}
      : { provider: { urn: provider.urn, properties: plainProperties(provider.props) } }),
    ...(parent === undefined ? {} : { parent: parent.urn }),
    dependencies: [...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()].map(
      (dependency) => dependency.urn,
    ),
  };
}

/** The day against which prices age. */
export function today(environment: NodeJS.ProcessEnv = process.env): Date {
  const given = environment[AS_OF_VARIABLE];
  return given === undefined || given === "" ? new Date() : new Date(given);
}

/** The report on the stack that a stack policy is given. */
export function reportOf(args: StackValidationArgs): Report {
  return assess(args.resources.map(fromStackResource), levelOf(args.getConfig<ResidencyConfig>()), today());
}
