import { scenarioName } from "./messages.ts";
import type { Row } from "./measure.ts";
import type { Summary } from "./summary.ts";

/** Lines with columns that are as wide as their widest cell; numbers on the right, the first `texts` columns on the left. */
export function columns(rows: readonly (readonly string[])[], texts: number): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) =>
    column < texts ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

/** A number with about three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** One line for each scenario and gateway; a line with errors ends with the first of them. */
export function rowsTable(rows: readonly Row[]): string {
  const header = [
    "scenario",
    "gateway",
    "CPU µs/req",
    "× HAProxy",
    "+median ms",
    "+p99 ms",
    "+1st byte ms",
    "req/s",
    "core %",
    "",
  ];
  const lines = rows.map((row) => {
    const { name, scenario, errors, firstError = "" } = row;
    return [
      scenarioName(scenario),
      name,
      short(row.processor),
      name === "direct" ? "" : short(row.processorRatio),
      short(row.median),
      short(row.p99),
      scenario.stream ? short(row.firstByte) : "",
      row.requestsPerSecond.toFixed(0),
      (row.busy * 100).toFixed(0),
      errors === 0 ? "" : `${errors} ERRORS: ${firstError.slice(0, 120)}`,
    ];
  });
  return columns([header, ...lines], 2);
}

interface Measure {
  readonly key: Exclude<keyof Summary, "name">;
  readonly text: string;
  /** Where ours has one: its goal, and the number above which it is missed. */
  readonly goal?: readonly [text: string, limit: number];
}

const PROCESSOR_GOAL = ["≤ 5 (aim 2.9)", 5] as const;

const MEASURES: readonly Measure[] = [
  { key: "processorRatio", text: "CPU per request × HAProxy, geometric mean", goal: PROCESSOR_GOAL },
  { key: "jsonProcessorRatio", text: "  of JSON alone" },
  { key: "streamProcessorRatio", text: "  of streams alone" },
  { key: "smallProcessorRatio", text: "CPU per request × HAProxy, 200 B JSON", goal: PROCESSOR_GOAL },
  { key: "median", text: "added median ms, 200 B JSON, 1 client", goal: ["≤ 0.40", 0.4] },
  { key: "firstByte", text: "added first byte ms, 200 B stream, 1 client", goal: ["≤ 0.50", 0.5] },
  { key: "largeMedian", text: "added median ms, 100 KB JSON, 8 clients", goal: ["≤ 7", 7] },
  { key: "memory", text: "memory (RSS) MiB after the run", goal: ["≤ 120", 120] },
];

export interface Verdict {
  readonly key: Measure["key"];
  readonly limit: number;
  readonly verdict: "met" | "missed" | "not measured";
}

function judge(value: number, limit: number): Verdict["verdict"] {
  if (Number.isNaN(value)) return "not measured";
  return value <= limit ? "met" : "missed";
}

/** Which of its goals ours meets. */
export function verdicts(summaries: readonly Summary[]): Verdict[] {
  const ours = summaries.find(({ name }) => name === "ours");
  return MEASURES.flatMap(({ key, goal }) => {
    if (goal === undefined) return [];
    const [, limit] = goal;
    return [{ key, limit, verdict: judge(ours?.[key] ?? Number.NaN, limit) }];
  });
}

/** One line for each measure, one column for each gateway, and the goals of ours. */
export function summaryTable(summaries: readonly Summary[]): string {
  const judged = new Map(verdicts(summaries).map(({ key, verdict }) => [key, verdict]));
  const header = ["", ...summaries.map(({ name }) => name), "goal of ours", ""];
  const lines = MEASURES.map(({ key, text, goal }) => [
    text,
    ...summaries.map((summary) => short(summary[key])),
    goal?.[0] ?? "",
    judged.get(key) ?? "",
  ]);
  return columns([header, ...lines], 1);
}
