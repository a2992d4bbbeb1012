import * as pulumi from "@pulumi/pulumi";
import { today } from "../../policies/adapter.ts";
import type { Settings } from "../../policies/check.ts";
import { RESOURCE_CHECKS, STACK_CHECKS } from "../../policies/pack.ts";
import { assess, type Report } from "../../policies/report.ts";
import type { PlannedResource } from "../../policies/resource.ts";
import { PROJECT } from "../../stacks/config/environment.ts";
import { environmentValues, loadEnvironment } from "../../stacks/config/files.ts";
import { isSecretKey } from "../../stacks/config/schema.ts";
import type { Change, PolicyMessage } from "../outcome.ts";
import { PlanMonitor, useMonitor } from "./plan-monitor.ts";

/** What the offline plan found. */
export interface OfflinePlan {
  readonly changes: readonly Change[];
  readonly policyMessages: readonly PolicyMessage[];
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
  const settings = { level: loadEnvironment(name).residency.level };
  const monitor = new PlanMonitor();
  await useMonitor(monitor, PROJECT, name);
  pulumi.runtime.setAllConfig(stackConfig(name));
  const error = await runProgram();
  const { registrations } = monitor;
  const report = error === undefined ? assess(registrations, settings.level, today()) : undefined;
  return {
    changes: registrations.map((registration) => ({
      operation: "create",
      urn: registration.urn,
      type: registration.type,
      name: registration.name,
    })),
    policyMessages: [
      ...registrations.flatMap((registration) => resourceMessages(registration, settings)),
      ...(report === undefined ? [] : stackMessages(report)),
    ],
    report,
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

function resourceMessages(resource: PlannedResource, settings: Settings): PolicyMessage[] {
  return RESOURCE_CHECKS.flatMap(({ name, enforcement, check }) =>
    check(resource, settings).map((message) => ({
      policy: name,
      mandatory: enforcement === "mandatory",
      message,
      urn: resource.urn,
    })),
  );
}

function stackMessages(report: Report): PolicyMessage[] {
  return STACK_CHECKS.flatMap(({ name, enforcement, check }) =>
    check(report).map(({ message, urn }) => ({
      policy: name,
      mandatory: enforcement === "mandatory",
      message,
      urn,
    })),
  );
}
