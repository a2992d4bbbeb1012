/** Three points of what a figure may be: nearly never below `low` or above `high`, most often near `likely`. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** A figure, or the range in which it lies. */
export type Estimate = number | Range;

/** The single figure to calculate with where only one can be used. */
export function likely(estimate: Estimate): number {
  return typeof estimate === "number" ? estimate : estimate.likely;
}

/** What a lone figure is multiplied by to make a range of it. */
export interface Spread {
  /** At most 1. */
  readonly low: number;
  /** At least 1. */
  readonly high: number;
}

/** A range as it is; a lone figure as the likeliest of a range around it, kept at or below `most`. */
export function rangeOf(estimate: Estimate, spread: Spread, most = Number.POSITIVE_INFINITY): Range {
  if (typeof estimate !== "number") return estimate;
  return { low: estimate * spread.low, likely: estimate, high: Math.min(most, estimate * spread.high) };
}

/**
 * The value of a triangular distribution at a cumulative probability (its inverse distribution function,
 * https://en.wikipedia.org/wiki/Triangular_distribution#Generating_random_variates).
 * @param probability 0 to 1.
 */
export function quantileOf({ low, likely, high }: Range, probability: number): number {
  const width = high - low;
  if (width <= 0) return likely;
  const rising = likely - low;
  return probability * width < rising
    ? low + Math.sqrt(probability * width * rising)
    : high - Math.sqrt((1 - probability) * width * (high - likely));
}
