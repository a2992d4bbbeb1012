import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { REPORT_VARIABLE } from "../../policies/adapter.ts";
import type { Report } from "../../policies/report.ts";
import { AS_OF_VARIABLE } from "../../policies/settings.ts";
import type { Environment } from "../../stacks/config/environment.ts";
import type { Interrupt } from "../interrupt.ts";
import type { Change, Diagnostic, Outcome, PolicyMessage } from "../outcome.ts";
import { openStack, ROOT, stateVariables } from "./backend.ts";
import { packConfig } from "../pack-config.ts";
import { firstLine } from "./find.ts";

export type Operation = "preview" | "up" | "destroy";

export interface RunOptions {
  readonly environment: Environment;
  readonly operation: Operation;
  /** Day against which prices age, ISO 8601. */
  readonly asOf: string | undefined;
  /** Told what is being worked on, for a progress line. */
  readonly progress: (text: string) => void;
  /** How the user stops it. */
  readonly interrupt: Interrupt;
  /** Told everything that the engine prints, for --verbose. */
  readonly onOutput?: (text: string) => void;
}

/** What the engine tells a person; it also sends its debug log. */
const SEVERITIES: Readonly<Record<string, Diagnostic["severity"]>> = {
  info: "info",
  "info#err": "info",
  warning: "warning",
  error: "error",
};

const UNCHANGED: readonly string[] = ["same", "read", "refresh"];

/** Colour marks of Pulumi's own display language, such as <{%fg 1%}>. */
const plainText = (text: string) => text.replaceAll(/<\{%[^%]*%\}>/g, "").trim();

/** Gathers what the engine tells while it works. */
class EventLog {
  readonly changes: Change[] = [];
  readonly policyMessages: PolicyMessage[] = [];
  readonly diagnostics: Diagnostic[] = [];
  unchanged = 0;

  add(event: EngineEvent): void {
    if (event.resourcePreEvent !== undefined) {
      const { op, urn, type } = event.resourcePreEvent.metadata;
      if (UNCHANGED.includes(op)) this.unchanged++;
      else this.changes.push({ operation: op, urn, type, name: urn.split("::").at(-1) ?? urn });
    }
    if (event.policyEvent !== undefined) {
      const { policyName, enforcementLevel, message, resourceUrn } = event.policyEvent;
      // The engine puts the policy's description before the message that the policy wrote.
      const text = plainText(message).split("\n").slice(1).join("\n").trim();
      this.policyMessages.push({
        policy: policyName,
        mandatory: enforcementLevel === "mandatory",
        message: text === "" ? plainText(message) : text,
        urn: resourceUrn,
      });
    }
    if (event.diagnosticEvent !== undefined) this.addDiagnostic(event.diagnosticEvent);
  }

  private addDiagnostic(event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const message = plainText(event.message);
    if (message === "" || event.ephemeral === true) return;
    const severity = SEVERITIES[event.severity];
    if (severity === undefined) return;
    // What a failed operation says last is only that it failed.
    if (/^(preview|update|destroy) failed$/.test(message)) return;
    this.diagnostics.push({ severity, message });
  }
}

/** Runs an operation on the real engine, with the policy pack, and gathers what it came to. */
export async function runOnEngine(command: PulumiCommand, options: RunOptions): Promise<Outcome> {
  const { environment, operation, asOf, progress, interrupt } = options;
  const scratch = mkdtempSync(join(tmpdir(), "eu-llm-"));
  const reportFile = join(scratch, "report.json");
  const events = new EventLog();
  let failure: string | undefined;
  try {
    const stack = await openStack(command, environment.name);
    Object.assign(stack.workspace.envVars, {
      ...stateVariables(environment.name),
      [REPORT_VARIABLE]: reportFile,
      ...(asOf === undefined ? {} : { [AS_OF_VARIABLE]: asOf }),
    });
    const packConfigFile = join(scratch, "policy-config.json");
    writeFileSync(packConfigFile, JSON.stringify(packConfig(environment)));
    const common = {
      onEvent: (event: EngineEvent) => {
        events.add(event);
        progress(progressText(event, operation));
      },
      onOutput: (text: string) => options.onOutput?.(text),
      onError: (text: string) => options.onOutput?.(text),
      color: "never" as const,
      signal: interrupt.signal,
    };
    const policies = { policyPacks: [join(ROOT, "policies")], policyPackConfigs: [packConfigFile] };
    if (operation === "preview") await stack.preview({ ...common, ...policies });
    else if (operation === "up") await stack.up({ ...common, ...policies });
    else await stack.destroy(common);
  } catch (error) {
    failure = failureText(error, events);
  }
  const report = readReport(reportFile);
  rmSync(scratch, { recursive: true, force: true });
  const told = events.diagnostics.some(({ severity }) => severity === "error");
  const violated = events.policyMessages.some(({ mandatory }) => mandatory);
  const interrupted = interrupt.happened();
  return {
    environment: environment.name,
    source: { kind: "engine", version: command.version?.version ?? "of unknown version" },
    changes: events.changes,
    unchanged: events.unchanged,
    report,
    policyMessages: events.policyMessages,
    diagnostics:
      failure === undefined || told || violated || interrupted
        ? events.diagnostics
        : [...events.diagnostics, { severity: "error", message: failure }],
    failed: failure !== undefined,
    interrupted,
  };
}

function progressText(event: EngineEvent, operation: Operation): string {
  const metadata = event.resourcePreEvent?.metadata ?? event.resOutputsEvent?.metadata;
  return metadata === undefined ? operation : `${operation}: ${metadata.urn.split("::").at(-1) ?? ""}`;
}

/** What the engine wrote to standard error, as far as its events did not say it. */
function failureText(error: unknown, events: EventLog): string {
  const text = error instanceof Error ? error.message : String(error);
  const fromEngine = /stderr: ([\s\S]*?)(?:\n\s*err\?:|$)/.exec(text)?.[1]?.trim();
  if (fromEngine !== undefined && fromEngine !== "") return fromEngine;
  return events.changes.length === 0 ? text : firstLine(error);
}

/** Undefined where the program failed before the pack saw the whole stack. */
function readReport(file: string): Report | undefined {
  if (!existsSync(file)) return undefined;
  const written: unknown = JSON.parse(readFileSync(file, "utf8"));
  return isReport(written) ? written : undefined;
}

/** The pack wrote it in a process of its own, but with the code of this checkout: its shape needs no proof. */
function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null && "residency" in value && "resources" in value;
}
