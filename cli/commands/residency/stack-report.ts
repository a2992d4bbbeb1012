import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import {
  DEFAULT_RESIDENCY,
  type ResidencySettings,
  residencySettingsSchema,
} from "../../../domain/jurisdiction/declarations.ts";
import type { ResidencyLevel } from "../../../domain/jurisdiction/countries.ts";
import { sovereignOwner } from "../../../policies/residency/sovereign-owner.ts";
import { judgeStack, type ResidencyReport } from "../../../policies/residency/stack.ts";
import { today } from "../../../policies/settings.ts";
import { ENVIRONMENTS_FOLDER, environmentFiles } from "../../../stacks/config/files.ts";
import { ROOT } from "../../engine/backend.ts";
import { UserError } from "../../exit-codes.ts";
import { offlinePositions } from "../../offline/run.ts";
import { residencyViolations } from "../../outcome.ts";
import { sourceText } from "../../render/text.ts";
import { redacted } from "../../residency/redact.ts";
import type { LinesOf } from "../../residency/sarif.ts";
import { type SourceLine, sourceLine, YamlLines } from "../../residency/source-lines.ts";
import { readStack, type StackSource } from "../../residency/sources.ts";
import { environmentFor, plan } from "../plan.ts";

export interface StackOptions {
  /** Environment; with `from` its residency settings alone are taken from it. */
  readonly stack?: string;
  /** File that Pulumi wrote: a stack's export, an update plan, or a preview as JSON. */
  readonly from?: string;
  /** YAML file with residency settings, for a stack that is not of this project. */
  readonly config?: string;
  readonly level?: ResidencyLevel;
  readonly offline?: boolean;
  readonly asOf?: string;
}

/** What a residency command works on. */
export interface StackReport {
  readonly title: string;
  readonly source: string;
  readonly day: string;
  readonly report: ResidencyReport;
  readonly notes: readonly string[];
  /** What `sovereign: mandatory` says of owners outside the EU and the EEA. */
  readonly ownersRefused: readonly string[];
  /** Where each finding was written, for code hosts. */
  readonly lines: () => Promise<LinesOf>;
}

/** The residency of an environment's preview, or of what a file says. @throws UserError */
export async function stackReport(options: StackOptions): Promise<StackReport> {
  const day = options.asOf === undefined ? today() : new Date(options.asOf);
  return options.from === undefined ? previewReport(options, day) : fileReport(options, options.from, day);
}

const dayText = (day: Date) => day.toISOString().slice(0, 10);

async function previewReport(options: StackOptions, day: Date): Promise<StackReport> {
  if (options.config !== undefined || options.level !== undefined)
    throw new UserError("--config and --level go with --from; an environment has its own residency settings");
  const stack = options.stack ?? "local";
  const outcome = await plan({
    stack,
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    ...(options.offline === undefined ? {} : { offline: options.offline }),
  });
  const report = outcome.report?.residency;
  if (report === undefined) {
    const problems = outcome.diagnostics.filter(({ severity }) => severity === "error");
    throw new UserError(
      [
        "the program failed before its residency could be judged:",
        ...problems.map(({ message }) => message),
      ].join("\n  "),
    );
  }
  return {
    title: `environment ${stack}`,
    source: `preview, ${sourceText(outcome.source)}`,
    day: dayText(day),
    report,
    notes: outcome.source.kind === "engine" ? [] : [`Offline plan, because ${outcome.source.reason}.`],
    ownersRefused: residencyViolations(outcome)
      .filter(({ policy }) => policy === sovereignOwner.name)
      .map(({ message }) => message),
    lines: async () => environmentLines(stack, await offlinePositions(stack)),
  };
}

function fileReport(options: StackOptions, file: string, day: Date): Promise<StackReport> {
  const settings = settingsFor(options);
  const { kind, resources, positions, secrets, state } = readStack(file);
  const report = redacted(judgeStack(resources, settings, day, state), secrets.texts);
  return Promise.resolve({
    title: options.stack === undefined ? file : `environment ${options.stack}`,
    source: `${kind} in ${file}`,
    day: dayText(day),
    report,
    notes: secretsNote(kind, secrets.hidden),
    ownersRefused:
      settings.sovereign === "mandatory"
        ? sovereignOwner
            .check({ residency: report, cost: undefined, resources })
            .map(({ message }) => message)
        : [],
    lines: () =>
      Promise.resolve(
        options.stack === undefined
          ? linesBy([], positions)
          : environmentLines(options.stack, Object.fromEntries(positions)),
      ),
  });
}

/** How a file is written with the values of its secrets. */
const WITH_SECRETS: Readonly<Record<StackSource["kind"], string>> = {
  "deployed state": "`pulumi stack export --show-secrets` lets them be judged",
  "update plan": "`pulumi preview --save-plan FILE --show-secrets` lets them be judged",
  preview:
    "a preview as JSON never has them, but `pulumi preview --save-plan FILE --show-secrets` lets them be judged",
};

function secretsNote(kind: StackSource["kind"], hidden: number): string[] {
  if (hidden === 0) return [];
  const count =
    hidden === 1 ? "1 encrypted value could not be read" : `${hidden} encrypted values could not be read`;
  return [
    `${count}: what it takes to prove a place is unproven where it is one of them; ${WITH_SECRETS[kind]}, and a report never shows them.`,
  ];
}

function settingsFor({ stack, config, level }: StackOptions): ResidencySettings {
  if (stack !== undefined && config !== undefined)
    throw new UserError("--stack and --config both say how to judge; keep one of them");
  const settings =
    config !== undefined
      ? readSettings(config)
      : stack === undefined
        ? DEFAULT_RESIDENCY
        : environmentFor(stack).residency;
  return level === undefined ? settings : { ...settings, level };
}

function readSettings(file: string): ResidencySettings {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    throw new UserError(
      `--config ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = residencySettingsSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UserError(`--config ${file} is wrong:\n${z.prettifyError(parsed.error)}`);
}

/** A finding's value where the environment's file has it, then where the program creates the resource. */
function environmentLines(stack: string, positions: Readonly<Record<string, string>>): LinesOf {
  const name = environmentFiles().get(stack);
  const file = name === undefined ? [] : [relative(ROOT, join(ENVIRONMENTS_FOLDER, name))];
  return linesBy(file, new Map(Object.entries(positions)));
}

function linesBy(files: readonly string[], positions: ReadonlyMap<string, string>): LinesOf {
  const written = files.map((file) => new YamlLines(ROOT, file));
  return ({ urn, value }) => {
    const inFile = value === undefined ? [] : written.flatMap((lines) => lines.find(value) ?? []);
    const position = positions.get(urn);
    const inProgram = position === undefined ? undefined : sourceLine(position, ROOT);
    const found: SourceLine[] = [...inFile, ...(inProgram === undefined ? [] : [inProgram])];
    // Code hosts drop a result without a line: the environment's file is where it can be mended.
    return found.length > 0 ? found : files.map((name) => ({ file: name, line: 1, column: 1 }));
  };
}
