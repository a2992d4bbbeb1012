import type { Series } from "../measurements.ts";

/** A line of a table in which as many requests wait as fit: one value for each pair of lengths, where there is one. */
export function offline(
  source: Series["source"],
  setup: Series["setup"],
  lengths: readonly (readonly [number, number])[],
  values: readonly (number | undefined)[],
): Series {
  return {
    source,
    setup,
    metric: "output-tokens-per-second",
    points: lengths.flatMap(([input, output], index) => {
      const value = values[index];
      return value === undefined ? [] : [[input, output, undefined, value] as const];
    }),
  };
}
