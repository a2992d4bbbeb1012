import { fork } from "node:child_process";
import { join } from "node:path";
import { stateVariables } from "../engine/backend.ts";
import { AS_OF_VARIABLE } from "../../policies/settings.ts";
import type { Diagnostic, Outcome } from "../outcome.ts";
import type { OfflinePlan } from "./plan.ts";

/** What Pulumi's runtime prints where there is no engine to send it to, such as `info: [runtime] …`. */
const RUNTIME_LINE = /^(info|warning|error): \[runtime\] (.*)$/;

interface Ended {
  /** Undefined where the child ended before it had one. */
  readonly plan: OfflinePlan | undefined;
  /** What it printed. */
  readonly printed: string;
}

/** Mocks take over a process for good, so planning has one of its own. */
async function planInChild(environment: string, asOf: string | undefined): Promise<Ended> {
  const child = fork(join(import.meta.dirname, "process.ts"), [environment], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...process.env,
      ...stateVariables(environment),
      ...(asOf === undefined ? {} : { [AS_OF_VARIABLE]: asOf }),
    },
  });
  let printed = "";
  child.stdout?.on("data", (data: Buffer) => (printed += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (printed += data.toString()));
  const plan = await new Promise<OfflinePlan | undefined>((resolve) => {
    child.once("message", (message) => resolve(isPlan(message) ? message : undefined));
    child.once("exit", () => resolve(undefined));
  });
  return { plan, printed };
}

/** Where the program registers each resource of an environment, by URN; empty where it fails. */
export async function offlinePositions(environment: string): Promise<Readonly<Record<string, string>>> {
  return (await planInChild(environment, undefined)).plan?.positions ?? {};
}

/**
 * Plans an environment without the engine, in a process of its own.
 * @param reason Why the engine cannot do it, in one sentence.
 */
export async function runOffline(
  environment: string,
  reason: string,
  asOf: string | undefined,
): Promise<Outcome> {
  const { plan, printed } = await planInChild(environment, asOf);
  const diagnostics = diagnosticsOf(printed);
  const failure = plan === undefined ? "the offline plan ended early" : plan.error;
  const explained = plan !== undefined || printed.trim() === "" ? undefined : printed.trim();
  return {
    environment,
    source: { kind: "offline plan", reason },
    changes: plan?.changes ?? [],
    unchanged: 0,
    report: plan?.report,
    policyMessages: plan?.policyMessages ?? [],
    diagnostics:
      failure === undefined
        ? diagnostics
        : [...diagnostics, { severity: "error", message: explained ?? failure }],
    failed: failure !== undefined,
    interrupted: false,
  };
}

/** The child runs the code of this checkout: the shape of what it sends needs no proof. */
function isPlan(message: unknown): message is OfflinePlan {
  return typeof message === "object" && message !== null && "policyMessages" in message;
}

function diagnosticsOf(printed: string): Diagnostic[] {
  return printed.split("\n").flatMap((line): Diagnostic[] => {
    const [, severity, message = ""] = RUNTIME_LINE.exec(line) ?? [];
    return severity === "info" || severity === "warning" || severity === "error"
      ? [{ severity, message }]
      : [];
  });
}
