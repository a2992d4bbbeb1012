import * as pulumi from "@pulumi/pulumi";
import type { ResourceCheck, Settings, StackCheck, StackReport } from "../../policies/check.ts";
import { RESOURCE_CHECKS, STACK_CHECKS } from "../../policies/pack.ts";
import { assess, type Report, reportOf } from "../../policies/report.ts";
import type { PlannedResource } from "../../policies/resource.ts";
import { statePlace, today } from "../../policies/settings.ts";
import { type Environment, PROJECT } from "../../stacks/config/environment.ts";
import { environmentValues, loadEnvironment } from "../../stacks/config/files.ts";
import { isSecretKey } from "../../stacks/config/schema.ts";
import type { Change, PolicyMessage } from "../outcome.ts";
import { enforcementIn } from "../pack-config.ts";
import { PlanMonitor, useMonitor } from "./plan-monitor.ts";

/** What the offline plan found. */
export interface OfflinePlan {
  readonly changes: readonly Change[];
  readonly policyMessages: readonly PolicyMessage[];
  /** URN → where the program registered it, such as file:///stacks/index.ts#12,3. */
  readonly positions: Readonly<Record<string, string>>;
  /** Undefined where the program failed. */
  readonly report: Report | undefined;
  /** The program's own error; undefined where it ran to its end. */
  readonly error: string | undefined;
}

/**
 * Runs the stack's program on mocks, and what it registers through the same checks as the engine would. Mocks take over
 * a process for good, so this runs in one of its own.
 */
export async function planOffline(name: string): Promise<OfflinePlan> {
  const environment = loadEnvironment(name);
  const settings: Settings = { residency: environment.residency, today: today() };
  const monitor = new PlanMonitor();
  await useMonitor(monitor, PROJECT, name);
  pulumi.runtime.setAllConfig(stackConfig(name));
  const error = await runProgram();
  const { registrations } = monitor;
  const report = error === undefined ? assess(registrations, settings, statePlace()) : undefined;
  return {
    changes: registrations.map((registration) => ({
      operation: "create",
      urn: registration.urn,
      type: registration.type,
      name: registration.name,
    })),
    policyMessages: [
      ...registrations.flatMap((registration) => resourceMessages(registration, settings, environment)),
      ...(report === undefined ? [] : stackMessages(report, environment)),
    ],
    positions: monitor.positions,
    report: report && reportOf(report),
    error,
  };
}

/** Configuration as the engine hands it over; secrets cannot be decrypted without one. */
function stackConfig(name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environmentValues(name))
      .filter(([key]) => !isSecretKey(key))
      .map(([key, value]) => [
        `${PROJECT}:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
  );
}

/** Undefined where the program ran to its end, else what it threw. */
async function runProgram(): Promise<string | undefined> {
  const { default: program } = await import("../../stacks/index.ts");
  try {
    await pulumi.runtime.runInPulumiStack(program);
    await pulumi.runtime.disconnect();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function resourceMessages(
  resource: PlannedResource,
  settings: Settings,
  environment: Environment,
): PolicyMessage[] {
  return RESOURCE_CHECKS.flatMap((policy) => {
    const level = levelOf(policy, environment);
    return level === "disabled"
      ? []
      : policy.check(resource, settings).map((message) => ({
          policy: policy.name,
          mandatory: level === "mandatory",
          message,
          urn: resource.urn,
        }));
  });
}

function stackMessages(report: StackReport, environment: Environment): PolicyMessage[] {
  return STACK_CHECKS.flatMap((policy) => {
    const level = levelOf(policy, environment);
    return level === "disabled"
      ? []
      : policy.check(report).map(({ message, urn }) => ({
          policy: policy.name,
          mandatory: level === "mandatory",
          message,
          urn,
        }));
  });
}

const levelOf = ({ name, enforcement }: ResourceCheck | StackCheck, environment: Environment) =>
  enforcementIn(environment, name) ?? enforcement;
