import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMetrics, METRIC_NAMES } from "../../../gateway/observability/metrics.ts";

/** The series that a metric of a type has. */
const series = (name: string, type: string): string[] =>
  type === "histogram" ? ["_bucket", "_sum", "_count"].map((end) => name + end) : [name];

/** vLLM's series, as a real one of version 0.32 shows them. */
export function vllmSeries(): string[] {
  const file = join(import.meta.dirname, "..", "fixtures", "vllm-0.32-metrics.txt");
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [name = "", type = ""] = line.split(" ");
      return name.startsWith("vllm:") ? series(name, type) : [];
    });
}

/** The gateway's own series, with the types that it declares. */
export async function gatewaySeries(): Promise<string[]> {
  const declared = new Map(
    (await createMetrics().text()).split("\n").flatMap((line): [string, string][] => {
      const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
      return name === undefined || type === undefined ? [] : [[name, type]];
    }),
  );
  return Object.values(METRIC_NAMES).flatMap((name) => series(name, declared.get(name) ?? "no type"));
}

/** Series that Prometheus makes of every scrape. */
export const OWN_SERIES = ["up"];

const WORDS = new Set(
  (
    "absent and by changes on group_left group_right ignoring without or unless bool offset sum rate max min avg count " +
    "histogram_quantile max_over_time increase le"
  ).split(" "),
);

/**
 * The metrics that a query names: every word that is no function or keyword, outside of label lists, label matchers and
 * durations.
 */
export function metricsIn(query: string): string[] {
  const bare = query
    .replace(/\{[^}]*\}/g, " ")
    .replace(/\[[^\]]*\]/g, " ")
    .replace(/\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ");
  return [...bare.matchAll(/[A-Za-z_:][\w:]*/g)].map(([word]) => word).filter((word) => !WORDS.has(word));
}
